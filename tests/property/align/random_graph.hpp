#pragma once
// Random small projects from fixed seeds, and what makes a failing one smaller.

#include <cstdint>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "support/project_builder.hpp"

namespace lockstep::test {

/// The same numbers on every platform (std distributions differ).
class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}
  /// In [0, limit).
  int below(int limit) {
    return static_cast<int>(engine_() % static_cast<std::uint64_t>(limit));
  }
  bool one_in(int n) { return below(n) == 0; }
  template <class T>
  const T& pick(const std::vector<T>& items) {
    return items[static_cast<std::size_t>(
        below(static_cast<int>(items.size())))];
  }

 private:
  std::mt19937_64 engine_;
};

struct GraphOptions {
  bool own_crons_on_tasks = true;
  bool ranges = false;   ///< random durations, else zero
  bool fixed = false;    ///< of these, only dmin = dmax
  bool triggers = true;  ///< else all are aligned
  bool pairs = false;    ///< two or three runs a day: orbits of many periods
  bool months = false;   ///< few nodes, sparse crons with days and months
};

/// Two to eight nodes a..h in topological order, up to three crons each.
[[nodiscard]] std::vector<JobSpec> random_graph(Random& random,
                                                const GraphOptions& options);

/// Removes jobs, inputs and crons while `fails` still says why; returns the
/// project as YAML with the reason.
[[nodiscard]] std::string shrink(
    std::vector<JobSpec> jobs,
    const std::function<std::string(const std::vector<JobSpec>&)>& fails);

}  // namespace lockstep::test
