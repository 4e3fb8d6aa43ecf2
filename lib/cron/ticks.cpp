// The public questions about instants: the local answers, carried through the
// segments of a zone.

#include "cron/calendar.hpp"
#include "cron/cron.hpp"
#include "cron/local.hpp"
#include "cron/walk.hpp"
#include "cron/zone_table.hpp"

namespace lockstep {
namespace {

std::optional<sys_seconds> as_instant(std::optional<std::int64_t> at) {
  if (!at) return std::nullopt;
  return sys_seconds{seconds{*at}};
}

bool out_of_range(std::int64_t at) {
  return at > kTimeLimit || at < -kTimeLimit;
}

}  // namespace

std::optional<sys_seconds> next_or_equal(const Cron& cron, sys_seconds at,
                                         const Clock& clock) {
  const std::int64_t t = at.time_since_epoch().count();
  if (clock.zone == nullptr) return as_instant(next_local(cron, t));
  if (out_of_range(t)) return std::nullopt;
  return as_instant(first_instant(*clock.zone, t, [&](std::int64_t local) {
    return next_local(cron, local);
  }));
}

std::optional<sys_seconds> prev_or_equal(const Cron& cron, sys_seconds at,
                                         const Clock& clock) {
  const std::int64_t t = at.time_since_epoch().count();
  if (clock.zone == nullptr) return as_instant(prev_local(cron, t));
  if (out_of_range(t)) return std::nullopt;
  return as_instant(last_instant(*clock.zone, t, [&](std::int64_t local) {
    return prev_local(cron, local);
  }));
}

std::optional<sys_seconds> next(const Cron& cron, sys_seconds after,
                                const Clock& clock) {
  if (out_of_range(after.time_since_epoch().count())) return std::nullopt;
  return next_or_equal(cron, after + seconds{1}, clock);
}

std::optional<sys_seconds> prev(const Cron& cron, sys_seconds before,
                                const Clock& clock) {
  if (out_of_range(before.time_since_epoch().count())) return std::nullopt;
  return prev_or_equal(cron, before - seconds{1}, clock);
}

bool matches(const Cron& cron, sys_seconds at, const Clock& clock) {
  const std::int64_t t = at.time_since_epoch().count();
  if (clock.zone == nullptr) return matches_local(cron, t);
  if (out_of_range(t)) return false;
  return matches_local(cron, t + clock.zone->segment_at(t).offset);
}

std::int64_t count(const Cron& cron, sys_seconds from, sys_seconds to,
                   const Clock& clock) {
  const std::int64_t start =
      std::max(from.time_since_epoch().count(), -kTimeLimit);
  const std::int64_t end = std::min(to.time_since_epoch().count(), kTimeLimit);
  if (end <= start) return 0;
  if (clock.zone == nullptr) return count_local(cron, start, end);
  std::int64_t ticks = 0;
  for (std::int64_t at = start; at < end;) {
    const Segment segment = clock.zone->segment_at(at);
    const std::int64_t stop = std::min(end, segment.end);
    ticks += count_local(cron, at + segment.offset, stop + segment.offset);
    at = stop;
  }
  return ticks;
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
