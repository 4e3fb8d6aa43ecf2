#pragma once
// The events that `lockstep gate` reads: one JSON object a line.

#include <vector>

#include "align/gate.hpp"
#include "base/diagnostic.hpp"
#include "base/source.hpp"
#include "model/project.hpp"

namespace lockstep::cli {

struct GateEvents {
  std::vector<GateEvent> events;
  std::vector<Diagnostic> problems;  ///< errors, each with its place
};

/// Reads `{"dataset": NAME, "scheduled_date": T, "at": T}` from every line that
/// is not blank. Without a scheduled date an event of a dataset that has no
/// known ticks is dated as it came.
[[nodiscard]] GateEvents read_gate_events(const Sources& sources,
                                          SourceId source,
                                          const Project& project,
                                          const Derivation& derivation);

}  // namespace lockstep::cli
