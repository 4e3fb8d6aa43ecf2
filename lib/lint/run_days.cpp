// Runs one by one, ages step by step: within a step of the oldest source only
// the last run counts. Days of a scope that repeats are folded into one period.
#include "lint/run_days.hpp"

#include <algorithm>
#include <vector>

#include "lint/day_class.hpp"

namespace lockstep {
namespace {

using std::chrono::days;
using std::chrono::local_days;

local_days local_day(sys_seconds at, const Clock& clock) {
  const seconds offset = clock.zone ? utc_offset(*clock.zone, at) : seconds{0};
  return local_days{std::chrono::floor<days>(at + offset).time_since_epoch()};
}

/// Into one period from `from` on.
void fold(DaySet& set) {
  const days period = set.to - set.from;
  for (local_days& at : set.days) {
    days rest = (at - set.from) % period;
    if (rest < days{0}) rest += period;
    at = set.from + rest;
  }
}

std::string words_of(DaySet set) {
  if (set.repeats) fold(set);
  std::ranges::sort(set.days);
  const auto repeated = std::unique(set.days.begin(), set.days.end());
  set.days.erase(repeated, set.days.end());
  return days_in_words(set);
}

/// False if a period of the scope is none of the clock's days.
bool can_tell(const Scope& scope, const Clock& clock) {
  return !scope.for_ever || !clock.zone || is_fixed_offset(*clock.zone);
}

DaySet period_of(const Scope& scope, const Clock& clock) {
  const local_days from = local_day(scope.from, clock);
  return {{},
          from,
          from + std::chrono::duration_cast<days>(scope.to - scope.from),
          true};
}

}  // namespace

std::string days_of_runs(const RunSequence& runs, const Scope& scope,
                         const Clock& clock, const RunInstant& instant) {
  const auto first = runs.first_reaching(scope.from);
  if (!first || first->tick >= scope.to || !can_tell(scope, clock) ||
      runs.count(scope.from, scope.to) > kMaximumDayRuns) {
    return {};
  }
  // Runs before the scope show nothing after the first one has ended.
  DaySet set{{}, local_day(first->end, clock) + days{1}, {}, false};
  if (scope.for_ever) set = period_of(scope, clock);
  auto run = first;
  for (; run && run->tick < scope.to; run = runs.after(*run)) {
    if (const auto at = instant(*run))
      set.days.push_back(local_day(*at, clock));
  }
  if (!scope.for_ever) {
    set.to = std::max(set.from, local_day(run ? run->start : scope.to, clock));
  }
  return words_of(std::move(set));
}

std::string days_of_instants(const std::vector<sys_seconds>& instants,
                             const Scope& scope, const Clock& clock) {
  if (!can_tell(scope, clock)) return {};
  DaySet set{{},
             local_day(scope.from, clock) + days{1},
             local_day(scope.to, clock),
             false};
  if (scope.for_ever) set = period_of(scope, clock);
  for (const sys_seconds at : instants) {
    set.days.push_back(local_day(at, clock));
  }
  return words_of(std::move(set));
}

std::string days_of_worst_age(const LintContext& ctx, NodeId node) {
  const Alignment& alignment = ctx.alignment();
  const NodeAges* ages = alignment.ages(node);
  if (!ages || !ages->age_max) return {};
  const Scope& scope = ages->scope;
  const RunSequence& runs = *alignment.runs_of(node);
  const auto first = runs.first_reaching(scope.from);
  const auto beyond = runs.first_reaching(scope.to);
  if (!first || !beyond) return {};
  const StepFunction& oldest = *alignment.oldest(node);
  std::vector<sys_seconds> instants;
  std::int64_t steps = 0;
  for (BreakpointCursor at(oldest, first->key);
       !at.done() && (*at).key < beyond->key;) {
    if (++steps > kMaximumDayRuns) return {};
    const sys_seconds source{seconds{(*at).value}};
    ++at;
    const bool more = !at.done() && (*at).key < beyond->key;
    const Run next = more ? runs.at((*at).key) : *beyond;
    if (next.end - source >= ages->age_max->value) {
      instants.push_back(next.end);
    }
  }
  Scope known = scope;
  if (!scope.for_ever) known = {false, first->end, beyond->start};
  return days_of_instants(instants, known, clock_of(ctx.derivation, node));
}

std::string days_of_edge(const LintContext& ctx, const AlignedEdge& edge,
                         const std::function<bool(const Run&)>& holds) {
  return days_of_runs(*ctx.alignment().runs_of(edge.read.to),
                      ctx.alignment().measures(edge).scope,
                      clock_of(ctx.derivation, edge.read.to),
                      [&](const Run& run) -> std::optional<sys_seconds> {
                        if (!holds(run)) return std::nullopt;
                        return run.start;
                      });
}

std::string days_of_unfinished(const LintContext& ctx,
                               const AlignedEdge& edge) {
  const Alignment& alignment = ctx.alignment();
  const Reader reader = alignment.reader(edge);
  const RunSequence& runs = *alignment.runs_of(edge.read.to);
  const bool window = alignment.binding(edge).read == Read::Window;
  return days_of_edge(ctx, edge, [&](const Run& run) {
    const auto previous = window ? previous_tick(runs, run) : std::nullopt;
    const Need need = reader.need(run.tick, previous);
    return need.run && need.run->end > run.start;
  });
}

}  // namespace lockstep
