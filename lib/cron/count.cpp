// Counting without walking: ticks before an instant = ticks a day times the
// firing days before it, plus the part of its own day. Firing days are counted
// by the weekday where the cron follows it alone, else over the 14 types of
// years (leap or not, weekday of January 1) of the 400-year cycle.

#include <algorithm>
#include <array>
#include <bit>

#include "cron/bits.hpp"
#include "cron/calendar.hpp"
#include "cron/local.hpp"

namespace lockstep {
namespace {

/// Numbers by type of year: of common years those with January 1 on a Sunday
/// to a Saturday and an unused one, then of leap years.
using PerType = std::array<std::uint16_t, 16>;

/// For each year of the cycle from 2000: how many years of each type precede.
constexpr auto kYearsBefore = [] {
  std::array<PerType, 401> table{};
  for (int i = 0; i < 400; ++i) {
    const unsigned type = kYears[i].type();
    const auto row = static_cast<std::size_t>(i);
    table[row + 1] = table[row];
    ++table[row + 1][type < 7 ? type : type + 1];
  }
  return table;
}();

/// Sum of the products.
std::int64_t dot(const PerType& days, const PerType& years) {
  std::int32_t sum = 0;
  for (std::size_t i = 0; i < days.size(); ++i) sum += days[i] * years[i];
  return sum;
}

/// Numbers of firing days, by length of month and weekday of its first.
class DayCounts {
 public:
  explicit DayCounts(const Cron& cron) : months_(cron.month_mask) {
    for (std::size_t length = 0; length < 4; ++length) {
      for (std::size_t first = 0; first < 7; ++first) {
        const auto days =
            static_cast<std::uint16_t>(bit_count(cron.day_mask[length][first]));
        counts_[length][first] = days;
        counts_[length][first + 7] = days;
      }
    }
  }

  /// Of the months of a year, up to but without `end`.
  [[nodiscard]] std::int64_t before_month(unsigned type, unsigned end) const {
    const unsigned leap = type >= 7 ? 1 : 0;
    std::int64_t days = 0;
    std::uint32_t months = months_ & ((std::uint32_t{1} << end) - 1U);
    for (; months != 0; months &= months - 1) {
      const auto month = static_cast<unsigned>(std::countr_zero(months));
      days += counts_[length_index(leap != 0, month)]
                     [type - 7 * leap + kMonthStart[leap][month] % 7];
    }
    return days;
  }

  [[nodiscard]] PerType of_years() const {
    PerType days{};
    for (std::size_t leap = 0; leap < 2; ++leap) {
      for (std::uint32_t rest = months_; rest != 0; rest &= rest - 1) {
        const auto month = static_cast<unsigned>(std::countr_zero(rest));
        const auto* counts = &counts_[length_index(leap != 0, month)]
                                     [kMonthStart[leap][month] % 7];
        for (std::size_t type = 0; type < 7; ++type) {
          days[8 * leap + type] += counts[type];
        }
      }
    }
    return days;
  }

 private:
  std::uint32_t months_;
  /// All seven twice, so that a row may be read from any weekday on.
  std::array<std::array<std::uint16_t, 14>, 4> counts_;
};

/// Firing days of the year of `date` before it, its own year allowed or not.
std::int64_t days_in_year_before(const Cron& cron, const DayCounts& counts,
                                 const Date& date) {
  const std::uint32_t days = month_days(cron, year_of(date), date.month);
  return counts.before_month(date.type, date.month) +
         bit_count(days & ((std::uint32_t{1} << date.day) - 1U));
}

/// Firing days of the listed years before `day`, from the first listed one.
std::int64_t listed_days_before(const Cron& cron, const DayCounts& counts,
                                std::int64_t day) {
  const Date date = date_of(day);
  const std::int64_t end =
      std::clamp<std::int64_t>(date.year_number(), kFirstYear, kLastYear + 1);
  std::int64_t days = 0;
  for (Year year = year_of(kFirstYear); year.number < end; year = year.next()) {
    if (allows_year(cron, year.number)) {
      days += counts.before_month(year.type(), 12);
    }
  }
  if (allows_year(cron, date.year_number())) {
    days += days_in_year_before(cron, counts, date);
  }
  return days;
}

/// Firing days in [from, to) by the types of years.
std::int64_t days_by_years(const Cron& cron, std::int64_t from,
                           std::int64_t to) {
  const DayCounts counts(cron);
  const PerType per_year = counts.of_years();
  const Date first = date_of(from), last = date_of(to);
  const auto before = [&](const Date& date) {
    return dot(per_year, kYearsBefore[static_cast<std::size_t>(date.year)]) +
           days_in_year_before(cron, counts, date);
  };
  std::int64_t days = before(last) - before(first);
  if (first.cycle != last.cycle) {
    days += (last.cycle - first.cycle) * dot(per_year, kYearsBefore[400]);
  }
  return days;
}

/// Days of the weekdays `days` in [from, to).
std::int64_t days_by_weekday(std::uint32_t days, std::int64_t from,
                             std::int64_t to) {
  // The first whole week on: as many days from each of its weekdays on.
  const std::int64_t weeks = floor_div(to - from, 7);
  const auto rest = static_cast<unsigned>(to - from - 7 * weeks);
  const std::uint32_t two_weeks = days | days << 7;
  const std::uint32_t part =
      two_weeks >> weekday_of(from) & ((std::uint32_t{1} << rest) - 1U);
  return weeks * bit_count(days) + bit_count(part);
}

std::int64_t count_days(const Cron& cron, std::int64_t from, std::int64_t to) {
  switch (cron.day_pattern) {
    case DayPattern::Never:
      return 0;
    case DayPattern::Weekday:
      return days_by_weekday(cron.weekday_mask, from, to);
    case DayPattern::Years: {
      const DayCounts counts(cron);
      return listed_days_before(cron, counts, to) -
             listed_days_before(cron, counts, from);
    }
    default:
      return days_by_years(cron, from, to);
  }
}

/// Ticks of a firing day before second `time`.
std::int64_t ticks_before(const Cron& cron, unsigned time) {
  const auto below = [](std::uint64_t bits, unsigned end) {
    return bits & ((std::uint64_t{1} << end) - 1U);
  };
  const unsigned hour = time / 3600;
  const unsigned minute = time / 60 % 60;
  std::int64_t minutes =
      bit_count(below(cron.hour_mask, hour)) * bit_count(cron.minute_mask);
  const bool in_hour = (cron.hour_mask >> hour & 1U) != 0;
  if (in_hour) minutes += bit_count(below(cron.minute_mask, minute));
  const bool in_minute = in_hour && (cron.minute_mask >> minute & 1U) != 0;
  if (cron.second_mask == 1) {
    return minutes + (in_minute && time % 60 != 0 ? 1 : 0);
  }
  const std::int64_t ticks = minutes * bit_count(cron.second_mask);
  return in_minute ? ticks + bit_count(below(cron.second_mask, time % 60))
                   : ticks;
}

}  // namespace

std::int64_t ticks_per_day(const Cron& cron) {
  return std::int64_t{bit_count(cron.hour_mask)} * bit_count(cron.minute_mask) *
         bit_count(cron.second_mask);
}

std::int64_t days_per_cycle(const Cron& cron) {
  return count_days(cron, kCycleStart, kCycleStart + kCycleDays);
}

DayPeriod day_period(const Cron& cron) {
  switch (cron.day_pattern) {
    case DayPattern::Never:
    case DayPattern::Years:
      return DayPeriod::None;
    case DayPattern::Weekday:
      return cron.weekday_mask == 0x7F ? DayPeriod::Day : DayPeriod::Week;
    default:
      return DayPeriod::Cycle;
  }
}

std::int64_t count_local(const Cron& cron, std::int64_t from, std::int64_t to) {
  if (cron.day_pattern == DayPattern::Never) return 0;
  const DayTime first = split_time(std::clamp(from, -kTimeLimit, kTimeLimit));
  const DayTime last = split_time(std::clamp(to, -kTimeLimit, kTimeLimit));
  const auto part = [&](const DayTime& at) {
    return fires_on(cron, at.day) ? ticks_before(cron, at.time) : 0;
  };
  return count_days(cron, first.day, last.day) * ticks_per_day(cron) +
         part(last) - part(first);
}

}  // namespace lockstep
