// Tasks are numbered as they come, then renumbered in topological order.
#include "pipeline/builder.hpp"

#include <algorithm>
#include <cassert>
#include <numeric>
#include <set>

#include <fmt/format.h>

#include "base/text.hpp"
#include "lineage/graph.hpp"

namespace lockstep {
namespace {

RunWindow window_of(const WindowRule& rule) {
  switch (rule.kind) {
    case WindowKind::Length:
      return {WindowForm::Length, rule.length};
    case WindowKind::Lookback:
      return {WindowForm::Lookback, rule.length};
    case WindowKind::Previous:
      break;
  }
  return {};
}

}  // namespace

NameParts parts_of(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos) return {"", std::string(name)};
  const std::string_view before = name.substr(0, dot);
  return {std::string(before.substr(before.rfind('.') + 1)),
          std::string(name.substr(dot + 1))};
}

PipelineBuilder::PipelineBuilder(const Grouping& job_grouping,
                                 const ReadEdges& edges,
                                 const Options& job_options,
                                 const Runner& runner)
    : grouping(job_grouping),
      read_edges(edges),
      options(job_options),
      runner_(runner) {}

DatasetId PipelineBuilder::dataset(NodeId node) {
  const auto [entry, added] =
      datasets_.try_emplace(node, DatasetId(pipeline.datasets.size()));
  if (added) {
    const Dataset& source = grouping.project[node];
    PipelineDataset dataset;
    dataset.name = source.name;
    dataset.id = to_lower(sanitized(source.name));
    if (const Cadence* cadence = grouping.derivation.cadence(node)) {
      if (cadence->exact) dataset.schedule = cadence->schedule;
      dataset.known = fires(*cadence);
    }
    pipeline.datasets.push_back(std::move(dataset));
  }
  return entry->second;
}

DatasetId PipelineBuilder::dataset(const std::string& name) {
  const NodeId node = grouping.project.find(name);
  return node.valid() ? dataset(node) : DatasetId{};
}

GroupId PipelineBuilder::add_group(std::string id, GroupId parent) {
  pipeline.groups.push_back({std::move(id), parent});
  return GroupId(pipeline.groups.size() - 1);
}

TaskId PipelineBuilder::add(Task task) {
  const bool runs = !task.command.empty() ||
                    task.kind == TaskKind::CreateCluster ||
                    task.kind == TaskKind::DeleteCluster;
  if (runs && task.retries == 0) task.retries = pipeline.retries;
  if (runs && task.retry_delay == seconds{0}) {
    task.retry_delay = pipeline.retry_delay;
  }
  if (runs) task.env = options.entries("sl_env_var");
  pipeline.tasks.push_back(std::move(task));
  return TaskId(pipeline.tasks.size() - 1);
}

TaskId PipelineBuilder::add_command(Task task, CommandRequest request) {
  request.has_window = !pipeline.ticks.crons.empty();
  task.command = runner_.command(request, options, diagnostics);
  task.directory = directory();
  if (pipeline.environment.kind == EnvironmentKind::Dataproc) {
    task.compute = spark_properties(options);
  }
  for (const DatasetId output : task.outputs) {
    const NodeId node = grouping.project.find(pipeline[output].name);
    if (!node.valid()) continue;
    const Dataset& source = grouping.project[node];
    task.window = window_of(source.window);
    task.retries = source.retries;
    task.retry_delay = source.retry_delay;
  }
  return add(std::move(task));
}

/// Starlake runs where its project is; elsewhere than on the shell the
/// container says where that is.
std::string PipelineBuilder::directory() const {
  const StringMap env = options.entries("sl_env_var");
  const auto root = env.find("SL_ROOT");
  const bool local = runner_.name == "starlake" &&
                     options.text("environment") == "shell" &&
                     root != env.end() && root->second.starts_with('/');
  return local ? root->second : std::string();
}

Pipeline PipelineBuilder::finish() {
  report_collisions();
  sort_datasets();
  sort_tasks();
  reduce_edges();
  return std::move(pipeline);
}

void PipelineBuilder::sort_datasets() {
  const std::size_t count = pipeline.datasets.size();
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t i) {
    return std::string_view(pipeline.datasets[i].name);
  });
  std::vector<DatasetId> place(count);
  std::vector<PipelineDataset> sorted;
  for (std::size_t i = 0; i < count; ++i) {
    place[order[i]] = DatasetId(i);
    sorted.push_back(std::move(pipeline.datasets[order[i]]));
  }
  pipeline.datasets = std::move(sorted);
  const auto move_id = [&](DatasetId& id) {
    if (id.valid()) id = place[id.index()];
  };
  const auto move_all = [&](std::vector<DatasetId>& ids) {
    std::ranges::for_each(ids, move_id);
    std::ranges::sort(ids);
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  };
  for (Task& task : pipeline.tasks) {
    move_all(task.inputs);
    move_all(task.outputs);
    if (!task.gate) continue;
    for (AwaitedDataset& awaited : task.gate->awaited) move_id(awaited.dataset);
    std::ranges::sort(task.gate->awaited, {}, &AwaitedDataset::dataset);
  }
  move_all(pipeline.produced);
  if (!pipeline.start.sensor) return;
  move_all(pipeline.start.sensor->datasets);
  for (SensorTerm& term : pipeline.start.sensor->expression) {
    move_id(term.dataset);
  }
}

void PipelineBuilder::sort_tasks() {
  std::vector<std::size_t> by_id(pipeline.tasks.size());
  std::iota(by_id.begin(), by_id.end(), std::size_t{0});
  std::ranges::sort(by_id, {}, [&](std::size_t i) {
    return std::string_view(pipeline.tasks[i].id);
  });
  std::vector<NodeId> rank(by_id.size());
  for (std::size_t i = 0; i < by_id.size(); ++i) rank[by_id[i]] = NodeId(i);
  std::vector<Edge> edges;
  for (const TaskEdge& edge : pipeline.edges) {
    edges.push_back({rank[edge.from.index()], rank[edge.to.index()]});
  }
  const Topology order = topology(LineageGraph(by_id.size(), std::move(edges)));
  assert(order.cycles.empty());
  std::vector<TaskId> place(by_id.size());
  std::vector<Task> sorted;
  for (const NodeId node : order.order) {
    const std::size_t old = by_id[node.index()];
    place[old] = TaskId(sorted.size());
    sorted.push_back(std::move(pipeline.tasks[old]));
  }
  pipeline.tasks = std::move(sorted);
  for (TaskEdge& edge : pipeline.edges) {
    edge = {place[edge.from.index()], place[edge.to.index()]};
  }
}

// A path over a task that runs whatever happened says nothing about success,
// so it replaces no edge. What creates a cluster stays right before what
// deletes it: the one runs only if the other did.
void PipelineBuilder::reduce_edges() {
  std::vector<Edge> plain;
  std::vector<TaskEdge> result;
  for (const TaskEdge& edge : pipeline.edges) {
    const bool cluster = pipeline[edge.from].kind == TaskKind::CreateCluster &&
                         pipeline[edge.to].kind == TaskKind::DeleteCluster;
    if (cluster || pipeline[edge.from].when == RunWhen::AllDone) {
      result.push_back(edge);
    } else {
      plain.push_back({NodeId(edge.from.index()), NodeId(edge.to.index())});
    }
  }
  const LineageGraph graph(pipeline.tasks.size(), std::move(plain));
  for (const Edge& edge : transitive_reduction(graph)) {
    result.push_back({TaskId(edge.from.index()), TaskId(edge.to.index())});
  }
  std::ranges::sort(result);
  result.erase(std::unique(result.begin(), result.end()), result.end());
  pipeline.edges = std::move(result);
}

void PipelineBuilder::report_collisions() {
  std::map<std::string, std::string> ids;
  const auto add = [&](const std::string& id, const std::string& name) {
    const auto [first, added] = ids.try_emplace(to_lower(id), name);
    if (added) return;
    Diagnostic diagnostic;
    diagnostic.rule = "GRA003";
    diagnostic.message = fmt::format(
        "{} and {} have one id, {}, in pipeline {}", quoted(first->second),
        quoted(name), quoted(id), quoted(pipeline.id));
    diagnostic.where = pipeline.where;
    diagnostic.nodes = {first->second, name};
    diagnostic.help = "rename one, or put them into different pipelines";
    diagnostics.push_back(std::move(diagnostic));
  };
  for (const TaskGroup& group : pipeline.groups) add(group.id, group.id);
  for (const Task& task : pipeline.tasks) add(task.id, task.name);
}

}  // namespace lockstep
