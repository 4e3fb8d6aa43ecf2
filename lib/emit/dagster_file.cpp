// The text of one pipeline's module: imports, what a run is for, ops in order,
// the job that joins them, schedules or a sensor.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "emit/dagster_parts.hpp"
#include "emit/python_gate.hpp"
#include "emit/writer.hpp"

namespace lockstep {
namespace {

using enum Python::Parentheses;

Python seconds_of(seconds span) { return Python(std::to_string(span.count())); }

bool decides(const Task& task) { return task.kind == TaskKind::Preload; }

class ModuleWriter {
 public:
  ModuleWriter(const Pipeline& pipeline, const DagsterNames& names,
               const EmitRequest& request)
      : pipeline_(pipeline), names_(names), request_(request) {}

  std::string write() {
    out_.line("# " + request_.header);
    write_imports();
    write_condition();
    statement(out_, "RUN = ", run_call());
    for (std::size_t i = 0; i < pipeline_.tasks.size(); ++i) {
      write_op(TaskId(i));
    }
    write_job();
    write_starts();
    return out_.take();
  }

 private:
  // ---- Before the ops ----

  [[nodiscard]] bool waits() const {
    return std::ranges::any_of(pipeline_.tasks, [](const Task& task) {
      return task.kind == TaskKind::Wait;
    });
  }

  [[nodiscard]] bool has_preload() const {
    return std::ranges::any_of(pipeline_.tasks, decides);
  }

  void write_imports() {
    out_.line();
    if (has_preload()) {
      out_.line("from collections.abc import Iterator").line();
    }
    out_.line("import dagster as dg");
    std::string shared;
    for (std::size_t i = 0; i < pipeline_.tasks.size(); ++i) {
      if (!is_marker(pipeline_.tasks[i])) continue;
      const std::string name = has_upstream(TaskId(i)) ? ", marker" : ", entry";
      if (shared.find(name) == std::string::npos) shared += name;
    }
    if (shared.starts_with(", marker, entry")) shared = ", entry, marker";
    out_.line("from lockstep_dagster import Run" + shared);
    if (pipeline_.start.sensor || waits()) {
      out_.line("from lockstep_runtime import Gate, Input");
    }
    if (needs_cron()) out_.line("from lockstep_ticks import Cron");
    out_.line();
  }

  [[nodiscard]] bool needs_cron() const {
    return std::ranges::any_of(pipeline_.datasets,
                               [&](const PipelineDataset& dataset) {
                                 return pipeline_.start.sensor &&
                                        !dataset.schedule.crons.empty();
                               }) ||
           !pipeline_.ticks.crons.empty() || waits();
  }

  void write_condition() {
    if (!has_condition(pipeline_)) return;
    out_.line().line("def is_complete(new: set[str]) -> bool:").indent();
    statement(out_, "return ", dagster_condition(pipeline_));
    out_.dedent().line().line();
  }

  /// What the sensor and waits look at: asset keys with names.
  [[nodiscard]] Python reads() const {
    std::vector<DatasetId> ids;
    if (pipeline_.start.sensor) ids = pipeline_.start.sensor->datasets;
    for (const Task& task : pipeline_.tasks) {
      if (!task.gate) continue;
      for (const AwaitedDataset& awaited : task.gate->awaited) {
        ids.push_back(awaited.dataset);
      }
    }
    std::ranges::sort(ids);
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    Python dict = Python::dict();
    for (const DatasetId id : ids) {
      dict.entry(pipeline_[id].id, Python::text(pipeline_[id].name));
    }
    return dict;
  }

  [[nodiscard]] Python run_call() const {
    Python call = Python::call("Run");
    call.item(Python::text(names_.module));
    call.item(dagster_crons(pipeline_.ticks));
    Python read = reads();
    if (!read.empty()) call.argument("reads", std::move(read));
    if (const Task* gate = pipeline_.gate()) {
      call.argument("gate", dagster_gate(pipeline_, *gate->gate));
    } else if (pipeline_.start.sensor) {
      call.argument("gate", dagster_native_gate(pipeline_));
    }
    return call;
  }

  // ---- Ops ----

  [[nodiscard]] bool has_upstream(TaskId id) const {
    return std::ranges::any_of(
        pipeline_.edges, [&](const TaskEdge& edge) { return edge.to == id; });
  }

  /// Tasks that only mark a place share the ops of lockstep_dagster.
  [[nodiscard]] static bool is_marker(const Task& task) {
    return task.command.empty() && task.kind != TaskKind::Wait;
  }

  void write_op(TaskId id) {
    const Task& task = pipeline_[id];
    if (is_marker(task)) return;
    Python op = Python::call("dg.op");
    if (has_upstream(id)) {
      op.argument("ins", Python("{\"after\": dg.In(dg.Nothing)}"));
    }
    op.argument("out",
                Python(decides(task) ? "dg.Out(dg.Nothing, is_required=False)"
                                     : "dg.Out(dg.Nothing)"));
    if (!task.command.empty() && task.retries > 0 && !decides(task)) {
      Python policy = Python::call("dg.RetryPolicy");
      policy.argument("max_retries", Python(std::to_string(task.retries)));
      policy.argument("delay", seconds_of(task.retry_delay));
      op.argument("retry_policy", std::move(policy));
    }
    out_.line().line();
    statement(out_, "@", op);
    write_body(id, task);
  }

  void write_body(TaskId id, const Task& task) {
    const std::string& name = names_.ops[id.index()];
    const std::string head =
        fmt::format("def {}(context: dg.OpExecutionContext)", name);
    if (decides(task)) {
      write_preload(head, task);
      return;
    }
    write_head(head, " -> None:");
    out_.indent();
    statement(out_, "",
              task.kind == TaskKind::Wait ? wait_call(task)
                                          : command_call("RUN.command", task));
    out_.dedent();
  }

  /// A definition that is broken if it does not fit into a line.
  void write_head(const std::string& head, const std::string& result) {
    if (columns(head + result) <= 88) {
      out_.line(head + result);
      return;
    }
    const std::size_t open = head.find('(');
    out_.line(head.substr(0, open + 1)).indent();
    out_.line(head.substr(open + 1, head.size() - open - 2) + ",");
    out_.dedent().line(")" + result);
  }

  /// Nothing to load: the op has no result, so what follows is skipped.
  void write_preload(const std::string& head, const Task& task) {
    write_head(head, " -> Iterator[dg.Output[None]]:");
    out_.indent();
    statement(out_, "code = ", command_call("RUN.execute", task));
    out_.line("if code == 0:").indent().line("yield dg.Output(None)");
    out_.dedent().dedent();
  }

  [[nodiscard]] static Python placeholder(const Task& task,
                                          Placeholder placeholder) {
    switch (placeholder) {
      case Placeholder::Tick:
      case Placeholder::WindowEnd:
        return Python("RUN.tick(context)");
      case Placeholder::TickDate:
        return Python("RUN.tick_date(context)");
      case Placeholder::WindowStart:
        break;
    }
    const long long length = task.window.length.count();
    switch (task.window.form) {
      case WindowForm::Length:
        return Python(
            fmt::format("RUN.window_start(context, length={})", length));
      case WindowForm::Lookback:
        return Python(
            fmt::format("RUN.window_start(context, lookback={})", length));
      case WindowForm::Previous:
        break;
    }
    return Python("RUN.window_start(context)");
  }

  [[nodiscard]] static Python word_code(const Task& task, const Word& word) {
    Python sum = Python::operation("+", WhereNeeded);
    std::vector<Python> parts;
    for (const Piece& piece : word.pieces) {
      parts.push_back(piece.value ? placeholder(task, *piece.value)
                                  : Python::text(piece.text));
    }
    if (parts.empty()) return Python::text("");
    if (parts.size() == 1) return std::move(parts.front());
    for (Python& part : parts) sum.item(std::move(part));
    return sum;
  }

  [[nodiscard]] Python command_call(std::string_view callee,
                                    const Task& task) const {
    Python call = Python::call(callee);
    call.item(Python("context"));
    Python words = Python::list();
    for (const Word& word : task.command) words.item(word_code(task, word));
    call.item(std::move(words));
    Python env = Python::dict();
    for (const auto& [name, value] : task.env) {
      env.entry(name, Python::text(value));
    }
    if (!env.empty()) call.argument("env", std::move(env));
    if (!task.directory.empty()) {
      call.argument("cwd", Python::text(task.directory));
    }
    Python updates = Python::dict();
    for (const DatasetId id : task.outputs) {
      updates.entry(pipeline_[id].id, Python::text(pipeline_[id].name));
    }
    if (!updates.empty()) call.argument("updates", std::move(updates));
    return call;
  }

  [[nodiscard]] Python wait_call(const Task& task) const {
    Python call = Python::call("RUN.wait");
    call.item(Python("context"));
    call.item(dagster_gate(pipeline_, *task.gate));
    call.argument("limit",
                  seconds_of(task.timeout.value_or(seconds{366 * 86'400})));
    return call;
  }

  // ---- The job ----

  void write_job() {
    Python job = Python::call("dg.job");
    job.argument("description", Python::text(pipeline_.description));
    Python tags = Python::dict();
    for (const std::string& tag : pipeline_.tags) {
      tags.entry(tag, Python::text("true"));
    }
    if (!tags.empty()) job.argument("tags", std::move(tags));
    out_.line().line();
    statement(out_, "@", job);
    write_head(fmt::format("def {}()", names_.module), " -> None:");
    out_.indent();
    for (std::size_t i = 0; i < pipeline_.tasks.size(); ++i) {
      write_node(TaskId(i));
    }
    if (pipeline_.tasks.empty()) out_.line("...");
    out_.dedent();
  }

  void write_node(TaskId id) {
    const std::string& node = names_.nodes[id.index()];
    const std::string& op = names_.ops[id.index()];
    std::string callee = op;
    if (is_marker(pipeline_[id])) {
      callee = has_upstream(id) ? "marker" : "entry";
    }
    if (callee != node) callee += ".alias(" + python_string(node) + ")";
    Python call = Python::call(callee);
    Python after = Python::list();
    std::string only;
    std::size_t count = 0;
    bool used = false;
    for (const TaskEdge& edge : pipeline_.edges) {
      used |= edge.from == id;
      if (edge.to != id) continue;
      only = names_.nodes[edge.from.index()] + "_done";
      after.item(Python(only));
      ++count;
    }
    if (count == 1) call.item(Python(only));
    if (count > 1) call.item(std::move(after));
    statement(out_, used ? node + "_done = " : "", call);
  }

  // ---- What starts it: a schedule for each zone ----

  void write_starts() {
    const Schedule& crons = pipeline_.start.crons;
    for (const ZonedCron& first : crons.crons) {
      if (&first != &crons.crons.front() && one_zone(crons)) break;
      Python texts = Python::list();
      std::size_t count = 0;
      for (const ZonedCron& zoned : crons.crons) {
        if (!one_zone(crons) && &zoned != &first) continue;
        texts.item(Python::text(croniter_text(zoned.cron)));
        ++count;
      }
      write_schedule(
          first, count > 1 ? texts : Python::text(croniter_text(first.cron)));
    }
    if (pipeline_.start.sensor) write_sensor();
  }

  void write_schedule(const ZonedCron& zoned, const Python& crons) {
    const std::string name = dagster_schedule_name(names_, schedules_++);
    Python call = Python::call("dg.schedule");
    call.argument("job", Python(names_.module));
    call.argument("cron_schedule", crons);
    call.argument("execution_timezone", Python::text(zone_of(zoned)));
    call.argument("default_status", Python("dg.DefaultScheduleStatus.RUNNING"));
    out_.line().line();
    statement(out_, "@", call);
    write_head(
        fmt::format("def {}(context: dg.ScheduleEvaluationContext)", name),
        " -> dg.RunRequest:");
    out_.indent();
    out_.line("return RUN.at(context.scheduled_execution_time)").dedent();
  }

  void write_sensor() {
    const std::string name = names_.module + "_sensor";
    Python call = Python::call("dg.sensor");
    call.argument("job", Python(names_.module));
    call.argument("default_status", Python("dg.DefaultSensorStatus.RUNNING"));
    out_.line().line();
    statement(out_, "@", call);
    write_head(fmt::format("def {}(context: dg.SensorEvaluationContext)", name),
               " -> dg.SensorResult:");
    out_.indent().line("return RUN.sense(context)").dedent();
  }

  const Pipeline& pipeline_;
  const DagsterNames& names_;
  const EmitRequest& request_;
  Writer out_;
  std::size_t schedules_ = 0;
};

}  // namespace

std::string dagster_schedule_name(const DagsterNames& names,
                                  std::size_t number) {
  const std::string name = names.module + "_schedule";
  return number == 0 ? name : name + std::to_string(number + 1);
}

std::string dagster_module_file(const Pipeline& pipeline,
                                const DagsterNames& names,
                                const EmitRequest& request) {
  return ModuleWriter(pipeline, names, request).write();
}

}  // namespace lockstep
