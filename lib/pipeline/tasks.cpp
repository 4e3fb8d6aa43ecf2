// The load and the transform graph of Starlake, in one pipeline if a group
// holds both (emitters.md 3).
#include <algorithm>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "align/binding.hpp"
#include "base/text.hpp"
#include "pipeline/builder.hpp"

namespace lockstep {
namespace {

/// Tasks by node; the last ones of a dataset, and what has to run before it.
struct Placed {
  std::map<NodeId, std::vector<TaskId>> tasks;
};

std::string name_of(const Dataset& dataset, const Unit& unit, std::size_t i) {
  return unit.jobs.empty() ? dataset.name : dataset.jobs[unit.jobs[i]].name;
}

/// One domain of a load pipeline, with what comes before its tables.
struct DomainTables {
  std::vector<const Unit*> units;
};

class GroupTasks {
 public:
  GroupTasks(PipelineBuilder& builder, const JobGroup& group, TaskId begin,
             TaskId end)
      : builder_(builder), group_(group), begin_(begin), end_(end) {}

  void run() {
    add_loads();
    for (const Unit& unit : group_.pulled) add_unit(unit, /*pulled=*/true);
    for (const Unit& unit : group_.units) {
      if (kind(unit) != NodeKind::Load) add_unit(unit, /*pulled=*/false);
    }
    connect();
  }

 private:
  [[nodiscard]] const Project& project() const {
    return builder_.grouping.project;
  }
  [[nodiscard]] NodeKind kind(const Unit& unit) const {
    return project()[unit.node].kind;
  }

  void add_loads() {
    std::map<std::string, DomainTables> domains;
    for (const Unit& unit : group_.units) {
      if (kind(unit) != NodeKind::Load) continue;
      const NameParts parts = parts_of(project()[unit.node].name);
      domains[parts.domain].units.push_back(&unit);
    }
    for (const auto& [domain, tables] : domains) add_domain(domain, tables);
  }

  void add_domain(const std::string& domain, const DomainTables& tables) {
    const std::string id = domain.empty() ? "tables" : sanitized(domain);
    const std::string split =
        group_.schedule.empty() ? id : id + "_" + sanitized(group_.schedule);
    const GroupId outer = builder_.add_group(split);
    std::optional<TaskId> ready = add_preload(domain, id, split, outer, tables);
    const GroupId inner = builder_.add_group("load_" + split, outer);
    for (const Unit* unit : tables.units) {
      const std::vector<TaskId> tasks = add_load(*unit, inner);
      for (const TaskId task : tasks) {
        if (ready) builder_.edge(*ready, task);
      }
    }
  }

  /// Checks whether there is something to load; the last task of the checks.
  std::optional<TaskId> add_preload(const std::string& domain,
                                    const std::string& id,
                                    const std::string& split, GroupId outer,
                                    const DomainTables& tables) {
    const std::string strategy = builder_.options.text("pre_load_strategy");
    if (strategy == "none") return std::nullopt;
    CommandRequest request{TaskKind::Preload, domain, domain, {}};
    for (const Unit* unit : tables.units) {
      request.tables.push_back(parts_of(project()[unit->node].name).table);
    }
    std::ranges::sort(request.tables);
    const GroupId checks = builder_.add_group("pre_load_" + split, outer);
    const std::string_view what = strategy == "ack"       ? "ack_file"
                                  : strategy == "pending" ? "pending_files"
                                                          : "incoming_files";
    Task check = task(fmt::format("check_{}_{}", id, what), domain,
                      TaskKind::Preload, checks);
    look_again(check, strategy == "ack");
    const TaskId first = builder_.add_command(std::move(check), request);
    TaskId last = builder_.add(task("skip_or_start_loading_" + split, domain,
                                    TaskKind::SkipOrStart, checks));
    builder_.edge(first, last);
    if (strategy == "imported") {
      request.kind = TaskKind::Import;
      const TaskId import = builder_.add_command(
          task("import_" + split, domain, TaskKind::Import, checks), request);
      builder_.edge(last, import);
      last = import;
    }
    return last;
  }

  /// An ack file is always waited for; a sensor has limits of its own.
  void look_again(Task& check, bool ack) const {
    const Options& options = builder_.options;
    const bool sensor = options.flag("pre_load_sensor");
    if (!ack && !sensor) return;
    check.poll = options.duration("pre_load_poke_interval");
    check.timeout =
        options.duration(sensor ? "pre_load_timeout" : "ack_wait_timeout");
    check.must_succeed = sensor && !options.flag("pre_load_sensor_soft_fail");
  }

  static Task task(std::string id, std::string name, TaskKind kind,
                   GroupId group) {
    Task result;
    result.id = std::move(id);
    result.name = std::move(name);
    result.kind = kind;
    result.group = group;
    return result;
  }

  std::vector<TaskId> add_load(const Unit& unit, GroupId group) {
    const std::string& name = project()[unit.node].name;
    const NameParts parts = parts_of(name);
    if (parts.domain.empty()) report_no_domain(unit.node);
    Task load =
        task("load_" + sanitized(parts.domain.empty()
                                     ? parts.table
                                     : parts.domain + "_" + parts.table),
             name, TaskKind::Load, group);
    load.outputs = {builder_.dataset(unit.node)};
    const std::vector<TaskId> tasks = {builder_.add_command(
        std::move(load), {TaskKind::Load, name, parts.domain, {parts.table}})};
    placed_.tasks[unit.node] = tasks;
    return tasks;
  }

  void report_no_domain(NodeId node) {
    if (builder_.options.text("runner") != "starlake") return;
    const Dataset& dataset = project()[node];
    Diagnostic diagnostic;
    diagnostic.rule = "EMT001";
    diagnostic.message =
        fmt::format("{} has no domain, and starlake loads DOMAIN.TABLE",
                    quoted(dataset.name));
    diagnostic.where = dataset.where;
    diagnostic.nodes = {dataset.name};
    diagnostic.help = "name it domain.table, or choose runner command";
    builder_.diagnostics.push_back(std::move(diagnostic));
  }

  void add_unit(const Unit& unit, bool pulled) {
    const Dataset& dataset = project()[unit.node];
    const std::size_t count = std::max<std::size_t>(unit.jobs.size(), 1);
    for (std::size_t i = 0; i < count; ++i) {
      const std::string name = name_of(dataset, unit, i);
      const NameParts parts = parts_of(name);
      const bool is_load =
          dataset.kind == NodeKind::Load || dataset.kind == NodeKind::External;
      Task made = task(sanitized(name) + (is_load ? "_table" : "_task"), name,
                       is_load ? TaskKind::Load : TaskKind::Transform, {});
      made.outputs = {builder_.dataset(unit.node)};
      for (const Input& input : dataset.inputs) {
        if (input.dataset != unit.node) {
          made.inputs.push_back(builder_.dataset(input.dataset));
        }
      }
      const TaskId id = builder_.add_command(
          std::move(made), {is_load ? TaskKind::Load : TaskKind::Transform,
                            name,
                            parts.domain,
                            {parts.table}});
      placed_.tasks[unit.node].push_back(id);
      if (!pulled) waiting_.push_back({unit.node, id});
    }
  }

  /// Edges along the lineage; what nothing is before begins, what nothing is
  /// behind ends.
  void connect() {
    for (const auto& [node, tasks] : placed_.tasks) {
      for (const NodeId input : project().graph.upstream(node)) {
        const auto before = placed_.tasks.find(input);
        if (before == placed_.tasks.end()) continue;
        for (const TaskId from : before->second) {
          for (const TaskId to : tasks) builder_.edge(from, to);
        }
      }
    }
    add_waits();
    const std::size_t count = builder_.pipeline.tasks.size();
    std::vector<bool> has_before(count), has_behind(count);
    for (const TaskEdge& edge : builder_.pipeline.edges) {
      has_behind[edge.from.index()] = true;
      has_before[edge.to.index()] = true;
    }
    for (std::size_t i = end_.index() + 1; i < count; ++i) {
      if (!has_before[i]) builder_.edge(begin_, TaskId(i));
      if (!has_behind[i]) builder_.edge(TaskId(i), end_);
    }
  }

  /// A pipeline that a cron starts waits where its jobs do.
  void add_waits() {
    if (builder_.pipeline.start.crons.crons.empty()) return;
    std::vector<NodeId> inside;
    for (const auto& [node, tasks] : placed_.tasks) inside.push_back(node);
    for (const auto& [node, id] : waiting_) {
      std::optional<Gate> gate = gate_of(builder_, node, inside);
      if (!gate || gate->awaited.empty()) continue;
      note_separated(node, inside);
      Task wait = task("wait_" + builder_.pipeline[id].id,
                       builder_.pipeline[id].name, TaskKind::Wait, {});
      for (const AwaitedDataset& awaited : gate->awaited) {
        wait.inputs.push_back(awaited.dataset);
        if (!awaited.timeout) continue;
        wait.timeout =
            std::max(wait.timeout.value_or(seconds{0}), *awaited.timeout);
      }
      wait.gate = std::move(gate);
      builder_.edge(builder_.add(std::move(wait)), id);
    }
  }

  /// The analysis counts jobs that share a cron as one pipeline.
  void note_separated(NodeId node, const std::vector<NodeId>& inside) {
    const ReadEdges& edges = builder_.read_edges;
    for (const StartEdge& edge : edges.starts[node.index()]) {
      if (!edges.bindings[edge.binding.index()].pipeline) continue;
      if (std::ranges::binary_search(inside, edge.from)) continue;
      builder_.separated.push_back(fmt::format(
          "{} behind {}", project()[node].name, project()[edge.from].name));
    }
  }

  PipelineBuilder& builder_;
  const JobGroup& group_;
  TaskId begin_, end_;
  Placed placed_;
  std::vector<std::pair<NodeId, TaskId>> waiting_;
};

}  // namespace

void add_tasks(PipelineBuilder& builder, const JobGroup& group, TaskId begin,
               TaskId end) {
  GroupTasks(builder, group, begin, end).run();
}

}  // namespace lockstep
