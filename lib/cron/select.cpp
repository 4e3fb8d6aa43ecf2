// The inverse of count: bisection over days, then bit scans within the day. In
// a zone by jumps along the wall clock, each of as many ticks as the one before
// missed by, because gaps and folds take and give some.

#include <algorithm>
#include <bit>

#include "cron/calendar.hpp"
#include "cron/local.hpp"
#include "cron/sets.hpp"
#include "cron/zone_table.hpp"

namespace lockstep {
namespace {

/// The greatest x in [low, high) with before(x) <= k; before(low) <= k.
template <class Before>
std::int64_t last_not_above(std::int64_t low, std::int64_t high, std::int64_t k,
                            const Before& before) {
  while (high - low > 1) {
    const std::int64_t middle = low + (high - low) / 2;
    (before(middle) <= k ? low : high) = middle;
  }
  return low;
}

/// The position of the set bit number `k`.
int nth_bit(std::uint64_t bits, std::int64_t k) {
  for (; k > 0; --k) bits &= bits - 1;
  return std::countr_zero(bits);
}

/// The tick number `k` of a firing day, as a second of it.
std::int64_t nth_time(const Cron& cron, std::int64_t k) {
  const std::int64_t seconds = std::popcount(cron.second_mask);
  const std::int64_t per_hour = seconds * std::popcount(cron.minute_mask);
  return std::int64_t{3600} * nth_bit(cron.hour_mask, k / per_hour) +
         60 * nth_bit(cron.minute_mask, k % per_hour / seconds) +
         nth_bit(cron.second_mask, k % seconds);
}

/// The days among which the tick is, and by how much it is moved from there.
struct Search {
  std::int64_t first, end;  ///< days
  std::int64_t k;
  std::int64_t shift = 0;  ///< seconds
};

std::optional<Search> search_of(const Cron& cron, std::int64_t from,
                                std::int64_t k) {
  if (cron.has_years()) {
    return Search{year_of(kFirstYear).first_day,
                  year_of(kLastYear + 1).first_day, k};
  }
  const std::int64_t day = floor_div(from, kSecondsPerDay);
  const std::int64_t start = day * kSecondsPerDay;
  const std::int64_t per_cycle =
      count_local(cron, start, start + kCycle.count());
  const std::int64_t cycles = floor_div(k, per_cycle);
  if (std::abs(cycles) > kTimeLimit / kCycle.count()) return std::nullopt;
  return Search{day, day + kCycleDays + 1, k - cycles * per_cycle,
                cycles * kCycle.count()};
}

std::optional<std::int64_t> select_local(const Cron& cron, std::int64_t from,
                                         std::int64_t k) {
  if (cron.month_mask == 0) return std::nullopt;
  const auto search = search_of(cron, from, k);
  if (!search) return std::nullopt;
  const auto before = [&](std::int64_t day) {
    return count_local(cron, from, day * kSecondsPerDay);
  };
  if (before(search->first) > search->k || before(search->end) <= search->k) {
    return std::nullopt;
  }
  const std::int64_t day =
      last_not_above(search->first, search->end, search->k, before);
  return day * kSecondsPerDay + nth_time(cron, search->k - before(day)) +
         search->shift;
}

/// About 35,000 years.
constexpr std::int64_t kZoneSpan = std::int64_t{1} << 40;

/// For schedules that end: bisection over instants.
std::optional<std::int64_t> search_in_zone(const Cron& cron, std::int64_t from,
                                           std::int64_t k, const Clock& clock) {
  const auto before = [&](std::int64_t at) {
    const sys_seconds a{seconds{from}}, b{seconds{at}};
    return at >= from ? count(cron, a, b, clock) : -count(cron, b, a, clock);
  };
  std::int64_t span = kSecondsPerDay;
  const std::int64_t direction = k < 0 ? -1 : 1;
  while ((before(from + direction * span) <= k) == (k >= 0)) {
    if (span > kZoneSpan) return std::nullopt;
    span *= 2;
  }
  return k < 0 ? last_not_above(from - span, from, k, before)
               : last_not_above(from, from + span, k, before);
}

/// Jumps from here on would go back and forth over a fold.
constexpr int kMaximumJumps = 8;

/// The instant about `k` ticks after `at` on the wall clock.
std::optional<std::int64_t> jump(const Cron& cron, std::int64_t at,
                                 std::int64_t k, const Zone& zone) {
  const std::int64_t offset = zone.segment_at(at).offset;
  const auto local = select_local(cron, at + offset, k);
  if (!local || *local > kTimeLimit || *local < -kTimeLimit) {
    return std::nullopt;
  }
  return *local - zone.segment_at(*local - offset).offset;
}

/// Tick number `k` from `at`, one by one; kNever if there are not so many.
std::int64_t step(const Cron& cron, std::int64_t at, std::int64_t k,
                  const Clock& clock) {
  const auto from = [&](std::int64_t t) {
    return tick_from(cron, sys_seconds{seconds{t}}, clock);
  };
  const auto to = [&](std::int64_t t) {
    return tick_to(cron, sys_seconds{seconds{t}}, clock);
  };
  const bool back = k < 0;
  sys_seconds tick = back ? to(at - 1) : from(at);
  for (k = back ? -k - 1 : k; k > 0 && tick != kNoTick; --k) {
    const std::int64_t last = tick.time_since_epoch().count();
    tick = back ? to(last - 1) : from(last + 1);
  }
  return tick.time_since_epoch().count();
}

std::optional<std::int64_t> select_in_zone(const Cron& cron, std::int64_t from,
                                           std::int64_t k, const Clock& clock) {
  std::int64_t at = from, left = k;
  for (int jumps = 0; left != 0 && jumps < kMaximumJumps; ++jumps) {
    const auto next = jump(cron, at, left, *clock.zone);
    if (!next) return search_in_zone(cron, from, k, clock);
    const sys_seconds a{seconds{at}}, b{seconds{*next}};
    left -= a <= b ? count(cron, a, b, clock) : -count(cron, b, a, clock);
    at = *next;
  }
  const std::int64_t tick = step(cron, at, left, clock);
  if (tick == kNever) return std::nullopt;
  return tick;
}

}  // namespace

std::optional<sys_seconds> select(const Cron& cron, sys_seconds from,
                                  std::int64_t k, const Clock& clock) {
  const std::int64_t start = from.time_since_epoch().count();
  if (start > kTimeLimit || start < -kTimeLimit) return std::nullopt;
  const auto found = clock.zone == nullptr
                         ? select_local(cron, start, k)
                         : select_in_zone(cron, start, k, clock);
  if (!found || *found > kTimeLimit || *found < -kTimeLimit) {
    return std::nullopt;
  }
  return sys_seconds{seconds{*found}};
}

}  // namespace lockstep
