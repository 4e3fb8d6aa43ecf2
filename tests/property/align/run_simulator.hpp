#pragma once
// Runs with durations, event by event (alignment.md 2, "Runs of an aligned
// job"): what starts, when, for which anchor. Everything before minute 0 counts
// as ended.

#include <map>
#include <set>
#include <string>
#include <vector>

#include "property/align/random_graph.hpp"
#include "property/align/simulator.hpp"

namespace lockstep::test {

struct Run {
  int tick, start, end;
  friend bool operator==(const Run&, const Run&) = default;
};

/// A job whose runs are to be simulated, beside its specification.
struct RunJob {
  const JobSpec* spec;
  const SimulatedJob* simulated;
  std::string leader;  ///< of an aligned one
  /// The inputs whose updates wake an aligned job; all others are noticed at
  /// its next waking only.
  std::set<std::string> waking;
};

using RunsByName = std::map<std::string, std::vector<Run>>;

/// The runs of one job in [0, to), durations drawn from its range by `random`.
[[nodiscard]] std::vector<Run> simulate_runs(
    const RunJob& job, const std::map<std::string, SimulatedJob>& known,
    const RunsByName& runs, int to, Random& random);

}  // namespace lockstep::test
