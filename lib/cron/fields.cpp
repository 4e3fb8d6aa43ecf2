// Reads one field of a cron text by recursive descent:
//   field = item { "," item }
//   item  = ( "*" | "?" | value [ "-" value ] ) [ "/" step ]
// and, in the day fields, L, L-n, LW, nW, L5, 5L, 5#3 as the dialect has them.

#include "cron/fields.hpp"

#include <algorithm>
#include <span>
#include <string>

#include "base/text.hpp"

namespace lockstep {
namespace {

constexpr std::string_view kMonthNames[] = {"JAN", "FEB", "MAR", "APR",
                                            "MAY", "JUN", "JUL", "AUG",
                                            "SEP", "OCT", "NOV", "DEC"};
constexpr std::string_view kWeekdayNames[] = {"SUN", "MON", "TUE", "WED",
                                              "THU", "FRI", "SAT"};

/// What the fields have in common.
struct FieldKind {
  char letter;
  CronField field;
  std::string_view name;
  int min, max;  ///< of weekdays and years the dialect decides
  std::span<const std::string_view> names;
};
constexpr FieldKind kFieldKinds[] = {
    {'s', CronField::Second, "second", 0, 59, {}},
    {'m', CronField::Minute, "minute", 0, 59, {}},
    {'h', CronField::Hour, "hour", 0, 23, {}},
    {'D', CronField::DayOfMonth, "day of month", 1, 31, {}},
    {'M', CronField::Month, "month", 1, 12, kMonthNames},
    {'W', CronField::DayOfWeek, "weekday", 0, 6, kWeekdayNames},
    {'Y', CronField::Year, "year", kFirstYear, kLastYear, {}}};

constexpr const FieldKind& kind_of(char letter) {
  return *std::ranges::find(kFieldKinds, letter, &FieldKind::letter);
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

bool equals(std::string_view text, std::string_view upper_case) {
  return std::ranges::equal(text, upper_case, {}, upper);
}

/// A number of digits alone; huge ones become a value out of every range.
std::optional<int> number(std::string_view text) {
  if (text.empty() || !std::ranges::all_of(text, is_digit)) {
    return std::nullopt;
  }
  int value = 0;
  for (const char c : text)
    value = std::min(value * 10 + (c - '0'), 99'999'999);
  return value;
}

std::string code(std::string_view text) {
  std::string shown = quoted(text);
  if (shown.size() != text.size() + 2) return shown;  // something was escaped
  shown.front() = shown.back() = '`';
  return shown;
}

/// `1,4,7`
std::string list_of(std::span<const int> values) {
  std::string text;
  for (const int value : values) {
    text += (text.empty() ? "" : ",") + std::to_string(value);
  }
  return text;
}

/// Reads the items of one field.
class FieldReader {
 public:
  FieldReader(std::string_view text, const FieldText& where,
              const Dialect& dialect, Fields& fields, CronFacts* facts)
      : text_(text),
        where_(where),
        kind_(kind_of(where.letter)),
        dialect_(dialect),
        fields_(fields),
        facts_(facts) {
    min_ = kind_.min;
    max_ = kind_.max;
    if (where.letter == 'W') {
      min_ = dialect.first_weekday;
      max_ = min_ + 6;
    }
    if (where.letter == 'Y') max_ = dialect.last_year;
  }

  std::optional<CronError> read() {
    const std::string_view field = slice(where_.begin, where_.end);
    note_stars(field);
    std::size_t begin = where_.begin;
    while (!error_) {
      std::size_t end = text_.substr(0, where_.end).find(',', begin);
      const bool last = end == std::string_view::npos;
      if (last) end = where_.end;
      item_begin_ = begin;
      item_ = slice(begin, end);
      read_item();
      ++items_;
      if (last) break;
      begin = end + 1;
    }
    if (!error_) check_field(field);
    return std::move(error_);
  }

 private:
  [[nodiscard]] std::string_view slice(std::size_t begin,
                                       std::size_t end) const {
    return text_.substr(begin, end - begin);
  }

  bool fail(std::string message, std::string hint = {}) {
    error_ = CronError{item_begin_, item_.size(), std::move(message),
                       std::move(hint)};
    return false;
  }
  bool fail_field(std::string message, std::string hint) {
    error_ = CronError{where_.begin, where_.end - where_.begin,
                       std::move(message), std::move(hint)};
    return false;
  }
  bool refuse(std::string hint = {}) {
    return fail(
        code(item_) + " is not valid in " + std::string(dialect_.engine),
        std::move(hint));
  }
  bool out_of_range(int value) {
    const int top = where_.letter == 'W' ? dialect_.last_weekday : max_;
    return fail(std::string(kind_.name) + ' ' + std::to_string(value) +
                " is out of range " + std::to_string(min_) + '-' +
                std::to_string(top));
  }

  // ---- Stars ----

  Stars* stars() {
    if (where_.letter == 'D') return &fields_.month_days.stars;
    if (where_.letter == 'W') return &fields_.week_days.stars;
    return nullptr;
  }

  void note_stars(std::string_view field) {
    Stars* const noted = stars();
    if (noted == nullptr) return;
    noted->exact = field == "*" || field == "?";
    noted->question = field == "?";
    noted->prefix = field.starts_with('*');
    noted->anywhere = field.find('*') != std::string_view::npos;
  }

  // ---- Values ----

  ValueSet& values() {
    switch (where_.letter) {
      case 's':
        return fields_.seconds;
      case 'm':
        return fields_.minutes;
      case 'h':
        return fields_.hours;
      case 'M':
        return fields_.months;
      default:
        return fields_.years;
    }
  }

  /// Weekdays count from Sunday = 0, other fields from their minimum.
  void add(int value) {
    auto index = static_cast<unsigned>(value - min_);
    if (where_.letter == 'W') {
      fields_.week_days.days |= 1U << index % 7;
    } else if (where_.letter == 'D') {
      fields_.month_days.days |= 1U << index;
    } else {
      values()[index / 64] |= std::uint64_t{1} << index % 64;
    }
  }

  void add_range(int low, int high, int step) {
    for (int value = low; value <= high; value += step) add(value);
  }

  /// A number or a name of the field.
  bool read_value(std::string_view text, int& value) {
    if (const auto digits = number(text)) {
      value = *digits;
      const int top = where_.letter == 'W' ? dialect_.last_weekday : max_;
      return (value >= min_ && value <= top) || out_of_range(value);
    }
    if (const auto named = name_index(text)) {
      value = min_ + *named;
      return true;
    }
    return fail_unknown(text);
  }

  [[nodiscard]] std::optional<int> name_index(std::string_view text) const {
    const bool may_be_longer = dialect_.names == Names::ThreeLettersOrMore;
    if (dialect_.names == Names::Refused || text.size() < 3 ||
        (text.size() > 3 && !may_be_longer) ||
        !std::ranges::all_of(text, is_letter)) {
      return std::nullopt;
    }
    for (std::size_t i = 0; i < kind_.names.size(); ++i) {
      if (equals(text.substr(0, 3), kind_.names[i])) {
        return static_cast<int>(i);
      }
    }
    return std::nullopt;
  }

  bool fail_unknown(std::string_view text) {
    std::string hint = "write a number from " + std::to_string(min_) + " to " +
                       std::to_string(max_);
    if (!kind_.names.empty() && dialect_.names != Names::Refused) {
      hint += " or a name from " + std::string(kind_.names.front()) + " to " +
              std::string(kind_.names.back());
      const std::string_view near =
          did_you_mean(text.substr(0, 16), kind_.names);
      if (!near.empty()) hint = "did you mean `" + std::string(near) + "`?";
    }
    if (text.empty()) {
      return fail(code(item_) + " is not a " + std::string(kind_.name), hint);
    }
    return fail(code(text) + " is not a " + std::string(kind_.name), hint);
  }

  // ---- Items ----

  bool read_item() {
    if (item_.empty()) {
      if (dialect_.empty_items) return true;
      return fail("empty item in the " + std::string(kind_.name) + " field",
                  "remove the comma");
    }
    if (is_random()) {
      return fail(code(item_) + " is chosen by the engine, not by the text",
                  "write the value that is in force");
    }
    if (where_.letter == 'D' && is_special_month_day()) {
      return read_special_month_day();
    }
    if (where_.letter == 'W' && is_special_weekday()) {
      return read_special_weekday();
    }
    return read_plain_item();
  }

  /// `H`, `H/15`, `H(0-29)`, `R`, `0~30`: hashed or random values.
  [[nodiscard]] bool is_random() const {
    const char first = upper(item_.front());
    const bool marked = first == 'H' || first == 'R';
    return item_.find('~') != std::string_view::npos ||
           (marked &&
            (item_.size() == 1 || item_[1] == '(' || item_[1] == '/'));
  }

  bool read_plain_item() {
    const std::size_t slash = item_.find('/');
    const std::string_view body = item_.substr(0, slash);
    int step = 1;
    const bool has_step = slash != std::string_view::npos;
    if (has_step && !read_step(item_.substr(slash + 1), step)) return false;
    if (body == "*" || body == "?") return add_all(body, has_step, step);
    const std::size_t dash = body.find('-');
    int low = 0;
    if (!read_value(body.substr(0, dash), low)) return false;
    if (dash == std::string_view::npos) {
      return has_step ? add_open_step(low, step) : (add(low), true);
    }
    int high = 0;
    const std::string_view end = body.substr(dash + 1);
    if (where_.letter == 'D' && dialect_.last_day_range && equals(end, "L")) {
      high = max_;
    } else if (!read_value(end, high)) {
      return false;
    }
    return add_bounds(low, high, step, has_step);
  }

  bool read_step(std::string_view text, int& step) {
    const auto value = number(text);
    if (!value) {
      return fail(code(text) + " is not a step",
                  "write a number after the slash");
    }
    step = *value;
    if (step == 0 && dialect_.zero_step_is_one) step = 1;
    if (step == 0) return fail("step 0 never advances", "write 1 or more");
    const int top = where_.letter == 'W' ? 7 : max_;
    if (step > top && !dialect_.step_may_exceed_range) {
      return fail(
          "step " + std::to_string(step) + " is larger than the " +
              std::string(kind_.name) + "'s range in " +
              std::string(dialect_.engine),
          "write " + code(std::to_string(min_)) + " for the first value alone");
    }
    return true;
  }

  void note_step(int first, int last, int step) {
    if (facts_ == nullptr) return;
    facts_->steps.push_back(
        {kind_.field, item_begin_, item_.size(), first, last, step});
  }

  bool add_all(std::string_view body, bool has_step, int step) {
    if (body == "?" && !question_allowed()) return false;
    if (body == "?" && has_step) return refuse();
    if (has_step) note_step(min_, max_, step);
    const bool is_star = !has_step || (step == 1 && dialect_.unit_step_is_star);
    if (is_star && stars() != nullptr) stars()->item = true;
    if (where_.letter == 'Y' && step == 1) return every_year_ = true;
    add_range(min_, max_, step);
    return true;
  }

  bool question_allowed() {
    const bool day_field = where_.letter == 'D' || where_.letter == 'W';
    if (dialect_.question == Question::Refused) {
      return refuse("write `*`");
    }
    if (dialect_.question != Question::Anywhere && !day_field) {
      return fail("`?` is not valid in the " + std::string(kind_.name) +
                  " field of " + std::string(dialect_.engine));
    }
    const bool alone = item_.size() == where_.end - where_.begin;
    return alone || fail("`?` stands alone in its field", "write `*`");
  }

  bool add_open_step(int low, int step) {
    if (dialect_.open_step == OpenStep::Refused) {
      const std::string item(item_);
      return refuse("write `" + std::to_string(low) + '-' +
                    std::to_string(max_) + item.substr(item.find('/')) + '`');
    }
    if (low > max_) low = min_;  // Sunday as 7
    if (low == max_ && dialect_.open_step == OpenStep::ToMaximumOrWholeField) {
      low = min_;
    }
    note_step(low, max_, step);
    add_range(low, max_, step);
    return true;
  }

  bool add_bounds(int low, int high, int step, bool has_step) {
    const bool weekday = where_.letter == 'W';
    if (weekday && high < low && low > max_ &&
        dialect_.wrap_range != WrapRange::Empty) {
      low = min_;  // `7-2` is Sunday to Tuesday
    }
    if (weekday && dialect_.range_ends_on_sunday && high == min_ &&
        low > min_) {
      high = max_ + 1;
    }
    const bool equal = low == high || (weekday && low + 7 == high);
    if (equal && dialect_.equal_range_is_whole_field) {
      low = min_;
      high = max_;
    }
    if (has_step) note_step(low, high, step);
    if (low > high) return add_wrapped(low, high, step);
    add_range(low, high, step);
    return true;
  }

  // ---- Ranges that wrap ----

  bool add_wrapped(int low, int high, int step) {
    switch (dialect_.wrap_range) {
      case WrapRange::Empty:
        return true;
      case WrapRange::Refused:
        return fail("range " + code(item_) + " runs backwards in " +
                        std::string(dialect_.engine),
                    "write " + code(unwrapped(low, high, step)));
      case WrapRange::CyclicUnlessStep:
        if (step > 1 && !same_phase_after_wrap(low, high, step)) {
          return fail("a step over the wrapped range " + code(item_) +
                          " has no one meaning in " +
                          std::string(dialect_.engine),
                      "write the values: " +
                          code(list_of(wrapped_values(low, high, step))));
        }
        break;
      case WrapRange::Cyclic:
        break;
    }
    for (const int value : wrapped_values(low, high, step)) add(value);
    return true;
  }

  [[nodiscard]] std::vector<int> wrapped_values(int low, int high,
                                                int step) const {
    const int size = max_ - min_ + 1;
    std::vector<int> found;
    for (int value = low; value <= high + size; value += step) {
      found.push_back(min_ + (value - min_) % size);
    }
    std::ranges::sort(found);
    return found;
  }

  /// croniter goes on after the wrap at one more than the step would give
  /// whenever the step jumps over the field's minimum.
  [[nodiscard]] bool same_phase_after_wrap(int low, int high, int step) const {
    const int last = low + (max_ - low) / step * step;
    const int next = last + step - (max_ - min_ + 1);
    return next == min_ || next > high;
  }

  [[nodiscard]] std::string unwrapped(int low, int high, int step) const {
    if (step > 1) return list_of(wrapped_values(low, high, step));
    return std::to_string(low) + '-' + std::to_string(max_) + ',' +
           std::to_string(min_) + '-' + std::to_string(high);
  }

  // ---- L and W in the day of month ----

  [[nodiscard]] bool is_special_month_day() const {
    const char first = upper(item_.front());
    return first == 'L' || first == 'W' ||
           (upper(item_.back()) == 'W' && is_digit(item_.front()));
  }

  bool read_special_month_day() {
    MonthDays& days = fields_.month_days;
    if (equals(item_, "L")) {
      if (!dialect_.last_day) return refuse();
      days.before_last |= 1U;
      return true;
    }
    if (equals(item_, "LW")) {
      if (!dialect_.last_working_day) return refuse();
      return days.last_working_day = true;
    }
    if (upper(item_.front()) == 'L') return read_days_before_last();
    return read_nearest_weekday();
  }

  bool read_days_before_last() {
    const auto back = item_.size() > 2 && item_[1] == '-'
                          ? number(item_.substr(2))
                          : std::nullopt;
    if (!back) {
      return fail(code(item_) + " is not a day of month",
                  "write `L` for the last day");
    }
    if (!dialect_.last_day_minus) return refuse();
    if (*back > 30) return out_of_range(*back);
    fields_.month_days.before_last |= 1U << *back;
    return true;
  }

  bool read_nearest_weekday() {
    const bool prefix = upper(item_.front()) == 'W';
    const std::string_view digits =
        prefix ? item_.substr(1) : item_.substr(0, item_.size() - 1);
    const auto day = number(digits);
    if (!day) {
      return fail(code(item_) + " is not a day of month",
                  "write `15W` for the weekday nearest to the 15th");
    }
    if (dialect_.nearest_weekday == NearestWeekday::Refused ||
        (prefix && dialect_.nearest_weekday != NearestWeekday::Alone)) {
      return refuse();
    }
    if (*day < 1 || *day > 31) return out_of_range(*day);
    fields_.month_days.nearest_weekday |= 1U << (*day - 1);
    fields_.month_days.clamps = dialect_.nearest_weekday_clamps;
    return true;
  }

  // ---- L and # in the weekday ----

  [[nodiscard]] bool is_special_weekday() const {
    return item_.find('#') != std::string_view::npos ||
           upper(item_.back()) == 'L' || upper(item_.front()) == 'L';
  }

  bool read_special_weekday() {
    const std::size_t hash = item_.find('#');
    if (hash != std::string_view::npos) return read_nth_weekday(hash);
    if (equals(item_, "L")) {
      if (!dialect_.bare_last_weekday) return refuse();
      add(min_ + 6);
      return true;
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
    if (!read_value(digits, weekday)) return false;
    fields_.week_days.last |= 1U << (weekday - min_) % 7;
    return true;
  }

  [[nodiscard]] std::string last_weekday_hint(std::string_view weekday) const {
    const auto value = number(weekday) ? number(weekday) : name_index(weekday);
    if (!value) return {};
    if (dialect_.last_weekday_of_month == LastWeekday::Prefix) {
      return "write `L" + std::to_string(*value) + '`';
    }
    if (dialect_.last_weekday_of_month == LastWeekday::Suffix) {
      return "write `" + std::to_string(*value) + "L`";
    }
    return {};
  }

  bool read_nth_weekday(std::size_t hash) {
    if (hash == 0) {
      return fail("a comment is not part of a cron", "remove it");
    }
    if (dialect_.nth_weekday == NthWeekday::Refused) return refuse();
    const std::string_view days = item_.substr(0, hash);
    const auto nth = number(item_.substr(hash + 1));
    if (!nth || *nth < 1 || *nth > 5) {
      return fail(code(item_.substr(hash + 1)) + " is not a week of the month",
                  "write a number from 1 to 5 after the `#`");
    }
    const std::size_t dash = days.find('-');
    int low = 0, high = 0;
    if (!read_value(days.substr(0, dash), low)) return false;
    high = low;
    if (dash != std::string_view::npos) {
      const std::string_view end = days.substr(dash + 1);
      const bool named = name_index(days.substr(0, dash)) && name_index(end);
      if (!named) return refuse("write a list: `1#2,2#2`");
      if (!read_value(end, high)) return false;
    }
    if (high < low) high += 7;
    for (int day = low; day <= high; ++day) {
      fields_.week_days.nth[static_cast<std::size_t>((day - min_) % 7)] |=
          static_cast<std::uint8_t>(1U << *nth);
    }
    return true;
  }

  // ---- What holds for a whole field ----

  bool check_field(std::string_view field) {
    if (where_.letter == 'Y' && every_year_) fields_.years = {};
    const MonthDays& month = fields_.month_days;
    if (where_.letter == 'D' && month.nearest_weekday != 0 && items_ > 1 &&
        dialect_.nearest_weekday == NearestWeekday::Alone) {
      return fail_field(
          "`W` stands alone in its field in " + std::string(dialect_.engine),
          "write a list of two crons");
    }
    if (where_.letter != 'W') return true;
    const WeekDays& week = fields_.week_days;
    const bool nth = week.nth != decltype(week.nth){};
    if ((nth || week.last != 0) && week.days != 0 &&
        dialect_.nth_weekday == NthWeekday::Unmixed) {
      return fail_field(
          code(field) + " mixes weekdays with weekdays of the month",
          "write a list of two crons");
    }
    if (nth && items_ > 1 && dialect_.nth_weekday == NthWeekday::Alone) {
      return fail_field(
          "`#` stands alone in its field in " + std::string(dialect_.engine),
          "write a list of crons");
    }
    return true;
  }

  std::string_view text_;
  const FieldText& where_;
  const FieldKind& kind_;
  const Dialect& dialect_;
  Fields& fields_;
  CronFacts* facts_;
  int min_ = 0, max_ = 0;
  std::size_t item_begin_ = 0;
  std::string_view item_;
  int items_ = 0;
  bool every_year_ = false;
  std::optional<CronError> error_;
};

}  // namespace

std::optional<CronError> read_field(std::string_view text,
                                    const FieldText& where,
                                    const Dialect& dialect, Fields& fields,
                                    CronFacts* facts) {
  return FieldReader(text, where, dialect, fields, facts).read();
}

std::string_view field_name(char letter) { return kind_of(letter).name; }
CronField field_of(char letter) { return kind_of(letter).field; }

}  // namespace lockstep
