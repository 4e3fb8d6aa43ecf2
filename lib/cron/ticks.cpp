// The public questions about instants: the local answers, carried through the
// stretches of a zone.

#include <algorithm>

#include "cron/calendar.hpp"
#include "cron/cron.hpp"
#include "cron/local.hpp"
#include "cron/stretch.hpp"

namespace lockstep {
namespace {

static_assert(sys_seconds{seconds{kNever}} == kNoTick);

sys_seconds as_instant(std::int64_t tick) { return sys_seconds{seconds{tick}}; }

bool out_of_range(std::int64_t at) {
  return at > kTimeLimit || at < -kTimeLimit;
}

/// Does the tail of the segment begin at or before the instant `at` of it?
bool is_near_end(const Segment& segment, std::int64_t at) {
  return segment.end != kAlwaysAfter && at >= segment.end - kOffsetSpan;
}

/// First tick at or after `at` in a zone, or kNever. Out of line, so that UTC
/// needs no stack.
[[gnu::noinline]] std::int64_t next_zoned(const Cron& cron, std::int64_t at,
                                          const Clock& clock) {
  const Zone& zone = *clock.zone;
  for (std::int64_t t = at; t - at <= kSearchSpan;) {
    const Segment segment = zone.segment_at(t);
    std::int64_t begin = t;
    if (!is_past_head(cron, zone, segment, clock.rule, t)) {
      const Head head = head_of(cron, zone, segment, clock.rule);
      if (head.extra && t <= *head.extra) return *head.extra;
      begin = std::max(t, head.begin);
    }
    const auto local = next_local(cron, begin + segment.offset);
    if (!local) {
      // Nothing later on the wall clock; a fold may still bring some back.
      if (segment.end == kAlwaysAfter || segment.end - t > kOffsetSpan) {
        return kNever;
      }
      t = segment.end;
      continue;
    }
    const std::int64_t instant = *local - segment.offset;
    if (instant < segment.end &&
        (!is_near_end(segment, instant) ||
         instant < tail_of(zone, segment, clock.rule))) {
      return instant;
    }
    // Transitions further off than kOffsetSpan concern nothing before `local`.
    t = segment.end - t < kOffsetSpan
            ? segment.end
            : std::max(segment.end, instant - kOffsetSpan);
  }
  return kNever;
}

/// Last tick at or before `at` of a segment that holds `at`; `local` receives
/// the last local tick before it, if any.
std::optional<std::int64_t> prev_in(const Cron& cron, const Segment& segment,
                                    std::int64_t at, const Clock& clock,
                                    std::optional<std::int64_t>& local) {
  std::int64_t last = at;
  if (is_near_end(segment, at)) {
    last = std::min(at, tail_of(*clock.zone, segment, clock.rule) - 1);
  }
  local = prev_local(cron, last + segment.offset);
  const auto in_segment = [&](std::int64_t instant) {
    return instant >= segment.begin;
  };
  std::optional<std::int64_t> tick;
  if (local && in_segment(*local - segment.offset)) {
    tick = *local - segment.offset;
  }
  const std::int64_t nearest = tick.value_or(segment.begin);
  if (is_past_head(cron, *clock.zone, segment, clock.rule, nearest)) {
    return tick;
  }
  const Head head = head_of(cron, *clock.zone, segment, clock.rule);
  if (tick && *tick >= head.begin) return tick;
  return head.extra && *head.extra <= at ? head.extra : std::nullopt;
}

/// Last tick at or before `at` in a zone, or kNever.
[[gnu::noinline]] std::int64_t prev_zoned(const Cron& cron, std::int64_t at,
                                          const Clock& clock) {
  for (std::int64_t t = at; at - t <= kSearchSpan;) {
    const Segment segment = clock.zone->segment_at(t);
    std::optional<std::int64_t> local;
    if (const auto tick = prev_in(cron, segment, t, clock, local)) return *tick;
    if (segment.begin == kAlwaysBefore) return kNever;
    if (!local) {
      // Nothing earlier on the wall clock, nor in a gap before it.
      if (t - segment.begin > kOffsetSpan) return kNever;
      t = segment.begin - 1;
      continue;
    }
    const std::int64_t reach = *local - segment.offset + kOffsetSpan;
    t = t - segment.begin < kOffsetSpan ? segment.begin - 1
                                        : std::min(segment.begin - 1, reach);
  }
  return kNever;
}

// ---- Counting ----

std::int64_t count_segments(const Cron& cron, std::int64_t from,
                            std::int64_t to, const Clock& clock) {
  std::int64_t ticks = 0;
  for (std::int64_t at = from; at < to;) {
    const Segment segment = clock.zone->segment_at(at);
    const std::int64_t stop = std::min(to, segment.end);
    ticks += count_in(cron, stretch_of(cron, *clock.zone, segment, clock.rule),
                      at, stop);
    at = stop;
  }
  return ticks;
}

}  // namespace

sys_seconds tick_from(const Cron& cron, sys_seconds at, const Clock& clock) {
  const std::int64_t t = at.time_since_epoch().count();
  if (clock.zone == nullptr) return as_instant(next_local_tick(cron, t));
  return out_of_range(t) ? kNoTick : as_instant(next_zoned(cron, t, clock));
}

sys_seconds tick_to(const Cron& cron, sys_seconds at, const Clock& clock) {
  const std::int64_t t = at.time_since_epoch().count();
  if (clock.zone == nullptr) return as_instant(prev_local_tick(cron, t));
  return out_of_range(t) ? kNoTick : as_instant(prev_zoned(cron, t, clock));
}

bool matches(const Cron& cron, sys_seconds at, const Clock& clock) {
  const std::int64_t t = at.time_since_epoch().count();
  if (clock.zone == nullptr) return matches_local(cron, t);
  if (out_of_range(t)) return false;
  const Segment segment = clock.zone->segment_at(t);
  if (is_past_head(cron, *clock.zone, segment, clock.rule, t) &&
      !is_near_end(segment, t)) {
    return matches_local(cron, t + segment.offset);
  }
  const Stretch stretch = stretch_of(cron, *clock.zone, segment, clock.rule);
  return count_in(cron, stretch, t, t + 1) == 1;
}

std::int64_t count(const Cron& cron, sys_seconds from, sys_seconds to,
                   const Clock& clock) {
  const std::int64_t start =
      std::max(from.time_since_epoch().count(), -kTimeLimit);
  const std::int64_t end = std::min(to.time_since_epoch().count(), kTimeLimit);
  if (end <= start) return 0;
  if (clock.zone == nullptr) return count_local(cron, start, end);
  return count_by_cycles(*clock.zone, start, end, [&](auto a, auto b) {
    return count_segments(cron, a, b, clock);
  });
}

std::optional<Window> window(const Cron& cron, sys_seconds at,
                             const Clock& clock) {
  const auto end = prev_or_equal(cron, at, clock);
  if (!end) return std::nullopt;
  const auto start = prev(cron, *end, clock);
  if (!start) return std::nullopt;
  return Window{*start, *end};
}

}  // namespace lockstep
