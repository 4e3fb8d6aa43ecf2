// Frequency, relation and age of unions. Each class of days is summarised
// once, each block of days once from its classes, and the period is walked
// block by block with the distance to the last tick carried along.

#include <algorithm>
#include <limits>

#include "cron/ages.hpp"
#include "cron/calendar.hpp"
#include "cron/local.hpp"
#include "cron/timeline.hpp"

namespace lockstep {
namespace {

/// First tick, last tick and the gaps between, in seconds from a start.
struct Ticks {
  std::int64_t number = 0;
  std::int64_t first = 0, last = 0;
  std::int64_t min_gap = std::numeric_limits<std::int64_t>::max();
  std::int64_t max_gap = 0;

  void add_gap(std::int64_t gap) {
    min_gap = std::min(min_gap, gap);
    max_gap = std::max(max_gap, gap);
  }
  /// Appends ticks that start `shift` later.
  void append(const Ticks& other, std::int64_t shift) {
    if (other.number == 0) return;
    if (number == 0) {
      first = other.first + shift;
    } else {
      add_gap(other.first + shift - last);
    }
    last = other.last + shift;
    number += other.number;
    min_gap = std::min(min_gap, other.min_gap);
    max_gap = std::max(max_gap, other.max_gap);
  }
};

Ticks ticks_of(const Times& times, int unit) {
  Ticks ticks;
  for (int at = times.next(0); at >= 0; at = times.next(at + 1)) {
    const std::int64_t time = std::int64_t{at} * unit;
    ticks.append({1, time, time}, 0);
  }
  return ticks;
}

template <class Summary, class Each, class Fold>
std::vector<Summary> per_block(const Timeline& timeline, const Each& each,
                               const Fold& fold) {
  std::vector<decltype(each(timeline.classes[0]))> classes;
  for (const auto& times : timeline.classes) classes.push_back(each(times));
  std::vector<Summary> blocks;
  for (const auto& days : timeline.blocks) {
    Summary block;
    std::int64_t start = 0;
    for (const std::uint32_t id : days) {
      fold(block, classes[id], start);
      start += kSecondsPerDay;
    }
    blocks.push_back(block);
  }
  return blocks;
}

std::int64_t length_of(const Timeline& timeline, std::uint32_t block) {
  return static_cast<std::int64_t>(timeline.blocks[block].size()) *
         kSecondsPerDay;
}

// ---- Frequency ----

Frequency frequency_over(const Timeline& timeline) {
  const auto blocks = per_block<Ticks>(
      timeline,
      [&](const auto& times) { return ticks_of(times[0], timeline.unit); },
      [](Ticks& block, const Ticks& day, std::int64_t start) {
        block.append(day, start);
      });
  Ticks all;
  std::int64_t start = 0;
  for (const std::uint32_t block : timeline.sequence) {
    all.append(blocks[block], start);
    start += length_of(timeline, block);
  }
  Frequency frequency;
  frequency.periodic = timeline.scope == Timeline::Scope::Cycle;
  frequency.firings = all.number * timeline.periods;
  if (frequency.periodic && all.number > 0) {
    all.add_gap(start - all.last + all.first);  // from one period to the next
  }
  if (all.max_gap > 0) {
    frequency.min_gap = seconds{all.min_gap};
    frequency.max_gap = seconds{all.max_gap};
  }
  return frequency;
}

// ---- Relation ----

struct Overlap {
  bool a_alone = false, b_alone = false, both = false;
};

void note_overlap(const Timeline& timeline, Overlap& overlap) {
  for (const auto& [a, b] : timeline.classes) {
    overlap.a_alone |= !b.contains(a);
    overlap.b_alone |= !a.contains(b);
    overlap.both |= a.intersects(b);
  }
}

// ---- Age ----

AgePart age_part(const std::array<Times, 2>& times, int unit) {
  AgePart part;
  int next_a = times[0].next(0);
  for (int at = times[1].next(0); at >= 0; at = times[1].next(at + 1)) {
    while (next_a >= 0 && next_a <= at) {
      part.last_a = std::int64_t{next_a} * unit;
      next_a = times[0].next(next_a + 1);
    }
    const std::int64_t time = std::int64_t{at} * unit;
    if (part.last_a < 0) {
      part.early.add(time);
    } else {
      part.ages.add(time - part.last_a);
    }
  }
  for (; next_a >= 0; next_a = times[0].next(next_a + 1)) {
    part.last_a = std::int64_t{next_a} * unit;
  }
  return part;
}

/// `before`: seconds from the last tick of a before the period to its start;
/// negative: there is none.
std::optional<Age> age_over(const Timeline& timeline, std::int64_t before) {
  const auto blocks = per_block<AgePart>(
      timeline,
      [&](const auto& times) { return age_part(times, timeline.unit); },
      [](AgePart& block, const AgePart& day, std::int64_t start) {
        block.append(day, start);
      });
  AgePart all;
  std::int64_t length = 0;
  for (const std::uint32_t block : timeline.sequence) {
    all.append(blocks[block], length);
    length += length_of(timeline, block);
  }
  if (timeline.scope == Timeline::Scope::Cycle && all.last_a >= 0) {
    before = length - all.last_a;
  }
  if (before >= 0) all.ages.add(all.early, before);
  return age_from(all.ages);
}

/// Seconds from the newest tick of the union before 1970 to its start.
std::int64_t age_at_first_year(const CronList& crons) {
  std::optional<std::int64_t> newest;
  for (const Cron* cron : crons)
    newest = std::max(newest, prev_local(*cron, -1));
  return newest ? -*newest : -1;
}

}  // namespace

Frequency union_frequency(const CronList& a) {
  // The few ticks of year lists weigh nothing beside a cron for ever.
  const auto scope = any_periodic(a) || !any_years(a) ? Timeline::Scope::Cycle
                                                      : Timeline::Scope::Years;
  return frequency_over(make_timeline(a, {}, scope));
}

Relation union_relation(const CronList& a, const CronList& b) {
  Overlap overlap;
  note_overlap(make_timeline(a, b, Timeline::Scope::Cycle), overlap);
  if (any_years(a) || any_years(b)) {
    note_overlap(make_timeline(a, b, Timeline::Scope::Years), overlap);
  }
  if (!overlap.a_alone && !overlap.b_alone) return Relation::Equal;
  if (!overlap.both) return Relation::Disjoint;
  if (!overlap.a_alone) return Relation::Subset;
  if (!overlap.b_alone) return Relation::Superset;
  return Relation::Overlap;
}

std::optional<Age> union_age(const CronList& a, const CronList& b) {
  if (any_periodic(a) && any_periodic(b)) {
    return age_over(make_timeline(a, b, Timeline::Scope::Cycle), -1);
  }
  return age_over(make_timeline(a, b, Timeline::Scope::Years),
                  age_at_first_year(a));
}

}  // namespace lockstep
