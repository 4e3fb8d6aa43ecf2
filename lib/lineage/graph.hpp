#pragma once
// The lineage graph: datasets are nodes 0..n-1 in the sorted order of their
// canonical names, an edge u -> v means that v reads u. Compressed sparse rows
// in both directions; the adjacency models Boost.Graph's concepts (graph.cpp).

#include <compare>
#include <cstdint>
#include <span>
#include <vector>

#include "base/id.hpp"

namespace lockstep {

struct Edge {
  NodeId from;  ///< upstream, the input
  NodeId to;    ///< downstream, the consumer
  friend auto operator<=>(const Edge&, const Edge&) = default;
};

/// Immutable. Neighbours are sorted by id, each once; self edges are kept
/// apart (an incremental read of one's own past, ignored by every order).
class LineageGraph {
 public:
  LineageGraph() = default;
  /// `edges` in any order, repeats allowed; all ids below `node_count`.
  LineageGraph(std::size_t node_count, std::vector<Edge> edges);

  [[nodiscard]] std::size_t node_count() const { return node_count_; }
  /// Distinct edges without self edges.
  [[nodiscard]] std::size_t edge_count() const { return upstream_.size(); }
  [[nodiscard]] std::span<const NodeId> upstream(NodeId node) const;
  [[nodiscard]] std::span<const NodeId> downstream(NodeId node) const;
  [[nodiscard]] bool reads_itself(NodeId node) const;
  /// All edges, sorted; without self edges.
  [[nodiscard]] std::vector<Edge> edges() const;

 private:
  std::size_t node_count_ = 0;
  std::vector<std::uint32_t> upstream_begin_, downstream_begin_;
  std::vector<NodeId> upstream_, downstream_;
  std::vector<bool> self_;
};

/// A strong component of two or more nodes.
struct Cycle {
  std::vector<NodeId> members;  ///< all nodes of the component, sorted
  /// A shortest cycle through the first member, in edge direction, first node
  /// repeated at the end; of several the lexicographically first.
  std::vector<NodeId> shortest;
};

/// Topological order and cycles. Nodes of cycles and nodes behind them are in
/// `order` too (components condensed, members by id), marked below.
struct Topology {
  std::vector<NodeId> order;       ///< inputs first; ties by id: deterministic
  std::vector<Cycle> cycles;       ///< sorted by first member
  std::vector<bool> in_cycle;      ///< by node
  std::vector<bool> behind_cycle;  ///< by node: an ancestor is in a cycle
};
/// O(nodes + edges) plus the shortest-cycle searches within components.
[[nodiscard]] Topology topology(const LineageGraph& graph);

/// All nodes from which `node` can be reached (without itself), sorted.
[[nodiscard]] std::vector<NodeId> ancestors(const LineageGraph& graph,
                                            NodeId node);
/// All nodes reachable from `node` (without itself), sorted.
[[nodiscard]] std::vector<NodeId> descendants(const LineageGraph& graph,
                                              NodeId node);

/// The edges that no longer path replaces, sorted. Edges inside a strong
/// component are all kept, and so are edges from or to one (a reduction is
/// unique only without cycles).
[[nodiscard]] std::vector<Edge> transitive_reduction(const LineageGraph& graph);

}  // namespace lockstep
