#pragma once
// Given a run of a job, which run of one input it needs and which it reads.

#include <optional>

#include "align/binding.hpp"
#include "align/runs.hpp"

namespace lockstep {

/// What a run at some tick needs of one input.
struct Need {
  /// False: the run that `same` names does not exist or never happens.
  bool possible = true;
  std::optional<sys_seconds> tick;  ///< nominal; absent: nothing is needed
  std::optional<Run> run;           ///< that completes it
};

/// Binds the runs of one job to those of one input.
class Reader {
 public:
  /// Both must outlive this. `cadence`: of the job that reads.
  Reader(const RunSequence& input, const Cadence& cadence,
         const Binding& binding);

  /// Whether or not it waits. `previous`: the tick at which the window before
  /// that of `tick` ended.
  [[nodiscard]] Need need(sys_seconds tick,
                          std::optional<sys_seconds> previous) const;
  [[nodiscard]] bool waits_at(sys_seconds tick) const;
  /// The newest run that `run` reads; nullopt if there is none.
  [[nodiscard]] std::optional<Run> bound(
      const Run& run, std::optional<sys_seconds> previous) const;
  /// Nominal ticks of the input after this one belong to the window at `tick`.
  [[nodiscard]] std::optional<sys_seconds> window_start(
      sys_seconds tick, std::optional<sys_seconds> previous) const;

  [[nodiscard]] const Binding& binding() const { return *binding_; }
  [[nodiscard]] const RunSequence& input() const { return *input_; }

 private:
  [[nodiscard]] Need need_same(sys_seconds tick) const;
  [[nodiscard]] Need need_due(sys_seconds tick) const;

  const RunSequence* input_;
  const Cadence* cadence_;
  const Binding* binding_;
  Schedule shared_;  ///< the crons of a pipeline
};

/// Where the window before that of `run` ended: at the previous tick, of listed
/// runs of a sensor at the anchor of the previous run.
[[nodiscard]] std::optional<sys_seconds> previous_tick(const RunSequence& runs,
                                                       const Run& run);

}  // namespace lockstep
