// The text of one DAG: header, imports, constants, the DAG with its tasks in
// order, their edges.
#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"
#include "emit/airflow_parts.hpp"
#include "emit/python_gate.hpp"
#include "emit/writer.hpp"

namespace lockstep {
namespace {

constexpr std::string_view kRunModule = "lockstep_airflow";

bool is_standard_library(std::string_view module) {
  return module == "datetime";
}

std::string upper_name(std::string_view id) {
  std::string name = python_name(id);
  std::ranges::transform(name, name.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return name;
}

/// Variables of tasks. Airflow's linter wants the name of a task to be its id
/// (AIR001), so an id that is no name gets a place in a dict instead.
class TaskNames {
 public:
  explicit TaskNames(const Pipeline& pipeline) {
    for (const Task& task : pipeline.tasks) {
      const bool plain = python_name(task.id) == task.id;
      names_.push_back(plain ? task.id
                             : "tasks[" + python_string(task.id) + "]");
      needs_dict_ |= !plain;
    }
  }
  [[nodiscard]] const std::string& operator[](TaskId id) const {
    return names_[id.index()];
  }
  [[nodiscard]] bool needs_dict() const { return needs_dict_; }

 private:
  std::vector<std::string> names_;
  bool needs_dict_ = false;
};

/// A variable for each dataset. Ids that differ in a hyphen alone, or that are
/// a constant of every file, get a number behind their name.
std::vector<std::string> dataset_names(const Pipeline& pipeline) {
  std::set<std::string> taken = {"RUN"};
  std::vector<std::string> names;
  for (const PipelineDataset& dataset : pipeline.datasets) {
    const std::string plain = upper_name(dataset.id);
    std::string name = plain;
    for (int i = 2; !taken.insert(name).second; ++i) {
      name = fmt::format("{}_{}", plain, i);
    }
    names.push_back(std::move(name));
  }
  return names;
}

Python default_args(DagFile& file) {
  const Pipeline& pipeline = file.pipeline;
  Python args = Python::dict();
  args.entry("owner", Python::text(pipeline.owner));
  args.entry("retries", Python(std::to_string(pipeline.retries)));
  args.entry("retry_delay", airflow_span(file, pipeline.retry_delay));
  if (pipeline.pool != "default_pool") {
    args.entry("pool", Python::text(pipeline.pool));
  }
  return args;
}

Python dag_call(DagFile& file) {
  const Pipeline& pipeline = file.pipeline;
  Python call = Python::call(
      file.import(file.version.sdk ? "airflow.sdk" : "airflow", "DAG"));
  call.argument("dag_id", Python::text(file.dag.id));
  call.argument("description", Python::text(pipeline.description));
  call.argument("schedule", airflow_schedule(file));
  if (pipeline.start_date) {
    call.argument("start_date", airflow_date(file, *pipeline.start_date));
  }
  if (pipeline.end_date) {
    call.argument("end_date", airflow_date(file, *pipeline.end_date));
  }
  call.argument("catchup", Python(pipeline.catchup ? "True" : "False"));
  call.argument("max_active_runs",
                Python(std::to_string(pipeline.max_active_runs)));
  if (pipeline.timeout) {
    call.argument("dagrun_timeout", airflow_span(file, *pipeline.timeout));
  }
  call.argument("default_args", default_args(file));
  Python tags = Python::list();
  for (const std::string& tag : pipeline.tags) tags.item(Python::text(tag));
  if (!tags.empty()) call.argument("tags", std::move(tags));
  call.argument("user_defined_macros", Python("RUN.macros"));
  return call;
}

/// What one run is for: its ticks and its gate.
Python run_call(DagFile& file) {
  const Pipeline& pipeline = file.pipeline;
  Python call = Python::call(file.import(kRunModule, "Run"));
  call.item(Python::text(pipeline.id));
  call.item(runtime_schedule(file, pipeline.ticks));
  if (const Task* gate = pipeline.gate()) {
    call.argument("gate", runtime_gate(file, *gate));
  }
  const auto& sensor = pipeline.start.sensor;
  if (sensor && sensor->mode != SensorMode::Aligned) {
    call.argument("by_slots", Python("True"));
  }
  if (pipeline.timezone != "UTC") {
    call.argument("zone", Python::text(pipeline.timezone));
  }
  return call;
}

Python dataset_call(DagFile& file, const PipelineDataset& dataset) {
  const std::string word = file.version.sdk
                               ? file.import("airflow.sdk", "Asset")
                               : file.import("airflow.datasets", "Dataset");
  Python call = Python::call(word);
  call.item(Python::text(dataset.id));
  Python extra = Python::dict();
  extra.entry("dataset", Python::text(dataset.name));
  std::string crons;
  for (const ZonedCron& zoned : dataset.schedule.crons) {
    const std::string text = croniter_text(zoned.cron);
    if (text.empty()) continue;
    crons += crons.empty() ? "" : "; ";
    crons += text;
    if (zone_of(zoned) != "UTC") crons += " " + zone_of(zoned);
  }
  if (!crons.empty()) extra.entry("cron", Python::text(crons));
  call.argument("extra", std::move(extra));
  return call;
}

/// Tasks in topological order; a group opens where its first task stands.
class TaskWriter {
 public:
  TaskWriter(DagFile& file, const TaskNames& names, Writer& writer)
      : file_(file), names_(names), writer_(writer) {}

  void run() {
    const Pipeline& pipeline = file_.pipeline;
    std::vector<bool> written(pipeline.groups.size());
    for (std::size_t i = 0; i < pipeline.tasks.size(); ++i) {
      const GroupId group = root_of(pipeline.tasks[i].group);
      if (!group.valid()) {
        write_task(TaskId(i));
      } else if (!written[group.index()]) {
        written[group.index()] = true;
        write_group(group);
      }
    }
  }

 private:
  [[nodiscard]] GroupId root_of(GroupId group) const {
    while (group.valid() &&
           file_.pipeline.groups[group.index()].parent.valid()) {
      group = file_.pipeline.groups[group.index()].parent;
    }
    return group;
  }

  // Groups are nested as deep as lower() makes them: two levels.
  void write_group(GroupId group) {
    const std::string callee =
        file_.version.sdk
            ? file_.import("airflow.sdk", "TaskGroup")
            : file_.import("airflow.utils.task_group", "TaskGroup");
    Python call = Python::call(callee);
    call.item(Python::text(file_.pipeline.groups[group.index()].id));
    call.argument("prefix_group_id", Python("False"));
    statement(writer_, "with ", call, ":");
    writer_.indent();
    for (std::size_t i = 0; i < file_.pipeline.tasks.size(); ++i) {
      if (file_.pipeline.tasks[i].group == group) write_task(TaskId(i));
    }
    for (std::size_t i = group.index() + 1; i < file_.pipeline.groups.size();
         ++i) {
      if (file_.pipeline.groups[i].parent == group) write_group(GroupId(i));
    }
    writer_.dedent();
  }

  void write_task(TaskId id) {
    const Task& task = file_.pipeline[id];
    Python call = airflow_operator(file_, task);
    std::string suffix;
    // Nothing is deleted that was not created; a failed task is no reason not
    // to delete.
    if (task.kind == TaskKind::CreateCluster) suffix = ".as_setup()";
    if (task.kind == TaskKind::DeleteCluster) suffix = ".as_teardown()";
    statement(writer_, names_[id] + " = ", call, suffix);
  }

  DagFile& file_;
  const TaskNames& names_;
  Writer& writer_;
};

/// `a >> [b, c]`: the tasks behind one, or where more are before one, those.
void write_edges(const Pipeline& pipeline, const TaskNames& names,
                 Writer& writer) {
  std::map<TaskId, std::vector<TaskId>> before;
  std::map<std::vector<TaskId>, std::vector<TaskId>> behind;
  for (const TaskEdge& edge : pipeline.edges) {
    before[edge.to].push_back(edge.from);
  }
  for (auto& [to, from] : before) behind[from].push_back(to);
  const auto list = [&](const std::vector<TaskId>& ids) {
    Python result = Python::list();
    for (const TaskId id : ids) result.item(Python(names[id]));
    return result;
  };
  for (const auto& [from, to] : behind) {
    if (from.size() > 1) {
      for (const TaskId id : to) {
        statement(writer, "", list(from), " >> " + names[id]);
      }
    } else if (to.size() > 1) {
      statement(writer, names[from[0]] + " >> ", list(to));
    } else {
      Python pair = Python::operation(">>", Python::Parentheses::WhereNeeded);
      pair.item(Python(names[from[0]]));
      pair.item(Python(names[to[0]]));
      statement(writer, "", pair);
    }
  }
}

/// A module docstring; without double quotes none can end it.
std::string docstring(const std::string& description) {
  std::string text = description;
  std::ranges::replace(text, '"', '\'');
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') {
    text[0] = static_cast<char>(text[0] - 'a' + 'A');
  }
  return "\"\"" + python_string(text + ".") + "\"\"";
}

}  // namespace

DagFile::DagFile(const AirflowDag& airflow_dag, const AirflowVersion& target)
    : dag(airflow_dag),
      pipeline(*airflow_dag.pipeline),
      version(target),
      names_(dataset_names(pipeline)) {}

std::string DagFile::import(std::string_view module, std::string_view name) {
  const auto is_capital = [](char c) { return c >= 'A' && c <= 'Z'; };
  const bool constant = std::ranges::all_of(name, is_capital);
  imports_[std::string(module)].emplace(constant              ? 0
                                        : is_capital(name[0]) ? 1
                                                              : 2,
                                        name);
  return std::string(name);
}

std::string DagFile::standard(std::string_view folder, std::string_view module,
                              std::string_view name) {
  return import(
      fmt::format("airflow.{}{}.{}", version.sdk ? "providers.standard." : "",
                  folder, module),
      name);
}

std::string DagFile::dataset(DatasetId id) {
  const std::string& name = names_[id.index()];
  used_.emplace(name, id);
  return name;
}

Python DagFile::datasets(std::span<const DatasetId> ids) {
  Python list = Python::list();
  for (const DatasetId id : ids) list.item(Python(dataset(id)));
  return list;
}

std::string DagFile::imports() const {
  Writer writer;
  for (const bool standard_library : {true, false}) {
    bool any = false;
    for (const auto& [module, names] : imports_) {
      if (is_standard_library(module) != standard_library) continue;
      any = true;
      std::string line = fmt::format("from {} import ", module);
      const std::string from = line;
      Python list = Python::call("");
      for (const auto& [rank, name] : names) {
        line += (list.empty() ? "" : ", ") + name;
        list.item(Python(name));
      }
      if (columns(line) <= 88) {
        writer.line(line);
      } else {
        statement(writer, from, list);
      }
    }
    if (any) writer.line();
  }
  return writer.take();
}

std::string airflow_dag_file(const AirflowDag& dag,
                             const AirflowVersion& version,
                             const EmitRequest& request) {
  DagFile file(dag, version);
  const TaskNames names(file.pipeline);
  Writer body;
  statement(body, "with ", dag_call(file), ":");
  body.indent();
  if (names.needs_dict()) body.line("tasks = {}");
  TaskWriter(file, names, body).run();
  body.line();
  write_edges(file.pipeline, names, body);
  const Python run = run_call(file);
  Writer constants;
  for (const auto& [name, id] : file.used()) {
    statement(constants, name + " = ", dataset_call(file, file.pipeline[id]));
  }
  statement(constants, "RUN = ", run);
  Writer whole;
  whole.line("# " + request.header);
  whole.line(docstring(file.pipeline.description));
  whole.line();
  whole.raw(file.imports());
  whole.raw(constants.take());
  whole.line();
  whole.raw(body.take());
  return whole.take();
}

}  // namespace lockstep
