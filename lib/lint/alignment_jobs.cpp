// Jobs that run for nothing (ALN008), that refresh old data (ALN010), and that
// join data of different ages (ALN011). One look at the measures of each job;
// one pass in topological order finds the most frequent source of each.

#include <algorithm>

#include <fmt/format.h>

#include "align/cadence.hpp"
#include "base/text.hpp"
#include "lint/checks.hpp"
#include "lint/edges.hpp"

namespace lockstep {
namespace {

/// Visits the measured jobs that have inputs, by name.
template <class Visit>
void for_each_job(const LintContext& ctx, const Visit& visit) {
  const Alignment& alignment = ctx.alignment();
  for (std::size_t i = 0; i < alignment.nodes.size(); ++i) {
    const NodeId node(i);
    if (alignment.is_measured(node) && !alignment.inputs(node).empty()) {
      visit(node);
    }
  }
}

double idle_budget(const LintContext& ctx) {
  constexpr double kIdleShare = 0.5;
  return ctx.project.settings.lint.idle_share.value_or(kIdleShare);
}

bool is_idle(const LintContext& ctx, NodeId node) {
  if (!ctx.alignment().unknown_inputs[node.index()].empty()) return false;
  const IdleRuns& idle = *ctx.alignment().idle(node);
  return share_of(idle.runs, idle.of) > idle_budget(ctx);
}

/// The input with the most runs, of equal ones the first by name.
NodeId fastest_input(const LintContext& ctx, NodeId node) {
  const auto inputs = ctx.alignment().inputs(node);
  return std::ranges::max_element(
             inputs, {},
             [&](const AlignedEdge& edge) {
               return ctx.derivation.cadence(edge.read.from)->runs_per_year;
             })
      ->read.from;
}

void report_idle(const LintContext& ctx, NodeId node, const Report& report) {
  const IdleRuns& idle = *ctx.alignment().idle(node);
  const double share = share_of(idle.runs, idle.of);
  const NodeId input = fastest_input(ctx, node);
  Diagnostic result = job_finding(
      ctx, "ALN008", node,
      fmt::format("{} of the runs of {} find nothing new in any input",
                  percent(share), name_of(ctx, node)));
  result.scope = scope_text(idle.scope);
  result.share_of_runs = share;
  if (idle.first) {
    result.witness = witness_of(ctx, node, idle.first->start);
    result.witness->runs = {witness_run(ctx, node, *idle.first)};
    for (const AlignedEdge& edge : ctx.alignment().inputs(node)) {
      if (edge.read.from != input) continue;
      if (const auto bound = bound_run(ctx, edge, *idle.first)) {
        result.witness->runs.push_back(witness_run(ctx, input, *bound));
      }
    }
  }
  result.help = fmt::format("run it as often as {}, which runs {}",
                            name_of(ctx, input), quoted(crons_of(ctx, input)));
  if (ctx.derivation[node].type == StartType::Schedule) {
    result.help +=
        ", or leave out its cron: a sensor starts it when something is new";
  }
  report(std::move(result));
}

// ---- ALN010 ----

/// What stands at the beginning of all that a job reads.
struct Origin {
  NodeId root;           ///< the most frequent one
  bool known = true;     ///< false: some input has no cadence
  bool between = false;  ///< a job stands between it and the root
};

std::vector<Origin> find_origins(const LintContext& ctx) {
  const Alignment& alignment = ctx.alignment();
  const auto rate = [&](NodeId node) {
    return ctx.derivation.cadence(node)->runs_per_year;
  };
  std::vector<Origin> origins(alignment.nodes.size());
  for (const NodeId node : ctx.project.topology.order) {
    if (!alignment.is_measured(node)) continue;
    Origin& origin = origins[node.index()];
    origin.known = alignment.unknown_inputs[node.index()].empty();
    const auto inputs = alignment.inputs(node);
    if (inputs.empty()) origin.root = node;
    for (const AlignedEdge& edge : inputs) {
      const Origin& from = origins[edge.read.from.index()];
      origin.known = origin.known && from.known;
      if (origin.root.valid() && rate(from.root) <= rate(origin.root)) {
        continue;
      }
      origin.root = from.root;
      origin.between = edge.read.from != from.root;
    }
  }
  return origins;
}

/// True if the data behind a job changes far less often than it runs: gaps
/// over three times as long, and most of its runs without anything new.
bool is_illusion(const LintContext& ctx, NodeId node, const Origin& origin) {
  constexpr int kFactor = 3;
  if (!origin.known || !origin.between) return false;
  const Cadence& own = *ctx.derivation.cadence(node);
  const Cadence& root = *ctx.derivation.cadence(origin.root);
  const auto gaps = calendar_gaps(own), of_root = calendar_gaps(root);
  return gaps && of_root && of_root->greatest > kFactor * gaps->greatest &&
         root.runs_per_year < (1 - idle_budget(ctx)) * own.runs_per_year;
}

void report_illusion(const LintContext& ctx, NodeId node, NodeId root,
                     const Report& report) {
  const std::string source = name_of(ctx, root);
  Diagnostic result = job_finding(
      ctx, "ALN010", node,
      fmt::format("{} runs {}, but nothing behind it is newer than its most "
                  "frequent source {}, which runs {}",
                  name_of(ctx, node), quoted(crons_of(ctx, node)), source,
                  quoted(crons_of(ctx, root))));
  result.parameters.emplace_back("source", ctx.project[root].name);
  const NodeAges& ages = *ctx.alignment().ages(node);
  result.scope = scope_text(ages.scope);
  if (const auto& age = ages.age_max) {
    result.witness = witness_of(ctx, node, age->run.start);
    result.witness->runs = {witness_run(ctx, node, age->run)};
    const auto tick =
        ctx.alignment().runs_of(root)->newest_ended(age->run.start);
    if (tick) result.witness->runs.push_back(witness_run(ctx, root, *tick));
  }
  result.help = fmt::format(
      "the jobs between compute the same again; run them and this one as "
      "often as {}, or that more often",
      source);
  report(std::move(result));
}

}  // namespace

void check_no_new_input_runs(const LintContext& ctx, const Report& report) {
  for_each_job(ctx, [&](NodeId node) {
    if (is_idle(ctx, node)) report_idle(ctx, node, report);
  });
}

void check_cadence_illusion(const LintContext& ctx, const Report& report) {
  const std::vector<Origin> origins = find_origins(ctx);
  for_each_job(ctx, [&](NodeId node) {
    const Origin& origin = origins[node.index()];
    if (!is_illusion(ctx, node, origin) || is_idle(ctx, node)) return;
    // Of a chain the first job only.
    const bool again = std::ranges::any_of(
        ctx.alignment().inputs(node), [&](const AlignedEdge& edge) {
          const NodeId from = edge.read.from;
          return is_illusion(ctx, from, origins[from.index()]) &&
                 !is_idle(ctx, from);
        });
    if (!again) report_illusion(ctx, node, origin.root, report);
  });
}

void check_join_skew(const LintContext& ctx, const Report& report) {
  const auto limit = ctx.project.settings.lint.skew;
  if (!limit) return;
  for_each_job(ctx, [&](NodeId node) {
    const NodeMeasures& measures = *ctx.alignment().measures(node);
    const auto& skew = measures.skew_max;
    if (!skew || skew->value <= *limit) return;
    Diagnostic result = job_finding(
        ctx, "ALN011", node,
        fmt::format("{} joins sources that are up to {} apart; the limit is {}",
                    name_of(ctx, node), format_duration(skew->value),
                    format_duration(*limit)));
    result.witness = witness_of(ctx, node, skew->run.start);
    result.witness->runs = {witness_run(ctx, node, skew->run)};
    for (const AlignedEdge& edge : ctx.alignment().inputs(node)) {
      if (const auto bound = bound_run(ctx, edge, skew->run)) {
        result.witness->runs.push_back(
            witness_run(ctx, edge.read.from, *bound));
      }
    }
    result.scope = scope_text(measures.skew_scope);
    result.share_of_runs = share_of(skew->count, measures.runs);
    result.help =
        "bring the inputs' schedules together, or raise `lint.budget.skew`";
    report(std::move(result));
  });
}

}  // namespace lockstep
