// LOD001: too many pipelines that start in one minute. A sweep over the minutes
// of the horizon, each distinct schedule walked once.

#include <algorithm>
#include <map>
#include <numeric>

#include <fmt/format.h>

#include "base/text.hpp"
#include "lint/checks.hpp"
#include "lint/edges.hpp"

namespace lockstep {
namespace {

constexpr seconds kMinute = std::chrono::minutes{1};
constexpr std::size_t kMovesShown = 3;

/// Jobs with crons that run in one pipeline.
struct Group {
  std::vector<NodeId> jobs;
  Schedule schedule;  ///< of all of them
};

/// Disjoint sets, joined along edges inside pipelines.
std::vector<Group> groups_of(const LintContext& ctx) {
  const std::size_t size = ctx.project.datasets.size();
  std::vector<std::size_t> parent(size);
  std::iota(parent.begin(), parent.end(), std::size_t{0});
  const auto root = [&](std::size_t i) {
    while (parent[i] != i) i = parent[i] = parent[parent[i]];
    return i;
  };
  for (const AlignedEdge& edge : ctx.alignment().edges) {
    if (!ctx.alignment().binding(edge).pipeline) continue;
    const std::size_t a = root(edge.read.from.index());
    const std::size_t b = root(edge.read.to.index());
    parent[std::max(a, b)] = std::min(a, b);
  }
  std::map<std::size_t, Group> groups;
  for (std::size_t i = 0; i < size; ++i) {
    const NodeId node(i);
    const Cadence* cadence = ctx.derivation.cadence(node);
    if (ctx.derivation[node].type != StartType::Schedule || !cadence) continue;
    Group& group = groups[root(i)];
    group.jobs.push_back(node);
    const auto& crons = cadence->schedule.crons;
    group.schedule.crons.insert(group.schedule.crons.end(), crons.begin(),
                                crons.end());
  }
  std::vector<Group> result;
  for (auto& [first, group] : groups) {
    group.schedule = reduce(group.schedule);
    result.push_back(std::move(group));
  }
  return result;
}

/// Starts by minute of the horizon.
std::vector<std::uint32_t> starts_by_minute(const std::vector<Group>& groups,
                                            const Scope& scope) {
  std::vector<std::uint32_t> starts(
      static_cast<std::size_t>((scope.to - scope.from) / kMinute) + 1);
  std::vector<std::pair<const Schedule*, std::uint32_t>> distinct;
  for (const Group& group : groups) {
    const auto known = std::ranges::find_if(
        distinct, [&](const auto& d) { return *d.first == group.schedule; });
    if (known != distinct.end()) {
      ++known->second;
    } else {
      distinct.emplace_back(&group.schedule, 1);
    }
  }
  for (const auto& [schedule, weight] : distinct) {
    auto tick = next_or_equal(*schedule, scope.from);
    while (tick && *tick < scope.to) {
      const auto minute =
          static_cast<std::size_t>((*tick - scope.from) / kMinute);
      starts[minute] += weight;
      const auto end =
          scope.from + kMinute * static_cast<std::int64_t>(minute + 1);
      tick = next_or_equal(*schedule, end);
    }
  }
  return starts;
}

/// Nobody is told when it runs: all that read it wait, and it reads nothing.
bool moves_freely(const LintContext& ctx, const Group& group) {
  const NodeId node = group.jobs.front();
  if (group.jobs.size() > 1 || !ctx.alignment().inputs(node).empty()) {
    return false;
  }
  return std::ranges::none_of(
      ctx.alignment().edges, [&](const AlignedEdge& edge) {
        return edge.read.from == node && !ctx.alignment().binding(edge).waits;
      });
}

/// FNV-1a: the same minute for a name in every project.
int minute_of(std::string_view name) {
  std::uint32_t hash = 0x811c9dc5U;
  for (const char c : name) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x01000193U;
  }
  return static_cast<int>(hash % 60);
}

std::string spread_of(const LintContext& ctx,
                      const std::vector<const Group*>& herd) {
  std::vector<std::string> moves;
  for (const Group* group : herd) {
    if (!moves_freely(ctx, *group)) continue;
    const Dataset& dataset = ctx.project[group->jobs.front()];
    moves.push_back(fmt::format("{} to minute {}", quoted(dataset.name),
                                minute_of(dataset.key)));
  }
  if (moves.empty()) return "give some of them another minute";
  return fmt::format("move what no other cron relies on: {}",
                     join_words(moves, kMovesShown));
}

}  // namespace

void check_herd(const LintContext& ctx, const Report& report) {
  const auto& budget = ctx.project.settings.lint.ticks_per_minute;
  if (!budget) return;
  const Scope& scope = ctx.alignment().horizon;
  const std::vector<Group> groups = groups_of(ctx);
  const auto starts = starts_by_minute(groups, scope);
  const auto worst = std::ranges::max_element(starts);
  if (static_cast<double>(*worst) <= *budget) return;
  const sys_seconds at = scope.from + kMinute * (worst - starts.begin());
  std::vector<const Group*> herd;
  for (const Group& group : groups) {
    const auto tick = next_or_equal(group.schedule, at);
    if (tick && *tick < at + kMinute) herd.push_back(&group);
  }
  Diagnostic result =
      finding("LOD001", fmt::format("{} pipelines start at {}, over the budget "
                                    "of {:.4g} a minute",
                                    herd.size(), format_instant(at), *budget));
  for (const Group* group : herd) {
    const Dataset& first = ctx.project[group->jobs.front()];
    const Location where = place_of_cron(ctx, first.crons.front());
    if (ctx.before(where, result.where)) result.where = where;
    result.nodes.push_back(first.name);
  }
  std::ranges::sort(result.nodes);
  result.witness = witness_of(ctx, herd.front()->jobs.front(), at);
  const auto busy = std::ranges::count_if(starts, [&](std::uint32_t count) {
    return static_cast<double>(count) > *budget;
  });
  result.share_of_runs =
      share_of(busy, static_cast<std::int64_t>(starts.size()));
  result.scope = scope_text(scope);
  result.help = spread_of(ctx, herd);
  report(std::move(result));
}

}  // namespace lockstep
