#pragma once
// Python source as statements: one pass over the characters, brackets and line
// ends alone decide where a statement ends. Knows nothing of what wrote it.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep {

struct SourceToken {
  enum class Kind : std::uint8_t { Name, Text, Number, Sign };
  Kind kind;
  std::string text;  ///< of Text what it means: unescaped, neighbours joined

  [[nodiscard]] bool is(std::string_view sign_or_name) const {
    return kind != Kind::Text && text == sign_or_name;
  }
};

struct SourceStatement {
  std::size_t indent = 0;  ///< columns
  std::vector<SourceToken> tokens;
};

/// Statements in order, without comments. Text without an end, or a bracket
/// that nothing closes, takes all the rest. O(length).
[[nodiscard]] std::vector<SourceStatement> python_statements(
    std::string_view source);

}  // namespace lockstep
