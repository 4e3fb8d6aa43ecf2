#pragma once
// Source times as a function of runs: non-decreasing step functions, kept as
// lists of breakpoints with their own periods. Behind a monthly root the oldest
// source time has twelve breakpoints a year however often the job runs; those
// of months that are alike are kept once.

#include <cstdint>
#include <optional>
#include <vector>

#include "align/folding.hpp"
#include "base/id.hpp"

namespace lockstep {

/// From the run with this key on the value holds (seconds since 1970).
struct Breakpoint {
  std::int64_t key;
  std::int64_t value;
  friend bool operator==(const Breakpoint&, const Breakpoint&) = default;
};

/// Keys ascend strictly, and values where it is not folded.
struct StepFunction {
  std::vector<Breakpoint> points;
  /// f(key + key_period) = f(key) + value_period; 0: no period, unknown before
  /// the first breakpoint.
  std::int64_t key_period = 0;
  std::int64_t value_period = 0;
  /// If there is one, the points are those of its representatives, those of
  /// representative i up to point_end[i]. Keys are ticks, the periods 400
  /// years. The first run of a month has a point, whether its value is new or
  /// not.
  const Folding* folding = nullptr;
  std::vector<std::uint32_t> point_end;
  friend bool operator==(const StepFunction&, const StepFunction&) = default;

  [[nodiscard]] bool repeats() const { return key_period != 0; }
  /// O(log breakpoints).
  [[nodiscard]] std::optional<std::int64_t> operator()(std::int64_t key) const;
  /// Appends a breakpoint unless the value is the last one's; a later value for
  /// the same key replaces it.
  void append(std::int64_t key, std::int64_t value);
};
using FunctionId = Id<struct FunctionTag>;

/// Walks the breakpoints in order of keys, over all periods and months.
class BreakpointCursor {
 public:
  /// Stands on the breakpoint in force at `key`, or on the first one. Of a
  /// folded function it may be one that its month begins with.
  BreakpointCursor(const StepFunction& function, std::int64_t key);
  /// Of a folded function: stands on the first breakpoint of a month; done if
  /// no run is in it.
  [[nodiscard]] static BreakpointCursor in_month(const StepFunction& function,
                                                 std::int64_t month) {
    BreakpointCursor cursor(function);
    cursor.enter(month);
    return cursor;
  }
  [[nodiscard]] bool done() const { return index_ >= end_; }
  [[nodiscard]] Breakpoint operator*() const;
  /// To the next breakpoint with another value.
  void operator++();
  /// To the next one, even if it only begins a month.
  void step();
  /// Goes on to the breakpoint in force at `key`, which is not before it.
  void seek(std::int64_t key);

 private:
  explicit BreakpointCursor(const StepFunction& function)
      : function_(&function) {}
  void enter(std::int64_t stretch);

  const StepFunction* function_;
  /// A period, or a month. Its breakpoints are [index of the first, end_).
  std::int64_t stretch_ = 0;
  std::size_t index_ = 0, end_ = 0;
  std::int64_t key_shift_ = 0, value_shift_ = 0;
};

/// What a list of one period says at its first breakpoint may be what it says
/// at its end already: then the first goes.
void close_period(StepFunction& function);

/// What its values depend on, nullopt if the calendar does not tell.
[[nodiscard]] std::optional<Likeness> likeness_of(const StepFunction& function);

/// The smaller value at every key. Where one is never greater than the other
/// the result is one of them, with its own period; else it has the common
/// period, and is folded if one of them is. nullopt if that takes more than
/// `limit` breakpoints, or if only one of the two repeats. O(breakpoints of the
/// result * log breakpoints).
[[nodiscard]] std::optional<StepFunction> least_of(const StepFunction& a,
                                                   const StepFunction& b,
                                                   std::int64_t limit,
                                                   FoldingTable& foldings);

/// The breakpoints in [from, to], the value in force at `from` first; does not
/// repeat.
[[nodiscard]] StepFunction restrict_to(const StepFunction& function,
                                       std::int64_t from, std::int64_t to);

}  // namespace lockstep
