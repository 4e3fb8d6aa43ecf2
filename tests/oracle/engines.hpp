#pragma once
// The cron engines that are asked live, and the table of what is known about
// them: every difference between an engine and ours is a row here, or a bug.

#include <span>
#include <string_view>

#include "cron/dialect.hpp"
#include "grammar.hpp"

namespace oracle {

struct Engine {
  std::string_view name;     ///< of the test: oracle_NAME
  std::string_view command;  ///< the words for run.sh
  lockstep::Dialect dialect;
  /// How far after a start it looks for a tick; farther ones it leaves out.
  int horizon_years;
  /// Instants from here on it does not give.
  int end_year = 9'999;
  GrammarOptions grammar = {};
  /// What it does where clocks change: a row of ours; empty if none is.
  std::string_view policy = {};
};
[[nodiscard]] std::span<const Engine> engines();

enum class Difference { WeRefuse, TheyRefuse, OtherTicks };
[[nodiscard]] std::string_view name_of(Difference difference);

/// Texts that an engine and ours read differently, each for its reason.
struct Known {
  std::string_view engines;  ///< regular expression of their names
  Difference difference;
  /// Regular expression (ECMAScript, any case) found in the text or in the
  /// two answers, which follow it as they are printed.
  std::string_view pattern;
  std::string_view reason;
};
[[nodiscard]] std::span<const Known> known_differences();

}  // namespace oracle
