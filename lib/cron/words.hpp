#pragma once
// A cron text before its fields are read: words, macros, and what is wrong
// with the text as a whole. Internal to cron/.

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "cron/cron.hpp"
#include "cron/fields.hpp"

namespace lockstep {

inline constexpr std::size_t kLongestCronText = 1024;
inline constexpr std::size_t kMostFields = 7;

/// A range of bytes of a text.
struct TextRange {
  std::size_t begin = 0, end = 0;
};
/// The text without blanks around it.
[[nodiscard]] TextRange trimmed_range(std::string_view text);

/// The blank-separated words of a text; those beyond the last possible field
/// are only counted.
struct CronWords {
  std::array<FieldText, kMostFields> fields{};
  std::size_t count = 0;
};
[[nodiscard]] CronWords split_words(std::string_view text);

/// The field letters of a text of `count` fields; empty if it is refused.
[[nodiscard]] std::string_view layout_of(const Dialect& dialect,
                                         std::size_t count);

/// What is wrong before the fields are looked at: too long, empty, two crons,
/// a time zone, quotes.
[[nodiscard]] std::optional<CronError> check_text(std::string_view text,
                                                  TextRange range);
/// A comment, or a number of fields that the dialect does not take.
[[nodiscard]] std::optional<CronError> check_words(std::string_view text,
                                                   TextRange range,
                                                   const CronWords& words,
                                                   const Dialect& dialect);
/// The fields that a macro (`@daily`) stands for.
[[nodiscard]] Expected<std::string_view, CronError> expand_macro(
    std::string_view text, TextRange range, const Dialect& dialect);

}  // namespace lockstep
