// Fields of a cron text: the table of fields, values, and the items that are
// no special day.

#include <algorithm>
#include <string>

#include "base/text.hpp"
#include "cron/field_reader.hpp"

namespace lockstep {
namespace {

constexpr std::string_view kMonthNames[] = {"JAN", "FEB", "MAR", "APR",
                                            "MAY", "JUN", "JUL", "AUG",
                                            "SEP", "OCT", "NOV", "DEC"};
constexpr std::string_view kWeekdayNames[] = {"SUN", "MON", "TUE", "WED",
                                              "THU", "FRI", "SAT"};

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

/// Bits low, low + step, ... up to high, which is below 64.
std::uint64_t stepped_bits(int low, int high, int step) {
  const std::uint64_t from_low = ~std::uint64_t{0} << low;
  if (step == 1) return from_low & (~std::uint64_t{0} >> (63 - high));
  std::uint64_t bits = 0;
  for (int value = low; value <= high; value += step) {
    bits |= std::uint64_t{1} << value;
  }
  return bits;
}

}  // namespace

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

std::optional<int> number(std::string_view text) {
  if (text.empty() || !std::ranges::all_of(text, is_digit)) {
    return std::nullopt;
  }
  int value = 0;
  for (const char c : text)
    value = std::min(value * 10 + (c - '0'), 99'999'999);
  return value;
}

std::string in_code(std::string_view text) {
  std::string shown = quoted(text);
  if (shown.size() != text.size() + 2) return shown;  // something was escaped
  shown.front() = shown.back() = '`';
  return shown;
}

FieldReader::FieldReader(std::string_view text, const FieldText& where,
                         const Dialect& dialect, Fields& fields,
                         CronFacts* facts)
    : text_(text),
      where_(where),
      kind_(kind_of(where.letter)),
      dialect_(dialect),
      fields_(fields),
      facts_(facts) {
  min_ = kind_.min;
  top_ = max_ = kind_.max;
  const bool long_text = where.fields > 5;
  if (where.letter == 'W') {
    min_ = dialect.first_weekday;
    max_ = min_ + 6;
    top_ =
        long_text && !dialect.seven_in_long_texts ? max_ : dialect.last_weekday;
  }
  if (where.letter == 'Y') top_ = max_ = dialect.last_year;
}

bool FieldReader::read_simple() {
  const std::string_view field = slice(where_.begin, where_.end);
  if (where_.letter == 'Y') return false;
  if (field == "*") {
    if (Stars* const noted = stars()) {
      noted->exact = noted->item = noted->prefix = noted->anywhere = true;
    }
    add_range(min_, max_, 1);
    return true;
  }
  if (field.size() > 2 || !is_digit(field.front()) || !is_digit(field.back())) {
    return false;
  }
  int value = field.front() - '0';
  if (field.size() == 2) value = 10 * value + (field.back() - '0');
  if (value < min_ || value > top_) return false;
  add(value);
  return true;
}

std::optional<CronError> FieldReader::read() {
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

std::string_view FieldReader::slice(std::size_t begin, std::size_t end) const {
  return text_.substr(begin, end - begin);
}

bool FieldReader::fail(std::string message, std::string hint) {
  error_ =
      CronError{item_begin_, item_.size(), std::move(message), std::move(hint)};
  return false;
}

bool FieldReader::fail_field(std::string message, std::string hint) {
  error_ = CronError{where_.begin, where_.end - where_.begin,
                     std::move(message), std::move(hint)};
  return false;
}

bool FieldReader::refuse(std::string hint) {
  return fail(
      in_code(item_) + " is not valid in " + std::string(dialect_.engine),
      std::move(hint));
}

bool FieldReader::out_of_range(int value) {
  std::string hint;
  if (where_.letter == 'h' && value == 24) hint = "midnight is hour 0";
  if (where_.letter == 'm' && value == 60) hint = "the full hour is minute 0";
  return fail(std::string(kind_.name) + ' ' + std::to_string(value) +
                  " is out of range " + std::to_string(min_) + '-' +
                  std::to_string(top_),
              std::move(hint));
}

Stars* FieldReader::stars() {
  if (where_.letter == 'D') return &fields_.month_days.stars;
  if (where_.letter == 'W') return &fields_.week_days.stars;
  return nullptr;
}

void FieldReader::note_stars(std::string_view field) {
  Stars* const noted = stars();
  if (noted == nullptr) return;
  noted->exact = field == "*" || field == "?" ||
                 (field == "*/1" && dialect_.unit_step_is_star);
  noted->question = field == "?";
  noted->prefix = field.starts_with('*');
  noted->anywhere = field.find('*') != std::string_view::npos;
}

ValueSet& FieldReader::values() {
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

void FieldReader::add(int value) {
  auto index = static_cast<unsigned>(value - min_);
  if (where_.letter == 'W') {
    fields_.week_days.days |= 1U << index % 7;
  } else if (where_.letter == 'D') {
    fields_.month_days.days |= 1U << index;
  } else {
    values()[index / 64] |= std::uint64_t{1} << index % 64;
  }
}

void FieldReader::add_range(int low, int high, int step) {
  if (where_.letter == 'Y') {
    for (int value = low; value <= high; value += step) add(value);
    return;
  }
  if (low > high) return;
  const std::uint64_t bits = stepped_bits(low - min_, high - min_, step);
  if (where_.letter == 'W') {
    fields_.week_days.days |=
        static_cast<std::uint32_t>((bits | bits >> 7U) & 0x7FU);
  } else if (where_.letter == 'D') {
    fields_.month_days.days |= static_cast<std::uint32_t>(bits);
  } else {
    values()[0] |= bits;
  }
}

bool FieldReader::read_value(std::string_view text, int& value) {
  if (const auto digits = number(text)) {
    value = *digits;
    return (value >= min_ && value <= top_) || out_of_range(value);
  }
  if (const auto named = name_index(text)) {
    const bool last_sunday = where_.letter == 'W' && *named == 0 &&
                             dialect_.sunday_name != SundayName::First;
    value = last_sunday ? max_ + 1 : min_ + *named;
    return true;
  }
  return fail_unknown(text);
}

std::optional<int> FieldReader::name_index(std::string_view text) const {
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

bool FieldReader::skips_after(std::string_view text) const {
  return dialect_.skips_after_names && name_index(text).has_value();
}

bool FieldReader::fail_unknown(std::string_view text) {
  std::string hint = "write a number from " + std::to_string(min_) + " to " +
                     std::to_string(max_);
  if (!kind_.names.empty() && dialect_.names != Names::Refused) {
    hint += " or a name from " + std::string(kind_.names.front()) + " to " +
            std::string(kind_.names.back());
    const std::string_view near = did_you_mean(text.substr(0, 16), kind_.names);
    if (!near.empty()) hint = "did you mean `" + std::string(near) + "`?";
  }
  if (text.empty()) {
    return fail(in_code(item_) + " is not a " + std::string(kind_.name), hint);
  }
  return fail(in_code(text) + " is not a " + std::string(kind_.name), hint);
}

bool FieldReader::read_item() {
  if (item_.empty()) {
    if (dialect_.empty_items) return true;
    return fail("empty item in the " + std::string(kind_.name) + " field",
                "remove the comma");
  }
  if (is_random()) {
    return fail(in_code(item_) + " is chosen by the engine, not by the text",
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

bool FieldReader::is_random() const {
  const char first = upper(item_.front());
  const bool marked = first == 'H' || first == 'R';
  return item_.find('~') != std::string_view::npos ||
         (marked && (item_.size() == 1 || item_[1] == '(' || item_[1] == '/'));
}

bool FieldReader::read_plain_item() {
  const std::size_t slash = item_.find('/');
  const std::string_view body = item_.substr(0, slash);
  int step = 1;
  const bool has_step = slash != std::string_view::npos;
  if (has_step && !read_step(item_.substr(slash + 1), step)) return false;
  if (body == "*" || body == "?") {
    return add_all(body, has_step, std::max(step, 1));
  }
  const std::size_t dash = body.find('-');
  if (has_step && skips_after(body.substr(0, dash))) {
    return fail(std::string(dialect_.engine) + " ignores the step after names",
                "write numbers");
  }
  int low = 0;
  if (!read_value(body.substr(0, dash), low)) return false;
  if (dash == std::string_view::npos) {
    return step > 0 && has_step ? add_open_step(low, step) : (add(low), true);
  }
  int high = 0;
  const std::string_view end = body.substr(dash + 1);
  if (where_.letter == 'D' && dialect_.last_day_range && equals(end, "L")) {
    high = max_;
  } else if (!read_value(end, high)) {
    return false;
  }
  if (step == 0) return add(low), true;
  return add_bounds(low, high, step, has_step);
}

std::optional<CronError> read_field(std::string_view text,
                                    const FieldText& where,
                                    const Dialect& dialect, Fields& fields,
                                    CronFacts* facts) {
  FieldReader reader(text, where, dialect, fields, facts);
  if (reader.read_simple()) return std::nullopt;
  return reader.read();
}

std::string_view field_name(char letter) { return kind_of(letter).name; }
CronField field_of(char letter) { return kind_of(letter).field; }

}  // namespace lockstep
