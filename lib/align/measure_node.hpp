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
  const StepFunction* newest;
  /// One for each input: steps where it binds another run than before.
  std::vector<const StepFunction*> changes;
};

[[nodiscard]] NodeMeasures measure_node(const NodeSources& sources,
                                        const Scope& horizon);

/// The common period of the runs and these functions from horizon.from on, else
/// the horizon.
[[nodiscard]] Scope common_scope(
    const RunSequence& runs, const std::vector<const StepFunction*>& functions,
    const Scope& horizon);

/// The greatest difference over the common scope of two functions of the runs,
/// `newest` never less than `oldest`; nullopt if no run has both.
[[nodiscard]] std::optional<Extreme> measure_spread(const RunSequence& runs,
                                                    const StepFunction& oldest,
                                                    const StepFunction& newest,
                                                    const Scope& horizon);

}  // namespace lockstep
