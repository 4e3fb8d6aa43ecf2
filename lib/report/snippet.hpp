#pragma once
// A line of an input with carets under some of its bytes.

#include <string>

#include "base/source.hpp"

namespace lockstep {

struct Snippet {
  std::string line;    ///< safe to print; cut at the sides with `...`
  std::string carets;  ///< blanks and carets, as wide as what they mark
};

/// The line that holds the first byte of a valid `location`, at most `width`
/// columns around that byte.
[[nodiscard]] Snippet snippet(const Sources& sources, const Location& location,
                              std::size_t width);

}  // namespace lockstep
