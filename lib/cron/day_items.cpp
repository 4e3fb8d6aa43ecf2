// Day items from masks. A union takes every item that the days contain and
// drops what the others make superfluous; a product holds one side fixed and
// takes every item of the other side that stays inside the days.

#include "cron/day_items.hpp"

#include <algorithm>
#include <bit>

#include "cron/calendar.hpp"

namespace lockstep {
namespace {

DayItem month_item(DayKind kind, int value, const MonthDays& days) {
  return {kind, value, 0, days.clamps, masks_of(days)};
}
DayItem week_item(DayKind kind, int value, const WeekDays& days, int nth = 0) {
  return {kind, value, nth, false, masks_of(days)};
}

void add_plain_items(DayItems& items) {
  for (int day = 0; day < 31; ++day) {
    MonthDays days;
    days.days = 1U << day;
    items.push_back(month_item(DayKind::Day, day + 1, days));
  }
  for (int day = 0; day < 7; ++day) {
    WeekDays days;
    days.days = 1U << day;
    items.push_back(week_item(DayKind::Weekday, day, days));
  }
}

void add_nearest_weekdays(DayItems& items, int first, bool clamps) {
  for (int day = first; day <= 31; ++day) {
    MonthDays days;
    days.nearest_weekday = 1U << (day - 1);
    days.clamps = clamps;
    items.push_back(month_item(DayKind::NearestWeekday, day, days));
  }
}

void add_special_month_days(DayItems& items, const DayAbilities& abilities) {
  for (int back = 0; back < 31; ++back) {
    if (!(back == 0 ? abilities.last_day : abilities.last_day_minus)) continue;
    MonthDays days;
    days.before_last = 1U << back;
    items.push_back(month_item(DayKind::LastDay, back, days));
  }
  if (abilities.last_working_day) {
    MonthDays days;
    days.last_working_day = true;
    items.push_back(month_item(DayKind::LastWorkingDay, 0, days));
  }
  if (!abilities.nearest_weekday) return;
  const bool skips = abilities.nearest_weekday_skips;
  if (skips) add_nearest_weekdays(items, 1, false);
  if (abilities.nearest_weekday_clamps) {
    add_nearest_weekdays(items, skips ? 29 : 1, true);
  }
}

void add_special_weekdays(DayItems& items, const DayAbilities& abilities) {
  for (int day = 0; day < 7; ++day) {
    if (abilities.last_weekday) {
      WeekDays days;
      days.last = 1U << day;
      items.push_back(week_item(DayKind::LastWeekday, day, days));
    }
    if (!abilities.nth_weekday) continue;
    for (int nth = 1; nth <= 5; ++nth) {
      WeekDays days;
      days.nth[static_cast<std::size_t>(day)] =
          static_cast<std::uint8_t>(1U << nth);
      items.push_back(week_item(DayKind::NthWeekday, day, days, nth));
    }
  }
}

/// Drops every item that the others make superfluous, the last first; what
/// counts of them is their days in `within`.
void prune(DayItems& items, const Days& days, const DayMasks& within) {
  for (std::size_t i = items.size(); i-- > 0;) {
    DayItems rest = items;
    rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(i));
    if (days.equal(common(join(rest), within))) items = std::move(rest);
  }
}

DayMasks every_day() {
  DayMasks masks;
  for (auto& row : masks) row.fill(0x7FFF'FFFF);
  return masks;
}

/// The items of one side that stay inside the days where the other side is
/// `fixed`; empty if they do not make up all of them.
DayItems other_side(const DayItems& items, const Days& days,
                    const DayMasks& fixed, bool of_week, bool plain) {
  DayItems chosen;
  for (const DayItem& item : items) {
    if (item.of_week() == of_week && (item.plain() || !plain) &&
        days.contain(common(item.masks, fixed))) {
      chosen.push_back(item);
    }
  }
  if (!days.equal(common(join(chosen), fixed))) return {};
  prune(chosen, days, fixed);
  return chosen;
}

/// The plain items of one side that the days show.
DayItems shown_items(const DayItems& items, const Days& days, bool of_week) {
  DayItems chosen;
  for (const DayItem& item : items) {
    if (!item.plain() || item.of_week() != of_week) continue;
    bool any = false;
    days.for_each(
        [&](std::size_t length, std::size_t first, std::uint32_t bits) {
          any |= (item.masks[length][first] & bits) != 0;
        });
    if (any) chosen.push_back(item);
  }
  return chosen;
}

std::optional<DayProduct> with_fixed(const DayItems& items, const Days& days,
                                     DayItems fixed, bool plain) {
  if (fixed.empty()) return std::nullopt;
  const bool of_week = fixed.front().of_week();
  DayItems other = other_side(items, days, join(fixed), !of_week, plain);
  if (other.empty()) return std::nullopt;
  return of_week ? DayProduct{std::move(other), std::move(fixed)}
                 : DayProduct{std::move(fixed), std::move(other)};
}

}  // namespace

DayItems day_items(const DayAbilities& abilities) {
  DayItems items;
  add_plain_items(items);
  add_special_month_days(items, abilities);
  add_special_weekdays(items, abilities);
  return items;
}

Days::Days(const Cron& cron) : masks_(cron.day_mask) {
  const auto add = [&](const Year& year) {
    for (unsigned month = 0; month < 12; ++month) {
      if ((cron.month_mask >> month & 1U) == 0) continue;
      const unsigned first =
          (year.first_weekday + kMonthStart[year.leap][month]) % 7U;
      shown_[length_index(year.leap, month)][first] = true;
    }
  };
  if (!cron.has_years()) {
    for (unsigned type = 0; type < 14; ++type) add({0, 0, type % 7, type >= 7});
    return;
  }
  for (Year year = year_of(kFirstYear); year.number <= kLastYear;
       year = year.next()) {
    if (allows_year(cron, year.number)) add(year);
  }
}

template <class Test>
bool Days::all(const Test& test) const {
  for (unsigned length = 0; length < 4; ++length) {
    for (unsigned first = 0; first < 7; ++first) {
      if (shown_[length][first] && !test(length, first)) return false;
    }
  }
  return true;
}

bool Days::equal(const DayMasks& other) const {
  return all([&](unsigned length, unsigned first) {
    return masks_[length][first] == (other[length][first] & all_days(length));
  });
}

bool Days::contain(const DayMasks& other) const {
  bool any = false;
  const bool inside = all([&](unsigned length, unsigned first) {
    any |= other[length][first] != 0;
    return (other[length][first] & ~masks_[length][first]) == 0;
  });
  return inside && any;
}

void Days::for_each(const std::function<void(std::size_t, std::size_t,
                                             std::uint32_t)>& visit) const {
  static_cast<void>(all([&](unsigned length, unsigned first) {
    visit(length, first, masks_[length][first]);
    return true;
  }));
}

DayMasks join(const DayItems& items) {
  DayMasks masks{};
  for (const DayItem& item : items) {
    for (std::size_t length = 0; length < 4; ++length) {
      for (std::size_t first = 0; first < 7; ++first) {
        masks[length][first] |= item.masks[length][first];
      }
    }
  }
  return masks;
}

DayMasks common(const DayMasks& a, const DayMasks& b) {
  DayMasks masks = a;
  for (std::size_t length = 0; length < 4; ++length) {
    for (std::size_t first = 0; first < 7; ++first) {
      masks[length][first] &= b[length][first];
    }
  }
  return masks;
}

DayItems cover(const DayItems& items, const Days& days,
               bool (*wanted)(const DayItem&)) {
  DayItems chosen;
  for (const DayItem& item : items) {
    if (wanted(item) && days.contain(item.masks)) chosen.push_back(item);
  }
  if (!days.equal(join(chosen))) return {};
  prune(chosen, days, every_day());
  return chosen;
}

std::optional<DayProduct> product(const DayItems& items, const Days& days) {
  for (const bool plain : {true, false}) {
    for (const bool of_week : {true, false}) {
      DayItems shown = shown_items(items, days, of_week);
      auto found = with_fixed(items, days, std::move(shown), plain);
      if (found) return found;
    }
    for (const DayItem& item : items) {
      if (item.plain()) continue;
      if (auto found = with_fixed(items, days, {item}, plain)) return found;
    }
  }
  return std::nullopt;
}

}  // namespace lockstep
