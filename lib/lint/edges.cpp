// Frames of findings about edges and measured jobs.
#include "lint/edges.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "align/rates.hpp"
#include "base/text.hpp"

namespace lockstep {
namespace {

/// Means over a horizon differ by rounding.

double rate(const LintContext& ctx, NodeId node) {
  return ctx.derivation.cadence(node)->runs_per_year;
}

std::string with_zone(std::string text, std::string_view zone) {
  if (zone != "UTC") text += fmt::format(" {}", zone);
  return text;
}

/// Crons of a derived cadence in the project's dialect.
std::vector<std::string> printed(const LintContext& ctx,
                                 const Schedule& schedule) {
  std::vector<std::string> texts;
  for (const ZonedCron& member : schedule.crons) {
    const auto text = print(member.cron, *ctx.project.settings.dialect);
    if (!text) return {};
    texts.push_back(with_zone(
        *text, member.clock.zone ? zone_name(*member.clock.zone) : "UTC"));
  }
  return texts;
}

bool has_own_cron(const LintContext& ctx, NodeId node) {
  return !ctx.project[node].crons.empty() &&
         ctx.derivation[node].type == StartType::Schedule;
}

Location place_of_job(const LintContext& ctx, NodeId node) {
  return has_own_cron(ctx, node)
             ? place_of_cron(ctx, ctx.project[node].crons.front())
             : ctx.project[node].where;
}

Location place_of_edge(const LintContext& ctx, const AlignedEdge& edge) {
  const Input* input = edge.read.declared;
  const bool says_how = input && input->declared && input->where.valid();
  return says_how ? input->where : place_of_job(ctx, edge.read.to);
}

void add_notes(const LintContext& ctx, const AlignedEdge& edge,
               Diagnostic& finding) {
  const NodeId from = edge.read.from;
  finding.notes.push_back(
      {fmt::format("{} runs {}{}", name_of(ctx, from),
                   quoted(crons_of(ctx, from)),
                   has_own_cron(ctx, from) ? "" : ", derived from its inputs"),
       has_own_cron(ctx, from) ? place_of_job(ctx, from) : Location{}});
  if (edge.read.views.empty()) return;
  std::vector<std::string> names;
  for (const NodeId view : edge.read.views) {
    names.push_back(name_of(ctx, view));
  }
  finding.notes.push_back(
      {fmt::format("through {} {}", names.size() == 1 ? "view" : "views",
                   join_words(names)),
       {}});
}

}  // namespace

bool reads_unguarded(const LintContext& ctx, const AlignedEdge& edge) {
  const Binding& binding = ctx.alignment().binding(edge);
  if (binding.read != Read::Latest || binding.waits || binding.pipeline) {
    return false;
  }
  return ctx.derivation[edge.read.to].type == StartType::Schedule ||
         (edge.read.declared && edge.read.declared->guard == Guard::None);
}

bool is_no_faster(const LintContext& ctx, const AlignedEdge& edge) {
  return rate(ctx, edge.read.to) <= rate(ctx, edge.read.from) * (1 + kSameRate);
}

bool is_no_slower(const LintContext& ctx, const AlignedEdge& edge) {
  return rate(ctx, edge.read.from) <= rate(ctx, edge.read.to) * (1 + kSameRate);
}

bool is_as_fast(const LintContext& ctx, const AlignedEdge& edge) {
  return is_no_faster(ctx, edge) && is_no_slower(ctx, edge);
}

bool appends(const Dataset& dataset) {
  return std::ranges::any_of(dataset.jobs, [](const Job& job) {
    return to_lower(job.write_type) == "append";
  });
}

std::string crons_of(const LintContext& ctx, NodeId node) {
  std::vector<std::string> texts;
  if (has_own_cron(ctx, node)) {
    for (const CronUse& use : ctx.project[node].crons) {
      const CompiledText& text = ctx.project[use.cron];
      texts.push_back(with_zone(text.text, text.zone));
    }
  } else if (const Cadence* cadence = ctx.derivation.cadence(node)) {
    texts = printed(ctx, cadence->schedule);
  }
  return texts.empty() ? "no cron" : fmt::format("{}", fmt::join(texts, ", "));
}

std::string name_of(const LintContext& ctx, NodeId node) {
  return quoted(ctx.project[node].name);
}

std::string scope_text(const Scope& scope) {
  if (scope.for_ever) return "for ever";
  return format_instant(scope.from) + " to " + format_instant(scope.to);
}

double share_of(std::int64_t part, std::int64_t all) {
  return all > 0 ? static_cast<double>(part) / static_cast<double>(all) : 0;
}

std::string percent(double share) {
  return fmt::format("{:.3g}%", share * 100);
}

std::string runs_that(const LintContext& ctx, NodeId node, double share,
                      std::string_view waits, std::string_view wait) {
  const std::string name = name_of(ctx, node);
  return share >= 1 ? fmt::format("every run of {} {}", name, waits)
                    : fmt::format("{} of the runs of {} {}", percent(share),
                                  name, wait);
}

Diagnostic edge_finding(const LintContext& ctx, std::string_view rule,
                        const AlignedEdge& edge, std::string message) {
  Diagnostic result = finding(rule, std::move(message));
  result.where = place_of_edge(ctx, edge);
  result.nodes = {ctx.project[edge.read.from].name,
                  ctx.project[edge.read.to].name};
  result.parameters = {{"consumer_crons", crons_of(ctx, edge.read.to)},
                       {"input_crons", crons_of(ctx, edge.read.from)}};
  result.scope = scope_text(ctx.alignment().measures(edge).scope);
  add_notes(ctx, edge, result);
  return result;
}

Diagnostic job_finding(const LintContext& ctx, std::string_view rule,
                       NodeId node, std::string message) {
  Diagnostic result = finding(rule, std::move(message));
  result.where = place_of_job(ctx, node);
  result.nodes = {ctx.project[node].name};
  result.parameters = {{"crons", crons_of(ctx, node)}};
  const Alignment& alignment = ctx.alignment();
  result.scope =
      scope_text(scope_of(*alignment.runs_of(node), alignment.horizon));
  return result;
}

Witness witness_of(const LintContext& ctx, NodeId node, sys_seconds at) {
  return witness_at(at, clock_of(ctx.derivation, node));
}

WitnessRun witness_run(const LintContext& ctx, NodeId node, const Run& run) {
  WitnessRun result{ctx.project[node].name, run.tick, {}, {}};
  if (run.start != run.tick || run.end != run.start) result.start = run.start;
  if (run.end != run.start) result.end = run.end;
  return result;
}

WitnessRun witness_run(const LintContext& ctx, NodeId node, sys_seconds tick) {
  return {ctx.project[node].name, tick, {}, {}};
}

std::optional<Run> bound_run(const LintContext& ctx, const AlignedEdge& edge,
                             const Run& run) {
  const Alignment& alignment = ctx.alignment();
  const bool window = alignment.binding(edge).read == Read::Window;
  return alignment.reader(edge).bound(
      run, window ? previous_tick(*alignment.runs_of(edge.read.to), run)
                  : std::nullopt);
}

Witness edge_witness(const LintContext& ctx, const AlignedEdge& edge,
                     const Run& run) {
  const RunSequence& input = *ctx.alignment().runs_of(edge.read.from);
  Witness witness = witness_of(ctx, edge.read.to, run.start);
  witness.runs.push_back(witness_run(ctx, edge.read.to, run));
  if (const auto bound = bound_run(ctx, edge, run)) {
    witness.runs.push_back(witness_run(ctx, edge.read.from, *bound));
  }
  if (const auto next = input.first_ending(run.start + seconds{1})) {
    witness.runs.push_back(witness_run(ctx, edge.read.from, *next));
  }
  return witness;
}

}  // namespace lockstep
