#include "report/markdown.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "report/terminal.hpp"

namespace lockstep {
namespace {

std::size_t longest_row_of_backticks(std::string_view text) {
  std::size_t longest = 0, row = 0;
  for (const char c : text) {
    row = c == '`' ? row + 1 : 0;
    longest = std::max(longest, row);
  }
  return longest;
}

}  // namespace

std::string code_span(std::string_view text) {
  std::string shown = printable(text).text;
  if (shown.empty()) return "-";
  const std::string fence(longest_row_of_backticks(shown) + 1, '`');
  for (std::size_t at = 0; (at = shown.find('|', at)) != shown.npos; at += 2) {
    shown.insert(at, 1, '\\');
  }
  const bool padded = shown.front() == '`' || shown.back() == '`';
  const std::string_view blank = padded ? " " : "";
  return fmt::format("{}{}{}{}{}", fence, blank, shown, blank, fence);
}

std::string markdown_text(std::string_view text) {
  constexpr std::string_view kSyntax = "\\`*_[]<>&|#~";
  std::string result;
  for (const char c : printable(text).text) {
    if (kSyntax.find(c) != kSyntax.npos) result += '\\';
    result += c;
  }
  return result;
}

std::string table_row(const std::vector<std::string>& cells) {
  return fmt::format("| {} |\n", fmt::join(cells, " | "));
}

}  // namespace lockstep
