// Counting without walking: ticks before an instant = ticks a day times the
// firing days before it, plus the part of its own day. Firing days are counted
// by the weekday or by the day of month where one of them decides alone, else
// over the 14 types of years (leap or not, weekday of January 1) of the
// 400-year cycle.

#include <algorithm>
#include <array>
#include <bit>

#include "cron/bits.hpp"
#include "cron/calendar.hpp"
#include "cron/local.hpp"

namespace lockstep {
namespace {

/// Firing days of the month of `date` before it, its year allowed or not.
int days_in_month_before(const Cron& cron, const Date& date) {
  const std::uint32_t days =
      cron.day_mask[length_index(date.leap(), date.month)][date.first_weekday];
  if ((cron.month_mask >> date.month & 1U) == 0) return 0;
  return bit_count(days & ((std::uint32_t{1} << date.day) - 1U));
}

// ---- By the day of month ----

/// Firing days from the start of the cycle of 2000 to `date`: of a cron whose
/// months of one length are all alike.
std::int64_t days_by_length_before(const Cron& cron, const Date& date) {
  std::array<std::int32_t, 4> days;
  for (std::size_t i = 0; i < 4; ++i) days[i] = bit_count(cron.day_mask[i][0]);
  const auto in_months = [&](std::uint32_t months, unsigned leap) {
    months &= cron.month_mask;
    return days[leap] * bit_count(months & kMonthsOfLength[0]) +
           days[2] * bit_count(months & kMonthsOfLength[2]) +
           days[3] * bit_count(months & kMonthsOfLength[3]);
  };
  const std::int32_t common_year = in_months(0xFFF, 0);
  const std::int32_t leap_year = in_months(0xFFF, 1);
  const std::int32_t leap_years = kYears[date.year].day() - 365 * date.year;
  const std::int32_t in_year =
      in_months((std::uint32_t{1} << date.month) - 1U, date.leap() ? 1 : 0);
  return date.cycle * (303 * common_year + 97 * leap_year) +
         (date.year - leap_years) * common_year + leap_years * leap_year +
         in_year + days_in_month_before(cron, date);
}

// ---- By the types of years ----

/// Numbers by type of year.
using PerType = std::array<std::int16_t, 14>;

/// For each year of the cycle from 2000: how many years of each type precede.
constexpr auto kYearsBefore = [] {
  std::array<PerType, 401> table{};
  for (int i = 0; i < 400; ++i) {
    const auto row = static_cast<std::size_t>(i);
    table[row + 1] = table[row];
    ++table[row + 1][kYears[i].type()];
  }
  return table;
}();

/// Numbers of firing days in months of one length: byte w for those whose
/// first is a weekday w, seven bytes.
using Week = std::uint64_t;
constexpr unsigned kWeekBits = 56;

constexpr int byte_of(Week week, unsigned index) {
  return static_cast<int>(week >> 8 * index & 0xFFU);
}
/// The numbers from weekday `by` on.
constexpr Week rotated(Week week, unsigned by) {
  const Week both = week >> 8 * by | week << (kWeekBits - 8 * by);
  return both & ((Week{1} << kWeekBits) - 1U);
}

/// Numbers of firing days, by length of month and weekday of its first.
class DayCounts {
 public:
  explicit DayCounts(const Cron& cron) : months_(cron.month_mask) {
    for (std::size_t length = 0; length < 4; ++length) {
      const auto& masks = cron.day_mask[length];
      Week week = 0;
      for (std::size_t first = 0; first < 6; first += 2) {
        week |= count_pair(masks[first], masks[first + 1]) << 8 * first;
      }
      weeks_[length] = week | count_pair(masks[6], 0) << 48U;
    }
  }

  /// Of the months of a year before month `end`.
  [[nodiscard]] int before_month(unsigned type, unsigned end) const {
    const unsigned leap = type >= 7 ? 1 : 0;
    int days = 0;
    std::uint32_t months = months_ & ((std::uint32_t{1} << end) - 1U);
    for (; months != 0; months &= months - 1) {
      const auto month = static_cast<unsigned>(std::countr_zero(months));
      days += byte_of(weeks_[length_index(leap != 0, month)],
                      first_weekday_of(type, month));
    }
    return days;
  }

  /// Sum of the days of years, so many of each type.
  [[nodiscard]] std::int64_t of_years(const PerType& years) const {
    std::int64_t days = 0;
    for (unsigned leap = 0; leap < 2; ++leap) {
      // Seven bytes hold the days of half a year, not of a year.
      const Week first_half = of_months(leap, 0),
                 last_half = of_months(leap, 6);
      for (unsigned weekday = 0; weekday < 7; ++weekday) {
        days += years[7 * leap + weekday] *
                (byte_of(first_half, weekday) + byte_of(last_half, weekday));
      }
    }
    return days;
  }

 private:
  /// Bits of a in the low byte of the result, of b in the next.
  static Week count_pair(std::uint32_t a, std::uint32_t b) {
    const std::uint64_t both =
        byte_counts(std::uint64_t{a} | std::uint64_t{b} << 32U);
    const std::uint64_t sums = both * 0x0101'0101U;  // of four bytes each
    return (sums >> 24U & 0xFFU) | sums >> 56U << 8U;
  }

  /// Firing days of the six months from `begin` on, by January 1.
  [[nodiscard]] Week of_months(unsigned leap, unsigned begin) const {
    Week days = 0;
    for (unsigned month = begin; month < begin + 6; ++month) {
      const Week counts = weeks_[length_index(leap != 0, month)];
      if ((months_ >> month & 1U) == 0) continue;
      days += rotated(counts, kMonthStart[leap][month] % 7U);
    }
    return days;
  }

  std::uint32_t months_;
  std::array<Week, 4> weeks_;
};

/// Firing days from `first` to `last`, their years allowed or not.
std::int64_t days_by_types(const Cron& cron, const Date& first,
                           const Date& last) {
  const DayCounts counts(cron);
  const auto& before_first = kYearsBefore[static_cast<std::size_t>(first.year)];
  const auto& before_last = kYearsBefore[static_cast<std::size_t>(last.year)];
  PerType years;
  for (std::size_t type = 0; type < 14; ++type) {
    years[type] =
        static_cast<std::int16_t>(before_last[type] - before_first[type]);
  }
  std::int64_t days = counts.of_years(years);
  if (first.cycle != last.cycle) {
    days += (last.cycle - first.cycle) * counts.of_years(kYearsBefore[400]);
  }
  const auto in_year = [&](const Date& date) {
    return counts.before_month(date.type, date.month) +
           days_in_month_before(cron, date);
  };
  return days + in_year(last) - in_year(first);
}

// ---- By the list of years ----

/// Firing days of the listed years before `date`, from the first listed one.
std::int64_t listed_days_before(const Cron& cron, const Date& date) {
  const DayCounts counts(cron);
  const std::int64_t end =
      std::clamp<std::int64_t>(date.year_number(), kFirstYear, kLastYear + 1);
  std::int64_t days = 0;
  for (Year year = year_of(kFirstYear); year.number < end; year = year.next()) {
    if (allows_year(cron, year.number)) {
      days += counts.before_month(year.type(), 12);
    }
  }
  if (allows_year(cron, date.year_number())) {
    days += counts.before_month(date.type, date.month) +
            days_in_month_before(cron, date);
  }
  return days;
}

// ---- Ticks ----

std::int64_t count_dated(const Cron& cron, const Date& first,
                         const Date& last) {
  switch (cron.day_pattern) {
    case DayPattern::DayOfMonth:
      return days_by_length_before(cron, last) -
             days_by_length_before(cron, first);
    case DayPattern::Years:
      return listed_days_before(cron, last) - listed_days_before(cron, first);
    default:
      return days_by_types(cron, first, last);
  }
}

/// Days of the weekdays `days` in [from, to).
std::int64_t count_weekdays(std::uint32_t days, std::int64_t from,
                            std::int64_t to) {
  const std::int64_t weeks = floor_div(to - from, 7);
  const auto rest = static_cast<unsigned>(to - from - 7 * weeks);
  const std::uint32_t two_weeks = days | days << 7U;
  const std::uint32_t part =
      two_weeks >> weekday_of(from) & ((std::uint32_t{1} << rest) - 1U);
  return weeks * bit_count(days) + bit_count(part);
}

/// The ticks of a firing day.
class DayTicks {
 public:
  explicit DayTicks(const Cron& cron)
      : cron_(cron), per_hour_(bit_count(cron.minute_mask)) {
    if (cron.second_mask != 1) per_minute_ = bit_count(cron.second_mask);
  }
  [[nodiscard]] std::int64_t all() const {
    return std::int64_t{bit_count(cron_.hour_mask)} * per_hour_ * per_minute_;
  }
  /// Before second `time`.
  [[nodiscard]] std::int64_t before(unsigned time) const {
    const unsigned hour = time / 3600;
    const unsigned minute = time / 60 % 60;
    const int hours = bit_count(below(cron_.hour_mask, hour));
    int ticks = hours * per_hour_ * per_minute_;
    if ((cron_.hour_mask >> hour & 1U) == 0) return ticks;
    ticks += bit_count(below(cron_.minute_mask, minute)) * per_minute_;
    if ((cron_.minute_mask >> minute & 1U) == 0) return ticks;
    return ticks + bit_count(below(cron_.second_mask, time % 60));
  }

 private:
  static std::uint64_t below(std::uint64_t bits, unsigned end) {
    return bits & ((std::uint64_t{1} << end) - 1U);
  }

  const Cron& cron_;
  int per_hour_;
  int per_minute_ = 1;
};

}  // namespace

std::int64_t ticks_per_day(const Cron& cron) { return DayTicks(cron).all(); }

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
  const DayTicks ticks(cron);
  if (cron.day_pattern == DayPattern::Weekday) {
    const auto part = [&](const DayTime& at) {
      const bool fires = (cron.weekday_mask >> weekday_of(at.day) & 1U) != 0;
      return fires ? ticks.before(at.time) : 0;
    };
    return count_weekdays(cron.weekday_mask, first.day, last.day) *
               ticks.all() +
           part(last) - part(first);
  }
  const Date first_date = date_of(first.day), last_date = date_of(last.day);
  const auto part = [&](const Date& date, unsigned time) {
    const bool fires = (month_days(cron, date) >> date.day & 1U) != 0;
    return fires ? ticks.before(time) : 0;
  };
  return count_dated(cron, first_date, last_date) * ticks.all() +
         part(last_date, last.time) - part(first_date, first.time);
}

}  // namespace lockstep
