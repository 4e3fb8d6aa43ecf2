#pragma once
// The source time of every root behind a job, one by one: what skew and version
// skew are made of. Two paths from one root give the older of two source times.

#include <cstddef>
#include <vector>

#include "align/step_function.hpp"
#include "base/id.hpp"

namespace lockstep {

/// The source time of one root as a function of a job's runs.
struct RootSource {
  NodeId root;
  FunctionId source;
};

/// The roots behind a job, sorted.
struct RootSources {
  std::vector<RootSource> roots;
  /// False: too many roots, or an input with too many; they are not kept.
  bool complete = true;
};

/// One root that reaches a job through several inputs with different source
/// times.
struct RootVersions {
  NodeId root;
  std::vector<FunctionId> sources;  ///< distinct, sorted
};

/// A job with more roots behind it keeps none, and has no skew.
inline constexpr std::size_t kMaximumRoots = 1'024;

/// Joins what the inputs of a job bring, sorted by root: for each root its
/// distinct sources.
[[nodiscard]] std::vector<RootVersions> group_by_root(
    std::vector<RootSource> sources);

}  // namespace lockstep
