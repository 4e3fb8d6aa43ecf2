#pragma once
// Reaction time: how long until an event at a source has reached a job. Found
// forward from the event, where ages are found backward from the run; their
// greatest values are equal (Guenzel et al., ECRTS 2023).

#include <optional>

#include "align/alignment.hpp"

namespace lockstep {

/// The greatest time from an event to the end of the first run of `node` all of
/// whose sources are newer, over events at the source ticks of the scope of its
/// measures. nullopt if the node is not measured or no event is followed to the
/// end. O(source ticks in the scope * edges behind the node).
[[nodiscard]] std::optional<seconds> reaction_time(const Project& project,
                                                   const Alignment& alignment,
                                                   NodeId node);

}  // namespace lockstep
