#include "report/terminal.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include <fmt/format.h>

#include "base/text.hpp"

namespace lockstep {
namespace {

struct Range {
  char32_t first, last;
};

/// East Asian Wide and Fullwidth blocks and emoji (Unicode 15, EastAsianWidth),
/// coarse: whole blocks.
constexpr Range kWide[] = {
    {0x1100, 0x115F},   {0x231A, 0x231B},   {0x2E80, 0x303E},
    {0x3041, 0x33FF},   {0x3400, 0x4DBF},   {0x4E00, 0xA4CF},
    {0xA960, 0xA97F},   {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},
    {0xFE30, 0xFE6F},   {0xFF01, 0xFF60},   {0xFFE0, 0xFFE6},
    {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF},
    {0x20000, 0x3FFFD}};

/// Combining marks and variation selectors: no column of their own.
constexpr Range kCombining[] = {
    {0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x1AB0, 0x1AFF},
    {0x1DC0, 0x1DFF}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}};

template <std::size_t N>
bool contains(const Range (&ranges)[N], char32_t c) {
  return std::ranges::any_of(
      ranges, [c](Range r) { return r.first <= c && c <= r.last; });
}

std::size_t columns(char32_t c) {
  if (c < 0x300) return 1;
  if (contains(kCombining, c)) return 0;
  return contains(kWide, c) ? 2 : 1;
}

/// One column, shown as it is: nearly all of real text.
bool is_plain(char c) { return c >= ' ' && c <= '~'; }

Cell escape(std::string text) {
  const std::size_t width = text.size();
  return {std::move(text), width};
}

}  // namespace

Cell take_character(std::string_view& text) {
  const CodePoint c = decode(text);
  const std::string_view bytes =
      text.substr(0, std::max<std::size_t>(c.length, 1));
  text.remove_prefix(bytes.size());
  if (c.length == 0) {
    return escape(
        fmt::format("\\x{:02x}", static_cast<unsigned char>(bytes[0])));
  }
  if (c.value == '\t') return {"    ", 4};
  if (is_unprintable(c.value)) {
    return escape(
        fmt::format("\\u{:04x}", static_cast<std::uint32_t>(c.value)));
  }
  return {std::string(bytes), columns(c.value)};
}

Cell printable(std::string_view text) {
  if (std::ranges::all_of(text, is_plain)) {
    return {std::string(text), text.size()};
  }
  Cell result;
  while (!text.empty()) {
    const Cell next = take_character(text);
    result.text += next.text;
    result.width += next.width;
  }
  return result;
}

std::string fitted(const Cell& cell, std::size_t width) {
  if (width == 0) return cell.text;
  if (cell.width <= width) {
    return cell.text + std::string(width - cell.width, ' ');
  }
  Cell cut;
  for (std::string_view rest = cell.text; !rest.empty();) {
    const Cell next = take_character(rest);
    if (cut.width + next.width + 1 > width) break;
    cut.text += next.text;
    cut.width += next.width;
  }
  return cut.text + "…" + std::string(width - cut.width - 1, ' ');
}

std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
  std::vector<std::string> lines(1);
  std::size_t used = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const Cell word = printable(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (used > 0 && width > 0 && used + 1 + word.width > width) {
      lines.emplace_back();
      used = 0;
    }
    if (used > 0) lines.back() += ' ';
    lines.back() += word.text;
    used += word.width + (used > 0 ? 1 : 0);
  }
  return lines;
}

std::string colored(std::string_view text, Color color, bool on) {
  if (!on) return std::string(text);
  static constexpr std::array<std::string_view, 6> kCodes = {
      "1;31", "1;33", "1;34", "36", "1", "2"};
  return fmt::format("\x1b[{}m{}\x1b[0m",
                     kCodes[static_cast<std::size_t>(color)], text);
}

}  // namespace lockstep
