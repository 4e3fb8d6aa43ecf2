#pragma once
// When a job runs, given the runs of what it waits for (alignment.md 1 and 2).

#include <cstdint>
#include <vector>

#include "align/reader.hpp"
#include "align/runs.hpp"

namespace lockstep {

/// Postfix condition over slots: a slot, or an operator that takes the two
/// results before it.
struct SlotTerm {
  enum class Kind : std::uint8_t { Slot, And, Or } kind;
  std::uint32_t slot = 0;
};

struct StartRule {
  RunSequence::Kind kind = RunSequence::Kind::Scheduled;
  const Cadence* cadence = nullptr;
  seconds duration{0};
  std::vector<Reader> awaited;              ///< scheduled and aligned jobs
  std::vector<const RunSequence*> members;  ///< triggered ones: the slots;
                                            ///< nullptr: never set
  std::vector<SlotTerm> condition;          ///< over them
};

/// Where runs are listed if they do not repeat: [from, to). Slots and sensors
/// are idle just before the reference; of runs that repeat, those before the
/// steady state are dropped and its period extends to all time.
struct RunSpan {
  sys_seconds reference, from, to;
};

/// Longer lists are made over the span only: a list of one period is worth its
/// memory while it is of this order.
inline constexpr std::int64_t kMaximumListed = 262'144;

/// Closed form where every run is equally late, else a list. Runs of a job with
/// its own cron may overlap, but start in the order of their ticks. A sensor
/// that waits runs one at a time: at every end of a run of an input, and of its
/// own, it starts for the newest anchor before which all is complete. O(runs in
/// the period or the span), at most kMaximumRuns.
[[nodiscard]] RunSequence build_runs(const StartRule& rule,
                                     const RunSpan& span);

}  // namespace lockstep
