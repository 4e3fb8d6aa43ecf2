// The job: calls of ops in an order in which they can run. Groups are graphs of
// their own, which take what their tasks follow and give what follows them.
#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "emit/dagster_parts.hpp"

namespace lockstep {
namespace {

/// A task, or a group with all that is in it.
struct Item {
  TaskId task;
  GroupId group;
  friend bool operator==(const Item&, const Item&) = default;
};

constexpr int kWidth = 88;

/// Dagster's keys of tags; it warns of others.
bool is_key(std::string_view tag) {
  constexpr std::string_view kAllowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";
  return !tag.empty() && tag.size() <= 63 &&
         tag.find_first_not_of(kAllowed) == std::string_view::npos;
}

class GraphWriter {
 public:
  explicit GraphWriter(DagsterModule& module)
      : module_(module), pipeline_(module.pipeline), edges_(pipeline_.edges) {
    if (can_skip()) add_edges_past_skips();
  }

  void write() {
    for (std::size_t i = pipeline_.groups.size(); i-- > 0;) {
      write_graph(GroupId(i));
    }
    write_job_head();
    write_items(GroupId{});
    if (pipeline_.tasks.empty()) module_.body.line("...");
    module_.body.dedent();
  }

 private:
  // ---- What follows what ----

  [[nodiscard]] bool can_skip() const {
    return std::ranges::find(pipeline_.tasks, TaskKind::Preload, &Task::kind) !=
           pipeline_.tasks.end();
  }

  /// An op is skipped if all that it follows is: one that runs nevertheless
  /// follows the begin of the run, too.
  void add_edges_past_skips() {
    const auto begin = std::ranges::find_if(pipeline_.tasks, [](const Task& t) {
      return t.kind == TaskKind::Start || t.kind == TaskKind::Gate;
    });
    if (begin == pipeline_.tasks.end()) return;
    const TaskId first(begin - pipeline_.tasks.begin());
    for (std::size_t i = 0; i < pipeline_.tasks.size(); ++i) {
      if (pipeline_.tasks[i].when == RunWhen::AllSucceeded) continue;
      edges_.push_back({first, TaskId(i)});
    }
  }

  // ---- Where a task is ----

  [[nodiscard]] GroupId parent(GroupId group) const {
    return pipeline_.groups[group.index()].parent;
  }

  /// What holds the task in `container`; nullopt if it is elsewhere.
  [[nodiscard]] std::optional<Item> item_of(TaskId task,
                                            GroupId container) const {
    GroupId group = pipeline_[task].group;
    if (group == container) return Item{task, {}};
    while (group.valid() && !(parent(group) == container)) {
      group = parent(group);
    }
    if (!group.valid()) return std::nullopt;
    return Item{{}, group};
  }

  [[nodiscard]] std::vector<Item> items_of(GroupId container) const {
    std::vector<Item> items;
    for (std::size_t i = 0; i < pipeline_.tasks.size(); ++i) {
      const auto item = item_of(TaskId(i), container);
      if (item && std::ranges::find(items, *item) == items.end()) {
        items.push_back(*item);
      }
    }
    return items;
  }

  /// The tasks outside that an item of `container` follows.
  [[nodiscard]] std::vector<TaskId> before(const Item& item,
                                           GroupId container) const {
    std::set<TaskId> tasks;
    for (const TaskEdge& edge : edges_) {
      if (item_of(edge.to, container) == item &&
          item_of(edge.from, container) != item) {
        tasks.insert(edge.from);
      }
    }
    return {tasks.begin(), tasks.end()};
  }

  /// The tasks in a group that something outside follows.
  [[nodiscard]] std::vector<TaskId> results(GroupId group) const {
    const Item item{{}, group};
    const GroupId container = parent(group);
    std::set<TaskId> tasks;
    for (const TaskEdge& edge : edges_) {
      if (item_of(edge.from, container) == item &&
          item_of(edge.to, container) != item) {
        tasks.insert(edge.from);
      }
    }
    return {tasks.begin(), tasks.end()};
  }

  // ---- Names ----

  /// Of the variable, and of the output of a graph: those are fields of a
  /// named tuple, which must not begin with `_`.
  [[nodiscard]] std::string done(TaskId task) const {
    const std::string& node = module_.names.nodes[task.index()];
    return (node[0] == '_' ? "task" : "") + node + "_done";
  }

  /// How `container` calls the end of a task.
  [[nodiscard]] std::string reference(TaskId task, GroupId container) const {
    const auto item = item_of(task, container);
    if (!item || !item->group.valid()) return done(task);
    if (results(item->group).size() == 1) return done(task);
    return fmt::format("{}_done.{}",
                       module_.names.group_nodes[item->group.index()],
                       done(task));
  }

  // ---- Text ----

  /// In an order in which each follows what it needs.
  void write_items(GroupId container) {
    std::vector<Item> waiting = items_of(container);
    std::set<TaskId> written;
    const auto is_ready = [&](const Item& item) {
      return std::ranges::all_of(
          before(item, container), [&](const TaskId& task) {
            return !item_of(task, container) || written.contains(task);
          });
    };
    while (!waiting.empty()) {
      const auto next = std::ranges::find_if(waiting, is_ready);
      if (next == waiting.end()) return;  // edges have no cycles
      write_item(*next, container);
      for (std::size_t i = 0; i < pipeline_.tasks.size(); ++i) {
        if (item_of(TaskId(i), container) == *next) written.insert(TaskId(i));
      }
      waiting.erase(next);
    }
  }

  /// `a_done = a(start_done)`; what has another name here than where it is
  /// defined gets it on a line of its own if both do not fit into one.
  void write_item(const Item& item, GroupId container) {
    const std::string node = node_of(item), name = definition_of(item);
    const std::string assigned = variable(item);
    Python alias = Python::call(name + ".alias");
    alias.item(Python::text(node));
    const std::string callee = name == node ? name : alias.flat();
    const Python whole = call_of(callee, item, container);
    const int width = columns(assigned + whole.flat());
    if (name == node || module_.body.margin() + width <= kWidth) {
      statement(module_.body, assigned, whole);
      return;
    }
    statement(module_.body, node + " = ", alias);
    statement(module_.body, assigned, call_of(node, item, container));
  }

  [[nodiscard]] Python call_of(const std::string& callee, const Item& item,
                               GroupId container) const {
    Python call = Python::call(callee);
    const std::vector<TaskId> sources = before(item, container);
    if (item.group.valid() || sources.size() == 1) {
      for (const TaskId source : sources) {
        call.item(Python(reference(source, container)));
      }
    } else if (!sources.empty()) {
      Python list = Python::list();
      for (const TaskId source : sources) {
        list.item(Python(reference(source, container)));
      }
      call.item(std::move(list));
    }
    return call;
  }

  [[nodiscard]] std::string node_of(const Item& item) const {
    return item.group.valid() ? module_.names.group_nodes[item.group.index()]
                              : module_.names.nodes[item.task.index()];
  }

  [[nodiscard]] std::string definition_of(const Item& item) {
    return item.group.valid() ? module_.names.graphs[item.group.index()]
                              : op_name(item.task);
  }

  [[nodiscard]] std::string op_name(TaskId id) {
    if (!is_marker(pipeline_[id])) return module_.names.ops[id.index()];
    return module_.import("lockstep_dagster",
                          has_upstream(pipeline_, id) ? "marker" : "entry");
  }

  /// `x_done = `, where something follows.
  [[nodiscard]] std::string variable(const Item& item) const {
    if (!item.group.valid()) {
      const bool used = std::ranges::any_of(
          pipeline_.edges,
          [&](const TaskEdge& edge) { return edge.from == item.task; });
      return used ? done(item.task) + " = " : "";
    }
    const std::vector<TaskId> made = results(item.group);
    if (made.empty()) return "";
    if (made.size() == 1) return done(made[0]) + " = ";
    return module_.names.group_nodes[item.group.index()] + "_done = ";
  }

  void write_graph(GroupId group) {
    const std::vector<TaskId> made = results(group);
    Python graph = Python::call("dg.graph");
    Python outs = Python::dict();
    Python given = Python::dict();
    for (const TaskId task : made) {
      outs.entry(done(task), Python("dg.GraphOut()"));
      given.entry(done(task), Python(reference(task, group)));
    }
    if (made.size() == 1) graph.argument("out", Python("dg.GraphOut()"));
    if (made.size() > 1) graph.argument("out", std::move(outs));
    Writer& body = module_.body;
    body.line().line();
    statement(body, "@", made.empty() ? Python("dg.graph") : graph);
    Python head = Python::call(module_.names.graphs[group.index()]);
    for (const TaskId task : before({{}, group}, parent(group))) {
      head.item(Python(done(task)));
    }
    statement(body, "def ", head, ":");
    body.indent();
    write_items(group);
    if (made.size() == 1) body.line("return " + reference(made[0], group));
    if (made.size() > 1) statement(body, "return ", given);
    body.dedent();
  }

  void write_job_head() {
    Python job = Python::call("dg.job");
    job.argument("description", Python::text(pipeline_.description));
    if (has_partitions(pipeline_)) {
      job.argument("partitions_def", Python("PARTITIONS"));
    }
    if (has_owner(pipeline_)) {
      Python metadata = Python::dict();
      metadata.entry("owner", Python::text(pipeline_.owner));
      job.argument("metadata", std::move(metadata));
    }
    Python tags = Python::dict();
    if (pipeline_.timeout) {
      tags.entry("dagster/max_runtime",
                 Python::text(std::to_string(pipeline_.timeout->count())));
    }
    std::string others;
    for (const std::string& tag : pipeline_.tags) {
      if (is_key(tag)) {
        tags.entry(tag, Python::text("true"));
      } else {
        others += (others.empty() ? "" : " ") + tag;
      }
    }
    if (!others.empty()) tags.entry("lockstep/tags", Python::text(others));
    if (!tags.empty()) job.argument("tags", std::move(tags));
    module_.body.line().line();
    statement(module_.body, "@", job);
    module_.head(fmt::format("def {}()", module_.names.module), " -> None:");
    module_.body.indent();
  }

  DagsterModule& module_;
  const Pipeline& pipeline_;
  std::vector<TaskEdge> edges_;
};

/// Tasks that run whatever became of those before them: in the job itself if
/// all goes well, else in a job of their own, which a failed run starts.
std::vector<TaskId> after_all(const Pipeline& pipeline) {
  std::vector<TaskId> tasks;
  for (std::size_t i = 0; i < pipeline.tasks.size(); ++i) {
    if (pipeline.tasks[i].when == RunWhen::AllDone) tasks.emplace_back(i);
  }
  return tasks;
}

void write_status_sensor(DagsterModule& module, const std::string& job,
                         std::string_view status, std::string_view suffix) {
  const std::string name = fmt::format("{}_{}", module.names.module, suffix);
  Python call = Python::call("dg.run_status_sensor");
  call.argument("run_status",
                Python(fmt::format("dg.DagsterRunStatus.{}", status)));
  call.argument("monitored_jobs", Python::list({Python(module.names.module)}));
  call.argument("request_job", Python(job));
  call.argument("default_status", Python("dg.DefaultSensorStatus.RUNNING"));
  module.body.line().line();
  statement(module.body, "@", call);
  module.head(fmt::format("def {}(context: dg.RunStatusSensorContext)", name),
              " -> dg.RunRequest:");
  module.body.indent().line("return RUN.after(context)").dedent();
  module.definitions["sensors"].push_back(name);
}

void write_after_all(DagsterModule& module) {
  const std::vector<TaskId> tasks = after_all(module.pipeline);
  if (tasks.empty()) return;
  const std::string job = module.names.module + "_afterwards";
  Python call = Python::call("dg.job");
  call.argument("description",
                Python::text("what follows a run of " + module.pipeline.id +
                             " that failed or was stopped"));
  module.body.line().line();
  statement(module.body, "@", call);
  module.head(fmt::format("def {}()", job), " -> None:");
  module.body.indent();
  for (const TaskId task : tasks) {
    module.body.line(module.names.ops[task.index()] + "()");
  }
  module.body.dedent();
  module.definitions["jobs"].push_back(job);
  write_status_sensor(module, job, "FAILURE", "failed");
  write_status_sensor(module, job, "CANCELED", "canceled");
}

}  // namespace

void write_job(DagsterModule& module) {
  GraphWriter(module).write();
  module.definitions["jobs"].push_back(module.names.module);
  write_after_all(module);
}

}  // namespace lockstep
