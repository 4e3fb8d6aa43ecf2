#pragma once
// Measures computed from simulated runs by their definitions, and what differs
// from those of the library.

#include <string>

#include "align/alignment.hpp"
#include "property/alignment/simulator.hpp"

namespace lockstep::test {

/// How the simulated minutes lie to the instants of the library.
struct Frame {
  sys_seconds reference;
  /// Measured this much later than the library does: a whole number of
  /// periods, so that slots and queues have settled.
  int shift = 0;

  [[nodiscard]] int minute(sys_seconds at) const {
    return static_cast<int>((at - reference).count() / 60) + shift;
  }
};

/// What was simulated beside what was computed.
struct Comparison {
  const System& system;
  const std::vector<SimJob>& jobs;
  const Project& project;
  const Alignment& alignment;
  Frame frame;
};

/// Of all roots; kUnknown if none is known.
[[nodiscard]] int oldest_source(const SimRun& run);
/// Empty if all measures of the job agree.
[[nodiscard]] std::string compare_node(const Comparison& both, int job);
[[nodiscard]] std::string compare_edges(const Comparison& both, int job);

}  // namespace lockstep::test
