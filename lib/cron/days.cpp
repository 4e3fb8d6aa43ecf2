// Folding of the day fields into one 31-bit mask for each length of month and
// weekday of its first, and the canonical form in which equal masks mean equal
// ticks.

#include <algorithm>
#include <bit>

#include "cron/calendar.hpp"
#include "cron/fields.hpp"

namespace lockstep {
namespace {

/// Weekday of day index `day` (0 = the 1st).
unsigned weekday_in(unsigned first, unsigned day) { return (first + day) % 7; }

/// Day index of the weekday nearest to day index `day` without leaving the
/// month of `length` days.
unsigned nearest_weekday(unsigned day, unsigned length, unsigned first) {
  switch (weekday_in(first, day)) {
    case 6:
      return day == 0 ? 2 : day - 1;
    case 0:
      return day + 1 == length ? day - 2 : day + 1;
    default:
      return day;
  }
}

std::uint32_t bit(unsigned index) { return std::uint32_t{1} << index; }

std::uint32_t special_days(const MonthDays& days, unsigned length,
                           unsigned first) {
  std::uint32_t mask = 0;
  for (std::uint32_t rest = days.before_last; rest != 0; rest &= rest - 1) {
    const auto back = static_cast<unsigned>(std::countr_zero(rest));
    if (back < length) mask |= bit(length - 1 - back);
  }
  for (std::uint32_t rest = days.nearest_weekday; rest != 0; rest &= rest - 1) {
    auto day = static_cast<unsigned>(std::countr_zero(rest));
    if (day >= length && !days.clamps) continue;
    day = std::min(day, length - 1);
    mask |= bit(nearest_weekday(day, length, first));
  }
  if (days.last_working_day) {
    const unsigned weekday = weekday_in(first, length - 1);
    const unsigned back = weekday == 6 ? 1U : weekday == 0 ? 2U : 0U;
    mask |= bit(length - 1 - back);
  }
  return mask;
}

std::uint32_t special_days(const WeekDays& days, unsigned length,
                           unsigned first) {
  std::uint32_t mask = 0;
  for (unsigned weekday = 0; weekday < 7; ++weekday) {
    const unsigned start = (weekday + 7 - first) % 7;  // its first occurrence
    for (unsigned n = 1; n <= 5; ++n) {
      const unsigned day = start + 7 * (n - 1);
      if ((days.nth[weekday] >> n & 1U) != 0 && day < length) mask |= bit(day);
    }
    if ((days.last >> weekday & 1U) != 0) {
      mask |= bit(start + (length - 1 - start) / 7 * 7);
    }
  }
  return mask;
}

/// The days of a month of 31 days whose first is a `first` that fall on one of
/// the weekdays `week`.
std::uint32_t repeated_week(std::uint32_t week, unsigned first) {
  const std::uint32_t days = ((week >> first) | (week << (7 - first))) & 0x7FU;
  return days * 0x1020'4081U;  // every seven days
}

/// The masks of plain weekdays.
DayMasks weekly_masks(std::uint32_t week) {
  DayMasks masks;
  for (unsigned first = 0; first < 7; ++first) {
    masks[3][first] = repeated_week(week, first) & all_days(3);
  }
  for (unsigned index = 0; index < 3; ++index) {
    for (unsigned first = 0; first < 7; ++first) {
      masks[index][first] = masks[3][first] & all_days(index);
    }
  }
  return masks;
}

template <class Days>
void add_special_days(DayMasks& masks, const Days& days) {
  for (unsigned index = 0; index < 4; ++index) {
    for (unsigned first = 0; first < 7; ++first) {
      masks[index][first] |=
          special_days(days, 28 + index, first) & all_days(index);
    }
  }
}

/// Which (length, first weekday) the months of a cron's years show, and the
/// months and years that fire at all.
struct Occurring {
  std::array<std::array<bool, 7>, 4> lengths{};
  std::uint16_t months = 0;
  std::array<std::uint64_t, 4> years{};
};

Occurring occurring(const Cron& cron) {
  Occurring seen;
  for (Year year = year_of(kFirstYear); year.number <= kLastYear;
       year = year.next()) {
    if (!allows_year(cron, year.number)) continue;
    for (unsigned month = 0; month < 12; ++month) {
      if (month_days(cron, year, month) == 0) continue;
      seen.months |= static_cast<std::uint16_t>(1U << month);
      const auto index = static_cast<unsigned>(year.number - kFirstYear);
      seen.years[index / 64] |= std::uint64_t{1} << index % 64;
      const unsigned first =
          (year.first_weekday + kMonthStart[year.leap][month]) % 7U;
      seen.lengths[length_index(year.leap, month)][first] = true;
    }
  }
  return seen;
}

void canonicalize_listed(Cron& cron) {
  const Occurring seen = occurring(cron);
  cron.month_mask = seen.months;
  cron.year_mask = seen.years;
  for (unsigned index = 0; index < 4; ++index) {
    for (unsigned first = 0; first < 7; ++first) {
      if (!seen.lengths[index][first]) cron.day_mask[index][first] = 0;
    }
  }
}

// Every (month, weekday of its first, length) occurs in the 400-year cycle, so
// a month fires if and only if a mask of one of its lengths has a bit.
void canonicalize_periodic(Cron& cron) {
  std::uint16_t months = 0;
  for (unsigned index = 0; index < 4; ++index) {
    const std::uint16_t with_length = cron.month_mask & kMonthsOfLength[index];
    auto& masks = cron.day_mask[index];
    if (with_length == 0) masks.fill(0);
    std::uint32_t any = 0;
    for (const std::uint32_t mask : masks) any |= mask;
    if (any != 0) months |= with_length;
  }
  cron.month_mask = months;
}

/// True if the weekday alone decides, in every month: by those of the first
/// week of a month whose first is a Sunday.
bool follows_weekday(const Cron& cron) {
  return cron.month_mask == 0xFFF &&
         cron.day_mask == weekly_masks(cron.day_mask[3][0] & 0x7FU);
}

bool ignores_weekday(const Cron& cron) {
  std::uint32_t different = 0;
  for (const auto& masks : cron.day_mask) {
    for (const std::uint32_t mask : masks) different |= mask ^ masks[0];
  }
  return different == 0;
}

/// Bits of the 14 types of years that have a firing day.
std::uint16_t year_types_of(const Cron& cron) {
  // Bit w: a month of this length whose first is a w fires. Twice, to rotate.
  std::array<std::uint32_t, 4> firsts{};
  for (unsigned index = 0; index < 4; ++index) {
    for (unsigned first = 0; first < 7; ++first) {
      if (cron.day_mask[index][first] != 0) firsts[index] |= 0x81U << first;
    }
  }
  std::uint32_t types = 0;
  for (unsigned leap = 0; leap < 2; ++leap) {
    for (std::uint32_t rest = cron.month_mask; rest != 0; rest &= rest - 1) {
      const auto month = static_cast<unsigned>(std::countr_zero(rest));
      const std::uint32_t fires = firsts[length_index(leap != 0, month)];
      types |= (fires >> kMonthStart[leap][month] % 7 & 0x7FU) << 7 * leap;
    }
  }
  return static_cast<std::uint16_t>(types);
}

void derive(Cron& cron) {
  cron.year_types = 0;
  cron.weekday_mask = 0;
  if (cron.has_years()) {
    cron.day_pattern = DayPattern::Years;
    return;
  }
  if (follows_weekday(cron)) {
    cron.day_pattern = DayPattern::Weekday;
    cron.weekday_mask = static_cast<std::uint8_t>(cron.day_mask[3][0] & 0x7FU);
    cron.year_types = kAllYearTypes;
    return;
  }
  cron.day_pattern =
      ignores_weekday(cron) ? DayPattern::DayOfMonth : DayPattern::Mixed;
  cron.year_types = year_types_of(cron);
}

}  // namespace

DayMasks masks_of(const MonthDays& days) {
  DayMasks masks;
  for (unsigned index = 0; index < 4; ++index) {
    masks[index].fill(days.days & all_days(index));
  }
  const bool special = days.nearest_weekday != 0 || days.before_last != 0 ||
                       days.last_working_day;
  if (special) add_special_days(masks, days);
  return masks;
}

DayMasks masks_of(const WeekDays& days) {
  DayMasks masks = weekly_masks(days.days);
  const bool special = days.last != 0 || days.nth != decltype(days.nth){};
  if (special) add_special_days(masks, days);
  return masks;
}

bool is_every_day(const DayMasks& masks) {
  for (unsigned index = 0; index < 4; ++index) {
    for (const std::uint32_t mask : masks[index]) {
      if (mask != all_days(index)) return false;
    }
  }
  return true;
}

void canonicalize(Cron& cron) {
  if (cron.has_years()) {
    canonicalize_listed(cron);
  } else {
    canonicalize_periodic(cron);
  }
  const bool has_time =
      cron.second_mask != 0 && cron.minute_mask != 0 && cron.hour_mask != 0;
  if (cron.month_mask == 0 || !has_time) {
    cron = Cron{};
  } else {
    derive(cron);
  }
}

}  // namespace lockstep
