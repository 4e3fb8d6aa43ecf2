// Edges whose consumer starts without waiting at the wrong time: before its
// input has ended (ALN001), shortly before (ALN006) or hardly after it
// (ALN007). One look at the measures of each edge.

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "align/cadence.hpp"
#include "lint/checks.hpp"
#include "lint/edges.hpp"
#include "lint/run_days.hpp"
#include "lint/shift.hpp"

namespace lockstep {
namespace {

constexpr std::string_view kWait = "\"guard: sensor\" on this input";

/// The edges that the rules of this file are about.
template <class Visit>
void for_each_unguarded(const LintContext& ctx, const Visit& visit) {
  for (const AlignedEdge& edge : ctx.alignment().edges) {
    if (!reads_unguarded(ctx, edge) || !is_no_faster(ctx, edge)) continue;
    visit(edge, ctx.alignment().measures(edge));
  }
}

bool is_most(const Count& count, const EdgeMeasures& measures) {
  return count.runs * 2 > measures.runs;
}

/// How late the needed run ends at worst.
seconds worst_lateness(const EdgeMeasures& measures) {
  return measures.slack_min ? std::max(-measures.slack_min->value, seconds{0})
                            : seconds{0};
}

// ---- ALN001 ----

std::string early_message(const LintContext& ctx, const AlignedEdge& edge) {
  const EdgeMeasures& best = ctx.alignment().at_best(edge);
  const std::string reader = name_of(ctx, edge.read.to);
  const std::string input = name_of(ctx, edge.read.from);
  if (best.unfinished.runs == best.runs) {
    return fmt::format(
        "{} always starts before the due run of {} has ended, and reads the "
        "one before",
        reader, input);
  }
  return fmt::format(
      "{} starts before the due run of {} has ended {}, and then reads the one "
      "before",
      reader, input,
      best.unfinished.runs > 0 ? "at some of its ticks"
                               : "if that takes its longest");
}

void report_early(const LintContext& ctx, const AlignedEdge& edge,
                  const EdgeMeasures& measures, const Report& report) {
  const EdgeMeasures& best = ctx.alignment().at_best(edge);
  Diagnostic result =
      edge_finding(ctx, "ALN001", edge, early_message(ctx, edge));
  if (best.unfinished.runs < best.runs) result.severity = Severity::Warning;
  result.witness = edge_witness(ctx, edge, *measures.unfinished.first);
  if (measures.unfinished.runs < measures.runs) {
    result.witness->days = days_of_unfinished(ctx, edge);
  }
  result.share_of_runs = share_of(measures.unfinished.runs, measures.runs);
  const seconds later = whole_minutes(
      worst_lateness(measures) + slack_margin(ctx.project, edge.read.from));
  result.help = fmt::format("start it {} later, or let it wait: {}",
                            format_duration(later), kWait);
  report(std::move(result));
}

// ---- ALN006 ----

/// By how much v is too early, and how that is told.
struct Miss {
  const Count* count;
  seconds longest;
  Severity severity;
};

/// Nearer to the next run than a quarter of the gap; of days and more, on the
/// same local day: "earlier in the day".
bool is_ahead_of_next(const LintContext& ctx, const AlignedEdge& edge,
                      const EdgeMeasures& measures) {
  constexpr std::size_t kDate = 10;  // 2024-01-01
  const auto gaps = calendar_gaps(*ctx.derivation.cadence(edge.read.from));
  if (!gaps || !is_most(measures.before_next, measures)) return false;
  if (gaps->greatest < std::chrono::days{1}) {
    return measures.before_next_max <= gaps->greatest / 4;
  }
  const sys_seconds start = measures.before_next.first->start;
  const RunSequence& input = *ctx.alignment().runs_of(edge.read.from);
  const auto next = input.first_ending(start + seconds{1});
  const auto date = [&](sys_seconds at) {
    return witness_of(ctx, edge.read.to, at).local.substr(0, kDate);
  };
  return date(start) == date(next->end);
}

std::optional<Miss> find_miss(const LintContext& ctx, const AlignedEdge& edge,
                              const EdgeMeasures& measures) {
  if (is_most(measures.just_missed, measures)) {
    return Miss{&measures.just_missed, measures.just_missed_max,
                Severity::Warning};
  }
  if (is_as_fast(ctx, edge) && is_ahead_of_next(ctx, edge, measures)) {
    return Miss{&measures.before_next, measures.before_next_max,
                Severity::Info};
  }
  return std::nullopt;
}

void report_miss(const LintContext& ctx, const AlignedEdge& edge,
                 const Miss& miss, const Report& report) {
  const Run& run = *miss.count->first;
  const RunSequence& input = *ctx.alignment().runs_of(edge.read.from);
  const auto bound = bound_run(ctx, edge, run);
  const auto next = input.first_ending(run.start + seconds{1});
  Diagnostic result = edge_finding(
      ctx, "ALN006", edge,
      fmt::format("{} starts {} before the next run of {} ends, and reads the "
                  "one before, {} old",
                  name_of(ctx, edge.read.to),
                  format_duration(next->end - run.start),
                  name_of(ctx, edge.read.from),
                  format_duration(run.start - bound->tick)));
  result.severity = miss.severity;
  result.witness = edge_witness(ctx, edge, run);
  result.share_of_runs =
      share_of(miss.count->runs, ctx.alignment().measures(edge).runs);
  const seconds later =
      whole_minutes(miss.longest + slack_margin(ctx.project, edge.read.from));
  result.help = fmt::format(
      "start it {} later: the newest input is then {} old instead of {}{}",
      format_duration(later), format_duration(run.start + later - next->tick),
      format_duration(run.start - bound->tick),
      harm_of_shift(ctx, edge.read.to, later));
  result.fix = shift_fix(ctx, edge.read.to, later);
  report(std::move(result));
}

// ---- ALN007 ----

void report_thin(const LintContext& ctx, const AlignedEdge& edge,
                 const EdgeMeasures& measures, const Report& report) {
  const seconds margin = slack_margin(ctx.project, edge.read.from);
  const seconds slack = std::max(measures.slack_min->value, seconds{0});
  const std::string input = name_of(ctx, edge.read.from);
  Diagnostic result = edge_finding(
      ctx, "ALN007", edge,
      fmt::format("{} starts {} after {} has ended; less than {} is thin",
                  name_of(ctx, edge.read.to), format_duration(slack), input,
                  format_duration(margin)));
  result.witness = edge_witness(ctx, edge, *measures.thin.first);
  result.share_of_runs = share_of(measures.thin.runs, measures.runs);
  result.help = fmt::format(
      "a run of {} that takes longer than that is missed; start it {} later, "
      "or let it wait: {}",
      input, format_duration(whole_minutes(margin - slack)), kWait);
  report(std::move(result));
}

/// Where the next run of the input comes before any margin is over, no start
/// has enough slack.
bool can_have_slack(const LintContext& ctx, const AlignedEdge& edge) {
  const auto gaps = calendar_gaps(*ctx.derivation.cadence(edge.read.from));
  return !gaps || gaps->least > slack_margin(ctx.project, edge.read.from);
}

}  // namespace

void check_starts_before_upstream(const LintContext& ctx,
                                  const Report& report) {
  for_each_unguarded(ctx, [&](const AlignedEdge& edge, const EdgeMeasures& m) {
    if (m.unfinished.runs > 0) report_early(ctx, edge, m, report);
  });
}

void check_just_missed(const LintContext& ctx, const Report& report) {
  for_each_unguarded(ctx, [&](const AlignedEdge& edge, const EdgeMeasures& m) {
    const auto miss = find_miss(ctx, edge, m);
    if (miss) report_miss(ctx, edge, *miss, report);
  });
}

void check_thin_slack(const LintContext& ctx, const Report& report) {
  for_each_unguarded(ctx, [&](const AlignedEdge& edge, const EdgeMeasures& m) {
    if (is_most(m.thin, m) && can_have_slack(ctx, edge)) {
      report_thin(ctx, edge, m, report);
    }
  });
}

}  // namespace lockstep
