// FRS rules: promises of freshness against the ages that schedules allow.

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "lint/checks.hpp"
#include "lint/edges.hpp"
#include "lint/promises.hpp"

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

void add_chain(const LintContext& ctx, const WorstAge& worst,
               const std::vector<ChainRun>& chain, Diagnostic& result) {
  for (const ChainRun& link : chain) {
    result.witness->runs.push_back(witness_run(ctx, link.node, link.run));
  }
  result.scope = scope_text(worst.scope);
  if (worst.deadlines > 0) {
    result.share_of_runs = share_of(worst.broken, worst.deadlines);
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
  add_chain(ctx, worst, chain, result);
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
  add_chain(ctx, worst, chain, result);
  result.share_of_runs.reset();
  result.help = fmt::format("a margin of {} would take a promise of {}",
                            format_duration(*margin),
                            format_duration(worst.age + *margin));
  report(std::move(result));
}

/// Deadlines by which no run has ended since the one before, or within the
/// lower bound.
struct Missed {
  std::int64_t count = 0, deadlines = 0;
  sys_seconds first;
  seconds bound{0};  ///< of the first
};

Missed missed_deadlines(const RunSequence& runs, const Promised& promised,
                        const Deadlines& deadlines) {
  constexpr seconds kOne{1};
  const Scope& scope = deadlines.scope;
  Missed missed;
  auto before = prev_or_equal(deadlines.cadence, scope.from - kOne);
  for (auto at = next(deadlines.cadence, scope.from - kOne);
       at && *at < scope.to; at = next(deadlines.cadence, *at)) {
    const auto& lower = promised.promise->lower_bound;
    const sys_seconds from = lower ? *at - *lower : before.value_or(*at);
    before = at;
    if (from == *at) continue;  // the first deadline there is
    ++missed.deadlines;
    const auto run = runs.newest_ended(*at);
    if (run && run->end > from) continue;
    if (missed.count++ == 0) {
      missed.first = *at;
      missed.bound = *at - from;
    }
  }
  return missed;
}

void check_deadlines(const LintContext& ctx, const Promised& promised,
                     NodeId node, const Report& report) {
  const Alignment& alignment = ctx.alignment();
  const auto deadlines = deadlines_of(ctx, alignment, promised);
  if (!deadlines) return;
  const RunSequence& runs = *alignment.runs_of(node);
  const Missed missed = missed_deadlines(runs, promised, *deadlines);
  if (missed.count == 0) return;
  const RunsId best = alignment.nodes[node.index()].runs_at_best;
  const bool at_best =
      missed_deadlines(alignment.runs[best.index()], promised, *deadlines)
          .count > 0;
  Diagnostic result = promise_finding(
      "FRS003", promised,
      fmt::format("{} is to be ready by {}, but no run of {} ends in the {} "
                  "before",
                  title_of(promised),
                  quoted(ctx.project[promised.promise->ready_by->cron].text),
                  name_of(ctx, node), format_duration(missed.bound)));
  if (!at_best) result.severity = Severity::Warning;
  result.parameters = {{"upstream", ctx.project[node].name}};
  result.witness = promise_witness(ctx, promised, node, missed.first);
  if (const auto run = runs.newest_ended(missed.first)) {
    result.witness->runs.push_back(witness_run(ctx, node, *run));
  }
  if (const auto run = runs.first_ending(missed.first + seconds{1})) {
    result.witness->runs.push_back(witness_run(ctx, node, *run));
  }
  result.share_of_runs = share_of(missed.count, missed.deadlines);
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
