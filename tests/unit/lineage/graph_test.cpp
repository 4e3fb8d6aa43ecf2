// The lineage graph by example: neighbours, order, cycles, reduction, and
// shapes large and deep enough to break recursion or quadratic code.

#include "lineage/graph.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep {
namespace {

/// Nodes are the letters a..: `ab bc` are the edges a -> b and b -> c.
LineageGraph make(std::size_t node_count, std::string_view text) {
  std::vector<Edge> edges;
  for (std::size_t i = 0; i + 1 < text.size(); i += 3) {
    edges.push_back({NodeId(static_cast<std::size_t>(text[i] - 'a')),
                     NodeId(static_cast<std::size_t>(text[i + 1] - 'a'))});
  }
  return {node_count, edges};
}

char letter(NodeId node) { return static_cast<char>('a' + node.index()); }

template <class Nodes>
std::string letters(const Nodes& nodes) {
  std::string result;
  for (const NodeId node : nodes) result += letter(node);
  return result;
}

std::string words(const std::vector<Edge>& edges) {
  std::string result;
  for (const Edge& edge : edges) {
    result += result.empty() ? "" : " ";
    result += letter(edge.from);
    result += letter(edge.to);
  }
  return result;
}

std::string marked(const std::vector<bool>& flags) {
  std::string result;
  for (std::size_t i = 0; i < flags.size(); ++i) {
    if (flags[i]) result += letter(NodeId(i));
  }
  return result;
}

TEST_CASE("neighbours are sorted and distinct, self edges apart") {
  const LineageGraph graph = make(4, "cd ab cb ab bb ca ab");
  CHECK(graph.node_count() == 4);
  CHECK(graph.edge_count() == 4);
  CHECK(words(graph.edges()) == "ab ca cb cd");
  CHECK(letters(graph.upstream(NodeId(1))) == "ac");
  CHECK(letters(graph.downstream(NodeId(2))) == "abd");
  CHECK(letters(graph.downstream(NodeId(1))) == "");
  CHECK(graph.reads_itself(NodeId(1)));
  CHECK(!graph.reads_itself(NodeId(0)));
}

TEST_CASE("graphs without edges or nodes") {
  for (const LineageGraph& graph : {LineageGraph(), LineageGraph(0, {})}) {
    CHECK(graph.node_count() == 0);
    CHECK(graph.edge_count() == 0);
    CHECK(graph.edges().empty());
    CHECK(topology(graph).order.empty());
    CHECK(transitive_reduction(graph).empty());
  }
  const LineageGraph loose = make(3, "");
  CHECK(letters(topology(loose).order) == "abc");
  CHECK(ancestors(loose, NodeId(1)).empty());
}

TEST_CASE("order, cycles and what stands behind them") {
  struct Row {
    std::size_t node_count;
    std::string_view edges;
    std::string_view order;
    std::string_view cycles;  // members:shortest, in order
    std::string_view behind;
  };
  const Row rows[] = {
      {3, "cb ba", "cba", "", ""},
      {5, "ec ed cb db", "aecdb", "", ""},  // by depth, then by id
      {4, "ab cd", "acbd", "", ""},
      {2, "aa ab bb", "ab", "", ""},  // a self edge is no cycle
      {2, "ab ba", "ab", "ab:aba ", ""},
      // A triangle with a way out; the way in is not behind.
      {5, "ab bc cb cd de", "abcde", "bc:bcb ", "de"},
      {6, "ab ba bc cd dc de ef", "abcdef", "ab:aba cd:cdc ", "ef"},
      // The shortest of several cycles, through the first member.
      {4, "ab bc cd da ba", "abcd", "abcd:aba ", ""},
      // Two of equal length: the first in order, whatever edge comes first.
      {5, "ae ed da ab bd bc ca", "abcde", "abcde:abca ", ""},
      // The first member's shortest cycle, though b and c have a shorter one.
      {4, "ab bc cb cd da", "abcd", "abcd:abcda ", ""},
      // A component stays together and comes before what depends on it.
      {5, "ad da db ce", "adcbe", "ad:ada ", "b"},
  };
  for (const Row& row : rows) {
    const Topology result = topology(make(row.node_count, row.edges));
    std::string cycles;
    for (const Cycle& cycle : result.cycles) {
      cycles += letters(cycle.members) + ":" + letters(cycle.shortest) + " ";
    }
    CAPTURE(row.edges);
    CHECK(letters(result.order) == row.order);
    CHECK(cycles == row.cycles);
    CHECK(marked(result.behind_cycle) == row.behind);
  }
}

TEST_CASE("ancestors and descendants") {
  const LineageGraph graph = make(7, "ab bc cd ce ef fe gg bb");
  CHECK(letters(ancestors(graph, NodeId(3))) == "abc");
  CHECK(letters(descendants(graph, NodeId(1))) == "cdef");
  CHECK(letters(ancestors(graph, NodeId(4))) == "abcf");
  CHECK(letters(descendants(graph, NodeId(4))) == "f");
  CHECK(letters(descendants(graph, NodeId(6))) == "");
}

TEST_CASE("transitive reduction") {
  struct Row {
    std::size_t node_count;
    std::string_view edges;
    std::string_view reduced;
  };
  const Row rows[] = {
      {3, "ab bc ac", "ab bc"},
      {4, "ab bc cd ad bd ac", "ab bc cd"},
      {4, "ab ac bd cd", "ab ac bd cd"},  // a diamond has none to lose
      {5, "ab ac bd cd ad de ae be", "ab ac bd cd de"},
      {3, "ab ab aa bc", "ab bc"},
      {3, "ab ba bc ac", "ab ac ba bc"},  // from a cycle: all are kept
      {3, "ab ac bc cb", "ab ac bc cb"},  // into a cycle
      // Around a cycle, but replaced by the path through it.
      {4, "ab bc cb cd ad", "ab bc cb cd"},
  };
  for (const Row& row : rows) {
    const LineageGraph graph = make(row.node_count, row.edges);
    CAPTURE(row.edges);
    CHECK(words(transitive_reduction(graph)) == row.reduced);
  }
}

// ---- Sizes ----

constexpr std::size_t kMany = 1'000'000;

TEST_CASE("a chain of a million nodes, against the order of its ids") {
  std::vector<Edge> edges;
  for (std::size_t i = 1; i < kMany; ++i) {
    edges.push_back({NodeId(i), NodeId(i - 1)});
    if (i >= 2) edges.push_back({NodeId(i), NodeId(i - 2)});
  }
  const LineageGraph graph(kMany, edges);
  const Topology result = topology(graph);
  CHECK(result.cycles.empty());
  CHECK(result.order.front() == NodeId(kMany - 1));
  CHECK(result.order.back() == NodeId(0));
  CHECK(ancestors(graph, NodeId(0)).size() == kMany - 1);
  CHECK(descendants(graph, NodeId(kMany - 1)).size() == kMany - 1);
  CHECK(transitive_reduction(graph).size() == kMany - 1);
}

TEST_CASE("a cycle of a million nodes") {
  std::vector<Edge> edges;
  for (std::size_t i = 0; i < kMany; ++i) {
    edges.push_back({NodeId(i), NodeId((i + 1) % kMany)});
  }
  const LineageGraph graph(kMany, edges);
  const Topology result = topology(graph);
  REQUIRE(result.cycles.size() == 1);
  CHECK(result.cycles[0].members.size() == kMany);
  CHECK(result.cycles[0].shortest.size() == kMany + 1);
  CHECK(transitive_reduction(graph).size() == kMany);
}

TEST_CASE("hubs do not make reduction quadratic") {
  // A chain whose every node also reads one calendar table and one source of
  // its own.
  constexpr std::size_t kLength = 300'000;
  std::vector<Edge> edges;
  for (std::size_t i = 1; i <= kLength; ++i) {
    edges.push_back({NodeId(0), NodeId(i)});
    edges.push_back({NodeId(kLength + i), NodeId(i)});
    if (i > 1) edges.push_back({NodeId(i - 1), NodeId(i)});
  }
  const LineageGraph graph(2 * kLength + 1, edges);
  CHECK(transitive_reduction(graph).size() == 2 * kLength);
}

}  // namespace
}  // namespace lockstep
