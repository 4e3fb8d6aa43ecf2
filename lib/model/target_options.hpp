#pragma once
// The options of `pipelines[].target`, one row each: what lockstep.yaml may
// say there, how it is checked, what holds without it. Names and defaults are
// Starlake's wherever it has the option, so that its DAG configurations can be
// carried over as they are.

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "base/source.hpp"

namespace lockstep {

enum class OptionType : std::uint8_t {
  Text,
  Count,    ///< a whole number from 0 on
  Seconds,  ///< a whole number of seconds, or a duration: `300`, `5m`
  Boolean,
  Day,      ///< `2026-01-01`
  Choice,   ///< one of the words of TargetOption::choices
  Texts,    ///< words separated by blanks or commas, or a list
  TextMap,  ///< a mapping, or the text of a JSON object
  Command,  ///< a command line with `{{...}}` placeholders
};

struct TargetOption {
  std::string_view name;
  OptionType type;
  std::string_view fallback;  ///< what holds without it; empty: nothing
  std::string_view summary;
  std::string_view choices = {};  ///< separated by `|`
};

/// All options, in the order of the reference page.
[[nodiscard]] std::span<const TargetOption> target_options();
/// nullptr if unknown.
[[nodiscard]] const TargetOption* find_target_option(std::string_view name);

/// An option of Starlake, or a variable that its DAG files read, that lockstep
/// does not take.
struct RefusedOption {
  std::string_view name;
  std::string_view instead;  ///< why, and what to write
};

/// Sorted by name; with target_options() all that Starlake knows.
[[nodiscard]] std::span<const RefusedOption> refused_options();
/// nullptr if it is none.
[[nodiscard]] const RefusedOption* find_refused_option(std::string_view name);

/// An option as a project file gives it, checked. Texts are normalised:
/// seconds as a number, booleans as `true` and `false`, words of a list one
/// blank apart, mappings as a JSON object.
struct OptionValue {
  std::string text;
  std::map<std::string, std::string> entries;  ///< of TextMap
  Location where;
};
using OptionValues = std::map<std::string, OptionValue, std::less<>>;

}  // namespace lockstep
