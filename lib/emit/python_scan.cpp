// One token after the other.
#include "emit/python_scan.hpp"

#include <algorithm>
#include <utility>

namespace lockstep {
namespace {

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (c >= '0' && c <= '9') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

void append_utf8(std::string& text, std::uint32_t value) {
  const auto byte = [&](std::uint32_t bits) {
    text += static_cast<char>(static_cast<unsigned char>(bits));
  };
  if (value < 0x80) return byte(value);
  if (value < 0x800) {
    byte(0xc0 | value >> 6);
  } else if (value < 0x10000) {
    byte(0xe0 | value >> 12);
    byte(0x80 | (value >> 6 & 0x3f));
  } else {
    byte(0xf0 | (value >> 18 & 0x7));
    byte(0x80 | (value >> 12 & 0x3f));
    byte(0x80 | (value >> 6 & 0x3f));
  }
  byte(0x80 | (value & 0x3f));
}

class Scanner {
 public:
  explicit Scanner(std::string_view source) : rest_(source) {}

  std::vector<SourceStatement> run() {
    while (!rest_.empty()) step();
    end_statement();
    return std::move(statements_);
  }

 private:
  using Kind = SourceToken::Kind;

  void step() {
    const char c = rest_[0];
    if (c == '\n') {
      rest_.remove_prefix(1);
      if (depth_ == 0) end_statement();
    } else if (c == ' ' || c == '\t' || c == '\r') {
      if (current_.tokens.empty()) ++current_.indent;
      rest_.remove_prefix(1);
    } else if (c == '#') {
      rest_.remove_prefix(std::min(rest_.find('\n'), rest_.size()));
    } else if (c == '"' || c == '\'') {
      read_text(c);
    } else if (is_word(c)) {
      read_word();
    } else {
      read_sign();
    }
  }

  void end_statement() {
    if (!current_.tokens.empty()) statements_.push_back(std::move(current_));
    current_ = {};
  }

  void read_word() {
    std::size_t length = 0;
    while (length < rest_.size() && is_word(rest_[length])) ++length;
    const bool digit = rest_[0] >= '0' && rest_[0] <= '9';
    current_.tokens.push_back({digit ? Kind::Number : Kind::Name,
                               std::string(rest_.substr(0, length))});
    rest_.remove_prefix(length);
  }

  void read_sign() {
    const std::size_t length = rest_.starts_with(">>") ? 2 : 1;
    const std::string_view sign = rest_.substr(0, length);
    if (sign == "(" || sign == "[" || sign == "{") ++depth_;
    if (depth_ > 0 && (sign == ")" || sign == "]" || sign == "}")) --depth_;
    current_.tokens.push_back({Kind::Sign, std::string(sign)});
    rest_.remove_prefix(length);
  }

  void read_text(char quote) {
    const std::string three(3, quote);
    const std::string_view ending = rest_.starts_with(three)
                                        ? std::string_view(three)
                                        : std::string_view(three).substr(0, 1);
    rest_.remove_prefix(ending.size());
    std::string text;
    while (!rest_.empty() && !rest_.starts_with(ending)) {
      if (rest_[0] == '\\' && rest_.size() > 1) {
        read_escape(text);
      } else {
        text += rest_[0];
        rest_.remove_prefix(1);
      }
    }
    rest_.remove_prefix(std::min(ending.size(), rest_.size()));
    if (!current_.tokens.empty() && current_.tokens.back().kind == Kind::Text) {
      current_.tokens.back().text += text;
    } else {
      current_.tokens.push_back({Kind::Text, std::move(text)});
    }
  }

  void read_escape(std::string& text) {
    const char c = rest_[1];
    rest_.remove_prefix(2);
    const std::size_t digits = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
    if (digits > 0) {
      std::uint32_t value = 0;
      for (std::size_t i = 0; i < digits && !rest_.empty(); ++i) {
        const char d = rest_[0];
        value = value * 16 + static_cast<std::uint32_t>(
                                 d <= '9' ? d - '0' : (d | 0x20) - 'a' + 10);
        rest_.remove_prefix(1);
      }
      append_utf8(text, value);
      return;
    }
    text += c == 'n' ? '\n' : c == 'r' ? '\r' : c == 't' ? '\t' : c;
  }

  std::string_view rest_;
  std::size_t depth_ = 0;
  SourceStatement current_;
  std::vector<SourceStatement> statements_;
};

}  // namespace

std::vector<SourceStatement> python_statements(std::string_view source) {
  return Scanner(source).run();
}

}  // namespace lockstep
