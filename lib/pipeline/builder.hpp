#pragma once
// Collects the tasks and edges of one pipeline and brings them into their
// final order.

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "align/binding.hpp"
#include "align/start.hpp"
#include "base/diagnostic.hpp"
#include "model/project.hpp"
#include "pipeline/group.hpp"
#include "pipeline/options.hpp"
#include "pipeline/pipeline.hpp"
#include "pipeline/runner.hpp"

namespace lockstep {

class PipelineBuilder {
 public:
  /// `edges` are those of grouping.project.
  PipelineBuilder(const Grouping& grouping, const ReadEdges& edges,
                  const Options& options, const Runner& runner);

  const Grouping& grouping;
  const ReadEdges& read_edges;
  const Options& options;
  std::vector<Diagnostic> diagnostics;
  /// `b behind a`: jobs that the analysis runs one right behind the other, and
  /// that are in different pipelines.
  std::vector<std::string> separated;
  Pipeline pipeline;

  /// The dataset of a node; known to the pipeline from then on.
  DatasetId dataset(NodeId node);
  /// By the name of a dataset of the project; invalid if there is none.
  DatasetId dataset(const std::string& name);
  GroupId add_group(std::string id, GroupId parent = {});
  /// Retries, delay and an empty command's rights come from the options.
  TaskId add(Task task);
  /// A task that the runner has to say something for.
  TaskId add_command(Task task, CommandRequest request);
  void edge(TaskId from, TaskId to) { pipeline.edges.push_back({from, to}); }

  /// Orders tasks, reduces edges, looks for ids that collide (GRA003).
  Pipeline finish();

 private:
  [[nodiscard]] std::string directory() const;
  void sort_datasets();
  void sort_tasks();
  void reduce_edges();
  void report_collisions();

  const Runner& runner_;
  std::map<NodeId, DatasetId> datasets_;
};

/// The parts of a dotted name as Starlake splits it: all before the last dot's
/// table; of three parts the middle one is the domain.
struct NameParts {
  std::string domain, table;
};
[[nodiscard]] NameParts parts_of(std::string_view name);

/// Task::compute of a job that runs on Spark, and of what makes its cluster.
[[nodiscard]] StringMap spark_properties(const Options& options);
[[nodiscard]] StringMap cluster_properties(const Options& options);

/// Adds the tasks of a group between those that `begin` and `end` a run.
void add_tasks(PipelineBuilder& builder, const JobGroup& group, TaskId begin,
               TaskId end);

/// What a gate of `node` looks at; inputs of `inside` (sorted) and those that
/// the options waive are left out. Nothing if it has no ticks.
[[nodiscard]] std::optional<Gate> gate_of(PipelineBuilder& builder, NodeId node,
                                          const std::vector<NodeId>& inside);
/// Starts the pipeline as `node` starts; the task that begins its runs.
TaskId add_start_task(PipelineBuilder& builder, const JobGroup& group);

}  // namespace lockstep
