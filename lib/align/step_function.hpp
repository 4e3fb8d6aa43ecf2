#pragma once
// Source times as a function of runs: non-decreasing step functions, kept as
// lists of breakpoints with their own periods. Behind a monthly root the oldest
// source time has twelve breakpoints a year however often the job runs.

#include <cstdint>
#include <optional>
#include <vector>

#include "base/id.hpp"

namespace lockstep {

/// From the run with this key on the value holds (seconds since 1970).
struct Breakpoint {
  std::int64_t key;
  std::int64_t value;
  friend bool operator==(const Breakpoint&, const Breakpoint&) = default;
};

/// Keys and values ascend strictly.
struct StepFunction {
  std::vector<Breakpoint> points;
  /// f(key + key_period) = f(key) + value_period; 0: no period, unknown before
  /// the first breakpoint.
  std::int64_t key_period = 0;
  std::int64_t value_period = 0;
  friend bool operator==(const StepFunction&, const StepFunction&) = default;

  [[nodiscard]] bool repeats() const { return key_period != 0; }
  /// O(log breakpoints).
  [[nodiscard]] std::optional<std::int64_t> operator()(std::int64_t key) const;
  /// Appends a breakpoint unless the value is the last one's; a later value for
  /// the same key replaces it.
  void append(std::int64_t key, std::int64_t value);
};
using FunctionId = Id<struct FunctionTag>;

/// Walks the breakpoints in order of keys, over all periods.
class BreakpointCursor {
 public:
  /// Stands on the breakpoint in force at `key`, or on the first one.
  BreakpointCursor(const StepFunction& function, std::int64_t key);
  [[nodiscard]] bool done() const;
  [[nodiscard]] Breakpoint operator*() const;
  void operator++();
  /// Goes on to the breakpoint in force at `key`, which is not before it.
  void seek(std::int64_t key);

 private:
  const StepFunction* function_;
  std::int64_t period_ = 0;
  std::size_t index_ = 0;
};

/// What a list of one period says at its first breakpoint may be what it says
/// at its end already: then the first goes.
void close_period(StepFunction& function);

/// The smaller value at every key. Where one is never greater than the other
/// the result is one of them, with its own period; else it has the common
/// period. nullopt if that takes more than `limit` breakpoints, or if only one
/// of the two repeats. O(breakpoints of the result * log breakpoints).
[[nodiscard]] std::optional<StepFunction> least_of(const StepFunction& a,
                                                   const StepFunction& b,
                                                   std::int64_t limit);

/// The breakpoints in [from, to], the value in force at `from` first; does not
/// repeat.
[[nodiscard]] StepFunction restrict_to(const StepFunction& function,
                                       std::int64_t from, std::int64_t to);

}  // namespace lockstep
