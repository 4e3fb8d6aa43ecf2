// Topological order by longest paths over the strong components, a shortest
// cycle for each component by breadth-first search backwards, and what stands
// behind a cycle.

#include <algorithm>
#include <cassert>
#include <numeric>

#include "lineage/components.hpp"
#include "lineage/graph.hpp"

namespace lockstep {
namespace {

/// Nodes by (depth of component, first member of component, id): a counting
/// sort of the components, which are met in the order of their first members.
std::vector<NodeId> order_by_depth(const LineageGraph& graph,
                                   const Components& components) {
  const std::vector<std::uint32_t> depth = depths(graph, components);
  std::vector<std::uint32_t> next(components.size() + 1);
  for (std::size_t i = 0; i < components.size(); ++i) {
    next[depth[i] + 1] +=
        static_cast<std::uint32_t>(components.members(i).size());
  }
  std::partial_sum(next.begin(), next.end(), next.begin());

  std::vector<NodeId> order(graph.node_count());
  for (std::size_t i = 0; i < graph.node_count(); ++i) {
    const std::uint32_t component = components.of(NodeId(i));
    const std::span<const NodeId> members = components.members(component);
    if (members.front() != NodeId(i)) continue;
    std::uint32_t& place = next[depth[component]];
    std::ranges::copy(members, order.begin() + place);
    place += static_cast<std::uint32_t>(members.size());
  }
  return order;
}

/// By node: the number of edges of a shortest path to `goal` that stays in
/// its component. Only the entries of that component are written.
void measure_distances(const LineageGraph& graph, const Components& components,
                       NodeId goal, std::vector<std::uint32_t>& distance) {
  const std::uint32_t component = components.of(goal);
  std::vector<NodeId> queue = {goal};
  distance[goal.index()] = 0;
  for (std::size_t head = 0; head < queue.size(); ++head) {
    const NodeId node = queue[head];
    for (const NodeId input : graph.upstream(node)) {
      const bool seen = distance[input.index()] != NodeId::kNone;
      if (seen || components.of(input) != component) continue;
      distance[input.index()] = distance[node.index()] + 1;
      queue.push_back(input);
    }
  }
}

/// Walks from the first member back to it, always to the first of the
/// neighbours nearest to it: of all shortest cycles the first in order.
std::vector<NodeId> shortest_cycle(const LineageGraph& graph,
                                   const Components& components, NodeId first,
                                   std::vector<std::uint32_t>& distance) {
  measure_distances(graph, components, first, distance);
  const auto nearest = [&](NodeId node) {
    NodeId best;
    for (const NodeId next : graph.downstream(node)) {
      if (components.of(next) != components.of(first)) continue;
      if (!best.valid() || distance[next.index()] < distance[best.index()]) {
        best = next;
      }
    }
    return best;
  };
  std::vector<NodeId> cycle = {first};
  do {
    cycle.push_back(nearest(cycle.back()));
  } while (cycle.back() != first);
  return cycle;
}

std::vector<Cycle> find_cycles(const LineageGraph& graph,
                               const Components& components) {
  std::vector<Cycle> cycles;
  std::vector<std::uint32_t> distance(graph.node_count(), NodeId::kNone);
  for (std::size_t i = 0; i < graph.node_count(); ++i) {
    const std::uint32_t component = components.of(NodeId(i));
    const std::span<const NodeId> members = components.members(component);
    if (members.size() < 2 || members.front() != NodeId(i)) continue;
    cycles.push_back(
        {.members = {members.begin(), members.end()},
         .shortest = shortest_cycle(graph, components, NodeId(i), distance)});
  }
  return cycles;
}

}  // namespace

std::vector<std::uint32_t> depths(const LineageGraph& graph,
                                  const Components& components) {
  std::vector<std::uint32_t> depth(components.size());
  for (std::size_t i = 0; i < components.size(); ++i) {
    for (const NodeId node : components.members(i)) {
      for (const NodeId input : graph.upstream(node)) {
        const std::uint32_t from = components.of(input);
        assert(from <= i);
        if (from != i) depth[i] = std::max(depth[i], depth[from] + 1);
      }
    }
  }
  return depth;
}

std::vector<std::uint32_t> heights(const LineageGraph& graph,
                                   const Components& components) {
  std::vector<std::uint32_t> height(components.size());
  for (std::size_t i = components.size(); i-- > 0;) {
    for (const NodeId node : components.members(i)) {
      for (const NodeId consumer : graph.downstream(node)) {
        const std::uint32_t to = components.of(consumer);
        if (to != i) height[i] = std::max(height[i], height[to] + 1);
      }
    }
  }
  return height;
}

Topology topology(const LineageGraph& graph) {
  const Components components(graph);
  Topology result{.order = order_by_depth(graph, components),
                  .cycles = find_cycles(graph, components),
                  .in_cycle = std::vector<bool>(graph.node_count()),
                  .behind_cycle = std::vector<bool>(graph.node_count())};
  for (const Cycle& cycle : result.cycles) {
    for (const NodeId node : cycle.members) {
      result.in_cycle[node.index()] = true;
    }
  }
  for (const NodeId node : result.order) {
    if (result.in_cycle[node.index()]) continue;
    result.behind_cycle[node.index()] =
        std::ranges::any_of(graph.upstream(node), [&](NodeId input) {
          return result.in_cycle[input.index()] ||
                 result.behind_cycle[input.index()];
        });
  }
  return result;
}

}  // namespace lockstep
