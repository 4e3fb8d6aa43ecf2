#include "property/cron/sentence.hpp"

#include <array>
#include <cstdlib>
#include <string>
#include <vector>

namespace sentence {
namespace {

using std::chrono::year_month_day;
using Set = std::set<int>;

/// A day with what the words ask of it; Sunday is 0.
struct Date {
  int year, month, day, weekday, length;
};
using DayTest = std::function<bool(const Date&)>;

Date date_of(year_month_day ymd) {
  const auto last = ymd.year() / ymd.month() / std::chrono::last;
  const std::chrono::weekday weekday{std::chrono::sys_days(ymd)};
  return {int(ymd.year()), int(unsigned(ymd.month())), int(unsigned(ymd.day())),
          int(weekday.c_encoding()), int(unsigned(last.day()))};
}

int weekday_at(const Date& date, int day) {
  return ((date.weekday + day - date.day) % 7 + 7) % 7;
}

bool works(const Date& date, int day) {
  const int weekday = weekday_at(date, day);
  return weekday >= 1 && weekday <= 5;
}

constexpr std::array<std::string_view, 7> kWeekdays{
    "Sunday",   "Monday", "Tuesday", "Wednesday",
    "Thursday", "Friday", "Saturday"};
constexpr std::array<std::string_view, 12> kMonths{
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};
constexpr std::array<std::string_view, 5> kNth{"first", "second", "third",
                                               "fourth", "fifth"};

/// From a to b, going round after `last` to `first`.
Set ring(int a, int b, int first, int last) {
  Set set;
  for (int at = a;; at = at == last ? first : at + 1) {
    set.insert(at);
    if (at == b) return set;
  }
}

class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  std::optional<Meaning> sentence() {
    Meaning meaning;
    if (rest_ == "Never.") {
      meaning.day = [](year_month_day) { return false; };
      return meaning;
    }
    meaning.times = time();
    eat(" every day");
    const DayTest day = days();
    const Set years = year_list();
    if (!eat(".") || !rest_.empty() || bad_) return std::nullopt;
    meaning.day = [day, years](year_month_day ymd) {
      const Date date = date_of(ymd);
      return day(date) && (years.empty() || years.contains(date.year));
    };
    return meaning;
  }

 private:
  bool sees(std::string_view word) const { return rest_.starts_with(word); }
  bool eat(std::string_view word) {
    if (!sees(word)) return false;
    rest_.remove_prefix(word.size());
    return true;
  }
  void need(std::string_view word) { bad_ |= !eat(word); }
  bool sees_digit_after(std::string_view word) const {
    return sees(word) && rest_.size() > word.size() &&
           rest_[word.size()] >= '0' && rest_[word.size()] <= '9';
  }

  int number() {
    int value = 0, digits = 0;
    for (; !rest_.empty() && rest_[0] >= '0' && rest_[0] <= '9'; ++digits) {
      value = value * 10 + (rest_[0] - '0');
      rest_.remove_prefix(1);
    }
    bad_ |= digits == 0 || digits > 4;
    return value;
  }
  /// `1st`, its ending checked.
  int ordinal() {
    const int value = number();
    const int one = value % 10;
    const bool teen = value / 10 % 10 == 1;
    need(teen || one == 0 || one > 3 ? "th"
         : one == 1                  ? "st"
         : one == 2                  ? "nd"
                                     : "rd");
    return value;
  }
  template <class Names>
  std::optional<int> name(const Names& names) {
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (eat(names[i])) return static_cast<int>(i);
    }
    return std::nullopt;
  }
  template <class Names>
  int needed_name(const Names& names) {
    const auto found = name(names);
    bad_ |= !found;
    return found.value_or(0);
  }

  /// `0 to 29 and 45`
  Set numbers() {
    Set set;
    do {
      const int from = number();
      const int to = sees_digit_after(" to ") ? (eat(" to "), number()) : from;
      for (int at = from; at <= to; ++at) set.insert(at);
    } while ((sees_digit_after(", ") && eat(", ")) ||
             (sees_digit_after(" and ") && eat(" and ")));
    return set;
  }
  Set stepped(int step) {
    need(" from ");
    const int from = number();
    need(" to ");
    const int to = number();
    Set set;
    for (int at = from; at <= to; at += std::max(step, 1)) set.insert(at);
    bad_ |= step < 1 || set.empty() || *set.rbegin() != to;
    return set;
  }
  /// `every minute`, `minute 5`, `minutes 0 and 45`, `every 2nd hour from 0
  /// to 22`.
  Set units(const std::string& unit, int size) {
    eat("the ");
    if (eat("every " + unit)) return ring(0, size - 1, 0, size - 1);
    if (eat("every ")) {
      const int step = ordinal();
      need(' ' + unit);
      return stepped(step);
    }
    need(unit);
    const bool many = eat("s");
    need(" ");
    const Set set = numbers();
    bad_ |= many != (set.size() > 1);
    return set;
  }

  int clock() {
    int time = number() * 3600;
    need(":");
    time += number() * 60;
    if (eat(":")) time += number();
    return time;
  }
  Set clocks() {
    Set set;
    do set.insert(clock());
    while ((sees_digit_after(", ") && eat(", ")) ||
           (sees_digit_after(" and ") && eat(" and ")));
    return set;
  }
  /// `from 09:00 to 17:45 and from 20:00 to 20:45`, each `step` seconds.
  Set spans(int step) {
    Set set;
    do {
      need("from ");
      const int from = clock();
      need(" to ");
      const int to = clock();
      for (int at = from; at <= to && step > 0; at += step) set.insert(at);
      bad_ |= !set.contains(to);
    } while ((sees_digit_after(", from ") && eat(", ")) ||
             (sees(" and from ") && eat(" and ")));
    return set;
  }
  bool sees_weekday(std::string_view before) const {
    if (!sees(before)) return false;
    Reader ahead(rest_.substr(before.size()));
    return ahead.name(kWeekdays).has_value();
  }

  Set time() {
    if (eat("Every hour, on the hour")) {
      eat_comma();
      return product(ring(0, 23, 0, 23), {0}, {0});
    }
    if (eat("Every ")) return series();
    need("At ");
    if (!rest_.empty() && rest_[0] >= '0' && rest_[0] <= '9') return clocks();
    Set seconds{0};
    if (sees("second") || is_step_of("second")) {
      seconds = units("second", 60);
      need(" of ");
      if (eat("every minute") && !sees(" of ")) {
        return product(ring(0, 23, 0, 23), ring(0, 59, 0, 59), seconds);
      }
      if (sees(" of ")) return of_hours(ring(0, 59, 0, 59), seconds);
    }
    const Set minutes = units("minute", 60);
    return of_hours(minutes, seconds);
  }
  void eat_comma() {
    if (sees(", on ")) eat(",");
    if (sees(", from ")) eat(",");
  }
  bool is_step_of(std::string_view unit) const {
    const std::size_t from = rest_.find(" from ");
    return sees("every ") && from != std::string_view::npos &&
           rest_.substr(0, from).ends_with(unit);
  }
  Set of_hours(const Set& minutes, const Set& seconds) {
    need(" of ");
    return product(units("hour", 24), minutes, seconds);
  }
  Set series() {
    const int step =
        !rest_.empty() && rest_[0] >= '0' && rest_[0] <= '9' ? number() : 0;
    if (step > 0) need(" ");
    const int each = std::max(step, 1);
    const std::string plural = step > 0 ? "s" : "";
    Set sixty;
    for (int at = 0; at < 60; at += each) sixty.insert(at);
    if (eat("hour" + plural)) {
      need(" ");
      Set set = spans(each * 3600);
      if (eat(" and at ")) set.merge(clocks());
      return set;
    }
    if (eat("second" + plural)) {
      bad_ |= 60 % each != 0;
      if (!eat(" of ")) {
        return product(ring(0, 23, 0, 23), ring(0, 59, 0, 59), sixty);
      }
      return of_hours(units("minute", 60), sixty);
    }
    need("minute" + plural);
    bad_ |= 60 % each != 0;
    if (sees_digit_after(" from ")) {
      eat(" ");
      return spans(each * 60);
    }
    if (sees(" of ")) return of_hours(sixty, {0});
    return product(ring(0, 23, 0, 23), sixty, {0});
  }
  static Set product(const Set& hours, const Set& minutes, const Set& seconds) {
    Set set;
    for (const int hour : hours) {
      for (const int minute : minutes) {
        for (const int second : seconds) {
          set.insert((hour * 60 + minute) * 60 + second);
        }
      }
    }
    return set;
  }

  // ---- Days ----

  /// `May`, `January and July`, `the months April to September`
  Set months() {
    Set set;
    if (eat("the months ")) {
      const int from = needed_name(kMonths) + 1;
      need(" to ");
      return ring(from, needed_name(kMonths) + 1, 1, 12);
    }
    do set.insert(needed_name(kMonths) + 1);
    while (!bad_ && (eat_before_month(", ") || eat_before_month(" and ")));
    return set;
  }
  bool eat_before_month(std::string_view word) {
    if (!sees(word)) return false;
    Reader ahead(rest_.substr(word.size()));
    return (ahead.eat("the months ") || ahead.name(kMonths)) && eat(word);
  }
  DayTest in(const Set& set) {
    return [set](const Date& date) { return set.contains(date.month); };
  }
  DayTest weekdays(const Set& set) {
    return [set](const Date& date) { return set.contains(date.weekday); };
  }
  Set weekday_range() {
    const int from = needed_name(kWeekdays);
    need(" to ");
    return ring(from, needed_name(kWeekdays), 0, 6);
  }

  DayTest days() {
    eat_comma();
    DayTest test = [](const Date&) { return true; };
    if (eat(" from ")) {
      test = sees("the ") ? month_days() : weekdays(weekday_range());
    } else if (eat(" on ")) {
      test = sees("the ") || sees("every ") ? month_days() : plural_weekdays();
    }
    if (eat_before_month(" in ") || eat_before_month(", in ")) {
      test = all(test, in(months()));
    }
    return sees(";") ? all(test, table()) : test;
  }
  static DayTest all(DayTest a, DayTest b) {
    return [a = std::move(a), b = std::move(b)](const Date& date) {
      return a(date) && b(date);
    };
  }
  static DayTest any(DayTest a, DayTest b) {
    return [a = std::move(a), b = std::move(b)](const Date& date) {
      return a(date) || b(date);
    };
  }
  DayTest plural_weekdays() {
    Set set;
    do {
      set.insert(needed_name(kWeekdays));
      need("s");
    } while (!bad_ &&
             (eat_before_weekday(", ") || eat_before_weekday(" and ")));
    return weekdays(set);
  }
  bool eat_before_weekday(std::string_view word) {
    return sees_weekday(word) && eat(word);
  }
  /// The words after `on`: dates, of which months, and what else or only if.
  DayTest month_days() {
    DayTest test = dates();
    need(" of ");
    if (sees("the months ") || !eat("the month")) {
      test = all(test, in(months()));
    }
    if (eat(" and on every day from ")) {
      return any(test, weekdays(weekday_range()));
    }
    if (eat(" and on ")) {
      Set set;
      do {
        need("every ");
        set.insert(needed_name(kWeekdays));
      } while (!bad_ && ((sees(", every ") && eat(", ")) || eat(" and ")));
      return any(test, weekdays(set));
    }
    return eat(" if it is ") ? all(test, condition()) : test;
  }
  DayTest condition() {
    if (eat("one of ")) return weekdays(weekday_range());
    DayTest test = [](const Date&) { return false; };
    do {
      if (eat("a ")) {
        test = any(test, weekdays({needed_name(kWeekdays)}));
      } else {
        test = any(test, date());
      }
    } while (!bad_ && eat(" or "));
    return test;
  }
  DayTest dates() {
    if (eat("every ")) {
      const int step = ordinal();
      need(" day from the ");
      const int from = ordinal();
      need(" to the ");
      const int to = ordinal();
      return [=](const Date& date) {
        return date.day >= from && date.day <= to &&
               (date.day - from) % step == 0;
      };
    }
    DayTest test = date();
    while (!bad_ && ((sees(", the ") && eat(", ")) ||
                     (sees(" and the ") && eat(" and ")))) {
      test = any(test, date());
    }
    return test;
  }
  DayTest date() {
    need("the ");
    if (eat("last day")) return before_last(0);
    if (eat("day before the last day")) return before_last(1);
    if (eat("last weekday (Monday to Friday)")) {
      return [](const Date& date) {
        int day = date.length;
        while (!works(date, day)) --day;
        return date.day == day;
      };
    }
    if (eat("weekday (Monday to Friday) nearest to the ")) return nearest();
    if (eat("last ")) {
      const int weekday = needed_name(kWeekdays);
      return [=](const Date& date) {
        return date.weekday == weekday && date.day + 7 > date.length;
      };
    }
    if (const auto nth = name(kNth)) {
      need(" ");
      const int weekday = needed_name(kWeekdays);
      return [=](const Date& date) {
        return date.weekday == weekday && (date.day - 1) / 7 == *nth;
      };
    }
    const int from = ordinal();
    if (eat(" day before the last day")) return before_last(from);
    const int to = eat(" to the ") ? ordinal() : from;
    return [=](const Date& date) { return date.day >= from && date.day <= to; };
  }
  static DayTest before_last(int back) {
    return [=](const Date& date) { return date.day == date.length - back; };
  }
  DayTest nearest() {
    const int wanted = ordinal();
    const bool clamps = eat(" (or to the last day)");
    return [=](const Date& date) {
      if (wanted > date.length && !clamps) return false;
      const int target = std::min(wanted, date.length);
      int best = 0;
      for (int day = 1; day <= date.length; ++day) {
        const bool nearer =
            best == 0 || std::abs(day - target) < std::abs(best - target);
        if (works(date, day) && nearer) best = day;
      }
      return date.day == best;
    };
  }
  /// `; in months of 28 days that begin on a Sunday on the 1st and the 3rd`
  DayTest table() {
    DayTest test = [](const Date&) { return false; };
    while (!bad_ && eat("; in months of ")) {
      const int length = number();
      need(" days that begin on a ");
      const int first = needed_name(kWeekdays);
      need(" on ");
      test = any(test, all(dates(), [=](const Date& date) {
                   return date.length == length && weekday_at(date, 1) == first;
                 }));
    }
    return test;
  }

  Set year_list() {
    if (eat(", in every ")) {
      const int step = ordinal();
      need(" year");
      return stepped(step);
    }
    if (!eat(", in the years ") && !eat(", in ")) return {};
    return numbers();
  }

  std::string_view rest_;
  bool bad_ = false;
};

}  // namespace

std::optional<Meaning> read(std::string_view text) {
  return Reader(text).sentence();
}

}  // namespace sentence
