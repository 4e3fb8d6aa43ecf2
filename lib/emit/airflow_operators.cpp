// One operator a task: by its kind, then by where commands run.
#include <algorithm>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "emit/airflow_parts.hpp"
#include "emit/writer.hpp"

namespace lockstep {
namespace {

std::string_view trigger_rule(RunWhen when) {
  return when == RunWhen::NoneFailed ? "none_failed" : "all_done";
}

/// The call that renders a placeholder (lockstep_airflow.py).
std::string macro(const Task& task, Placeholder placeholder) {
  switch (placeholder) {
    case Placeholder::Tick:
      return "{{ tick() }}";
    case Placeholder::TickDate:
      return "{{ tick_date() }}";
    case Placeholder::WindowEnd:
      return "{{ window_end() }}";
    case Placeholder::WindowStart:
      break;
  }
  const long long length = task.window.length.count();
  switch (task.window.form) {
    case WindowForm::Length:
      return fmt::format("{{{{ window_start(length={}) }}}}", length);
    case WindowForm::Lookback:
      return fmt::format("{{{{ window_start(lookback={}) }}}}", length);
    case WindowForm::Previous:
      break;
  }
  return "{{ window_start() }}";
}

/// A word for the shell: double quotes where single ones are part of it and
/// nothing else is special, for the sake of who reads it.
std::string shell_text(const Task& task, const Word& word) {
  std::string literal;
  for (const Piece& piece : word.pieces) literal += piece.text;
  const bool placeholders = word.pieces.size() > 1;
  const bool plain = shell_word(literal + "x") == literal + "x" &&
                     (!literal.empty() || !word.pieces.empty());
  if (plain) return jinja_word(task, word);
  const bool doubles = literal.find('\'') != std::string::npos &&
                       literal.find_first_of("\"$`\\!\n") == std::string::npos;
  if (doubles) return "\"" + jinja_word(task, word) + "\"";
  if (!placeholders) return jinja_text(shell_word(literal));
  std::string out = "'";
  for (const Piece& piece : word.pieces) {
    if (piece.value) {
      out += macro(task, *piece.value);
      continue;
    }
    const std::string quoted_text = shell_word(piece.text + " ");
    // Without the quotes around and the blank that forced them.
    out += jinja_text(
        std::string_view(quoted_text).substr(1, quoted_text.size() - 3));
  }
  return out + "'";
}

/// What ends so would be taken for the name of a template file.
bool looks_like_a_file(std::string_view text) {
  return text.ends_with(".sh") || text.ends_with(".bash");
}

Python bash_value(const std::string& text) {
  return looks_like_a_file(text) ? Python::text(jinja_text(text) + "{{ '' }}")
                                 : rendered_text(text);
}

std::string bash_command(const Task& task) {
  std::string line;
  for (const Word& word : task.command) {
    line += (line.empty() ? "" : " ") + shell_text(task, word);
  }
  if (looks_like_a_file(line)) line += ' ';
  return line;
}

void add_env(const Task& task, Python& call) {
  if (task.env.empty()) return;
  Python env = Python::dict();
  for (const auto& [name, value] : task.env) {
    env.entry(name, bash_value(value));
  }
  call.argument("env", std::move(env));
  call.argument("append_env", Python("True"));
}

Python bash(DagFile& file, const Task& task) {
  Python call =
      operator_call(task, file.standard("operators", "bash", "BashOperator"));
  call.argument("bash_command", Python::text(bash_command(task)));
  add_env(task, call);
  if (!task.directory.empty()) {
    call.argument("cwd", Python::text(jinja_text(task.directory)));
  }
  if (task.kind == TaskKind::Preload) {
    call.argument("skip_on_exit_code", Python("range(1, 256)"));
  }
  add_common_arguments(file, task, call);
  return call;
}

/// The environment of a sensor replaces what it inherits, so it goes into the
/// command.
Python bash_sensor(DagFile& file, const Task& task) {
  std::string line = bash_command(task);
  std::string env;
  for (const auto& [name, value] : task.env) {
    env += " " + jinja_text(shell_word(name + "=" + value));
  }
  if (!env.empty()) line.insert(0, "env" + env + " ");
  if (!task.directory.empty()) {
    line.insert(0, "cd " + jinja_text(shell_word(task.directory)) + " && ");
  }
  Python call =
      operator_call(task, file.standard("sensors", "bash", "BashSensor"));
  call.argument("bash_command", Python::text(line));
  call.argument("mode", Python::text("reschedule"));
  call.argument("poke_interval", Python(std::to_string(task.poll->count())));
  if (task.timeout) {
    call.argument("timeout", Python(std::to_string(task.timeout->count())));
  }
  if (!task.must_succeed) call.argument("soft_fail", Python("True"));
  call.argument("retries", Python("0"));
  return call;
}

Python empty(DagFile& file, const Task& task) {
  Python call =
      operator_call(task, file.standard("operators", "empty", "EmptyOperator"));
  add_common_arguments(file, task, call);
  return call;
}

Python gate(DagFile& file, const Task& task) {
  Python call = operator_call(
      task, file.standard("operators", "python", "PythonOperator"));
  call.argument("python_callable", Python("RUN.start"));
  Python inlets = file.datasets(task.inputs);
  inlets.item(Python("RUN.anchors"));
  call.argument("inlets", std::move(inlets));
  call.argument("outlets", Python("[RUN.anchors]"));
  // 3.x reads events through an API that answers 500 while a run that one of
  // them started waits in the queue (seen on 3.3.2): a minute later it does
  // not.
  call.argument("retries", Python("10"));
  call.argument("retry_delay", airflow_span(file, seconds{60}));
  return call;
}

Python wait(DagFile& file, const Task& task) {
  Python call =
      operator_call(task, file.standard("sensors", "python", "PythonSensor"));
  call.argument("python_callable", Python("RUN.wait"));
  Python arguments = Python::dict();
  arguments.entry("gate", runtime_gate(file, task));
  call.argument("op_kwargs", std::move(arguments));
  call.argument("inlets", file.datasets(task.inputs));
  call.argument("mode", Python::text("reschedule"));
  call.argument("poke_interval", Python("60"));
  // Without a limit a sensor gives up after a week.
  const seconds limit = task.timeout.value_or(seconds{366 * 86'400});
  call.argument("timeout", Python(std::to_string(limit.count())));
  return call;
}

}  // namespace

Python rendered_text(std::string_view text) {
  return Python::text(jinja_text(text));
}

Python operator_call(const Task& task, std::string_view callee) {
  Python call = Python::call(callee);
  call.argument("task_id", Python::text(task.id));
  return call;
}

/// What operators of every environment have.
void add_common_arguments(DagFile& file, const Task& task, Python& call) {
  const Pipeline& pipeline = file.pipeline;
  const bool runs = !task.command.empty();
  if (task.when != RunWhen::AllSucceeded) {
    call.argument("trigger_rule", Python::text(trigger_rule(task.when)));
  }
  if (runs && task.retries != pipeline.retries) {
    call.argument("retries", Python(std::to_string(task.retries)));
  }
  if (runs && task.retry_delay != pipeline.retry_delay) {
    call.argument("retry_delay", airflow_span(file, task.retry_delay));
  }
  if (task.kind != TaskKind::Wait && !task.poll && task.timeout) {
    call.argument("execution_timeout", airflow_span(file, *task.timeout));
  }
  if (task.outputs.empty()) return;
  call.argument("outlets", file.datasets(task.outputs));
  if (file.version.events) call.argument("post_execute", Python("RUN.stamp"));
}

std::string jinja_word(const Task& task, const Word& word) {
  std::string text;
  for (const Piece& piece : word.pieces) {
    text += piece.value ? macro(task, *piece.value) : jinja_text(piece.text);
  }
  return text;
}

Python airflow_operator(DagFile& file, const Task& task) {
  switch (task.kind) {
    case TaskKind::Gate:
      return gate(file, task);
    case TaskKind::Wait:
      return wait(file, task);
    case TaskKind::CreateCluster:
    case TaskKind::DeleteCluster:
      return airflow_cloud_operator(file, task);
    default:
      break;
  }
  if (task.command.empty()) return empty(file, task);
  // The user's own tasks are command lines of the machine that runs Airflow.
  const bool local = task.kind == TaskKind::Pre || task.kind == TaskKind::Post;
  if (!local && file.pipeline.environment.kind != EnvironmentKind::Shell) {
    return airflow_cloud_operator(file, task);
  }
  return task.poll ? bash_sensor(file, task) : bash(file, task);
}

}  // namespace lockstep
