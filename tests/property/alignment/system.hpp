#pragma once
// Random systems of jobs for the comparison of align() with the simulator.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "support/project_builder.hpp"

namespace lockstep::test {

/// Splitmix64: the same numbers everywhere.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  /// In [0, bound).
  int below(int bound);
  bool one_in(int n) { return below(n) == 0; }
  template <class T>
  const T& pick(const std::vector<T>& items) {
    return items[static_cast<std::size_t>(
        below(static_cast<int>(items.size())))];
  }

 private:
  std::uint64_t state_;
};

using System = std::vector<JobSpec>;

/// Which days crons name.
enum class Days : std::uint8_t {
  OfWeek,   ///< days of the week at most
  OfMonth,  ///< also days of the month and months, beside others
  Rare,     ///< days of the month and months, at most two ticks on each
};

struct SystemOptions {
  /// Daylight saving: Europe/Paris and America/New_York beside UTC.
  bool zones = false;
  bool triggers = true;  ///< `any`, `all` and expressions
  bool ranges = false;   ///< durations may be shorter than their longest
  Days days = Days::OfWeek;
};

/// Up to 8 jobs named a, b, c..., inputs first.
[[nodiscard]] System random_system(Random& random,
                                   const SystemOptions& options);

/// Takes away jobs, inputs, crons, triggers and durations while `fails` still
/// says why; returns the project as YAML with the reason.
[[nodiscard]] std::string shrink(
    System system, const std::function<std::string(const System&)>& fails);

}  // namespace lockstep::test
