#pragma once
// A second, plain implementation of crons for tests: expressions as trees of
// items, matched day by day against std::chrono's calendar and minute by
// minute against the clock. Shares no code with lib/cron.

#include <chrono>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "cron/cron.hpp"

namespace oracle {

enum class Kind {
  Star,
  Value,
  Range,
  OpenStep,
  Last,
  LastMinus,
  LastWorking,
  Nearest,
  LastWeekday,
  NthWeekday
};

struct Item {
  Kind kind = Kind::Star;
  int a = 0, b = 0, step = 1;
};

using Field = std::vector<Item>;

struct Expression {
  bool has_seconds = false;
  Field second, minute, hour, day, month, weekday;
  lockstep::DayRule rule = lockstep::DayRule::EitherUnlessStar;

  [[nodiscard]] std::string text() const;
  [[nodiscard]] bool matches_day(std::chrono::year_month_day date) const;
  [[nodiscard]] bool matches_time(int second_of_day) const;
};

/// A dialect that takes everything the trees can say, by the given day rule.
[[nodiscard]] lockstep::Dialect everything(lockstep::DayRule rule);

/// What a random expression may contain.
struct Shape {
  bool specials = true;  ///< L, LW, nW, L-n, dL, d#n
  bool seconds = false;
  int most_ticks_per_day = 48;
};
[[nodiscard]] Expression random_expression(std::mt19937& random,
                                           const Shape& shape);

/// Day numbers (since 1970) of the cycle from 2000-01-01 on which it fires.
[[nodiscard]] std::vector<std::int64_t> days_of_cycle(
    const Expression& expression);
/// Seconds of a day at which it fires.
[[nodiscard]] std::vector<std::int64_t> times_of_day(
    const Expression& expression);
/// Every firing of the cycle from 2000-01-01, seconds since 1970, ascending.
[[nodiscard]] std::vector<std::int64_t> firings_of_cycle(
    const Expression& expression);

inline constexpr std::int64_t kCycleBegin = 10'957LL * 86'400;
inline constexpr std::int64_t kCycleLength = 146'097LL * 86'400;

}  // namespace oracle
