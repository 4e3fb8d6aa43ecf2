#pragma once
// The 4,800 months of the 400-year cycle, of which many are alike: of equal
// length and first weekday, between neighbours that are. What crons make of
// alike months is equal but for whole days, so one of each kind represents all.

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "align/parts.hpp"

namespace lockstep {

inline constexpr std::int64_t kMonths = 4'800;  ///< in the cycle

/// What makes months alike.
struct Likeness {
  bool names = false, weekdays = false;  ///< beside their lengths
  /// How many months before and after must be alike, too.
  std::int64_t behind = 1, ahead = 1;
  friend auto operator<=>(const Likeness&, const Likeness&) = default;
};

/// Months that are alike for both.
[[nodiscard]] std::optional<Likeness> both(const std::optional<Likeness>& a,
                                           const std::optional<Likeness>& b);

/// So many months before or after cover `reach` and a day on which the months
/// of a time zone are others than those of UTC.
[[nodiscard]] std::int64_t months_in(seconds reach);

/// What the ticks of runs in closed form depend on; nullopt if they do not
/// repeat with the calendar.
[[nodiscard]] std::optional<Likeness> likeness_of(const RunSequence& runs);

/// The months of a scope, one by one.
[[nodiscard]] std::vector<Part> months_of(const Scope& scope);

/// Months are UTC months, 0 is the first after the reference.
class Folding {
 public:
  Folding(sys_seconds reference, const Likeness& likeness);

  /// The first month of its kind.
  struct Representative {
    std::int64_t month = 0;
    std::int64_t times = 0;  ///< in the cycle
    sys_seconds from, to;    ///< the month
  };

  [[nodiscard]] const Likeness& likeness() const { return likeness_; }
  /// Ascending.
  [[nodiscard]] std::span<const Representative> representatives() const {
    return representatives_;
  }
  /// Index into representatives().
  [[nodiscard]] std::size_t representative_of(std::int64_t month) const;
  [[nodiscard]] sys_seconds begin_of(std::int64_t month) const;
  [[nodiscard]] std::int64_t month_of(sys_seconds at) const;
  /// What represents 400 years from the month of the reference on; the two
  /// months that the ends cut stand for themselves. Ascending but for the last.
  [[nodiscard]] std::vector<Part> parts_of(const Scope& scope) const;

 private:
  Likeness likeness_;
  sys_seconds begin_;                          ///< of month 0
  std::vector<std::int32_t> days_;             ///< by month, from begin_ on
  std::vector<std::uint16_t> representative_;  ///< by month
  std::vector<Representative> representatives_;
};

/// Makes each folding once; they stay where they are.
class FoldingTable {
 public:
  /// Where more months behind matter, hardly any are alike: no folding then.
  explicit FoldingTable(sys_seconds reference, std::int64_t most_behind = 64)
      : reference_(reference), most_behind_(most_behind) {}
  /// Demands a little more than `likeness`, so that many share one; nullptr if
  /// there is none.
  const Folding* folding_of(Likeness likeness);

 private:
  sys_seconds reference_;
  std::int64_t most_behind_;
  std::map<Likeness, Folding> foldings_;
};

}  // namespace lockstep
