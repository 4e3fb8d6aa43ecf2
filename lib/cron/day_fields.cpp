// Special days: L, L-n, LW and nW in the day of month, L5, 5L and 5#3 in the
// weekday, and what a day field must keep to as a whole.

#include <string>
#include <vector>

#include "base/text.hpp"
#include "cron/field_reader.hpp"

namespace lockstep {
namespace {

/// `the dialects ... have it`: those that have an item of a day field.
std::string had_by(bool (*has)(const Dialect&)) {
  std::vector<std::string> names;
  for (const Dialect& dialect : dialects()) {
    const bool is_version = dialect.name.find('@') != std::string_view::npos;
    if (!is_version && has(dialect)) names.push_back(in_code(dialect.name));
  }
  return names.size() == 1 ? "the dialect " + names.front() + " has it"
                           : "the dialects " + join_words(names) + " have it";
}

}  // namespace

bool FieldReader::is_special_month_day() const {
  const char first = upper(item_.front());
  return first == 'L' || first == 'W' ||
         (upper(item_.back()) == 'W' && is_digit(item_.front()));
}

bool FieldReader::read_special_month_day() {
  MonthDays& days = fields_.month_days;
  if (equals(item_, "L")) {
    if (!dialect_.last_day) {
      return refuse(had_by([](const Dialect& d) { return d.last_day; }));
    }
    days.before_last |= 1U;
    return true;
  }
  if (equals(item_, "LW")) {
    if (!dialect_.last_working_day) {
      return refuse(
          had_by([](const Dialect& d) { return d.last_working_day; }));
    }
    return days.last_working_day = true;
  }
  if (upper(item_.front()) == 'L') return read_days_before_last();
  return read_nearest_weekday();
}

bool FieldReader::read_days_before_last() {
  const auto back = item_.size() > 2 && item_[1] == '-'
                        ? number(item_.substr(2))
                        : std::nullopt;
  if (!back) {
    return fail(in_code(item_) + " is not a day of month",
                "write `L` for the last day");
  }
  if (!dialect_.last_day_minus) {
    return refuse(had_by([](const Dialect& d) { return d.last_day_minus; }));
  }
  if (*back > 30) return out_of_range(*back);
  fields_.month_days.before_last |= 1U << *back;
  return true;
}

bool FieldReader::read_nearest_weekday() {
  const bool prefix = upper(item_.front()) == 'W';
  const std::string_view digits =
      prefix ? item_.substr(1) : item_.substr(0, item_.size() - 1);
  const auto day = number(digits);
  if (!day) {
    return fail(in_code(item_) + " is not a day of month",
                "write `15W` for the weekday nearest to the 15th");
  }
  if (dialect_.nearest_weekday == NearestWeekday::Refused) {
    return refuse(had_by([](const Dialect& d) {
      return d.nearest_weekday != NearestWeekday::Refused;
    }));
  }
  if (prefix && dialect_.nearest_weekday != NearestWeekday::Alone) {
    return refuse("write " + in_code(std::string(digits) + 'W'));
  }
  if (*day < 1 || *day > 31) return out_of_range(*day);
  fields_.month_days.nearest_weekday |= 1U << (*day - 1);
  fields_.month_days.clamps = dialect_.nearest_weekday_clamps;
  return true;
}

bool FieldReader::is_special_weekday() const {
  return item_.find('#') != std::string_view::npos ||
         upper(item_.back()) == 'L' || upper(item_.front()) == 'L';
}

bool FieldReader::read_special_weekday() {
  const std::size_t hash = item_.find('#');
  if (hash != std::string_view::npos) return read_nth_weekday(hash);
  if (equals(item_, "L")) {
    if (!dialect_.bare_last_weekday) {
      return refuse(
          had_by([](const Dialect& d) { return d.bare_last_weekday; }));
    }
    add(min_ + 6);
    return has_last_ = true;
  }
  const bool prefix = upper(item_.front()) == 'L';
  const std::string_view digits =
      prefix ? item_.substr(1) : item_.substr(0, item_.size() - 1);
  int weekday = 0;
  const auto allowed = prefix ? LastWeekday::Prefix : LastWeekday::Suffix;
  if (dialect_.last_weekday_of_month != allowed) {
    return refuse(last_weekday_hint(digits));
  }
  if (prefix && !number(digits)) return fail_unknown(digits);
  if (digits.size() > 3 && skips_after(digits)) {
    return refuse("write `" + std::string(digits.substr(0, 3)) + "L`");
  }
  if (!read_value(digits, weekday)) return false;
  fields_.week_days.last |= 1U << (weekday - min_) % 7;
  return has_last_ = true;
}

std::string FieldReader::last_weekday_hint(std::string_view weekday) const {
  const auto value = number(weekday) ? number(weekday) : name_index(weekday);
  if (!value) return {};
  if (dialect_.last_weekday_of_month == LastWeekday::Prefix) {
    return "write `L" + std::to_string(*value) + '`';
  }
  if (dialect_.last_weekday_of_month == LastWeekday::Suffix) {
    return "write `" + std::to_string(*value) + "L`";
  }
  return had_by([](const Dialect& d) {
    return d.last_weekday_of_month != LastWeekday::Refused;
  });
}

bool FieldReader::read_nth_weekday(std::size_t hash) {
  if (dialect_.nth_weekday == NthWeekday::Refused) {
    return refuse(had_by(
        [](const Dialect& d) { return d.nth_weekday != NthWeekday::Refused; }));
  }
  const std::string_view days = item_.substr(0, hash);
  const auto nth = number(item_.substr(hash + 1));
  if (!nth || *nth < 1 || *nth > 5) {
    return fail(in_code(item_.substr(hash + 1)) + " is not a week of the month",
                "write a number from 1 to 5 after the `#`");
  }
  const std::size_t dash = days.find('-');
  if (days.size() > 3 && skips_after(days)) {
    return refuse("write `" + std::string(days.substr(0, 3)) + '#' +
                  std::to_string(*nth) + '`');
  }
  int low = 0, high = 0;
  if (!read_value(days.substr(0, dash), low)) return false;
  high = low;
  if (dash != std::string_view::npos) {
    const std::string_view end = days.substr(dash + 1);
    const bool alone = dialect_.nth_weekday == NthWeekday::Alone;
    const bool named =
        !alone && name_index(days.substr(0, dash)) && name_index(end);
    if (!named) {
      return refuse(alone ? "write a list of crons"
                          : "write a list: `1#2,2#2`");
    }
    if (!read_value(end, high)) return false;
  }
  const bool whole =
      dash != std::string_view::npos && low == high && equal_range_is_whole();
  if (whole || high < low) high += whole ? 6 : 7;
  for (int day = low; day <= high; ++day) {
    fields_.week_days.nth[static_cast<std::size_t>((day - min_) % 7)] |=
        static_cast<std::uint8_t>(1U << *nth);
  }
  return true;
}

bool FieldReader::check_field(std::string_view field) {
  if (where_.letter == 'Y') {
    fields_.no_year = !every_year_ && fields_.years == ValueSet{};
    if (every_year_) fields_.years = {};
  }
  const MonthDays& month = fields_.month_days;
  if (where_.letter == 'D' && month.nearest_weekday != 0 && items_ > 1 &&
      dialect_.nearest_weekday == NearestWeekday::Alone) {
    return fail_field(
        "`W` stands alone in its field in " + std::string(dialect_.engine),
        "write a list of two crons");
  }
  if (where_.letter != 'W') return true;
  if (has_last_ && items_ > 1 && dialect_.last_weekday_alone) {
    return fail_field(
        "`L` stands alone in its field in " + std::string(dialect_.engine),
        "write a list of crons");
  }
  const WeekDays& week = fields_.week_days;
  const bool nth = week.nth != decltype(week.nth){};
  if ((nth || week.last != 0) && week.days != 0 &&
      dialect_.nth_weekday == NthWeekday::Unmixed) {
    return fail_field(
        in_code(field) + " mixes weekdays with weekdays of the month",
        "write a list of two crons");
  }
  if (nth && items_ > 1 && dialect_.nth_weekday == NthWeekday::Alone) {
    return fail_field(
        "`#` stands alone in its field in " + std::string(dialect_.engine),
        "write a list of crons");
  }
  return true;
}

}  // namespace lockstep
