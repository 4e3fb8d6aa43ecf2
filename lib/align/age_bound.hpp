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

}  // namespace lockstep
