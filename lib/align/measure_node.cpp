// Every measure goes from breakpoint to breakpoint; only waits of listed runs
// are summed run by run.
#include "align/measure_node.hpp"

#include <algorithm>
#include <optional>

#include "align/cadence.hpp"

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

/// Counts runs in the scope at which no input steps.
void count_idle(const NodeSources& sources, const Scope& horizon,
                NodeMeasures& measures) {
  const RunSequence& runs = *sources.runs;
  if (sources.changes.empty()) return;
  const Scope scope = common_scope(runs, sources.changes, horizon);
  const auto first = runs.first_reaching(scope.from);
  if (!first) return;
  const std::int64_t total = runs.count(scope.from, scope.to);
  std::vector<BreakpointCursor> cursors;
  for (const StepFunction* change : sources.changes) {
    cursors.emplace_back(*change, first->key);
    auto& cursor = cursors.back();
    if (!cursor.done() && (*cursor).key < first->key) ++cursor;
  }
  const auto beyond = runs.first_reaching(scope.to);
  std::int64_t busy = 0;
  Run expected = *first;
  for (;;) {
    std::optional<std::int64_t> key;
    for (const BreakpointCursor& cursor : cursors) {
      if (cursor.done()) continue;
      if (!key || (*cursor).key < *key) key = (*cursor).key;
    }
    if (!key || (beyond && *key >= beyond->key)) break;
    if (*key != expected.key && !measures.first_idle) {
      measures.first_idle = expected;
    }
    ++busy;
    const auto next = runs.after(runs.at(*key));
    for (BreakpointCursor& cursor : cursors) {
      if (!cursor.done() && (*cursor).key == *key) ++cursor;
    }
    if (!next) break;
    expected = *next;
  }
  if (busy < total && !measures.first_idle) measures.first_idle = expected;
  measures.idle = total - busy;
  measures.idle_of = total;
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

}  // namespace

std::optional<Extreme> measure_spread(const RunSequence& runs,
                                      const StepFunction& oldest,
                                      const StepFunction& newest,
                                      const Scope& horizon) {
  std::optional<Extreme> spread;
  const Scope scope = common_scope(runs, {&oldest, &newest}, horizon);
  for_each_step(runs, oldest, scope, [&](const Step& step) {
    const BreakpointCursor at(newest, step.last.key);
    if (at.done()) return;
    const Breakpoint value = *at;
    if (value.key > step.last.key) return;
    const Run first =
        value.key > step.first.key ? runs.at(value.key) : step.first;
    raise(spread, instant(value.value) - step.oldest, first, first.start,
          runs_from_to(runs, first, step.last));
  });
  return spread;
}

NodeMeasures measure_node(const NodeSources& sources, const Scope& horizon) {
  const RunSequence& runs = *sources.runs;
  NodeMeasures measures;
  measures.scope =
      common_scope(runs, {sources.oldest, sources.newest}, horizon);
  const Scope own = common_scope(runs, {}, horizon);
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
  measures.skew_max =
      measure_spread(runs, *sources.oldest, *sources.newest, horizon);
  count_idle(sources, horizon, measures);
  return measures;
}

}  // namespace lockstep
