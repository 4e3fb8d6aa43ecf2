// RAC rules: what runs at the same time and should not.

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/text.hpp"
#include "lint/checks.hpp"
#include "lint/edges.hpp"

namespace lockstep {
namespace {

constexpr seconds kOne{1};

/// Two ticks whose runs meet.
struct Meeting {
  sys_seconds first, second;
  std::int64_t count = 0, ticks = 0;  ///< of the second's ticks
  Scope scope;
};

Cadence cadence_of(const LintContext& ctx, const std::vector<CronUse>& uses) {
  Cadence cadence;
  for (const CronUse& use : uses) {
    const auto& cron = ctx.project[use.cron].cron;
    if (cron) cadence.schedule.crons.push_back(*cron);
  }
  return cadence;
}

Scope common_scope(const Cadence& a, const Cadence& b, const Scope& horizon) {
  const auto days = common_period(period_days(a), period_days(b));
  if (!days) return horizon;
  const sys_seconds to = horizon.from + std::chrono::days{*days};
  return count(b, horizon.from, to) <= kMaximumListed
             ? Scope{true, horizon.from, to}
             : horizon;
}

/// Ticks of `b` at which a run of `a` from `duration` ago or less still runs.
/// Of instants on which one ends and the other starts only equal ticks count:
/// ends come before starts.
Meeting meetings(const Cadence& a, const Cadence& b, seconds duration,
                 const Scope& horizon) {
  Meeting meeting;
  meeting.scope = common_scope(a, b, horizon);
  const Scope& scope = meeting.scope;
  for (auto at = next(b, scope.from - kOne); at && *at < scope.to;
       at = next(b, *at)) {
    ++meeting.ticks;
    const auto other = prev_or_equal(a, *at);
    if (!other || (*other != *at && *at - *other >= duration)) continue;
    if (meeting.count++ > 0) continue;
    meeting.first = *other;
    meeting.second = *at;
  }
  return meeting;
}

/// Jobs that write one dataset by crons of their own.
std::vector<const Job*> scheduled_writers(const Dataset& dataset) {
  std::vector<const Job*> jobs;
  for (const Job& job : dataset.jobs) {
    if (job.is_task && !job.crons.empty()) jobs.push_back(&job);
  }
  return jobs;
}

void report_writers(const LintContext& ctx, const Dataset& dataset,
                    const Job& a, const Job& b, const Meeting& meeting,
                    const Report& report) {
  const seconds duration = dataset.duration.value_or(DurationRange{}).max;
  Diagnostic result = finding(
      "RAC001", fmt::format("jobs {} and {} both write {} {}", quoted(a.name),
                            quoted(b.name), quoted(dataset.name),
                            meeting.first == meeting.second
                                ? "at one instant"
                                : fmt::format("within {} of each other",
                                              format_duration(meeting.second -
                                                              meeting.first))));
  result.where = place_of_cron(ctx, b.crons.front());
  result.nodes = {dataset.name};
  result.parameters = {{"jobs", a.name + ", " + b.name}};
  result.notes.push_back(
      {"the other runs by this cron", place_of_cron(ctx, a.crons.front())});
  const auto& clock = ctx.project[b.crons.front().cron].cron->clock;
  result.witness = witness_at(meeting.second, clock);
  const auto run = [&](const Job& job, sys_seconds at) {
    WitnessRun shown{job.name, at, {}, {}};
    if (duration > seconds{0}) shown.end = at + duration;
    return shown;
  };
  result.witness->runs = {run(a, meeting.first), run(b, meeting.second)};
  result.share_of_runs = share_of(meeting.count, meeting.ticks);
  result.scope = scope_text(meeting.scope);
  result.help =
      "let one job write it, give each a table of its own, or move one cron";
  report(std::move(result));
}

void check_writers(const LintContext& ctx, const Dataset& dataset,
                   const Report& report) {
  const std::vector<const Job*> jobs = scheduled_writers(dataset);
  const seconds duration = dataset.duration.value_or(DurationRange{}).max;
  const Scope horizon{false, ctx.derivation.as_of,
                      ctx.derivation.reference + ctx.derivation.horizon};
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    for (std::size_t j = i + 1; j < jobs.size(); ++j) {
      const Cadence a = cadence_of(ctx, jobs[i]->crons);
      const Cadence b = cadence_of(ctx, jobs[j]->crons);
      if (!fires(a) || !fires(b)) continue;
      const Meeting ab = meetings(a, b, duration, horizon);
      if (ab.count > 0) {
        report_writers(ctx, dataset, *jobs[i], *jobs[j], ab, report);
        continue;
      }
      const Meeting ba = meetings(b, a, duration, horizon);
      if (ba.count > 0) {
        report_writers(ctx, dataset, *jobs[j], *jobs[i], ba, report);
      }
    }
  }
}

/// Runs whose next tick comes before they can be done.
struct Overlap {
  std::int64_t count = 0, runs = 0;
  std::optional<Run> first;
  seconds least{0};  ///< gap of the first
  Scope scope;
};

Overlap overlaps_of(const RunSequence& runs, seconds duration,
                    const Scope& scope) {
  Overlap result;
  result.scope = scope;
  auto run = runs.first_reaching(scope.from);
  while (run && run->tick < scope.to) {
    const auto after = runs.after(*run);
    if (!after) break;
    ++result.runs;
    if (after->tick - run->tick < duration && result.count++ == 0) {
      result.first = run;
      result.least = after->tick - run->tick;
    }
    run = after;
  }
  return result;
}

/// With every run at its shortest.
double least_utilisation(const LintContext& ctx, NodeId node) {
  constexpr double kSecondsPerYear = 365.2425 * 86'400;
  const DurationRange range = *ctx.project[node].duration;
  return static_cast<double>(range.min.count()) *
         ctx.derivation.cadence(node)->runs_per_year / kSecondsPerYear;
}

void report_overlap(const LintContext& ctx, NodeId node, const Overlap& overlap,
                    const Report& report) {
  const Dataset& dataset = ctx.project[node];
  const seconds duration = dataset.duration->max;
  const bool one_at_a_time = dataset.concurrency == 1;
  const bool never = one_at_a_time && least_utilisation(ctx, node) >= 1;
  Diagnostic result = job_finding(
      ctx, "RAC003", node,
      fmt::format("a run of {} may take {}, but the next one starts {} after "
                  "it{}",
                  name_of(ctx, node), format_duration(duration),
                  format_duration(overlap.least),
                  never ? ": with one at a time it never catches up" : ""));
  if (never) result.severity = Severity::Error;
  const RunSequence& runs = *ctx.alignment().runs_of(node);
  const Run first = *overlap.first;
  const Run second = *runs.after(first);
  result.witness = witness_of(ctx, node, second.start);
  result.witness->runs = {witness_run(ctx, node, first),
                          witness_run(ctx, node, second)};
  result.share_of_runs = share_of(overlap.count, overlap.runs);
  result.scope = scope_text(overlap.scope);
  result.help = fmt::format(
      "run it at most every {}, make it faster, or {}",
      format_duration(duration),
      one_at_a_time ? "accept that runs queue up" : "set `concurrency: 1`");
  report(std::move(result));
}

/// Loses the newest run of the input if the order is the other one.
void report_tie(const LintContext& ctx, const AlignedEdge& edge,
                const Report& report) {
  const Alignment& alignment = ctx.alignment();
  const EdgeMeasures& measures = alignment.at_best(edge);
  const Run run = *measures.tied.first;
  const RunSequence& input = *alignment.runs_of(edge.read.from);
  const RunSequence& runs = *alignment.runs_of(edge.read.to);
  const auto before = input.newest_tick(run.tick - kOne);
  const auto last = runs.newest_tick(run.tick - kOne);
  const seconds cost = before ? run.tick - *before : seconds{0};
  const seconds gap = last ? run.tick - *last : seconds{0};
  Diagnostic result = edge_finding(
      ctx, "RAC004", edge,
      fmt::format("{} and its input {} start at the same instant and nothing "
                  "orders them: if {} is first, its data is {} older",
                  name_of(ctx, edge.read.to), name_of(ctx, edge.read.from),
                  name_of(ctx, edge.read.to), format_duration(cost)));
  if (cost * 4 <= gap || !is_no_faster(ctx, edge)) {
    result.severity = Severity::Info;
  }
  result.witness = witness_of(ctx, edge.read.to, run.tick);
  result.witness->runs = {
      witness_run(ctx, edge.read.from, {0, run.tick, run.tick, run.tick}),
      witness_run(ctx, edge.read.to, {0, run.tick, run.tick, run.tick})};
  result.share_of_runs = share_of(measures.tied.runs, measures.runs);
  result.help = fmt::format(
      "start {} later, or let it wait with `guard: sensor` on this input",
      name_of(ctx, edge.read.to));
  report(std::move(result));
}

}  // namespace

void check_concurrent_writers(const LintContext& ctx, const Report& report) {
  for (const Dataset& dataset : ctx.project.datasets) {
    if (dataset.jobs.size() > 1) check_writers(ctx, dataset, report);
  }
}

void check_read_while_write(const LintContext& ctx, const Report& report) {
  for (const AlignedEdge& edge : ctx.alignment().edges) {
    const Dataset& written = ctx.project[edge.read.from];
    const Binding& binding = ctx.alignment().binding(edge);
    if (written.atomic || binding.waits || binding.pipeline ||
        written.duration.value_or(DurationRange{}).max == seconds{0}) {
      continue;
    }
    const EdgeMeasures& measures = ctx.alignment().measures(edge);
    if (measures.while_writing.runs == 0) continue;
    const Run run = *measures.while_writing.first;
    Diagnostic result = edge_finding(
        ctx, "RAC002", edge,
        fmt::format("{} reads {} while it is written, and that is not atomic",
                    name_of(ctx, edge.read.to), name_of(ctx, edge.read.from)));
    const RunSequence& input = *ctx.alignment().runs_of(edge.read.from);
    result.witness = witness_of(ctx, edge.read.to, run.start);
    if (const auto writing = input.first_ending(run.start + kOne)) {
      result.witness->runs.push_back(
          witness_run(ctx, edge.read.from, *writing));
    }
    result.witness->runs.push_back(witness_run(ctx, edge.read.to, run));
    result.share_of_runs = share_of(measures.while_writing.runs, measures.runs);
    result.help = fmt::format(
        "let {} wait with `guard: sensor`, start it after the write, or swap "
        "finished tables in",
        name_of(ctx, edge.read.to));
    report(std::move(result));
  }
}

void check_self_overlap(const LintContext& ctx, const Report& report) {
  std::map<std::pair<RunsId, seconds>, Overlap> known;
  for (std::size_t i = 0; i < ctx.project.datasets.size(); ++i) {
    const NodeId node(i);
    const Dataset& dataset = ctx.project[node];
    const RunsId id = ctx.alignment().nodes[i].runs;
    if (!dataset.duration || !ctx.alignment().is_measured(node) ||
        ctx.derivation[node].type != StartType::Schedule) {
      continue;
    }
    const seconds duration = dataset.duration->max;
    const RunSequence& runs = *ctx.alignment().runs_of(node);
    const auto least = least_gap(runs.cadence());
    if (!least || duration <= *least) continue;
    const auto [entry, added] = known.try_emplace({id, duration});
    if (added) {
      entry->second =
          overlaps_of(runs, duration, scope_of(runs, ctx.alignment().horizon));
    }
    if (entry->second.count > 0) {
      report_overlap(ctx, node, entry->second, report);
    }
  }
}

void check_tie(const LintContext& ctx, const Report& report) {
  for (const AlignedEdge& edge : ctx.alignment().edges) {
    if (reads_unguarded(ctx, edge) &&
        ctx.alignment().at_best(edge).tied.runs > 0) {
      report_tie(ctx, edge, report);
    }
  }
}

}  // namespace lockstep
