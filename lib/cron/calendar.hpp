#pragma once
// The proleptic Gregorian calendar on day numbers (days since 1970-01-01),
// after Neri and Schneider, "Euclidean affine functions and their application
// to calendar algorithms" (2022). Internal to cron/.

#include <array>
#include <cstdint>

#include "cron/cron.hpp"

namespace lockstep {

inline constexpr std::int64_t kSecondsPerDay = 86'400;
/// 2000-01-01, a Saturday: where cycles of 400 years are counted from.
inline constexpr std::int64_t kCycleStart = 10'957;

/// Division that rounds down.
constexpr std::int64_t floor_div(std::int64_t a, std::int64_t b) {
  const std::int64_t q = a / b;
  return q - (a % b < 0 ? 1 : 0);
}

constexpr bool is_leap(std::int64_t year) {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/// 0 = Sunday.
constexpr unsigned weekday_of(std::int64_t day) {
  return static_cast<unsigned>(day + 4 - 7 * floor_div(day + 4, 7));
}

/// First day of month m (0-11) in a common and in a leap year; [12] = length.
inline constexpr std::array<std::array<std::uint16_t, 13>, 2> kMonthStart{
    {{0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365},
     {0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335, 366}}};

/// Index into Cron::day_mask: days of month m beyond 28.
constexpr unsigned length_index(bool leap, unsigned month) {
  return kMonthStart[leap][month + 1] - kMonthStart[leap][month] - 28U;
}

/// Bits 0 to 27 + `index`.
constexpr std::uint32_t all_days(unsigned index) {
  return (std::uint32_t{1} << (28U + index)) - 1U;
}

/// A year as the masks see it.
struct Year {
  std::int64_t number;
  std::int64_t first_day;  ///< day number of January 1
  unsigned first_weekday;  ///< of January 1
  bool leap;

  [[nodiscard]] constexpr int days() const { return leap ? 366 : 365; }
  /// One of 14: what decides the whole calendar of the year.
  [[nodiscard]] constexpr unsigned type() const {
    return (leap ? 7U : 0U) + first_weekday;
  }
  [[nodiscard]] constexpr Year next() const {
    return {number + 1, first_day + days(),
            (first_weekday + (leap ? 2U : 1U)) % 7U, is_leap(number + 1)};
  }
  [[nodiscard]] constexpr Year previous() const {
    const bool before = is_leap(number - 1);
    return {number - 1, first_day - (before ? 366 : 365),
            (first_weekday + (before ? 5U : 6U)) % 7U, before};
  }
};

/// A day, as the masks see it.
struct Date {
  std::int64_t year;
  bool leap;
  unsigned month;          ///< 0-11
  unsigned day;            ///< 0-30
  unsigned first_weekday;  ///< of the month's first day
};

constexpr Year year_of(std::int64_t number) {
  const std::int64_t y = number - 1;
  const std::int64_t first = y * 365 + floor_div(y, 4) - floor_div(y, 100) +
                             floor_div(y, 400) - 719'162;
  return {number, first, weekday_of(first), is_leap(number)};
}

constexpr Date date_of(std::int64_t day) {
  // Eras of 400 years from 0000-03-01, a Wednesday: the leap day ends a year.
  const std::int64_t shifted = day + 719'468;
  const std::int64_t era = floor_div(shifted, kCycleDays);
  const auto n = static_cast<std::uint32_t>(shifted - era * kCycleDays);
  const std::uint32_t n1 = 4 * n + 3;
  const std::uint32_t century = n1 / 146'097;
  const std::uint32_t n2 = n1 % 146'097 / 4 * 4 + 3;
  const std::uint64_t product = std::uint64_t{2'939'745} * n2;
  const auto year_of_century = static_cast<std::uint32_t>(product >> 32U);
  const std::uint32_t day_of_year =
      static_cast<std::uint32_t>(product) / 2'939'745 / 4;
  const std::uint32_t n3 = 2141 * day_of_year + 197'913;
  const bool next_year = day_of_year >= 306;  // January and February
  const std::uint32_t month = (n3 >> 16U) - (next_year ? 13U : 1U);
  const std::uint32_t day_of_month = (n3 & 0xFFFFU) / 2141;
  const std::uint32_t year_of_era =
      100 * century + year_of_century + (next_year ? 1U : 0U);
  // Divisible by 4, and by 16 if by 25: the same as the rule of centuries.
  const bool leap =
      year_of_era % 4 == 0 && (year_of_era % 25 != 0 || year_of_era % 16 == 0);
  return {era * 400 + year_of_era, leap, month, day_of_month,
          (n + 3 + 35 - day_of_month) % 7};
}

/// The year of `date`, which is day number `day`.
constexpr Year year_of(const Date& date, std::int64_t day) {
  const unsigned before = kMonthStart[date.leap][date.month];
  return {date.year, day - before - date.day,
          (date.first_weekday + 371 - before) % 7, date.leap};
}

/// The days on which `cron` fires in month `month` (0-11), its years aside.
constexpr std::uint32_t month_days(const Cron& cron, const Year& year,
                                   unsigned month) {
  if ((cron.month_mask >> month & 1U) == 0) return 0;
  const unsigned first =
      (year.first_weekday + kMonthStart[year.leap][month]) % 7U;
  return cron.day_mask[length_index(year.leap, month)][first];
}

/// True if the year field allows the year.
constexpr bool allows_year(const Cron& cron, std::int64_t year) {
  if (year < kFirstYear || year > kLastYear) return false;
  const auto bit = static_cast<unsigned>(year - kFirstYear);
  return (cron.year_mask[bit / 64] >> bit % 64 & 1U) != 0;
}

/// The days on which `cron` fires in the month of `date`.
constexpr std::uint32_t month_days(const Cron& cron, const Date& date) {
  const bool allowed = (cron.month_mask >> date.month & 1U) != 0 &&
                       (!cron.has_years() || allows_year(cron, date.year));
  return allowed ? cron.day_mask[length_index(date.leap, date.month)]
                                [date.first_weekday]
                 : 0;
}

/// True if `day` is one of the cron's days.
constexpr bool fires_on(const Cron& cron, std::int64_t day) {
  const Date date = date_of(day);
  return (month_days(cron, date) >> date.day & 1U) != 0;
}

}  // namespace lockstep
