// How two schedules relate: exactly over the calendar's period where they
// share a clock, else by merging the ticks of a horizon.

#include <algorithm>
#include <optional>
#include <vector>

#include "cron/calendar.hpp"
#include "cron/local.hpp"
#include "cron/schedule.hpp"
#include "cron/timeline.hpp"
#include "cron/walk.hpp"

namespace lockstep {
namespace {

bool one_clock(const Schedule& a, const Schedule& b) {
  if (!one_zone(a) || !one_zone(b)) return false;
  return a.crons.empty() || b.crons.empty() ||
         a.crons.front().clock == b.crons.front().clock;
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

}  // namespace lockstep
