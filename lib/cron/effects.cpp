#include "cron/effects.hpp"

#include <algorithm>
#include <cstdlib>

#include "cron/stretch.hpp"

namespace lockstep {
namespace {

std::int64_t count_from(const Cron& cron, std::int64_t from, std::int64_t to) {
  return to <= from ? 0 : count_local(cron, from, to);
}

std::chrono::local_seconds local_time(std::int64_t at) {
  return std::chrono::local_seconds{seconds{at}};
}

/// Local times that run in both passes of a fold.
std::int64_t doubled_by(const Cron& cron, const Stretch& before,
                        const Stretch& after) {
  // The first pass shows the second one's local times up to here.
  const std::int64_t end = before.end + before.offset;
  const bool extra = after.extra && *after.extra + after.offset < end &&
                     matches_local(cron, *after.extra + after.offset);
  return count_from(cron, after.begin + after.offset, end) + (extra ? 1 : 0);
}

DstEffect effect_of(const Cron& cron, const Clock& clock,
                    const Segment& earlier, const Segment& later) {
  const Stretch before = stretch_of(cron, *clock.zone, earlier, clock.rule);
  const Stretch after = stretch_of(cron, *clock.zone, later, clock.rule);
  const std::int64_t at = later.begin;
  const std::int64_t change = later.offset - earlier.offset;
  DstEffect effect;
  effect.at = sys_seconds{seconds{at}};
  effect.change = seconds{change};
  const std::int64_t low = at + std::min(earlier.offset, later.offset);
  const std::int64_t high = low + std::abs(change);
  effect.low = local_time(low);
  effect.high = local_time(high);
  effect.named = count_local(cron, low, high);
  effect.first =
      local_time(std::min(high, next_local(cron, low).value_or(high)));
  // No rule reaches beyond [begin, end).
  const std::int64_t begin = at - std::abs(change);
  const std::int64_t end =
      std::min(std::max(at + std::abs(change), after.begin), later.end);
  const std::int64_t runs =
      count_in(cron, before, begin, at) + count_in(cron, after, at, end);
  const std::int64_t times =
      count_from(cron, begin + earlier.offset, end + later.offset);
  if (after.extra && !matches_local(cron, *after.extra + later.offset)) {
    effect.moved = 1;
  }
  if (change < 0) effect.doubled = doubled_by(cron, before, after);
  effect.lost = times - (runs - effect.moved - effect.doubled);
  return effect;
}

}  // namespace

std::optional<DstEffect> next_effect(const Cron& cron, const Clock& clock,
                                     sys_seconds from, sys_seconds to) {
  if (clock.zone == nullptr) return std::nullopt;
  const std::int64_t end = to.time_since_epoch().count();
  Segment earlier = clock.zone->segment_at(from.time_since_epoch().count() - 1);
  while (earlier.end < end) {
    const Segment later = clock.zone->segment_after(earlier);
    const DstEffect effect = effect_of(cron, clock, earlier, later);
    if (effect.any()) return effect;
    earlier = later;
  }
  return std::nullopt;
}

}  // namespace lockstep
