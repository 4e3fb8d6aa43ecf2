#pragma once
// Text for XML documents.

#include <string>
#include <string_view>

namespace lockstep {

/// `text` for content and for attributes in double quotes: markup escaped,
/// line ends kept (as references in attributes), characters that XML 1.0
/// cannot hold and broken UTF-8 replaced by U+FFFD.
[[nodiscard]] std::string xml_escaped(std::string_view text);

/// ` name="value"`
[[nodiscard]] std::string xml_attribute(std::string_view name,
                                        std::string_view value);

}  // namespace lockstep
