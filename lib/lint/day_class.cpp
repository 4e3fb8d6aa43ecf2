// One table of features of a day, simplest first. A set is a class of a feature
// if days with equal features are all in it or all not; then the features of
// its days are put into words.
#include "lint/day_class.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <map>
#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "base/text.hpp"

namespace lockstep {
namespace {

using std::chrono::days;
using std::chrono::local_days;

constexpr std::int64_t kWeek = 7;
constexpr std::int64_t kCalendar = 146'097;  // the cycle of 400 years
constexpr std::array<std::string_view, 7> kWeekdays = {
    "Sunday",   "Monday", "Tuesday", "Wednesday",
    "Thursday", "Friday", "Saturday"};
constexpr std::array<std::string_view, 13> kMonths = {
    "",     "January", "February",  "March",   "April",    "May",     "June",
    "July", "August",  "September", "October", "November", "December"};
constexpr std::array<std::string_view, 6> kNths = {"",      "first",  "second",
                                                   "third", "fourth", "fifth"};

/// What a calendar says of a day.
struct Day {
  int month, day, weekday;  ///< 1-12, 1-31, 0 = Sunday
  int days_left;            ///< in the month; 0: its last day
};

Day day_of(local_days at) {
  const std::chrono::year_month_day date(at);
  const local_days last(date.year() / date.month() / std::chrono::last);
  return {static_cast<int>(static_cast<unsigned>(date.month())),
          static_cast<int>(static_cast<unsigned>(date.day())),
          static_cast<int>(std::chrono::weekday(at).c_encoding()),
          static_cast<int>((last - at).count())};
}

bool is_working_day(int weekday) { return weekday >= 1 && weekday <= 5; }

/// Which Monday to Friday of the month it is from one end; 0: none is.
int count_working_days(const Day& day, int to_the_end, int step) {
  if (!is_working_day(day.weekday)) return 0;
  int count = 0;
  for (int i = 0; i <= to_the_end; ++i) {
    const int weekday = ((day.weekday + step * i) % 7 + 7) % 7;
    count += is_working_day(weekday) ? 1 : 0;
  }
  return count;
}

// ---- Features: small numbers ----

using Keys = std::vector<int>;  // sorted

int weekday_key(const Day& day) { return day.weekday; }
int date_key(const Day& day) { return day.day; }
int left_key(const Day& day) { return day.days_left; }
int nth_key(const Day& day) { return day.weekday * 8 + (day.day + 6) / 7; }
int nth_last_key(const Day& day) {
  return day.weekday * 8 + day.days_left / 7 + 1;
}
int working_key(const Day& day) {
  return count_working_days(day, day.day - 1, -1);
}
int working_last_key(const Day& day) {
  return count_working_days(day, day.days_left, 1);
}
int no_key(const Day&) { return 0; }

// ---- Their words ----

/// `Mondays`, `the 1st` and what goes between it and a month.
struct Words {
  std::string text;
  std::string_view before_months = " of ";
  std::string_view without_months = " of the month";
};
/// `seen`: the keys of all days that are known.
using Phrase = std::optional<Words> (*)(const Keys& keys, const Keys& seen);

std::string ordinal(int number) {
  const int tens = number % 100 / 10, ones = number % 10;
  const std::string_view end = tens == 1 || ones == 0 || ones > 3 ? "th"
                               : ones == 1                        ? "st"
                               : ones == 2                        ? "nd"
                                                                  : "rd";
  return fmt::format("{}{}", number, end);
}

Keys others(const Keys& keys, const Keys& seen) {
  Keys rest;
  std::ranges::set_difference(seen, keys, std::back_inserter(rest));
  return rest;
}

bool is_range(const Keys& keys) {
  return keys.back() - keys.front() + 1 == static_cast<int>(keys.size());
}

std::string weekday_list(const Keys& keys, std::string_view plural) {
  std::vector<std::string> words;
  for (const int key : keys) {
    words.push_back(
        fmt::format("{}{}", kWeekdays[static_cast<std::size_t>(key)], plural));
  }
  return join_words(words);
}

std::optional<Words> weekday_words(const Keys& keys, const Keys& seen) {
  std::string text;
  const Keys rest = others(keys, seen);
  if (rest.empty()) {
    text = "every day";
  } else if (keys == Keys{1, 2, 3, 4, 5}) {
    text = "weekdays";
  } else if (keys == Keys{0, 6}) {
    text = "weekends";
  } else if (keys.size() > rest.size()) {
    text = "every day but " + weekday_list(rest, "s");
  } else {
    text = weekday_list(keys, "s");
  }
  return Words{text, " in ", ""};
}

std::optional<Words> date_words(const Keys& keys, const Keys& seen) {
  constexpr std::size_t kListed = 4, kExcepted = 2;
  const auto list = [](const Keys& dates) {
    std::vector<std::string> words;
    for (const int date : dates) words.push_back(ordinal(date));
    return "the " + join_words(words);
  };
  const Keys rest = others(keys, seen);
  if (!rest.empty() && rest.size() <= kExcepted && keys.size() > kListed) {
    return Words{"every day but " + list(rest)};
  }
  if (keys.size() > 2 && is_range(keys)) {
    return Words{fmt::format("the {} to the {}", ordinal(keys.front()),
                             ordinal(keys.back()))};
  }
  if (keys.size() > kListed) return std::nullopt;
  return Words{list(keys)};
}

std::optional<Words> left_words(const Keys& keys, const Keys& seen) {
  if (keys == Keys{0}) return Words{"the last day"};
  if (keys == Keys{1}) return Words{"the last day but one"};
  if (keys.front() == 0 && is_range(keys) && keys.size() <= 7) {
    return Words{fmt::format("the last {} days", keys.size())};
  }
  if (others(keys, seen) == Keys{0}) return Words{"every day but the last"};
  return std::nullopt;
}

/// Keys of one weekday, as numbers 1 to 5.
Keys nths_of(const Keys& keys, int weekday) {
  Keys nths;
  for (const int key : keys) {
    if (key / 8 == weekday) nths.push_back(key % 8);
  }
  return nths;
}

std::string nth_list(const Keys& nths, std::string_view last) {
  std::vector<std::string> words;
  for (const int nth : nths) {
    const auto& name = kNths[static_cast<std::size_t>(nth)];
    words.push_back(last.empty() ? std::string(name)
                    : nth == 1   ? std::string(last)
                                 : fmt::format("{} but {}", last, nth - 1));
  }
  return join_words(words);
}

/// `the first and third Monday`, `every Monday but the first`; `last`: counted
/// from the end.
std::optional<Words> nth_words_of(const Keys& keys, const Keys& seen,
                                  std::string_view last) {
  const int weekday = keys.front() / 8;
  const auto& name = kWeekdays[static_cast<std::size_t>(weekday)];
  if (keys.back() / 8 == weekday) {
    const Keys nths = nths_of(keys, weekday);
    const Keys rest = others(nths, nths_of(seen, weekday));
    if (nths.size() <= 2) {
      return Words{fmt::format("the {} {}", nth_list(nths, last), name)};
    }
    if (rest.size() != 1) return std::nullopt;
    return Words{
        fmt::format("every {} but the {}", name, nth_list(rest, last))};
  }
  const Keys rest = others(keys, seen);
  if (rest.size() != 1) return std::nullopt;
  return Words{fmt::format("every day but the {} {}",
                           nth_list({rest[0] % 8}, last),
                           kWeekdays[static_cast<std::size_t>(rest[0] / 8)])};
}

std::optional<Words> nth_words(const Keys& keys, const Keys& seen) {
  return nth_words_of(keys, seen, "");
}
std::optional<Words> nth_last_words(const Keys& keys, const Keys& seen) {
  const bool counted =
      std::ranges::any_of(keys.size() == 1 ? keys : others(keys, seen),
                          [](int key) { return key % 8 > 1; });
  if (counted) return std::nullopt;
  return nth_words_of(keys, seen, "last");
}

std::optional<Words> working_words(const Keys& keys, const Keys&) {
  if (keys == Keys{1}) return Words{"the first weekday"};
  return std::nullopt;
}
std::optional<Words> working_last_words(const Keys& keys, const Keys&) {
  if (keys == Keys{1}) return Words{"the last weekday"};
  return std::nullopt;
}

std::optional<Words> all_words(const Keys&, const Keys&) {
  return Words{"every day", " in ", ""};
}

/// What is looked at, simplest first.
struct Feature {
  int (*key)(const Day&);
  Phrase words;
  bool by_month;       ///< together with the month
  std::int64_t cycle;  ///< in days: a set that repeats has it if it divides
};
constexpr Feature kFeatures[] = {
    {weekday_key, weekday_words, false, kWeek},
    {date_key, date_words, false, kCalendar},
    {left_key, left_words, false, kCalendar},
    {nth_key, nth_words, false, kCalendar},
    {nth_last_key, nth_last_words, false, kCalendar},
    {working_key, working_words, false, kCalendar},
    {working_last_key, working_last_words, false, kCalendar},
    {no_key, all_words, true, kCalendar},
    {weekday_key, weekday_words, true, kCalendar},
    {date_key, date_words, true, kCalendar},
    {left_key, left_words, true, kCalendar},
    {nth_key, nth_words, true, kCalendar},
    {nth_last_key, nth_last_words, true, kCalendar},
};
constexpr int kMonthFactor = 64;

int key_of(const Feature& feature, const Day& day) {
  const int key = feature.key(day);
  return feature.by_month ? day.month * kMonthFactor + key : key;
}

// ---- Sets ----

/// The days with one key: how many belong and how many do not.
struct Tally {
  std::int64_t in = 0, out = 0;
};

/// The keys that say which days belong; nullopt if days with one key differ.
struct Split {
  Keys in, seen;
};

std::optional<Split> split_by(const Feature& feature, const DaySet& set) {
  std::map<int, Tally> tallies;
  auto member = set.days.begin();
  for (; member != set.days.end() && *member < set.from; ++member) {
    ++tallies[key_of(feature, day_of(*member))].in;
  }
  for (local_days at = set.from; at < set.to; at += days{1}) {
    Tally& tally = tallies[key_of(feature, day_of(at))];
    const bool in = member != set.days.end() && *member == at;
    if (in) ++member;
    ++(in ? tally.in : tally.out);
    if (tally.in > 0 && tally.out > 0) return std::nullopt;
  }
  for (; member != set.days.end(); ++member) {
    ++tallies[key_of(feature, day_of(*member))].in;
  }
  Split split;
  for (const auto& [key, tally] : tallies) {
    if (tally.in > 0 && tally.out > 0) return std::nullopt;
    if (!set.repeats && tally.in == 1) return std::nullopt;
    if (tally.in > 0) split.in.push_back(key);
    split.seen.push_back(key);
  }
  return split;
}

// ---- Months ----

std::string month_list(const Keys& months) {
  if (months.size() > 2 && is_range(months)) {
    return fmt::format("{} to {}",
                       kMonths[static_cast<std::size_t>(months.front())],
                       kMonths[static_cast<std::size_t>(months.back())]);
  }
  std::vector<std::string> words;
  for (const int month : months) {
    words.emplace_back(kMonths[static_cast<std::size_t>(month)]);
  }
  return join_words(words);
}

std::map<int, Keys> keys_by_month(const Keys& keys) {
  std::map<int, Keys> result;
  for (const int key : keys) {
    result[key / kMonthFactor].push_back(key % kMonthFactor);
  }
  return result;
}

/// Months with equal keys together, at most three groups and seven months each
/// unless they are in a row.
std::optional<std::string> words_by_month(const Feature& feature,
                                          const Split& split) {
  constexpr std::size_t kGroups = 3, kListed = 7;
  const std::map<int, Keys> seen = keys_by_month(split.seen);
  std::vector<std::pair<std::string, Keys>> groups;
  for (const auto& [month, keys] : keys_by_month(split.in)) {
    const auto words = feature.words(keys, seen.at(month));
    if (!words) return std::nullopt;
    const std::string text = words->text + std::string(words->before_months);
    const auto known =
        std::ranges::find(groups, text, &std::pair<std::string, Keys>::first);
    if (known != groups.end()) {
      known->second.push_back(month);
    } else {
      groups.push_back({text, {month}});
    }
  }
  if (groups.size() > kGroups) return std::nullopt;
  std::vector<std::string> parts;
  for (const auto& [text, months] : groups) {
    if (months.size() > kListed && !is_range(months)) return std::nullopt;
    parts.push_back(text + month_list(months));
  }
  return join_words(parts);
}

std::optional<std::string> class_of(const Feature& feature, const DaySet& set) {
  const std::int64_t length = (set.to - set.from).count();
  if (set.repeats && length % feature.cycle != 0) return std::nullopt;
  const auto split = split_by(feature, set);
  if (!split) return std::nullopt;
  if (feature.by_month) return words_by_month(feature, *split);
  const auto words = feature.words(split->in, split->seen);
  if (!words) return std::nullopt;
  return words->text + std::string(words->without_months);
}

std::string dates(const DaySet& set) {
  constexpr std::size_t kOnly = 3;
  std::vector<std::string> first;
  for (const local_days at : set.days) {
    if (first.size() == kOnly) break;
    const std::chrono::year_month_day date(at);
    first.push_back(fmt::format("{:04}-{:02}-{:02}",
                                static_cast<int>(date.year()),
                                static_cast<unsigned>(date.month()),
                                static_cast<unsigned>(date.day())));
  }
  if (!set.repeats && set.days.size() <= kOnly) {
    return join_words(first) + " only";
  }
  const local_days from = std::min(set.from, set.days.front());
  const local_days to = std::max(set.to, set.days.back() + days{1});
  return fmt::format("{} of {} days, the first {}", set.days.size(),
                     (to - from).count(), join_words(first));
}

}  // namespace

std::string days_in_words(const DaySet& set) {
  if (set.days.empty()) return {};
  const auto length = static_cast<std::size_t>((set.to - set.from).count());
  if (set.repeats && set.days.size() == length) return "every day";
  for (const Feature& feature : kFeatures) {
    if (auto words = class_of(feature, set)) return *words;
  }
  return dates(set);
}

}  // namespace lockstep
