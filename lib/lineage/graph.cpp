// Compressed sparse rows by counting sort, and the one meeting with
// Boost.Graph: LineageGraph as a model of its concepts, strong components
// (Tarjan) and breadth-first reachability. Boost's depth-first search keeps
// its own stack, so chains may be as long as memory allows.

#include "lineage/graph.hpp"

#include <algorithm>
#include <cassert>
#include <numeric>
#include <utility>

#include <boost/graph/breadth_first_search.hpp>
#include <boost/graph/graph_concepts.hpp>
#include <boost/graph/graph_traits.hpp>
#include <boost/graph/reverse_graph.hpp>
#include <boost/graph/strong_components.hpp>
#include <boost/graph/two_bit_color_map.hpp>
#include <boost/iterator/counting_iterator.hpp>
#include <boost/iterator/transform_iterator.hpp>
#include <boost/pending/queue.hpp>
#include <boost/property_map/function_property_map.hpp>

#include "lineage/components.hpp"

namespace lockstep {

// ---- Construction ----

/// Counting sort: `for_each` calls its argument with every (node, neighbour)
/// pair, twice in the same order.
template <class ForEach>
LineageGraph::Rows LineageGraph::grouped(std::size_t node_count,
                                         const ForEach& for_each) {
  Rows rows;
  rows.begin.resize(node_count + 1);
  for_each([&](NodeId node, NodeId) { ++rows.begin[node.index() + 1]; });
  std::partial_sum(rows.begin.begin(), rows.begin.end(), rows.begin.begin());
  rows.neighbours.resize(rows.begin.back());
  std::vector<std::uint32_t> next(rows.begin.begin(), rows.begin.end() - 1);
  for_each([&](NodeId node, NodeId neighbour) {
    rows.neighbours[next[node.index()]++] = neighbour;
  });
  return rows;
}

/// The same edges from the other end; the new rows are sorted because the old
/// ones are visited in order.
LineageGraph::Rows LineageGraph::transposed(const Rows& rows) {
  const std::size_t node_count = rows.begin.size() - 1;
  return grouped(node_count, [&](auto&& visit) {
    for (std::size_t i = 0; i < node_count; ++i) {
      for (const NodeId neighbour : rows[NodeId(i)]) {
        visit(neighbour, NodeId(i));
      }
    }
  });
}

/// Keeps the first of equal neighbours in sorted rows.
void LineageGraph::remove_repeats(Rows& rows) {
  std::uint32_t kept = 0;
  for (std::size_t i = 0, next = 0; i + 1 < rows.begin.size(); ++i) {
    const std::uint32_t start = kept;
    for (; next < rows.begin[i + 1]; ++next) {
      const NodeId neighbour = rows.neighbours[next];
      if (kept > start && rows.neighbours[kept - 1] == neighbour) continue;
      rows.neighbours[kept++] = neighbour;
    }
    rows.begin[i + 1] = kept;
  }
  rows.neighbours.resize(kept);
}

LineageGraph::LineageGraph(std::size_t node_count, std::vector<Edge> edges)
    : self_(node_count) {
  assert(node_count < NodeId::kNone && edges.size() < NodeId::kNone);
  for (const Edge& edge : edges) {
    assert(edge.from.index() < node_count && edge.to.index() < node_count);
    if (edge.from == edge.to) self_[edge.from.index()] = true;
  }
  upstream_ = grouped(node_count, [&](auto&& visit) {
    for (const Edge& edge : edges) {
      if (edge.from != edge.to) visit(edge.to, edge.from);
    }
  });
  downstream_ = transposed(upstream_);
  remove_repeats(downstream_);
  upstream_ = transposed(downstream_);
}

std::vector<Edge> LineageGraph::edges() const {
  std::vector<Edge> result;
  result.reserve(edge_count());
  for (std::size_t i = 0; i < node_count(); ++i) {
    for (const NodeId to : downstream(NodeId(i))) {
      result.push_back({NodeId(i), to});
    }
  }
  return result;
}

// ---- LineageGraph as Boost.Graph sees it ----

namespace {

struct MakeNode {
  NodeId operator()(std::size_t index) const { return NodeId(index); }
};
struct MakeOutEdge {
  NodeId from;
  Edge operator()(NodeId to) const { return {from, to}; }
};
struct MakeInEdge {
  NodeId to;
  Edge operator()(NodeId from) const { return {from, to}; }
};

}  // namespace
}  // namespace lockstep

template <>
struct boost::graph_traits<lockstep::LineageGraph> {
  using vertex_descriptor = lockstep::NodeId;
  using edge_descriptor = lockstep::Edge;
  using directed_category = bidirectional_tag;
  using edge_parallel_category = disallow_parallel_edge_tag;
  struct traversal_category : bidirectional_graph_tag,
                              adjacency_graph_tag,
                              vertex_list_graph_tag {};
  using vertices_size_type = std::size_t;
  using edges_size_type = std::size_t;
  using degree_size_type = std::size_t;
  using adjacency_iterator = const lockstep::NodeId*;
  using vertex_iterator =
      transform_iterator<lockstep::MakeNode, counting_iterator<std::size_t>>;
  using out_edge_iterator =
      transform_iterator<lockstep::MakeOutEdge, adjacency_iterator>;
  using in_edge_iterator =
      transform_iterator<lockstep::MakeInEdge, adjacency_iterator>;
  static vertex_descriptor null_vertex() { return {}; }
};

namespace lockstep {

// Found by Boost through the namespace of LineageGraph; internal to this file.
using Traits = boost::graph_traits<LineageGraph>;

static NodeId source(const Edge& edge, const LineageGraph&) {
  return edge.from;
}
static NodeId target(const Edge& edge, const LineageGraph&) { return edge.to; }

static std::size_t num_vertices(const LineageGraph& graph) {
  return graph.node_count();
}
static auto vertices(const LineageGraph& graph) {
  return std::pair(
      Traits::vertex_iterator(boost::counting_iterator<std::size_t>(0)),
      Traits::vertex_iterator(
          boost::counting_iterator<std::size_t>(graph.node_count())));
}

static auto adjacent_vertices(NodeId node, const LineageGraph& graph) {
  const std::span<const NodeId> row = graph.downstream(node);
  return std::pair(row.data(), row.data() + row.size());
}
static std::size_t out_degree(NodeId node, const LineageGraph& graph) {
  return graph.downstream(node).size();
}
static auto out_edges(NodeId node, const LineageGraph& graph) {
  const auto [first, last] = adjacent_vertices(node, graph);
  return std::pair(Traits::out_edge_iterator(first, MakeOutEdge{node}),
                   Traits::out_edge_iterator(last, MakeOutEdge{node}));
}

static std::size_t in_degree(NodeId node, const LineageGraph& graph) {
  return graph.upstream(node).size();
}
static std::size_t degree(NodeId node, const LineageGraph& graph) {
  return in_degree(node, graph) + out_degree(node, graph);
}
static auto in_edges(NodeId node, const LineageGraph& graph) {
  const std::span<const NodeId> row = graph.upstream(node);
  return std::pair(
      Traits::in_edge_iterator(row.data(), MakeInEdge{node}),
      Traits::in_edge_iterator(row.data() + row.size(), MakeInEdge{node}));
}

BOOST_CONCEPT_ASSERT((boost::VertexListGraphConcept<LineageGraph>));
BOOST_CONCEPT_ASSERT((boost::AdjacencyGraphConcept<LineageGraph>));
BOOST_CONCEPT_ASSERT((boost::BidirectionalGraphConcept<LineageGraph>));

namespace {

auto index_map() {
  return boost::make_function_property_map<NodeId, std::size_t>(
      [](NodeId node) { return node.index(); });
}

/// Collects what a breadth-first search discovers.
struct Collector : boost::default_bfs_visitor {
  std::vector<NodeId>* found;
  template <class Graph>
  void discover_vertex(NodeId node, const Graph&) {
    found->push_back(node);
  }
};

template <class Graph>
std::vector<NodeId> reachable(const Graph& graph, NodeId from) {
  std::vector<NodeId> found;
  Collector collector;
  collector.found = &found;
  boost::queue<NodeId> queue;
  const auto colors =
      boost::make_two_bit_color_map(num_vertices(graph), index_map());
  boost::breadth_first_visit(graph, from, queue, collector, colors);
  found.erase(found.begin());  // `from` itself
  std::ranges::sort(found);
  return found;
}

}  // namespace

// ---- Algorithms ----

Components::Components(const LineageGraph& graph) : of_(graph.node_count()) {
  const auto component_map =
      boost::make_iterator_property_map(of_.begin(), index_map());
  // Tarjan finishes a component after all that it leads to, so his numbers
  // count from the last consumer; ours count from the first input.
  const std::uint32_t count = boost::strong_components(
      graph, component_map, boost::vertex_index_map(index_map()));
  begin_.resize(count + std::size_t{1});
  for (std::uint32_t& component : of_) {
    component = count - 1 - component;
    ++begin_[component + 1];
  }
  std::partial_sum(begin_.begin(), begin_.end(), begin_.begin());
  members_.resize(of_.size());
  std::vector<std::uint32_t> next(begin_.begin(), begin_.end() - 1);
  for (std::size_t i = 0; i < of_.size(); ++i) {
    members_[next[of_[i]]++] = NodeId(i);
  }
}

std::vector<NodeId> ancestors(const LineageGraph& graph, NodeId node) {
  return reachable(boost::make_reverse_graph(graph), node);
}

std::vector<NodeId> descendants(const LineageGraph& graph, NodeId node) {
  return reachable(graph, node);
}

}  // namespace lockstep
