// One op a task: what it runs, how often it tries, what it has updated.
#include <algorithm>

#include <fmt/format.h>

#include "emit/dagster_parts.hpp"

namespace lockstep {
namespace {

using enum Python::Parentheses;

Python number(seconds span) { return Python(std::to_string(span.count())); }

bool decides(const Task& task) { return task.kind == TaskKind::Preload; }

Python placeholder_code(const Task& task, Placeholder placeholder) {
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

/// `context`, the words, the environment and the directory of a command.
Python shell_call(std::string_view callee, const Task& task) {
  Python call = Python::call(callee);
  call.item(Python("context"));
  Python words = Python::list();
  for (const Word& word : task.command) words.item(dagster_word(task, word));
  call.item(std::move(words));
  Python env = Python::dict();
  for (const auto& [name, value] : task.env) {
    env.entry(name, Python::text(value));
  }
  if (!env.empty()) call.argument("env", std::move(env));
  if (!task.directory.empty()) {
    call.argument("cwd", Python::text(task.directory));
  }
  return call;
}

/// Nothing to load: the op has no result, so what follows is skipped.
void write_preload(DagsterModule& module, const std::string& head,
                   const Task& task) {
  const std::string result =
      module.import("collections.abc", "Iterator") + "[dg.Output[None]]:";
  module.head(head, " -> " + result);
  Python call = shell_call("RUN.ready", task);
  if (task.poll) {
    call.argument("every", number(*task.poll));
    call.argument("limit", number(task.timeout.value_or(*task.poll)));
  }
  if (task.must_succeed) call.argument("must_succeed", Python("True"));
  module.body.indent();
  statement(module.body, "if ", call, ":");
  module.body.indent().line("yield dg.Output(None)").dedent().dedent();
}

Python wait_call(DagsterModule& module, const Task& task) {
  Python call = Python::call("RUN.wait");
  call.item(Python("context"));
  call.item(dagster_gate(module, *task.gate));
  call.argument("limit", number(task.timeout.value_or(seconds{366 * 86'400})));
  return call;
}

void write_op(DagsterModule& module, TaskId id) {
  const Task& task = module.pipeline[id];
  Python op = Python::call("dg.op");
  if (has_upstream(module.pipeline, id)) {
    op.argument("ins", Python("{\"after\": dg.In(dg.Nothing)}"));
  }
  op.argument("out",
              Python(decides(task) ? "dg.Out(dg.Nothing, is_required=False)"
                                   : "dg.Out(dg.Nothing)"));
  add_op_arguments(module, task, op);
  module.body.line().line();
  statement(module.body, "@", op);
  const std::string head = fmt::format("def {}(context: dg.OpExecutionContext)",
                                       module.names.ops[id.index()]);
  if (decides(task)) {
    write_preload(module, head, task);
    return;
  }
  module.head(head, " -> None:");
  module.body.indent();
  statement(module.body, "",
            task.kind == TaskKind::Wait ? wait_call(module, task)
                                        : dagster_command(module, task));
  module.body.dedent();
}

}  // namespace

Python dagster_word(const Task& task, const Word& word) {
  Python sum = Python::operation("+", WhereNeeded);
  std::vector<Python> parts;
  for (const Piece& piece : word.pieces) {
    parts.push_back(piece.value ? placeholder_code(task, *piece.value)
                                : Python::text(piece.text));
  }
  if (parts.empty()) return Python::text("");
  if (parts.size() == 1) return std::move(parts.front());
  for (Python& part : parts) sum.item(std::move(part));
  return sum;
}

bool is_marker(const Task& task) {
  switch (task.kind) {
    case TaskKind::Wait:
    case TaskKind::CreateCluster:
    case TaskKind::DeleteCluster:
      return false;
    default:
      return task.command.empty();
  }
}

bool has_upstream(const Pipeline& pipeline, TaskId id) {
  return std::ranges::any_of(
      pipeline.edges, [&](const TaskEdge& edge) { return edge.to == id; });
}

Python dagster_command(DagsterModule& module, const Task& task) {
  // The user's own tasks are command lines of the machine that runs Dagster.
  const bool local = task.kind == TaskKind::Pre || task.kind == TaskKind::Post;
  const EnvironmentKind kind = module.pipeline.environment.kind;
  Python call = local || kind == EnvironmentKind::Shell
                    ? shell_call("RUN.command", task)
                    : dagster_cloud_command(module, task);
  Python updates = Python::dict();
  for (const DatasetId id : task.outputs) {
    updates.entry(module.pipeline[id].id,
                  Python::text(module.pipeline[id].name));
  }
  if (!updates.empty()) call.argument("updates", std::move(updates));
  return call;
}

void add_op_arguments(DagsterModule& module, const Task& task, Python& call) {
  if (!task.command.empty() && task.retries > 0 && !decides(task)) {
    Python policy = Python::call("dg.RetryPolicy");
    policy.argument("max_retries", Python(std::to_string(task.retries)));
    policy.argument("delay", number(task.retry_delay));
    call.argument("retry_policy", std::move(policy));
  }
  const std::string& pool = module.pipeline.pool;
  if (pool == "default_pool" || pool.empty() || task.kind == TaskKind::Wait) {
    return;
  }
  if (module.newest) {
    call.argument("pool", Python::text(pool));
    return;
  }
  // Pools of 1.9 are a preview, and say so; this is what they replace.
  Python tags = Python::dict();
  tags.entry("dagster/concurrency_key", Python::text(pool));
  call.argument("tags", std::move(tags));
}

void write_ops(DagsterModule& module) {
  for (std::size_t i = 0; i < module.pipeline.tasks.size(); ++i) {
    if (!is_marker(module.pipeline.tasks[i])) write_op(module, TaskId(i));
  }
}

}  // namespace lockstep
