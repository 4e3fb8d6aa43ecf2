// Explicit tick sequences answer by binary search in one period, shifted by
// whole periods; schedules answer in closed form (cron/).
#include "align/cadence.hpp"

#include <algorithm>
#include <numeric>

namespace lockstep {
namespace {

/// Start of the copy of [start, end) in which `at` lies.
sys_seconds period_start(const Cadence& cadence, sys_seconds at) {
  const seconds length = cadence.end - cadence.start;
  seconds into = (at - cadence.start) % length;
  if (into < seconds{0}) into += length;
  return at - into;
}

std::optional<sys_seconds> next_explicit(const Cadence& cadence,
                                         sys_seconds after) {
  const auto& ticks = cadence.ticks;
  if (ticks.empty()) return std::nullopt;
  seconds shift{0};
  if (cadence.repeats) shift = period_start(cadence, after) - cadence.start;
  const auto found =
      std::upper_bound(ticks.begin(), ticks.end(), after - shift);
  if (found != ticks.end()) return *found + shift;
  if (!cadence.repeats) return std::nullopt;
  return ticks.front() + shift + (cadence.end - cadence.start);
}

std::optional<sys_seconds> prev_or_equal_explicit(const Cadence& cadence,
                                                  sys_seconds at) {
  const auto& ticks = cadence.ticks;
  if (ticks.empty()) return std::nullopt;
  seconds shift{0};
  if (cadence.repeats) shift = period_start(cadence, at) - cadence.start;
  const auto found = std::upper_bound(ticks.begin(), ticks.end(), at - shift);
  if (found != ticks.begin()) return *(found - 1) + shift;
  if (!cadence.repeats) return std::nullopt;
  return ticks.back() + shift - (cadence.end - cadence.start);
}

/// Explicit ticks before `at`, counted from `start` on over all periods.
std::int64_t rank_explicit(const Cadence& cadence, sys_seconds at) {
  const auto& ticks = cadence.ticks;
  seconds shift{0};
  std::int64_t periods = 0;
  if (cadence.repeats) {
    shift = period_start(cadence, at) - cadence.start;
    periods = shift / (cadence.end - cadence.start);
  }
  const auto found = std::lower_bound(ticks.begin(), ticks.end(), at - shift);
  return periods * static_cast<std::int64_t>(ticks.size()) +
         (found - ticks.begin());
}

/// Between local clock and UTC, at each end of a gap between ticks.
constexpr seconds kShift = std::chrono::days{1};

seconds shift_of(const Schedule& schedule) {
  const bool fixed =
      std::ranges::all_of(schedule.crons, [&](const ZonedCron& member) {
        return (member.clock.zone == nullptr ||
                is_fixed_offset(*member.clock.zone)) &&
               member.clock == schedule.crons.front().clock;
      });
  return fixed ? seconds{0} : kShift;
}

std::optional<Gaps> gaps_of(const std::vector<sys_seconds>& ticks) {
  Gaps gaps{seconds::max(), seconds{0}};
  for (std::size_t i = 1; i < ticks.size(); ++i) {
    const seconds gap = ticks[i] - ticks[i - 1];
    gaps.least = std::min(gaps.least, gap);
    gaps.greatest = std::max(gaps.greatest, gap);
  }
  if (gaps.greatest == seconds{0}) return std::nullopt;
  return gaps;
}

/// Age by merging: one lookup in `a` for every tick of `b`.
std::optional<Age> age_by_walking(const Cadence& a, const Cadence& b,
                                  sys_seconds from, sys_seconds to) {
  Age result{seconds::max(), seconds::min(), 0};
  double sum = 0;
  std::size_t runs = 0;
  auto tick = next(b, from - seconds{1});
  for (; tick && *tick < to && runs < kMaximumRuns; tick = next(b, *tick)) {
    const auto newest = prev_or_equal(a, *tick);
    if (!newest) continue;
    const seconds distance = *tick - *newest;
    result.min = std::min(result.min, distance);
    result.max = std::max(result.max, distance);
    sum += static_cast<double>(distance.count());
    ++runs;
  }
  if (runs == 0) return std::nullopt;
  result.mean_seconds = sum / static_cast<double>(runs);
  return result;
}

std::optional<std::int64_t> schedule_period(const Schedule& schedule) {
  std::int64_t days = 1;
  for (const ZonedCron& member : schedule.crons) {
    const Zone* zone = member.clock.zone;
    if (zone != nullptr && !is_fixed_offset(*zone)) return std::nullopt;
    switch (day_period(member.cron)) {
      case DayPeriod::Day:
        break;
      case DayPeriod::Week:
        days = std::lcm(days, std::int64_t{7});
        break;
      case DayPeriod::Cycle:
        days = kCycleDays;
        break;
      case DayPeriod::None:
        return std::nullopt;
    }
  }
  return days;
}

}  // namespace

std::optional<sys_seconds> next(const Cadence& cadence, sys_seconds after) {
  return cadence.exact ? next(cadence.schedule, after)
                       : next_explicit(cadence, after);
}

std::optional<sys_seconds> prev_or_equal(const Cadence& cadence,
                                         sys_seconds at) {
  return cadence.exact ? prev_or_equal(cadence.schedule, at)
                       : prev_or_equal_explicit(cadence, at);
}

std::optional<Window> window(const Cadence& cadence, sys_seconds at) {
  const auto end = prev_or_equal(cadence, at);
  if (!end) return std::nullopt;
  const auto start = prev_or_equal(cadence, *end - seconds{1});
  if (!start) return std::nullopt;
  return Window{*start, *end};
}

std::int64_t count(const Cadence& cadence, sys_seconds from, sys_seconds to) {
  if (to <= from) return 0;
  if (cadence.exact) return count(cadence.schedule, from, to);
  return rank_explicit(cadence, to) - rank_explicit(cadence, from);
}

std::optional<Gaps> calendar_gaps(const Cadence& cadence) {
  if (cadence.exact) {
    const Frequency frequency = lockstep::frequency(cadence.schedule);
    if (!frequency.min_gap) return std::nullopt;
    return Gaps{*frequency.min_gap, *frequency.max_gap};
  }
  std::vector<sys_seconds> ticks = cadence.ticks;
  if (cadence.repeats && !ticks.empty()) {
    ticks.push_back(ticks.front() + (cadence.end - cadence.start));
  }
  return gaps_of(ticks);
}

std::optional<seconds> least_gap(const Cadence& cadence) {
  const auto gaps = calendar_gaps(cadence);
  if (!gaps) return std::nullopt;
  return gaps->least - shift_of(cadence.schedule);
}

std::optional<seconds> greatest_gap(const Cadence& cadence) {
  const auto gaps = calendar_gaps(cadence);
  if (!gaps) return std::nullopt;
  return gaps->greatest + shift_of(cadence.schedule);
}

bool fires(const Cadence& cadence) {
  return cadence.exact ? !cadence.schedule.crons.empty()
                       : !cadence.ticks.empty();
}

std::optional<std::int64_t> period_days(const Cadence& cadence) {
  if (cadence.exact) return schedule_period(cadence.schedule);
  if (!cadence.repeats) return std::nullopt;
  return (cadence.end - cadence.start) / std::chrono::days{1};
}

std::optional<std::int64_t> common_period(std::optional<std::int64_t> a,
                                          std::optional<std::int64_t> b) {
  if (!a || !b) return std::nullopt;
  const std::int64_t days = std::lcm(*a, *b);
  if (days > 10 * kCycleDays) return std::nullopt;
  return days;
}

bool share_clock(const Cadence& a, const Cadence& b) {
  return a.exact && b.exact && fires(a) && fires(b) && one_zone(a.schedule) &&
         one_zone(b.schedule) &&
         a.schedule.crons[0].clock == b.schedule.crons[0].clock;
}

std::optional<Age> elapsed_age(const Cadence& a, const Cadence& b,
                               sys_seconds from, seconds horizon) {
  if (!fires(a) || !fires(b)) return std::nullopt;
  const auto days = common_period(period_days(a), period_days(b));
  if (days && share_clock(a, b)) {
    return age(a.schedule, b.schedule, from, horizon);
  }
  const seconds span = days ? std::chrono::days{*days} : horizon;
  return age_by_walking(a, b, from, from + span);
}

}  // namespace lockstep
