// Histograms over a timeline: what happens within a day is counted once for
// each class of days, what reaches over midnight once for each class and
// distance to the last tick before it.

#include "cron/histogram.hpp"

#include <algorithm>
#include <map>

#include "cron/calendar.hpp"
#include "cron/local.hpp"
#include "cron/timeline.hpp"

namespace lockstep {
namespace {

constexpr std::int64_t kNone = -1;

/// Sorts, and adds up bars of one value.
void compact(Histogram& bars) {
  std::ranges::sort(bars, {}, &HistogramBar::value);
  std::size_t kept = 0;
  for (const HistogramBar& bar : bars) {
    if (kept > 0 && bars[kept - 1].value == bar.value) {
      bars[kept - 1].number += bar.number;
    } else {
      bars[kept++] = bar;
    }
  }
  bars.resize(kept);
}

/// A class of days: what is measured within one, the seconds at which it is
/// measured from the last tick before the day, and the day's own last tick.
struct DayPart {
  Histogram inner;
  std::vector<std::int64_t> early;
  std::int64_t last = kNone;
};

DayPart gaps_of(const Times& times, int unit) {
  DayPart part;
  for (int at = times.next(0); at >= 0; at = times.next(at + 1)) {
    const std::int64_t time = std::int64_t{at} * unit;
    if (part.last == kNone) {
      part.early.push_back(time);
    } else {
      part.inner.push_back({seconds{time - part.last}, 1});
    }
    part.last = time;
  }
  compact(part.inner);
  return part;
}

DayPart ages_of(const std::array<Times, 2>& times, int unit) {
  DayPart part;
  int next_a = times[0].next(0);
  for (int at = times[1].next(0); at >= 0; at = times[1].next(at + 1)) {
    for (; next_a >= 0 && next_a <= at; next_a = times[0].next(next_a + 1)) {
      part.last = std::int64_t{next_a} * unit;
    }
    const std::int64_t time = std::int64_t{at} * unit;
    if (part.last == kNone) {
      part.early.push_back(time);
    } else {
      part.inner.push_back({seconds{time - part.last}, 1});
    }
  }
  for (; next_a >= 0; next_a = times[0].next(next_a + 1)) {
    part.last = std::int64_t{next_a} * unit;
  }
  compact(part.inner);
  return part;
}

/// How many days of each class there are, and how many of them at each
/// distance in seconds from the last tick before them to their midnight.
class DayTally {
 public:
  DayTally(const Timeline& timeline, const std::vector<DayPart>& parts)
      : timeline_(timeline), parts_(parts), number_(parts.size()) {}

  /// Of a class.
  [[nodiscard]] std::int64_t number(std::size_t day) const {
    return number_[day];
  }
  using Distances =
      std::map<std::pair<std::uint32_t, std::int64_t>, std::int64_t>;
  /// By class and distance.
  [[nodiscard]] const Distances& at_distance() const { return at_distance_; }

  /// `before`: the distance of the period's start, or kNone.
  void count(std::int64_t before) {
    std::vector<std::int64_t> uses(timeline_.blocks.size());
    for (const std::uint32_t block : timeline_.sequence) ++uses[block];
    std::vector<Block> blocks;
    for (std::size_t i = 0; i < uses.size(); ++i) {
      blocks.push_back(count_block(timeline_.blocks[i], uses[i]));
    }
    if (timeline_.scope == Timeline::Scope::Cycle)
      before = last_distance(blocks);
    for (const std::uint32_t id : timeline_.sequence) {
      const Block& block = blocks[id];
      for (const auto& [day, start] : block.head) {
        if (before != kNone) ++at_distance_[{day, before + start}];
      }
      before = follow(before, block);
    }
  }

 private:
  /// A block's days before its first tick, and the distance at its end.
  struct Block {
    std::vector<std::pair<std::uint32_t, std::int64_t>> head;
    std::int64_t length = 0;
    std::int64_t after = kNone;
  };

  Block count_block(const std::vector<std::uint32_t>& days, std::int64_t uses) {
    Block block;
    for (const std::uint32_t day : days) {
      number_[day] += uses;
      if (!parts_[day].early.empty()) {
        if (block.after == kNone) {
          block.head.emplace_back(day, block.length);
        } else {
          at_distance_[{day, block.after}] += uses;
        }
      }
      block.length += kSecondsPerDay;
      if (parts_[day].last != kNone) {
        block.after = kSecondsPerDay - parts_[day].last;
      } else if (block.after != kNone) {
        block.after += kSecondsPerDay;
      }
    }
    return block;
  }

  static std::int64_t follow(std::int64_t before, const Block& block) {
    if (block.after != kNone) return block.after;
    return before == kNone ? kNone : before + block.length;
  }

  /// At the end of the period, which is its start again.
  [[nodiscard]] std::int64_t last_distance(
      const std::vector<Block>& blocks) const {
    std::int64_t distance = kNone;
    for (const std::uint32_t id : timeline_.sequence) {
      distance = follow(distance, blocks[id]);
    }
    return distance;
  }

  const Timeline& timeline_;
  const std::vector<DayPart>& parts_;
  std::vector<std::int64_t> number_;
  Distances at_distance_;
};

/// nullopt if there are more than kMostBars.
std::optional<Histogram> histogram_over(const Timeline& timeline,
                                        const std::vector<DayPart>& parts,
                                        std::int64_t before) {
  DayTally days(timeline, parts);
  days.count(before);
  Histogram bars;
  const auto add = [&](std::int64_t value, std::int64_t number) {
    bars.push_back({seconds{value}, number * timeline.periods});
    if (bars.size() > 8 * kMostBars) compact(bars);
    return bars.size() <= 8 * kMostBars;
  };
  for (std::size_t i = 0; i < parts.size(); ++i) {
    for (const HistogramBar& bar : parts[i].inner) {
      if (!add(bar.value.count(), bar.number * days.number(i))) return {};
    }
  }
  for (const auto& [at, number] : days.at_distance()) {
    for (const std::int64_t time : parts[at.first].early) {
      if (!add(at.second + time, number)) return {};
    }
  }
  compact(bars);
  if (bars.size() > kMostBars) return std::nullopt;
  return bars;
}

/// Seconds from the newest tick of the union before 1970 to its start.
std::int64_t distance_of_first_year(const CronList& crons) {
  std::optional<std::int64_t> newest;
  for (const Cron* cron : crons) {
    newest = std::max(newest, prev_local(*cron, -1));
  }
  return newest ? -*newest : kNone;
}

}  // namespace

Histogram gap_histogram(const Schedule& schedule) {
  const CronList crons = crons_of(schedule);
  // As frequency(): the ticks of year lists weigh nothing beside "for ever".
  const auto scope = any_periodic(crons) || !any_years(crons)
                         ? Timeline::Scope::Cycle
                         : Timeline::Scope::Years;
  const Timeline timeline = make_timeline(crons, {}, scope);
  std::vector<DayPart> parts;
  for (const auto& times : timeline.classes) {
    parts.push_back(gaps_of(times[0], timeline.unit));
  }
  return histogram_over(timeline, parts, kNone).value_or(Histogram());
}

std::optional<Histogram> age_histogram(const Schedule& a, const Schedule& b) {
  Schedule both = a;
  both.crons.insert(both.crons.end(), b.crons.begin(), b.crons.end());
  if (!one_zone(both)) return std::nullopt;
  const CronList x = crons_of(a), y = crons_of(b);
  const auto scope = any_periodic(x) && any_periodic(y)
                         ? Timeline::Scope::Cycle
                         : Timeline::Scope::Years;
  const Timeline timeline = make_timeline(x, y, scope);
  std::vector<DayPart> parts;
  for (const auto& times : timeline.classes) {
    parts.push_back(ages_of(times, timeline.unit));
  }
  return histogram_over(timeline, parts, distance_of_first_year(x));
}

}  // namespace lockstep
