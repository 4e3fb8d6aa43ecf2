#pragma once
// The ticks of a cron one after the other, in local time. What remains of the
// minute, hour, day and month is carried along as masks, so that most ticks
// are one bit scan. Internal to cron/.

#include <cstdint>
#include <limits>

#include "cron/bits.hpp"
#include "cron/cron.hpp"

namespace lockstep {

class LocalStream {
 public:
  /// Comes after the last tick.
  static constexpr std::int64_t kEnd = std::numeric_limits<std::int64_t>::max();

  /// Ticks at or after `from`. Keeps a reference to `cron`.
  LocalStream(const Cron& cron, std::int64_t from);

  /// The next tick; kEnd if there is none, and always from then on.
  [[nodiscard]] std::int64_t next() {
    if (seconds_ == 0) {
      if (minutes_ == 0) {
        if (hours_ == 0) {
          if (!next_day()) return kEnd;
          hours_ = cron_->hour_mask;
        }
        hour_start_ = day_start_ + 3600 * pop(hours_);
        minutes_ = cron_->minute_mask;
      }
      minute_start_ = hour_start_ + 60 * pop(minutes_);
      seconds_ = cron_->second_mask;
    }
    return minute_start_ + pop(seconds_);
  }

 private:
  /// Takes the lowest bit out of a mask.
  static std::int64_t pop(std::uint64_t& bits) {
    const int bit = lowest_bit(bits);
    bits &= bits - 1;
    return bit;
  }

  /// Continues with the first tick at or after `from`.
  void seat(std::int64_t from);
  /// Continues behind `day`, one of the cron's days.
  void seat_day(std::int64_t day);
  bool next_day() {
    if (cron_->day_pattern != DayPattern::Weekday) return next_date();
    const int days = lowest_bit(weeks_ >> (weekday_ + 1)) + 1;
    weekday_ += days;
    if (weekday_ >= 7) weekday_ -= 7;
    day_start_ += days * std::int64_t{86'400};
    return true;
  }
  bool next_date();
  bool next_listed_date();
  void next_year();

  const Cron* cron_;
  /// What is left of the minute, the hour, the day, the month, the year.
  std::uint64_t seconds_ = 0, minutes_ = 0, hours_ = 0, days_ = 0, months_ = 0;
  std::int64_t minute_start_ = 0, hour_start_ = 0, day_start_ = 0;
  std::int64_t month_start_ = 0;
  // Of DayPattern::Weekday:
  std::uint32_t weeks_ = 0;  ///< two weeks of weekdays
  int weekday_ = 0;
  // Of the other patterns:
  std::int64_t cycle_ = 0;
  int year_ = 0;  ///< of the cycle
};

}  // namespace lockstep
