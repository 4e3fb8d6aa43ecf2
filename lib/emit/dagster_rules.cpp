// What starts a pipeline, and what its runs are for: schedules with partitions,
// or a sensor with a gate, as lockstep_dagster.py reads them.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "cron/policy.hpp"
#include "emit/dagster_parts.hpp"
#include "emit/python_gate.hpp"

namespace lockstep {
namespace {

using enum Python::Parentheses;

constexpr std::string_view kEngine = "dagster";

Python is_new(const Pipeline& pipeline, DatasetId dataset) {
  Python test = Python::operation("in", WhereNeeded);
  test.item(Python::text(pipeline[dataset].name));
  test.item(Python("new"));
  return test;
}

Python joined(const Pipeline& pipeline, const Sensor& sensor,
              std::string_view sign) {
  Python chain = Python::operation(sign, WhereNeeded);
  for (const DatasetId id : sensor.datasets) chain.item(is_new(pipeline, id));
  return chain;
}

/// Infix of a postfix expression; chains of one operator stay flat.
Python infix(const Pipeline& pipeline, const std::vector<SensorTerm>& terms) {
  struct Part {
    Python code;
    SensorTerm::Kind kind;
  };
  std::vector<Part> stack;
  for (const SensorTerm& term : terms) {
    if (term.kind == SensorTerm::Kind::Dataset) {
      stack.push_back({is_new(pipeline, term.dataset), term.kind});
      continue;
    }
    Part right = std::move(stack.back());
    stack.pop_back();
    Part& left = stack.back();
    if (left.kind != term.kind) {
      Python chain = Python::operation(
          term.kind == SensorTerm::Kind::And ? "and" : "or", Always);
      chain.item(std::move(left.code));
      left = {std::move(chain), term.kind};
    }
    left.code.item(std::move(right.code));
  }
  stack.front().code.set_outermost();
  return std::move(stack.front().code);
}

/// What the sensor and waits look at: asset keys with names.
Python reads(const Pipeline& pipeline) {
  std::vector<DatasetId> ids;
  if (pipeline.start.sensor) ids = pipeline.start.sensor->datasets;
  for (const Task& task : pipeline.tasks) {
    if (!task.gate) continue;
    for (const AwaitedDataset& awaited : task.gate->awaited) {
      ids.push_back(awaited.dataset);
    }
  }
  std::ranges::sort(ids);
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  Python dict = Python::dict();
  for (const DatasetId id : ids) {
    dict.entry(pipeline[id].id, Python::text(pipeline[id].name));
  }
  return dict;
}

/// A wall clock without a zone: `datetime(2026, 1, 1)`.
Python date_code(DagsterModule& module, sys_seconds at, const Zone* zone) {
  using namespace std::chrono;
  if (zone != nullptr) at += utc_offset(*zone, at);
  const auto day = floor<days>(at);
  const year_month_day date(day);
  const hh_mm_ss time(at - day);
  Python call = Python::call(module.import("datetime", "datetime"));
  call.item(Python(std::to_string(int(date.year()))));
  call.item(Python(std::to_string(unsigned(date.month()))));
  call.item(Python(std::to_string(unsigned(date.day()))));
  if (at != day) {
    call.item(Python(std::to_string(time.hours().count())));
    call.item(Python(std::to_string(time.minutes().count())));
  }
  return call;
}

/// A window for each run: it begins at the tick before, so the first one does
/// so before the first day; with labels of their begin, on it. Likewise the
/// last one.
void write_partitions(DagsterModule& module) {
  const Pipeline& pipeline = module.pipeline;
  ZonedCron zoned = pipeline.start.crons.crons.front();
  zoned.clock =
      clock_of(zoned.clock.zone, *find_policy(kEngine), zoned.cron, {});
  const Schedule ticks{{zoned}};
  const bool by_begin = pipeline.label_is_start;
  Python call = Python::call("dg.TimeWindowPartitionsDefinition");
  call.argument("cron_schedule", Python::text(croniter_text(zoned.cron)));
  const sys_seconds first = pipeline.start_date.value_or(sys_seconds{});
  call.argument(
      "start",
      date_code(module, by_begin ? first : prev(ticks, first).value_or(first),
                zoned.clock.zone));
  if (pipeline.end_date) {
    const sys_seconds last = *pipeline.end_date;
    call.argument(
        "end",
        date_code(module, by_begin ? next(ticks, last).value_or(last) : last,
                  zoned.clock.zone));
  }
  call.argument("timezone", Python::text(zone_of(zoned)));
  call.argument("fmt", Python(module.import("lockstep_dagster", "FORMAT")));
  statement(module.body, "PARTITIONS = ", call);
}

void write_condition(DagsterModule& module) {
  if (!has_condition(module.pipeline)) return;
  module.body.line().line("def is_complete(new: set[str]) -> bool:").indent();
  statement(module.body, "return ", dagster_condition(module.pipeline));
  module.body.dedent().line().line();
}

/// As every Python from 3.9 on reads it, which knows no `Z`.
Python day_text(sys_seconds day) {
  std::string text = format_instant(day);
  if (text.ends_with('Z')) text.replace(text.size() - 1, 1, "+00:00");
  return Python::text(text);
}

void write_schedule(DagsterModule& module, std::size_t number,
                    const std::vector<ZonedCron>& crons, Python function) {
  const std::string name =
      fmt::format("{}_schedule{}", module.names.module,
                  number == 0 ? "" : std::to_string(number + 1));
  Python texts = Python::list();
  for (const ZonedCron& zoned : crons) {
    texts.item(Python::text(croniter_text(zoned.cron)));
  }
  Python call = Python::call("dg.ScheduleDefinition");
  call.argument("name", Python::text(name));
  call.argument("job", Python(module.names.module));
  call.argument("cron_schedule",
                crons.size() > 1
                    ? std::move(texts)
                    : Python::text(croniter_text(crons.front().cron)));
  call.argument("execution_timezone", Python::text(zone_of(crons.front())));
  call.argument("execution_fn", std::move(function));
  call.argument("default_status", Python("dg.DefaultScheduleStatus.RUNNING"));
  statement(module.body, name + " = ", call);
  module.definitions["schedules"].push_back(name);
}

/// One schedule a zone; where several run at one instant the first does.
void write_schedules(DagsterModule& module) {
  const Schedule& crons = module.pipeline.start.crons;
  if (crons.crons.empty()) return;
  module.body.line().line();
  if (one_zone(crons)) {
    write_schedule(module, 0, crons.crons, Python("RUN.at"));
    return;
  }
  Schedule before;
  for (std::size_t i = 0; i < crons.crons.size(); ++i) {
    Python behind = Python::call("RUN.behind");
    for (const ZonedCron& zoned : before.crons) {
      behind.item(runtime_cron(zoned, kEngine));
    }
    write_schedule(module, i, {crons.crons[i]},
                   i == 0 ? Python("RUN.at") : std::move(behind));
    before.crons.push_back(crons.crons[i]);
  }
}

void write_sensor(DagsterModule& module) {
  const std::string name = module.names.module + "_sensor";
  Python call = Python::call("dg.SensorDefinition");
  call.argument("name", Python::text(name));
  call.argument("job", Python(module.names.module));
  call.argument("evaluation_fn", Python("RUN.sense"));
  call.argument("default_status", Python("dg.DefaultSensorStatus.RUNNING"));
  module.body.line().line();
  statement(module.body, name + " = ", call);
  module.definitions["sensors"].push_back(name);
}

}  // namespace

Python dagster_crons(DagsterModule& module, const Schedule& schedule) {
  if (!schedule.crons.empty()) module.import("lockstep_ticks", "Cron");
  return runtime_crons(schedule, kEngine);
}

Python dagster_gate(DagsterModule& module, const Gate& gate) {
  module.import("lockstep_runtime", "Gate");
  if (!gate.awaited.empty()) module.import("lockstep_runtime", "Input");
  module.import("lockstep_ticks", "Cron");
  return runtime_gate(module.pipeline, gate, kEngine);
}

Python dagster_native_gate(DagsterModule& module) {
  const Pipeline& pipeline = module.pipeline;
  module.import("lockstep_runtime", "Gate");
  Python inputs = Python::tuple();
  for (const DatasetId id : pipeline.start.sensor->datasets) {
    module.import("lockstep_runtime", "Input");
    if (!pipeline[id].schedule.crons.empty()) {
      module.import("lockstep_ticks", "Cron");
    }
    inputs.item(runtime_input(pipeline[id], pipeline[id].schedule, kEngine));
  }
  Python call =
      runtime_gate_call(pipeline, pipeline.ticks, std::move(inputs), kEngine);
  if (has_condition(pipeline)) {
    call.argument("condition", Python("is_complete"));
  }
  return call;
}

bool has_partitions(const Pipeline& pipeline) {
  return pipeline.start.crons.crons.size() == 1 && !pipeline.start.sensor;
}

void write_run(DagsterModule& module) {
  const Pipeline& pipeline = module.pipeline;
  write_condition(module);
  if (has_partitions(pipeline)) write_partitions(module);
  Python call = Python::call(module.import("lockstep_dagster", "Run"));
  call.item(Python::text(module.names.module));
  call.item(dagster_crons(module, pipeline.ticks));
  Python read = reads(pipeline);
  if (!read.empty()) call.argument("reads", std::move(read));
  if (const Task* gate = pipeline.gate()) {
    call.argument("gate", dagster_gate(module, *gate->gate));
  } else if (pipeline.start.sensor) {
    call.argument("gate", dagster_native_gate(module));
  }
  if (has_partitions(pipeline)) {
    call.argument("partitions", Python("PARTITIONS"));
  } else {
    const bool by_cron = !pipeline.start.crons.crons.empty();
    if (by_cron && pipeline.start_date) {
      call.argument("first", day_text(*pipeline.start_date));
    }
    if (pipeline.end_date) call.argument("last", day_text(*pipeline.end_date));
  }
  if (pipeline.timezone != "UTC") {
    call.argument("zone", Python::text(pipeline.timezone));
  }
  statement(module.body, "RUN = ", call);
}

void write_starts(DagsterModule& module) {
  write_schedules(module);
  if (module.pipeline.start.sensor) write_sensor(module);
}

bool has_condition(const Pipeline& pipeline) {
  const auto& sensor = pipeline.start.sensor;
  if (!sensor || pipeline.gate() != nullptr) return false;
  // Inputs without known ticks are waited for as updates.
  return sensor->mode != SensorMode::Aligned || pipeline.ticks.crons.empty();
}

Python dagster_condition(const Pipeline& pipeline) {
  const Sensor& sensor = *pipeline.start.sensor;
  if (sensor.mode == SensorMode::Expression) {
    return infix(pipeline, sensor.expression);
  }
  return joined(pipeline, sensor,
                sensor.mode == SensorMode::Any ? "or" : "and");
}

}  // namespace lockstep
