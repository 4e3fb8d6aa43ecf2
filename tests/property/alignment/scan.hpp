#pragma once
// The ticks of a cron found by reading its fields, day by day and hour by
// hour: no masks, no tables, nothing of lib/cron.

#include <string>
#include <vector>

namespace lockstep::test {

inline constexpr int kMinutesADay = 24 * 60;

/// The sixth word of a cron; empty: UTC.
[[nodiscard]] std::string zone_of(const std::string& cron);

/// Minutes in [from, to), counted from 2024-01-01T00:00Z, at which the local
/// clock matches: every `*`, `5`, `1-5`, `*/n` and lists of them; for days of
/// the month `L` (the last), for days of the week `5#2` (the second Friday) and
/// `L5` (the last one). A day of the month and a day of the week are
/// alternatives unless one of them is `*` (croniter).
[[nodiscard]] std::vector<int> scan(const std::string& cron, int from, int to);

}  // namespace lockstep::test
