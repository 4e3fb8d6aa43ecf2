#pragma once
// What starts an `any`, `all` or expression sensor, as a condition over slots.

#include <vector>

#include "align/run_builder.hpp"
#include "align/start.hpp"

namespace lockstep {

/// One slot for each input with a cadence that counts, whether or not it ever
/// fires.
struct Slots {
  std::vector<NodeId> nodes;
  std::vector<SlotTerm> condition;
};

/// Of a triggered job. Members of an expression without a cadence vanish.
[[nodiscard]] Slots slots_of(const Project& project,
                             const Derivation& derivation, NodeId node);

}  // namespace lockstep
