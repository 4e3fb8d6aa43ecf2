#pragma once
// Starlake's single cron of every job ("computed cron", alignment.md 6): for
// comparison with Starlake; nothing else is derived from it.

#include <vector>

#include "base/id.hpp"
#include "model/project.hpp"

namespace lockstep {

/// For every node its own cron; else, if every input has one, the first of
/// theirs in the order of cron.md 0; else none (an invalid id). So one
/// unscheduled source makes everything behind it null. Starlake knows one cron
/// a dataset: of several own ones the first in the same order stands for all.
/// None in and behind cycles. O(nodes + edges + crons log crons).
[[nodiscard]] std::vector<CronId> effective_crons(const Project& project,
                                                  sys_seconds reference);

}  // namespace lockstep
