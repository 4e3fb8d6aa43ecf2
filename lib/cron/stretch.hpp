#pragma once
// The ticks of a cron in one segment of a zone, under a DstRule: at most one
// tick that the transition before the segment makes, then the local ticks of
// one stretch of the segment. So every rule is a set of instants, and next,
// prev, count and matches are views of that one set. Two transitions of a zone
// are further apart than any change of offset is long (tested), so each is
// looked at alone. Internal to cron/.

#include <algorithm>
#include <cstdint>
#include <optional>

#include "cron/local.hpp"
#include "cron/zone_table.hpp"

namespace lockstep {

/// More than any two offsets of a zone differ, and further than a transition
/// reaches under any rule but Elapsed.
inline constexpr std::int64_t kOffsetSpan = 2 * 86'400;
/// After so long without a tick there is none: calendar and zone rules both
/// repeat after one cycle.
inline constexpr std::int64_t kSearchSpan = 2 * kCycle.count();

/// How the transition at the begin of a segment changes its ticks.
struct Head {
  std::optional<std::int64_t> extra;  ///< a tick it makes, before `begin`
  std::int64_t begin;                 ///< from here on the wall clock decides
};
[[nodiscard]] Head head_of(const Cron& cron, const Zone& zone,
                           const Segment& segment, const DstRule& rule);

/// True if the head of the segment lies wholly before the instant `at` of the
/// segment; false may be wrong. Cheap where no transition is near.
[[nodiscard]] bool is_past_head(const Cron& cron, const Zone& zone,
                                const Segment& segment, const DstRule& rule,
                                std::int64_t at);

/// Where the wall clock ceases to decide: the end of the segment or, if only
/// second passes of a fold run, the begin of the first pass.
[[nodiscard]] std::int64_t tail_of(const Zone& zone, const Segment& segment,
                                   const DstRule& rule);

/// Ticks: `extra`, if any, and the local ticks of [begin, end) at `offset`.
struct Stretch {
  std::optional<std::int64_t> extra;
  std::int64_t begin, end;
  std::int64_t offset;
};
[[nodiscard]] Stretch stretch_of(const Cron& cron, const Zone& zone,
                                 const Segment& segment, const DstRule& rule);

/// Ticks of the segment that lie in [from, to).
[[nodiscard]] std::int64_t count_in(const Cron& cron, const Stretch& stretch,
                                    std::int64_t from, std::int64_t to);

/// Where zone and calendar have become periodic, year lists included.
[[nodiscard]] std::int64_t periodic_from(const Zone& zone);

/// The sum of `count(a, b)` over [from, to), whole cycles counted once.
template <class Count>
std::int64_t count_by_cycles(const Zone& zone, std::int64_t from,
                             std::int64_t to, const Count& count) {
  const std::int64_t cycle = kCycle.count();
  const std::int64_t regular = std::max(from, periodic_from(zone));
  if (to - from < cycle || to - regular < 2 * cycle) return count(from, to);
  const std::int64_t cycles = (to - regular) / cycle;
  return count(from, regular) + cycles * count(regular, regular + cycle) +
         count(regular + cycles * cycle, to);
}

}  // namespace lockstep
