#pragma once
// The one sentence that says why a job starts as it does: lower case, no final
// stop, with the names of the inputs that decide.

#include <string>
#include <vector>

#include "align/inputs.hpp"
#include "align/leader.hpp"
#include "align/recurrence.hpp"
#include "align/start.hpp"
#include "model/project.hpp"

namespace lockstep {

/// `hourly`, `twice a day`, `every 15m`, `about 2.5 times a week`.
[[nodiscard]] std::string rate_in_words(const CadenceFacts& facts);

[[nodiscard]] std::string reason_own_cron(const Project& project,
                                          const Dataset& job, bool fires);
[[nodiscard]] std::string reason_aligned(const Project& project,
                                         const JobStart& start,
                                         const Inputs& inputs,
                                         const Leader& leader,
                                         const CadenceTable& cadences);
/// Of `any`, `all` and expressions; `members`: the inputs that count.
[[nodiscard]] std::string reason_triggered(
    const Project& project, const JobStart& start, const Inputs& inputs,
    const std::vector<AwaitedInput>& members, const Firing& firing,
    const CadenceTable& cadences);
/// `never` fires, and `start` waits for it.
[[nodiscard]] std::string reason_never(const Project& project,
                                       const std::vector<NodeId>& never);
/// No input that counts has a cadence.
[[nodiscard]] std::string reason_unscheduled(const Project& project,
                                             const JobStart& start,
                                             const Inputs& inputs);
[[nodiscard]] std::string reason_cycle(const Project& project,
                                       const Cycle& cycle, NodeId node);

}  // namespace lockstep
