#pragma once
// The proleptic Gregorian calendar on day numbers (days since 1970-01-01), by
// two small tables: where each year of the cycle of 400 starts, and where each
// month starts in a year. Internal to cron/.

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

/// A whole number of cycles, longer than any instant is from 1970: what has
/// been moved by it is positive, and its division one multiplication.
inline constexpr std::int64_t kBiasCycles = 3'000'000;
inline constexpr std::int64_t kBiasDays = kBiasCycles * kCycleDays;

/// A local time: day number and second of the day.
struct DayTime {
  std::int64_t day;
  unsigned time;
};
/// Only for instants less than kBiasCycles from 1970.
constexpr DayTime split_time(std::int64_t at) {
  const auto moved =
      static_cast<std::uint64_t>(at + kBiasDays * kSecondsPerDay);
  const std::uint64_t day = moved / std::uint64_t{kSecondsPerDay};
  return {static_cast<std::int64_t>(day) - kBiasDays,
          static_cast<unsigned>(moved - day * std::uint64_t{kSecondsPerDay})};
}

constexpr bool is_leap(std::int64_t year) {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/// 0 = Sunday. Like all below: for days less than kBiasCycles from 1970.
constexpr unsigned weekday_of(std::int64_t day) {
  return static_cast<unsigned>(static_cast<std::uint64_t>(day + 4 + kBiasDays) %
                               7);
}

/// First day of month m (0-11) in a common and in a leap year; [12] = length.
inline constexpr std::array<std::array<std::uint16_t, 13>, 2> kMonthStart{
    {{0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365},
     {0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335, 366}}};

/// Index into Cron::day_mask: days of month m beyond 28.
constexpr unsigned length_index(bool leap, unsigned month) {
  return kMonthStart[leap][month + 1] - kMonthStart[leap][month] - 28U;
}

/// The months that can have the length of an index.
inline constexpr std::array<std::uint16_t, 4> kMonthsOfLength{
    0b0000'0000'0010, 0b0000'0000'0010, 0b0101'0010'1000, 0b1010'1101'0101};

inline constexpr std::uint16_t kAllYearTypes = 0x3FFF;

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

constexpr Year year_of(std::int64_t number) {
  const std::int64_t y = number - 1;
  const std::int64_t first = y * 365 + floor_div(y, 4) - floor_div(y, 100) +
                             floor_div(y, 400) - 719'162;
  return {number, first, weekday_of(first), is_leap(number)};
}

/// Where a year starts, in days after its cycle's start, and its type.
struct YearStart {
  constexpr YearStart() = default;
  constexpr YearStart(std::int32_t day, unsigned type)
      : packed_(day * 16 + static_cast<std::int32_t>(type)) {}

  [[nodiscard]] constexpr std::int32_t day() const { return packed_ >> 4; }
  [[nodiscard]] constexpr unsigned type() const {
    return static_cast<unsigned>(packed_ & 15);
  }

 private:
  std::int32_t packed_ = 0;
};

/// Every type of year occurs within so many years, from any year on.
inline constexpr int kYearsAround = 41;

/// The 400 years from 2000 on, and kYearsAround more on either side, so that a
/// search for a type of year need not look for the cycle's end.
class YearTable {
 public:
  constexpr YearTable() {
    Year year = year_of(2000 - kYearsAround);
    for (YearStart& start : starts_) {
      start = {static_cast<std::int32_t>(year.first_day - kCycleStart),
               year.type()};
      year = year.next();
    }
  }
  /// Index 0 is 2000.
  [[nodiscard]] constexpr YearStart operator[](int year) const {
    return starts_[static_cast<std::size_t>(year + kYearsAround)];
  }

 private:
  std::array<YearStart, 400 + 2 * kYearsAround> starts_{};
};
inline constexpr YearTable kYears;

/// What follows years of one type in the cycle: two of the 14 types, or one.
struct YearPairs {
  int years = 0;  ///< of this type
  unsigned count = 0;
  std::array<std::uint8_t, 2> next{};    ///< types
  std::array<std::uint16_t, 2> times{};  ///< how often
};
inline constexpr auto kYearPairs = [] {
  std::array<YearPairs, 14> table{};
  for (int year = 0; year < 400; ++year) {
    YearPairs& pairs = table[kYears[year].type()];
    ++pairs.years;
    const auto next = static_cast<std::uint8_t>(kYears[year + 1].type());
    unsigned i = 0;
    while (i < pairs.count && pairs.next[i] != next) ++i;
    pairs.next[i] = next;
    ++pairs.times[i];
    if (i == pairs.count) ++pairs.count;
  }
  return table;
}();

/// A day, as the masks see it.
struct Date {
  std::int64_t cycle;      ///< cycles since 2000
  int year;                ///< of the cycle, 0-399
  unsigned type;           ///< of the year
  unsigned month;          ///< 0-11
  unsigned day;            ///< 0-30
  unsigned first_weekday;  ///< of the month's first day

  [[nodiscard]] constexpr bool leap() const { return type >= 7; }
  [[nodiscard]] constexpr std::int64_t year_number() const {
    return 2000 + 400 * cycle + year;
  }
};

/// Weekday of the first of month `month` in a year of type `type`.
constexpr unsigned first_weekday_of(unsigned type, unsigned month) {
  const unsigned leap = type >= 7 ? 1 : 0;
  return (type - 7 * leap + kMonthStart[leap][month]) % 7U;
}

constexpr Date date_of(std::int64_t day) {
  const auto moved = static_cast<std::uint64_t>(day - kCycleStart + kBiasDays);
  const std::uint64_t cycle = moved / std::uint64_t{kCycleDays};
  const auto day_of_cycle =
      static_cast<std::int32_t>(moved - cycle * std::uint64_t{kCycleDays});
  // Right or one too many for every day of the cycle.
  int year = day_of_cycle * 2871 >> 20;
  if (kYears[year].day() > day_of_cycle) --year;
  const YearStart start = kYears[year];
  const auto day_of_year = static_cast<unsigned>(day_of_cycle - start.day());
  const unsigned leap = start.type() >= 7 ? 1 : 0;
  // Months of 32 days would be right or one too few.
  unsigned month = day_of_year / 32;
  if (day_of_year >= kMonthStart[leap][month + 1]) ++month;
  return {static_cast<std::int64_t>(cycle) - kBiasCycles,
          year,
          start.type(),
          month,
          day_of_year - kMonthStart[leap][month],
          first_weekday_of(start.type(), month)};
}

/// January 1 of year `year` of the cycle `cycle`.
constexpr std::int64_t first_day_of(std::int64_t cycle, int year) {
  return kCycleStart + cycle * kCycleDays + kYears[year].day();
}

/// The year of `date`.
constexpr Year year_of(const Date& date) {
  return {date.year_number(), first_day_of(date.cycle, date.year),
          date.type % 7, date.leap()};
}

/// The days on which `cron` fires in month `month` (0-11), its years aside.
constexpr std::uint32_t month_days(const Cron& cron, const Year& year,
                                   unsigned month) {
  if ((cron.month_mask >> month & 1U) == 0) return 0;
  return cron.day_mask[length_index(year.leap, month)]
                      [first_weekday_of(year.type(), month)];
}

/// True if the year field allows the year.
constexpr bool allows_year(const Cron& cron, std::int64_t year) {
  if (year < kFirstYear || year > kLastYear) return false;
  const auto bit = static_cast<unsigned>(year - kFirstYear);
  return (cron.year_mask[bit / 64] >> bit % 64 & 1U) != 0;
}

/// The days on which `cron` fires in the month of `date`.
constexpr std::uint32_t month_days(const Cron& cron, const Date& date) {
  if (cron.day_pattern == DayPattern::Years &&
      !allows_year(cron, date.year_number())) {
    return 0;
  }
  const std::uint32_t days =
      cron.day_mask[length_index(date.leap(), date.month)][date.first_weekday];
  return days & (0U - (cron.month_mask >> date.month & 1U));
}

/// True if `day` is one of the cron's days.
constexpr bool fires_on(const Cron& cron, std::int64_t day) {
  if (cron.day_pattern == DayPattern::Weekday) {
    return (cron.weekday_mask >> weekday_of(day) & 1U) != 0;
  }
  const Date date = date_of(day);
  return (month_days(cron, date) >> date.day & 1U) != 0;
}

}  // namespace lockstep
