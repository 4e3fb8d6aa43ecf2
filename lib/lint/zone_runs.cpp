// TZD rules about what daylight saving time does to runs: an order that flips,
// windows of other lengths, deadlines that come nearer for half a year.

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/text.hpp"
#include "lint/checks.hpp"
#include "lint/edges.hpp"
#include "lint/promises.hpp"

namespace lockstep {
namespace {

constexpr seconds kOne{1};
constexpr seconds kHour = std::chrono::hours{1};

/// The zone of a cadence whose crons all share one that changes its offset.
const Zone* changing_zone(const Cadence& cadence) {
  const Schedule& schedule = cadence.schedule;
  if (schedule.crons.empty() || !one_zone(schedule)) return nullptr;
  const Zone* zone = schedule.crons.front().clock.zone;
  return zone && !is_fixed_offset(*zone) ? zone : nullptr;
}

/// All members on clocks that never change.
bool is_fixed(const Cadence& cadence) {
  const auto& crons = cadence.schedule.crons;
  return !crons.empty() &&
         std::ranges::all_of(crons, [](const ZonedCron& member) {
           return !member.clock.zone || is_fixed_offset(*member.clock.zone);
         });
}

seconds offset_of(const Zone* zone, sys_seconds at) {
  return zone ? utc_offset(*zone, at) : seconds{0};
}

// ---- TZD003 ----

/// Runs of a reader between two changes of offset in either zone. The first one
/// may read a run from before the change, which is an hour off.
struct Season {
  std::pair<seconds, seconds> offsets;
  Run first, last;
  Run typical;     ///< the first that reads what the later ones read
  seconds age{0};  ///< of that
  bool constant = true;
  std::int64_t runs = 0;
};

std::vector<Season> seasons_of(const LintContext& ctx, const AlignedEdge& edge,
                               const Zone* input, const Zone* own) {
  const Scope& scope = ctx.alignment().horizon;
  const RunSequence& runs = *ctx.alignment().runs_of(edge.read.to);
  std::vector<Season> seasons;
  for (auto run = runs.first_reaching(scope.from); run && run->tick < scope.to;
       run = runs.after(*run)) {
    const auto bound = bound_run(ctx, edge, *run);
    if (!bound) continue;
    const seconds age = run->tick - bound->tick;
    const std::pair offsets{offset_of(input, run->tick),
                            offset_of(own, run->tick)};
    if (seasons.empty() || seasons.back().offsets != offsets) {
      seasons.push_back({offsets, *run, *run, *run, age, true, 0});
    }
    Season& season = seasons.back();
    if (++season.runs == 2 && age != season.age) {
      season.age = age;
      season.typical = *run;
    }
    season.constant =
        season.runs <= 2 || (season.constant && season.age == age);
    season.last = *run;
  }
  return seasons;
}

/// A season and the one before it.
using Flip = std::optional<std::pair<Season, Season>>;

/// The first season whose ages differ by more than `limit` from those of the
/// season before and of the one after, which agree.
Flip first_flip(const std::vector<Season>& seasons, seconds limit) {
  for (std::size_t i = 1; i + 1 < seasons.size(); ++i) {
    const Season& before = seasons[i - 1];
    const Season& after = seasons[i + 1];
    const Season& season = seasons[i];
    if (before.constant && season.constant && after.constant &&
        before.age == after.age &&
        std::chrono::abs(season.age - before.age) > limit) {
      return std::pair(before, season);
    }
  }
  return std::nullopt;
}

Flip find_flip(const LintContext& ctx, const AlignedEdge& edge) {
  const Cadence& input = *ctx.derivation.cadence(edge.read.from);
  const Cadence& own = *ctx.derivation.cadence(edge.read.to);
  const Zone* input_zone = changing_zone(input);
  const Zone* own_zone = changing_zone(own);
  if ((!input_zone && !is_fixed(input)) || (!own_zone && !is_fixed(own)) ||
      input_zone == own_zone) {
    return std::nullopt;
  }
  const auto gap = frequency(input.schedule).min_gap;
  if (!gap) return std::nullopt;
  return first_flip(seasons_of(ctx, edge, input_zone, own_zone), *gap / 2);
}

void report_flip(const LintContext& ctx, const AlignedEdge& edge,
                 const Season& before, const Season& season,
                 const Report& report) {
  Diagnostic result = edge_finding(
      ctx, "TZD003", edge,
      fmt::format("{} reads a run of {} that is {} old, but from {} to {} one "
                  "that is {} old: their time zones change on other days",
                  name_of(ctx, edge.read.to), name_of(ctx, edge.read.from),
                  format_duration(before.age),
                  format_instant(season.first.tick).substr(0, 10),
                  format_instant(season.last.tick).substr(0, 10),
                  format_duration(season.age)));
  result.witness = witness_of(ctx, edge.read.to, season.typical.tick);
  for (const Run& run : {before.last, season.typical}) {
    result.witness->runs.push_back(
        witness_run(ctx, edge.read.from, *bound_run(ctx, edge, run)));
    result.witness->runs.push_back(witness_run(ctx, edge.read.to, run));
  }
  result.scope = scope_text(ctx.alignment().horizon);
  result.help = fmt::format(
      "give both one time zone, or let {} wait with `guard: sensor`",
      name_of(ctx, edge.read.to));
  report(std::move(result));
}

// ---- TZD004 ----

/// Windows of another length, or with another number of runs, than without
/// daylight saving time.
struct OddWindow {
  sys_seconds tick;
  std::string what;
  std::int64_t count = 0, ticks = 0;
};

std::optional<seconds> even_gap(const Cadence& cadence) {
  if (cadence.schedule.crons.empty()) return std::nullopt;
  const Frequency local = frequency(cadence.schedule);
  return local.uniform() ? local.max_gap : std::nullopt;
}

/// Runs of `input` in a window of `length`, if it is always the same number
/// but for the clocks.
std::optional<std::int64_t> even_count(const Cadence& input, seconds length) {
  const auto gap = even_gap(input);
  if (!gap || length % *gap != seconds{0}) return std::nullopt;
  return length / *gap;
}

/// A day of 23 hours that holds the one daily run of the input is no odd day.
std::optional<OddWindow> odd_length(const Cadence& own, const Cadence& input,
                                    const Scope& scope) {
  const auto even = even_gap(own);
  if (!even || *even <= kHour || !changing_zone(own)) return std::nullopt;
  const auto runs = even_count(input, *even);
  std::optional<OddWindow> odd;
  std::int64_t count_odd = 0, ticks = 0;
  auto before = prev_or_equal(own, scope.from - kOne);
  for (auto tick = next(own, scope.from - kOne); tick && *tick < scope.to;
       tick = next(own, *tick)) {
    ++ticks;
    const sys_seconds start = before.value_or(*tick - *even);
    const seconds length = *tick - start;
    before = tick;
    if (length == *even) continue;
    if (runs && *runs == count(input, start + kOne, *tick + kOne)) continue;
    ++count_odd;
    if (!odd) {
      odd = OddWindow{
          *tick,
          fmt::format("is {} long instead of {}", format_duration(length),
                      format_duration(*even)),
          0, 0};
    }
  }
  if (odd) odd->count = count_odd;
  if (odd) odd->ticks = ticks;
  return odd;
}

std::optional<OddWindow> odd_runs(const Cadence& own, const Cadence& input,
                                  seconds length, const Scope& scope) {
  const auto even = even_count(input, length);
  if (!even || !even_gap(own) ||
      (!changing_zone(own) && !changing_zone(input))) {
    return std::nullopt;
  }
  std::optional<OddWindow> odd;
  std::int64_t count_odd = 0, ticks = 0;
  for (auto tick = next(own, scope.from - kOne); tick && *tick < scope.to;
       tick = next(own, *tick)) {
    ++ticks;
    const auto runs = count(input, *tick - length + kOne, *tick + kOne);
    if (runs == *even) continue;
    ++count_odd;
    if (!odd) {
      odd = OddWindow{*tick,
                      fmt::format("holds {} run{} instead of {}", runs,
                                  runs == 1 ? "" : "s", *even),
                      0, 0};
    }
  }
  if (odd) odd->count = count_odd;
  if (odd) odd->ticks = ticks;
  return odd;
}

bool report_odd_window(const LintContext& ctx, const AlignedEdge& edge,
                       const Report& report) {
  const Binding& binding = ctx.alignment().binding(edge);
  const Scope& scope = ctx.alignment().horizon;
  const Cadence& own = *ctx.derivation.cadence(edge.read.to);
  const Cadence& input = *ctx.derivation.cadence(edge.read.from);
  const auto odd = binding.window == WindowKind::Length
                       ? odd_runs(own, input, binding.length, scope)
                       : odd_length(own, input, scope);
  if (!odd) return false;
  Diagnostic result = edge_finding(
      ctx, "TZD004", edge,
      fmt::format("the window of {} on {} {} when the clocks change",
                  name_of(ctx, edge.read.to), name_of(ctx, edge.read.from),
                  odd->what));
  result.witness = witness_of(ctx, edge.read.to, odd->tick);
  result.share_of_runs = share_of(odd->count, odd->ticks);
  result.scope = scope_text(scope);
  result.help =
      binding.window == WindowKind::Length
          ? "read `window: previous`, which follows the ticks, or run in UTC"
          : "run in UTC, or expect shorter and longer days in what it computes";
  report(std::move(result));
  return true;
}

// ---- TZD007 ----

/// Least time from the end of a run to a deadline while an offset is in force.
struct Slack {
  seconds least{0};
  sys_seconds deadline;
  Run run;
};

std::map<seconds, Slack> slack_by_offset(const LintContext& ctx, NodeId node,
                                         const ZonedCron& deadlines) {
  const Scope& scope = ctx.alignment().horizon;
  const RunSequence& runs = *ctx.alignment().runs_of(node);
  const Clock& clock = deadlines.clock;
  std::map<seconds, Slack> result;
  for (auto at = next(deadlines.cron, scope.from - kOne, clock);
       at && *at < scope.to; at = next(deadlines.cron, *at, clock)) {
    const auto run = runs.newest_ended(*at);
    if (!run) continue;
    const Slack slack{*at - run->end, *at, *run};
    const auto [entry, added] =
        result.try_emplace(utc_offset(*clock.zone, *at), slack);
    if (slack.least < entry->second.least) entry->second = slack;
  }
  return result;
}

void check_deadline(const LintContext& ctx, const Promised& promised,
                    NodeId node, const Report& report) {
  const CompiledText& text = ctx.project[promised.promise->ready_by->cron];
  if (!text.cron || !text.cron->clock.zone ||
      is_fixed_offset(*text.cron->clock.zone) ||
      !is_fixed(*ctx.derivation.cadence(node))) {
    return;
  }
  const auto by_offset = slack_by_offset(ctx, node, *text.cron);
  const Slack* least = nullptr;
  const Slack* most = nullptr;
  for (const auto& [offset, slack] : by_offset) {
    if (!least || slack.least < least->least) least = &slack;
    if (!most || slack.least > most->least) most = &slack;
  }
  if (!least || least->least >= kHour || most->least < kHour) return;
  Diagnostic result = finding(
      "TZD007",
      fmt::format("{} ends {} before the deadline {} of {} for one half of the "
                  "year and {} for the other: its cron is in UTC, the deadline "
                  "in {}",
                  name_of(ctx, node), format_duration(most->least),
                  quoted(text.text), quoted(promised.name),
                  format_duration(least->least), text.zone));
  result.where = promised.promise->where;
  result.nodes = {promised.name};
  result.parameters = {{"upstream", ctx.project[node].name}};
  result.witness = witness_at(least->deadline, text.cron->clock);
  result.witness->runs = {witness_run(ctx, node, least->run)};
  result.scope = scope_text(ctx.alignment().horizon);
  result.help = fmt::format("run {} in {}, or at least an hour before",
                            name_of(ctx, node), text.zone);
  report(std::move(result));
}

}  // namespace

void check_order_flips_with_dst(const LintContext& ctx, const Report& report) {
  std::map<EdgeMeasuresId, Flip> known;
  for (const AlignedEdge& edge : ctx.alignment().edges) {
    if (!reads_unguarded(ctx, edge) || !is_no_faster(ctx, edge)) continue;
    const auto [entry, added] = known.try_emplace(edge.measures);
    if (added) entry->second = find_flip(ctx, edge);
    const Flip& flip = entry->second;
    if (flip) report_flip(ctx, edge, flip->first, flip->second, report);
  }
}

void check_window_length_varies(const LintContext& ctx, const Report& report) {
  NodeId said;  // a window that follows the ticks is the same for all inputs
  for (const AlignedEdge& edge : ctx.alignment().edges) {
    const Binding& binding = ctx.alignment().binding(edge);
    if (binding.read != Read::Window) continue;
    if (binding.window != WindowKind::Length && said == edge.read.to) continue;
    if (report_odd_window(ctx, edge, report)) said = edge.read.to;
  }
}

void check_utc_cron_local_deadline(const LintContext& ctx,
                                   const Report& report) {
  for (const Promised& promised : promises_of(ctx)) {
    if (!promised.promise->ready_by) continue;
    for (const NodeId node : promised.shows) {
      check_deadline(ctx, promised, node, report);
    }
  }
}

}  // namespace lockstep
