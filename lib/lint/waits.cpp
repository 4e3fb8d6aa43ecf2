// Edges whose consumer waits: longer than its timeout (ALN004), or longer than
// the budget (ALN005). One look at the measures of each edge.

#include <chrono>

#include <fmt/format.h>

#include "lint/checks.hpp"
#include "lint/edges.hpp"

namespace lockstep {
namespace {

// ---- ALN004 ----

void report_timeout(const LintContext& ctx, const AlignedEdge& edge,
                    const EdgeMeasures& measures, const Report& report) {
  const Count& count = measures.timed_out;
  const EdgeMeasures& best = ctx.alignment().at_best(edge);
  const bool always = best.timed_out.runs == best.ticks - best.missing;
  const double share = share_of(count.runs, measures.ticks);
  Diagnostic result = edge_finding(
      ctx, "ALN004", edge,
      fmt::format("{} after {}: the run of {} that it waits for ends {} after "
                  "its tick{}",
                  runs_that(ctx, edge.read.to, share, "gives up", "give up"),
                  format_duration(*ctx.alignment().binding(edge).timeout),
                  name_of(ctx, edge.read.from),
                  format_duration(count.first->end - count.first->tick),
                  best.timed_out.runs == 0 ? " if it takes its longest" : ""));
  if (!always) result.severity = Severity::Warning;
  Witness witness = witness_of(ctx, edge.read.to, count.first->tick);
  witness.runs.push_back(witness_run(ctx, edge.read.to, count.first->tick));
  const auto run =
      ctx.alignment().runs_of(edge.read.from)->first_ending(count.first->end);
  if (run) witness.runs.push_back(witness_run(ctx, edge.read.from, *run));
  result.witness = std::move(witness);
  result.share_of_runs = share;
  result.help =
      fmt::format("start {} later, let it wait longer, or read an earlier run",
                  name_of(ctx, edge.read.to));
  report(std::move(result));
}

// ---- ALN005 ----

seconds wait_budget(const LintContext& ctx) {
  constexpr seconds kWait = std::chrono::hours{2};
  return ctx.project.settings.lint.wait.value_or(kWait);
}

std::string mend_of_wait(const LintContext& ctx, const AlignedEdge& edge,
                         seconds mean, seconds most) {
  const std::string reader = name_of(ctx, edge.read.to);
  if (mean != most) {
    return fmt::format(
        "start {} later, or leave out its cron: then its inputs "
        "start it",
        reader);
  }
  std::string text =
      fmt::format("start {} {} later", reader, format_duration(most));
  const Binding& binding = ctx.alignment().binding(edge);
  if (binding.read == Read::Same) {
    text += fmt::format(" with `offset: {}`",
                        format_duration(binding.offset - most));
  }
  return text + ", or leave out its cron: then its inputs start it";
}

void report_wait(const LintContext& ctx, const AlignedEdge& edge,
                 const EdgeMeasures& measures, const Report& report) {
  const Extreme& most = *measures.wait_max;
  const auto mean = std::chrono::round<seconds>(
      std::chrono::duration<double>(measures.wait_mean_seconds));
  Diagnostic result = edge_finding(
      ctx, "ALN005", edge,
      fmt::format(
          "{} waits {} for {}; the limit is {}", name_of(ctx, edge.read.to),
          mean == most.value
              ? format_duration(mean) + " in every run"
              : fmt::format("up to {}, {} in the mean,",
                            format_duration(most.value), format_duration(mean)),
          name_of(ctx, edge.read.from), format_duration(wait_budget(ctx))));
  const Need need = ctx.alignment().reader(edge).need(
      most.run.tick,
      previous_tick(*ctx.alignment().runs_of(edge.read.to), most.run));
  Witness witness = witness_of(ctx, edge.read.to, most.at);
  witness.runs = {witness_run(ctx, edge.read.to, most.run)};
  if (need.run) {
    witness.runs.push_back(witness_run(ctx, edge.read.from, *need.run));
  }
  result.witness = std::move(witness);
  result.share_of_runs = share_of(most.count, measures.runs);
  result.help = mend_of_wait(ctx, edge, mean, most.value);
  report(std::move(result));
}

}  // namespace

void check_future_instance(const LintContext& ctx, const Report& report) {
  for (const AlignedEdge& edge : ctx.alignment().edges) {
    const EdgeMeasures& measures = ctx.alignment().measures(edge);
    if (measures.timed_out.runs > 0) {
      report_timeout(ctx, edge, measures, report);
    }
  }
}

void check_long_wait(const LintContext& ctx, const Report& report) {
  const seconds budget = wait_budget(ctx);
  for (const AlignedEdge& edge : ctx.alignment().edges) {
    const EdgeMeasures& measures = ctx.alignment().measures(edge);
    if (ctx.alignment().binding(edge).waits && measures.wait_max &&
        measures.wait_max->value > budget &&
        ctx.derivation[edge.read.to].type == StartType::Schedule) {
      report_wait(ctx, edge, measures, report);
    }
  }
}

}  // namespace lockstep
