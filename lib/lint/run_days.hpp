#pragma once
// On which days a statement about runs holds, in words (day_class.hpp).

#include <functional>
#include <optional>
#include <string>

#include "align/alignment.hpp"
#include "lint/context.hpp"

namespace lockstep {

/// When a run shows what is looked for, from its start to the end of the next
/// run; nullopt if it does not.
using RunInstant = std::function<std::optional<sys_seconds>(const Run&)>;

/// The local days of those instants of the runs in the scope. Empty if there is
/// none, if the scope has more than kMaximumDayRuns runs, or if days of the
/// clock do not repeat though the scope does. O(runs).
[[nodiscard]] std::string days_of_runs(const RunSequence& runs,
                                       const Scope& scope, const Clock& clock,
                                       const RunInstant& instant);
inline constexpr std::int64_t kMaximumDayRuns = 50'000;

/// The same of instants that are sorted and have nothing to do with runs:
/// [scope.from, scope.to) is where they are known.
[[nodiscard]] std::string days_of_instants(
    const std::vector<sys_seconds>& instants, const Scope& scope,
    const Clock& clock);

/// The days on which data of `node` is as old as it gets: those on which the
/// run after the witness ends. Empty if the oldest source changes more than
/// kMaximumDayRuns times in the scope, however often the node runs, or as
/// above.
[[nodiscard]] std::string days_of_worst_age(const LintContext& ctx,
                                            NodeId node);

/// The starts of the runs of the consumer for which `holds`.
[[nodiscard]] std::string days_of_edge(
    const LintContext& ctx, const AlignedEdge& edge,
    const std::function<bool(const Run&)>& holds);
/// Of those that start before the run of the input that they need has ended.
[[nodiscard]] std::string days_of_unfinished(const LintContext& ctx,
                                             const AlignedEdge& edge);

}  // namespace lockstep
