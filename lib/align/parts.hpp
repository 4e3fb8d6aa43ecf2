#pragma once
// A scope cut into parts of which many are alike: months of equal calendars
// over 400 years, weeks without a change of clocks over a horizon. One of each
// kind is looked at, and counts as often as it occurs.

#include <map>
#include <optional>
#include <tuple>
#include <vector>

#include "align/calendar.hpp"
#include "align/measure.hpp"
#include "align/reader.hpp"
#include "align/runs.hpp"

namespace lockstep {

/// [from, to) is the first of `times` parts alike. Ascending.
struct Part {
  sys_seconds from, to;
  std::int64_t times = 1;
};

/// All that a run of a job reads of one input, and that the run before it read,
/// lies so near, if the runs of both are not listed and every run reads
/// something.
[[nodiscard]] seconds memory_of(const Reader& reader, const RunSequence& runs);

/// The share of a scope that its parts take, each looked at once.
[[nodiscard]] double walked_share(const Scope& scope,
                                  const std::vector<Part>& parts);

/// Cuts scopes, each in the same way once.
class PartTable {
 public:
  /// Shorter scopes are not cut.
  explicit PartTable(seconds shortest = seconds{0}) : shortest_(shortest) {}

  /// Parts are alike if all that `sequences` do in them and up to `memory`
  /// before and after is the same but for whole days. One part where nothing
  /// repeats, where it does after a week, and where runs are listed.
  /// The reference is good until the next call.
  [[nodiscard]] const std::vector<Part>& parts_of(
      const Scope& scope, const std::vector<const RunSequence*>& sequences,
      seconds memory);

 private:
  using Key = std::tuple<sys_seconds, sys_seconds, std::int64_t, Calendar>;

  [[nodiscard]] static std::optional<Calendar> calendar_of(
      const std::vector<const RunSequence*>& sequences);
  [[nodiscard]] const std::vector<Part>& whole(const Scope& scope);

  seconds shortest_;
  std::map<Key, std::vector<Part>> known_;
  std::vector<Part> whole_;
};

}  // namespace lockstep
