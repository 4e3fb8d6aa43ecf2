#pragma once
// How old data gets at most if durations are ranges and jobs wait: a slower
// input can make a job read fresher data of another one, so no choice of
// durations is the worst for all. Every run is taken to read at its tick, or
// when what it waits for has ended, whatever else is late by then; and to end
// as late as it can. Source times are functions of ticks here, not of runs.

#include <optional>
#include <vector>

#include "align/measure.hpp"
#include "align/reader.hpp"
#include "align/run_builder.hpp"
#include "align/step_function.hpp"

namespace lockstep {

/// Both are known to start equally late at every tick.
[[nodiscard]] bool start_alike(const RunSequence& a, const RunSequence& b);

/// No run of a sensor waits for the one before it, whatever durations are: none
/// starts later than at the slowest. Where one run does the work of several
/// ticks at the slowest, other durations may give them runs in a queue.
[[nodiscard]] bool never_queues(const RunSequence& slowest,
                                const Scope& horizon);

/// Every tick of a sensor has a run of its own, whatever durations are: it
/// starts before the next tick is complete.
[[nodiscard]] bool never_skips(const RunSequence& slowest,
                               const RunSequence& fastest,
                               const Scope& horizon);

/// The source times of runs by their ticks; every tick has that of the run that
/// does its work.
[[nodiscard]] StepFunction by_ticks(const StepFunction& of_runs,
                                    const RunSequence& runs,
                                    const RunSpan& span);

/// What runs of a job read of one input at the oldest. `of_ticks`: of the
/// input; `reader`: with the input at its slowest; `runs`: of the job.
[[nodiscard]] StepFunction oldest_read(const StepFunction& of_ticks,
                                       const Reader& reader,
                                       const RunSequence& runs,
                                       const RunSpan& span);

/// The older of two functions of ticks, over the span if it does not repeat.
[[nodiscard]] StepFunction least_by_ticks(const StepFunction& a,
                                          const StepFunction& b,
                                          const RunSpan& span,
                                          FoldingTable& foldings);

/// Over the runs at their slowest, all of which end no earlier than those that
/// do the same work with other durations.
struct AgeBounds {
  std::optional<seconds> lag, age;
};
[[nodiscard]] AgeBounds bound_ages(const StepFunction& of_ticks,
                                   const RunSequence& runs,
                                   const Scope& horizon);

/// What is known of a job whatever the durations, at every instant alike:
/// coarser than a function of ticks, but known of triggered jobs, too.
struct AgeLimits {
  std::optional<seconds> lag, age;
  /// From the end of one run to that of the next.
  std::optional<seconds> pause;
};

/// Of a job in closed form, or with a list of runs, that always starts at the
/// same instants.
[[nodiscard]] std::optional<seconds> pause_of(const RunSequence& runs,
                                              const DurationRange& duration,
                                              const Scope& horizon);

/// How long a condition over slots with these pauses may take to hold: `and`
/// takes its longest part, `or` the shortest that is known.
[[nodiscard]] std::optional<seconds> longest_wait(
    const std::vector<SlotTerm>& condition,
    const std::vector<std::optional<seconds>>& pauses);

/// A triggered job starts again when its condition holds, but not before its
/// run has ended. Under `any` no update of an input waits longer for its run
/// than for the end of the run before. `oldest`: the greatest age of an input.
[[nodiscard]] AgeLimits limits_of_triggered(TriggerMode mode,
                                            std::optional<seconds> wait,
                                            seconds oldest, seconds duration);

}  // namespace lockstep
