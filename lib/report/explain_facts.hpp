#pragma once
// What all formats of `explain JOB` tell beside the measures: promises with a
// verdict, readers, findings.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lint/promises.hpp"
#include "report/explain_job.hpp"

namespace lockstep {

/// A promise that the data of a job has a part in, and whether it is kept.
struct Verdict {
  Promised promised;
  std::optional<WorstAge> worst;  ///< of `max_age`
  /// Of `ready_by` alone: of the dataset that misses most, and which.
  std::optional<MissedDeadlines> missed;
  NodeId late;
  /// nullopt: no run is known to have read all its inputs.
  std::optional<bool> kept;
};
[[nodiscard]] std::vector<Verdict> verdicts_on(const LintContext& ctx,
                                               NodeId node);
/// That of an exposure; none without a promise.
[[nodiscard]] std::vector<Verdict> verdicts_on(const LintContext& ctx,
                                               const Exposure& exposure);

/// `max_age 1d at every "0 9 * * 1"`, `ready by "0 7 * * *"`.
[[nodiscard]] std::string promise_text(const LintContext& ctx,
                                       const Promise& promise);

/// Datasets that read it, then exposures.
struct Readers {
  std::vector<std::string> datasets, exposures;
};
[[nodiscard]] Readers readers_of(const Project& project, NodeId node);

/// Those that name the dataset, the exposure or the deadline of a promise on
/// it, worst first, else in their order.
[[nodiscard]] std::vector<const Diagnostic*> findings_on(
    std::string_view name, const std::vector<Diagnostic>& findings);

/// `latest, waits`, `same 1h later, in one pipeline`, `window`.
[[nodiscard]] std::string binding_text(const Binding& binding);

/// `lineage.json:3:7`; empty for nowhere.
[[nodiscard]] std::string place_text(const Sources& sources,
                                     const Location& where);

}  // namespace lockstep
