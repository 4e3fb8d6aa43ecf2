// The age of one cron at the ticks of another, without a list of ticks. Both
// are products of masks, so one step serves every level: seconds in a minute,
// minutes in an hour, hours in a day, days in a week or a month. Months make
// types of years; the cycle of 400 years is the pairs of types in it.

#include <array>
#include <bit>

#include "cron/ages.hpp"
#include "cron/bits.hpp"
#include "cron/calendar.hpp"
#include "cron/cron.hpp"
#include "cron/timeline.hpp"

namespace lockstep {
namespace {

/// A stretch in which both fire, with the times of all ticks of b.
struct Level {
  AgePart part;
  Sample all;
};

/// The level of a single tick of both.
Level one_tick() {
  Level level;
  level.part.ages.add(0);
  level.part.last_a = 0;
  level.all.add(0);
  return level;
}

/// Puts together stretches of `unit` seconds, each of them like `inner` where
/// the masks have a bit and without ticks where they have none.
AgePart combine(const Level& inner, std::uint64_t a, std::uint64_t b,
                std::int64_t unit) {
  AgePart part;
  part.ages.add(inner.part.ages, 0, bit_count(a & b));
  for (; b != 0; b &= b - 1) {
    const int at = lowest_bit(b);
    const bool has_a = (a >> at & 1U) != 0;
    const Sample& rest = has_a ? inner.part.early : inner.all;
    const std::uint64_t before = a & ((std::uint64_t{1} << at) - 1U);
    if (before == 0) {
      part.early.add(rest, unit * at);
    } else {
      const int last = highest_bit(before);
      part.ages.add(rest, unit * (at - last) - inner.part.last_a);
    }
  }
  if (a != 0) {
    part.last_a = unit * highest_bit(a) + inner.part.last_a;
  }
  return part;
}

Sample all_of(const Level& inner, std::uint64_t b, std::int64_t unit) {
  Sample all;
  for (; b != 0; b &= b - 1) all.add(inner.all, unit * lowest_bit(b));
  return all;
}

/// A day on which both fire.
Level day_of(const Cron& a, const Cron& b) {
  Level level = one_tick();
  const auto up = [&](std::uint64_t x, std::uint64_t y, std::int64_t unit) {
    level = {combine(level, x, y, unit), all_of(level, y, unit)};
  };
  if (a.second_mask != 1 || b.second_mask != 1) {
    up(a.second_mask, b.second_mask, 1);
  }
  up(a.minute_mask, b.minute_mask, 60);
  up(a.hour_mask, b.hour_mask, 3600);
  return level;
}

/// Ages over a period that repeats, from those in one of them.
Sample repeated(const AgePart& part, std::int64_t length) {
  Sample ages = part.ages;
  ages.add(part.early, length - part.last_a);
  return ages;
}

/// True if days depend on nothing but the date.
bool is_by_date(const Cron& cron) {
  return cron.day_pattern == DayPattern::DayOfMonth ||
         cron.weekday_mask == 0x7F;
}

/// The months and years of two crons.
class Years {
 public:
  Years(const Cron& a, const Cron& b) : a_(a), b_(b), day_(day_of(a, b)) {
    const bool by_date = is_by_date(a) && is_by_date(b);
    for (unsigned type = 0; type < 14; ++type) {
      types_[type] = by_date && type % 7 != 0 ? types_[type - 1] : year(type);
    }
  }

  [[nodiscard]] Sample ages() const {
    return a_.year_types == kAllYearTypes ? by_pairs() : by_years();
  }

 private:
  [[nodiscard]] AgePart year(unsigned type) {
    const unsigned leap = type >= 7 ? 1 : 0;
    AgePart year;
    for (std::uint32_t months = a_.month_mask | b_.month_mask; months != 0;
         months &= months - 1) {
      const auto index = static_cast<unsigned>(std::countr_zero(months));
      year.append(
          month(length_index(leap != 0, index), first_weekday_of(type, index),
                a_.month_mask >> index & 1U, b_.month_mask >> index & 1U),
          kMonthStart[leap][index] * kSecondsPerDay);
    }
    return year;
  }

  /// A month of a length and a weekday of its first; it is computed once if it
  /// is a month of both.
  [[nodiscard]] AgePart month(unsigned length, unsigned first, unsigned in_a,
                              unsigned in_b) {
    const std::uint32_t days_a = in_a * a_.day_mask[length][first];
    const std::uint32_t days_b = in_b * b_.day_mask[length][first];
    if (in_a * in_b == 0) return combine(day_, days_a, days_b, kSecondsPerDay);
    const unsigned kind = 7 * length + first;
    if ((known_ >> kind & 1U) == 0) {
      known_ |= 1U << kind;
      months_[kind] = combine(day_, days_a, days_b, kSecondsPerDay);
    }
    return months_[kind];
  }

  /// Of a cron a that fires in every type of year.
  [[nodiscard]] Sample by_pairs() const {
    Sample ages;
    for (unsigned type = 0; type < 14; ++type) {
      const YearPairs& pairs = kYearPairs[type];
      ages.add(types_[type].ages, 0, pairs.years);
      const std::int64_t rest =
          (type < 7 ? 365 : 366) * kSecondsPerDay - types_[type].last_a;
      for (unsigned i = 0; i < pairs.count; ++i) {
        ages.add(types_[pairs.next[i]].early, rest, pairs.times[i]);
      }
    }
    return ages;
  }

  [[nodiscard]] Sample by_years() const {
    AgePart cycle;
    for (int year = 0; year < 400; ++year) {
      cycle.append(types_[kYears[year].type()],
                   kYears[year].day() * kSecondsPerDay);
    }
    return repeated(cycle, kCycle.count());
  }

  const Cron& a_;
  const Cron& b_;
  Level day_;
  std::uint32_t known_ = 0;
  std::array<AgePart, 28> months_;
  std::array<AgePart, 14> types_;
};

}  // namespace

std::optional<Age> age(const Cron& a, const Cron& b) {
  if (a.day_pattern == DayPattern::Never ||
      b.day_pattern == DayPattern::Never) {
    return std::nullopt;
  }
  if (a.day_pattern == DayPattern::Years ||
      b.day_pattern == DayPattern::Years) {
    return union_age({&a}, {&b});
  }
  if (a.day_pattern == DayPattern::Weekday &&
      b.day_pattern == DayPattern::Weekday) {
    const AgePart week =
        combine(day_of(a, b), a.weekday_mask, b.weekday_mask, kSecondsPerDay);
    return age_from(repeated(week, 7 * kSecondsPerDay));
  }
  return age_from(Years(a, b).ages());
}

}  // namespace lockstep
