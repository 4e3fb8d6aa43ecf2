// Ticks are walked through one by one: few jobs wait with durations that vary.
#include "align/age_bound.hpp"

#include <algorithm>
#include <chrono>

#include "align/cadence.hpp"
#include "align/image.hpp"

namespace lockstep {
namespace {

constexpr seconds kOne{1};

std::int64_t seconds_of(sys_seconds at) {
  return at.time_since_epoch().count();
}

std::optional<std::int64_t> days_of(std::optional<seconds> period) {
  if (!period) return std::nullopt;
  return *period / std::chrono::days{1};
}

/// Where ticks are walked through; with a period, one of it.
struct Stretch {
  sys_seconds from, to;
  std::optional<seconds> period;
};

Stretch stretch_of(const StepFunction& function, const Cadence& cadence,
                   std::optional<seconds> of_runs, const RunSpan& span) {
  std::optional<std::int64_t> days;
  if (function.repeats()) days = days_of(seconds{function.value_period});
  days = common_period(days,
                       common_period(period_days(cadence), days_of(of_runs)));
  if (days) {
    const seconds period = std::chrono::days{*days};
    const sys_seconds to = span.reference + period;
    if (count(cadence, span.reference, to) <= kMaximumBreakpoints) {
      return {span.reference, to, period};
    }
  }
  return {span.from, span.to, std::nullopt};
}

/// A breakpoint for every tick at which `value_at` is known and new.
template <class ValueAt>
StepFunction walk_ticks(const Cadence& cadence, const Stretch& stretch,
                        const ValueAt& value_at) {
  StepFunction result;
  for (auto tick = next(cadence, stretch.from - kOne);
       tick && *tick < stretch.to; tick = next(cadence, *tick)) {
    const auto value = value_at(*tick);
    if (value) result.append(seconds_of(*tick), *value);
  }
  if (stretch.period && !result.points.empty()) {
    result.key_period = result.value_period = stretch.period->count();
    close_period(result);
  }
  return result;
}

std::optional<Run> later(const std::optional<Run>& a,
                         const std::optional<Run>& b) {
  if (!a || !b) return a ? a : b;
  return a->key < b->key ? b : a;
}

/// The first tick whose work the run does.
sys_seconds first_tick(const RunSequence& runs, const Run& run) {
  if (!runs.coalesces()) return run.tick;
  const auto before = runs.before(run);
  const auto tick = before ? next(runs.cadence(), before->tick) : std::nullopt;
  return tick ? std::min(*tick, run.tick) : run.tick;
}

/// Some ticks have no run of their own.
bool shares_runs(const RunSequence& runs, const Scope& scope) {
  return runs.count(scope.from, scope.to) !=
         runs.count_ticks(scope.from, scope.to);
}

/// A run may end a window's wait and lie beyond the window. A view may be up to
/// date before all of its inputs are.
bool is_read(const Need& need, const Reader& reader, const RunSequence& runs,
             sys_seconds tick) {
  if (!need.run) return false;
  const auto run = runs.run_for(tick);
  if (run && run->start < need.run->end) return false;
  return reader.binding().read != Read::Window || need.run->tick <= tick;
}

void raise(std::optional<seconds>& greatest, seconds value) {
  if (!greatest || value > *greatest) greatest = value;
}

}  // namespace

bool start_alike(const RunSequence& a, const RunSequence& b) {
  if (&a == &b || a == b) return true;
  if (a.is_listed() || b.is_listed()) return false;
  const auto of_a = a.first_reaching({}), of_b = b.first_reaching({});
  return of_a && of_b && of_a->start == of_b->start;
}

bool never_queues(const RunSequence& runs, const Scope& horizon) {
  if (!runs.is_listed()) return true;
  const Scope scope = scope_of(runs, horizon);
  auto run = runs.first_reaching(scope.from);
  if (!run || run->start == run->end) return true;
  if (shares_runs(runs, scope)) return false;
  while (run && run->tick < scope.to) {
    const auto after = runs.after(*run);
    if (after && after->start <= run->end) return false;
    run = after;
  }
  return true;
}

bool never_skips(const RunSequence& slowest, const RunSequence& fastest,
                 const Scope& horizon) {
  Scope scope = horizon;
  if (const auto days =
          common_period(days_of(slowest.period()), days_of(fastest.period()))) {
    scope.to = scope.from + std::chrono::days{*days};
  }
  if (slowest.count(scope.from, scope.to) > kMaximumListed ||
      shares_runs(slowest, scope)) {
    return false;
  }
  auto run = slowest.first_reaching(scope.from);
  for (; run && run->tick < scope.to; run = slowest.after(*run)) {
    const auto tick = slowest.next_tick(run->tick);
    const auto next = tick ? fastest.run_for(*tick) : std::nullopt;
    if (next && next->start <= run->start) return false;
  }
  return true;
}

StepFunction by_ticks(const StepFunction& of_runs, const RunSequence& runs,
                      const RunSpan& span) {
  if (!runs.is_listed()) return of_runs;
  const Stretch stretch =
      stretch_of(of_runs, runs.cadence(), runs.period(), span);
  return walk_ticks(runs.cadence(), stretch, [&](sys_seconds tick) {
    const auto run = runs.run_for(tick);
    return run ? of_runs(run->key) : std::nullopt;
  });
}

StepFunction oldest_read(const StepFunction& of_ticks, const Reader& reader,
                         const RunSequence& runs, const RunSpan& span) {
  if (of_ticks.points.empty()) return {};
  const Cadence& cadence = runs.cadence();
  const Stretch stretch =
      stretch_of(of_ticks, cadence, reader.input().period(), span);
  return walk_ticks(
      cadence, stretch, [&](sys_seconds tick) -> std::optional<std::int64_t> {
        const auto previous = prev_or_equal(cadence, tick - kOne);
        auto bound = reader.bound({0, tick, tick, tick}, previous);
        if (reader.waits_at(tick)) {
          const Need need = reader.need(tick, previous);
          if (!need.possible) return std::nullopt;
          if (is_read(need, reader, runs, tick)) bound = later(bound, need.run);
        }
        return bound ? of_ticks(seconds_of(bound->tick)) : std::nullopt;
      });
}

StepFunction least_by_ticks(const StepFunction& a, const StepFunction& b,
                            const RunSpan& span, FoldingTable& foldings) {
  if (a.points.empty() || b.points.empty()) return {};
  if (auto least = least_of(a, b, kMaximumBreakpoints, foldings)) {
    return std::move(*least);
  }
  const auto in_span = [&](const StepFunction& function) {
    return restrict_to(function, seconds_of(span.from), seconds_of(span.to));
  };
  return *least_of(in_span(a), in_span(b), kMaximumBreakpoints, foldings);
}

AgeBounds bound_ages(const StepFunction& of_ticks, const RunSequence& runs,
                     const Scope& horizon) {
  AgeBounds bounds;
  Scope scope = scope_of(runs, horizon);
  if (scope.for_ever && of_ticks.repeats()) {
    const auto days = common_period(days_of(runs.period()),
                                    days_of(seconds{of_ticks.value_period}));
    if (days) scope.to = scope.from + std::chrono::days{*days};
  }
  if (!of_ticks.repeats() ||
      runs.count(scope.from, scope.to) > kMaximumListed) {
    scope = horizon;
  }
  auto run = runs.first_reaching(scope.from);
  while (run && run->tick < scope.to) {
    const auto after = runs.after(*run);
    const auto first = of_ticks(seconds_of(first_tick(runs, *run)));
    if (first) raise(bounds.lag, run->end.time_since_epoch() - seconds{*first});
    const auto last = of_ticks(seconds_of(run->tick));
    if (last && after) {
      raise(bounds.age, after->end.time_since_epoch() - seconds{*last});
    }
    run = after;
  }
  return bounds;
}

std::optional<seconds> pause_of(const RunSequence& runs,
                                const DurationRange& duration,
                                const Scope& horizon) {
  if (!runs.is_listed()) {
    const auto gap = greatest_gap(runs.cadence());
    if (!gap) return std::nullopt;
    return *gap + duration.max - duration.min;
  }
  std::optional<seconds> pause;
  const Scope scope = scope_of(runs, horizon);
  auto run = runs.first_reaching(scope.from);
  while (run && run->tick < scope.to) {
    const auto after = runs.after(*run);
    if (after) raise(pause, after->end - run->end);
    run = after;
  }
  return pause;
}

std::optional<seconds> longest_wait(
    const std::vector<SlotTerm>& condition,
    const std::vector<std::optional<seconds>>& pauses) {
  std::vector<std::optional<seconds>> stack;
  for (const SlotTerm& term : condition) {
    if (term.kind == SlotTerm::Kind::Slot) {
      stack.push_back(pauses[term.slot]);
      continue;
    }
    const auto right = stack.back();
    stack.pop_back();
    auto& left = stack.back();
    if (term.kind == SlotTerm::Kind::And) {
      left =
          left && right ? std::optional(std::max(*left, *right)) : std::nullopt;
    } else if (!left || (right && *right < *left)) {
      left = right;
    }
  }
  return stack.empty() ? std::nullopt : stack.back();
}

AgeLimits limits_of_triggered(TriggerMode mode, std::optional<seconds> wait,
                              seconds oldest, seconds duration) {
  AgeLimits limits{oldest + duration, {}, {}};
  if (wait) limits.pause = std::max(*wait, duration) + duration;
  if (limits.pause) limits.age = oldest + *limits.pause;
  if (mode == TriggerMode::Any) {
    const seconds soon = oldest + 2 * duration;
    limits.age = std::min(limits.age.value_or(soon), soon);
  }
  return limits;
}

}  // namespace lockstep
