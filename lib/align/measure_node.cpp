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

/// How many runs from `first` to `last`.
std::int64_t runs_from_to(const RunSequence& runs, const Run& first,
                          const Run& last) {
  if (last.key <= first.key) return 1;
  return runs.count_between(first, last) + 2;
}

/// Runs [first, last] that have one oldest source.
struct Step {
  Run first, last;
  std::optional<Run> next;  ///< the run after the last
  sys_seconds oldest;
};

template <class Visit>
void for_each_step(const RunSequence& runs, const StepFunction& oldest,
                   const Scope& scope, const Visit& visit) {
  const auto first = runs.first_reaching(scope.from);
  if (!first || first->tick >= scope.to) return;
  const auto beyond = runs.first_reaching(scope.to);
  Run from = *first;
  BreakpointCursor at(oldest, first->key);
  while (!at.done()) {
    const Breakpoint point = *at;
    if (point.key > from.key) from = runs.at(point.key);
    if (from.tick >= scope.to) return;
    ++at;
    std::optional<Run> next = beyond;
    if (!at.done()) {
      const Run step = runs.at((*at).key);
      if (!next || step.key < next->key) next = step;
    }
    const auto last =
        next ? runs.before(*next) : runs.newest_ended(scope.to + kCycle);
    if (last && last->key >= from.key) {
      visit(Step{from, *last, next, instant(point.value)});
    }
    if (!next) return;
    from = *next;
  }
}

/// The first run of the step that ends when `last` does.
Run first_ending_with(const RunSequence& runs, const Run& first, Run last) {
  for (auto run = runs.before(last);
       run && run->key >= first.key && run->end == last.end;
       run = runs.before(*run)) {
    last = *run;
  }
  return last;
}

void measure_ages(const NodeSources& sources, NodeMeasures& measures) {
  const RunSequence& runs = *sources.runs;
  for_each_step(runs, *sources.oldest, measures.scope, [&](const Step& step) {
    const Run first = first_ending_with(runs, step.first, step.last);
    raise(measures.lag_max, first.end - step.oldest, first, first.end,
          runs_from_to(runs, first, step.last));
    if (!step.next) return;
    Run witness = step.last;
    while (witness.key > step.first.key && witness.end == step.next->end) {
      witness = *runs.before(witness);
    }
    raise(measures.age_max, step.next->end - step.oldest, witness,
          step.next->end, runs_from_to(runs, witness, step.last));
  });
}

std::int64_t steps_in(const StepFunction& change, seconds length) {
  const auto points = static_cast<std::int64_t>(change.points.size());
  return change.repeats() ? points * (length.count() / change.value_period)
                          : points;
}

void measure_waits(const RunSequence& runs, const Scope& scope,
                   NodeMeasures& measures) {
  auto run = runs.first_reaching(scope.from);
  if (!run || run->tick >= scope.to) return;
  double wait = 0, busy = 0, count = 0;
  if (!runs.is_listed()) {
    raise(measures.wait_max, run->start - run->tick, *run, run->tick,
          measures.runs);
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

/// The greatest of several functions at keys that ascend.
class Greatest {
 public:
  Greatest(const std::vector<const StepFunction*>& functions,
           std::int64_t key) {
    for (const StepFunction* function : functions) {
      cursors_.emplace_back(*function, key);
    }
  }

  /// The value and the first breakpoint that brings it; nullopt if one of the
  /// functions is not known there.
  std::optional<Breakpoint> at(std::int64_t key) {
    std::optional<Breakpoint> greatest;
    for (BreakpointCursor& cursor : cursors_) {
      if (cursor.done()) return std::nullopt;
      cursor.seek(key);
      const Breakpoint point = *cursor;
      if (point.key > key) return std::nullopt;
      if (!greatest || point.value > greatest->value ||
          (point.value == greatest->value && point.key < greatest->key)) {
        greatest = point;
      }
    }
    return greatest;
  }

 private:
  std::vector<BreakpointCursor> cursors_;
};

}  // namespace

Scope scope_of(const RunSequence& runs, const Scope& horizon) {
  const Scope scope = common_scope(runs, {}, horizon);
  return runs.count(scope.from, scope.to) <= kMaximumListed ? scope : horizon;
}

Spread measure_spread(const RunSequence& runs, const StepFunction& least,
                      const std::vector<const StepFunction*>& others,
                      const Scope& horizon) {
  std::vector<const StepFunction*> all = others;
  all.push_back(&least);
  Spread spread{std::nullopt, common_scope(runs, all, horizon)};
  const seconds length = spread.scope.to - spread.scope.from;
  if (steps_in(least, length) > kMaximumBreakpoints) spread.scope = horizon;
  std::optional<Greatest> greatest;
  for_each_step(runs, least, spread.scope, [&](const Step& step) {
    if (!greatest) greatest.emplace(others, step.first.key);
    // No source is newer than the run that reads it.
    const seconds most = step.last.start - step.oldest;
    if (spread.greatest && most < spread.greatest->value) return;
    // Within a step the others only grow: the last run has the greatest.
    const auto newest = greatest->at(step.last.key);
    if (!newest) return;
    const Run first =
        newest->key > step.first.key ? runs.at(newest->key) : step.first;
    raise(spread.greatest, instant(newest->value) - step.oldest, first,
          first.start, runs_from_to(runs, first, step.last));
  });
  return spread;
}

NodeMeasures measure_node(const NodeSources& sources, const Scope& horizon) {
  const RunSequence& runs = *sources.runs;
  NodeMeasures measures;
  measures.scope = common_scope(runs, {sources.oldest}, horizon);
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
  measure_ages(sources, measures);
  const Spread skew =
      measure_spread(runs, *sources.oldest, sources.roots, horizon);
  measures.skew_max = skew.greatest;
  measures.skew_scope = skew.scope;
  measures.idle = sources.idle->runs;
  measures.idle_of = sources.idle->of;
  return measures;
}

}  // namespace lockstep
