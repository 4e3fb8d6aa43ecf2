// Sets of days in words. Rows by hand; then, by brute force, every class of a
// list made here from scratch has its own name over five years and over the
// whole calendar, and loses it when one day is added or removed.

#include <doctest/doctest.h>

#include <cctype>
#include <functional>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "lint/day_class.hpp"

namespace lockstep {
namespace {

using std::chrono::days;
using std::chrono::local_days;
using std::chrono::year_month_day;

local_days day(int year, unsigned month, unsigned date) {
  return local_days{std::chrono::year{year} / static_cast<int>(month) /
                    static_cast<int>(date)};
}

/// One day as this test sees it.
struct Seen {
  int month, date, weekday, last;
};
using Belongs = std::function<bool(const Seen&)>;

Seen seen(local_days at) {
  const year_month_day ymd(at);
  int last = static_cast<int>(unsigned(ymd.day()));
  for (local_days to = at; year_month_day(to + days{1}).month() == ymd.month();
       to += days{1}) {
    ++last;
  }
  // 1970-01-01 was a Thursday.
  const auto since = at.time_since_epoch().count();
  const int weekday = static_cast<int>(((since + 4) % 7 + 7) % 7);
  return {static_cast<int>(unsigned(ymd.month())),
          static_cast<int>(unsigned(ymd.day())), weekday, last};
}

DaySet set_of(const Belongs& belongs, local_days from, local_days to,
              bool repeats = false) {
  DaySet set{{}, from, to, repeats};
  for (local_days at = from; at < to; at += days{1}) {
    if (belongs(seen(at))) set.days.push_back(at);
  }
  return set;
}

const local_days kFrom = day(2026, 1, 1), kTo = day(2031, 1, 1);

const char* const kNames[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                              "Thursday", "Friday", "Saturday"};
const char* const kMonthNames[] = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};

std::string number(int n) {
  std::string text = std::to_string(n);
  if (n / 10 != 1 && n % 10 == 1) return text + "st";
  if (n / 10 != 1 && n % 10 == 2) return text + "nd";
  if (n / 10 != 1 && n % 10 == 3) return text + "rd";
  return text + "th";
}

/// Names of classes and what belongs to them; no two are equal sets.
std::map<std::string, Belongs> classes() {
  static const char* const kNth[] = {"first", "second", "third", "fourth",
                                     "fifth"};
  std::map<std::string, Belongs> all;
  all["every day"] = [](const Seen&) { return true; };
  all["weekdays"] = [](const Seen& d) { return d.weekday % 6 != 0; };
  all["weekends"] = [](const Seen& d) { return d.weekday % 6 == 0; };
  all["the last day of the month"] = [](const Seen& d) {
    return d.date == d.last;
  };
  all["every day but the last of the month"] = [](const Seen& d) {
    return d.date != d.last;
  };
  all["the last 3 days of the month"] = [](const Seen& d) {
    return d.last - d.date < 3;
  };
  all["the 1st and 15th of the month"] = [](const Seen& d) {
    return d.date == 1 || d.date == 15;
  };
  all["the 1st to the 7th of the month"] = [](const Seen& d) {
    return d.date <= 7;
  };
  all["every day but the 1st of the month"] = [](const Seen& d) {
    return d.date != 1;
  };
  all["the first weekday of the month"] = [](const Seen& d) {
    return (d.date == 1 && d.weekday % 6 != 0) ||
           (d.date <= 3 && d.date > 1 && d.weekday == 1);
  };
  all["the last weekday of the month"] = [](const Seen& d) {
    return (d.date == d.last && d.weekday % 6 != 0) ||
           (d.date >= d.last - 2 && d.date < d.last && d.weekday == 5);
  };
  all["the second Sunday of March and the first Sunday of November"] =
      [](const Seen& d) {
        return d.weekday == 0 &&
               ((d.month == 3 && d.date > 7 && d.date <= 14) ||
                (d.month == 11 && d.date <= 7));
      };
  all["the last Sunday of March and October"] = [](const Seen& d) {
    return d.weekday == 0 && d.date > 24 && (d.month == 3 || d.month == 10);
  };
  all["the 1st of January, April, July and October"] = [](const Seen& d) {
    return d.date == 1 && d.month % 3 == 1;
  };
  all["weekdays in April to September"] = [](const Seen& d) {
    return d.weekday % 6 != 0 && d.month >= 4 && d.month <= 9;
  };
  all["Mondays and Thursdays"] = [](const Seen& d) {
    return d.weekday == 1 || d.weekday == 4;
  };
  for (int w = 0; w < 7; ++w) {
    const std::string name = kNames[w];
    all[name + "s"] = [=](const Seen& d) { return d.weekday == w; };
    all["every day but " + name + "s"] = [=](const Seen& d) {
      return d.weekday != w;
    };
    all["every " + name + " but the first of the month"] = [=](const Seen& d) {
      return d.weekday == w && d.date > 7;
    };
    all["the last " + name + " of the month"] = [=](const Seen& d) {
      return d.weekday == w && d.date > d.last - 7;
    };
    all[name + "s in March"] = [=](const Seen& d) {
      return d.weekday == w && d.month == 3;
    };
    for (int nth = 0; nth < 5; ++nth) {
      all["the " + (kNth[nth] + (" " + name)) + " of the month"] =
          [=](const Seen& d) {
            return d.weekday == w && (d.date - 1) / 7 == nth;
          };
    }
  }
  for (int date = 1; date <= 31; ++date) {
    all["the " + number(date) + " of the month"] = [=](const Seen& d) {
      return d.date == date;
    };
  }
  for (int month = 1; month <= 12; ++month) {
    const std::string name = kMonthNames[month - 1];
    all["every day in " + name] = [=](const Seen& d) {
      return d.month == month;
    };
    if (month == 2) continue;  // its 28th day, and the last one of leap years
    all["the 28th of " + name] = [=](const Seen& d) {
      return d.month == month && d.date == 28;
    };
    all["the last day of " + name] = [=](const Seen& d) {
      return d.month == month && d.date == d.last;
    };
  }
  return all;
}

/// Which dates are the last days of February is no date.
bool is_same_set(const std::string& name) {
  return name.starts_with("the last day of ") &&
         name != "the last day of the month";
}

TEST_CASE("every class has its name over five years") {
  for (const auto& [name, belongs] : classes()) {
    const std::string words = days_in_words(set_of(belongs, kFrom, kTo));
    if (is_same_set(name)) {
      // `the 31st of May`: a date where it is one.
      CHECK(words.ends_with(name.substr(name.rfind(' '))));
    } else {
      CHECK(words == name);
    }
  }
}

TEST_CASE("every class has its name in the calendar that repeats") {
  const local_days from = day(2024, 1, 1);
  for (const char* name :
       {"every day", "Mondays", "weekdays", "every day but Sundays",
        "the 1st of the month", "the last day of the month",
        "the first Monday of the month", "the last weekday of the month",
        "the last Sunday of March and October", "every day in March"}) {
    const DaySet set =
        set_of(classes().at(name), from, from + days{146'097}, true);
    CHECK(days_in_words(set) == name);
  }
}

TEST_CASE("one day more or less and the class is gone") {
  std::mt19937 random(5);
  for (const auto& [name, belongs] : classes()) {
    const DaySet whole = set_of(belongs, kFrom, kTo);
    for (int i = 0; i < 12; ++i) {
      CAPTURE(name);
      const local_days at = i < 6 ? kFrom + days{random() % 1826}
                                  : whole.days[random() % whole.days.size()];
      CAPTURE(year_month_day(at).day());
      DaySet set = whole;
      const auto place = std::lower_bound(set.days.begin(), set.days.end(), at);
      if (place != set.days.end() && *place == at) {
        set.days.erase(place);
      } else {
        set.days.insert(place, at);
      }
      const std::string words = days_in_words(set);
      CHECK(words.find(" of 1826 days, the first 20") != std::string::npos);
    }
  }
}

TEST_CASE("a set of no class is told by its dates") {
  std::mt19937 random(7);
  for (int i = 0; i < 200; ++i) {
    std::set<local_days> chosen;
    const std::size_t size = 4 + random() % 300;
    while (chosen.size() < size) chosen.insert(kFrom + days{random() % 1826});
    const DaySet set{{chosen.begin(), chosen.end()}, kFrom, kTo, false};
    CHECK(days_in_words(set).starts_with(std::to_string(size) +
                                         " of 1826 days, the first 20"));
  }
}

struct Row {
  std::vector<local_days> days;
  local_days from, to;
  bool repeats;
  std::string words;
};

TEST_CASE("days by hand") {
  const local_days monday = day(2024, 1, 1);
  const Row rows[] = {
      {{}, kFrom, kTo, false, ""},
      {{day(2026, 3, 29)}, kFrom, kTo, false, "2026-03-29 only"},
      {{day(2026, 3, 29), day(2027, 1, 2)},
       kFrom,
       kTo,
       false,
       "2026-03-29 and 2027-01-02 only"},
      // One Monday is no reason to speak of Mondays, a period of one week is.
      {{monday}, monday, monday + days{7}, false, "2024-01-01 only"},
      {{monday}, monday, monday + days{7}, true, "Mondays"},
      {{monday, monday + days{7}}, monday, monday + days{14}, false, "Mondays"},
      {{monday}, monday, monday + days{1}, true, "every day"},
      // Every other Monday, for ever.
      {{monday},
       monday,
       monday + days{14},
       true,
       "1 of 14 days, the first 2024-01-01"},
      // A period of three days knows no weekdays.
      {{monday},
       monday,
       monday + days{3},
       true,
       "1 of 3 days, the first 2024-01-01"},
      // What lies outside of the known stretch must belong to the class, too.
      {{monday, monday + days{7}, monday + days{14}},
       monday + days{1},
       monday + days{14},
       false,
       "Mondays"},
      {{monday, monday + days{8}, monday + days{15}},
       monday + days{1},
       monday + days{16},
       false,
       "2024-01-01, 2024-01-09 and 2024-01-16 only"},
  };
  for (const Row& row : rows) {
    CHECK(days_in_words({row.days, row.from, row.to, row.repeats}) ==
          row.words);
  }
}

}  // namespace
}  // namespace lockstep
