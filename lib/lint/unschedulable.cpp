// GRA004: tasks that no cadence reaches. One pass in topological order finds
// the first such task of each chain; what a broken or never-firing cron, a
// cycle or a manual start explains is left to those.

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "lint/checks.hpp"

namespace lockstep {
namespace {

constexpr std::size_t kInputsShown = 3;

bool never_fires(const Cadence& cadence) {
  return cadence.exact && cadence.schedule.crons.empty();
}

/// A node that has no ticks for a reason of its own, which is said elsewhere
/// or was meant.
bool is_explained(const LintContext& ctx, NodeId node) {
  const Dataset& dataset = ctx.project[node];
  const Cadence* cadence = ctx.derivation.cadence(node);
  const bool silent = !cadence || never_fires(*cadence);
  return silent &&
         (!dataset.crons.empty() || dataset.trigger.mode == TriggerMode::None);
}

bool is_dead_task(const LintContext& ctx, NodeId node) {
  return ctx.project[node].kind == NodeKind::Task &&
         !ctx.derivation.cadence(node);
}

/// The dead tasks that nothing before them explains, in order of names.
std::vector<NodeId> first_dead_tasks(const LintContext& ctx) {
  const Topology& topology = ctx.project.topology;
  std::vector<bool> said(ctx.project.datasets.size());  // by it or before it
  std::vector<NodeId> result;
  for (const NodeId node : topology.order) {
    bool before = topology.in_cycle[node.index()] || is_explained(ctx, node);
    for (const NodeId upstream : ctx.project.graph.upstream(node)) {
      before = before || said[upstream.index()];
    }
    const bool dead = is_dead_task(ctx, node);
    if (dead && !before) result.push_back(node);
    said[node.index()] = before || dead;
  }
  std::ranges::sort(result);
  return result;
}

/// Nodes that carry a promise or feed one, by breadth-first search upstream.
std::vector<bool> promised(const Project& project) {
  std::vector<bool> seen(project.datasets.size());
  std::vector<NodeId> queue;
  const auto add = [&](NodeId node) {
    if (!seen[node.index()]) queue.push_back(node);
    seen[node.index()] = true;
  };
  for (std::size_t i = 0; i < project.datasets.size(); ++i) {
    if (project.datasets[i].promise) add(NodeId(i));
  }
  for (const Exposure& exposure : project.exposures) {
    if (!exposure.promise) continue;
    for (const auto& read : exposure.reads) add(read.value);
  }
  for (std::size_t i = 0; i < queue.size(); ++i) {
    for (const NodeId upstream : project.graph.upstream(queue[i])) {
      add(upstream);
    }
  }
  return seen;
}

void report_task(const LintContext& ctx, NodeId node, bool feeds_promise,
                 const Report& report) {
  const Dataset& dataset = ctx.project[node];
  std::vector<std::string> inputs;
  for (const NodeId upstream : ctx.project.graph.upstream(node)) {
    inputs.push_back(ctx.project[upstream].name);
  }
  const std::string name = quoted(dataset.name);
  Diagnostic result = finding(
      "GRA004",
      inputs.empty()
          ? fmt::format("task {} has neither a schedule nor inputs", name)
          : fmt::format("no schedule reaches task {} through its inputs",
                        name));
  result.where = dataset.where;
  result.nodes = {dataset.name};
  result.help = inputs.empty()
                    ? "give it a cron"
                    : fmt::format("give it a cron, or one to an input: {}",
                                  join_words(inputs, kInputsShown));
  if (feeds_promise) {
    result.severity = Severity::Warning;
    result.help += "; a promise of freshness depends on it";
  }
  report(std::move(result));
}

/// Without any schedule a finding for each task would only repeat itself.
void report_project(const LintContext& ctx, const std::vector<NodeId>& dead,
                    bool feeds_promise, const Report& report) {
  const auto tasks = std::ranges::count_if(
      ctx.project.datasets,
      [](const Dataset& d) { return d.kind == NodeKind::Task; });
  Diagnostic result = finding(
      "GRA004",
      fmt::format("no dataset has a schedule, so {} gets one",
                  tasks == 1 ? "not even the one task"
                             : fmt::format("none of the {} tasks", tasks)));
  for (const NodeId node : dead) {
    const Dataset& dataset = ctx.project[node];
    if (ctx.before(dataset.where, result.where)) result.where = dataset.where;
    result.nodes.push_back(dataset.name);
  }
  if (feeds_promise) result.severity = Severity::Warning;
  result.help =
      "give the loads their crons, in a datasets file or under `datasets` of "
      "the project file";
  report(std::move(result));
}

}  // namespace

void check_unschedulable(const LintContext& ctx, const Report& report) {
  const std::vector<NodeId> dead = first_dead_tasks(ctx);
  if (dead.empty()) return;
  const std::vector<bool> feeds = promised(ctx.project);
  const auto feeds_promise = [&](NodeId node) { return feeds[node.index()]; };
  const bool nothing = std::ranges::all_of(
      ctx.project.datasets, [](const Dataset& d) { return d.crons.empty(); });
  if (nothing) {
    report_project(ctx, dead, std::ranges::any_of(dead, feeds_promise), report);
    return;
  }
  for (const NodeId node : dead) {
    report_task(ctx, node, feeds_promise(node), report);
  }
}

}  // namespace lockstep
