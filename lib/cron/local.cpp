// next and prev in closed form: the time of day by bit scans over the masks,
// the day by a bit scan in its month's mask, else in the next months that the
// month mask names, year by year (at most 40 for the rarest cron, a 29th of
// February on one weekday).

#include "cron/local.hpp"

#include <bit>

#include "cron/calendar.hpp"

namespace lockstep {
namespace {

constexpr int kNever = -1;

/// Lowest set bit at or above `from`, or kNever; `from` is below 64.
int bit_at_or_above(std::uint64_t bits, int from) {
  const std::uint64_t rest = bits >> from;
  return rest == 0 ? kNever : from + std::countr_zero(rest);
}

/// Highest set bit at or below `from`, or kNever.
int bit_at_or_below(std::uint64_t bits, int from) {
  const std::uint64_t rest = bits << (63 - from);
  return rest == 0 ? kNever : from - std::countl_zero(rest);
}

int lowest(std::uint64_t bits) { return std::countr_zero(bits); }
int highest(std::uint64_t bits) { return 63 - std::countl_zero(bits); }

/// First second of the day at or after `at` that ticks, or kNever.
int time_at_or_after(const Cron& cron, int at) {
  const int hour = at / 3600;
  int minute = at / 60 % 60;
  if ((cron.hour_mask >> hour & 1U) != 0) {
    if ((cron.minute_mask >> minute & 1U) != 0) {
      const int second = bit_at_or_above(cron.second_mask, at % 60);
      if (second != kNever) return hour * 3600 + minute * 60 + second;
    }
    minute = bit_at_or_above(cron.minute_mask, minute + 1);
    if (minute != kNever) {
      return hour * 3600 + minute * 60 + lowest(cron.second_mask);
    }
  }
  const int next_hour = bit_at_or_above(cron.hour_mask, hour + 1);
  if (next_hour == kNever) return kNever;
  return next_hour * 3600 + lowest(cron.minute_mask) * 60 +
         lowest(cron.second_mask);
}

/// Last second of the day at or before `at` that ticks, or kNever.
int time_at_or_before(const Cron& cron, int at) {
  const int hour = at / 3600;
  const int minute = at / 60 % 60;
  if ((cron.hour_mask >> hour & 1U) != 0) {
    if ((cron.minute_mask >> minute & 1U) != 0) {
      const int second = bit_at_or_below(cron.second_mask, at % 60);
      if (second != kNever) return hour * 3600 + minute * 60 + second;
    }
    const int earlier =
        minute == 0 ? kNever : bit_at_or_below(cron.minute_mask, minute - 1);
    if (earlier != kNever) {
      return hour * 3600 + earlier * 60 + highest(cron.second_mask);
    }
  }
  const int earlier =
      hour == 0 ? kNever : bit_at_or_below(cron.hour_mask, hour - 1);
  if (earlier == kNever) return kNever;
  return earlier * 3600 + highest(cron.minute_mask) * 60 +
         highest(cron.second_mask);
}

/// Every (month, weekday of its first, length) occurs within this many years,
/// so a cron that has a day has one in them.
constexpr int kYearsToSearch = 400;

/// First allowed year at or after `number`; nullopt-like: above kLastYear.
std::int64_t next_allowed_year(const Cron& cron, std::int64_t number) {
  std::int64_t year = number < kFirstYear ? kFirstYear : number;
  while (year <= kLastYear && !allows_year(cron, year)) ++year;
  return year;
}

std::int64_t prev_allowed_year(const Cron& cron, std::int64_t number) {
  std::int64_t year = number > kLastYear ? kLastYear : number;
  while (year >= kFirstYear && !allows_year(cron, year)) --year;
  return year;
}

/// First firing day of the months `months` of a year, if any.
std::optional<std::int64_t> first_day(const Cron& cron, const Year& year,
                                      std::uint32_t months) {
  for (months &= cron.month_mask; months != 0; months &= months - 1) {
    const auto month = static_cast<unsigned>(std::countr_zero(months));
    const std::uint32_t days = month_days(cron, year, month);
    if (days != 0) {
      return year.first_day + kMonthStart[year.leap][month] +
             std::countr_zero(days);
    }
  }
  return std::nullopt;
}

std::optional<std::int64_t> last_day(const Cron& cron, const Year& year,
                                     std::uint32_t months) {
  months &= cron.month_mask;
  while (months != 0) {
    const auto month = static_cast<unsigned>(std::bit_width(months) - 1);
    const std::uint32_t days = month_days(cron, year, month);
    if (days != 0) {
      return year.first_day + kMonthStart[year.leap][month] +
             static_cast<int>(std::bit_width(days)) - 1;
    }
    months &= ~(std::uint32_t{1} << month);
  }
  return std::nullopt;
}

constexpr std::uint32_t kAllMonths = 0xFFF;

/// First firing day after `day`, which is `date`.
std::optional<std::int64_t> day_after(const Cron& cron, std::int64_t day,
                                      const Date& date) {
  const std::uint32_t days = month_days(cron, date) >> date.day >> 1U;
  if (days != 0) return day + 1 + std::countr_zero(days);
  Year year = year_of(date, day);
  const bool listed = cron.has_years();
  if (!listed || allows_year(cron, year.number)) {
    const std::uint32_t later = kAllMonths << (date.month + 1);
    if (const auto found = first_day(cron, year, later)) return found;
  }
  for (int i = 0; i < kYearsToSearch; ++i) {
    year = year.next();
    if (listed) {
      const std::int64_t number = next_allowed_year(cron, year.number);
      if (number > kLastYear) return std::nullopt;
      if (number != year.number) year = year_of(number);
    }
    if (const auto found = first_day(cron, year, kAllMonths)) return found;
  }
  return std::nullopt;
}

/// Last firing day before `day`, which is `date`.
std::optional<std::int64_t> day_before(const Cron& cron, std::int64_t day,
                                       const Date& date) {
  const std::uint32_t days =
      month_days(cron, date) & ((std::uint32_t{1} << date.day) - 1U);
  if (days != 0) {
    return day - date.day + static_cast<int>(std::bit_width(days)) - 1;
  }
  Year year = year_of(date, day);
  const bool listed = cron.has_years();
  if (!listed || allows_year(cron, year.number)) {
    const std::uint32_t earlier = (std::uint32_t{1} << date.month) - 1U;
    if (const auto found = last_day(cron, year, earlier)) return found;
  }
  for (int i = 0; i < kYearsToSearch; ++i) {
    year = year.previous();
    if (listed) {
      const std::int64_t number = prev_allowed_year(cron, year.number);
      if (number < kFirstYear) return std::nullopt;
      if (number != year.number) year = year_of(number);
    }
    if (const auto found = last_day(cron, year, kAllMonths)) return found;
  }
  return std::nullopt;
}

}  // namespace

std::int32_t first_time(const Cron& cron) {
  return lowest(cron.hour_mask) * 3600 + lowest(cron.minute_mask) * 60 +
         lowest(cron.second_mask);
}

std::int32_t last_time(const Cron& cron) {
  return highest(cron.hour_mask) * 3600 + highest(cron.minute_mask) * 60 +
         highest(cron.second_mask);
}

std::optional<std::int64_t> next_local(const Cron& cron, std::int64_t at) {
  if (cron.month_mask == 0 || at > kTimeLimit) return std::nullopt;
  if (at < -kTimeLimit) return std::nullopt;
  const std::int64_t day = floor_div(at, kSecondsPerDay);
  const Date date = date_of(day);
  if ((month_days(cron, date) >> date.day & 1U) != 0) {
    const int time =
        time_at_or_after(cron, static_cast<int>(at - day * kSecondsPerDay));
    if (time != kNever) return day * kSecondsPerDay + time;
  }
  const auto later = day_after(cron, day, date);
  if (!later) return std::nullopt;
  return *later * kSecondsPerDay + first_time(cron);
}

std::optional<std::int64_t> prev_local(const Cron& cron, std::int64_t at) {
  if (cron.month_mask == 0 || at > kTimeLimit) return std::nullopt;
  if (at < -kTimeLimit) return std::nullopt;
  const std::int64_t day = floor_div(at, kSecondsPerDay);
  const Date date = date_of(day);
  if ((month_days(cron, date) >> date.day & 1U) != 0) {
    const int time =
        time_at_or_before(cron, static_cast<int>(at - day * kSecondsPerDay));
    if (time != kNever) return day * kSecondsPerDay + time;
  }
  const auto earlier = day_before(cron, day, date);
  if (!earlier) return std::nullopt;
  return *earlier * kSecondsPerDay + last_time(cron);
}

bool matches_local(const Cron& cron, std::int64_t at) {
  if (cron.month_mask == 0 || at > kTimeLimit || at < -kTimeLimit) return false;
  const std::int64_t day = floor_div(at, kSecondsPerDay);
  const auto time = static_cast<unsigned>(at - day * kSecondsPerDay);
  return (cron.second_mask >> time % 60 & 1U) != 0 &&
         (cron.minute_mask >> time / 60 % 60 & 1U) != 0 &&
         (cron.hour_mask >> time / 3600 & 1U) != 0 && fires_on(cron, day);
}

}  // namespace lockstep
