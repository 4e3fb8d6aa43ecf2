#pragma once
// How often each gap and each age occurs, exactly.

#include <cstdint>
#include <optional>
#include <vector>

#include "cron/schedule.hpp"

namespace lockstep {

struct HistogramBar {
  seconds value{0};
  std::int64_t number = 0;  ///< in 400 years, or in the listed years
  friend bool operator==(const HistogramBar&, const HistogramBar&) = default;
};
/// By value, each once, no empty ones.
using Histogram = std::vector<HistogramBar>;

/// A histogram has at most so many bars. Gaps never reach it: within a day
/// fewer than 86,400 values are possible, and between days fewer than one for
/// each day of 1970 to 2199. Ages can: every second seen from a yearly tick.
inline constexpr std::size_t kMostBars = 200'000;

/// Gaps between neighbouring ticks; as frequency(schedule) counts them: local
/// calendars, the gap from one cycle to the next included, of a year list those
/// between its ticks. Empty if it fires less than twice.
[[nodiscard]] Histogram gap_histogram(const Schedule& schedule);

/// Ages of `a` at the ticks of `b`, as age() has them. nullopt if there are
/// more than kMostBars, or if the schedules do not share one clock. Empty if
/// one never fires.
[[nodiscard]] std::optional<Histogram> age_histogram(const Schedule& a,
                                                     const Schedule& b);

}  // namespace lockstep
