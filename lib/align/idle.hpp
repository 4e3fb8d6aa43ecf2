#pragma once
// Runs that find nothing new: every input bound as at the run before.

#include <vector>

#include "align/measure.hpp"
#include "align/parts.hpp"
#include "align/reader.hpp"

namespace lockstep {

/// Goes from one run that binds something new to the next, over the common
/// period of the runs and all inputs, or over the horizon if that takes more
/// than kMaximumWalk steps; of parts alike one is walked through. None are idle
/// without inputs. O(runs that find something new * inputs).
[[nodiscard]] IdleRuns count_idle(const RunSequence& runs,
                                  const std::vector<Reader>& inputs,
                                  const Scope& horizon, PartTable& parts);

}  // namespace lockstep
