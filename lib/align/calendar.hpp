#pragma once
// What the ticks of a day depend on beside the clock: its number in the month,
// the name of the month, the weekday.

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "align/cadence.hpp"

namespace lockstep {

struct Calendar {
  bool dates = false, months = false, weekdays = false;
  std::vector<const Zone*> zones;  ///< that change their offset; sorted
  friend auto operator<=>(const Calendar&, const Calendar&) = default;
};

/// What any of the schedules depends on; nullopt if one has a year list, or
/// ticks that no schedule makes.
[[nodiscard]] std::optional<Calendar> calendar_of(
    std::span<const Cadence* const> cadences);

/// A number for what a month holds: its length, and of its name and its first
/// weekday what is asked for. Less than kMonthKinds.
[[nodiscard]] std::int64_t kind_of(std::chrono::year_month month, bool name,
                                   bool weekday);
inline constexpr std::int64_t kMonthKinds = 32 * 12 * 7;

[[nodiscard]] std::chrono::sys_days first_of(std::chrono::year_month month);
[[nodiscard]] std::chrono::year_month month_of(sys_seconds at);

}  // namespace lockstep
