#pragma once
// A set of days in words: the simplest class of days that is exactly the set,
// else how many and which come first.

#include <chrono>
#include <string>
#include <vector>

namespace lockstep {

/// Days on which something happens, and the stretch over which they are known.
struct DaySet {
  /// Sorted, each once. Days outside of [from, to) are known to belong, but
  /// nothing is known of their neighbours.
  std::vector<std::chrono::local_days> days;
  std::chrono::local_days from, to;
  /// [from, to) repeats for ever, and all days lie in it.
  bool repeats = false;
};

/// `every day`, `weekdays`, `Mondays`, `the 1st of the month`, `the last Sunday
/// of March and October`, `every Monday but the first of the month`; where no
/// class is the set, dates: `2026-03-29 only`, `12 of 1826 days, the first
/// 2026-01-05, 2026-02-02 and 2026-03-02`. A class is named only if all its
/// days in [from, to) belong and no others do; unless the set repeats, each
/// kind of day that belongs must occur twice. Empty for no days. O(days).
[[nodiscard]] std::string days_in_words(const DaySet& set);

}  // namespace lockstep
