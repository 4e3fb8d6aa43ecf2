// The order of schedules, their normal form, and Starlake's two measures.

#include <algorithm>
#include <numeric>
#include <tuple>

#include "cron/calendar.hpp"
#include "cron/local.hpp"
#include "cron/schedule.hpp"
#include "cron/timeline.hpp"

namespace lockstep {
namespace {

/// 2024-01-01: where a schedule is put in order on its own.
constexpr sys_seconds kDefaultReference{seconds{1'704'067'200}};

std::string_view zone_of(const ZonedCron& member) {
  return member.clock.zone == nullptr ? std::string_view("UTC")
                                      : zone_name(*member.clock.zone);
}

std::strong_ordering order(const Schedule& a, const Schedule& b) {
  return std::lexicographical_compare_three_way(
      a.crons.begin(), a.crons.end(), b.crons.begin(), b.crons.end(),
      [](const ZonedCron& x, const ZonedCron& y) {
        return std::tuple(x.cron, zone_of(x), x.clock.rule) <=>
               std::tuple(y.cron, zone_of(y), y.clock.rule);
      });
}

/// Seconds from `reference` to the next local tick; 0 if there is none.
seconds next_tick_after(const Schedule& schedule, sys_seconds reference) {
  const std::int64_t start = reference.time_since_epoch().count();
  std::optional<std::int64_t> first;
  for (const ZonedCron& member : schedule.crons) {
    const auto tick = next_local(member.cron, start + 1);
    if (tick && (!first || *tick < *first)) first = tick;
  }
  return seconds{first ? *first - start : 0};
}

/// Indices of the members, most frequent first, equal ones as written.
std::vector<std::size_t> in_order(const Schedule& schedule) {
  std::vector<Rank> ranks;
  for (const ZonedCron& member : schedule.crons) {
    ranks.push_back(rank(Schedule{{member}}, kDefaultReference));
  }
  std::vector<std::size_t> members(ranks.size());
  std::iota(members.begin(), members.end(), std::size_t{0});
  std::ranges::stable_sort(members, [&](std::size_t a, std::size_t b) {
    return order(ranks[a], ranks[b]) < 0;
  });
  return members;
}

/// True if the members that are not gone tick whenever `index` does.
bool is_covered(const Schedule& schedule, std::size_t index,
                const std::vector<bool>& gone) {
  const ZonedCron& own = schedule.crons[index];
  if (own.cron.month_mask == 0) return true;
  CronList others;
  for (std::size_t i = 0; i < schedule.crons.size(); ++i) {
    const ZonedCron& other = schedule.crons[i];
    if (i == index || gone[i] || !(other.clock == own.clock)) continue;
    if (other.cron == own.cron) return true;
    if (!keeps_subsets(own.clock.rule)) continue;
    if (intersect(own.cron, other.cron) == own.cron) return true;
    others.push_back(&other.cron);
  }
  if (others.size() < 2) return false;
  const Relation relation = union_relation({&own.cron}, others);
  return relation == Relation::Equal || relation == Relation::Subset;
}

}  // namespace

Schedule reduce(const Schedule& schedule, std::vector<std::size_t>* dropped) {
  const std::vector<std::size_t> members = in_order(schedule);
  std::vector<bool> gone(schedule.crons.size());
  // The rarest first: what a frequent member covers goes, not the other way.
  for (std::size_t m = members.size(); m-- > 0;) {
    gone[members[m]] = is_covered(schedule, members[m], gone);
  }
  Schedule reduced;
  for (const std::size_t member : members) {
    if (!gone[member]) reduced.crons.push_back(schedule.crons[member]);
  }
  if (dropped != nullptr) {
    dropped->clear();
    for (std::size_t i = 0; i < gone.size(); ++i) {
      if (gone[i]) dropped->push_back(i);
    }
  }
  return reduced;
}

Rank rank(const Schedule& schedule, sys_seconds reference) {
  const Frequency frequency = lockstep::frequency(schedule);
  Rank rank;
  rank.fires = frequency.firings > 0;
  rank.periodic = frequency.periodic;
  rank.firings = frequency.firings;
  rank.max_gap = frequency.max_gap.value_or(seconds{0});
  rank.min_gap = frequency.min_gap.value_or(seconds{0});
  rank.next_tick = next_tick_after(schedule, midnight_of(reference));
  rank.schedule = schedule;
  return rank;
}

std::strong_ordering order(const Rank& a, const Rank& b) {
  if (const auto c = b.fires <=> a.fires; c != 0) return c;
  if (const auto c = b.periodic <=> a.periodic; c != 0) return c;
  if (const auto c = b.firings <=> a.firings; c != 0) return c;
  if (const auto c = a.max_gap <=> b.max_gap; c != 0) return c;
  if (const auto c = b.min_gap <=> a.min_gap; c != 0) return c;
  if (const auto c = b.next_tick <=> a.next_tick; c != 0) return c;
  return order(a.schedule, b.schedule);
}

std::optional<seconds> next_gap(const Schedule& schedule,
                                sys_seconds reference) {
  const auto first = next(schedule, reference);
  if (!first) return std::nullopt;
  const auto second = next(schedule, *first);
  if (!second) return std::nullopt;
  return *second - *first;
}

std::int64_t count_after(const Schedule& schedule, sys_seconds reference,
                         int days) {
  const sys_seconds start = reference + seconds{1};
  return count(schedule, start, start + seconds{days * kSecondsPerDay});
}

}  // namespace lockstep
