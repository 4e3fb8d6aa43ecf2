#pragma once
// A schedule: the union of crons, each in its zone. Its order by frequency,
// its algebra, its ticks.

#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cron/cron.hpp"

namespace lockstep {

/// One member of a schedule.
struct ZonedCron {
  Cron cron;
  Clock clock;
  friend bool operator==(const ZonedCron&, const ZonedCron&) = default;
};

/// A union of crons. In normal form (see reduce) members are sorted by
/// order(), never-firing ones and subsets of others are gone. An empty
/// schedule never fires.
struct Schedule {
  std::vector<ZonedCron> crons;
  friend bool operator==(const Schedule&, const Schedule&) = default;
};

/// Drops members that never fire and members whose ticks all belong to the
/// union of the others (same zone; in different zones only equal ones), and
/// sorts the rest. Of two equal members the first stays. `dropped`, if given,
/// receives the indices of what went, in ascending order.
[[nodiscard]] Schedule reduce(const Schedule& schedule,
                              std::vector<std::size_t>* dropped = nullptr);

[[nodiscard]] std::optional<sys_seconds> next(const Schedule& schedule,
                                              sys_seconds after);
[[nodiscard]] std::optional<sys_seconds> prev(const Schedule& schedule,
                                              sys_seconds before);
[[nodiscard]] std::optional<sys_seconds> next_or_equal(const Schedule& schedule,
                                                       sys_seconds at);
[[nodiscard]] std::optional<sys_seconds> prev_or_equal(const Schedule& schedule,
                                                       sys_seconds at);
[[nodiscard]] std::optional<Window> window(const Schedule& schedule,
                                           sys_seconds at);
/// Ticks in [from, to), common ones of several members counted once.
[[nodiscard]] std::int64_t count(const Schedule& schedule, sys_seconds from,
                                 sys_seconds to);

/// Exact: local calendars over the cycle as if all members shared a zone
/// without DST (cron.md 0: "zones count with their local calendar").
[[nodiscard]] Frequency frequency(const Schedule& schedule);
[[nodiscard]] DayPeriod day_period(const Schedule& schedule);
/// True if all members share one clock.
[[nodiscard]] bool one_zone(const Schedule& schedule);
/// True if compare() and first_difference() hold for ever: all members have
/// one zone (and are at most eight, where their DST rules differ). Otherwise
/// they hold over the horizon.
[[nodiscard]] bool is_decided_for_ever(const Schedule& a, const Schedule& b);
/// As for crons, where all share a clock that only leaves out ticks; else of
/// the ticks from `from` on.
[[nodiscard]] Relation compare(const Schedule& a, const Schedule& b,
                               sys_seconds from, seconds horizon);
[[nodiscard]] std::optional<Age> age(const Schedule& a, const Schedule& b,
                                     sys_seconds from, seconds horizon);
/// First instant at or after `from` that is a tick of exactly one of the two;
/// nullopt if there is none (for ever, or over the horizon with several
/// zones).
[[nodiscard]] std::optional<sys_seconds> first_difference(const Schedule& a,
                                                          const Schedule& b,
                                                          sys_seconds from,
                                                          seconds horizon);

/// The total order of schedules, most frequent first: a sort key computed
/// once per schedule. Firings per cycle, more first; max gap, smaller first;
/// min gap, larger first; next tick strictly after the reference midnight,
/// furthest first (Starlake's tie rule); canonical masks. Year lists rank
/// below every periodic one, never-firing ones last.
struct Rank {
  bool fires = false;
  bool periodic = false;
  std::int64_t firings = 0;
  seconds max_gap{0};
  seconds min_gap{0};
  seconds next_tick{0};  ///< from the reference, local calendar
  Schedule schedule;
};
[[nodiscard]] Rank rank(const Schedule& schedule, sys_seconds reference);
/// less: `a` comes first (is more frequent).
[[nodiscard]] std::strong_ordering order(const Rank& a, const Rank& b);

/// Starlake's two measures, for comparison with it.
/// Gap between the next two ticks after the reference.
[[nodiscard]] std::optional<seconds> next_gap(const Schedule& schedule,
                                              sys_seconds reference);
/// Ticks in the days after the reference (exclusive start).
[[nodiscard]] std::int64_t count_after(const Schedule& schedule,
                                       sys_seconds reference, int days);

}  // namespace lockstep
