#pragma once
// What reports and explanations show of measures: the run that proves an age
// with the chain behind it, sources of unknown age, the edge between two
// datasets.

#include <vector>

#include "align/alignment.hpp"
#include "report/json_writer.hpp"

namespace lockstep {

/// How `to` reads `from`, directly; nullptr if that was not measured.
[[nodiscard]] const AlignedEdge* edge_between(const Alignment& alignment,
                                              NodeId from, NodeId to);

/// What stands behind a node and has no cadence, so that no age counts it.
struct UnknownRoots {
  std::vector<NodeId> roots;  ///< by name, at most kMaximumUnknownRoots
  bool more = false;          ///< there are others
  friend auto operator<=>(const UnknownRoots&, const UnknownRoots&) = default;
};
inline constexpr std::size_t kMaximumUnknownRoots = 64;

/// Of every measured node. Equal sets are kept once.
class UnknownRootTable {
 public:
  /// O(edges) unions of at most kMaximumUnknownRoots names.
  UnknownRootTable(const Project& project, const Alignment& alignment);
  [[nodiscard]] const UnknownRoots& operator[](NodeId node) const {
    return sets_[index_[node.index()]];
  }

 private:
  std::vector<UnknownRoots> sets_;
  std::vector<std::size_t> index_;  ///< by node
};

/// The members of a node from `age_max_seconds` to `bound`. The witness is the
/// run that is read longest: its start, until when it is read, and the chain of
/// runs from the oldest source to it.
void write_node_measures(JsonWriter& json, const Project& project,
                         const Derivation& derivation,
                         const Alignment& alignment,
                         const UnknownRootTable& unknown, NodeId node);

/// The members of an edge from `slack_min_seconds` to `lost_share`.
void write_edge_measures(JsonWriter& json, const EdgeMeasures& measures);

}  // namespace lockstep
