#pragma once
// How far before and after the horizon the runs of each node matter to somebody
// behind it.

#include <vector>

#include "align/binding.hpp"
#include "align/measure.hpp"
#include "align/run_builder.hpp"
#include "align/start.hpp"

namespace lockstep {

/// By node, in whole days and powers of two, so that nodes share what they
/// need; 0 without runs. O(nodes + edges).
[[nodiscard]] std::vector<seconds> find_reach(const Project& project,
                                              const Derivation& derivation,
                                              const ReadEdges& read);

/// Where runs of a node with this reach are listed if they do not repeat.
[[nodiscard]] RunSpan span_around(const Derivation& derivation,
                                  const Scope& horizon, seconds reach);

}  // namespace lockstep
