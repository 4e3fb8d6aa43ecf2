// From consumers to inputs: a run reads at most a few ticks back, or an offset,
// or a window.
#include "align/reach.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>

#include "align/cadence.hpp"

namespace lockstep {
namespace {

/// Gaps of a node's own ticks around the horizon.
constexpr int kTicks = 3;
/// Between the ticks of what fires once a year, or where many have no run.
constexpr seconds kOnce = std::chrono::days{400};
/// Nothing that the horizon reads lies further behind its end: a gap of the
/// rarest cadence and what is waited for.
constexpr seconds kAhead = std::chrono::days{512};

seconds power_of_two_days(seconds reach) {
  const auto days =
      static_cast<std::uint64_t>(reach / std::chrono::days{1}) + 2;
  return std::chrono::days{static_cast<std::int64_t>(std::bit_ceil(days))};
}

/// By node: how far apart runs that read something may be. Not every one reads
/// its window or finds the run that it names, and some have no run at all, nor
/// has what waits for them. Those of two time zones can meet in summer only.
std::vector<seconds> longest_pauses(const Project& project,
                                    const Derivation& derivation,
                                    const ReadEdges& read,
                                    const std::vector<seconds>& gaps) {
  std::vector<seconds> pauses(project.datasets.size());
  for (const NodeId node : project.topology.order) {
    if (!has_runs(derivation, node)) continue;
    seconds& pause = pauses[node.index()];
    pause = gaps[derivation[node].cadence.index()];
    const auto widen = [&](NodeId from, BindingId id) {
      const Binding& binding = read.bindings[id.index()];
      if (binding.read == Read::Same || binding.timeout) {
        pause = std::max(pause, kOnce);
      } else if (binding.read == Read::Window) {
        pause = std::max(pause, gaps[derivation[from].cadence.index()]);
      }
    };
    const std::size_t i = node.index();
    for (const StartEdge& edge : read.starts[i]) {
      pause = std::max(pause, pauses[edge.from.index()]);
      widen(edge.from, edge.binding);
    }
    for (std::uint32_t e = read.begin[i]; e < read.begin[i + 1]; ++e) {
      widen(read.edges[e].from, read.edges[e].binding);
    }
  }
  return pauses;
}

}  // namespace

std::vector<seconds> find_reach(const Project& project,
                                const Derivation& derivation,
                                const ReadEdges& read) {
  std::vector<seconds> gaps;
  for (const Cadence& cadence : derivation.cadences) {
    gaps.push_back(greatest_gap(cadence).value_or(kOnce));
  }
  const std::vector<seconds> pauses =
      longest_pauses(project, derivation, read, gaps);
  std::vector<seconds> reach(project.datasets.size());
  const auto extend = [&](NodeId from, NodeId to, BindingId id) {
    const Binding& binding = read.bindings[id.index()];
    const DurationRange duration =
        project[from].duration.value_or(DurationRange{});
    const seconds more = std::chrono::abs(binding.offset) + binding.length +
                         duration.max + gaps[derivation[from].cadence.index()];
    reach[from.index()] =
        std::max(reach[from.index()], reach[to.index()] + more);
  };
  const auto& order = project.topology.order;
  for (auto node = order.rbegin(); node != order.rend(); ++node) {
    if (!has_runs(derivation, *node)) continue;
    const std::size_t i = node->index();
    const seconds own = std::min(
        kTicks * pauses[i],
        std::max(kTicks * gaps[derivation[*node].cadence.index()], kOnce));
    reach[i] = power_of_two_days(std::max(reach[i], own));
    for (const StartEdge& edge : read.starts[i]) {
      extend(edge.from, *node, edge.binding);
    }
    for (std::uint32_t e = read.begin[i]; e < read.begin[i + 1]; ++e) {
      extend(read.edges[e].from, *node, read.edges[e].binding);
    }
  }
  return reach;
}

RunSpan span_around(const Derivation& derivation, const Scope& horizon,
                    seconds reach) {
  return {derivation.reference, horizon.from - reach,
          horizon.to + std::min(reach, kAhead)};
}

}  // namespace lockstep
