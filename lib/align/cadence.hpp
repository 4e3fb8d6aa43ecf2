#pragma once
// The nominal ticks of a job: a schedule, or, where no cron can say it, an
// explicit sequence of instants.

#include <compare>
#include <optional>
#include <vector>

#include "cron/schedule.hpp"

namespace lockstep {

/// Distinct tick sets are interned: two jobs with equal ticks share one.
struct Cadence {
  /// What makes the ticks; empty if not expressible.
  Schedule schedule;
  bool exact = true;  ///< false: `ticks` hold it, over [start, end) only
  std::vector<sys_seconds> ticks;
  sys_seconds start{}, end{};
  /// Exact over the cycle for schedules (firings / 400), else the mean over
  /// [start, end) scaled to 365.2425 days.
  double runs_per_year = 0;
};

[[nodiscard]] std::optional<sys_seconds> next(const Cadence& cadence,
                                              sys_seconds after);
[[nodiscard]] std::optional<sys_seconds> prev_or_equal(const Cadence& cadence,
                                                       sys_seconds at);
[[nodiscard]] std::optional<Window> window(const Cadence& cadence,
                                           sys_seconds at);

}  // namespace lockstep
