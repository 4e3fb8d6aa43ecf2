// The lineage graph against brute force on small random graphs: closure by
// Warshall, cycles by enumeration of all simple paths, reduction by trying
// every edge. The twins work on an adjacency matrix and share no code with
// lib/.

#include "lineage/graph.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <random>
#include <span>
#include <tuple>
#include <vector>

namespace lockstep {
namespace {

using Matrix = std::vector<std::vector<bool>>;  // [from][to]

Matrix matrix_of(std::size_t n, const std::vector<Edge>& edges) {
  Matrix result(n, std::vector<bool>(n));
  for (const Edge& e : edges) result[e.from.index()][e.to.index()] = true;
  return result;
}

/// [u][v]: a path of one or more edges leads from u to v.
Matrix closure(Matrix m) {
  const std::size_t n = m.size();
  for (std::size_t k = 0; k < n; ++k) {
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j) {
        if (m[i][k] && m[k][j]) m[i][j] = true;
      }
    }
  }
  return m;
}

struct Example {
  std::size_t n;
  std::vector<Edge> edges;  // repeats and self edges included
  Matrix direct;            // without self edges
  Matrix reach;             // closure of direct
};

Example random_example(std::mt19937& random) {
  const auto below = [&](std::size_t limit) { return random() % limit; };
  Example example;
  example.n = 1 + below(9);
  const bool acyclic = below(2) == 0;
  std::vector<std::size_t> names(example.n);  // ids need not follow the order
  std::iota(names.begin(), names.end(), 0);
  for (std::size_t i = example.n; i > 1; --i) {
    std::swap(names[i - 1], names[below(i)]);
  }
  const std::size_t edge_count = below(3 * example.n);
  for (std::size_t i = 0; i < edge_count; ++i) {
    std::size_t from = below(example.n), to = below(example.n);
    if (acyclic && from > to) std::swap(from, to);
    const Edge edge{NodeId(names[from]), NodeId(names[to])};
    example.edges.insert(example.edges.end(), 1 + below(2), edge);
  }
  example.direct = matrix_of(example.n, example.edges);
  for (std::size_t i = 0; i < example.n; ++i) example.direct[i][i] = false;
  example.reach = closure(example.direct);
  return example;
}

std::vector<NodeId> nodes_where(std::size_t n, auto predicate) {
  std::vector<NodeId> result;
  for (std::size_t i = 0; i < n; ++i) {
    if (predicate(i)) result.push_back(NodeId(i));
  }
  return result;
}

std::vector<NodeId> to_vector(std::span<const NodeId> nodes) {
  return {nodes.begin(), nodes.end()};
}

void check_neighbours(const Example& x, const LineageGraph& graph) {
  std::vector<Edge> edges;
  for (std::size_t i = 0; i < x.n; ++i) {
    const NodeId node(i);
    const auto up =
        nodes_where(x.n, [&](std::size_t j) { return bool{x.direct[j][i]}; });
    const auto down =
        nodes_where(x.n, [&](std::size_t j) { return bool{x.direct[i][j]}; });
    REQUIRE(to_vector(graph.upstream(node)) == up);
    REQUIRE(to_vector(graph.downstream(node)) == down);
    const auto self_edges = std::ranges::count(x.edges, Edge{node, node});
    REQUIRE(graph.reads_itself(node) == (self_edges > 0));
    for (const NodeId to : down) edges.push_back({node, to});
    REQUIRE(ancestors(graph, node) == nodes_where(x.n, [&](std::size_t j) {
              return j != i && x.reach[j][i];
            }));
    REQUIRE(descendants(graph, node) == nodes_where(x.n, [&](std::size_t j) {
              return j != i && x.reach[i][j];
            }));
  }
  REQUIRE(graph.edges() == edges);
  REQUIRE(graph.edge_count() == edges.size());
}

/// Extends `path` in every way that repeats no node; keeps the best return to
/// its first node: shortest, then lexicographically first.
void try_all_cycles(const Matrix& direct, std::vector<NodeId>& path,
                    std::vector<NodeId>& best) {
  for (std::size_t next = 0; next < direct.size(); ++next) {
    if (!direct[path.back().index()][next]) continue;
    const bool closes = NodeId(next) == path.front();
    if (!closes && std::ranges::count(path, NodeId(next)) > 0) continue;
    path.push_back(NodeId(next));
    if (!closes) {
      try_all_cycles(direct, path, best);
    } else if (best.empty() || path.size() < best.size() ||
               (path.size() == best.size() && path < best)) {
      best = path;
    }
    path.pop_back();
  }
}

void check_cycles(const Example& x, const Topology& result) {
  std::size_t cycle = 0;
  for (std::size_t i = 0; i < x.n; ++i) {
    REQUIRE(result.in_cycle[i] == x.reach[i][i]);
    bool behind = false;
    for (std::size_t j = 0; j < x.n; ++j) {
      behind = behind || (x.reach[j][j] && x.reach[j][i] && !x.reach[i][i]);
    }
    REQUIRE(result.behind_cycle[i] == behind);
    if (!x.reach[i][i]) continue;
    const auto members = nodes_where(
        x.n, [&](std::size_t j) { return x.reach[i][j] && x.reach[j][i]; });
    if (members.front() != NodeId(i)) continue;
    REQUIRE(cycle < result.cycles.size());
    REQUIRE(result.cycles[cycle].members == members);
    std::vector<NodeId> path = {NodeId(i)}, best;
    try_all_cycles(x.direct, path, best);
    REQUIRE(result.cycles[cycle].shortest == best);
    ++cycle;
  }
  REQUIRE(result.cycles.size() == cycle);
}

/// Longest path to each node, in strong components, by relaxing n times.
std::vector<std::size_t> depths_by_relaxation(const Example& x) {
  std::vector<std::size_t> depth(x.n);
  for (std::size_t round = 0; round < x.n; ++round) {
    for (std::size_t i = 0; i < x.n; ++i) {
      for (std::size_t j = 0; j < x.n; ++j) {
        if (!x.reach[i][j]) continue;
        const std::size_t step = x.reach[j][i] ? 0 : 1;
        depth[j] = std::max(depth[j], depth[i] + step);
      }
    }
  }
  return depth;
}

void check_order(const Example& x, const Topology& result) {
  const std::vector<std::size_t> depth = depths_by_relaxation(x);
  std::vector<NodeId> expected =
      nodes_where(x.n, [](std::size_t) { return true; });
  const auto first_member = [&](std::size_t i) {
    std::size_t j = 0;
    while (j != i && !(x.reach[i][j] && x.reach[j][i])) ++j;
    return j;
  };
  std::ranges::sort(expected, [&](NodeId a, NodeId b) {
    const auto key = [&](NodeId node) {
      const std::size_t i = node.index();
      return std::tuple(depth[i], first_member(i), i);
    };
    return key(a) < key(b);
  });
  REQUIRE(result.order == expected);
}

void check_reduction(const Example& x, const LineageGraph& graph) {
  std::vector<Edge> expected;
  for (const Edge& edge : graph.edges()) {
    const std::size_t from = edge.from.index(), to = edge.to.index();
    Matrix without = x.direct;
    without[from][to] = false;
    const bool in_cycle = x.reach[from][from] || x.reach[to][to];
    if (in_cycle || !closure(without)[from][to]) expected.push_back(edge);
  }
  REQUIRE(transitive_reduction(graph) == expected);
}

TEST_CASE("graphs agree with brute force") {
  std::mt19937 random(20'240'101);
  std::size_t cyclic = 0, reduced = 0;
  for (int round = 0; round < 20'000; ++round) {
    const Example x = random_example(random);
    const LineageGraph graph(x.n, x.edges);
    const Topology result = topology(graph);
    check_neighbours(x, graph);
    check_cycles(x, result);
    check_order(x, result);
    check_reduction(x, graph);
    cyclic += result.cycles.empty() ? 0 : 1;
    reduced += transitive_reduction(graph).size() < graph.edge_count() ? 1 : 0;
  }
  // The generator reaches what the checks are for.
  CHECK(cyclic > 4'000);
  CHECK(reduced > 4'000);
}

TEST_CASE("the order of edges does not matter") {
  std::mt19937 random(7);
  for (int round = 0; round < 500; ++round) {
    Example x = random_example(random);
    const LineageGraph graph(x.n, x.edges);
    std::ranges::shuffle(x.edges, random);
    const LineageGraph other(x.n, x.edges);
    REQUIRE(graph.edges() == other.edges());
    REQUIRE(topology(graph).order == topology(other).order);
  }
}

/// Larger and sparser, where bounds on depth and height cut real searches.
TEST_CASE("reduction keeps reachability and nothing can be left out") {
  std::mt19937 random(11);
  for (int round = 0; round < 60; ++round) {
    const std::size_t n = 40;
    std::vector<Edge> edges;
    for (int i = 0; i < 110; ++i) {
      std::size_t from = random() % n, to = random() % n;
      if (from > to && random() % 20 != 0) std::swap(from, to);
      if (from != to) edges.push_back({NodeId(from), NodeId(to)});
    }
    const Matrix direct = matrix_of(n, edges);
    const Example x{n, edges, direct, closure(direct)};
    const LineageGraph graph(n, edges);
    check_reduction(x, graph);
    REQUIRE(closure(matrix_of(n, transitive_reduction(graph))) == x.reach);
  }
}

}  // namespace
}  // namespace lockstep
