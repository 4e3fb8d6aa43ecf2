// Instants by civil arithmetic (year_month_day), durations by one table of
// units read from large to small. No locale, no zone, no library parser.

#include "base/time.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

#include <fmt/format.h>

#include "base/text.hpp"

namespace lockstep {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::sys_days;
using std::chrono::weeks;
using std::chrono::year_month_day;

// 100 Julian years: more than any schedule or promise can mean.
constexpr seconds kLongest = days{36'525};

constexpr const char* kTooLong = " of at most 100 years";

constexpr std::string_view kInstantHint =
    "write 2024-01-31, 2024-01-31T06:30Z or 2024-01-31T06:30:00+02:00";
constexpr std::string_view kDurationHint =
    "write 90s, 5m, 2h, 1d, 1w, a sum such as 1h30m, PT1H30M, or a number of "
    "seconds";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Takes characters from the front of a text.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}

  [[nodiscard]] bool done() const { return rest_.empty(); }
  [[nodiscard]] std::string_view rest() const { return rest_; }

  bool take(std::string_view any_of) {
    if (done() || any_of.find(rest_[0]) == std::string_view::npos) return false;
    rest_.remove_prefix(1);
    return true;
  }
  /// Exactly `count` digits.
  std::optional<int> number(std::size_t count) {
    if (digits().size() < count) return std::nullopt;
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) value = value * 10 + rest_[i] - '0';
    rest_.remove_prefix(count);
    return value;
  }
  [[nodiscard]] std::string_view digits() const {
    std::size_t size = 0;
    while (size < rest_.size() && is_digit(rest_[size])) ++size;
    return rest_.substr(0, size);
  }
  void skip(std::size_t count) { rest_.remove_prefix(count); }

 private:
  std::string_view rest_;
};

// ---- Instants ----

struct Range {
  std::string_view name;
  int value, first, last;
};

std::optional<std::string> out_of_range(std::span<const Range> ranges) {
  for (const Range& r : ranges) {
    if (r.value < r.first || r.value > r.last) {
      return fmt::format("{} {} is out of range {}-{}", r.name, r.value,
                         r.first, r.last);
    }
  }
  return std::nullopt;
}

/// The fields of an instant as written.
struct Fields {
  int year = 0, month = 0, day = 0;
  int hour = 0, minute = 0, second = 0;
  int offset_sign = 1, offset_hour = 0, offset_minute = 0;

  [[nodiscard]] year_month_day date() const {
    return {std::chrono::year(year),
            std::chrono::month(static_cast<unsigned>(month)),
            std::chrono::day(static_cast<unsigned>(day))};
  }
};

bool read_into(Cursor& cursor, int& field, std::size_t digits) {
  const std::optional<int> value = cursor.number(digits);
  field = value.value_or(0);
  return value.has_value();
}

bool read_date(Cursor& cursor, Fields& fields) {
  const bool negative = cursor.take("-");
  if (!negative) cursor.take("+");
  if (!read_into(cursor, fields.year, 4) || !cursor.take("-")) return false;
  if (negative) fields.year = -fields.year;
  return read_into(cursor, fields.month, 2) && cursor.take("-") &&
         read_into(cursor, fields.day, 2);
}

bool read_offset(Cursor& cursor, Fields& fields) {
  if (cursor.done() || cursor.take("Zz")) return true;
  fields.offset_sign = cursor.take("-") ? -1 : 1;
  if (fields.offset_sign > 0 && !cursor.take("+")) return false;
  if (!read_into(cursor, fields.offset_hour, 2)) return false;
  cursor.take(":");
  return read_into(cursor, fields.offset_minute, 2);
}

bool read_time(Cursor& cursor, Fields& fields) {
  if (!cursor.take("Tt ") || !read_into(cursor, fields.hour, 2) ||
      !cursor.take(":") || !read_into(cursor, fields.minute, 2)) {
    return false;
  }
  if (cursor.take(":") && !read_into(cursor, fields.second, 2)) return false;
  return read_offset(cursor, fields);
}

std::optional<std::string> impossible(const Fields& fields) {
  const Range ranges[] = {{"month", fields.month, 1, 12},
                          {"day", fields.day, 1, 31},
                          {"hour", fields.hour, 0, 23},
                          {"minute", fields.minute, 0, 59},
                          {"second", fields.second, 0, 59},
                          {"offset hour", fields.offset_hour, 0, 23},
                          {"offset minute", fields.offset_minute, 0, 59}};
  if (auto problem = out_of_range(ranges)) return problem;
  if (fields.date().ok()) return std::nullopt;
  const auto last =
      (fields.date().year() / fields.date().month() / std::chrono::last).day();
  return fmt::format("month {} of {} has {} days", fields.month, fields.year,
                     static_cast<unsigned>(last));
}

// ---- Durations ----

struct Unit {
  char letter;
  seconds length;
};
constexpr Unit kUnits[] = {{'w', weeks{1}},
                           {'d', days{1}},
                           {'h', hours{1}},
                           {'m', minutes{1}},
                           {'s', seconds{1}}};
constexpr Unit kIsoDateUnits[] = {{'W', weeks{1}}, {'D', days{1}}};
constexpr Unit kIsoTimeUnits[] = {
    {'H', hours{1}}, {'M', minutes{1}}, {'S', seconds{1}}};

Unexpected<TimeError> bad_duration(std::string_view text,
                                   std::string_view why) {
  return Unexpected{
      TimeError{fmt::format("{} is not a duration{}", quoted(text), why),
                std::string(kDurationHint)}};
}

/// Digits as a count of `unit`, nullopt if that is longer than kLongest.
std::optional<seconds> times(std::string_view digits, seconds unit) {
  std::int64_t value = 0;
  for (const char c : digits) {
    value = value * 10 + (c - '0');
    if (value > kLongest.count()) return std::nullopt;
  }
  const seconds product = value * unit;  // below 2^53: no overflow
  return product > kLongest ? std::nullopt : std::optional(product);
}

/// The letters after a number; the T of the ISO form is a mark, no unit.
std::string_view unit_word(std::string_view rest) {
  return rest.substr(0, rest.find_first_of("0123456789 T"));
}

std::string unit_problem(std::string_view rest) {
  if (rest.empty() || rest[0] == ' ') return ": a number has no unit";
  if (rest[0] == '.' || rest[0] == ',') return ": only whole numbers";
  const std::string_view word = unit_word(rest);
  if (word == "M" || word == "Y" || word == "y") {
    return ": months and years have no fixed length";
  }
  return fmt::format(": unknown unit {}",
                     quoted(word.empty() ? rest.substr(0, 1) : word));
}

/// A sum of counts of `units`, from large to small, each at most once, up to
/// the end or the T of the ISO form. Adds to `sum`; returns the problem.
std::string read_sum(Cursor& cursor, std::span<const Unit> units,
                     seconds& sum) {
  for (std::size_t first_allowed = 0;
       !cursor.done() && !cursor.rest().starts_with('T');) {
    const std::string_view digits = cursor.digits();
    if (digits.empty()) break;
    cursor.skip(digits.size());
    const std::string_view word = unit_word(cursor.rest());
    std::size_t i = 0;
    while (i < units.size() && word != std::string_view(&units[i].letter, 1)) {
      ++i;
    }
    if (i == units.size()) return unit_problem(cursor.rest());
    if (i < first_allowed) return ": units go from large to small, each once";
    first_allowed = i + 1;
    cursor.skip(1);
    const std::optional<seconds> part = times(digits, units[i].length);
    if (!part || (sum += *part) > kLongest) return kTooLong;
    while (cursor.take(" ")) {
    }
  }
  return {};
}

/// What follows the P of `P1DT6H`.
std::string read_iso(Cursor& cursor, seconds& sum) {
  if (cursor.done()) return ": nothing after P";
  std::string problem = read_sum(cursor, kIsoDateUnits, sum);
  if (!problem.empty() || !cursor.take("T")) return problem;
  if (cursor.done()) return ": nothing after T";
  return read_sum(cursor, kIsoTimeUnits, sum);
}

/// At least `width` digits. By hand: reports print many instants, and this is
/// several times faster than a format string.
void append_number(std::string& text, unsigned number, int width) {
  if (number >= 10 || width > 1) append_number(text, number / 10, width - 1);
  text += static_cast<char>('0' + number % 10);
}

std::string read_duration(Cursor& cursor, seconds& sum) {
  if (cursor.done()) return ": no number";
  const std::string_view digits = cursor.digits();
  if (digits.size() == cursor.rest().size()) {
    const std::optional<seconds> plain = times(digits, seconds{1});
    sum = plain.value_or(seconds{0});
    return plain ? "" : kTooLong;
  }
  std::string problem =
      cursor.take("P") ? read_iso(cursor, sum) : read_sum(cursor, kUnits, sum);
  if (problem.empty() && !cursor.done()) {
    problem = fmt::format(": no number before {}", quoted(cursor.rest()));
  }
  return problem;
}

}  // namespace

std::string format_instant(sys_seconds instant) {
  const sys_days day = floor<days>(instant);
  const year_month_day date(day);
  const std::chrono::hh_mm_ss time(instant - day);
  const int year = static_cast<int>(date.year());
  std::string result;
  result.reserve(std::string_view("2024-01-01T00:00:00Z").size());
  if (year < 0 || year > 9999) result += year < 0 ? '-' : '+';
  append_number(result, static_cast<unsigned>(std::abs(year)), 4);
  result += '-';
  append_number(result, static_cast<unsigned>(date.month()), 2);
  result += '-';
  append_number(result, static_cast<unsigned>(date.day()), 2);
  result += 'T';
  append_number(result, static_cast<unsigned>(time.hours().count()), 2);
  result += ':';
  append_number(result, static_cast<unsigned>(time.minutes().count()), 2);
  result += ':';
  append_number(result, static_cast<unsigned>(time.seconds().count()), 2);
  return result += 'Z';
}

Expected<sys_seconds, TimeError> parse_instant(std::string_view text) {
  const auto fail = [&](std::string_view why) {
    return Unexpected{
        TimeError{fmt::format("{} is not an instant{}", quoted(text), why),
                  std::string(kInstantHint)}};
  };
  Cursor cursor(trim(text));
  Fields fields;
  if (!read_date(cursor, fields)) return fail("");
  if (!cursor.done() && !read_time(cursor, fields)) return fail("");
  if (!cursor.done()) {
    return fail(fmt::format(": {} follows it", quoted(cursor.rest())));
  }
  if (const auto problem = impossible(fields)) return fail(": " + *problem);
  const seconds offset =
      hours{fields.offset_hour} + minutes{fields.offset_minute};
  return sys_days(fields.date()) + hours{fields.hour} + minutes{fields.minute} +
         seconds{fields.second} - fields.offset_sign * offset;
}

Expected<seconds, TimeError> parse_duration(std::string_view text) {
  Cursor cursor(trim(text));
  const bool negative = cursor.take("-");
  seconds sum{0};
  const std::string problem = read_duration(cursor, sum);
  if (!problem.empty()) return bad_duration(text, problem);
  return negative ? -sum : sum;
}

std::string format_duration(seconds duration) {
  // Unsigned: the smallest seconds value has no positive twin.
  auto left = static_cast<std::uint64_t>(duration.count());
  if (duration.count() < 0) left = 0 - left;
  std::string result = duration.count() < 0 ? "-" : "";
  for (const Unit& unit : std::span(kUnits).subspan(1)) {  // days at most
    const auto length = static_cast<std::uint64_t>(unit.length.count());
    const std::uint64_t whole = left / length;
    left %= length;
    if (whole == 0) continue;
    const bool first = result.empty() || result == "-";
    result += fmt::format("{}{}{}", first ? "" : " ", whole, unit.letter);
  }
  return result.empty() ? "0s" : result;
}

sys_seconds midnight_of(sys_seconds instant) { return floor<days>(instant); }

}  // namespace lockstep
