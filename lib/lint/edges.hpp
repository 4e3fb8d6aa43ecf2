#pragma once
// What the checks of edges and of measured nodes share: who is to be looked
// at, how crons and runs are shown, and the frame of a finding.

#include <string>
#include <string_view>
#include <vector>

#include "align/alignment.hpp"
#include "lint/context.hpp"

namespace lockstep {

/// True if runs of the consumer read what is there when they start: `latest`,
/// no wait, not in one pipeline. Of sensors only where `guard: none` says so.
[[nodiscard]] bool reads_unguarded(const LintContext& ctx,
                                   const AlignedEdge& edge);
/// F_v <= F_u: a consumer that runs more often than its input catches up by
/// itself.
[[nodiscard]] bool is_no_faster(const LintContext& ctx,
                                const AlignedEdge& edge);
/// F_v >= F_u.
[[nodiscard]] bool is_no_slower(const LintContext& ctx,
                                const AlignedEdge& edge);
/// F_v = F_u.
[[nodiscard]] bool is_as_fast(const LintContext& ctx, const AlignedEdge& edge);

/// A job adds what it makes to what is there.
[[nodiscard]] bool appends(const Dataset& dataset);

/// `0 2 * * *`, several with commas, the time zone added unless it is UTC; as
/// written, or printed if derived; `no cron` where none can say it.
[[nodiscard]] std::string crons_of(const LintContext& ctx, NodeId node);
/// The name of a node in quotes.
[[nodiscard]] std::string name_of(const LintContext& ctx, NodeId node);
/// `for ever`, or the stretch of time that was looked at.
[[nodiscard]] std::string scope_text(const Scope& scope);
/// 0 if there are none at all.
[[nodiscard]] double share_of(std::int64_t part, std::int64_t all);
/// A share in words of a message: `25%`, `0.12%`.
[[nodiscard]] std::string percent(double share);
/// A share of the runs of a job as the subject of a sentence: `every run of "a"
/// waits`, `25% of the runs of "a" wait`.
[[nodiscard]] std::string runs_that(const LintContext& ctx, NodeId node,
                                    double share, std::string_view waits,
                                    std::string_view wait);

/// A finding about one edge: both nodes, the crons of both as parameters, where
/// the consumer's cron stands (where the edge is declared, if it declares how
/// it is read), notes on the cron of the input and on the views between.
[[nodiscard]] Diagnostic edge_finding(const LintContext& ctx,
                                      std::string_view rule,
                                      const AlignedEdge& edge,
                                      std::string message);
/// A finding about one job: where its cron stands, else the job; over one
/// period of its own runs.
[[nodiscard]] Diagnostic job_finding(const LintContext& ctx,
                                     std::string_view rule, NodeId node,
                                     std::string message);

/// The start of a run of `node`, on the wall clock of its schedule.
[[nodiscard]] Witness witness_of(const LintContext& ctx, NodeId node,
                                 sys_seconds at);
/// Start and end are left out where they are the tick.
[[nodiscard]] WitnessRun witness_run(const LintContext& ctx, NodeId node,
                                     const Run& run);
/// Of a run of which only the tick matters.
[[nodiscard]] WitnessRun witness_run(const LintContext& ctx, NodeId node,
                                     sys_seconds tick);
/// The start of a run of the consumer with the run of the input that it reads
/// and the next one to end.
[[nodiscard]] Witness edge_witness(const LintContext& ctx,
                                   const AlignedEdge& edge, const Run& run);
/// The run of the input that a run of the consumer reads.
[[nodiscard]] std::optional<Run> bound_run(const LintContext& ctx,
                                           const AlignedEdge& edge,
                                           const Run& run);

}  // namespace lockstep
