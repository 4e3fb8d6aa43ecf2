#pragma once
// Text as a terminal shows it: columns taken by wide, combining and unprintable
// characters, padding, cutting and colours.

#include <string>
#include <string_view>
#include <vector>

namespace lockstep {

/// A piece of text and the columns it takes.
struct Cell {
  std::string text;
  std::size_t width = 0;
};

/// The first character of `text` as it may be shown: a tab as four blanks,
/// other control and reordering characters and broken UTF-8 as an escape such
/// as `\u001b`. Removes it from `text`, which is not empty.
[[nodiscard]] Cell take_character(std::string_view& text);

/// The whole text made safe to print on one line.
[[nodiscard]] Cell printable(std::string_view text);

/// Filled with blanks to `width`; one that is too wide is cut to end with an
/// ellipsis. Width 0: as it is.
[[nodiscard]] std::string fitted(const Cell& cell, std::size_t width);

/// Lines of at most `width` columns, broken at blanks; a longer word stays
/// whole. Width 0: one line.
[[nodiscard]] std::vector<std::string> wrapped(std::string_view text,
                                               std::size_t width);

enum class Color { Red, Yellow, Blue, Cyan, Bold, Dim };

/// `text` between the codes of a color, or alone if `on` is false.
[[nodiscard]] std::string colored(std::string_view text, Color color, bool on);

}  // namespace lockstep
