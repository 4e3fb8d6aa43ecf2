#pragma once
// Small text helpers that several modules need. ASCII case only: dataset keys
// are folded as Starlake does, never by locale.

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep {

/// ASCII lower case; other bytes stay.
[[nodiscard]] std::string to_lower(std::string_view text);
/// Without blanks, tabs and line ends at both sides.
[[nodiscard]] std::string_view trim(std::string_view text);
/// `"text"` with quotes, backslashes, control and direction characters and
/// broken UTF-8 escaped, cut after 120 code points with an ellipsis: safe to
/// print.
[[nodiscard]] std::string quoted(std::string_view text);
/// `a`, `a and b`, `a, b and c`; after `limit` items `... and 7 more`.
[[nodiscard]] std::string join_words(std::span<const std::string> words,
                                     std::size_t limit = 8);
/// A code point and the number of its bytes; length 0: broken UTF-8.
struct CodePoint {
  char32_t value = 0;
  std::size_t length = 0;
};
/// The first code point of a text that is not empty.
[[nodiscard]] CodePoint decode(std::string_view text);
/// Control characters, and the invisible ones that reorder or break a line
/// (a name must not be able to disguise a message).
[[nodiscard]] bool is_unprintable(char32_t code_point);
/// True if `text` is well-formed UTF-8 (no surrogates, no overlong forms).
[[nodiscard]] bool is_utf8(std::string_view text);
/// Length of the longest prefix that is well-formed UTF-8.
[[nodiscard]] std::size_t utf8_prefix(std::string_view text);

/// The candidate nearest to `word` by Damerau-Levenshtein distance with case
/// folded, if it is near enough to be meant (distance at most a third of the
/// longer length); ties by order of candidates. Empty if none.
/// O(length^2) per candidate of about that length, O(1) for others.
[[nodiscard]] std::string_view did_you_mean(
    std::string_view word, std::span<const std::string_view> candidates);

/// ` (did you mean "x"?)` or nothing.
[[nodiscard]] std::string suggestion(
    std::string_view word, std::span<const std::string_view> candidates);

}  // namespace lockstep
