// Ticks of a union of crons, each in its zone: the nearest of its members';
// counts by inclusion and exclusion.

#include "cron/schedule.hpp"

#include <algorithm>

#include "cron/local.hpp"
#include "cron/pieces.hpp"
#include "cron/stretch.hpp"
#include "cron/timeline.hpp"

namespace lockstep {
namespace {

sys_seconds as_instant(std::int64_t at) { return sys_seconds{seconds{at}}; }

std::int64_t count_walking(const Schedule& schedule, sys_seconds from,
                           sys_seconds to) {
  std::int64_t ticks = 0;
  for (auto tick = next_or_equal(schedule, from); tick && *tick < to;
       tick = next(schedule, *tick)) {
    ++ticks;
  }
  return ticks;
}

/// Members of one zone: closed between transitions, walked around them.
std::int64_t count_by_pieces(const Schedule& schedule, const Zone& zone,
                             std::int64_t from, std::int64_t to) {
  const CronList crons = crons_of(schedule);
  Pieces pieces(zone, members_of(schedule, {}), from, to);
  std::int64_t ticks = 0;
  while (const auto piece = pieces.next()) {
    ticks += piece->offset ? count_union(crons, piece->begin + *piece->offset,
                                         piece->end + *piece->offset)
                           : count_walking(schedule, as_instant(piece->begin),
                                           as_instant(piece->end));
  }
  return ticks;
}

sys_seconds clamped(sys_seconds at) {
  const seconds limit{kTimeLimit};
  return sys_seconds{std::clamp(at.time_since_epoch(), -limit, limit)};
}

}  // namespace

CronList crons_of(const Schedule& schedule) {
  CronList list;
  for (const ZonedCron& member : schedule.crons) list.push_back(&member.cron);
  return list;
}

bool one_zone(const Schedule& schedule) {
  return std::ranges::all_of(schedule.crons, [&](const ZonedCron& member) {
    return member.clock == schedule.crons.front().clock;
  });
}

std::optional<sys_seconds> next_or_equal(const Schedule& schedule,
                                         sys_seconds at) {
  std::optional<sys_seconds> first;
  for (const ZonedCron& member : schedule.crons) {
    const auto tick = next_or_equal(member.cron, at, member.clock);
    if (tick && (!first || *tick < *first)) first = tick;
  }
  return first;
}

std::optional<sys_seconds> prev_or_equal(const Schedule& schedule,
                                         sys_seconds at) {
  std::optional<sys_seconds> last;
  for (const ZonedCron& member : schedule.crons) {
    last = std::max(last, prev_or_equal(member.cron, at, member.clock));
  }
  return last;
}

std::optional<sys_seconds> next(const Schedule& schedule, sys_seconds after) {
  std::optional<sys_seconds> first;
  for (const ZonedCron& member : schedule.crons) {
    const auto tick = next(member.cron, after, member.clock);
    if (tick && (!first || *tick < *first)) first = tick;
  }
  return first;
}

std::optional<sys_seconds> prev(const Schedule& schedule, sys_seconds before) {
  std::optional<sys_seconds> last;
  for (const ZonedCron& member : schedule.crons) {
    last = std::max(last, prev(member.cron, before, member.clock));
  }
  return last;
}

std::optional<Window> window(const Schedule& schedule, sys_seconds at) {
  const auto end = prev_or_equal(schedule, at);
  if (!end) return std::nullopt;
  const auto start = prev(schedule, *end);
  if (!start) return std::nullopt;
  return Window{*start, *end};
}

std::int64_t count(const Schedule& schedule, sys_seconds from, sys_seconds to) {
  const std::size_t size = schedule.crons.size();
  from = clamped(from);
  to = clamped(to);
  if (size == 0 || to <= from) return 0;
  const Clock& clock = schedule.crons.front().clock;
  if (size == 1) return count(schedule.crons.front().cron, from, to, clock);
  if (size > kMostIntersected) return count_walking(schedule, from, to);
  const std::int64_t begin = from.time_since_epoch().count();
  const std::int64_t end = to.time_since_epoch().count();
  if (const Zone* const zone = common_zone(schedule, schedule)) {
    return count_by_cycles(*zone, begin, end, [&](auto a, auto b) {
      return count_by_pieces(schedule, *zone, a, b);
    });
  }
  if (!one_zone(schedule)) return count_walking(schedule, from, to);
  const std::int64_t offset =
      clock.zone == nullptr ? 0 : utc_offset(*clock.zone, from).count();
  return count_union(crons_of(schedule), begin + offset, end + offset);
}

Frequency frequency(const Schedule& schedule) {
  if (schedule.crons.size() == 1) return frequency(schedule.crons[0].cron);
  return union_frequency(crons_of(schedule));
}

DayPeriod day_period(const Schedule& schedule) {
  const CronList crons = crons_of(schedule);
  if (!any_periodic(crons) || any_years(crons)) return DayPeriod::None;
  DayPeriod period = DayPeriod::Day;
  for (const Cron* cron : crons) {
    if (cron->month_mask != 0) period = std::max(period, day_period(*cron));
  }
  return period;
}

}  // namespace lockstep
