#pragma once
// Crons and zones once more, for comparison: a cron is four lists of numbers,
// its ticks are found by looking at every day, a zone is its offset in winter
// and the days between which an hour is added.

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace lockstep::test {

/// The same numbers everywhere.
using Random = std::mt19937_64;

/// In [0, bound).
[[nodiscard]] inline std::size_t below(Random& random, std::size_t bound) {
  return static_cast<std::size_t>(random() % bound);
}
[[nodiscard]] inline bool one_in(Random& random, std::size_t n) {
  return below(random, n) == 0;
}
template <class T>
[[nodiscard]] const T& pick(Random& random, const std::vector<T>& items) {
  return items[below(random, items.size())];
}

enum class Place { Utc, Paris, NewYork };

/// Empty days or weekdays: all. Never both.
struct PlainCron {
  std::vector<int> minutes, hours, days, weekdays;

  [[nodiscard]] std::string text() const;
};

struct PlainSchedule {
  std::vector<PlainCron> crons;  ///< a union
  Place place = Place::Utc;

  /// `crons: [...], timezone: ...`, as in a project file.
  [[nodiscard]] std::string yaml() const;
  /// Seconds since 1970, ascending, each once; of days [first, last) since
  /// 1970.
  [[nodiscard]] std::vector<std::int64_t> ticks(std::int64_t first,
                                                std::int64_t last) const;
};

/// The instant of the last midnight on the clock of a place.
[[nodiscard]] std::int64_t last_midnight(Place place, std::int64_t instant);

/// Ticks between 04:00 and midnight where clocks change, so that every one
/// exists once.
[[nodiscard]] PlainSchedule random_schedule(Random& random, bool zones);

}  // namespace lockstep::test
