// Schedules: unions of crons, each in its zone. What concerns one calendar is
// exact over its period; what mixes zones walks the merged ticks of a horizon.

#include "cron/schedule.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "cron/calendar.hpp"
#include "cron/fields.hpp"
#include "cron/local.hpp"
#include "cron/timeline.hpp"
#include "cron/walk.hpp"

namespace lockstep {
namespace {

/// Members up to here are counted by inclusion and exclusion, more tick by
/// tick.
constexpr std::size_t kMostIntersected = 8;
/// 2024-01-01: where a schedule is put in order on its own.
constexpr sys_seconds kDefaultReference{seconds{1'704'067'200}};

CronList crons_of(const Schedule& schedule) {
  CronList list;
  for (const ZonedCron& member : schedule.crons) list.push_back(&member.cron);
  return list;
}

bool never_fires(const Cron& cron) { return cron.month_mask == 0; }

bool one_clock(const Schedule& a, const Schedule& b) {
  if (!one_zone(a) || !one_zone(b)) return false;
  return a.crons.empty() || b.crons.empty() ||
         a.crons.front().clock == b.crons.front().clock;
}

/// Ticks in [from, to) of `common` and at least one more of crons[begin..],
/// with alternating signs: inclusion and exclusion.
std::int64_t count_union(const std::vector<ZonedCron>& crons, std::size_t begin,
                         const Cron* common, sys_seconds from, sys_seconds to) {
  std::int64_t ticks = 0;
  for (std::size_t i = begin; i < crons.size(); ++i) {
    const Cron both =
        common == nullptr ? crons[i].cron : intersect(*common, crons[i].cron);
    if (never_fires(both)) continue;
    ticks += count(both, from, to, crons[i].clock) -
             count_union(crons, i + 1, &both, from, to);
  }
  return ticks;
}

std::string_view zone_of(const ZonedCron& member) {
  return member.clock.zone == nullptr ? std::string_view("UTC")
                                      : zone_name(*member.clock.zone);
}

std::strong_ordering order(const Schedule& a, const Schedule& b) {
  return std::lexicographical_compare_three_way(
      a.crons.begin(), a.crons.end(), b.crons.begin(), b.crons.end(),
      [](const ZonedCron& x, const ZonedCron& y) {
        return std::tuple(x.cron, zone_of(x), x.clock.policy) <=>
               std::tuple(y.cron, zone_of(y), y.clock.policy);
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

// ---- Walks over a horizon, for schedules of several zones ----

struct HorizonFacts {
  bool a_alone = false, b_alone = false, both = false;
};

HorizonFacts facts_over(const Schedule& a, const Schedule& b, sys_seconds from,
                        sys_seconds to) {
  HorizonFacts facts;
  auto x = next_or_equal(a, from), y = next_or_equal(b, from);
  const auto in = [&](const auto& tick) { return tick && *tick < to; };
  while (in(x) || in(y)) {
    if (!in(y) || (in(x) && *x < *y)) {
      facts.a_alone = true;
      x = next(a, *x);
    } else if (!in(x) || *y < *x) {
      facts.b_alone = true;
      y = next(b, *y);
    } else {
      facts.both = true;
      x = next(a, *x);
      y = next(b, *y);
    }
    if (facts.a_alone && facts.b_alone && facts.both) break;
  }
  return facts;
}

std::optional<Age> age_over(const Schedule& a, const Schedule& b,
                            sys_seconds from, sys_seconds to) {
  std::optional<Age> age;
  long double sum = 0;
  std::int64_t number = 0;
  auto newest = prev_or_equal(a, from);
  auto upcoming = next(a, from);
  for (auto tick = next_or_equal(b, from); tick && *tick < to;
       tick = next(b, *tick)) {
    while (upcoming && *upcoming <= *tick) {
      newest = upcoming;
      upcoming = next(a, *upcoming);
    }
    if (!newest) continue;
    const seconds old = *tick - *newest;
    if (!age) age = Age{old, old, 0};
    age->min = std::min(age->min, old);
    age->max = std::max(age->max, old);
    sum += static_cast<long double>(old.count());
    ++number;
  }
  if (age) age->mean_seconds = static_cast<double>(sum / number);
  return age;
}

std::optional<sys_seconds> difference_over(const Schedule& a, const Schedule& b,
                                           sys_seconds from, sys_seconds to) {
  auto x = next_or_equal(a, from), y = next_or_equal(b, from);
  while (x && x == y && *x < to) {
    x = next(a, *x);
    y = next(b, *y);
  }
  if (x == y) return std::nullopt;
  const auto first = !y || (x && *x < *y) ? x : y;
  return *first < to ? first : std::nullopt;
}

// ---- The first difference in one calendar ----

/// Finds local seconds that tick in exactly one of two unions.
class DifferenceFinder {
 public:
  DifferenceFinder(const CronList& a, const CronList& b)
      : cycle_(differences(a, b, Timeline::Scope::Cycle)) {
    if (any_years(a) || any_years(b)) {
      years_ = differences(a, b, Timeline::Scope::Years);
    }
  }

  /// First one at or after `at`.
  [[nodiscard]] std::optional<std::int64_t> operator()(std::int64_t at) const {
    std::int64_t day = floor_div(at, kSecondsPerDay);
    auto time = static_cast<int>(at - day * kSecondsPerDay);
    const std::int64_t years_end =
        years_ ? year_of(kLastYear + 1).first_day : day;
    const std::int64_t end = std::max(day, years_end) + kCycleDays + 1;
    for (; day < end; ++day, time = 0) {
      const Differences& source = source_of(day);
      const Times* const times = source.on(day);
      if (times == nullptr) continue;
      const int unit = source.timeline.unit;
      const int found = times->next((time + unit - 1) / unit);
      if (found >= 0) return day * kSecondsPerDay + std::int64_t{found} * unit;
    }
    return std::nullopt;
  }

 private:
  struct Differences {
    Timeline timeline;
    std::vector<std::optional<Times>> classes;  ///< of classes that differ

    [[nodiscard]] const Times* on(std::int64_t day) const {
      const auto& times = classes[timeline.class_of(day)];
      return times ? &*times : nullptr;
    }
  };

  static Differences differences(const CronList& a, const CronList& b,
                                 Timeline::Scope scope) {
    Differences result{make_timeline(a, b, scope), {}};
    for (const auto& [x, y] : result.timeline.classes) {
      const bool equal = x.contains(y) && y.contains(x);
      result.classes.push_back(equal ? std::nullopt
                                     : std::optional(Times::difference(x, y)));
    }
    return result;
  }

  [[nodiscard]] const Differences& source_of(std::int64_t day) const {
    const bool listed = years_ && day >= year_of(kFirstYear).first_day &&
                        day < year_of(kLastYear + 1).first_day;
    return listed ? *years_ : cycle_;
  }

  Differences cycle_;
  std::optional<Differences> years_;
};

}  // namespace

bool one_zone(const Schedule& schedule) {
  return std::ranges::all_of(schedule.crons, [&](const ZonedCron& member) {
    return member.clock == schedule.crons.front().clock;
  });
}

Schedule reduce(const Schedule& schedule, std::vector<std::size_t>* dropped) {
  struct Candidate {
    std::size_t index;
    Rank rank;
  };
  std::vector<Candidate> members;
  for (std::size_t i = 0; i < schedule.crons.size(); ++i) {
    members.push_back(
        {i, rank(Schedule{{schedule.crons[i]}}, kDefaultReference)});
  }
  std::ranges::stable_sort(members, [](const auto& a, const auto& b) {
    return order(a.rank, b.rank) < 0;
  });
  std::vector<bool> gone(schedule.crons.size());
  // The rarest first: what a frequent member covers goes, not the other way.
  for (std::size_t m = members.size(); m-- > 0;) {
    const ZonedCron& own = schedule.crons[members[m].index];
    CronList others;
    for (const Candidate& other : members) {
      const ZonedCron& cron = schedule.crons[other.index];
      if (other.index != members[m].index && !gone[other.index] &&
          cron.clock == own.clock) {
        others.push_back(&cron.cron);
      }
    }
    const bool covered =
        never_fires(own.cron) ||
        std::ranges::any_of(others,
                            [&](const Cron* other) {
                              return intersect(own.cron, *other) == own.cron;
                            }) ||
        (others.size() > 1 && [&] {
          const Relation relation = union_relation({&own.cron}, others);
          return relation == Relation::Equal || relation == Relation::Subset;
        }());
    gone[members[m].index] = covered;
  }
  Schedule reduced;
  for (const Candidate& member : members) {
    if (!gone[member.index]) {
      reduced.crons.push_back(schedule.crons[member.index]);
    }
  }
  if (dropped != nullptr) {
    dropped->clear();
    for (std::size_t i = 0; i < gone.size(); ++i) {
      if (gone[i]) dropped->push_back(i);
    }
  }
  return reduced;
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
    if (!never_fires(*cron)) period = std::max(period, day_period(*cron));
  }
  return period;
}

Relation compare(const Schedule& a, const Schedule& b, sys_seconds from,
                 seconds horizon) {
  if (one_clock(a, b)) {
    if (a.crons.size() == 1 && b.crons.size() == 1) {
      return compare(a.crons[0].cron, b.crons[0].cron);
    }
    return union_relation(crons_of(a), crons_of(b));
  }
  const HorizonFacts facts = facts_over(a, b, from, from + horizon);
  if (!facts.a_alone && !facts.b_alone) return Relation::Equal;
  if (!facts.both) return Relation::Disjoint;
  if (!facts.a_alone) return Relation::Subset;
  return facts.b_alone ? Relation::Overlap : Relation::Superset;
}

std::optional<Age> age(const Schedule& a, const Schedule& b, sys_seconds from,
                       seconds horizon) {
  if (one_clock(a, b)) return union_age(crons_of(a), crons_of(b));
  return age_over(a, b, from, from + horizon);
}

std::optional<sys_seconds> first_difference(const Schedule& a,
                                            const Schedule& b, sys_seconds from,
                                            seconds horizon) {
  if (!one_clock(a, b)) return difference_over(a, b, from, from + horizon);
  const CronList x = crons_of(a), y = crons_of(b);
  if (union_relation(x, y) == Relation::Equal) return std::nullopt;
  const std::int64_t start = from.time_since_epoch().count();
  if (start > kTimeLimit || start < -kTimeLimit) return std::nullopt;
  const DifferenceFinder find(x, y);
  const Clock clock =
      a.crons.empty() ? b.crons.front().clock : a.crons.front().clock;
  const auto found = clock.zone == nullptr
                         ? find(start)
                         : first_instant(*clock.zone, start, find);
  if (!found) return std::nullopt;
  return sys_seconds{seconds{*found}};
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
