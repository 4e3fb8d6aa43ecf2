// Counting without walking: ticks before an instant = ticks a day times the
// firing days before it, plus the part of its own day. Firing days are counted
// by the weekday where the cron follows it alone, else over the 14 kinds of
// years (leap or not, weekday of January 1) of the 400-year cycle.

#include <algorithm>
#include <array>
#include <bit>

#include "cron/calendar.hpp"
#include "cron/local.hpp"

namespace lockstep {
namespace {

/// For each year of the cycle from 2000: how many years of each type precede.
constexpr auto kYearsBefore = [] {
  std::array<std::array<std::uint16_t, 14>, 401> table{};
  Year year = year_of(2000);
  for (std::size_t i = 0; i < 400; ++i) {
    table[i + 1] = table[i];
    ++table[i + 1][year.type()];
    year = year.next();
  }
  return table;
}();

/// Numbers of firing days, by length of month and weekday of its first.
class DayCounts {
 public:
  explicit DayCounts(const Cron& cron) : months_(cron.month_mask) {
    for (std::size_t length = 0; length < 4; ++length) {
      for (std::size_t first = 0; first < 7; ++first) {
        counts_[length][first] = static_cast<std::uint8_t>(
            std::popcount(cron.day_mask[length][first]));
      }
    }
  }

  /// Of the months of a year, up to but without `end`.
  [[nodiscard]] std::int64_t before_month(bool leap, unsigned first_weekday,
                                          unsigned end) const {
    std::int64_t days = 0;
    std::uint32_t months = months_ & ((std::uint32_t{1} << end) - 1U);
    for (; months != 0; months &= months - 1) {
      const auto month = static_cast<unsigned>(std::countr_zero(months));
      const unsigned first = (first_weekday + kMonthStart[leap][month]) % 7U;
      days += counts_[length_index(leap, month)][first];
    }
    return days;
  }
  [[nodiscard]] std::int64_t in_year(const Year& year) const {
    return before_month(year.leap, year.first_weekday, 12);
  }

 private:
  std::uint32_t months_;
  std::array<std::array<std::uint8_t, 7>, 4> counts_{};
};

/// Firing days of the year of `day` before it, its own year allowed or not.
std::int64_t days_in_year_before(const Cron& cron, const DayCounts& counts,
                                 std::int64_t day) {
  const Date date = date_of(day);
  const Year year = year_of(date, day);
  const std::uint32_t before = (std::uint32_t{1} << date.day) - 1U;
  return counts.before_month(year.leap, year.first_weekday, date.month) +
         std::popcount(month_days(cron, year, date.month) & before);
}

/// Firing days of the listed years before `day`, from the first listed one.
std::int64_t listed_days_before(const Cron& cron, const DayCounts& counts,
                                std::int64_t day) {
  const std::int64_t own_year = date_of(day).year;
  const std::int64_t end =
      std::clamp<std::int64_t>(own_year, kFirstYear, kLastYear + 1);
  std::int64_t days = 0;
  for (Year year = year_of(kFirstYear); year.number < end; year = year.next()) {
    if (allows_year(cron, year.number)) days += counts.in_year(year);
  }
  if (allows_year(cron, own_year)) {
    days += days_in_year_before(cron, counts, day);
  }
  return days;
}

/// Firing days in [from, to) by the types of years.
std::int64_t days_by_years(const Cron& cron, std::int64_t from,
                           std::int64_t to) {
  const DayCounts counts(cron);
  std::array<std::int64_t, 14> per_year{};
  for (unsigned type = 0; type < 14; ++type) {
    per_year[type] = counts.before_month(type >= 7, type % 7, 12);
  }
  const auto before = [&](std::int64_t day) {
    const std::int64_t year = date_of(day).year - 2000;
    const std::int64_t cycle = floor_div(year, 400);
    const auto& years =
        kYearsBefore[static_cast<std::size_t>(year - 400 * cycle)];
    std::int64_t days = days_in_year_before(cron, counts, day);
    for (std::size_t t = 0; t < 14; ++t) {
      days += per_year[t] * (years[t] + cycle * kYearsBefore[400][t]);
    }
    return days;
  };
  return before(to) - before(from);
}

/// Days of the weekdays `days` in [from, to).
std::int64_t days_by_weekday(std::uint32_t days, std::int64_t from,
                             std::int64_t to) {
  const auto before = [&](std::int64_t day) {
    const std::int64_t week = floor_div(day + 4, 7);  // 1970-01-04: a Sunday
    const auto weekday = static_cast<unsigned>(day + 4 - 7 * week);
    return week * std::popcount(days) +
           std::popcount(days & ((std::uint32_t{1} << weekday) - 1U));
  };
  return before(to) - before(from);
}

std::int64_t count_days(const Cron& cron, std::int64_t from, std::int64_t to) {
  if (cron.has_years()) {
    const DayCounts counts(cron);
    return listed_days_before(cron, counts, to) -
           listed_days_before(cron, counts, from);
  }
  switch (day_period(cron)) {
    case DayPeriod::Day:
      return to - from;
    case DayPeriod::Week:
      return days_by_weekday(weekdays(cron), from, to);
    default:
      return days_by_years(cron, from, to);
  }
}

/// Ticks of a firing day before second `time`.
std::int64_t ticks_before(const Cron& cron, unsigned time) {
  const auto count_below = [](std::uint64_t bits, unsigned end) {
    return std::int64_t{std::popcount(bits & ((std::uint64_t{1} << end) - 1U))};
  };
  const unsigned hour = time / 3600;
  const unsigned minute = time / 60 % 60;
  const std::int64_t seconds_per_minute = std::popcount(cron.second_mask);
  std::int64_t ticks = count_below(cron.hour_mask, hour) *
                       std::popcount(cron.minute_mask) * seconds_per_minute;
  if ((cron.hour_mask >> hour & 1U) == 0) return ticks;
  ticks += count_below(cron.minute_mask, minute) * seconds_per_minute;
  if ((cron.minute_mask >> minute & 1U) == 0) return ticks;
  return ticks + count_below(cron.second_mask, time % 60);
}

}  // namespace

std::int64_t ticks_per_day(const Cron& cron) {
  return std::int64_t{std::popcount(cron.hour_mask)} *
         std::popcount(cron.minute_mask) * std::popcount(cron.second_mask);
}

std::int64_t days_per_cycle(const Cron& cron) {
  return count_days(cron, kCycleStart, kCycleStart + kCycleDays);
}

std::uint32_t weekdays(const Cron& cron) {
  // The first seven days of a month whose first is a Sunday.
  return cron.day_mask[3][0] & 0x7FU;
}

DayPeriod day_period(const Cron& cron) {
  if (cron.month_mask == 0 || cron.has_years()) return DayPeriod::None;
  if (cron.month_mask != 0xFFF) return DayPeriod::Cycle;
  const std::uint32_t week = weekdays(cron);
  for (unsigned length = 0; length < 4; ++length) {
    for (unsigned first = 0; first < 7; ++first) {
      const std::uint32_t days =
          ((week >> first) | (week << (7 - first))) & 0x7FU;
      // The pattern repeated every seven days.
      const std::uint64_t month = days * std::uint64_t{0x1020'4081U};
      if (cron.day_mask[length][first] !=
          (static_cast<std::uint32_t>(month) & all_days(length))) {
        return DayPeriod::Cycle;
      }
    }
  }
  return week == 0x7F ? DayPeriod::Day : DayPeriod::Week;
}

std::int64_t count_local(const Cron& cron, std::int64_t from, std::int64_t to) {
  if (cron.month_mask == 0) return 0;
  from = std::clamp(from, -kTimeLimit, kTimeLimit);
  to = std::clamp(to, -kTimeLimit, kTimeLimit);
  const std::int64_t first = floor_div(from, kSecondsPerDay);
  const std::int64_t last = floor_div(to, kSecondsPerDay);
  const auto part = [&](std::int64_t day, std::int64_t at) {
    if (!fires_on(cron, day)) return std::int64_t{0};
    return ticks_before(cron, static_cast<unsigned>(at - day * kSecondsPerDay));
  };
  return count_days(cron, first, last) * ticks_per_day(cron) + part(last, to) -
         part(first, from);
}

}  // namespace lockstep
