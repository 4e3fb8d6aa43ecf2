// Frequency and relations of single crons. Gaps between firing days come
// from the weekday pattern; else each kind of month is scanned once, each type
// of year put together of months, and the cycle of 400 years.

#include <algorithm>
#include <array>
#include <bit>
#include <limits>

#include "cron/calendar.hpp"
#include "cron/cron.hpp"
#include "cron/fields.hpp"
#include "cron/local.hpp"

namespace lockstep {
namespace {

struct Gaps {
  std::int64_t min = std::numeric_limits<std::int64_t>::max();
  std::int64_t max = 0;

  void add(std::int64_t gap) {
    min = std::min(min, gap);
    max = std::max(max, gap);
  }
  void add(const Gaps& other) {
    min = std::min(min, other.min);
    max = std::max(max, other.max);
  }
  /// Gaps of `scale` times the distances of neighbouring bits, less `overlap`.
  void add_bits(std::uint64_t bits, std::int64_t scale, std::int64_t overlap) {
    for (int last = std::countr_zero(bits); (bits &= bits - 1) != 0;) {
      const int at = std::countr_zero(bits);
      add(scale * (at - last) - overlap);
      last = at;
    }
  }
};

/// Last set bit minus first set bit.
std::int64_t span_of(std::uint64_t bits) {
  return static_cast<std::int64_t>(std::bit_width(bits)) - 1 -
         std::countr_zero(bits);
}

/// The gaps between the ticks of one day.
Gaps gaps_in_day(const Cron& cron) {
  Gaps gaps;
  const std::int64_t second_span = span_of(cron.second_mask);
  const std::int64_t minute_span = 60 * span_of(cron.minute_mask) + second_span;
  gaps.add_bits(cron.second_mask, 1, 0);
  gaps.add_bits(cron.minute_mask, 60, second_span);
  gaps.add_bits(cron.hour_mask, 3600, minute_span);
  return gaps;
}

/// Firing days of a month or a year: first, last, and the distances between.
struct DaySet {
  std::int64_t first = -1, last = -1;  ///< from the start; -1: none
  std::int64_t number = 0;
  Gaps gaps;

  /// Appends days that start `shift` later.
  void append(const DaySet& other, std::int64_t shift) {
    if (other.number == 0) return;
    if (number == 0) {
      first = other.first + shift;
    } else {
      gaps.add(other.first + shift - last);
    }
    last = other.last + shift;
    number += other.number;
    gaps.add(other.gaps);
  }
};

/// The days of each kind of month, scanned once.
class MonthSets {
 public:
  explicit MonthSets(const Cron& cron) : months_(cron.month_mask) {
    for (std::size_t length = 0; length < 4; ++length) {
      for (std::size_t first = 0; first < 7; ++first) {
        sets_[length][first] = scan(cron.day_mask[length][first]);
      }
    }
  }

  [[nodiscard]] DaySet of_year(const Year& year) const {
    DaySet days;
    for (std::uint32_t rest = months_; rest != 0; rest &= rest - 1) {
      const auto month = static_cast<unsigned>(std::countr_zero(rest));
      const unsigned start = kMonthStart[year.leap][month];
      days.append(sets_[length_index(year.leap, month)]
                       [(year.first_weekday + start) % 7],
                  start);
    }
    return days;
  }

 private:
  static DaySet scan(std::uint32_t bits) {
    DaySet days;
    if (bits == 0) return days;
    days.first = std::countr_zero(bits);
    days.last = std::bit_width(bits) - 1;
    days.number = std::popcount(bits);
    days.gaps.add_bits(bits, 1, 0);
    return days;
  }

  std::uint32_t months_;
  std::array<std::array<DaySet, 7>, 4> sets_;
};

struct DayGaps {
  std::int64_t number = 0;  ///< of firing days
  Gaps gaps;
};

DayGaps weekly_gaps(std::uint32_t week) {
  DayGaps days;
  days.gaps.add_bits(std::uint64_t{week} | std::uint64_t{week} << 7U, 1, 0);
  days.number = kCycleDays / 7 * std::popcount(week);
  return days;
}

/// Of a cron that fires in every type of year: gaps from a year to the next
/// depend on their types alone.
DayGaps gaps_by_types(const std::array<DaySet, 14>& types) {
  DayGaps days;
  for (unsigned type = 0; type < 14; ++type) {
    const DaySet& year = types[type];
    const YearPairs& pairs = kYearPairs[type];
    days.number += pairs.years * year.number;
    days.gaps.add(year.gaps);
    const std::int64_t rest = (type < 7 ? 365 : 366) - year.last;
    for (unsigned i = 0; i < pairs.count; ++i) {
      days.gaps.add(rest + types[pairs.next[i]].first);
    }
  }
  return days;
}

DayGaps cycle_gaps(const Cron& cron) {
  const MonthSets months(cron);
  std::array<DaySet, 14> types;
  const bool any_weekday = cron.day_pattern == DayPattern::DayOfMonth;
  for (unsigned type = 0; type < 14; ++type) {
    types[type] = any_weekday && type % 7 != 0
                      ? types[type - 1]
                      : months.of_year({0, 0, type % 7, type >= 7});
  }
  if (cron.year_types == kAllYearTypes) return gaps_by_types(types);
  DaySet all;
  for (int year = 0; year < 400; ++year) {
    all.append(types[kYears[year].type()], kYears[year].day());
  }
  all.gaps.add(kCycleDays - all.last + all.first);
  return {all.number, all.gaps};
}

DayGaps listed_gaps(const Cron& cron) {
  const MonthSets months(cron);
  DaySet all;
  for (Year year = year_of(kFirstYear); year.number <= kLastYear;
       year = year.next()) {
    if (!allows_year(cron, year.number)) continue;
    all.append(months.of_year(year), year.first_day);
  }
  return {all.number, all.gaps};
}

DayGaps gaps_between_days(const Cron& cron) {
  switch (cron.day_pattern) {
    case DayPattern::Years:
      return listed_gaps(cron);
    case DayPattern::Weekday:
      return weekly_gaps(cron.weekday_mask);
    default:
      return cycle_gaps(cron);
  }
}

// ---- Relations ----

/// What remains of one set of bits outside another, over all masks.
struct Outside {
  std::uint64_t a_only = 0, b_only = 0;

  void add(std::uint64_t a, std::uint64_t b) {
    a_only |= a & ~b;
    b_only |= b & ~a;
  }
};

/// True if the days of two crons without years have one in common. Each is a
/// set of months and, for a length of month, days: a common day needs both.
bool share_a_day(const Cron& a, const Cron& b) {
  const std::uint32_t months = a.month_mask & b.month_mask;
  for (std::size_t length = 0; length < 4; ++length) {
    if ((months & kMonthsOfLength[length]) == 0) continue;
    std::uint32_t both = 0;
    for (std::size_t first = 0; first < 7; ++first) {
      both |= a.day_mask[length][first] & b.day_mask[length][first];
    }
    if (both != 0) return true;
  }
  return false;
}

/// Of crons without years. The masks are canonical: a cron's days are in
/// another's if and only if its months and each of its masks are.
Relation compare_periodic(const Cron& a, const Cron& b) {
  if ((a.minute_mask & b.minute_mask) == 0 ||
      (a.hour_mask & b.hour_mask) == 0 ||
      (a.second_mask & b.second_mask) == 0 || !share_a_day(a, b)) {
    return Relation::Disjoint;
  }
  Outside outside;
  outside.add(a.minute_mask, b.minute_mask);
  outside.add(a.second_mask, b.second_mask);
  outside.add(a.hour_mask, b.hour_mask);
  outside.add(a.month_mask, b.month_mask);
  for (std::size_t length = 0; length < 4; ++length) {
    for (std::size_t first = 0; first < 7; ++first) {
      outside.add(a.day_mask[length][first], b.day_mask[length][first]);
    }
  }
  if (outside.a_only == 0) return Relation::Subset;
  return outside.b_only == 0 ? Relation::Superset : Relation::Overlap;
}

}  // namespace

Frequency frequency(const Cron& cron) {
  Frequency result;
  if (cron.day_pattern == DayPattern::Never) return result;
  result.periodic = cron.day_pattern != DayPattern::Years;
  const DayGaps days = gaps_between_days(cron);
  result.firings = days.number * ticks_per_day(cron);
  Gaps gaps = gaps_in_day(cron);
  if (days.gaps.max > 0) {
    const std::int64_t span = last_time(cron) - first_time(cron);
    gaps.add(days.gaps.min * kSecondsPerDay - span);
    gaps.add(days.gaps.max * kSecondsPerDay - span);
  }
  if (gaps.max > 0) {
    result.min_gap = seconds{gaps.min};
    result.max_gap = seconds{gaps.max};
  }
  return result;
}

Cron intersect(const Cron& a, const Cron& b) {
  Cron both;
  both.second_mask = a.second_mask & b.second_mask;
  both.minute_mask = a.minute_mask & b.minute_mask;
  both.hour_mask = a.hour_mask & b.hour_mask;
  both.month_mask = a.month_mask & b.month_mask;
  for (std::size_t length = 0; length < 4; ++length) {
    for (std::size_t first = 0; first < 7; ++first) {
      both.day_mask[length][first] =
          a.day_mask[length][first] & b.day_mask[length][first];
    }
  }
  both.year_mask = a.has_years() ? a.year_mask : b.year_mask;
  if (a.has_years() && b.has_years()) {
    for (std::size_t i = 0; i < both.year_mask.size(); ++i) {
      both.year_mask[i] &= b.year_mask[i];
    }
    if (!both.has_years()) return {};  // no common year: never
  }
  canonicalize(both);
  return both;
}

Relation compare(const Cron& a, const Cron& b) {
  if (a == b) return Relation::Equal;
  if (a.day_pattern != DayPattern::Years &&
      b.day_pattern != DayPattern::Years) {
    return compare_periodic(a, b);
  }
  const Cron both = intersect(a, b);
  if (both.month_mask == 0) return Relation::Disjoint;
  if (both == a) return Relation::Subset;
  if (both == b) return Relation::Superset;
  return Relation::Overlap;
}

}  // namespace lockstep
