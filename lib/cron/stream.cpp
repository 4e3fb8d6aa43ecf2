// Where a stream of ticks comes to the end of what it carries: the month, the
// year, the stretch of one offset.

#include "cron/stream.hpp"

#include <algorithm>

#include "cron/calendar.hpp"
#include "cron/local.hpp"
#include "cron/stretch.hpp"

namespace lockstep {
namespace {

constexpr Cron kNoTicks;

/// The bits of `mask` from `first` on.
std::uint64_t bits_from(std::uint64_t mask, unsigned first) {
  return mask & ~std::uint64_t{0} << first;
}

}  // namespace

// ---- Local time ----

LocalStream::LocalStream(const Cron& cron, std::int64_t from) : cron_(&cron) {
  seat(from);
}

void LocalStream::seat(std::int64_t from) {
  const std::int64_t tick = next_local_tick(*cron_, from);
  if (tick == kNever) {
    cron_ = &kNoTicks;
    return;
  }
  const auto [day, time] = split_time(tick);
  const unsigned hour = time / 3600, minute = time / 60 % 60;
  seat_day(day);
  hour_start_ = day_start_ + hour * 3600;
  minute_start_ = hour_start_ + minute * 60;
  seconds_ = bits_from(cron_->second_mask, time % 60);
  minutes_ = bits_from(cron_->minute_mask, minute + 1);
  hours_ = bits_from(cron_->hour_mask, hour + 1);
}

void LocalStream::seat_day(std::int64_t day) {
  day_start_ = day * kSecondsPerDay;
  if (cron_->day_pattern == DayPattern::Weekday) {
    weeks_ = cron_->weekday_mask * 0x81U;
    weekday_ = static_cast<int>(weekday_of(day));
    return;
  }
  const Date date = date_of(day);
  cycle_ = date.cycle;
  year_ = date.year;
  month_start_ = day_start_ - date.day * kSecondsPerDay;
  months_ = bits_from(cron_->month_mask, date.month + 1);
  days_ = bits_from(month_days(*cron_, date), date.day + 1);
}

bool LocalStream::next_date() {
  while (days_ == 0) {
    if (months_ == 0) {
      if (cron_->year_types == 0) return next_listed_date();
      next_year();
    }
    const YearStart year = kYears[year_];
    const auto month = static_cast<unsigned>(pop(months_));
    const unsigned leap = year.type() >= 7 ? 1 : 0;
    days_ = cron_->day_mask[length_index(leap != 0, month)]
                           [first_weekday_of(year.type(), month)];
    month_start_ = (first_day_of(cycle_, year_) + kMonthStart[leap][month]) *
                   kSecondsPerDay;
  }
  day_start_ = month_start_ + kSecondsPerDay * pop(days_);
  return true;
}

void LocalStream::next_year() {
  do {
    ++year_;
  } while ((cron_->year_types >> kYears[year_].type() & 1U) == 0);
  if (year_ >= 400) {
    year_ -= 400;
    ++cycle_;
  }
  months_ = cron_->month_mask;
}

bool LocalStream::next_listed_date() {
  const std::int64_t next_year = first_day_of(cycle_, year_ + 1);
  const std::int64_t tick = next_local_tick(*cron_, next_year * kSecondsPerDay);
  if (tick == kNever) return false;
  seat_day(split_time(tick).day);
  return true;
}

// ---- Instants ----

TickStream::TickStream(const Cron& cron, sys_seconds from, const Clock& clock)
    : cron_(&cron),
      clock_(clock),
      local_(cron, from.time_since_epoch().count()),
      from_(from.time_since_epoch().count()) {
  if (clock.zone != nullptr) end_ = kNever;  // next_stretch() finds the first
}

std::int64_t TickStream::next_stretch() {
  if (clock_.zone == nullptr) return LocalStream::kEnd;
  const sys_seconds found =
      tick_from(*cron_, sys_seconds{seconds{from_}}, clock_);
  if (found == kNoTick) {
    end_ = kNever;
    return LocalStream::kEnd;
  }
  const std::int64_t tick = found.time_since_epoch().count();
  const Stretch stretch = stretch_of(
      *cron_, *clock_.zone, clock_.zone->segment_at(tick), clock_.rule);
  offset_ = stretch.offset;
  end_ = stretch.end == kAlwaysAfter ? LocalStream::kEnd
                                     : stretch.end + stretch.offset;
  local_ = LocalStream(*cron_, std::max(tick + 1, stretch.begin) + offset_);
  return tick;
}

}  // namespace lockstep
