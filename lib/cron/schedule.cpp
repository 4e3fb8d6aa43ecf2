// Ticks of a union of crons, each in its zone: the nearest of its members';
// counts by inclusion and exclusion.

#include "cron/schedule.hpp"

#include <algorithm>

#include "cron/timeline.hpp"

namespace lockstep {
namespace {

/// Members up to here are counted by inclusion and exclusion, more tick by
/// tick.
constexpr std::size_t kMostIntersected = 8;

/// Ticks in [from, to) of `common` and at least one more of crons[begin..],
/// with alternating signs: inclusion and exclusion.
std::int64_t count_union(const std::vector<ZonedCron>& crons, std::size_t begin,
                         const Cron* common, sys_seconds from, sys_seconds to) {
  std::int64_t ticks = 0;
  for (std::size_t i = begin; i < crons.size(); ++i) {
    const Cron both =
        common == nullptr ? crons[i].cron : intersect(*common, crons[i].cron);
    if (both.month_mask == 0) continue;
    ticks += count(both, from, to, crons[i].clock) -
             count_union(crons, i + 1, &both, from, to);
  }
  return ticks;
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
  if (one_zone(schedule) && schedule.crons.size() <= kMostIntersected) {
    return count_union(schedule.crons, 0, nullptr, from, to);
  }
  std::int64_t ticks = 0;
  for (auto tick = next_or_equal(schedule, from); tick && *tick < to;
       tick = next(schedule, *tick)) {
    ++ticks;
  }
  return ticks;
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
