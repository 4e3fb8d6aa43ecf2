#pragma once
// Measures of one edge by walking the runs of its consumer.

#include "align/measure.hpp"
#include "align/parts.hpp"
#include "align/reader.hpp"

namespace lockstep {

/// `margin`: what thin slack is less than. Over the common period of both jobs
/// from `horizon.from` on if it takes at most kMaximumWalk steps, else over the
/// horizon; of parts alike one is walked through.
[[nodiscard]] EdgeMeasures measure_edge(const Reader& reader,
                                        const RunSequence& runs, seconds margin,
                                        const Scope& horizon, PartTable& parts);

}  // namespace lockstep
