// Classes of days by partition refinement: every member splits the classes
// into days on which it fires and others. A weekly period has 7 days to
// classify, the 400-year cycle 14 types of years.

#include "cron/timeline.hpp"

#include <algorithm>
#include <bit>

#include "cron/calendar.hpp"
#include "cron/local.hpp"

namespace lockstep {
namespace {

constexpr std::uint32_t kNone = 0xFFFF'FFFF;

/// A block before its days are classed.
struct BlockShape {
  bool week = false;
  Year year{};
  bool listed = false;  ///< the year itself counts, not its type alone

  [[nodiscard]] int days() const { return week ? 7 : year.days(); }

  /// Calls visit(first day index, number of days, bits) for each stretch of
  /// the block and the days of it on which `cron` fires.
  template <class Visit>
  void for_each_stretch(const Cron& cron, const Visit& visit) const {
    if (week) return visit(0U, 7U, cron.weekday_mask);
    const bool allowed =
        !listed || !cron.has_years() || allows_year(cron, year.number);
    for (unsigned month = 0; month < 12; ++month) {
      const unsigned first = kMonthStart[year.leap][month];
      const unsigned length = kMonthStart[year.leap][month + 1] - first;
      visit(first, length, allowed ? month_days(cron, year, month) : 0U);
    }
  }

  [[nodiscard]] bool fires(const Cron& cron, unsigned day) const {
    bool result = false;
    for_each_stretch(cron,
                     [&](unsigned first, unsigned length, std::uint32_t days) {
                       if (day >= first && day < first + length) {
                         result = (days >> (day - first) & 1U) != 0;
                       }
                     });
    return result;
  }
};

struct Member {
  const Cron* cron;
  std::size_t group;
};

struct Slot {
  std::size_t block = 0;
  unsigned day = 0;
};

std::vector<BlockShape> shapes_of(Timeline& timeline,
                                  const std::vector<Member>& members) {
  std::vector<BlockShape> shapes;
  if (timeline.scope == Timeline::Scope::Years) {
    for (Year year = year_of(kFirstYear); year.number <= kLastYear;
         year = year.next()) {
      timeline.sequence.push_back(static_cast<std::uint32_t>(shapes.size()));
      shapes.push_back({false, year, true});
    }
    return shapes;
  }
  timeline.weekly = std::ranges::all_of(members, [](const Member& member) {
    return day_period(*member.cron) != DayPeriod::Cycle;
  });
  if (timeline.weekly) {
    timeline.periods = kCycleDays / 7;
    timeline.sequence = {0};
    return {{true, {}, false}};
  }
  for (unsigned type = 0; type < 14; ++type) {
    shapes.push_back({false, {0, 0, type % 7, type >= 7}, false});
  }
  Year year = year_of(2000);
  for (int i = 0; i < 400; ++i, year = year.next()) {
    timeline.sequence.push_back(year.type());
  }
  return shapes;
}

/// Splits the classes of all days by whether `cron` fires; returns a slot of
/// each class.
std::vector<Slot> refine(Timeline& timeline,
                         const std::vector<BlockShape>& shapes,
                         std::size_t class_count, const Cron& cron) {
  std::vector<std::array<std::uint32_t, 2>> child(class_count, {kNone, kNone});
  std::vector<Slot> slots;
  for (std::size_t block = 0; block < shapes.size(); ++block) {
    auto& days = timeline.blocks[block];
    shapes[block].for_each_stretch(
        cron, [&](unsigned first, unsigned length, std::uint32_t bits) {
          for (unsigned day = first; day < first + length; ++day, bits >>= 1U) {
            std::uint32_t& id = child[days[day]][bits & 1U];
            if (id == kNone) {
              id = static_cast<std::uint32_t>(slots.size());
              slots.push_back({block, day});
            }
            days[day] = id;
          }
        });
  }
  return slots;
}

}  // namespace

void Times::add_bits(unsigned offset, std::uint64_t bits) {
  const std::size_t word = offset / 64;
  const unsigned shift = offset % 64;
  words_[word] |= bits << shift;
  if (shift != 0 && word + 1 < words_.size()) {
    words_[word + 1] |= bits >> (64 - shift);
  }
}

void Times::add(const Cron& cron, int unit) {
  for (std::uint32_t hours = cron.hour_mask; hours != 0; hours &= hours - 1) {
    const auto hour = static_cast<unsigned>(std::countr_zero(hours));
    if (unit == 60) {
      add_bits(hour * 60, cron.minute_mask);
      continue;
    }
    for (std::uint64_t rest = cron.minute_mask; rest != 0; rest &= rest - 1) {
      const auto minute = static_cast<unsigned>(std::countr_zero(rest));
      add_bits((hour * 60 + minute) * 60, cron.second_mask);
    }
  }
}

int Times::next(int from) const {
  auto word = static_cast<std::size_t>(from) / 64;
  if (word >= words_.size()) return -1;
  std::uint64_t bits = words_[word] >> (from % 64) << (from % 64);
  while (bits == 0) {
    if (++word == words_.size()) return -1;
    bits = words_[word];
  }
  return static_cast<int>(word) * 64 + std::countr_zero(bits);
}

bool Times::intersects(const Times& other) const {
  for (std::size_t i = 0; i < words_.size(); ++i) {
    if ((words_[i] & other.words_[i]) != 0) return true;
  }
  return false;
}

bool Times::contains(const Times& other) const {
  for (std::size_t i = 0; i < words_.size(); ++i) {
    if ((other.words_[i] & ~words_[i]) != 0) return false;
  }
  return true;
}

Times Times::difference(const Times& a, const Times& b) {
  Times result = a;
  for (std::size_t i = 0; i < result.words_.size(); ++i) {
    result.words_[i] ^= b.words_[i];
  }
  return result;
}

std::uint32_t Timeline::class_of(std::int64_t day) const {
  if (weekly) return blocks[0][weekday_of(day)];
  const Year year = year_of(date_of(day));
  const std::size_t block =
      scope == Scope::Years ? static_cast<std::size_t>(year.number - kFirstYear)
                            : year.type();
  return blocks[block][static_cast<std::size_t>(day - year.first_day)];
}

bool any_years(std::span<const Cron* const> crons) {
  return std::ranges::any_of(
      crons, [](const Cron* cron) { return cron->has_years(); });
}

bool any_periodic(std::span<const Cron* const> crons) {
  return std::ranges::any_of(crons, [](const Cron* cron) {
    return cron->month_mask != 0 && !cron->has_years();
  });
}

Timeline make_timeline(const CronList& a, const CronList& b,
                       Timeline::Scope scope) {
  std::vector<Member> members;
  for (std::size_t group = 0; group < 2; ++group) {
    for (const Cron* cron : group == 0 ? a : b) {
      const bool counts = scope == Timeline::Scope::Years || !cron->has_years();
      if (counts && cron->month_mask != 0) members.push_back({cron, group});
    }
  }
  Timeline timeline;
  timeline.scope = scope;
  for (const Member& member : members) {
    if (member.cron->second_mask != 1) timeline.unit = 1;
  }
  const std::vector<BlockShape> shapes = shapes_of(timeline, members);
  for (const BlockShape& shape : shapes) {
    timeline.blocks.emplace_back(shape.days(), 0U);
  }
  std::vector<Slot> slots{Slot{}};
  for (const Member& member : members) {
    slots = refine(timeline, shapes, slots.size(), *member.cron);
  }
  const auto units = static_cast<std::size_t>(kSecondsPerDay / timeline.unit);
  for (const Slot& slot : slots) {
    auto& times = timeline.classes.emplace_back(
        std::array<Times, 2>{Times(units), Times(units)});
    for (const Member& member : members) {
      if (shapes[slot.block].fires(*member.cron, slot.day)) {
        times[member.group].add(*member.cron, timeline.unit);
      }
    }
  }
  return timeline;
}

}  // namespace lockstep
