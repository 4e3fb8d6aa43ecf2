#include "report/xml.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"

namespace lockstep {
namespace {

/// Char of XML 1.0, 2.2; surrogates never come out of a decoder.
bool is_xml_char(char32_t c) {
  return c == U'\t' || c == U'\n' || c == U'\r' ||
         (c >= 0x20 && c != 0xFFFE && c != 0xFFFF);
}

std::string_view reference_for(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\n':
      return "&#10;";
    case '\r':
      return "&#13;";
    case '\t':
      return "&#9;";
    default:
      return {};
  }
}

}  // namespace

std::string xml_escaped(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const CodePoint c = decode(text);
    const std::string_view reference = reference_for(text.front());
    if (c.length == 0 || !is_xml_char(c.value)) {
      out += "\xEF\xBF\xBD";
    } else if (!reference.empty()) {
      out += reference;
    } else {
      out += text.substr(0, c.length);
    }
    text.remove_prefix(std::max<std::size_t>(c.length, 1));
  }
  return out;
}

std::string xml_attribute(std::string_view name, std::string_view value) {
  return fmt::format(" {}=\"{}\"", name, xml_escaped(value));
}

}  // namespace lockstep
