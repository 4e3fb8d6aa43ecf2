#pragma once
// The inputs of one job, sorted by what its start condition makes of them.

#include <vector>

#include "align/delay.hpp"
#include "model/project.hpp"

namespace lockstep {

/// Without the job itself: a self-reference reads one's own past.
struct Inputs {
  std::vector<AwaitedInput> scheduled;  ///< those with a cadence, by name
  /// Those of them that are not optional; all of them if all are.
  std::vector<AwaitedInput> required;
  std::vector<AwaitedInput> optional;  ///< the other scheduled ones
  std::vector<NodeId> unscheduled;     ///< those without a cadence, by name
  /// Those of them that are not optional; all of them if all are.
  std::vector<NodeId> required_unscheduled;
};

}  // namespace lockstep
