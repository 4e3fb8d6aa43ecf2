#pragma once
// Ticks in local time: seconds of a wall clock that is never put forward or
// back, counted from 1970-01-01T00:00:00. Internal to cron/.

#include <cstdint>
#include <limits>
#include <optional>

#include "cron/cron.hpp"

namespace lockstep {

/// Instants further than this from 1970 (about 1,100 million years) have no
/// ticks, so that no sum of instants and offsets overflows.
inline constexpr std::int64_t kTimeLimit = std::int64_t{1} << 55;

/// Stands for "no tick". (Compilers return an optional through memory, which
/// would take longer than to find the tick.)
inline constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::min();

/// First tick at or after `at`, or kNever.
[[nodiscard]] std::int64_t next_local_tick(const Cron& cron, std::int64_t at);
/// Last tick at or before `at`, or kNever.
[[nodiscard]] std::int64_t prev_local_tick(const Cron& cron, std::int64_t at);

[[nodiscard]] inline std::optional<std::int64_t> next_local(const Cron& cron,
                                                            std::int64_t at) {
  const std::int64_t tick = next_local_tick(cron, at);
  return tick == kNever ? std::nullopt : std::optional(tick);
}
[[nodiscard]] inline std::optional<std::int64_t> prev_local(const Cron& cron,
                                                            std::int64_t at) {
  const std::int64_t tick = prev_local_tick(cron, at);
  return tick == kNever ? std::nullopt : std::optional(tick);
}
[[nodiscard]] bool matches_local(const Cron& cron, std::int64_t at);
/// Ticks in [from, to); negative if to < from: additive over any three points.
[[nodiscard]] std::int64_t count_local(const Cron& cron, std::int64_t from,
                                       std::int64_t to);

/// Ticks of one firing day.
[[nodiscard]] std::int64_t ticks_per_day(const Cron& cron);
/// First and last second of a firing day that ticks.
[[nodiscard]] std::int32_t first_time(const Cron& cron);
[[nodiscard]] std::int32_t last_time(const Cron& cron);
/// The weekdays (bit 0 = Sunday) of a cron whose days follow the weekday alone.
[[nodiscard]] constexpr std::uint32_t weekdays(const Cron& cron) {
  return cron.weekday_mask;
}

}  // namespace lockstep
