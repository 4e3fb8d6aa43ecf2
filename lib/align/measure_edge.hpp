#pragma once
// Measures of one edge by walking the runs of its consumer.

#include "align/measure.hpp"
#include "align/reader.hpp"

namespace lockstep {

/// A common period with more runs is not walked through.
inline constexpr std::int64_t kMaximumWalk = 50'000;

/// `margin`: what thin slack is less than. Over the common period of both jobs
/// from `horizon.from` on if it has at most kMaximumWalk runs, else over the
/// horizon.
[[nodiscard]] EdgeMeasures measure_edge(const Reader& reader,
                                        const RunSequence& runs, seconds margin,
                                        const Scope& horizon);

}  // namespace lockstep
