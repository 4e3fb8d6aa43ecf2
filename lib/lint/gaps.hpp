#pragma once
// The gaps between the ticks of a job on its local calendar.

#include <optional>

#include "align/cadence.hpp"

namespace lockstep {

struct Gaps {
  seconds least, greatest;
};

/// Daylight saving aside; of explicit ticks as they are. nullopt if the job
/// fires less than twice.
[[nodiscard]] std::optional<Gaps> gaps_of(const Cadence& cadence);

}  // namespace lockstep
