#include "load/python_scanner.hpp"

#include <algorithm>
#include <cassert>

namespace lockstep {
namespace {

bool is_name_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool is_name_part(char c) { return is_name_start(c) || (c >= '0' && c <= '9'); }

/// The parts of a string literal. An unterminated one ends where it stops.
struct Literal {
  bool raw = false;
  bool formatted = false;
  std::size_t content = 0;  ///< where it begins
  std::size_t quotes = 1;   ///< 1 or 3 of them
  char quote = '"';
};

/// Reads prefix and opening quotes; `quotes` is 0 if there is no literal.
Literal opening(std::string_view text) {
  Literal literal;
  std::size_t at = 0;
  for (; at < text.size() && at < 2; ++at) {
    const char c = static_cast<char>(text[at] | 0x20);
    if (c == 'r') {
      literal.raw = true;
    } else if (c == 'f') {
      literal.formatted = true;
    } else if (c != 'b' && c != 'u') {
      break;
    }
  }
  if (at == text.size() || (text[at] != '"' && text[at] != '\'')) {
    literal.quotes = 0;
    return literal;
  }
  literal.quote = text[at];
  const bool triple = at + 2 < text.size() && text[at + 1] == literal.quote &&
                      text[at + 2] == literal.quote;
  literal.quotes = triple ? 3 : 1;
  literal.content = at + literal.quotes;
  return literal;
}

bool closes(std::string_view text, std::size_t at, const Literal& literal) {
  if (at + literal.quotes > text.size()) return false;
  return text.substr(at, literal.quotes).find_first_not_of(literal.quote) ==
         std::string_view::npos;
}

/// What stands between the quotes; a literal may lack its closing ones.
std::string_view content_of(std::string_view text, const Literal& literal) {
  std::string_view content = text.substr(literal.content);
  if (content.size() >= literal.quotes &&
      closes(content, content.size() - literal.quotes, literal)) {
    content.remove_suffix(literal.quotes);
  }
  return content;
}

void append_utf8(std::uint32_t code, std::string& value) {
  const auto tail = [&](unsigned shift) {
    value.push_back(static_cast<char>(0x80U | ((code >> shift) & 0x3FU)));
  };
  if (code < 0x80) {
    value.push_back(static_cast<char>(code));
  } else if (code < 0x800) {
    value.push_back(static_cast<char>(0xC0U | code >> 6U));
    tail(0);
  } else if (code < 0x10000) {
    value.push_back(static_cast<char>(0xE0U | code >> 12U));
    tail(6);
    tail(0);
  } else {
    value.push_back(static_cast<char>(0xF0U | (code >> 18U & 7U)));
    tail(12);
    tail(6);
    tail(0);
  }
}

int digit_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return 99;
}

/// Reads up to `limit` digits; returns how many there are.
std::size_t read_digits(std::string_view text, int base, std::size_t limit,
                        std::uint32_t& code) {
  std::size_t count = 0;
  code = 0;
  while (count < limit && count < text.size() &&
         digit_value(text[count]) < base) {
    code = code * static_cast<std::uint32_t>(base) +
           static_cast<std::uint32_t>(digit_value(text[count]));
    ++count;
  }
  return count;
}

/// Decodes the escape that `text` begins with; returns the bytes it takes. An
/// escape that Python does not know keeps its backslash.
std::size_t decode_escape(std::string_view text, std::string& value) {
  constexpr std::string_view kLetters = "abfnrtv\\'\"";
  constexpr std::string_view kValues = "\a\b\f\n\r\t\v\\'\"";
  const char c = text.size() > 1 ? text[1] : '\0';
  std::uint32_t code = 0;
  if (c == '\n') return 2;
  if (text.substr(1, 2) == "\r\n") return 3;
  if (const std::size_t at = kLetters.find(c); at != std::string_view::npos) {
    value.push_back(kValues[at]);
    return 2;
  }
  if (c >= '0' && c <= '7') {
    const std::size_t digits = read_digits(text.substr(1), 8, 3, code);
    append_utf8(code, value);
    return 1 + digits;
  }
  const std::size_t digits = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
  if (digits > 0 && read_digits(text.substr(2), 16, digits, code) == digits) {
    append_utf8(code, value);
    return 2 + digits;
  }
  value.push_back('\\');
  return 1;
}

}  // namespace

PythonScanner::PythonScanner(std::string_view text) : text_(text) {
  if (text.starts_with("\xEF\xBB\xBF")) at_ = line_start_ = 3;
}

const PythonToken& PythonScanner::peek(std::size_t ahead) {
  while (ahead_.size() <= ahead) ahead_.push_back(scan());
  return ahead_[ahead];
}

PythonToken PythonScanner::next() {
  const PythonToken token = peek();
  ahead_.pop_front();
  return token;
}

PythonToken PythonScanner::token(PythonToken::Kind kind, std::size_t length) {
  PythonToken result{.kind = kind,
                     .text = text_.substr(at_, length),
                     .offset = at_,
                     .depth = depth_,
                     .column = at_ - line_start_};
  at_ += length;
  return result;
}

/// Passes blanks, comments, joined lines and line ends inside brackets.
bool PythonScanner::skip_blank() {
  const std::string_view rest = text_.substr(at_);
  const char c = rest.front();
  if (c == '#') {
    at_ += std::min(rest.find('\n'), rest.size());
    return true;
  }
  std::size_t length = 0;
  if (rest.starts_with("\\\r\n")) {
    length = 3;
  } else if (rest.starts_with("\\\n")) {
    length = 2;
  } else if (c == ' ' || c == '\t' || c == '\r' || c == '\f' ||
             (c == '\n' && depth_ > 0)) {
    length = 1;
  }
  at_ += length;
  if (length > 0 && text_[at_ - 1] == '\n') line_start_ = at_;
  return length > 0;
}

std::size_t PythonScanner::string_length() const {
  const std::string_view text = text_.substr(at_);
  const Literal literal = opening(text);
  if (literal.quotes == 0) return 0;
  for (std::size_t i = literal.content; i < text.size(); ++i) {
    if (text[i] == '\\') {
      // Raw strings, too, do not end at an escaped quote.
      i += text.substr(i).starts_with("\\\r\n") ? 2 : 1;
    } else if (text[i] == '\n' && literal.quotes == 1) {
      return i;
    } else if (closes(text, i, literal)) {
      return i + literal.quotes;
    }
  }
  return text.size();
}

PythonToken PythonScanner::scan() {
  using Kind = PythonToken::Kind;
  while (at_ < text_.size() && skip_blank()) {
  }
  if (at_ == text_.size()) return token(Kind::End, 0);
  const char c = text_[at_];
  if (c == '\n') {
    const PythonToken result = token(Kind::NewLine, 1);
    line_start_ = at_;
    return result;
  }
  if (const std::size_t length = string_length(); length > 0) {
    const PythonToken result = token(Kind::String, length);
    const std::size_t line_end = result.text.rfind('\n');
    if (line_end != std::string_view::npos) {
      line_start_ = result.offset + line_end + 1;
    }
    return result;
  }
  if (is_name_start(c)) {
    std::size_t length = 1;
    while (at_ + length < text_.size() && is_name_part(text_[at_ + length])) {
      ++length;
    }
    return token(Kind::Name, length);
  }
  PythonToken result = token(Kind::Other, 1);
  if (c == '(' || c == '[' || c == '{') ++depth_;
  if ((c == ')' || c == ']' || c == '}') && depth_ > 0) --depth_;
  return result;
}

bool is_plain_string(const PythonToken& token) {
  return token.kind == PythonToken::Kind::String &&
         !opening(token.text).formatted;
}

std::optional<std::string_view> value_in_place(const PythonToken& token) {
  const Literal literal = opening(token.text);
  const std::string_view content = content_of(token.text, literal);
  if (!literal.raw && content.find('\\') != std::string_view::npos) {
    return std::nullopt;
  }
  return content;
}

void decode_python_string(const PythonToken& token, std::string& value,
                          TextMap& map) {
  assert(is_plain_string(token));
  const Literal literal = opening(token.text);
  std::string_view content = content_of(token.text, literal);
  std::size_t original = token.offset + literal.content;
  while (!content.empty()) {
    const std::size_t plain = literal.raw ? content.size() : content.find('\\');
    map.add_stretch(value.size(), original);
    value += content.substr(0, plain);
    if (plain >= content.size()) return;
    content.remove_prefix(plain);
    original += plain;
    const std::size_t decoded = value.size();
    const std::size_t length = decode_escape(content, value);
    if (value.size() > decoded) map.add_escape(decoded, original, length);
    original += length;
    content.remove_prefix(length);
  }
}

}  // namespace lockstep
