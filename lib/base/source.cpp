#include "base/source.hpp"

#include <algorithm>

namespace lockstep {
namespace {

bool continues_code_point(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

std::size_t line_start(std::string_view text, std::size_t offset) {
  const std::size_t newline =
      offset == 0 ? std::string_view::npos : text.rfind('\n', offset - 1);
  return newline == std::string_view::npos ? 0 : newline + 1;
}

}  // namespace

SourceId Sources::add(Source source) {
  sources_.push_back(std::move(source));
  return SourceId(sources_.size() - 1);
}

LineColumn Sources::line_column(const Location& location) const {
  const std::string_view text = (*this)[location.source].text;
  const std::size_t offset = std::min(location.offset, text.size());
  const std::size_t start = line_start(text, offset);
  LineColumn result;
  result.line += static_cast<std::size_t>(
      std::count(text.begin(), text.begin() + std::ptrdiff_t(start), '\n'));
  for (std::size_t i = start; i < offset; ++i) {
    result.column += continues_code_point(text[i]) ? 0 : 1;
  }
  return result;
}

std::string_view Sources::line_text(const Location& location) const {
  const std::string_view text = (*this)[location.source].text;
  const std::size_t start =
      line_start(text, std::min(location.offset, text.size()));
  std::string_view line = text.substr(start);
  line = line.substr(0, line.find('\n'));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::string_view Sources::text(const Location& location) const {
  const std::string_view text = (*this)[location.source].text;
  if (location.offset >= text.size()) return {};
  return text.substr(location.offset, location.length);
}

}  // namespace lockstep
