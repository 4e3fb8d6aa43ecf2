#pragma once
// The parts of the Airflow target. One table row a version says what it has;
// a DagFile collects the text of one DAG and the imports that it needs.

#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "emit/emitter.hpp"
#include "emit/python_layout.hpp"

namespace lockstep {

/// What one version of Airflow has.
struct AirflowVersion {
  std::string_view name;
  /// 3.x: airflow.sdk with Asset, the standard provider and
  /// MultipleCronTriggerTimetable. 2.x: Dataset, core operators, one cron.
  bool sdk;
  bool events;  ///< 2.10 on: extras of each event, inlet_events
};
[[nodiscard]] std::span<const AirflowVersion> airflow_versions();
[[nodiscard]] const AirflowVersion& airflow_version(std::string_view name);

/// The crons of one DAG. 2.x has no timetable for several: one that says their
/// union if there is one, else a DAG for each.
struct AirflowDag {
  const Pipeline* pipeline;
  std::string id;
  std::vector<ZonedCron> crons;
};
[[nodiscard]] std::vector<AirflowDag> airflow_dags(
    const Pipeline& pipeline, const AirflowVersion& version);

/// One file while it is written.
class DagFile {
 public:
  DagFile(const AirflowDag& dag, const AirflowVersion& version);

  const AirflowDag& dag;
  const Pipeline& pipeline;
  const AirflowVersion& version;

  /// `name`, imported from the module.
  std::string import(std::string_view module, std::string_view name);
  /// Operators of core in 2.x, of the standard provider in 3.x: `bash`.
  std::string standard(std::string_view folder, std::string_view module,
                       std::string_view name);
  /// The variable of a dataset.
  std::string dataset(DatasetId id);
  [[nodiscard]] Python datasets(std::span<const DatasetId> ids);
  /// The variables of the datasets used so far, sorted.
  [[nodiscard]] const std::map<std::string, DatasetId>& used() const {
    return used_;
  }
  /// Sorted import statements, standard library first.
  [[nodiscard]] std::string imports() const;

 private:
  /// By module; capitals first, then words that begin so: isort's order.
  std::map<std::string, std::set<std::pair<int, std::string>>> imports_;
  std::vector<std::string> names_;  ///< by dataset: its variable
  std::map<std::string, DatasetId> used_;
};

/// The argument `schedule` of the DAG.
[[nodiscard]] Python airflow_schedule(DagFile& file);
/// `datetime(2026, 1, 1, tz="UTC")`.
[[nodiscard]] Python airflow_date(DagFile& file, sys_seconds day);
/// A schedule as the runtime reads it: canonical texts and zones.
[[nodiscard]] Python runtime_schedule(DagFile& file, const Schedule& schedule);
/// Of a Gate or Wait task.
[[nodiscard]] Python runtime_gate(DagFile& file, const Task& task);
/// `timedelta(seconds=300)`.
[[nodiscard]] Python airflow_span(DagFile& file, seconds span);

/// Text of a word within a Jinja template.
[[nodiscard]] std::string jinja_word(const Task& task, const Word& word);
/// A text that Airflow renders as a template, which this one is not.
[[nodiscard]] Python rendered_text(std::string_view text);
/// `Callee(task_id="..."`.
[[nodiscard]] Python operator_call(const Task& task, std::string_view callee);
/// Trigger rule, retries, outlets: what operators of all kinds have.
void add_common_arguments(DagFile& file, const Task& task, Python& call);
/// The operator of a task that runs elsewhere.
[[nodiscard]] Python airflow_cloud_operator(DagFile& file, const Task& task);
/// The operator of one task.
[[nodiscard]] Python airflow_operator(DagFile& file, const Task& task);

/// One whole file.
[[nodiscard]] std::string airflow_dag_file(const AirflowDag& dag,
                                           const AirflowVersion& version,
                                           const EmitRequest& request);

[[nodiscard]] std::vector<Diagnostic> airflow_unsupported(
    std::span<const Pipeline> pipelines, const EmitRequest& request);
[[nodiscard]] std::vector<OutputFile> airflow_emit(
    std::span<const Pipeline> pipelines, const EmitRequest& request);

}  // namespace lockstep
