#pragma once
// Estates made up for benchmarks: lineage with the degrees and the depth of
// real ones, and cron-tagged datasets. The same options give the same bytes on
// every machine.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "lineage/graph.hpp"

namespace lockstep::synthetic {

struct Options {
  std::size_t nodes = 100'000;
  double edges_per_node = 1.5;  ///< at least; the tables alone give about 1.45
  std::size_t crons = 50;       ///< distinct ones
  std::uint64_t seed = 1;
};

/// A node without inputs is a load, one with inputs a task.
struct Dataset {
  std::string name;                   ///< distinct
  std::vector<std::uint32_t> inputs;  ///< indices of datasets before it
  int cron = -1;                      ///< index into crons, -1: none
};

struct Estate {
  std::vector<Dataset> datasets;
  std::vector<std::string> crons;
};

/// Domains of about 1,500 datasets side by side, as estates grow.
[[nodiscard]] Estate make_estate(const Options& options);

/// Distinct 5-field crons: mostly daily and hourly, some weekly, monthly,
/// weekdays and lists.
[[nodiscard]] std::vector<std::string> make_crons(std::size_t count,
                                                  std::uint64_t seed);

[[nodiscard]] std::vector<Edge> edges(const Estate& estate);

/// task_deps with one level of children: a root for each task.
[[nodiscard]] std::string flat_task_deps(const Estate& estate);
/// task_deps as Starlake writes it: under each task the whole tree of its
/// inputs, subtrees repeated. Ends with the root that passes `bytes`, or after
/// the last task.
[[nodiscard]] std::string nested_task_deps(const Estate& estate,
                                           std::size_t bytes);
/// The cron-tagged datasets.
[[nodiscard]] std::string datasets_yaml(const Estate& estate);

}  // namespace lockstep::synthetic
