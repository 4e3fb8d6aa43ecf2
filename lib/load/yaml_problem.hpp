#pragma once
// YAML syntax errors in words that help: yaml-cpp's own ("illegal map value")
// name the grammar, not the mistake.

#include <cstddef>
#include <optional>
#include <string_view>

#include "base/diagnostic.hpp"
#include "base/source.hpp"

namespace lockstep {

/// Why yaml-cpp must not see a text that it would mangle or misread: invalid
/// UTF-8, control characters, over 2 GiB (its places are ints). O(length).
[[nodiscard]] std::optional<Diagnostic> unreadable(SourceId source,
                                                   std::string_view text);

/// Where the parser stopped.
struct YamlPlace {
  SourceId source;
  std::string_view text;  ///< of the source
  std::size_t offset = 0;
  /// Where the innermost list or map that was open begins.
  std::optional<std::size_t> innermost;
};

/// `message` is yaml-cpp's, from its table of error messages.
[[nodiscard]] Diagnostic yaml_problem(std::string_view message,
                                      YamlPlace place);
/// yaml-cpp parses by recursion and stops by itself at 500 levels.
[[nodiscard]] Diagnostic too_deep(const YamlPlace& place);

}  // namespace lockstep
