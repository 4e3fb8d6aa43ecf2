// FRS rules: promises of freshness against the ages that schedules allow.

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "lint/checks.hpp"
#include "lint/edges.hpp"
#include "lint/promises.hpp"
#include "lint/run_days.hpp"

namespace lockstep {
namespace {

/// `"kpi.x"`, `exposure "board"`.
std::string title_of(const Promised& promised) {
  return (promised.is_exposure ? "exposure " : "") + quoted(promised.name);
}

/// `"kpi.x"` itself, or `"kpi.x"` behind what promises.
std::string subject_of(const LintContext& ctx, const Promised& promised,
                       NodeId node) {
  const std::string& name = ctx.project[node].name;
  return name == promised.name ? "its data" : quoted(name);
}

Diagnostic promise_finding(std::string_view rule, const Promised& promised,
                           std::string message) {
  Diagnostic result = finding(rule, std::move(message));
  result.where = promised.promise->where;
  result.nodes = {promised.name};
  return result;
}

/// The instant on the wall clock of the deadlines, else of the job.
Witness promise_witness(const LintContext& ctx, const Promised& promised,
                        NodeId node, sys_seconds at) {
  const auto& ready_by = promised.promise->ready_by;
  if (ready_by && ctx.project[ready_by->cron].cron) {
    return witness_at(at, ctx.project[ready_by->cron].cron->clock);
  }
  return witness_of(ctx, node, at);
}

/// The days of the deadlines at which it happens.
std::string days_of_deadlines(const LintContext& ctx, const Promised& promised,
                              const std::vector<sys_seconds>& at,
                              const Scope& scope) {
  const auto& cron = ctx.project[promised.promise->ready_by->cron].cron;
  return days_of_instants(at, scope, cron->clock);
}

void add_chain(const LintContext& ctx, const Promised& promised,
               const WorstAge& worst, const std::vector<ChainRun>& chain,
               Diagnostic& result) {
  for (const ChainRun& link : chain) {
    result.witness->runs.push_back(witness_run(ctx, link.node, link.run));
  }
  result.scope = scope_text(worst.scope);
  if (worst.deadlines > 0) {
    const auto broken = static_cast<std::int64_t>(worst.broken.size());
    result.share_of_runs = share_of(broken, worst.deadlines);
    result.witness->days =
        days_of_deadlines(ctx, promised, worst.broken, worst.scope);
  } else {
    result.witness->days = days_of_worst_age(ctx, worst.node);
  }
}

/// `sla-infeasible`: the age is over the promise.
Diagnostic infeasible(const LintContext& ctx, const Promised& promised,
                      const WorstAge& worst) {
  const auto chain = oldest_chain(ctx.alignment(), worst.node, worst.run);
  const std::string age = format_duration(worst.age);
  Diagnostic result = promise_finding(
      "FRS001", promised,
      fmt::format("{} promises data at most {} old{}, but {} gets {} old",
                  title_of(promised),
                  format_duration(*promised.promise->max_age),
                  worst.deadlines > 0 ? " at every deadline" : "",
                  subject_of(ctx, promised, worst.node), age));
  result.witness = promise_witness(ctx, promised, worst.node, worst.at);
  add_chain(ctx, promised, worst, chain, result);
  const NodeId root = chain.front().node;
  result.help = fmt::format(
      "promise at least {}, or run what the oldest data comes through more "
      "often: {} at {}",
      age, name_of(ctx, root), crons_of(ctx, root));
  return result;
}

/// The margin of rules.md for the longest run of the chain; nullopt if no
/// duration was declared on it.
std::optional<seconds> margin_on(const LintContext& ctx,
                                 const std::vector<ChainRun>& chain) {
  constexpr seconds kLeast = std::chrono::minutes{5};
  bool declared = false;
  seconds longest{0};
  for (const ChainRun& link : chain) {
    const auto& duration = ctx.project[link.node].duration;
    if (!duration) continue;
    declared = true;
    longest = std::max(longest, duration->max);
  }
  if (!declared) return std::nullopt;
  return ctx.project.settings.lint.margin.value_or(
      std::max(kLeast, longest / 5));
}

void check_tight(const LintContext& ctx, const Promised& promised,
                 const WorstAge& worst, const Report& report) {
  const auto chain = oldest_chain(ctx.alignment(), worst.node, worst.run);
  const auto margin = margin_on(ctx, chain);
  const seconds left = *promised.promise->max_age - worst.age;
  if (!margin || left < seconds{0} || left >= *margin) return;
  Diagnostic result = promise_finding(
      "FRS002", promised,
      fmt::format("{} promises data at most {} old, and {} gets {} old: {} "
                  "are left",
                  title_of(promised),
                  format_duration(*promised.promise->max_age),
                  subject_of(ctx, promised, worst.node),
                  format_duration(worst.age), format_duration(left)));
  result.witness = promise_witness(ctx, promised, worst.node, worst.at);
  add_chain(ctx, promised, worst, chain, result);
  result.share_of_runs.reset();
  result.help = fmt::format("a margin of {} would take a promise of {}",
                            format_duration(*margin),
                            format_duration(worst.age + *margin));
  report(std::move(result));
}

void check_deadlines(const LintContext& ctx, const Promised& promised,
                     NodeId node, const Report& report) {
  const Alignment& alignment = ctx.alignment();
  const auto deadlines = deadlines_of(ctx, alignment, promised);
  if (!deadlines) return;
  const RunSequence& runs = *alignment.runs_of(node);
  const MissedDeadlines missed = missed_deadlines(runs, promised, *deadlines);
  if (missed.missed.empty()) return;
  const RunsId best = alignment.nodes[node.index()].runs_at_best;
  const bool at_best =
      !missed_deadlines(alignment.runs[best.index()], promised, *deadlines)
           .missed.empty();
  Diagnostic result = promise_finding(
      "FRS003", promised,
      fmt::format("{} is to be ready by {}, but no run of {} ends in the {} "
                  "before",
                  title_of(promised),
                  quoted(ctx.project[promised.promise->ready_by->cron].text),
                  name_of(ctx, node), format_duration(missed.bound)));
  if (!at_best) result.severity = Severity::Warning;
  result.parameters = {{"upstream", ctx.project[node].name}};
  result.witness = promise_witness(ctx, promised, node, missed.missed.front());
  result.witness->days =
      days_of_deadlines(ctx, promised, missed.missed, deadlines->scope);
  if (const auto run = runs.newest_ended(missed.missed.front())) {
    result.witness->runs.push_back(witness_run(ctx, node, *run));
  }
  if (const auto run = runs.first_ending(missed.missed.front() + seconds{1})) {
    result.witness->runs.push_back(witness_run(ctx, node, *run));
  }
  result.share_of_runs = share_of(
      static_cast<std::int64_t>(missed.missed.size()), missed.deadlines);
  result.scope = scope_text(deadlines->scope);
  result.help = fmt::format(
      "let {} run before the deadline, move the deadline, or say how old the "
      "data may be with `max_age`",
      name_of(ctx, node));
  report(std::move(result));
}

}  // namespace

void check_sla_infeasible(const LintContext& ctx, const Report& report) {
  ShortestRuns shortest(ctx);
  for (const Promised& promised : promises_of(ctx)) {
    const auto& limit = promised.promise->max_age;
    if (!limit) continue;
    const auto worst = worst_age(ctx, ctx.alignment(), promised);
    if (!worst || worst->age <= *limit) continue;
    Diagnostic result = infeasible(ctx, promised, *worst);
    const auto best = worst_age(ctx, shortest.alignment(), promised);
    if (!best || best->age <= *limit) result.severity = Severity::Warning;
    report(std::move(result));
  }
}

void check_sla_tight(const LintContext& ctx, const Report& report) {
  for (const Promised& promised : promises_of(ctx)) {
    if (!promised.promise->max_age) continue;
    const auto worst = worst_age(ctx, ctx.alignment(), promised);
    if (worst) check_tight(ctx, promised, *worst, report);
  }
}

void check_deadline_unreachable(const LintContext& ctx, const Report& report) {
  for (const Promised& promised : promises_of(ctx)) {
    if (promised.promise->max_age || !promised.promise->ready_by) continue;
    for (const NodeId node : promised.shows) {
      check_deadlines(ctx, promised, node, report);
    }
  }
}

}  // namespace lockstep
