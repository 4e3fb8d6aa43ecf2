// One look at the masks of every cron.
#include "align/calendar.hpp"

#include <algorithm>

namespace lockstep {

using std::chrono::sys_days;
using std::chrono::year_month;

std::optional<Calendar> calendar_of(std::span<const Cadence* const> cadences) {
  constexpr std::uint16_t kAllMonths = 0xfff;
  constexpr std::uint8_t kAllWeekdays = 0x7f;
  Calendar calendar;
  for (const Cadence* cadence : cadences) {
    if (!cadence->exact) return std::nullopt;
    for (const auto& [cron, clock] : cadence->schedule.crons) {
      if (cron.day_pattern == DayPattern::Years) return std::nullopt;
      calendar.dates =
          calendar.dates || cron.day_pattern != DayPattern::Weekday;
      calendar.months = calendar.months || cron.month_mask != kAllMonths;
      calendar.weekdays = calendar.weekdays ||
                          cron.day_pattern == DayPattern::Mixed ||
                          (cron.day_pattern == DayPattern::Weekday &&
                           cron.weekday_mask != kAllWeekdays);
      if (clock.zone == nullptr || is_fixed_offset(*clock.zone)) continue;
      calendar.zones.push_back(clock.zone);
    }
  }
  std::ranges::sort(calendar.zones);
  calendar.zones.erase(
      std::unique(calendar.zones.begin(), calendar.zones.end()),
      calendar.zones.end());
  return calendar;
}

sys_days first_of(year_month month) { return sys_days{month / 1}; }

year_month month_of(sys_seconds at) {
  const std::chrono::year_month_day date{
      std::chrono::floor<std::chrono::days>(at)};
  return date.year() / date.month();
}

std::int64_t kind_of(year_month month, bool name, bool weekday) {
  const sys_days begin = first_of(month);
  std::int64_t kind =
      (first_of(month + std::chrono::months{1}) - begin).count();
  kind = kind * 12 + (name ? unsigned{month.month()} - 1 : 0U);
  return kind * 7 + (weekday ? std::chrono::weekday{begin}.c_encoding() : 0U);
}

}  // namespace lockstep
