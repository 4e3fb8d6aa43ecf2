#pragma once
// Sums of ages, exact. Internal to cron/.

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>

#include "cron/cron.hpp"

namespace lockstep {

/// 400 years of seconds squared exceed 64 bits.
__extension__ typedef __int128 Integer;

/// Number, sum, least and greatest of some whole numbers.
struct Sample {
  std::int64_t number = 0;
  Integer sum = 0;
  std::int64_t min = std::numeric_limits<std::int64_t>::max();
  std::int64_t max = std::numeric_limits<std::int64_t>::min();

  void add(std::int64_t value) {
    ++number;
    sum += value;
    min = std::min(min, value);
    max = std::max(max, value);
  }
  /// Adds every value of `other` plus `shift`, `times` over.
  void add(const Sample& other, std::int64_t shift, std::int64_t times = 1) {
    if (other.number * times == 0) return;
    number += other.number * times;
    sum += (other.sum + Integer{other.number} * shift) * times;
    min = std::min(min, other.min + shift);
    max = std::max(max, other.max + shift);
  }
};

/// The ticks of b in a stretch of time: the ages of those that have a tick of
/// a before them in it, and the times of those that come earlier.
struct AgePart {
  Sample early, ages;
  std::int64_t last_a = -1;  ///< -1: none

  /// Appends a part that starts `shift` later.
  void append(const AgePart& other, std::int64_t shift) {
    if (last_a >= 0) {
      ages.add(other.early, shift - last_a);
    } else {
      early.add(other.early, shift);
    }
    ages.add(other.ages, 0);
    if (other.last_a >= 0) last_a = other.last_a + shift;
  }
};

/// Nothing if there is no age.
[[nodiscard]] inline std::optional<Age> age_from(const Sample& ages) {
  if (ages.number == 0) return std::nullopt;
  return Age{seconds{ages.min}, seconds{ages.max},
             static_cast<double>(ages.sum) / static_cast<double>(ages.number)};
}

}  // namespace lockstep
