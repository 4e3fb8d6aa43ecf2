#pragma once
// Text in aligned columns, for people.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::cli {

/// Columns of a terminal that UTF-8 text takes: its code points.
[[nodiscard]] std::size_t display_width(std::string_view text);

class Table {
 public:
  explicit Table(std::vector<std::string> titles) : rows_{std::move(titles)} {}

  void add_column(std::string_view title) { rows_[0].emplace_back(title); }
  /// As many cells as there are columns.
  void add_row(std::vector<std::string> cells) {
    rows_.push_back(std::move(cells));
  }
  /// Titles and rows, columns two blanks apart, no blanks at line ends.
  [[nodiscard]] std::string text() const;

 private:
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace lockstep::cli
