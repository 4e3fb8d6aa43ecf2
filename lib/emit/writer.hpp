#pragma once
// Text that becomes code. Every text of a user goes through one of the quoting
// functions here on its way into a file, so that no name can break out of its
// place; Writer keeps the indentation.

#include <string>
#include <string_view>

namespace lockstep {

/// A Python string literal in the quotes that `ruff format` would choose:
/// double ones unless single ones need fewer backslashes. Control and direction
/// characters and broken UTF-8 are escaped; other letters stay as they are.
[[nodiscard]] std::string python_string(std::string_view text);

/// A text within a Jinja template that renders as itself: where braces open an
/// expression, a statement or a comment they are put into an expression.
[[nodiscard]] std::string jinja_text(std::string_view text);

/// One word of a POSIX shell command: as it is if no character is special, else
/// in single quotes.
[[nodiscard]] std::string shell_word(std::string_view text);

/// A name for a Python variable: letters, digits and `_`, never a keyword, a
/// built-in or a number. Not injective.
[[nodiscard]] std::string python_name(std::string_view text);

/// Lines with indentation in steps of four blanks.
class Writer {
 public:
  /// One line; an empty one has no blanks.
  Writer& line(std::string_view text = {});
  /// As it is, without indentation.
  Writer& raw(std::string_view text) {
    out_ += text;
    return *this;
  }
  Writer& indent() {
    ++depth_;
    return *this;
  }
  Writer& dedent() {
    --depth_;
    return *this;
  }
  /// Columns that a line loses to the indentation.
  [[nodiscard]] int margin() const { return depth_ * 4; }
  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  std::string out_;
  int depth_ = 0;
};

}  // namespace lockstep
