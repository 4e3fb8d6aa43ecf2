#pragma once
// What `read: same` names: for every tick of a reader the run of its input
// whose label is the reader's own plus an offset, and the offsets that would
// name a run at every tick (alignment.md 1, "Run labels").

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "align/measure.hpp"
#include "align/reader.hpp"

namespace lockstep {

/// An edge with `read: same`. All must outlive what is made of it.
struct LabelledEdge {
  const RunSequence* input;
  const RunSequence* runs;  ///< of the reader
  const Binding* binding;
  Scope scope;  ///< where nothing can be said for ever
};

/// One tick of the reader.
struct NamedRun {
  sys_seconds reader;                ///< the tick
  std::optional<sys_seconds> label;  ///< that it looks for
  std::optional<sys_seconds> tick;   ///< of the run with this label
};

/// Ticks at which something is true, the first of them, and how far it goes at
/// worst.
struct NamedCount {
  std::int64_t ticks = 0;
  std::optional<NamedRun> first;
  seconds farthest{0};
};

/// Every tick of the reader falls in one of four classes; the fourth is right.
struct LabelFit {
  Scope scope;
  std::int64_t ticks = 0;
  NamedCount missing;  ///< no run has the label
  NamedCount older;    ///< than the run that is due; by how much
  NamedCount newer;    ///< than the first run after the tick; by how much
};

/// Walks the ticks of one common period, if they are at most
/// kMaximumLabels, else of the scope. Ticks whose label lies where nothing is
/// known of the input do not count. A run is right if it is the one that is
/// due at the tick, the next one, or that of the last midnight on `clock`: it
/// completes the day before.
[[nodiscard]] LabelFit fit_labels(const LabelledEdge& edge, const Clock& clock);
inline constexpr std::int64_t kMaximumLabels = 262'144;

/// Offsets with a run of the input for every tick of the reader.
struct SoundOffsets {
  /// The greatest one whose runs are all due: nothing is waited for but the
  /// end of a run.
  std::optional<seconds> due;
  bool always_newest = false;   ///< its runs are the newest due at every tick
  std::optional<seconds> next;  ///< the least one that is greater
  /// The nearest one to what is declared; of two the smaller.
  std::optional<seconds> nearest;
};

/// Looks at no more than kMaximumTries runs of the input, and no further than
/// kFarthestOffset, in each direction. O(tries * ticks) at worst; wrong ones
/// fail at the first ticks.
[[nodiscard]] SoundOffsets find_sound_offsets(const LabelledEdge& edge);
inline constexpr int kMaximumTries = 64;
inline constexpr seconds kFarthestOffset = std::chrono::days{62};

}  // namespace lockstep
