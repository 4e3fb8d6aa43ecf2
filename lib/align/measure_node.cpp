// Every measure goes from breakpoint to breakpoint; only waits of listed runs
// are summed run by run.
#include "align/measure_node.hpp"

#include <algorithm>
#include <optional>

#include "align/cadence.hpp"
#include "align/image.hpp"
#include "align/run_builder.hpp"

namespace lockstep {
namespace {

constexpr double kDaysPerYear = 365.2425;
constexpr double kSecondsPerDay = 86'400;

sys_seconds instant(std::int64_t value) { return sys_seconds{seconds{value}}; }

/// The common period of these functions and the runs, else the horizon.
Scope common_scope(const RunSequence& runs,
                   const std::vector<const StepFunction*>& functions,
                   const Scope& horizon) {
  if (!runs.period()) return horizon;
  std::optional<std::int64_t> days = *runs.period() / std::chrono::days{1};
  for (const StepFunction* function : functions) {
    if (function->points.empty()) continue;
    if (!function->repeats()) return horizon;
    days = common_period(
        days, seconds{function->value_period} / std::chrono::days{1});
  }
  if (!days) return horizon;
  return {true, horizon.from, horizon.from + std::chrono::days{*days}};
}

void raise(std::optional<Extreme>& extreme, seconds value, const Run& run,
           sys_seconds at, std::int64_t count) {
  if (!extreme || value > extreme->value) extreme = Extreme{value, run, at, 0};
  if (value == extreme->value) extreme->count += count;
}

bool is_less(seconds value, const std::optional<Extreme>& extreme) {
  return extreme && value < extreme->value;
}

/// How many runs from `first` to `last`.
std::int64_t runs_from_to(const RunSequence& runs, const Run& first,
                          const Run& last) {
  if (last.key <= first.key) return 1;
  return runs.count_between(first, last) + 2;
}

/// Where functions are looked at: the scope, or months of it; of those that are
/// alike for all functions and for the runs, one.
std::vector<Part> parts_of(const Scope& scope, const RunSequence& runs,
                           const std::vector<const StepFunction*>& functions,
                           FoldingTable& foldings) {
  auto likeness = likeness_of(runs);
  bool folded = false;
  for (const StepFunction* function : functions) {
    likeness = both(likeness, likeness_of(*function));
    folded = folded || function->folding != nullptr;
  }
  if (!folded) return {{scope.from, scope.to, 1}};
  if (!likeness || !scope.for_ever || scope.to - scope.from != kCycle) {
    return months_of(scope);
  }
  // What a reader sees of a run lasts until the end of the next one.
  const seconds gap = greatest_gap(runs.cadence()).value_or(kCycle);
  likeness->ahead = std::max(likeness->ahead, months_in(gap + runs.delay()));
  return foldings.folding_of(*likeness)->parts_of(scope);
}

/// Runs from the first on, before `next`, that have one oldest source.
struct Step {
  Run first;
  std::optional<Run> next;  ///< absent: no run is known after the step
  sys_seconds oldest;
};

Run last_of(const RunSequence& runs, const Step& step, const Part& part) {
  if (step.next) return *runs.before(*step.next);
  return *runs.newest_ended(part.to + kCycle);
}

/// Months of a folded function begin with their first run.
bool begins_month(const StepFunction& function, sys_seconds at) {
  return function.folding != nullptr && at == first_of(month_of(at));
}

/// On the breakpoint in force at the first run of a part, if it has one.
std::optional<BreakpointCursor> cursor_in(const RunSequence& runs,
                                          const StepFunction& oldest,
                                          const Part& part) {
  if (begins_month(oldest, part.from)) {
    return BreakpointCursor::in_month(oldest,
                                      oldest.folding->month_of(part.from));
  }
  const auto first = runs.first_reaching(part.from);
  if (!first) return std::nullopt;
  return BreakpointCursor(oldest, first->key);
}

/// Steps end where the part does.
template <class Visit>
void for_each_step(const RunSequence& runs, const StepFunction& oldest,
                   const Part& part, const Visit& visit) {
  auto at = cursor_in(runs, oldest, part);
  if (!at || at->done()) return;
  Run from = runs.at((**at).key);
  if (from.tick < part.from) from = *runs.first_reaching(part.from);
  while (from.tick < part.to) {
    const sys_seconds source = instant((**at).value);
    at->step();
    std::optional<Run> next;
    if (!at->done()) next = runs.at((**at).key);
    if ((!next || next->tick >= part.to) && !begins_month(oldest, part.to)) {
      next = runs.first_reaching(part.to);
    }
    visit(Step{from, next, source});
    if (!next) return;
    from = *next;
  }
}

/// The first run of the step that ends when `last` does.
Run first_ending_with(const RunSequence& runs, const Run& first, Run last) {
  if (!runs.is_listed()) return last;
  for (auto run = runs.before(last);
       run && run->key >= first.key && run->end == last.end;
       run = runs.before(*run)) {
    last = *run;
  }
  return last;
}

void measure_ages_in(const Part& part, const RunSequence& runs,
                     const StepFunction& oldest, NodeAges& ages) {
  for_each_step(runs, oldest, part, [&](const Step& step) {
    // Runs end before the next one does: no lag is greater than an age.
    if (step.next && is_less(step.next->end - step.oldest, ages.lag_max)) {
      return;
    }
    const Run last = last_of(runs, step, part);
    const Run first = first_ending_with(runs, step.first, last);
    raise(ages.lag_max, first.end - step.oldest, first, first.end,
          part.times * runs_from_to(runs, first, last));
    if (!step.next) return;
    Run witness = last;
    while (witness.key > step.first.key && witness.end == step.next->end) {
      witness = *runs.before(witness);
    }
    raise(ages.age_max, step.next->end - step.oldest, witness, step.next->end,
          part.times * runs_from_to(runs, witness, last));
  });
}

/// Breakpoints in the scope; of months alike, in one of them.
std::int64_t steps_in(const StepFunction& change, const Scope& scope) {
  const auto points = static_cast<std::int64_t>(change.points.size());
  if (change.folding != nullptr || !change.repeats()) return points;
  return points * ((scope.to - scope.from).count() / change.value_period);
}

void measure_waits(const RunSequence& runs, const Scope& scope,
                   NodeMeasures& measures) {
  auto run = runs.first_reaching(scope.from);
  if (!run || run->tick >= scope.to) return;
  double wait = 0, busy = 0, count = 0;
  if (!runs.is_listed()) {
    raise(measures.wait_max, run->start - run->tick, *run, run->tick,
          runs.count(scope.from, scope.to));
    count = 1;
    wait = static_cast<double>((run->start - run->tick).count());
    busy = static_cast<double>((run->end - run->start).count());
  }
  for (; runs.is_listed() && run && run->tick < scope.to;
       run = runs.after(*run)) {
    raise(measures.wait_max, run->start - run->tick, *run, run->tick, 1);
    wait += static_cast<double>((run->start - run->tick).count());
    busy += static_cast<double>((run->end - run->start).count());
    ++count;
  }
  measures.wait_mean_seconds = wait / count;
  measures.utilisation =
      busy / count * measures.runs_per_year / (kDaysPerYear * kSecondsPerDay);
  measures.waiting_seconds_a_day =
      measures.wait_mean_seconds * measures.runs_per_year / kDaysPerYear;
}

/// The greatest of several functions and the first breakpoint that brings it;
/// nullopt if one of them is not known there.
std::optional<Breakpoint> greatest_at(
    const std::vector<const StepFunction*>& functions, std::int64_t key) {
  std::optional<Breakpoint> greatest;
  for (const StepFunction* function : functions) {
    const BreakpointCursor at(*function, key);
    if (at.done() || (*at).key > key) return std::nullopt;
    const Breakpoint point = *at;
    if (!greatest || point.value > greatest->value ||
        (point.value == greatest->value && point.key < greatest->key)) {
      greatest = point;
    }
  }
  return greatest;
}

}  // namespace

Scope scope_of(const RunSequence& runs, const Scope& horizon) {
  const Scope scope = common_scope(runs, {}, horizon);
  return runs.count(scope.from, scope.to) <= kMaximumListed ? scope : horizon;
}

Spread measure_spread(const RunSequence& runs, const StepFunction& least,
                      const std::vector<const StepFunction*>& others,
                      const Scope& horizon, FoldingTable& foldings) {
  std::vector<const StepFunction*> all = others;
  all.push_back(&least);
  Spread spread{std::nullopt, common_scope(runs, all, horizon)};
  if (steps_in(least, spread.scope) > kMaximumBreakpoints) {
    spread.scope = horizon;
  }
  for (const Part& part : parts_of(spread.scope, runs, all, foldings)) {
    for_each_step(runs, least, part, [&](const Step& step) {
      // No source is newer than the run that reads it, nor than the next one.
      if (step.next &&
          is_less(step.next->start - step.oldest, spread.greatest)) {
        return;
      }
      const Run last = last_of(runs, step, part);
      if (is_less(last.start - step.oldest, spread.greatest)) return;
      // Within a step the others only grow: the last run has the greatest.
      const auto newest = greatest_at(others, last.key);
      if (!newest) return;
      const Run first =
          newest->key > step.first.key ? runs.at(newest->key) : step.first;
      raise(spread.greatest, instant(newest->value) - step.oldest, first,
            first.start, part.times * runs_from_to(runs, first, last));
    });
  }
  return spread;
}

NodeAges measure_ages(const RunSequence& runs, const StepFunction& oldest,
                      const Scope& horizon, FoldingTable& foldings) {
  NodeAges ages{common_scope(runs, {&oldest}, horizon), {}, {}};
  for (const Part& part : parts_of(ages.scope, runs, {&oldest}, foldings)) {
    measure_ages_in(part, runs, oldest, ages);
  }
  return ages;
}

NodeMeasures measure_node(const NodeSources& sources, const Scope& horizon,
                          FoldingTable& foldings) {
  const RunSequence& runs = *sources.runs;
  NodeMeasures measures;
  measures.scope = sources.ages->scope;
  measures.lag_max = sources.ages->lag_max;
  measures.age_max = sources.ages->age_max;
  const Scope own = scope_of(runs, horizon);
  const Scope& scope = measures.scope;
  measures.runs = runs.count(scope.from, scope.to);
  if (!runs.coalesces()) {
    measures.dropped = runs.count_ticks(scope.from, scope.to) - measures.runs;
  }
  measures.runs_per_year = runs.cadence().runs_per_year;
  if (runs.is_listed()) {
    measures.runs_per_year =
        static_cast<double>(measures.runs) * kDaysPerYear * kSecondsPerDay /
        static_cast<double>((scope.to - scope.from).count());
  }
  measure_waits(runs, own, measures);
  const Spread skew =
      measure_spread(runs, *sources.oldest, sources.roots, horizon, foldings);
  measures.skew_max = skew.greatest;
  measures.skew_scope = skew.scope;
  measures.idle = sources.idle->runs;
  measures.idle_of = sources.idle->of;
  return measures;
}

}  // namespace lockstep
