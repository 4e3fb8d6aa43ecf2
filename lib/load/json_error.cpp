#include "load/json_error.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.hpp"

namespace lockstep {
namespace {

/// What the parser was about to read, by the words in its own message.
struct Expectation {
  std::string_view parser;  ///< part of nlohmann's message
  std::string_view words;
  std::string_view words_after_opening;
};

constexpr std::array kExpectations{
    Expectation{"parsing object key", "a key in double quotes",
                "a key in double quotes or \"}\""},
    Expectation{"parsing object separator", "\":\" after the key",
                "\":\" after the key"},
    Expectation{"parsing object ", "\",\" or \"}\"", "\",\" or \"}\""},
    Expectation{"parsing array ", "\",\" or \"]\"", "\",\" or \"]\""},
    Expectation{"parsing value", "a value", "a value or \"]\""},
};

/// Mistakes inside a token. The place is the byte read last.
struct TokenMistake {
  std::string_view parser;
  std::string_view message;
  std::string_view help;
};

constexpr std::array kTokenMistakes{
    TokenMistake{"(NUL) must be escaped", "a NUL byte in a string",
                 "the file may be damaged or not a text"},
    TokenMistake{"invalid string: control character",
                 "a line break or control character in a string",
                 "write it as an escape such as \\n or \\u0009"},
    TokenMistake{"ill-formed UTF-8", "invalid UTF-8 in a string",
                 "save the file as UTF-8"},
    TokenMistake{"must be followed by 4 hex digits",
                 "\"\\u\" without four hexadecimal digits", ""},
    TokenMistake{"invalid string: surrogate",
                 "half of a surrogate pair in a \"\\u\" escape", ""},
    TokenMistake{"forbidden character after backslash",
                 "an unknown escape in a string",
                 "a backslash itself is written \\\\"},
    TokenMistake{"invalid BOM", "a broken byte order mark",
                 "save the file as UTF-8"},
};

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

std::string_view expected(const JsonFailure& failure) {
  if (failure.whole_value_read) return "the end of the text";
  for (const Expectation& row : kExpectations) {
    if (!contains(failure.parser, row.parser)) continue;
    return failure.after_opening ? row.words_after_opening : row.words;
  }
  return "a value";
}

JsonError cut_off(const JsonFailure& failure) {
  JsonError error;
  error.offset = failure.text.size();
  error.opened_at = failure.opened_at;
  if (trim(failure.text).empty()) {
    error.message = "the text is empty";
    return error;
  }
  if (contains(failure.parser, "missing closing quote") ||
      contains(failure.parser, "invalid string") ||
      contains(failure.parser, "ill-formed UTF-8")) {
    error.message = "the text ends inside a string";
  } else {
    error.message =
        fmt::format("the text ends too early: expected {}", expected(failure));
  }
  error.help = "the file may have been cut off while it was written";
  return error;
}

bool in_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
         (c >= 'A' && c <= 'Z') || c == '_' || c == '.' || c == '-' || c == '+';
}

bool continues_code_point(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

/// Where the string begins whose closing quote stands before `end`.
std::size_t string_start(std::string_view text, std::size_t end) {
  std::size_t begin = end - 1;
  do {
    --begin;
  } while (text[begin] != '"' || (begin > 0 && text[begin - 1] == '\\'));
  return begin;
}

/// The token that the parser did not want: a string, a word or one character.
std::string_view bad_token(const JsonFailure& failure) {
  const std::string_view text = failure.text;
  std::size_t begin = failure.read - 1;
  if (contains(failure.parser, "unexpected string literal")) {
    begin = string_start(text, failure.read);
    return text.substr(begin, failure.read - begin);
  }
  if (contains(failure.parser, "unexpected '")) return text.substr(begin, 1);
  // Numbers and broken words are noticed one byte behind their end.
  if (!in_word(text[begin]) && begin > 0 && in_word(text[begin - 1])) --begin;
  while (begin > 0 && in_word(text[begin]) && in_word(text[begin - 1])) --begin;
  std::size_t end = begin + 1;
  const auto more = in_word(text[begin]) ? in_word : continues_code_point;
  while (end < text.size() && more(text[end])) ++end;
  return text.substr(begin, end - begin);
}

JsonError unexpected(const JsonFailure& failure) {
  const std::string_view found = bad_token(failure);
  JsonError error;
  error.offset = static_cast<std::size_t>(found.data() - failure.text.data());
  error.length = static_cast<std::uint32_t>(found.size());
  if (contains(failure.parser, "number overflow")) {
    error.message = fmt::format("the number {} is too large", found);
    return error;
  }
  if (found == "}" || found == "]") error.opened_at = failure.opened_at;
  error.message = fmt::format("unexpected {}: expected {}", quoted(found),
                              expected(failure));
  if (found == "None" || found == "True" || found == "False") {
    error.help = "JSON writes null, true and false";
  } else if (found == "'") {
    error.help = "JSON quotes with \"";
  } else if (found == "/" || found == "#") {
    error.help = "JSON has no comments";
  }
  return error;
}

}  // namespace

JsonError explain(const JsonFailure& failure) {
  if (failure.at_end) return cut_off(failure);
  JsonError error;
  error.offset = failure.read == 0 ? 0 : failure.read - 1;
  error.length = 1;
  if (contains(failure.parser, "unexpected end of input")) {
    error.message = "a NUL byte between two values";
    error.help = "the file may be damaged or not a text";
    return error;
  }
  for (const TokenMistake& row : kTokenMistakes) {
    if (!contains(failure.parser, row.parser)) continue;
    error.message = row.message;
    error.help = row.help;
    return error;
  }
  return unexpected(failure);
}

}  // namespace lockstep
