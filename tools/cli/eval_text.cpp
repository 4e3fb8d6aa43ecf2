#include "cli/eval_text.hpp"

#include <array>
#include <charconv>
#include <chrono>

#include "report/json_writer.hpp"

namespace lockstep::cli {
namespace {

void append_two(std::string& out, unsigned value) {
  out += static_cast<char>('0' + value / 10);
  out += static_cast<char>('0' + value % 10);
}

}  // namespace

void append_number(std::string& out, std::int64_t value) {
  std::array<char, 24> digits;
  const auto end = std::to_chars(digits.begin(), digits.end(), value).ptr;
  out.append(digits.begin(), end);
}

void append_instant(std::string& out, sys_seconds instant) {
  const auto day = std::chrono::floor<std::chrono::days>(instant);
  const std::chrono::year_month_day date(day);
  const int year = static_cast<int>(date.year());
  out += '"';
  if (year < 0 || year > 9'999) {
    out += format_instant(instant);
  } else {
    const auto second = static_cast<unsigned>((instant - day).count());
    append_two(out, static_cast<unsigned>(year) / 100);
    append_two(out, static_cast<unsigned>(year) % 100);
    out += '-';
    append_two(out, static_cast<unsigned>(date.month()));
    out += '-';
    append_two(out, static_cast<unsigned>(date.day()));
    out += 'T';
    append_two(out, second / 3'600);
    out += ':';
    append_two(out, second / 60 % 60);
    out += ':';
    append_two(out, second % 60);
    out += 'Z';
  }
  out += '"';
}

void append_optional(std::string& out, const std::optional<seconds>& value) {
  if (value) {
    append_number(out, value->count());
  } else {
    out += "null";
  }
}

void append_error(std::string& out, const EvalError& error) {
  out += "{\"error\":{\"message\":";
  append_json_string(out, error.message);
  out += ",\"offset\":";
  if (error.offset) {
    append_number(out, static_cast<std::int64_t>(*error.offset));
  } else {
    out += "null";
  }
  out += ",\"hint\":";
  append_json_string(out, error.hint);
  out += "}}";
}

}  // namespace lockstep::cli
