#pragma once
// Crons in words.

#include <string>

#include "cron/cron.hpp"

namespace lockstep {

/// One English sentence that says exactly when the cron fires, made of its
/// masks alone: crons that fire at the same instants have the same sentence,
/// however they were written. `At minutes 0 and 45 of every hour.`, `At 00:00
/// on the 13th of the month and on every Friday.`, `Never.` Times are those of
/// the schedule's zone, 00:00 to 23:59. "A to B" holds B, too.
/// About 20 microseconds; no bound on the length but that of the masks (about
/// 5 kB).
[[nodiscard]] std::string describe(const Cron& cron);

}  // namespace lockstep
