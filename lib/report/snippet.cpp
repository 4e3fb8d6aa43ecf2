#include "report/snippet.hpp"

#include <algorithm>
#include <string_view>

#include "report/terminal.hpp"

namespace lockstep {
namespace {

constexpr std::string_view kCut = "...";

/// The start of the last character of `text` (a broken one is one byte).
std::size_t last_character(std::string_view text) {
  std::size_t start = text.size() - 1;
  const std::size_t lowest =
      text.size() - std::min<std::size_t>(text.size(), 4);
  while (start > lowest &&
         (static_cast<unsigned char>(text[start]) & 0xC0U) == 0x80U) {
    --start;
  }
  std::string_view rest = text.substr(start);
  (void)take_character(rest);
  return rest.empty() ? start : text.size() - 1;
}

/// The end of `text` in at most `width` columns, marked where it is cut.
Cell tail(std::string_view text, std::size_t width) {
  std::size_t begin = text.size();
  for (std::size_t used = 0; begin > 0;) {
    const std::size_t start = last_character(text.substr(0, begin));
    std::string_view character = text.substr(start, begin - start);
    used += take_character(character).width;
    if (used > width) break;
    begin = start;
  }
  Cell result = printable(text.substr(begin));
  if (begin > 0) {
    result.text.insert(0, kCut);
    result.width += kCut.size();
  }
  return result;
}

/// The beginning of `text` in at most `width` columns, marked where it is cut.
Cell head(std::string_view text, std::size_t width) {
  Cell result;
  while (!text.empty()) {
    std::string_view rest = text;
    const Cell next = take_character(rest);
    if (result.width + next.width > width) break;
    result.text += next.text;
    result.width += next.width;
    text = rest;
  }
  if (!text.empty()) {
    result.text += kCut;
    result.width += kCut.size();
  }
  return result;
}

/// The line around a place, in three parts. Generated files can be one line of
/// megabytes, so no more than `reach` bytes are looked at on either side.
struct Line {
  std::string_view before, marked, after;
  bool whole = false;
};

Line line_around(std::string_view text, const Location& location,
                 std::size_t reach) {
  const std::size_t offset = std::min(location.offset, text.size());
  const std::size_t begin = offset - std::min(offset, reach);
  std::string_view left = text.substr(begin, offset - begin);
  std::string_view right = text.substr(offset, reach);
  const std::size_t newline = left.rfind('\n');
  const bool left_whole = newline != std::string_view::npos || begin == 0;
  if (newline != std::string_view::npos) left.remove_prefix(newline + 1);
  const std::size_t end = right.find('\n');
  const bool right_whole =
      end != std::string_view::npos || offset + right.size() == text.size();
  right = right.substr(0, end);
  if (right_whole && right.ends_with('\r')) right.remove_suffix(1);
  const std::string_view marked = right.substr(0, location.length);
  return {left, marked, right.substr(marked.size()), left_whole && right_whole};
}

Snippet joined(const Cell& before, const Cell& marked, const Cell& after) {
  return {before.text + marked.text + after.text,
          std::string(before.width, ' ') +
              std::string(std::max<std::size_t>(marked.width, 1), '^')};
}

/// The marked part and what surrounds it, in at most `width` columns.
Snippet cut(std::string_view before, std::string_view marked,
            std::string_view after, std::size_t width) {
  const std::size_t columns = std::max<std::size_t>(width, 20) - kCut.size();
  const std::size_t room = columns - kCut.size();
  const Cell left = tail(before, room / 2);
  const Cell middle = head(marked, room - room / 2);
  const bool marked_is_cut = printable(marked).width > room - room / 2;
  if (marked_is_cut) return joined(left, middle, {});
  const std::size_t used = left.width + middle.width;
  return joined(left, middle, head(after, columns - std::min(columns, used)));
}

}  // namespace

Snippet snippet(const Sources& sources, const Location& location,
                std::size_t width) {
  constexpr std::size_t kLongestCharacter = 4;
  const Line line = line_around(sources[location.source].text, location,
                                width * kLongestCharacter);
  const Snippet shown = joined(printable(line.before), printable(line.marked),
                               printable(line.after));
  const bool fits = line.whole && printable(shown.line).width <= width;
  return fits ? shown : cut(line.before, line.marked, line.after, width);
}

}  // namespace lockstep
