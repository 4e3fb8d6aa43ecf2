#pragma once
// Crons as sets beside their instants: numbered ticks, unions and
// intersections of schedules, and a number that names a cron.

#include <cstdint>
#include <optional>

#include "cron/schedule.hpp"

namespace lockstep {

/// The tick that `k` ticks at or after `from` precede: 0 is the first at or
/// after `from`, -1 the last before it, so that count(cron, from, select(cron,
/// from, k)) is k, and for negative k the same backwards. nullopt if there is
/// none. In UTC the inverse of a count in closed form: about 20 counts; in a
/// zone about 80 of them, and nothing beyond 30,000 years from `from`.
[[nodiscard]] std::optional<sys_seconds> select(const Cron& cron,
                                                sys_seconds from,
                                                std::int64_t k,
                                                const Clock& clock = {});

/// Ticks of either, reduced.
[[nodiscard]] Schedule unite(const Schedule& a, const Schedule& b);
/// Ticks of both, reduced; nullopt if their members have several clocks.
[[nodiscard]] std::optional<Schedule> intersect(const Schedule& a,
                                                const Schedule& b);

/// Names the cron's set of ticks: equal crons have equal hashes on every
/// machine and in every version. FNV-1a of 64 bits over these bytes, numbers
/// with the lowest byte first: second_mask (8), minute_mask (8), hour_mask (4),
/// month_mask (2), day_mask by length and first weekday (28 x 4), year_mask
/// (4 x 8).
[[nodiscard]] std::uint64_t hash(const Cron& cron);

}  // namespace lockstep
