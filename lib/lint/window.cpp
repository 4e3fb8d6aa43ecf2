// Edges with `read: window`: runs of the input in no window (WIN001) or in two
// (WIN002), windows that are read too early (WIN003, ALN016), that end within a
// run of the input (WIN004), and whose fixed length does not fit (WIN009).

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "align/cadence.hpp"
#include "base/text.hpp"
#include "lint/checks.hpp"
#include "lint/edges.hpp"
#include "lint/run_days.hpp"
#include "lint/shift.hpp"

namespace lockstep {
namespace {

constexpr seconds kMinute = std::chrono::minutes{1};

template <class Visit>
void for_each_window(const LintContext& ctx, const Visit& visit) {
  const Alignment& alignment = ctx.alignment();
  for (const AlignedEdge& edge : alignment.edges) {
    if (alignment.binding(edge).read == Read::Window) {
      visit(edge, alignment.measures(edge));
    }
  }
}

std::string window_text(const WindowRule& window) {
  switch (window.kind) {
    case WindowKind::Length:
      return fmt::format("{{length: {}}}", format_duration(window.length));
    case WindowKind::Lookback:
      return fmt::format("{{lookback: {}}}", format_duration(window.length));
    case WindowKind::Previous:
      break;
  }
  return "previous";
}

Diagnostic window_finding(const LintContext& ctx, std::string_view rule,
                          const AlignedEdge& edge, std::string message) {
  Diagnostic result = edge_finding(ctx, rule, edge, std::move(message));
  const WindowRule& window = ctx.project[edge.read.to].window;
  result.parameters.emplace_back("window", window_text(window));
  return result;
}

/// The window of a run, for the help.
std::string window_of(const LintContext& ctx, const AlignedEdge& edge,
                      const Run& run) {
  const RunSequence& runs = *ctx.alignment().runs_of(edge.read.to);
  const auto start = ctx.alignment().reader(edge).window_start(
      run.tick, previous_tick(runs, run));
  if (!start) return {};
  return fmt::format("[{}, {})", format_instant(*start),
                     format_instant(run.tick));
}

/// How many runs of the input a period holds.
std::int64_t input_runs(const LintContext& ctx, const AlignedEdge& edge,
                        const EdgeMeasures& measures) {
  return ctx.alignment()
      .runs_of(edge.read.from)
      ->count_ticks(measures.scope.from, measures.scope.to);
}

void report_gap(const LintContext& ctx, const AlignedEdge& edge,
                const EdgeMeasures& measures, const Report& report) {
  const std::int64_t all = input_runs(ctx, edge, measures);
  Diagnostic result = window_finding(
      ctx, "WIN001", edge,
      fmt::format("{} of the runs of {} are in no window of {}",
                  percent(share_of(measures.uncovered, all)),
                  name_of(ctx, edge.read.from), name_of(ctx, edge.read.to)));
  const Run& run = *measures.first_uncovered;
  result.witness = edge_witness(ctx, edge, run);
  const RunSequence& runs = *ctx.alignment().runs_of(edge.read.to);
  const auto previous = previous_tick(runs, run);
  const auto start =
      ctx.alignment().reader(edge).window_start(run.tick, previous);
  result.help = fmt::format(
      "the window {} leaves out what ran after {}, up to {}; use `window: "
      "previous`, or one as long as the longest gap between its runs",
      window_of(ctx, edge, run), format_instant(*previous),
      format_instant(*start));
  report(std::move(result));
}

void report_overlap(const LintContext& ctx, const AlignedEdge& edge,
                    const EdgeMeasures& measures, const Report& report) {
  const std::int64_t all = input_runs(ctx, edge, measures);
  Diagnostic result = window_finding(
      ctx, "WIN002", edge,
      fmt::format("{} appends what it reads, and reads {} of the runs of {} "
                  "again",
                  name_of(ctx, edge.read.to),
                  percent(std::min(1.0, share_of(measures.doubled, all))),
                  name_of(ctx, edge.read.from)));
  result.witness = edge_witness(ctx, edge, *measures.first_doubled);
  result.help = fmt::format(
      "the window {} overlaps the one before; use `window: previous`, or "
      "overwrite or merge instead of appending",
      window_of(ctx, edge, *measures.first_doubled));
  report(std::move(result));
}

/// Of WIN003 and ALN016, which differ in how sure it is.
void report_incomplete(const LintContext& ctx, std::string_view rule,
                       const AlignedEdge& edge, const EdgeMeasures& measures,
                       std::string_view when, const Report& report) {
  const seconds late = -measures.slack_min->value;
  Diagnostic result = window_finding(
      ctx, rule, edge,
      fmt::format("{} does not wait, and the last run of {} in its window has "
                  "not ended when it starts{}",
                  name_of(ctx, edge.read.to), name_of(ctx, edge.read.from),
                  when));
  result.witness = edge_witness(ctx, edge, *measures.unfinished.first);
  if (measures.unfinished.runs < measures.runs) {
    result.witness->days = days_of_unfinished(ctx, edge);
  }
  result.share_of_runs = share_of(measures.unfinished.runs, measures.runs);
  result.help =
      fmt::format("leave out `guard: none`: it then waits, here at most {}",
                  format_duration(late));
  report(std::move(result));
}

/// Would every window begin and end with a run if all were shifted?
bool fits_shifted(const LintContext& ctx, const AlignedEdge& edge,
                  const Scope& scope, seconds shift) {
  const Reader reader = ctx.alignment().reader(edge);
  const RunSequence& runs = *ctx.alignment().runs_of(edge.read.to);
  for (auto run = runs.first_reaching(scope.from); run && run->tick < scope.to;
       run = runs.after(*run)) {
    const auto start =
        reader.window_start(run->tick, previous_tick(runs, *run));
    if (!reader.input().has_tick(run->tick + shift) ||
        (start && !reader.input().has_tick(*start + shift))) {
      return false;
    }
  }
  return true;
}

/// The cron with which windows begin and end with runs: some hours earlier, if
/// that cannot be, later.
std::optional<Fix> shift_to_runs(const LintContext& ctx,
                                 const AlignedEdge& edge,
                                 const EdgeMeasures& measures) {
  const RunSequence& input = *ctx.alignment().runs_of(edge.read.from);
  const sys_seconds tick = measures.off_boundary.first->tick;
  for (const auto to : {input.newest_tick(tick), input.next_tick(tick)}) {
    if (!to || (*to - tick) % kMinute != seconds{0} ||
        !fits_shifted(ctx, edge, measures.scope, *to - tick)) {
      continue;
    }
    if (auto fix = shift_fix(ctx, edge.read.to, *to - tick)) return fix;
  }
  return std::nullopt;
}

void report_boundary(const LintContext& ctx, const AlignedEdge& edge,
                     const EdgeMeasures& measures, const Report& report) {
  const std::string input = name_of(ctx, edge.read.from);
  const Run& run = *measures.off_boundary.first;
  Diagnostic result = window_finding(
      ctx, "WIN004", edge,
      fmt::format("windows of {} begin or end between runs of {}",
                  name_of(ctx, edge.read.to), input));
  result.witness = edge_witness(ctx, edge, run);
  result.share_of_runs = share_of(measures.off_boundary.runs, measures.runs);
  result.fix = shift_to_runs(ctx, edge, measures);
  result.help = fmt::format(
      "the end of {} comes with the next run of {}; start {} {}: it waits for "
      "the run",
      window_of(ctx, edge, run), input, name_of(ctx, edge.read.to),
      result.fix ? "at " + quoted(result.fix->edits.front().text)
                 : "at its ticks, " + quoted(crons_of(ctx, edge.read.from)));
  report(std::move(result));
}

bool reads_without_guard(const AlignedEdge& edge) {
  return edge.read.declared && edge.read.declared->guard == Guard::None;
}

void report_length(const LintContext& ctx, NodeId node, const Gaps& gaps,
                   const Report& report) {
  const Dataset& dataset = ctx.project[node];
  const seconds length = dataset.window.length;
  const bool gap = length < gaps.greatest;
  const bool overlap = length > gaps.least;
  Diagnostic result = job_finding(
      ctx, "WIN009", node,
      fmt::format("windows of {} are {} long, but its runs are {} to {} apart: "
                  "they {}",
                  name_of(ctx, node), format_duration(length),
                  format_duration(gaps.least), format_duration(gaps.greatest),
                  gap && overlap ? "leave gaps and overlap"
                  : gap          ? "leave gaps"
                                 : "overlap"));
  if (dataset.window.where.valid()) result.where = dataset.window.where;
  result.parameters.emplace_back("window", window_text(dataset.window));
  const RunSequence& runs = *ctx.alignment().runs_of(node);
  const Scope scope =
      scope_of(*ctx.alignment().runs_of(node), ctx.alignment().horizon);
  for (auto run = runs.first_reaching(scope.from); run && run->tick < scope.to;
       run = runs.after(*run)) {
    const auto before = runs.before(*run);
    if (!before || run->tick - before->tick == length) continue;
    result.witness = witness_of(ctx, node, run->start);
    result.witness->runs = {witness_run(ctx, node, *before),
                            witness_run(ctx, node, *run)};
    break;
  }
  result.help =
      "`window: previous` begins where the one before ended, whatever the "
      "calendar does";
  report(std::move(result));
}

}  // namespace

void check_window_gap(const LintContext& ctx, const Report& report) {
  for_each_window(ctx, [&](const AlignedEdge& edge, const EdgeMeasures& m) {
    if (m.uncovered > 0) report_gap(ctx, edge, m, report);
  });
}

void check_window_overlap(const LintContext& ctx, const Report& report) {
  for_each_window(ctx, [&](const AlignedEdge& edge, const EdgeMeasures& m) {
    if (m.doubled > 0 && appends(ctx.project[edge.read.to])) {
      report_overlap(ctx, edge, m, report);
    }
  });
}

void check_incomplete_at_start(const LintContext& ctx, const Report& report) {
  for_each_window(ctx, [&](const AlignedEdge& edge, const EdgeMeasures& m) {
    const bool sure = ctx.alignment().at_best(edge).unfinished.runs > 0;
    if (!sure || !reads_without_guard(edge)) return;
    report_incomplete(ctx, "WIN003", edge, m, "", report);
  });
}

void check_slower_child_of_window(const LintContext& ctx,
                                  const Report& report) {
  for_each_window(ctx, [&](const AlignedEdge& edge, const EdgeMeasures& m) {
    const bool sure = ctx.alignment().at_best(edge).unfinished.runs > 0;
    if (sure || m.unfinished.runs == 0 || !reads_without_guard(edge)) return;
    report_incomplete(ctx, "ALN016", edge, m, " if it takes its longest",
                      report);
  });
}

void check_boundary_mismatch(const LintContext& ctx, const Report& report) {
  for_each_window(ctx, [&](const AlignedEdge& edge, const EdgeMeasures& m) {
    if (m.off_boundary.runs > 0) report_boundary(ctx, edge, m, report);
  });
}

void check_fixed_length_window(const LintContext& ctx, const Report& report) {
  NodeId last;
  for_each_window(ctx, [&](const AlignedEdge& edge, const EdgeMeasures&) {
    const NodeId node = edge.read.to;  // edges are sorted by it
    const Cadence& cadence = *ctx.derivation.cadence(node);
    if (node == last || cadence.schedule.crons.empty() ||
        ctx.project[node].window.kind != WindowKind::Length) {
      return;
    }
    last = node;
    const auto gaps = calendar_gaps(cadence);
    if (gaps && gaps->least != gaps->greatest) {
      report_length(ctx, node, *gaps, report);
    }
  });
}

}  // namespace lockstep
