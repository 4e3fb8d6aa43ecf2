#pragma once
// From local time to instants: searches that go through a zone's segments of
// constant offset. Policy `Wall`: a local time that a gap skips has no
// instant, one that a fold repeats has two. Internal to cron/.

#include <algorithm>
#include <cstdint>
#include <optional>

#include "cron/calendar.hpp"
#include "cron/local.hpp"
#include "cron/zone_table.hpp"

namespace lockstep {

/// More than any two offsets of a zone differ.
inline constexpr std::int64_t kOffsetSpan = 2 * kSecondsPerDay;
/// After so long without a tick there is none: calendar and zone rules both
/// repeat after one cycle.
inline constexpr std::int64_t kSearchSpan = 2 * kCycle.count();

/// First instant at or after `at` whose local time `next` names. `next(x)` is
/// the first such local time at or after x, if any.
template <class Next>
std::optional<std::int64_t> first_instant(const Zone& zone, std::int64_t at,
                                          const Next& next) {
  for (std::int64_t t = at; t - at <= kSearchSpan;) {
    const Segment segment = zone.segment_at(t);
    const std::optional<std::int64_t> local = next(t + segment.offset);
    if (!local) {
      // Nothing later on the wall clock; a fold may still bring some back.
      if (segment.end == kAlwaysAfter || segment.end - t > kOffsetSpan) {
        return std::nullopt;
      }
      t = segment.end;
      continue;
    }
    const std::int64_t instant = *local - segment.offset;
    if (instant < segment.end) return instant;
    // Folds further off than kOffsetSpan repeat nothing before `local`.
    t = segment.end - t < kOffsetSpan
            ? segment.end
            : std::max(segment.end, instant - kOffsetSpan);
  }
  return std::nullopt;
}

/// Last instant at or before `at` whose local time `prev` names.
template <class Prev>
std::optional<std::int64_t> last_instant(const Zone& zone, std::int64_t at,
                                         const Prev& prev) {
  for (std::int64_t t = at; at - t <= kSearchSpan;) {
    const Segment segment = zone.segment_at(t);
    const std::optional<std::int64_t> local = prev(t + segment.offset);
    if (!local) {
      if (segment.begin == kAlwaysBefore || t - segment.begin > kOffsetSpan) {
        return std::nullopt;
      }
      t = segment.begin - 1;
      continue;
    }
    const std::int64_t instant = *local - segment.offset;
    if (instant >= segment.begin) return instant;
    t = t - segment.begin < kOffsetSpan
            ? segment.begin - 1
            : std::min(segment.begin - 1, instant + kOffsetSpan);
  }
  return std::nullopt;
}

}  // namespace lockstep
