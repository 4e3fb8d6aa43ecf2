#pragma once
// Python expressions laid out as `ruff format` leaves them: on one line if they
// fit into 88 columns, else one item a line with a comma behind each.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "emit/writer.hpp"

namespace lockstep {

/// An expression: a text as it is, or brackets with items.
class Python {
 public:
  /// Code as it is; never a text of a user.
  explicit Python(std::string code) : open_(std::move(code)) {}
  /// A string literal; a long one becomes several in parentheses.
  [[nodiscard]] static Python text(std::string_view text);
  [[nodiscard]] static Python list(std::vector<Python> items = {});
  /// Of one item with the comma that makes it a tuple.
  [[nodiscard]] static Python tuple();
  [[nodiscard]] static Python dict();
  [[nodiscard]] static Python call(std::string_view callee);
  /// Items between which an operator stands; broken ones are always in
  /// parentheses.
  enum class Parentheses { WhereNeeded, Always };
  [[nodiscard]] static Python operation(std::string_view sign,
                                        Parentheses parentheses);

  /// Of an operation that nothing stands around: parentheses where needed.
  void set_outermost() { bare_ = !sign_.empty(); }

  /// Another item of a list or call.
  Python& item(Python value) & { return named("", std::move(value)); }
  /// `name=value` of a call.
  Python& argument(std::string_view name, Python value) &;
  /// `"key": value` of a dict.
  Python& entry(std::string_view key, Python value) &;

  [[nodiscard]] bool empty() const { return items_.empty(); }
  /// All on one line.
  [[nodiscard]] std::string flat() const;
  /// From column `column` on, with `behind` columns needed after it; lines
  /// after the first are indented from `margin`.
  [[nodiscard]] std::string layout(int margin, int column, int behind) const;

 private:
  Python() = default;
  Python& named(std::string prefix, Python value) &;
  [[nodiscard]] bool is_text() const { return !text_.empty(); }
  [[nodiscard]] std::string several_texts(int margin) const;
  [[nodiscard]] std::string several_lines(int margin) const;

  std::string open_, close_;  ///< code, or what opens and closes brackets
  std::string text_;          ///< of a string literal: what it says
  std::string sign_;          ///< of an operation
  bool bare_ = false;         ///< of an operation that needs no parentheses
  std::vector<std::pair<std::string, Python>> items_;
};

/// Writes `prefix` and the expression as one statement.
void statement(Writer& writer, std::string_view prefix, const Python& value,
               std::string_view suffix = {});

/// Columns that a line takes: its code points.
[[nodiscard]] int columns(std::string_view text);

}  // namespace lockstep
