#pragma once
// The parts of the Dagster target: a module of definitions for each pipeline,
// with ops, a job and what starts it, and one that joins them.

#include <map>
#include <string>
#include <vector>

#include "emit/emitter.hpp"
#include "emit/python_layout.hpp"

namespace lockstep {

/// The names of one pipeline in its module; unique in it.
struct DagsterNames {
  std::string module;  ///< of the file and of the job
  /// By task: its name in the job, and that of its function. Dagster wants ops
  /// to be unique among all jobs.
  std::vector<std::string> nodes, ops;
};
/// Of all pipelines that are emitted together.
[[nodiscard]] std::vector<DagsterNames> dagster_names(
    std::span<const Pipeline> pipelines);

/// `(Cron("0 * * * *", "UTC", "dagster"),)`
[[nodiscard]] Python dagster_crons(const Schedule& schedule);
/// The gate of a Gate or Wait task.
[[nodiscard]] Python dagster_gate(const Pipeline& pipeline, const Gate& gate);
/// The gate of a sensor without one: its own triggers, as a condition on what
/// is updated (`new`), or the dates of inputs that tick together.
[[nodiscard]] Python dagster_native_gate(const Pipeline& pipeline);
/// The condition as an expression over `new`; empty if aligned.
[[nodiscard]] Python dagster_condition(const Pipeline& pipeline);
[[nodiscard]] bool has_condition(const Pipeline& pipeline);

/// The function of the schedule for each zone of a pipeline's crons.
[[nodiscard]] std::string dagster_schedule_name(const DagsterNames& names,
                                                std::size_t number);
/// One whole module.
[[nodiscard]] std::string dagster_module_file(const Pipeline& pipeline,
                                              const DagsterNames& names,
                                              const EmitRequest& request);

[[nodiscard]] std::vector<std::string> dagster_versions();
[[nodiscard]] std::vector<Diagnostic> dagster_unsupported(
    std::span<const Pipeline> pipelines, const EmitRequest& request);
[[nodiscard]] std::vector<OutputFile> dagster_emit(
    std::span<const Pipeline> pipelines, const EmitRequest& request);

}  // namespace lockstep
