// The days in words. The masks have lost how they were written: the simplest
// explanation is searched, and one is right if the masks that it gives are the
// cron's. Without one every kind of month is told for itself.

#include <algorithm>
#include <functional>
#include <optional>

#include "cron/calendar.hpp"
#include "cron/day_items.hpp"
#include "cron/describe_parts.hpp"
#include "cron/local.hpp"
#include "cron/print_parts.hpp"

namespace lockstep {
namespace {

constexpr const char* kMonths[] = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};
constexpr const char* kWeekdays[] = {"Sunday",    "Monday",   "Tuesday",
                                     "Wednesday", "Thursday", "Friday",
                                     "Saturday"};
constexpr const char* kNth[] = {"",      "first",  "second",
                                "third", "fourth", "fifth"};
constexpr std::uint16_t kAllMonths = 0xFFF;

std::string weekday(int day) { return kWeekdays[day]; }

/// First and last of at least three values that follow each other in a ring
/// of `size`, all others missing.
std::optional<std::pair<int, int>> ring_run(std::uint32_t bits, int size) {
  const auto has = [&](int at) { return (bits >> (at % size) & 1U) != 0; };
  std::optional<int> first, last;
  int number = 0;
  for (int at = 0; at < size; ++at) {
    if (!has(at)) continue;
    ++number;
    if (!has(at + size - 1)) {
      if (first) return std::nullopt;  // a second run
      first = at;
    }
    if (!has(at + 1)) last = at;
  }
  if (number < 3 || !first || !last) return std::nullopt;
  return std::pair{*first, *last};
}

/// `May`, `January and July`, `the months April to September`; nothing for
/// all of them.
std::string month_words(std::uint16_t months) {
  if (months == kAllMonths) return {};
  if (const auto run = ring_run(months, 12)) {
    return std::string("the months ") + kMonths[run->first] + " to " +
           kMonths[run->second];
  }
  std::vector<std::string> names;
  for (const int month : values_of(months, 0)) names.push_back(kMonths[month]);
  return all_words(names);
}

std::string in_months(std::uint16_t months) {
  const std::string words = month_words(months);
  return words.empty() ? words : " in " + words;
}
std::string of_months(std::uint16_t months) {
  const std::string words = month_words(months);
  return " of " + (words.empty() ? "the month" : words);
}

std::uint32_t weekday_bits(const DayItems& items) {
  std::uint32_t bits = 0;
  for (const DayItem& item : items) {
    if (item.kind == DayKind::Weekday) bits |= 1U << item.value;
  }
  return bits;
}

/// Monday first.
std::vector<int> week_of(std::uint32_t bits) {
  std::vector<int> days = values_of(bits, 0);
  if (!days.empty() && days.front() == 0) {
    std::rotate(days.begin(), days.begin() + 1, days.end());
  }
  return days;
}

/// ` on Mondays and Thursdays`, ` from Monday to Friday`.
std::string on_weekdays(std::uint32_t bits) {
  if (const auto run = ring_run(bits, 7)) {
    return " from " + weekday(run->first) + " to " + weekday(run->second);
  }
  std::vector<std::string> names;
  for (const int day : week_of(bits)) names.push_back(weekday(day) + 's');
  return " on " + all_words(names);
}

/// ` and on every Friday`
std::string and_on_weekdays(std::uint32_t bits) {
  if (const auto run = ring_run(bits, 7)) {
    return " and on every day from " + weekday(run->first) + " to " +
           weekday(run->second);
  }
  std::vector<std::string> names;
  for (const int day : week_of(bits)) names.push_back("every " + weekday(day));
  return " and on " + all_words(names);
}

std::string special_day(const DayItem& item) {
  switch (item.kind) {
    case DayKind::LastDay:
      if (item.value == 0) return "the last day";
      if (item.value == 1) return "the day before the last day";
      return "the " + ordinal(item.value) + " day before the last day";
    case DayKind::LastWorkingDay:
      return "the last weekday (Monday to Friday)";
    case DayKind::NearestWeekday:
      return "the weekday (Monday to Friday) nearest to the " +
             ordinal(item.value) + (item.clamps ? " (or to the last day)" : "");
    case DayKind::LastWeekday:
      return "the last " + weekday(item.value);
    default:
      return std::string("the ") + kNth[item.nth] + ' ' + weekday(item.value);
  }
}

/// ` on the 1st, the 3rd to the 7th and the last day`, ` from the 1st to the
/// 7th`
std::string on_dates(const DayItems& items) {
  std::vector<int> days;
  for (const DayItem& item : items) {
    if (item.kind == DayKind::Day) days.push_back(item.value);
  }
  const auto word = [](int day) { return "the " + ordinal(day); };
  const int step = days.size() == items.size() ? long_step(days) : 0;
  if (step > 0) {
    return " on every " + ordinal(step) + " day from " + word(days.front()) +
           " to " + word(days.back());
  }
  std::vector<std::string> words = number_items(days, word);
  if (words.size() == 1 && days.size() == items.size() && days.size() > 1) {
    return " from " + words.front();
  }
  for (const DayItem& item : items) {
    if (!item.plain()) words.push_back(special_day(item));
  }
  return " on " + all_words(words);
}

/// Days of any item.
std::string union_phrase(const DayItems& items, std::uint16_t months) {
  const std::uint32_t week = weekday_bits(items);
  DayItems others;
  for (const DayItem& item : items) {
    if (item.kind != DayKind::Weekday) others.push_back(item);
  }
  if (others.empty()) {
    return on_weekdays(week) + in_months(months);
  }
  if (week == 0) return on_dates(others) + of_months(months);
  const std::string days =
      on_dates(others) + " of the month" + and_on_weekdays(week);
  return months == kAllMonths ? days : days + ',' + in_months(months);
}

/// ` if it is a Friday`, ` if it is a Monday or the third Friday`
std::string if_weekday(const DayItems& items) {
  const std::uint32_t week = weekday_bits(items);
  const bool all_plain = std::ranges::all_of(items, &DayItem::plain);
  if (const auto run = ring_run(week, 7); run && all_plain) {
    return " if it is one of " + weekday(run->first) + " to " +
           weekday(run->second);
  }
  std::string text;
  const auto add = [&](const std::string& item) {
    text += (text.empty() ? " if it is " : " or ") + item;
  };
  for (const int day : week_of(week)) add("a " + weekday(day));
  for (const DayItem& item : items) {
    if (!item.plain()) add(special_day(item));
  }
  return text;
}

std::string product_phrase(const DayProduct& both, std::uint16_t months) {
  return on_dates(both.month) + of_months(months) + if_weekday(both.week);
}

/// Every kind of month for itself.
std::string table_phrase(const Days& days, std::uint16_t months) {
  std::string text = months == kAllMonths ? "" : ',' + in_months(months);
  days.for_each([&](std::size_t length, std::size_t first, std::uint32_t bits) {
    if (bits == 0) return;
    text += "; in months of " + std::to_string(28 + length) +
            " days that begin on a " + kWeekdays[first] + " on " +
            number_list(values_of(bits, 1),
                        [](int day) { return "the " + ordinal(day); });
  });
  return text;
}

/// The months to name: all of them if the others have no such day anyhow.
/// nullopt if the days in these months are not the cron's.
std::optional<std::uint16_t> months_for(const Cron& cron,
                                        const DayMasks& masks) {
  for (const std::uint16_t months : {kAllMonths, cron.month_mask}) {
    Cron again = cron;
    again.month_mask = months;
    for (unsigned length = 0; length < 4; ++length) {
      for (unsigned first = 0; first < 7; ++first) {
        again.day_mask[length][first] = masks[length][first] & all_days(length);
      }
    }
    canonicalize(again);
    if (again == cron) return months;
  }
  return std::nullopt;
}

}  // namespace

std::string day_phrase(const Cron& cron) {
  DayMasks every_day;
  for (auto& row : every_day) row.fill(0x7FFF'FFFF);
  if (const auto months = months_for(cron, every_day)) {
    return in_months(*months);
  }
  const Days days(cron);
  const DayItems items = day_items({});
  for (const auto wanted : kDayChoices) {
    const DayItems chosen = cover(items, days, wanted);
    const auto months = months_for(cron, join(chosen));
    if (!chosen.empty() && months) return union_phrase(chosen, *months);
  }
  if (const auto both = product(items, days)) {
    const DayMasks masks = common(join(both->month), join(both->week));
    if (const auto months = months_for(cron, masks)) {
      return product_phrase(*both, *months);
    }
  }
  return table_phrase(days, cron.month_mask);
}

}  // namespace lockstep
