// How two schedules relate: by the calendar alone where they share a clock
// that keeps its algebra; in one zone by that algebra between the transitions
// and by merging ticks around them; else by merging the ticks of a horizon.

#include <algorithm>
#include <optional>
#include <vector>

#include "cron/calendar.hpp"
#include "cron/local.hpp"
#include "cron/pieces.hpp"
#include "cron/schedule.hpp"
#include "cron/stretch.hpp"
#include "cron/timeline.hpp"

namespace lockstep {
namespace {

bool one_clock(const Schedule& a, const Schedule& b) {
  if (!one_zone(a) || !one_zone(b)) return false;
  return a.crons.empty() || b.crons.empty() ||
         a.crons.front().clock == b.crons.front().clock;
}

bool one_calendar(const Schedule& a, const Schedule& b) {
  if (!one_clock(a, b)) return false;
  const Schedule& any = a.crons.empty() ? b : a;
  return any.crons.empty() || only_filters(any.crons.front().clock.rule) ||
         any.crons.front().clock == Clock{};
}

/// The zone in which both can be decided for ever, else nullptr.
const Zone* zone_of_proof(const Schedule& a, const Schedule& b) {
  return a.crons.size() + b.crons.size() <= kMostIntersected ? common_zone(a, b)
                                                             : nullptr;
}

std::int64_t count_of(sys_seconds at) { return at.time_since_epoch().count(); }

sys_seconds as_instant(std::int64_t at) { return sys_seconds{seconds{at}}; }

// ---- Walks ----

struct Shares {
  bool a_alone = false, b_alone = false, both = false;

  [[nodiscard]] bool all() const { return a_alone && b_alone && both; }
  [[nodiscard]] Relation relation() const {
    if (!a_alone && !b_alone) return Relation::Equal;
    if (!both) return Relation::Disjoint;
    if (!a_alone) return Relation::Subset;
    return b_alone ? Relation::Overlap : Relation::Superset;
  }
};

/// Adds what the ticks of [from, to) show.
void add_walk(const Schedule& a, const Schedule& b, sys_seconds from,
              sys_seconds to, Shares& facts) {
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
    if (facts.all()) break;
  }
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

// ---- One zone, several rules ----

Shares shares_in(const Zone& zone, const Schedule& a, const Schedule& b,
                 std::int64_t from) {
  const CronList x = crons_of(a), y = crons_of(b);
  CronList either = x;
  either.insert(either.end(), y.begin(), y.end());
  Pieces pieces(zone, members_of(a, b), from, end_of_proof(zone, from));
  Shares shares;
  for (auto piece = pieces.next(); piece && !shares.all();
       piece = pieces.next()) {
    if (!piece->offset) {
      add_walk(a, b, as_instant(piece->begin), as_instant(piece->end), shares);
      continue;
    }
    const auto count = [&](const CronList& crons) {
      return count_union(crons, piece->begin + *piece->offset,
                         piece->end + *piece->offset);
    };
    const std::int64_t of_a = count(x), of_b = count(y), all = count(either);
    shares.a_alone |= all > of_b;
    shares.b_alone |= all > of_a;
    shares.both |= of_a + of_b > all;
  }
  return shares;
}

std::optional<sys_seconds> difference_in(const Zone& zone, const Schedule& a,
                                         const Schedule& b, std::int64_t from) {
  const DifferenceFinder find(crons_of(a), crons_of(b));
  Pieces pieces(zone, members_of(a, b), from, end_of_proof(zone, from));
  // The local difference that is next; a fold takes less than a day back.
  std::int64_t asked = kAlwaysAfter;
  std::optional<std::int64_t> local;
  while (const auto piece = pieces.next()) {
    if (!piece->offset) {
      const auto found = difference_over(a, b, as_instant(piece->begin),
                                         as_instant(piece->end));
      if (found) return found;
      continue;
    }
    const std::int64_t begin = piece->begin + *piece->offset;
    if (begin < asked || (local && *local < begin)) {
      asked = begin;
      local = find(begin);
    }
    if (local && *local < piece->end + *piece->offset) {
      return as_instant(*local - *piece->offset);
    }
  }
  return std::nullopt;
}

}  // namespace

bool is_decided_for_ever(const Schedule& a, const Schedule& b) {
  return one_calendar(a, b) || zone_of_proof(a, b) != nullptr;
}

Relation compare(const Schedule& a, const Schedule& b, sys_seconds from,
                 seconds horizon) {
  if (one_calendar(a, b)) {
    if (a.crons.size() == 1 && b.crons.size() == 1) {
      return compare(a.crons[0].cron, b.crons[0].cron);
    }
    return union_relation(crons_of(a), crons_of(b));
  }
  if (a == b) return Relation::Equal;
  if (const Zone* const zone = zone_of_proof(a, b)) {
    return shares_in(*zone, a, b, count_of(from)).relation();
  }
  Shares shares;
  add_walk(a, b, from, from + horizon, shares);
  return shares.relation();
}

std::optional<Age> age(const Schedule& a, const Schedule& b, sys_seconds from,
                       seconds horizon) {
  if (one_clock(a, b)) {
    if (a.crons.size() == 1 && b.crons.size() == 1) {
      return age(a.crons[0].cron, b.crons[0].cron);
    }
    return union_age(crons_of(a), crons_of(b));
  }
  return age_over(a, b, from, from + horizon);
}

std::optional<sys_seconds> first_difference(const Schedule& a,
                                            const Schedule& b, sys_seconds from,
                                            seconds horizon) {
  const std::int64_t start = count_of(from);
  if (start > kTimeLimit || start < -kTimeLimit || a == b) return std::nullopt;
  const bool calendar = one_calendar(a, b);
  const CronList x = crons_of(a), y = crons_of(b);
  if (calendar && union_relation(x, y) == Relation::Equal) return std::nullopt;
  if (const Zone* const zone = common_zone(a, b)) {
    return difference_in(*zone, a, b, start);
  }
  if (!calendar) return difference_over(a, b, from, from + horizon);
  // A clock without transitions.
  const Clock& clock = (a.crons.empty() ? b : a).crons.front().clock;
  const std::int64_t offset =
      clock.zone == nullptr ? 0 : utc_offset(*clock.zone, from).count();
  const auto found = DifferenceFinder(x, y)(start + offset);
  if (!found) return std::nullopt;
  return as_instant(*found - offset);
}

}  // namespace lockstep
