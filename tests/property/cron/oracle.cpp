#include "property/cron/oracle.hpp"

#include <algorithm>
#include <cstdlib>

namespace oracle {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year_month_day;

struct Bounds {
  int min, max;
};

std::string item_text(const Item& item) {
  const std::string a = std::to_string(item.a), b = std::to_string(item.b);
  const std::string step =
      item.step == 1 ? "" : '/' + std::to_string(item.step);
  switch (item.kind) {
    case Kind::Star:
      return '*' + step;
    case Kind::Value:
      return a;
    case Kind::Range:
      return a + '-' + b + step;
    case Kind::OpenStep:
      return a + '/' + std::to_string(item.step);
    case Kind::Last:
      return "L";
    case Kind::LastMinus:
      return "L-" + a;
    case Kind::LastWorking:
      return "LW";
    case Kind::Nearest:
      return a + 'W';
    case Kind::LastWeekday:
      return a + 'L';
    case Kind::NthWeekday:
      return a + '#' + b;
  }
  return {};
}

std::string field_text(const Field& field) {
  std::string text;
  for (const Item& item : field) {
    text += (text.empty() ? "" : ",") + item_text(item);
  }
  return text;
}

bool matches(const Item& item, int value, Bounds bounds) {
  switch (item.kind) {
    case Kind::Star:
      return (value - bounds.min) % item.step == 0;
    case Kind::Value:
      return value == item.a;
    case Kind::OpenStep:
      return value >= item.a && (value - item.a) % item.step == 0;
    case Kind::Range: {
      // Going round the field from a to b, which may lie before a.
      const int size = bounds.max - bounds.min + 1;
      for (int at = item.a, left = (item.b - item.a + size) % size; left >= 0;
           at += item.step, left -= item.step) {
        if ((at - bounds.min) % size == value - bounds.min) return true;
      }
      return false;
    }
    default:
      return false;
  }
}

bool matches(const Field& field, int value, Bounds bounds) {
  return std::ranges::any_of(
      field, [&](const Item& item) { return matches(item, value, bounds); });
}

int last_day(year_month_day date) {
  const auto last = date.year() / date.month() / std::chrono::last;
  return static_cast<int>(static_cast<unsigned>(last.day()));
}

int weekday_of(year_month_day date) {
  return static_cast<int>(std::chrono::weekday(sys_days(date)).c_encoding());
}

int weekday_of(year_month_day date, int day) {
  return weekday_of(date.year() / date.month() / day);
}

bool is_working_day(year_month_day date, int day) {
  const int weekday = weekday_of(date, day);
  return weekday != 0 && weekday != 6;
}

bool matches_special_day(const Item& item, year_month_day date) {
  const int day = static_cast<int>(static_cast<unsigned>(date.day()));
  const int last = last_day(date);
  switch (item.kind) {
    case Kind::Last:
      return day == last;
    case Kind::LastMinus:
      return day == last - item.a;
    case Kind::LastWorking: {
      int wanted = last;
      while (!is_working_day(date, wanted)) --wanted;
      return day == wanted;
    }
    case Kind::Nearest: {
      if (item.a > last) return false;
      int best = 0;
      for (int other = 1; other <= last; ++other) {
        const bool nearer =
            best == 0 || std::abs(other - item.a) < std::abs(best - item.a);
        if (is_working_day(date, other) && nearer) best = other;
      }
      return day == best;
    }
    case Kind::LastWeekday:
      return weekday_of(date) == item.a && day + 7 > last;
    case Kind::NthWeekday:
      return weekday_of(date) == item.a && (day - 1) / 7 + 1 == item.b;
    default:
      return false;
  }
}

bool is_star(const Field& field, lockstep::DayRule rule) {
  const auto plain_star = [](const Item& item) {
    return item.kind == Kind::Star && item.step == 1;
  };
  switch (rule) {
    case lockstep::DayRule::EitherUnlessStar:
      return field.size() == 1 && plain_star(field[0]);
    case lockstep::DayRule::EitherUnlessStarItem:
      return std::ranges::any_of(field, plain_star);
    case lockstep::DayRule::EitherUnlessStarPrefix:
      return field[0].kind == Kind::Star;
    case lockstep::DayRule::Both:
      return true;
  }
  return true;
}

int pick(std::mt19937& random, int low, int high) {
  return low +
         static_cast<int>(random() % static_cast<unsigned>(high - low + 1));
}

Item random_item(std::mt19937& random, Bounds bounds) {
  const int a = pick(random, bounds.min, bounds.max);
  const int b = pick(random, bounds.min, bounds.max);
  const int most = std::max(2, (bounds.max - bounds.min) / 2);
  switch (pick(random, 0, 5)) {
    case 0:
      return {Kind::Star, 0, 0, pick(random, 2, most)};
    case 1:
      return {Kind::OpenStep, a, 0, pick(random, 1, most)};
    case 2:
      return {Kind::Range, a, b, pick(random, 1, 3)};
    case 3:
      return {Kind::Range, std::min(a, b), std::max(a, b), 1};
    default:
      return {Kind::Value, a, 0, 1};
  }
}

Field random_field(std::mt19937& random, Bounds bounds, int stars) {
  if (pick(random, 1, 100) <= stars) return {Item{}};
  Field field;
  for (int n = pick(random, 1, 5) == 1 ? pick(random, 2, 4) : 1; n > 0; --n) {
    field.push_back(random_item(random, bounds));
  }
  return field;
}

Item random_special_day(std::mt19937& random) {
  switch (pick(random, 0, 3)) {
    case 0:
      return {Kind::Last};
    case 1:
      return {Kind::LastMinus, pick(random, 1, 30)};
    case 2:
      return {Kind::LastWorking};
    default:
      return {Kind::Nearest, pick(random, 1, 31)};
  }
}

Item random_special_weekday(std::mt19937& random) {
  const int weekday = pick(random, 0, 6);
  if (pick(random, 0, 1) == 0) return {Kind::LastWeekday, weekday};
  return {Kind::NthWeekday, weekday, pick(random, 1, 5)};
}

}  // namespace

std::string Expression::text() const {
  std::string text = field_text(minute) + ' ' + field_text(hour) + ' ' +
                     field_text(day) + ' ' + field_text(month) + ' ' +
                     field_text(weekday);
  return has_seconds ? text + ' ' + field_text(second) : text;
}

bool Expression::matches_day(year_month_day date) const {
  const int number = static_cast<int>(static_cast<unsigned>(date.day()));
  const int month_number =
      static_cast<int>(static_cast<unsigned>(date.month()));
  if (!matches(month, month_number, {1, 12})) return false;
  const auto special = [&](const Item& item) {
    return matches_special_day(item, date);
  };
  const bool by_day =
      matches(day, number, {1, 31}) || std::ranges::any_of(day, special);
  const bool by_weekday = matches(weekday, weekday_of(date), {0, 6}) ||
                          std::ranges::any_of(weekday, special);
  const bool both = is_star(day, rule) || is_star(weekday, rule);
  return both ? by_day && by_weekday : by_day || by_weekday;
}

bool Expression::matches_time(int at) const {
  const bool at_second =
      has_seconds ? matches(second, at % 60, {0, 59}) : at % 60 == 0;
  return at_second && matches(minute, at / 60 % 60, {0, 59}) &&
         matches(hour, at / 3600, {0, 23});
}

lockstep::Dialect everything(lockstep::DayRule rule) {
  lockstep::Dialect dialect = *lockstep::find_dialect("croniter");
  dialect.name = dialect.engine = "everything";
  dialect.day_rule = rule;
  dialect.full_days = lockstep::FullDays::Restricted;
  dialect.wrap_range = lockstep::WrapRange::Cyclic;
  dialect.equal_range = lockstep::EqualRange::Value;
  dialect.last_working_day = true;
  dialect.last_day_minus = true;
  dialect.nearest_weekday = lockstep::NearestWeekday::InLists;
  dialect.nearest_weekday_clamps = false;
  dialect.last_weekday_of_month = lockstep::LastWeekday::Suffix;
  dialect.nth_weekday = lockstep::NthWeekday::Mixed;
  dialect.special_days_combine = true;
  return dialect;
}

Expression random_expression(std::mt19937& random, const Shape& shape) {
  using lockstep::DayRule;
  Expression result;
  constexpr DayRule kRules[] = {DayRule::EitherUnlessStar,
                                DayRule::EitherUnlessStarItem,
                                DayRule::EitherUnlessStarPrefix, DayRule::Both};
  result.rule = kRules[pick(random, 0, 3)];
  result.has_seconds = shape.seconds;
  do {
    result.second = random_field(random, {0, 59}, 10);
    result.minute = random_field(random, {0, 59}, 10);
    result.hour = random_field(random, {0, 23}, 20);
  } while (times_of_day(result).size() >
           static_cast<std::size_t>(shape.most_ticks_per_day));
  result.day = random_field(random, {1, 31}, 40);
  result.month = random_field(random, {1, 12}, 60);
  result.weekday = random_field(random, {0, 6}, 40);
  if (shape.specials && pick(random, 0, 2) == 0) {
    if (pick(random, 0, 1) == 0) result.day.clear();
    result.day.push_back(random_special_day(random));
  }
  if (shape.specials && pick(random, 0, 2) == 0) {
    if (pick(random, 0, 1) == 0) result.weekday.clear();
    result.weekday.push_back(random_special_weekday(random));
  }
  return result;
}

std::vector<std::int64_t> days_of_cycle(const Expression& expression) {
  std::vector<std::int64_t> found;
  const sys_days begin{days{10'957}};
  for (sys_days day = begin; day < begin + days{146'097}; day += days{1}) {
    if (expression.matches_day(year_month_day(day))) {
      found.push_back(day.time_since_epoch().count());
    }
  }
  return found;
}

std::vector<std::int64_t> times_of_day(const Expression& expression) {
  std::vector<std::int64_t> found;
  const int step = expression.has_seconds ? 1 : 60;
  for (int at = 0; at < 86'400; at += step) {
    if (expression.matches_time(at)) found.push_back(at);
  }
  return found;
}

std::vector<std::int64_t> firings_of_cycle(const Expression& expression) {
  const auto times = times_of_day(expression);
  std::vector<std::int64_t> found;
  for (const std::int64_t day : days_of_cycle(expression)) {
    for (const std::int64_t time : times) {
      found.push_back(day * 86'400 + time);
    }
  }
  return found;
}

}  // namespace oracle
