// A schedule's gaps are known in closed form; those of explicit ticks are
// looked up.
#include "lint/gaps.hpp"

namespace lockstep {

std::optional<Gaps> gaps_of(const Cadence& cadence) {
  if (cadence.schedule.crons.empty()) {
    const auto least = least_gap(cadence), greatest = greatest_gap(cadence);
    if (!least || !greatest) return std::nullopt;
    return Gaps{*least, *greatest};
  }
  const Frequency gaps = frequency(cadence.schedule);
  if (!gaps.min_gap || !gaps.max_gap) return std::nullopt;
  return Gaps{*gaps.min_gap, *gaps.max_gap};
}

}  // namespace lockstep
