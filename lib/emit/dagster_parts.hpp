#pragma once
// The parts of the Dagster target: a module of definitions for each pipeline,
// with ops, graphs, a job, its assets and what starts it, and one module that
// joins them. With style assets: assets with conditions in place of jobs.

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "emit/emitter.hpp"
#include "emit/python_layout.hpp"

namespace lockstep {

/// The names of one pipeline in its module; unique in it.
struct DagsterNames {
  std::string module;  ///< of the file and of the job
  /// By task: its name in the job, and that of its function. Dagster wants ops
  /// and graphs to be unique among all jobs.
  std::vector<std::string> nodes, ops;
  /// By group: the same of its graph.
  std::vector<std::string> group_nodes, graphs;
};
/// Of all pipelines that are emitted together.
[[nodiscard]] std::vector<DagsterNames> dagster_names(
    std::span<const Pipeline> pipelines);

/// One module while it is written.
class DagsterModule {
 public:
  DagsterModule(const Pipeline& pipeline, const DagsterNames& names,
                const EmitRequest& request);

  const Pipeline& pipeline;
  const DagsterNames& names;
  /// What 1.9 marks as experimental, and warns of, is written for later ones.
  const bool newest;
  Writer body;
  /// Lists of definitions.py, such as `jobs`, and what this module adds.
  std::map<std::string, std::vector<std::string>> definitions;

  /// `name`, imported from the module.
  std::string import(std::string_view module, std::string_view name);
  /// The text of the file.
  [[nodiscard]] std::string take(std::string_view header);
  /// A definition that is broken if it does not fit into a line.
  void head(const std::string& head, const std::string& result);

 private:
  std::map<std::string, std::set<std::string>> imports_;
};

// ---- What starts runs (dagster_rules.cpp) ----

/// `(Cron("0 * * * *", "UTC", "dagster"),)`
[[nodiscard]] Python dagster_crons(DagsterModule& module,
                                   const Schedule& schedule);
/// The gate of a Gate or Wait task.
[[nodiscard]] Python dagster_gate(DagsterModule& module, const Gate& gate);
/// The gate of a sensor without one: its own triggers, as a condition on what
/// is updated (`new`), or the dates of inputs that tick together.
[[nodiscard]] Python dagster_native_gate(DagsterModule& module);
/// The condition as an expression over `new`; empty if aligned.
[[nodiscard]] Python dagster_condition(const Pipeline& pipeline);
[[nodiscard]] bool has_condition(const Pipeline& pipeline);
/// Do runs have partitions, one for each window? A cron starts them, and
/// Dagster's windows have one cron.
[[nodiscard]] bool has_partitions(const Pipeline& pipeline);
/// The owner of all pipelines is called airflow unless somebody says another.
[[nodiscard]] bool has_owner(const Pipeline& pipeline);
/// `RUN = Run(...)`, with what it needs before it.
void write_run(DagsterModule& module);
/// Schedules, or a sensor.
void write_starts(DagsterModule& module);

// ---- Tasks (dagster_ops.cpp) ----

/// Tasks that only mark a place share the ops of lockstep_dagster.
[[nodiscard]] bool is_marker(const Task& task);
[[nodiscard]] bool has_upstream(const Pipeline& pipeline, TaskId id);
/// The call that runs the command of a task and tells what it updated.
[[nodiscard]] Python dagster_command(DagsterModule& module, const Task& task);
/// `retry_policy=`, `pool=` of an op or asset that runs it.
void add_op_arguments(DagsterModule& module, const Task& task, Python& call);
/// The functions of all tasks.
void write_ops(DagsterModule& module);

/// A command of the machine, or the call of gcloud or aws that runs it
/// elsewhere (dagster_cloud.cpp).
[[nodiscard]] Python dagster_cloud_command(DagsterModule& module,
                                           const Task& task);
/// `"a" + RUN.tick(context)`
[[nodiscard]] Python dagster_word(const Task& task, const Word& word);

// ---- The job (dagster_graph.cpp) ----

/// Graphs of the groups, the job, and the job of what runs after a failure.
void write_job(DagsterModule& module);

// ---- Assets (dagster_file.cpp, dagster_assets.cpp) ----

/// `AssetSpec(key=...)`: what Dagster shall know of a dataset.
[[nodiscard]] Python dagster_spec(DagsterModule& module, DatasetId id,
                                  std::string_view callee);
/// ASSETS: the specifications of `ids`.
void write_specs(DagsterModule& module, const std::vector<DatasetId>& ids);

// ---- The target ----

[[nodiscard]] std::vector<std::string> dagster_versions();
[[nodiscard]] std::vector<Diagnostic> dagster_unsupported(
    std::span<const Pipeline> pipelines, const EmitRequest& request);
[[nodiscard]] std::vector<OutputFile> dagster_emit(
    std::span<const Pipeline> pipelines, const EmitRequest& request);

}  // namespace lockstep
