// ALN014: an input that rests on some days of the week, read on those days too.

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "lint/checks.hpp"
#include "lint/edges.hpp"
#include "lint/run_days.hpp"

namespace lockstep {
namespace {

/// Every second of the days that fire.
Schedule whole_days(const Schedule& schedule) {
  constexpr std::uint64_t kSixty = (std::uint64_t{1} << 60) - 1;
  constexpr std::uint32_t kHours = (std::uint32_t{1} << 24) - 1;
  Schedule days = schedule;
  for (ZonedCron& member : days.crons) {
    member.cron.second_mask = kSixty;
    member.cron.minute_mask = kSixty;
    member.cron.hour_mask = kHours;
  }
  return days;
}

/// One tick a day.
Schedule midnights(Schedule schedule) {
  for (ZonedCron& member : schedule.crons) {
    member.cron.second_mask = member.cron.minute_mask = 1;
    member.cron.hour_mask = 1;
  }
  return schedule;
}

/// Fires on at least 4 of 7 local days, but not on all.
bool rests_sometimes(const Cadence& cadence) {
  if (cadence.schedule.crons.empty() || !one_zone(cadence.schedule)) {
    return false;
  }
  const Frequency days = frequency(midnights(cadence.schedule));
  return days.periodic && days.firings < kCycleDays &&
         days.firings * 7 >= kCycleDays * 4;
}

bool fires_on_day(const Schedule& days, sys_seconds at) {
  return std::ranges::any_of(days.crons, [&](const ZonedCron& member) {
    return matches(member.cron, at, member.clock);
  });
}

/// Runs of the consumer that start on a day without a tick of the input.
Count count_on_rest_days(const LintContext& ctx, const AlignedEdge& edge) {
  const Schedule days =
      whole_days(ctx.derivation.cadence(edge.read.from)->schedule);
  const RunSequence& runs = *ctx.alignment().runs_of(edge.read.to);
  const Scope& scope = ctx.alignment().measures(edge).scope;
  Count result;
  for (auto run = runs.first_reaching(scope.from); run && run->tick < scope.to;
       run = runs.after(*run)) {
    if (fires_on_day(days, run->start)) continue;
    if (result.runs++ == 0) result.first = run;
  }
  return result;
}

void report_hole(const LintContext& ctx, const AlignedEdge& edge,
                 const Count& count, const Report& report) {
  const EdgeMeasures& measures = ctx.alignment().measures(edge);
  const std::string reader = name_of(ctx, edge.read.to);
  const std::string input = name_of(ctx, edge.read.from);
  Diagnostic result = edge_finding(
      ctx, "ALN014", edge,
      fmt::format("{} reads {} on days on which that has no run, up to {} old",
                  reader, input,
                  format_duration(measures.staleness_max->value)));
  result.witness = edge_witness(ctx, edge, *count.first);
  const Schedule days =
      whole_days(ctx.derivation.cadence(edge.read.from)->schedule);
  result.witness->days = days_of_edge(ctx, edge, [&](const Run& run) {
    return !fires_on_day(days, run.start);
  });
  result.share_of_runs = share_of(count.runs, measures.runs);
  result.help = fmt::format("run {} on the days of {} only, or {} every day",
                            reader, input, input);
  report(std::move(result));
}

}  // namespace

void check_calendar_hole(const LintContext& ctx, const Report& report) {
  const Alignment& alignment = ctx.alignment();
  std::map<EdgeMeasuresId, Count> counted;  // equal edges once
  for (const AlignedEdge& edge : alignment.edges) {
    const Binding& binding = alignment.binding(edge);
    const Cadence& input = *ctx.derivation.cadence(edge.read.from);
    // A sensor runs because another input was new.
    const bool scheduled =
        ctx.derivation[edge.read.to].type == StartType::Schedule;
    if (!scheduled || binding.read != Read::Latest || binding.pipeline ||
        !is_no_slower(ctx, edge) || !rests_sometimes(input)) {
      continue;
    }
    const auto [entry, added] = counted.try_emplace(edge.measures);
    if (added) entry->second = count_on_rest_days(ctx, edge);
    if (entry->second.runs > 0) {
      report_hole(ctx, edge, entry->second, report);
    }
  }
}

}  // namespace lockstep
