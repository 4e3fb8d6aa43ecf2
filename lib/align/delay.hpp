#pragma once
// Bounds on how late a tick is complete: from a nominal tick to the end of the
// run that completes it. They decide which inputs of an `aligned` job can be
// the last to end, so what can start it. Exact where durations are fixed and
// jobs do not wait for each other in other ways than by their leader; never
// too narrow otherwise.

#include "align/cadence_table.hpp"
#include "align/same_pipeline.hpp"
#include "model/project.hpp"

namespace lockstep {

/// The run that completes tick x ends in [x + min, x + max].
struct Delay {
  seconds min{0}, max{0};
};

/// Stands for "no bound is known".
inline constexpr seconds kUnbounded{std::int64_t{1} << 60};

/// An input that a job may wait for.
struct AwaitedInput {
  const Input* input;
  const Dataset* dataset;
  CadenceId cadence;
  Delay delay;
};

/// The needed run of `input` ends at most this long after the anchor at which
/// it is needed; never negative. `anchors`: the cadence of the job that waits.
/// A due run is at least the least age old (cron.md 4.5); a `same` read needs
/// the run at the anchor plus its offset.
[[nodiscard]] seconds latest_end(const AwaitedInput& input, CadenceId anchors,
                                 CadenceTable& cadences);

/// Delay of a job that starts at its own ticks. Only inputs that it waits for
/// (guard, `same`, `window`, or the same pipeline) can hold it up.
[[nodiscard]] Delay delay_of_scheduled(const Project& project, NodeId node,
                                       CadenceId cadence,
                                       const std::vector<AwaitedInput>& inputs,
                                       const Pipelines& pipelines,
                                       CadenceTable& cadences);

/// Delay of an `aligned` job: it starts when the last of the needed runs has
/// ended, but not before its own previous run has.
[[nodiscard]] Delay delay_of_aligned(const Dataset& job, CadenceId cadence,
                                     const AwaitedInput& leader,
                                     const std::vector<AwaitedInput>& inputs,
                                     CadenceTable& cadences);

/// Delay of an `any`, `all` or expression job. Of `any` every update starts a
/// run; for the others durations may shift the phase for ever, so only
/// durations of zero give a bound.
[[nodiscard]] Delay delay_of_triggered(const Dataset& job, CadenceId cadence,
                                       const std::vector<AwaitedInput>& inputs,
                                       const CadenceTable& cadences);

}  // namespace lockstep
