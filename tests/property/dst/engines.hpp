#pragma once
// A second implementation of the DST policies for tests: each engine's own
// loop, minute by minute, over cctz's civil times. Shares no code with
// lib/cron.

#include <cctz/time_zone.h>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace engines {

/// A cron of plain lists; at most one of the day fields is restricted.
struct Plain {
  std::string text;
  std::vector<bool> minutes, hours, days, months, weekdays;
  bool hour_is_star = false, hours_are_full = false, starts_star = false;

  [[nodiscard]] bool on_day(std::int64_t day) const;
  /// Minutes since 1970 of a wall clock.
  [[nodiscard]] bool at_minute(std::int64_t local) const;
  /// First match after `local`.
  [[nodiscard]] std::int64_t after(std::int64_t local) const;
};

/// Crons that like the small hours, where clocks change.
[[nodiscard]] Plain random_plain(std::mt19937& random);

/// Minutes since 1970 (UTC), [from, to), with the zone's offset at each.
struct Span {
  cctz::time_zone zone;
  std::int64_t from, to;
  std::vector<std::int32_t> offsets;  ///< in minutes

  Span(const std::string& name, std::int64_t first, std::int64_t end);
  [[nodiscard]] std::int64_t local(std::int64_t minute) const;
};

/// The minutes of the span at which the engine of `policy` runs the cron, if
/// it was started long before.
[[nodiscard]] std::vector<std::int64_t> runs(const std::string& policy,
                                             const Plain& cron,
                                             const Span& span);

}  // namespace engines
