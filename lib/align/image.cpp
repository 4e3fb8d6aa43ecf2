// Ends never decrease, so the first run that starts after the end of a
// breakpoint's run is the breakpoint of the image.
#include "align/image.hpp"

#include <algorithm>
#include <limits>

#include "align/cadence.hpp"

namespace lockstep {
namespace {

std::int64_t days_of(seconds period) { return period / std::chrono::days{1}; }

std::int64_t value_of(const RunSequence& runs, const Run& run) {
  const sys_seconds at = runs.coalesces() ? run.start : run.tick;
  return at.time_since_epoch().count();
}

/// The period of an image, if there is one.
std::optional<seconds> image_period(const StepFunction& function,
                                    const RunSequence& input,
                                    const RunSequence& runs) {
  if (!function.repeats() || !input.period() || !runs.period() ||
      runs.key_period() == 0) {
    return std::nullopt;
  }
  auto days = common_period(days_of(seconds{function.value_period}),
                            days_of(*runs.period()));
  days = common_period(days, days_of(*input.period()));
  if (!days) return std::nullopt;
  return std::chrono::days{*days};
}

/// The runs to walk through: [from, to).
struct Walk {
  sys_seconds from, to;
  bool by_breakpoints = false;
};

void walk_runs(const StepFunction& function, const Reader& reader,
               const RunSequence& runs, const Walk& walk,
               StepFunction& result) {
  const bool window = reader.binding().read == Read::Window;
  auto run = runs.first_reaching(walk.from);
  for (; run && run->tick < walk.to; run = runs.after(*run)) {
    const auto bound =
        reader.bound(*run, window ? previous_tick(runs, *run) : std::nullopt);
    if (!bound) continue;
    const auto value = function(bound->key);
    if (value) result.append(run->key, *value);
  }
}

/// From the value in force at the first run on.
void walk_breakpoints(const StepFunction& function, const Reader& reader,
                      const RunSequence& runs, const Walk& walk,
                      StepFunction& result) {
  const RunSequence& input = reader.input();
  const auto first = runs.first_reaching(walk.from);
  if (!first || function.points.empty()) return;
  const auto bound = reader.bound(*first, std::nullopt);
  if (bound) {
    const auto value = function(bound->key);
    if (value) result.append(first->key, *value);
  }
  const std::int64_t key = bound ? bound->key : function.points.front().key;
  for (BreakpointCursor at(function, key); !at.done(); ++at) {
    const Breakpoint point = *at;
    if (bound && point.key <= bound->key) continue;
    const auto run = runs.first_starting(input.at(point.key).end);
    if (!run || run->tick >= walk.to) return;
    result.append(run->key, point.value);
  }
}

void walk(const StepFunction& function, const Reader& reader,
          const RunSequence& runs, const Walk& walk, StepFunction& result) {
  if (walk.by_breakpoints) {
    walk_breakpoints(function, reader, runs, walk, result);
  } else {
    walk_runs(function, reader, runs, walk, result);
  }
}

std::int64_t breakpoints_in(const StepFunction& function, seconds length) {
  const auto points = static_cast<std::int64_t>(function.points.size());
  if (!function.repeats()) return points;
  return points * (length.count() / function.value_period + 1);
}

}  // namespace

StepFunction identity(const RunSequence& runs, const RunSpan& span) {
  StepFunction function;
  sys_seconds from = span.from, to = span.to;
  const auto period = runs.period();
  if (period && runs.count(span.reference, span.reference + *period) <=
                    kMaximumBreakpoints) {
    from = span.reference;
    to = from + *period;
    function.key_period = runs.key_period();
    function.value_period = period->count();
  }
  auto run = runs.first_reaching(from);
  for (; run && run->tick < to; run = runs.after(*run)) {
    function.append(run->key, value_of(runs, *run));
  }
  return function;
}

StepFunction image(const StepFunction& function, const Reader& reader,
                   const RunSequence& runs, const RunSpan& span) {
  StepFunction result;
  if (function.points.empty()) return result;
  Walk stretch{span.from, span.to};
  const auto period = image_period(function, reader.input(), runs);
  if (period) stretch = {span.reference, span.reference + *period};
  const auto prefer = [&] {
    const std::int64_t steps =
        breakpoints_in(function, stretch.to - stretch.from);
    const std::int64_t count = runs.count(stretch.from, stretch.to);
    stretch.by_breakpoints =
        reader.binding().read == Read::Latest && steps < count;
    return std::min(stretch.by_breakpoints ? steps : count, count);
  };
  if (period && prefer() <= kMaximumBreakpoints) {
    walk(function, reader, runs, stretch, result);
    if (result.points.empty()) return result;
    result.key_period = *period / *runs.period() * runs.key_period();
    result.value_period = period->count();
    close_period(result);
    return result;
  }
  stretch = {span.from, span.to};
  prefer();
  walk(function, reader, runs, stretch, result);
  return result;
}

StepFunction restrict_to_span(const StepFunction& function,
                              const RunSequence& runs, const RunSpan& span) {
  const auto first = runs.first_reaching(span.from);
  const auto beyond = runs.first_reaching(span.to);
  if (!first) return {};
  const std::int64_t last =
      beyond ? beyond->key : std::numeric_limits<std::int64_t>::max();
  return restrict_to(function, first->key, last);
}

}  // namespace lockstep
