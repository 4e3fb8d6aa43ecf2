// An event at a tick has just missed it: the next tick carries it on, run by
// run, through all inputs.
#include "align/reaction.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <vector>

namespace lockstep {
namespace {

constexpr seconds kOne{1};

/// Runs that read something older are passed over, at most so many of them.
constexpr int kMaximumSteps = 100'000;

/// `node` and all that it reads from, inputs first.
std::vector<NodeId> sources_first(const Project& project,
                                  const Alignment& alignment, NodeId node) {
  std::set<NodeId> behind = {node};
  std::vector<NodeId> open = {node};
  while (!open.empty()) {
    const NodeId reader = open.back();
    open.pop_back();
    for (const AlignedEdge& edge : alignment.inputs(reader)) {
      if (behind.insert(edge.read.from).second) open.push_back(edge.read.from);
    }
  }
  std::vector<NodeId> order;
  for (const NodeId member : project.topology.order) {
    if (behind.contains(member)) order.push_back(member);
  }
  return order;
}

/// The first run of `runs` that reads `needed` or a later run.
std::optional<Run> first_reading(const Reader& reader, const RunSequence& runs,
                                 const Run& needed) {
  auto run = runs.first_starting(needed.end);
  if (reader.binding().read == Read::Latest) return run;
  for (int i = 0; run && i < kMaximumSteps; ++i) {
    const auto bound = reader.bound(*run, previous_tick(runs, *run));
    if (bound && bound->key >= needed.key) return run;
    run = runs.after(*run);
  }
  return std::nullopt;
}

/// The first run of the last of `order` that an event at `event` has reached
/// through all of its inputs.
std::optional<Run> reached(const Alignment& alignment,
                           const std::vector<NodeId>& order,
                           sys_seconds event) {
  std::map<NodeId, Run> first;
  for (const NodeId node : order) {
    const RunSequence& runs = *alignment.runs_of(node);
    const auto edges = alignment.inputs(node);
    std::optional<Run> latest;
    if (edges.empty()) latest = runs.first_reaching(event + kOne);
    for (const AlignedEdge& edge : edges) {
      const auto run =
          first_reading(alignment.reader(edge), runs, first.at(edge.read.from));
      if (!run) return std::nullopt;
      if (!latest || run->key > latest->key) latest = run;
    }
    if (!latest) return std::nullopt;
    first.emplace(node, *latest);
  }
  return first.at(order.back());
}

}  // namespace

std::optional<seconds> reaction_time(const Project& project,
                                     const Alignment& alignment, NodeId node) {
  const NodeMeasures* measures = alignment.measures(node);
  if (measures == nullptr) return std::nullopt;
  const auto order = sources_first(project, alignment, node);
  std::optional<seconds> greatest;
  for (const NodeId root : order) {
    if (!alignment.inputs(root).empty()) continue;
    const RunSequence& runs = *alignment.runs_of(root);
    auto run = runs.first_reaching(measures->scope.from);
    for (; run && run->tick < measures->scope.to; run = runs.after(*run)) {
      const auto end = reached(alignment, order, run->tick);
      if (!end) continue;
      greatest = std::max(greatest.value_or(seconds{0}), end->end - run->tick);
    }
  }
  return greatest;
}

}  // namespace lockstep
