// From masks back to text. Plain fields: the shortest list of values, ranges
// and steps, by dynamic programming over the sorted values. Days: the items
// (days of month, weekdays, L, nW, d#n, dL) that the masks contain, pruned to
// a smallest cover. Every candidate is compiled again and must give the same
// cron, so what is printed is right by construction.

#include <algorithm>
#include <array>
#include <bit>
#include <functional>
#include <string>
#include <vector>

#include "cron/calendar.hpp"
#include "cron/cron.hpp"
#include "cron/fields.hpp"

namespace lockstep {
namespace {

// ---- Plain fields ----

/// Three values may be a range, but only four say that a step is meant.
constexpr std::size_t kShortestRange = 3;
constexpr std::size_t kShortestStep = 4;

std::string step_text(int first, int last, int step) {
  std::string text = std::to_string(first) + '-' + std::to_string(last);
  if (step > 1) text += '/' + std::to_string(step);
  return text;
}

/// The shortest list for sorted `values`; of equally short ones that which
/// ends in single values.
std::string list_text(const std::vector<int>& values) {
  std::vector<std::string> best(values.size() + 1);
  for (std::size_t end = 1; end <= values.size(); ++end) {
    const auto offer = [&](std::size_t begin, const std::string& item) {
      const std::string text = begin == 0 ? item : best[begin] + ',' + item;
      if (best[end].empty() || text.size() < best[end].size()) {
        best[end] = text;
      }
    };
    offer(end - 1, std::to_string(values[end - 1]));
    if (end < kShortestRange) continue;
    const int last = values[end - 1];
    const int step = last - values[end - 2];
    const std::size_t least = step == 1 ? kShortestRange : kShortestStep;
    for (std::size_t begin = end - 1;
         begin-- > 0 && values[begin + 1] - values[begin] == step;) {
      if (end - begin >= least) {
        offer(begin, step_text(values[begin], last, step));
      }
    }
  }
  return best.back();
}

enum class StarStep : std::uint8_t { Allowed, Avoided };

/// `*/n` if the values are all that start at `min` and go on to `max` by n.
std::string star_step_text(const std::vector<int>& values, int min, int max) {
  if (values.size() < 2 || values[0] != min) return {};
  const int step = values[1] - min;
  for (std::size_t i = 1; i < values.size(); ++i) {
    if (values[i] - values[i - 1] != step) return {};
  }
  if (values.back() + step <= max) return {};
  return "*/" + std::to_string(step);
}

std::string field_text(const std::vector<int>& values, int min, int max,
                       StarStep star_step = StarStep::Allowed) {
  const auto size = static_cast<std::size_t>(max - min + 1);
  if (values.size() == size) return "*";
  const std::string list = list_text(values);
  if (star_step == StarStep::Avoided) return list;
  const std::string stepped = star_step_text(values, min, max);
  if (stepped.empty() || stepped.size() > list.size()) return list;
  // `0,45` says better than `*/45` what happens.
  const int step = values[1] - min;
  const bool even = (max - min + 1) % step == 0;
  return stepped.size() < list.size() || even ? stepped : list;
}

std::vector<int> values_of(std::uint64_t bits, int min) {
  std::vector<int> values;
  for (; bits != 0; bits &= bits - 1) {
    values.push_back(min + std::countr_zero(bits));
  }
  return values;
}

// ---- Days ----

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

/// Every item that the dialect knows, the simplest first.
std::vector<DayItem> items_of(const Dialect& dialect) {
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
  for (int day = 1; day <= 31; ++day) {
    if (dialect.nearest_weekday == NearestWeekday::Refused) break;
    MonthDays days;
    days.nearest_weekday = 1U << (day - 1);
    days.clamps = dialect.nearest_weekday_clamps;
    items.push_back(month_item(std::to_string(day) + 'W', days));
  }
  for (int day = 0; day < 7; ++day) {
    const std::string name = std::to_string(day + dialect.first_weekday);
    if (dialect.last_weekday_of_month != LastWeekday::Refused) {
      WeekDays days;
      days.last = 1U << day;
      const bool prefix = dialect.last_weekday_of_month == LastWeekday::Prefix;
      items.push_back(week_item(prefix ? 'L' + name : name + 'L', days));
    }
    for (int nth = 1; nth <= 5; ++nth) {
      if (dialect.nth_weekday == NthWeekday::Refused) break;
      WeekDays days;
      days.nth[static_cast<std::size_t>(day)] =
          static_cast<std::uint8_t>(1U << nth);
      items.push_back(week_item(name + '#' + std::to_string(nth), days));
    }
  }
  return items;
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

/// The texts of the two day fields.
struct DayTexts {
  std::string month = "*", week = "*";
};

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

/// Ways to say the days, the plainest first; not all need be valid.
std::vector<DayTexts> day_candidates(const Cron& cron, const Dialect& dialect) {
  const Days days(cron);
  std::vector<DayTexts> found;
  const auto offer = [&](const std::vector<DayItem>& items) {
    if (!items.empty()) found.push_back(texts_of(items, dialect));
  };
  if (day_period(cron) == DayPeriod::Day) found.push_back({});
  const std::vector<DayItem> items = items_of(dialect);
  offer(cover(items, days,
              [](const auto& i) { return i.weekday && i.plain >= 0; }));
  offer(cover(items, days,
              [](const auto& i) { return !i.weekday && i.plain >= 0; }));
  offer(cover(items, days, [](const auto& i) { return i.weekday; }));
  offer(cover(items, days, [](const auto& i) { return !i.weekday; }));
  offer(cover(items, days, [](const auto& i) { return i.plain >= 0; }));
  offer(cover(items, days, [](const auto&) { return true; }));
  // Both at once: a day of month that is also one of the weekdays.
  const std::vector<int> month = values_of(days.any_month_days().days, 1);
  const std::vector<int> week =
      values_of(days.any_week_days().days, dialect.first_weekday);
  found.push_back(
      {field_text(month, 1, 31),
       field_text(week, dialect.first_weekday, dialect.first_weekday + 6)});
  return found;
}

// ---- The whole text ----

std::string text_of(const Cron& cron, const DayTexts& days, char letter,
                    const Dialect& dialect) {
  const bool wants_question = dialect.question == Question::Required;
  switch (letter) {
    case 's':
      return field_text(values_of(cron.second_mask, 0), 0, 59);
    case 'm':
      return field_text(values_of(cron.minute_mask, 0), 0, 59);
    case 'h':
      return field_text(values_of(cron.hour_mask, 0), 0, 23);
    case 'D':
      return wants_question && days.month == "*" && days.week != "*"
                 ? "?"
                 : days.month;
    case 'M':
      return field_text(values_of(cron.month_mask, 1), 1, 12);
    case 'W':
      return wants_question && days.week == "*" ? "?" : days.week;
    default:
      break;
  }
  std::vector<int> years;
  for (std::size_t word = 0; word < cron.year_mask.size(); ++word) {
    for (const int year : values_of(cron.year_mask[word],
                                    kFirstYear + static_cast<int>(word) * 64)) {
      years.push_back(year);
    }
  }
  return years.empty() ? "*" : list_text(years);
}

std::string join_fields(const Cron& cron, const DayTexts& days,
                        std::string_view layout, const Dialect& dialect) {
  std::string text;
  for (const char letter : layout) {
    text += (text.empty() ? "" : " ") + text_of(cron, days, letter, dialect);
  }
  return text;
}

bool has(std::string_view layout, char letter) {
  return layout.find(letter) != std::string_view::npos;
}

/// The shortest layout that has the fields the cron needs.
std::string_view layout_for(const Cron& cron, const Dialect& dialect) {
  for (const std::string_view layout :
       {dialect.five_fields, dialect.six_fields, dialect.seven_fields}) {
    const bool seconds = cron.second_mask == 1 || has(layout, 's');
    const bool years = !cron.has_years() || has(layout, 'Y');
    if (!layout.empty() && seconds && years) return layout;
  }
  return {};
}

CronError cannot(const Dialect& dialect, std::string what) {
  return {
      0, 0, std::string(dialect.engine) + " cannot say " + std::move(what), {}};
}

/// What in the days is too much for the dialect: the items of another one.
std::string what_days(const Cron& cron) {
  const Days days(cron);
  for (const Dialect& dialect : dialects()) {
    if (dialect.first_weekday != 0) continue;
    const auto items =
        cover(items_of(dialect), days, [](const DayItem&) { return true; });
    if (items.empty()) continue;
    const DayTexts texts = texts_of(items, dialect);
    return "the days `" + texts.month + "` (day of month) and `" + texts.week +
           "` (weekday) of " + std::string(dialect.engine);
  }
  return "days of month that are also certain weekdays";
}

}  // namespace

Expected<std::string, CronError> print(const Cron& cron,
                                       const Dialect& dialect) {
  if (cron.month_mask == 0) {
    // The 30th of February stands for all that never fires.
    Cron never;
    never.second_mask = never.minute_mask = never.hour_mask = 1;
    never.month_mask = 2;
    return join_fields(never, {"30", "*"}, layout_for(never, dialect), dialect);
  }
  const std::string_view layout = layout_for(cron, dialect);
  if (layout.empty()) {
    const bool years = cron.has_years() && !has(dialect.seven_fields, 'Y') &&
                       !has(dialect.six_fields, 'Y');
    return Unexpected{cannot(dialect, years ? "years" : "seconds")};
  }
  for (const DayTexts& days : day_candidates(cron, dialect)) {
    // `0 0 31 * *` rather than the months that have a 31st.
    Cron every_month = cron;
    every_month.month_mask = 0xFFF;
    for (const Cron& shown : {every_month, cron}) {
      std::string text = join_fields(shown, days, layout, dialect);
      const auto again = compile(text, dialect);
      if (again && *again == cron) return text;
    }
  }
  return Unexpected{cannot(dialect, what_days(cron))};
}

}  // namespace lockstep
