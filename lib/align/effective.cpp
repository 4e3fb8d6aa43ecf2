// Crons are ranked once; then every node takes the least position, in
// topological order.
#include "align/effective.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

namespace lockstep {
namespace {

constexpr std::uint32_t kNoPosition = std::numeric_limits<std::uint32_t>::max();

/// The crons that parse, most frequent first; equal ones in order of texts.
std::vector<CronId> by_order(const Project& project, sys_seconds reference) {
  std::vector<CronId> ids;
  std::vector<Rank> ranks(project.crons.size());
  for (std::size_t i = 0; i < project.crons.size(); ++i) {
    if (!project.crons[i].cron) continue;
    ids.emplace_back(i);
    ranks[i] = rank(Schedule{{*project.crons[i].cron}}, reference);
  }
  std::stable_sort(ids.begin(), ids.end(), [&](CronId a, CronId b) {
    return order(ranks[a.index()], ranks[b.index()]) < 0;
  });
  return ids;
}

}  // namespace

std::vector<CronId> effective_crons(const Project& project,
                                    sys_seconds reference) {
  const std::vector<CronId> ordered = by_order(project, reference);
  std::vector<std::uint32_t> position(project.crons.size(), kNoPosition);
  for (std::size_t i = 0; i < ordered.size(); ++i) {
    position[ordered[i].index()] = static_cast<std::uint32_t>(i);
  }
  std::vector<std::uint32_t> computed(project.datasets.size(), kNoPosition);
  const Topology& topology = project.topology;
  for (const NodeId node : topology.order) {
    if (topology.in_cycle[node.index()] ||
        topology.behind_cycle[node.index()]) {
      continue;
    }
    const Dataset& dataset = project[node];
    std::uint32_t& best = computed[node.index()];
    for (const CronUse& use : dataset.crons) {
      best = std::min(best, position[use.cron.index()]);
    }
    if (!dataset.crons.empty()) continue;
    for (const Input& input : dataset.inputs) {
      if (input.dataset == node) continue;
      const std::uint32_t of_input = computed[input.dataset.index()];
      best = std::min(best, of_input);
      if (of_input == kNoPosition) {
        best = kNoPosition;
        break;
      }
    }
  }
  std::vector<CronId> effective(computed.size());
  for (std::size_t i = 0; i < computed.size(); ++i) {
    if (computed[i] != kNoPosition) effective[i] = ordered[computed[i]];
  }
  return effective;
}

}  // namespace lockstep
