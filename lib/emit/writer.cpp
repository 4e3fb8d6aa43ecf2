// Quoting, one character at a time.
#include "emit/writer.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include <fmt/format.h>

#include "base/text.hpp"

namespace lockstep {
namespace {

/// Keywords, soft ones included, and the names that generated files use
/// themselves: a variable must not hide them.
constexpr std::string_view kTaken[] = {
    "False", "None",   "True",   "and",     "as",       "assert",    "async",
    "await", "break",  "case",   "class",   "continue", "def",       "del",
    "elif",  "else",   "except", "finally", "for",      "from",      "global",
    "if",    "import", "in",     "is",      "lambda",   "match",     "nonlocal",
    "not",   "or",     "pass",   "raise",   "return",   "try",       "type",
    "while", "with",   "yield",  "dag",     "datetime", "timedelta", "pendulum",
    "print", "list",   "dict",   "set",     "str",      "int",       "float",
    "bool",  "tuple",  "len",    "max",     "min",      "sum",       "id",
    "input", "filter", "map",    "next",    "range",    "open"};

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Most characters of most texts: printable ASCII without a meaning in quotes.
bool stays(char c, char quote) {
  return c >= ' ' && c <= '~' && c != quote && c != '\\';
}

std::string escape(char32_t c) {
  switch (c) {
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    default:
      break;
  }
  const auto value = static_cast<std::uint32_t>(c);
  if (value < 0x100) return fmt::format("\\x{:02x}", value);
  if (value < 0x10000) return fmt::format("\\u{:04x}", value);
  return fmt::format("\\U{:08x}", value);
}

}  // namespace

std::string python_string(std::string_view text) {
  const auto doubles = std::count(text.begin(), text.end(), '"');
  const auto singles = std::count(text.begin(), text.end(), '\'');
  const char quote = doubles > singles ? '\'' : '"';
  std::string out(1, quote);
  while (!text.empty()) {
    const auto* const end =
        std::ranges::find_if_not(text, [&](char c) { return stays(c, quote); });
    const auto plain = static_cast<std::size_t>(end - text.begin());
    out += text.substr(0, plain);
    text.remove_prefix(plain);
    if (text.empty()) break;
    const CodePoint point = decode(text);
    const std::size_t length = std::max<std::size_t>(point.length, 1);
    const std::string_view bytes = text.substr(0, length);
    text.remove_prefix(length);
    if (point.length == 0) {
      out += "\\ufffd";
    } else if (bytes[0] == quote || bytes[0] == '\\') {
      out += '\\';
      out += bytes;
    } else if (is_unprintable(point.value)) {
      out += escape(point.value);
    } else {
      out += bytes;
    }
  }
  return out + quote;
}

std::string jinja_text(std::string_view text) {
  // A brace opens something if one of these follows it; one at the end could
  // meet whatever comes behind the text.
  constexpr std::string_view kOpeners = "{%#";
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool last = i + 1 == text.size();
    const bool opens = text[i] == '{' && (last || kOpeners.find(text[i + 1]) !=
                                                      std::string_view::npos);
    // Jinja drops a line end at the end and makes all others "\n".
    if (opens) {
      out += "{{ '{' }}";
    } else if (text[i] == '\r') {
      out += "{{ '\\r' }}";
    } else if (text[i] == '\n' && last) {
      out += "{{ '\\n' }}";
    } else {
      out += text[i];
    }
  }
  return out;
}

std::string shell_word(std::string_view text) {
  constexpr std::string_view kPlain = "_-./:=,@%+";
  const bool plain = std::ranges::all_of(text, [&](char c) {
    return is_letter(c) || is_digit(c) ||
           kPlain.find(c) != std::string_view::npos;
  });
  if (plain && !text.empty()) return std::string(text);
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
    } else {
      out += c;
    }
  }
  return out + "'";
}

std::string python_name(std::string_view text) {
  std::string name;
  for (const char c : text) {
    name += is_letter(c) || is_digit(c) ? c : '_';
  }
  if (name.empty() || is_digit(name[0])) name.insert(0, "_");
  if (std::ranges::find(kTaken, name) != std::end(kTaken)) name += '_';
  return name;
}

Writer& Writer::line(std::string_view text) {
  if (!text.empty()) out_.append(static_cast<std::size_t>(margin()), ' ');
  out_ += text;
  out_ += '\n';
  return *this;
}

}  // namespace lockstep
