#pragma once
// Unions of crons in one calendar, exactly: days that the same members fire on
// form a class, each class is one set of times of day, and a period of the
// calendar is a sequence of blocks of classed days. Internal to cron/.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "cron/schedule.hpp"

namespace lockstep {

/// Times of a day, a bit for each unit of a timeline.
class Times {
 public:
  explicit Times(std::size_t units) : words_((units + 63) / 64) {}

  /// Adds every tick of a firing day of `cron`, in units of `unit` seconds.
  void add(const Cron& cron, int unit);
  /// First unit at or after `from` that ticks, or -1.
  [[nodiscard]] int next(int from) const;
  [[nodiscard]] bool intersects(const Times& other) const;
  [[nodiscard]] bool contains(const Times& other) const;
  /// Units of exactly one of the two.
  [[nodiscard]] static Times difference(const Times& a, const Times& b);

 private:
  void add_bits(unsigned offset, std::uint64_t bits);

  std::vector<std::uint64_t> words_;
};

/// Two unions, a and b, over a period.
struct Timeline {
  enum class Scope : std::uint8_t {
    Cycle,  ///< the smallest common period; members with years do not count
    Years   ///< kFirstYear to kLastYear, all members
  };

  Scope scope = Scope::Cycle;
  bool weekly = false;  ///< the one block is a week from Sunday on
  int unit = 60;        ///< seconds a bit of Times stands for: 60 or 1
  std::vector<std::array<Times, 2>> classes;
  /// The class of each day of a block: a week, a type of year, or a year.
  std::vector<std::vector<std::uint32_t>> blocks;
  std::vector<std::uint32_t> sequence;  ///< of blocks
  std::int64_t periods = 1;             ///< in 400 years

  /// The class of a day; only days of the years of a `Years` scope.
  [[nodiscard]] std::uint32_t class_of(std::int64_t day) const;
};

using CronList = std::vector<const Cron*>;
[[nodiscard]] CronList crons_of(const Schedule& schedule);

/// O(members * days of the distinct blocks).
[[nodiscard]] Timeline make_timeline(const CronList& a, const CronList& b,
                                     Timeline::Scope scope);

[[nodiscard]] bool any_years(std::span<const Cron* const> crons);
[[nodiscard]] bool any_periodic(std::span<const Cron* const> crons);

/// Firings and gaps of group a.
[[nodiscard]] Frequency union_frequency(const CronList& a);
/// Relation of group a to group b.
[[nodiscard]] Relation union_relation(const CronList& a, const CronList& b);
/// Age of group a at the ticks of group b.
[[nodiscard]] std::optional<Age> union_age(const CronList& a,
                                           const CronList& b);

}  // namespace lockstep
