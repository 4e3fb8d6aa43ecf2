// Pipelines that wait for each other in a ring would never start. The strong
// components of the graph of groups are such rings; within one every job gets
// a stage, the greatest number of times that a path to it changes the group.
#include <algorithm>
#include <cstddef>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"
#include "pipeline/group_parts.hpp"

namespace lockstep {
namespace {

using GroupIndex = std::size_t;

/// Groups by node; a dataset with unlike jobs is in several.
std::vector<std::vector<GroupIndex>> groups_by_node(
    const GroupedProject& grouped, const std::vector<JobGroup>& groups) {
  std::vector<std::vector<GroupIndex>> by_node(grouped.project.datasets.size());
  for (GroupIndex i = 0; i < groups.size(); ++i) {
    for (const Unit& unit : groups[i].units) {
      by_node[unit.node.index()].push_back(i);
    }
  }
  return by_node;
}

Topology topology_of_groups(const GroupedProject& grouped,
                            const std::vector<std::vector<GroupIndex>>& by_node,
                            std::size_t count) {
  std::vector<Edge> edges;
  for (const Edge& edge : grouped.project.graph.edges()) {
    for (const GroupIndex from : by_node[edge.from.index()]) {
      for (const GroupIndex to : by_node[edge.to.index()]) {
        if (from != to) edges.push_back({NodeId(from), NodeId(to)});
      }
    }
  }
  return topology(LineageGraph(count, std::move(edges)));
}

/// The rings of groups, each with its number; groups outside have none.
constexpr std::size_t kNoRing = static_cast<std::size_t>(-1);
std::vector<std::size_t> rings_of(const Topology& topology, std::size_t count) {
  std::vector<std::size_t> rings(count, kNoRing);
  for (std::size_t i = 0; i < topology.cycles.size(); ++i) {
    for (const NodeId group : topology.cycles[i].members) {
      rings[group.index()] = i;
    }
  }
  return rings;
}

}  // namespace

void split_by_stage(const GroupedProject& grouped,
                    std::vector<JobGroup>& groups,
                    std::vector<std::string>& notes) {
  const auto by_node = groups_by_node(grouped, groups);
  const auto rings = rings_of(
      topology_of_groups(grouped, by_node, groups.size()), groups.size());
  if (std::ranges::all_of(rings, [](auto ring) { return ring == kNoRing; })) {
    return;
  }
  std::map<std::pair<NodeId, GroupIndex>, int> stages;
  for (const NodeId node : grouped.project.topology.order) {
    for (const GroupIndex to : by_node[node.index()]) {
      if (rings[to] == kNoRing) continue;
      int stage = 0;
      for (const NodeId input : grouped.project.graph.upstream(node)) {
        for (const GroupIndex from : by_node[input.index()]) {
          if (rings[from] != rings[to]) continue;
          stage = std::max(stage, stages[{input, from}] + (from == to ? 0 : 1));
        }
      }
      stages[{node, to}] = stage;
    }
  }
  std::vector<JobGroup> result;
  for (GroupIndex i = 0; i < groups.size(); ++i) {
    std::map<int, std::vector<Unit>> parts;
    for (Unit& unit : groups[i].units) {
      const int stage = rings[i] == kNoRing ? 0 : stages[{unit.node, i}];
      parts[stage].push_back(std::move(unit));
    }
    if (parts.size() > 1) {
      notes.push_back(fmt::format(
          "pipeline {} reads what other pipelines make of its own datasets, so "
          "it is split into {} stages",
          quoted(groups[i].name), parts.size()));
    }
    std::size_t number = 0;
    for (auto& [stage, units] : parts) {
      JobGroup part = groups[i];
      if (++number > 1) part.name += fmt::format("_stage{}", number);
      part.units = std::move(units);
      result.push_back(std::move(part));
    }
  }
  groups = std::move(result);
}

}  // namespace lockstep
