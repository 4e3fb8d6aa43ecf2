#pragma once
// Rates of runs compared. They are counts over 400 years divided by years, so
// that equal ones may differ in the last bits.

#include <cmath>

namespace lockstep {

inline constexpr double kSameRate = 1e-9;

/// Runs per year that are the same but for rounding.
[[nodiscard]] inline bool is_same_rate(double a, double b) {
  return std::abs(a - b) <= b * kSameRate;
}

}  // namespace lockstep
