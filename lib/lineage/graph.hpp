#pragma once
// The lineage graph: datasets are nodes 0..n-1 in the sorted order of their
// canonical names, an edge u -> v means that v reads u. Compressed sparse rows
// in both directions; the adjacency models Boost.Graph's concepts (graph.cpp).

#include <compare>
#include <cstddef>
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
  /// O(nodes + edges).
  LineageGraph(std::size_t node_count, std::vector<Edge> edges);

  [[nodiscard]] std::size_t node_count() const { return self_.size(); }
  /// Distinct edges without self edges.
  [[nodiscard]] std::size_t edge_count() const {
    return upstream_.neighbours.size();
  }
  [[nodiscard]] std::span<const NodeId> upstream(NodeId node) const {
    return upstream_[node];
  }
  [[nodiscard]] std::span<const NodeId> downstream(NodeId node) const {
    return downstream_[node];
  }
  [[nodiscard]] bool reads_itself(NodeId node) const {
    return self_[node.index()];
  }
  /// All edges, sorted; without self edges.
  [[nodiscard]] std::vector<Edge> edges() const;

 private:
  /// Compressed sparse rows: the neighbours of node i are
  /// neighbours[begin[i]..begin[i + 1]).
  struct Rows {
    std::vector<std::uint32_t> begin;
    std::vector<NodeId> neighbours;

    [[nodiscard]] std::span<const NodeId> operator[](NodeId node) const {
      const std::uint32_t* const row = &begin[node.index()];
      return std::span(neighbours).subspan(row[0], row[1] - row[0]);
    }
  };
  static Rows transposed(const Rows& rows);
  static void remove_repeats(Rows& rows);
  template <class ForEach>
  static Rows grouped(std::size_t node_count, const ForEach& for_each);

  Rows upstream_, downstream_;
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
/// `order` too, marked below.
struct Topology {
  /// Inputs first: components by depth (the longest path that ends there, in
  /// components), then by first member; the members of one by id.
  std::vector<NodeId> order;
  std::vector<Cycle> cycles;   ///< sorted by first member
  std::vector<bool> in_cycle;  ///< by node
  /// By node: not in a cycle itself, but an ancestor is.
  std::vector<bool> behind_cycle;
};
/// O(nodes + edges): one search within each component finds its cycle.
[[nodiscard]] Topology topology(const LineageGraph& graph);

/// All nodes from which `node` can be reached (without itself), sorted.
[[nodiscard]] std::vector<NodeId> ancestors(const LineageGraph& graph,
                                            NodeId node);
/// All nodes reachable from `node` (without itself), sorted. Both are
/// O(nodes + edges).
[[nodiscard]] std::vector<NodeId> descendants(const LineageGraph& graph,
                                              NodeId node);

/// The edges that no longer path replaces, sorted. Edges inside a strong
/// component are all kept, and so are edges from or to one (a reduction is
/// unique only without cycles). Time: reduction.cpp; near linear on shallow
/// graphs, O(nodes * edges) at worst.
[[nodiscard]] std::vector<Edge> transitive_reduction(const LineageGraph& graph);

}  // namespace lockstep
