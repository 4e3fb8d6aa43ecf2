// Edges between jobs that run equally often: the run that is read is not always
// the same one (ALN013), or both follow one schedule in two pipelines (ALN015).

#include <algorithm>
#include <map>
#include <tuple>
#include <vector>

#include <fmt/format.h>

#include "align/same_pipeline.hpp"
#include "base/text.hpp"
#include "lint/checks.hpp"
#include "lint/edges.hpp"

namespace lockstep {
namespace {

// ---- ALN013 ----

const Zone* zone_of(const LintContext& ctx, NodeId node) {
  const auto& crons = ctx.derivation.cadence(node)->schedule.crons;
  return crons.empty() ? nullptr : crons.front().clock.zone;
}

/// On the wall clock of a zone.
sys_seconds local(sys_seconds at, const Zone* zone) {
  return zone ? at + utc_offset(*zone, at) : at;
}

/// How old what is read is, on the wall clocks of both.
struct Ages {
  std::map<seconds, std::int64_t> runs;  ///< by age
  std::int64_t all = 0;
  seconds usual{0};         ///< of most runs, of several the least
  std::vector<Run> others;  ///< the first ones of another age, one a day
};

/// Visits runs of the reader with their ages until that returns false.
template <class Visit>
void for_each_age(const LintContext& ctx, const AlignedEdge& edge,
                  const Visit& visit) {
  const Zone* own = zone_of(ctx, edge.read.to);
  const Zone* input = zone_of(ctx, edge.read.from);
  const Scope& scope = ctx.alignment().measures(edge).scope;
  const RunSequence& runs = *ctx.alignment().runs_of(edge.read.to);
  for (auto run = runs.first_reaching(scope.from); run && run->tick < scope.to;
       run = runs.after(*run)) {
    const auto bound = bound_run(ctx, edge, *run);
    if (!bound) continue;
    if (!visit(*run, local(run->tick, own) - local(bound->tick, input))) break;
  }
}

Ages ages_of(const LintContext& ctx, const AlignedEdge& edge) {
  constexpr std::size_t kDaysShown = 3;
  Ages ages;
  for_each_age(ctx, edge, [&](const Run&, seconds age) {
    ++ages.runs[age];
    ++ages.all;
    return true;
  });
  if (ages.runs.size() < 2) return ages;
  ages.usual = std::ranges::max_element(ages.runs, {}, [](const auto& entry) {
                 return entry.second;
               })->first;
  const Zone* zone = zone_of(ctx, edge.read.to);
  for_each_age(ctx, edge, [&](const Run& run, seconds age) {
    const sys_seconds day = midnight_of(local(run.tick, zone));
    if (age != ages.usual &&
        (ages.others.empty() ||
         midnight_of(local(ages.others.back().tick, zone)) != day)) {
      ages.others.push_back(run);
    }
    return ages.others.size() < kDaysShown;
  });
  return ages;
}

/// `7h`, or from the least to the greatest.
std::string other_ages(const Ages& ages) {
  std::vector<seconds> others;
  for (const auto& [age, count] : ages.runs) {
    if (age != ages.usual) others.push_back(age);
  }
  if (others.size() == 1) return format_duration(others.front());
  return fmt::format("{} to {}", format_duration(others.front()),
                     format_duration(others.back()));
}

void report_varying(const LintContext& ctx, const AlignedEdge& edge,
                    const Ages& ages, const Report& report) {
  const double share = share_of(ages.all - ages.runs.at(ages.usual), ages.all);
  std::vector<std::string> days;
  for (const Run& run : ages.others) {
    constexpr std::size_t kDate = 10;  // 2024-01-01
    days.push_back(format_instant(local(run.tick, zone_of(ctx, edge.read.to)))
                       .substr(0, kDate));
  }
  const std::string reader = name_of(ctx, edge.read.to);
  const std::string input = name_of(ctx, edge.read.from);
  Diagnostic result = edge_finding(
      ctx, "ALN013", edge,
      fmt::format("{} mostly reads a run of {} that is {} old, but one of {} "
                  "in {} of its runs, first on {}",
                  reader, input, format_duration(ages.usual), other_ages(ages),
                  percent(share), join_words(days)));
  result.witness = edge_witness(ctx, edge, ages.others.front());
  result.share_of_runs = share;
  result.help = fmt::format("run {} at one distance from {}", reader, input);
  report(std::move(result));
}

// ---- ALN015 ----

bool is_only_input(const LintContext& ctx, const AlignedEdge& edge) {
  const NodeId reader = edge.read.to;
  return ctx.project[reader].inputs.size() == 1 &&
         ctx.alignment().inputs(reader).size() == 1 &&
         ctx.alignment().unknown_inputs[reader.index()].empty();
}

void report_apart(const LintContext& ctx, const AlignedEdge& edge,
                  const Report& report) {
  const std::string reader = name_of(ctx, edge.read.to);
  const std::string input = name_of(ctx, edge.read.from);
  Diagnostic result = edge_finding(
      ctx, "ALN015", edge,
      fmt::format("{} follows the schedule of its only input {} in a pipeline "
                  "of its own",
                  reader, input));
  result.help = fmt::format(
      "leave out its cron: then {} starts it; or put both in one pipeline",
      input);
  report(std::move(result));
}

}  // namespace

void check_binding_not_constant(const LintContext& ctx, const Report& report) {
  std::map<std::tuple<EdgeMeasuresId, const Zone*, const Zone*>, Ages> known;
  for (const AlignedEdge& edge : ctx.alignment().edges) {
    const bool varies = ctx.alignment().measures(edge).offsets.size() > 1;
    if (!varies || ctx.alignment().binding(edge).pipeline ||
        !is_as_fast(ctx, edge)) {
      continue;
    }
    const auto [entry, added] =
        known.try_emplace({edge.measures, zone_of(ctx, edge.read.from),
                           zone_of(ctx, edge.read.to)},
                          Ages{});
    if (added) entry->second = ages_of(ctx, edge);
    if (entry->second.runs.size() > 1) {
      report_varying(ctx, edge, entry->second, report);
    }
  }
}

void check_same_cadence_separate_crons(const LintContext& ctx,
                                       const Report& report) {
  if (ctx.project.settings.pipelines.empty()) return;
  const Pipelines pipelines(ctx.project);
  for (const AlignedEdge& edge : ctx.alignment().edges) {
    const NodeId from = edge.read.from, to = edge.read.to;
    if (ctx.derivation[to].type == StartType::Schedule &&
        ctx.derivation[to].cadence == ctx.derivation[from].cadence &&
        pipelines.are_apart(from, to) && is_only_input(ctx, edge)) {
      report_apart(ctx, edge, report);
    }
  }
}

}  // namespace lockstep
