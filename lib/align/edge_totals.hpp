#pragma once
// Measures of an edge put together from those of parts of its scope.

#include "align/measure.hpp"

namespace lockstep {

/// Notes that something is true of `runs` runs, `run` first.
void add(Count& count, const Run& run, std::int64_t runs = 1);
/// Keeps the greater value; equal ones count together.
void raise(std::optional<Extreme>& extreme, seconds value, const Run& run,
           sys_seconds at, std::int64_t runs = 1);
/// Keeps the smaller value.
void lower(std::optional<Extreme>& extreme, seconds value, const Run& run,
           sys_seconds at, std::int64_t runs = 1);
/// Unless there are too many different ones.
void add_offset(EdgeMeasures& measures, seconds offset, std::int64_t runs = 1);

/// What was measured of a part, or of several.
struct EdgeTotals {
  EdgeMeasures measures;  ///< without scope and means
  double wait_seconds = 0;
  std::int64_t waits = 0;

  /// `part` comes later and occurs so many times; its witnesses are those of
  /// the first time.
  void add(const EdgeTotals& part, std::int64_t times);
  [[nodiscard]] EdgeMeasures finish(const Scope& scope);
};

}  // namespace lockstep
