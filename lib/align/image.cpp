// Ends never decrease, so the first run that starts after the end of a
// breakpoint's run is the breakpoint of the image. Where everything repeats
// with the calendar, only months that represent others are gone through.
#include "align/image.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>

#include "align/cadence.hpp"
#include "align/parts.hpp"

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

/// No run that has ended has a greater key, and all that have not do.
std::optional<std::int64_t> newest_key(const RunSequence& input,
                                       sys_seconds at) {
  if (!input.is_listed()) {
    return (at - input.delay()).time_since_epoch().count();
  }
  const auto run = input.newest_ended(at);
  return run ? std::optional(run->key) : std::nullopt;
}

/// From the value in force at the first run on.
void walk_breakpoints(const StepFunction& function, const Reader& reader,
                      const RunSequence& runs, const Walk& walk,
                      StepFunction& result) {
  const RunSequence& input = reader.input();
  const auto first = runs.first_reaching(walk.from);
  if (!first || first->tick >= walk.to || function.points.empty()) return;
  const auto key = newest_key(input, first->start);
  BreakpointCursor at(function, key.value_or(function.points.front().key));
  if (key && (*at).key <= *key) {
    result.append(first->key, (*at).value);
    ++at;
  }
  // Of runs in closed form, all of which start equally late.
  const sys_seconds beyond = walk.to + (first->start - first->tick);
  for (; !at.done(); ++at) {
    const Breakpoint point = *at;
    const sys_seconds end = input.at(point.key).end;
    if (!runs.is_listed() && end >= beyond) return;
    const auto run = runs.first_starting(end);
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
  std::int64_t points = std::ssize(function.points);
  if (!function.repeats()) return points;
  if (const Folding* folding = function.folding) {
    points = points * kMonths / std::ssize(folding->representatives());
  }
  return points * (length.count() / function.value_period + 1);
}

/// Chooses the shorter way; returns how many steps it takes.
std::int64_t choose_way(const StepFunction& function, const Reader& reader,
                        const RunSequence& runs, Walk& walk) {
  const std::int64_t steps = breakpoints_in(function, walk.to - walk.from);
  const std::int64_t count = runs.count(walk.from, walk.to);
  walk.by_breakpoints = reader.binding().read == Read::Latest && steps < count;
  return std::min(walk.by_breakpoints ? steps : count, count);
}

void walk_ticks(const RunSequence& runs, sys_seconds from, sys_seconds to,
                StepFunction& result) {
  auto run = runs.first_reaching(from);
  for (; run && run->tick < to; run = runs.after(*run)) {
    result.append(run->key, value_of(runs, *run));
  }
}

// ---- Months that are alike ----

/// A folded function of the points that `fill` gives for each month; nullopt if
/// it fails at one, or if there are too many.
template <class Fill>
std::optional<StepFunction> fold(const Folding& folding, const Fill& fill) {
  StepFunction result;
  result.folding = &folding;
  result.key_period = result.value_period = kCycle.count();
  StepFunction points;
  for (const auto& month : folding.representatives()) {
    points.points.clear();
    if (!fill(month, points)) return std::nullopt;
    result.points.insert(result.points.end(), points.points.begin(),
                         points.points.end());
    if (std::ssize(result.points) > kMaximumBreakpoints) return std::nullopt;
    result.point_end.push_back(
        static_cast<std::uint32_t>(result.points.size()));
  }
  if (result.points.empty()) return std::nullopt;
  return result;
}

/// Of the run that `run` binds, else of the one that a run before it does.
std::optional<std::int64_t> value_in_force(const StepFunction& function,
                                           const Reader& reader,
                                           const RunSequence& runs,
                                           std::optional<Run> run) {
  constexpr int kStepsBack = 1'000;
  for (int i = 0; run && i < kStepsBack; ++i, run = runs.before(*run)) {
    const auto bound = reader.bound(*run, previous_tick(runs, *run));
    if (bound) return function(bound->key);
  }
  return std::nullopt;
}

seconds greatest_age(const StepFunction& function) {
  std::int64_t greatest = 0;
  for (const auto& [key, value] : function.points) {
    greatest = std::max(greatest, key - value);
  }
  return seconds{greatest};
}

/// What a run reads is decided by ticks since the oldest source of it, and by
/// those around a window or a label. So months are alike for the image if these
/// are in months that are.
class ImageFold {
 public:
  ImageFold(const StepFunction& function, const Reader& reader,
            const RunSequence& runs)
      : function_(function), reader_(reader), runs_(runs) {
    constexpr double kYears = 400;
    by_breakpoints_ = reader.binding().read == Read::Latest &&
                      static_cast<double>(breakpoints_in(function, kCycle)) <
                          kYears * runs.cadence().runs_per_year;
    if (reader.binding().read != Read::Latest) {
      beyond_source_ = memory_of(reader, runs);
    }
  }

  /// nullopt if no folding is known to be enough.
  std::optional<StepFunction> find(FoldingTable& foldings) {
    auto likeness =
        both(likeness_of(function_),
             both(likeness_of(reader_.input()), likeness_of(runs_)));
    if (!likeness) return std::nullopt;
    likeness->ahead = std::max(likeness->ahead, months_in(runs_.delay()));
    const seconds gap =
        greatest_gap(reader_.input().cadence()).value_or(kCycle);
    likeness->behind =
        std::max(likeness->behind, months_in(greatest_age(function_) + gap));
    while (const Folding* folding = foldings.folding_of(*likeness)) {
      auto image = fold(*folding, [&](const auto& month, StepFunction& points) {
        return fill(*folding, month, points);
      });
      if (image) return image;
      likeness->behind = 2 * folding->likeness().behind;
    }
    return std::nullopt;
  }

 private:
  bool fill(const Folding& folding, const Folding::Representative& month,
            StepFunction& points) {
    const Walk walked{month.from, month.to, by_breakpoints_};
    if (reader_.binding().read != Read::Latest) {
      const auto first = runs_.first_reaching(month.from);
      if (!first || first->tick >= month.to) return true;
      const auto value = value_in_force(function_, reader_, runs_, first);
      if (!value) return false;
      points.append(first->key, *value);
    }
    walk(function_, reader_, runs_, walked, points);
    if (points.points.empty()) return true;
    const sys_seconds known =
        folding.begin_of(month.month - folding.likeness().behind);
    return sys_seconds{seconds{points.points.front().value}} - beyond_source_ >=
           known + std::chrono::days{1};
  }

  const StepFunction& function_;
  const Reader& reader_;
  const RunSequence& runs_;
  seconds beyond_source_{0};
  bool by_breakpoints_ = false;
};

std::optional<StepFunction> folded_identity(const RunSequence& runs,
                                            FoldingTable& foldings) {
  const auto likeness = likeness_of(runs);
  if (!likeness || runs.period() != kCycle) return std::nullopt;
  const Folding* folding = foldings.folding_of(*likeness);
  if (folding == nullptr) return std::nullopt;
  return fold(*folding, [&](const auto& month, StepFunction& points) {
    walk_ticks(runs, month.from, month.to, points);
    return true;
  });
}

}  // namespace

StepFunction identity(const RunSequence& runs, const RunSpan& span,
                      FoldingTable& foldings) {
  if (auto folded = folded_identity(runs, foldings)) return std::move(*folded);
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
  walk_ticks(runs, from, to, function);
  return function;
}

StepFunction image(const StepFunction& function, const Reader& reader,
                   const RunSequence& runs, const RunSpan& span,
                   FoldingTable& foldings) {
  StepFunction result;
  if (function.points.empty()) return result;
  const auto period = image_period(function, reader.input(), runs);
  if (period == kCycle) {
    auto folded = ImageFold(function, reader, runs).find(foldings);
    if (folded) return std::move(*folded);
  }
  Walk stretch{span.from, span.to};
  if (period) stretch = {span.reference, span.reference + *period};
  const std::int64_t steps = choose_way(function, reader, runs, stretch);
  if (period && steps <= kMaximumBreakpoints) {
    walk(function, reader, runs, stretch, result);
    if (result.points.empty()) return result;
    result.key_period = *period / *runs.period() * runs.key_period();
    result.value_period = period->count();
    close_period(result);
    return result;
  }
  stretch = {span.from, span.to};
  choose_way(function, reader, runs, stretch);
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
