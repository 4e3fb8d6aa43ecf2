// Days back from masks: all items (days of month, weekdays, L, nW, d#n, dL)
// that the masks contain, pruned to a smallest cover of them.

#include <algorithm>
#include <array>
#include <bit>
#include <functional>
#include <optional>

#include "cron/calendar.hpp"
#include "cron/fields.hpp"
#include "cron/local.hpp"
#include "cron/print_parts.hpp"

namespace lockstep {
namespace {

/// One item of a day field, and the days it gives.
struct DayItem {
  bool weekday;      ///< of the weekday field
  int plain;         ///< value of a plain item, else -1
  std::string text;  ///< of a special one
  DayMasks masks;
};

/// Which (length, first weekday) months the cron's months and years show.
std::array<std::array<bool, 7>, 4> shown_months(const Cron& cron) {
  std::array<std::array<bool, 7>, 4> shown{};
  const auto add = [&](const Year& year) {
    for (unsigned month = 0; month < 12; ++month) {
      if ((cron.month_mask >> month & 1U) == 0) continue;
      const unsigned first =
          (year.first_weekday + kMonthStart[year.leap][month]) % 7U;
      shown[length_index(year.leap, month)][first] = true;
    }
  };
  if (!cron.has_years()) {
    for (unsigned type = 0; type < 14; ++type) add({0, 0, type % 7, type >= 7});
    return shown;
  }
  for (Year year = year_of(kFirstYear); year.number <= kLastYear;
       year = year.next()) {
    if (allows_year(cron, year.number)) add(year);
  }
  return shown;
}

/// The days of a cron, compared on the months that it shows.
class Days {
 public:
  explicit Days(const Cron& cron)
      : masks_(cron.day_mask), shown_(shown_months(cron)) {}

  template <class Test>
  [[nodiscard]] bool all(const Test& test) const {
    for (unsigned length = 0; length < 4; ++length) {
      for (unsigned first = 0; first < 7; ++first) {
        if (shown_[length][first] && !test(length, first)) return false;
      }
    }
    return true;
  }
  [[nodiscard]] bool equal(const DayMasks& other) const {
    return all([&](unsigned length, unsigned first) {
      return masks_[length][first] == other[length][first];
    });
  }
  [[nodiscard]] bool contain(const DayMasks& other) const {
    bool any = false;
    const bool inside = all([&](unsigned length, unsigned first) {
      any |= other[length][first] != 0;
      return (other[length][first] & ~masks_[length][first]) == 0;
    });
    return inside && any;
  }
  /// Every day of month and every weekday that occurs.
  [[nodiscard]] MonthDays any_month_days() const {
    MonthDays days;
    for (const auto& row : masks_) {
      for (const std::uint32_t mask : row) days.days |= mask;
    }
    return days;
  }
  [[nodiscard]] WeekDays any_week_days() const {
    WeekDays days;
    for (unsigned length = 0; length < 4; ++length) {
      for (unsigned first = 0; first < 7; ++first) {
        for (std::uint32_t rest = masks_[length][first]; rest != 0;
             rest &= rest - 1) {
          const auto day = static_cast<unsigned>(std::countr_zero(rest));
          days.days |= 1U << (first + day) % 7;
        }
      }
    }
    return days;
  }

 private:
  const DayMasks& masks_;
  std::array<std::array<bool, 7>, 4> shown_;
};

void merge(DayMasks& masks, const DayMasks& other) {
  for (std::size_t length = 0; length < 4; ++length) {
    for (std::size_t first = 0; first < 7; ++first) {
      masks[length][first] |= other[length][first];
    }
  }
}

DayItem month_item(std::string text, const MonthDays& days, int plain = -1) {
  return {false, plain, std::move(text), masks_of(days)};
}
DayItem week_item(std::string text, const WeekDays& days, int plain = -1) {
  return {true, plain, std::move(text), masks_of(days)};
}

/// Days of month and weekdays.
std::vector<DayItem> plain_items(const Dialect& dialect) {
  std::vector<DayItem> items;
  for (int day = 0; day < 31; ++day) {
    MonthDays days;
    days.days = 1U << day;
    items.push_back(month_item({}, days, day + 1));
  }
  for (int day = 0; day < 7; ++day) {
    WeekDays days;
    days.days = 1U << day;
    items.push_back(week_item({}, days, day + dialect.first_weekday));
  }
  return items;
}

/// L, L-n, LW and nW as far as the dialect has them.
void add_special_month_days(std::vector<DayItem>& items,
                            const Dialect& dialect) {
  for (unsigned back = 0; back < 31; ++back) {
    if (!(back == 0 ? dialect.last_day : dialect.last_day_minus)) continue;
    MonthDays days;
    days.before_last = 1U << back;
    items.push_back(
        month_item(back == 0 ? "L" : "L-" + std::to_string(back), days));
  }
  if (dialect.last_working_day) {
    MonthDays days;
    days.last_working_day = true;
    items.push_back(month_item("LW", days));
  }
  if (dialect.nearest_weekday == NearestWeekday::Refused) return;
  for (int day = 1; day <= 31; ++day) {
    MonthDays days;
    days.nearest_weekday = 1U << (day - 1);
    days.clamps = dialect.nearest_weekday_clamps;
    items.push_back(month_item(std::to_string(day) + 'W', days));
  }
}

/// dL and d#n as far as the dialect has them.
void add_special_weekdays(std::vector<DayItem>& items, const Dialect& dialect) {
  for (int day = 0; day < 7; ++day) {
    const std::string name = std::to_string(day + dialect.first_weekday);
    if (dialect.last_weekday_of_month != LastWeekday::Refused) {
      WeekDays days;
      days.last = 1U << day;
      const bool prefix = dialect.last_weekday_of_month == LastWeekday::Prefix;
      items.push_back(week_item(prefix ? 'L' + name : name + 'L', days));
    }
    if (dialect.nth_weekday == NthWeekday::Refused) continue;
    for (int nth = 1; nth <= 5; ++nth) {
      WeekDays days;
      days.nth[static_cast<std::size_t>(day)] =
          static_cast<std::uint8_t>(1U << nth);
      items.push_back(week_item(name + '#' + std::to_string(nth), days));
    }
  }
}

/// Drops every item that the others make superfluous, the last first.
void prune(std::vector<DayItem>& items, const Days& days) {
  for (std::size_t i = items.size(); i-- > 0;) {
    DayMasks rest{};
    for (std::size_t j = 0; j < items.size(); ++j) {
      if (j != i) merge(rest, items[j].masks);
    }
    if (days.equal(rest)) {
      items.erase(items.begin() + static_cast<std::ptrdiff_t>(i));
    }
  }
}

/// The items whose union is exactly the cron's days; empty if there are none.
template <class Wanted>
std::vector<DayItem> cover(const std::vector<DayItem>& items, const Days& days,
                           const Wanted& wanted) {
  std::vector<DayItem> chosen;
  DayMasks all{};
  for (const DayItem& item : items) {
    if (wanted(item) && days.contain(item.masks)) {
      chosen.push_back(item);
      merge(all, item.masks);
    }
  }
  if (!days.equal(all)) return {};
  prune(chosen, days);
  return chosen;
}

std::string items_text(const std::vector<DayItem>& items, bool weekday,
                       const Dialect& dialect, StarStep star_step) {
  std::vector<int> values;
  std::string specials;
  for (const DayItem& item : items) {
    if (item.weekday != weekday) continue;
    if (item.plain >= 0) {
      values.push_back(item.plain);
    } else {
      specials += (specials.empty() ? "" : ",") + item.text;
    }
  }
  const int min = weekday ? dialect.first_weekday : 1;
  const int max = weekday ? min + 6 : 31;
  if (values.empty()) return specials.empty() ? "*" : specials;
  std::string text = field_text(values, min, max, star_step);
  if (text == "*" && star_step == StarStep::Avoided) {
    text = step_text(min, max, 1);
  }
  return specials.empty() ? text : text + ',' + specials;
}

DayTexts texts_of(const std::vector<DayItem>& items, const Dialect& dialect) {
  const bool month = std::ranges::any_of(items, std::not_fn(&DayItem::weekday));
  const bool week = std::ranges::any_of(items, &DayItem::weekday);
  const StarStep star_step =
      month && week ? StarStep::Avoided : StarStep::Allowed;
  return {items_text(items, false, dialect, star_step),
          items_text(items, true, dialect, star_step)};
}

/// Days of month that are also one of some weekdays.
std::optional<DayTexts> both_texts(const Days& days, const Dialect& dialect) {
  const MonthDays month = days.any_month_days();
  const WeekDays week = days.any_week_days();
  const DayMasks a = masks_of(month), b = masks_of(week);
  DayMasks both{};
  for (std::size_t length = 0; length < 4; ++length) {
    for (std::size_t first = 0; first < 7; ++first) {
      both[length][first] = a[length][first] & b[length][first];
    }
  }
  if (!days.equal(both)) return std::nullopt;
  const int sunday = dialect.first_weekday;
  return DayTexts{field_text(values_of(month.days, 1), 1, 31),
                  field_text(values_of(week.days, sunday), sunday, sunday + 6)};
}

}  // namespace

void offer_days(const Cron& cron, const Dialect& dialect,
                const std::function<bool(const DayTexts&)>& accept) {
  const DayPeriod period = day_period(cron);
  if (period == DayPeriod::Day && accept({})) return;
  if (period == DayPeriod::Week) {
    const int sunday = dialect.first_weekday;
    if (accept({"*", field_text(values_of(weekdays(cron), sunday), sunday,
                                sunday + 6)})) {
      return;
    }
  }
  using Wanted = bool (*)(const DayItem&);
  constexpr Wanted kStages[] = {
      [](const DayItem& item) { return item.weekday; },
      [](const DayItem& item) { return !item.weekday; },
      [](const DayItem&) { return true; }};
  const Days days(cron);
  std::vector<DayItem> items = plain_items(dialect);
  const auto offer = [&] {
    return std::ranges::any_of(kStages, [&](const Wanted wanted) {
      const std::vector<DayItem> chosen = cover(items, days, wanted);
      return !chosen.empty() && accept(texts_of(chosen, dialect));
    });
  };
  if (offer()) return;
  add_special_month_days(items, dialect);
  add_special_weekdays(items, dialect);
  if (offer()) return;
  if (const auto both = both_texts(days, dialect)) accept(*both);
}

std::string name_days(const Cron& cron) {
  const Days days(cron);
  for (const Dialect& dialect : dialects()) {
    if (dialect.first_weekday != 0) continue;
    std::vector<DayItem> items = plain_items(dialect);
    add_special_month_days(items, dialect);
    add_special_weekdays(items, dialect);
    items = cover(items, days, [](const DayItem&) { return true; });
    if (items.empty()) continue;
    const DayTexts texts = texts_of(items, dialect);
    return "the days `" + texts.month + "` (day of month) and `" + texts.week +
           "` (weekday) of " + std::string(dialect.engine);
  }
  if (const auto both = both_texts(days, dialects().front())) {
    return "days of month `" + both->month + "` that are also weekdays `" +
           both->week + '`';
  }
  return "these days";
}

}  // namespace lockstep
