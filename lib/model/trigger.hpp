#pragma once
// The text of a trigger: a word, or an expression over datasets.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/expected.hpp"
#include "model/project.hpp"

namespace lockstep {

/// An operand or operator of an expression in postfix order, with its bytes in
/// the text.
struct TriggerToken {
  TriggerTerm::Kind kind;
  std::string name;  ///< of a dataset, without quotes
  std::size_t offset = 0;
  std::size_t length = 0;
};

struct ParsedTrigger {
  TriggerMode mode = TriggerMode::Aligned;
  std::vector<TriggerToken> terms;  ///< for Expression
};

/// Why a text is no trigger; bytes of that text.
struct TriggerError {
  std::size_t offset = 0;
  std::size_t length = 0;
  std::string message;
};

/// Reads aligned, all, any or none in any case, or an expression: names, bare
/// or in one of the quotes " ' `, joined by & and |, of which & binds tighter,
/// with parentheses. Dijkstra's shunting yard: no recursion, O(length).
[[nodiscard]] Expected<ParsedTrigger, TriggerError> parse_trigger(
    std::string_view text);

/// The words that are no dataset: `aligned`, `all`, `any`, `none`.
[[nodiscard]] std::vector<std::string_view> trigger_words();

}  // namespace lockstep
