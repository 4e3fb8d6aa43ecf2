// next and prev in closed form, with hardly a branch: the time of day by bit
// scans over the masks, the day by a bit scan over the weekdays or its month's
// mask, else in the next month that has a day, else in the next year whose
// type has one.

#include "cron/local.hpp"

#include <algorithm>
#include <bit>

#include "cron/bits.hpp"
#include "cron/calendar.hpp"

namespace lockstep {
namespace {

/// Bits 0 to `count` - 1; `count` is below 64.
std::uint64_t low_bits(unsigned count) {
  return (std::uint64_t{1} << count) - 1U;
}

// ---- The time of day ----

constexpr int kNone = -1;

/// First second at or after `time` that ticks, or kNone: of a cron that ticks
/// at whole minutes.
int minute_at_or_after(const Cron& cron, unsigned time) {
  const unsigned minute_of_day = (time + 59) / 60;
  const unsigned hour = minute_of_day / 60;
  const unsigned minute = minute_of_day % 60;
  const std::uint64_t later = cron.minute_mask >> minute;
  const bool same_hour = (cron.hour_mask >> hour & 1U) != 0 && later != 0;
  const unsigned start = same_hour ? hour : hour + 1;
  const std::uint32_t hours = cron.hour_mask >> start;
  if (hours == 0) return kNone;
  const int found = same_hour ? static_cast<int>(minute) + lowest_bit(later)
                              : lowest_bit(cron.minute_mask);
  return (static_cast<int>(start) + lowest_bit(hours)) * 3600 + found * 60;
}

/// Last second at or before `time` that ticks, or kNone.
int minute_at_or_before(const Cron& cron, unsigned time) {
  const unsigned hour = time / 3600;
  const unsigned minute = time / 60 % 60;
  const std::uint64_t earlier = cron.minute_mask & low_bits(minute + 1);
  const bool same_hour = (cron.hour_mask >> hour & 1U) != 0 && earlier != 0;
  const std::uint64_t hours =
      cron.hour_mask & low_bits(same_hour ? hour + 1 : hour);
  if (hours == 0) return kNone;
  return highest_bit(hours) * 3600 +
         highest_bit(same_hour ? earlier : cron.minute_mask) * 60;
}

// Rare cases stay out of line: the others need no stack then.

[[gnu::noinline]] int second_at_or_after(const Cron& cron, unsigned time) {
  const unsigned second = time % 60;
  const unsigned minute_start = time - second;
  const std::uint64_t later = cron.second_mask >> second;
  if (later != 0 &&
      minute_at_or_before(cron, time) == static_cast<int>(minute_start)) {
    return static_cast<int>(time) + lowest_bit(later);
  }
  const int minute = minute_at_or_after(cron, minute_start + 1);
  return minute == kNone ? kNone : minute + lowest_bit(cron.second_mask);
}

[[gnu::noinline]] int second_at_or_before(const Cron& cron, unsigned time) {
  const int minute = minute_at_or_before(cron, time);
  if (minute == static_cast<int>(time - time % 60)) {
    const std::uint64_t earlier = cron.second_mask & low_bits(time % 60 + 1);
    if (earlier != 0) return minute + highest_bit(earlier);
    if (minute == 0) return kNone;
    const int before = minute_at_or_before(cron, time - time % 60 - 1);
    return before == kNone ? kNone : before + highest_bit(cron.second_mask);
  }
  return minute == kNone ? kNone : minute + highest_bit(cron.second_mask);
}

int time_at_or_after(const Cron& cron, unsigned time) {
  return cron.second_mask == 1 ? minute_at_or_after(cron, time)
                               : second_at_or_after(cron, time);
}

int time_at_or_before(const Cron& cron, unsigned time) {
  return cron.second_mask == 1 ? minute_at_or_before(cron, time)
                               : second_at_or_before(cron, time);
}

// ---- The day ----

/// First firing day of the months `months` of the year at `year`.
std::int64_t first_day(const Cron& cron, std::int64_t january_1, unsigned type,
                       std::uint32_t months) {
  const unsigned leap = type >= 7 ? 1 : 0;
  for (months &= cron.month_mask; months != 0; months &= months - 1) {
    const auto month = static_cast<unsigned>(std::countr_zero(months));
    const std::uint32_t days = cron.day_mask[length_index(leap != 0, month)]
                                            [first_weekday_of(type, month)];
    if (days != 0) {
      return january_1 + kMonthStart[leap][month] + std::countr_zero(days);
    }
  }
  return kNever;
}

std::int64_t last_day(const Cron& cron, std::int64_t january_1, unsigned type,
                      std::uint32_t months) {
  const unsigned leap = type >= 7 ? 1 : 0;
  months &= cron.month_mask;
  while (months != 0) {
    const auto month = static_cast<unsigned>(std::bit_width(months) - 1);
    const std::uint32_t days = cron.day_mask[length_index(leap != 0, month)]
                                            [first_weekday_of(type, month)];
    if (days != 0) {
      return january_1 + kMonthStart[leap][month] +
             static_cast<int>(std::bit_width(days)) - 1;
    }
    months &= ~(std::uint32_t{1} << month);
  }
  return kNever;
}

constexpr std::uint32_t kAllMonths = 0xFFF;

/// First firing day of the listed years from `number` on.
std::int64_t first_listed_day(const Cron& cron, std::int64_t number) {
  for (number = std::max<std::int64_t>(number, kFirstYear); number <= kLastYear;
       ++number) {
    if (!allows_year(cron, number)) continue;
    const Year year = year_of(number);
    return first_day(cron, year.first_day, year.type(), kAllMonths);
  }
  return kNever;
}

std::int64_t last_listed_day(const Cron& cron, std::int64_t number) {
  for (number = std::min<std::int64_t>(number, kLastYear); number >= kFirstYear;
       --number) {
    if (!allows_year(cron, number)) continue;
    const Year year = year_of(number);
    return last_day(cron, year.first_day, year.type(), kAllMonths);
  }
  return kNever;
}

/// First firing day in a month after that of `date`.
std::int64_t day_in_later_month(const Cron& cron, const Date& date) {
  const bool listed = cron.day_pattern == DayPattern::Years;
  if (!listed || allows_year(cron, date.year_number())) {
    const std::int64_t found =
        first_day(cron, first_day_of(date.cycle, date.year), date.type,
                  kAllMonths << (date.month + 1));
    if (found != kNever) return found;
  }
  if (listed) return first_listed_day(cron, date.year_number() + 1);
  int year = date.year + 1;
  while ((cron.year_types >> kYears[year].type() & 1U) == 0) ++year;
  return first_day(cron, first_day_of(date.cycle, year), kYears[year].type(),
                   kAllMonths);
}

/// Last firing day in a month before that of `date`.
std::int64_t day_in_earlier_month(const Cron& cron, const Date& date) {
  const bool listed = cron.day_pattern == DayPattern::Years;
  if (!listed || allows_year(cron, date.year_number())) {
    const std::int64_t found =
        last_day(cron, first_day_of(date.cycle, date.year), date.type,
                 (std::uint32_t{1} << date.month) - 1U);
    if (found != kNever) return found;
  }
  if (listed) return last_listed_day(cron, date.year_number() - 1);
  int year = date.year - 1;
  while ((cron.year_types >> kYears[year].type() & 1U) == 0) --year;
  return last_day(cron, first_day_of(date.cycle, year), kYears[year].type(),
                  kAllMonths);
}

[[gnu::noinline]] std::int64_t date_from(const Cron& cron, std::int64_t day,
                                         unsigned skip) {
  const Date date = date_of(day);
  const std::uint32_t days = month_days(cron, date) >> (date.day + skip);
  if (days != 0) return day + skip + lowest_bit(days);
  return day_in_later_month(cron, date);
}

[[gnu::noinline]] std::int64_t date_to(const Cron& cron, std::int64_t day,
                                       unsigned skip) {
  const Date date = date_of(day);
  const std::uint64_t days =
      month_days(cron, date) & low_bits(date.day + 1 - skip);
  if (days != 0) return day + highest_bit(days) - static_cast<int>(date.day);
  return day_in_earlier_month(cron, date);
}

/// First firing day at or after `day` (`skip` = 0) or after it (1).
std::int64_t day_from(const Cron& cron, std::int64_t day, unsigned skip) {
  if (cron.day_pattern != DayPattern::Weekday) {
    return date_from(cron, day, skip);
  }
  const std::uint32_t weeks = cron.weekday_mask * 0x4081U;  // three weeks
  return day + skip + lowest_bit(weeks >> (weekday_of(day) + skip));
}

/// Last firing day at or before `day` (`skip` = 0) or before it (1).
std::int64_t day_to(const Cron& cron, std::int64_t day, unsigned skip) {
  if (cron.day_pattern != DayPattern::Weekday) return date_to(cron, day, skip);
  const std::uint32_t weeks = cron.weekday_mask * 0x4081U;
  const unsigned end = 14 + weekday_of(day) - skip;
  return day + highest_bit(weeks & low_bits(end + 1)) -
         static_cast<int>(end + skip);
}

bool has_no_ticks(const Cron& cron, std::int64_t at) {
  return cron.day_pattern == DayPattern::Never || at > kTimeLimit ||
         at < -kTimeLimit;
}

}  // namespace

std::int32_t first_time(const Cron& cron) {
  return lowest_bit(cron.hour_mask) * 3600 + lowest_bit(cron.minute_mask) * 60 +
         lowest_bit(cron.second_mask);
}

std::int32_t last_time(const Cron& cron) {
  return highest_bit(cron.hour_mask) * 3600 +
         highest_bit(cron.minute_mask) * 60 + highest_bit(cron.second_mask);
}

std::int64_t next_local_tick(const Cron& cron, std::int64_t at) {
  if (has_no_ticks(cron, at)) return kNever;
  const auto [day, now] = split_time(at);
  const int time = time_at_or_after(cron, now);
  const std::int64_t found = day_from(cron, day, time == kNone ? 1 : 0);
  if (found == kNever) return kNever;
  return found * kSecondsPerDay + (found == day ? time : first_time(cron));
}

std::int64_t prev_local_tick(const Cron& cron, std::int64_t at) {
  if (has_no_ticks(cron, at)) return kNever;
  const auto [day, now] = split_time(at);
  const int time = time_at_or_before(cron, now);
  const std::int64_t found = day_to(cron, day, time == kNone ? 1 : 0);
  if (found == kNever) return kNever;
  return found * kSecondsPerDay + (found == day ? time : last_time(cron));
}

bool matches_local(const Cron& cron, std::int64_t at) {
  if (has_no_ticks(cron, at)) return false;
  const auto [day, time] = split_time(at);
  const unsigned hour = time / 3600;
  const unsigned minute = time / 60 % 60;
  const std::uint64_t fires = cron.second_mask >> time % 60 &
                              cron.minute_mask >> minute &
                              std::uint64_t{cron.hour_mask} >> hour & 1U;
  return fires != 0 && fires_on(cron, day);
}

}  // namespace lockstep
