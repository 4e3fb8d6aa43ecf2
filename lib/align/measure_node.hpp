#pragma once
// Measures of one node from the breakpoints of its source times: within a step
// ages grow from run to run, so only the last run of a step counts.

#include <optional>
#include <vector>

#include "align/measure.hpp"
#include "align/step_function.hpp"

namespace lockstep {

/// What one node's measures depend on.
struct NodeSources {
  const RunSequence* runs;
  const StepFunction* oldest;  ///< source time by run
  /// The source times of all roots: the newest is the greatest of them. Empty:
  /// not known.
  std::vector<const StepFunction*> roots;
  const NodeAges* ages;
  const IdleRuns* idle;
};

[[nodiscard]] NodeAges measure_ages(const RunSequence& runs,
                                    const StepFunction& oldest,
                                    const Scope& horizon,
                                    FoldingTable& foldings);

[[nodiscard]] NodeMeasures measure_node(const NodeSources& sources,
                                        const Scope& horizon,
                                        FoldingTable& foldings);

/// A greatest difference and where it was looked for.
struct Spread {
  std::optional<Extreme> greatest;  ///< nullopt: no run has all values
  Scope scope;
};

/// The greatest of several functions of the runs less `least`, which is never
/// greater than any of them. Over the common period from horizon.from on, else,
/// or if `least` has more than kMaximumBreakpoints in it, over the horizon.
/// O(breakpoints of `least` * functions).
[[nodiscard]] Spread measure_spread(
    const RunSequence& runs, const StepFunction& least,
    const std::vector<const StepFunction*>& others, const Scope& horizon,
    FoldingTable& foldings);

}  // namespace lockstep
