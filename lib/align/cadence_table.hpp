#pragma once
// Interns cadences and keeps what derivation asks about each of them again and
// again: its place in the order by frequency, its period, its ages against
// others. Every answer is computed once per cadence or pair.

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "align/cadence.hpp"
#include "base/id.hpp"

namespace lockstep {

/// Exact rate as a fraction: `firings` in `days` days.
struct Rate {
  std::int64_t firings = 0;
  std::int64_t days = kCycleDays;
};

/// What is known about one cadence.
struct CadenceFacts {
  Rank rank;  ///< of explicit ticks: firings rounded down, empty schedule
  Rate rate;
  std::optional<std::int64_t> period;    ///< days, see period_days()
  std::optional<sys_seconds> newest;     ///< tick at or before as_of
  std::optional<sys_seconds> preceding;  ///< the tick before that
};

/// Owns the cadences of one derivation. Ids are given in order of interning.
class CadenceTable {
 public:
  /// The horizon counts from the midnight of `as_of`, in whole days, at least
  /// one.
  CadenceTable(sys_seconds as_of, seconds horizon);

  /// The cadence of a schedule in normal form (see reduce()).
  CadenceId intern(const Schedule& schedule);
  /// The cadence of explicit ticks; `cadence.exact` is false. Ticks that
  /// repeat are brought to their shortest period from the reference on.
  CadenceId intern_explicit(Cadence cadence);

  [[nodiscard]] const Cadence& operator[](CadenceId id) const {
    return cadences_[id.index()];
  }
  [[nodiscard]] const CadenceFacts& facts(CadenceId id) const {
    return facts_[id.index()];
  }
  [[nodiscard]] sys_seconds reference() const { return reference_; }
  [[nodiscard]] seconds horizon() const { return horizon_; }

  /// less: `a` is more frequent; equal: as frequent. Year lists come after
  /// every periodic cadence, cadences without any tick last.
  [[nodiscard]] std::strong_ordering by_frequency(CadenceId a,
                                                  CadenceId b) const;
  /// The total order of schedules (cron.md 0); less: `a` comes first.
  [[nodiscard]] std::strong_ordering by_order(CadenceId a, CadenceId b) const;

  /// Age of `a` at the ticks of `b` in elapsed time, see elapsed_age().
  [[nodiscard]] const std::optional<Age>& elapsed_age_at(CadenceId a,
                                                         CadenceId b);
  /// The same on the local calendar that both share (share_clock()), for ever
  /// and as if daylight saving did not exist.
  [[nodiscard]] const std::optional<Age>& local_age_at(CadenceId a,
                                                       CadenceId b);
  /// True if every tick of `a` is proved to be one of `b`. Proved only between
  /// schedules of one and the same zone; otherwise false unless a == b.
  [[nodiscard]] bool contains(CadenceId b, CadenceId a);

  /// The cadences, leaving the table empty.
  [[nodiscard]] std::vector<Cadence> release() { return std::move(cadences_); }

 private:
  CadenceId add(Cadence cadence, std::size_t hash);

  sys_seconds as_of_, reference_;
  seconds horizon_;
  std::vector<Cadence> cadences_;
  std::vector<CadenceFacts> facts_;
  std::unordered_multimap<std::size_t, CadenceId> by_hash_;
  using AgeMap = std::map<std::pair<CadenceId, CadenceId>, std::optional<Age>>;
  AgeMap elapsed_ages_, local_ages_;
  std::map<std::pair<CadenceId, CadenceId>, bool> contains_;
};

}  // namespace lockstep
