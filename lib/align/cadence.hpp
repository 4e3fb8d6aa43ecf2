#pragma once
// The nominal ticks of a job: a schedule, or, where no cron can say it, an
// explicit sequence of instants.

#include <compare>
#include <cstdint>
#include <optional>
#include <vector>

#include "cron/schedule.hpp"

namespace lockstep {

/// The long-run set of nominal ticks of a job. Equal ones are interned: jobs
/// with the same crons, or the same explicit ticks, share one.
struct Cadence {
  /// What makes the ticks; empty if not expressible, or if it never fires.
  Schedule schedule;
  bool exact = true;               ///< false: `ticks` hold it
  std::vector<sys_seconds> ticks;  ///< ascending, in [start, end)
  sys_seconds start{}, end{};      ///< of explicit ticks, whole UTC days apart
  /// Explicit ticks only. True: [start, end) repeats for ever, before and
  /// after. False: nothing is known outside of it (the horizon).
  bool repeats = false;
  /// Exact over the cycle for schedules (firings / 400), else the mean over
  /// [start, end) scaled to 365.2425 days.
  double runs_per_year = 0;
};

/// First tick strictly after `after`; nullopt if there is none or, for ticks
/// that do not repeat, none before `end`. O(log ticks).
[[nodiscard]] std::optional<sys_seconds> next(const Cadence& cadence,
                                              sys_seconds after);
/// Newest tick at or before `at`.
[[nodiscard]] std::optional<sys_seconds> prev_or_equal(const Cadence& cadence,
                                                       sys_seconds at);
/// From the tick before the newest one at or before `at` up to that one.
[[nodiscard]] std::optional<Window> window(const Cadence& cadence,
                                           sys_seconds at);
/// Ticks in [from, to).
[[nodiscard]] std::int64_t count(const Cadence& cadence, sys_seconds from,
                                 sys_seconds to);
/// False if it has no tick at all.
[[nodiscard]] bool fires(const Cadence& cadence);

/// Smallest number of days known after which the ticks repeat: 1, 7, 146,097
/// (400 years) or what a recurrence found; nullopt with year lists, daylight
/// saving or ticks known over the horizon only.
[[nodiscard]] std::optional<std::int64_t> period_days(const Cadence& cadence);

struct Gaps {
  seconds least, greatest;
};
/// Between neighbouring ticks on the local calendar: daylight saving aside, for
/// ever exact. Of explicit ticks as they are. nullopt if it fires less than
/// twice.
[[nodiscard]] std::optional<Gaps> calendar_gaps(const Cadence& cadence);

// In elapsed time, to leave out early what cannot be. Of time zones that change
// their offset, or of several, bounds: a day on the safe side.
/// No two ticks are nearer than this; nullopt if it fires less than twice.
[[nodiscard]] std::optional<seconds> least_gap(const Cadence& cadence);
/// No two neighbouring ticks are further apart.
[[nodiscard]] std::optional<seconds> greatest_gap(const Cadence& cadence);

/// True if both are schedules whose members all share one clock: their
/// algebra is that of the local calendar (cron.md 4.5).
[[nodiscard]] bool share_clock(const Cadence& a, const Cadence& b);

/// Age of the ticks of `a` at the ticks of `b` in elapsed time: exact over the
/// smallest common period, or over [from, from + horizon) where there is none.
/// nullopt if one never fires.
[[nodiscard]] std::optional<Age> elapsed_age(const Cadence& a, const Cadence& b,
                                             sys_seconds from, seconds horizon);

/// Least common multiple of two periods in days; nullopt if one is unknown or
/// the result is longer than ten cycles of 400 years.
[[nodiscard]] std::optional<std::int64_t> common_period(
    std::optional<std::int64_t> a, std::optional<std::int64_t> b);

/// No loop walks more ticks than this (8 years of every minute).
inline constexpr std::size_t kMaximumRuns = 4'194'304;

}  // namespace lockstep
