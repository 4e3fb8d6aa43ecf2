// Schedules and gates as lockstep_runtime.py reads them, for Dagster.
#include <utility>

#include "cron/dialect.hpp"
#include "emit/dagster_parts.hpp"

namespace lockstep {
namespace {

Python number(seconds span) { return Python(std::to_string(span.count())); }

Python input(const std::string& dataset, const Schedule& ticks) {
  Python call = Python::call("Input");
  call.item(Python::text(dataset));
  call.item(dagster_crons(ticks));
  return call;
}

Python awaited_input(const Pipeline& pipeline, const AwaitedDataset& awaited) {
  Python call = input(pipeline[awaited.dataset].name, awaited.ticks);
  if (awaited.demand != Demand::Due) {
    call.argument("read", Python::text(label(awaited.demand)));
  }
  if (awaited.offset != seconds{0}) {
    call.argument("offset", number(awaited.offset));
  }
  if (awaited.label_is_start) {
    call.argument("label_is_start", Python("True"));
  }
  if (awaited.timeout) call.argument("timeout", number(*awaited.timeout));
  if (!awaited.every_tick) call.argument("every_tick", Python("False"));
  if (awaited.tolerance) call.argument("tolerance", number(*awaited.tolerance));
  if (!awaited.only_at.crons.empty()) {
    call.argument("only_at", dagster_crons(awaited.only_at));
  }
  return call;
}

Python gate_call(const Pipeline& pipeline, const Schedule& anchors,
                 Python inputs) {
  Python call = Python::call("Gate");
  call.item(Python::text(pipeline.id));
  call.item(dagster_crons(anchors));
  call.item(std::move(inputs));
  return call;
}

using enum Python::Parentheses;

Python is_new(const Pipeline& pipeline, DatasetId dataset) {
  Python test = Python::operation("in", WhereNeeded);
  test.item(Python::text(pipeline[dataset].name));
  test.item(Python("new"));
  return test;
}

Python joined(const Pipeline& pipeline, const Sensor& sensor,
              std::string_view sign) {
  Python chain = Python::operation(sign, Always);
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
  return std::move(stack.front().code);
}

}  // namespace

std::string dagster_cron(const Cron& cron) {
  if (cron.second_mask != 1 || cron.has_years()) return {};
  const auto text = print(cron, *find_dialect("croniter"));
  return text ? *text : "";
}

Python dagster_crons(const Schedule& schedule) {
  Python list = Python::tuple();
  for (const ZonedCron& zoned : schedule.crons) {
    Python call = Python::call("Cron");
    call.item(Python::text(dagster_cron(zoned.cron)));
    call.item(Python::text(
        zoned.clock.zone == nullptr ? "UTC" : zone_name(*zoned.clock.zone)));
    call.item(Python::text("dagster"));
    list.item(std::move(call));
  }
  return list;
}

Python dagster_gate(const Pipeline& pipeline, const Gate& gate) {
  Python inputs = Python::tuple();
  for (const AwaitedDataset& awaited : gate.awaited) {
    inputs.item(awaited_input(pipeline, awaited));
  }
  Python call = gate_call(pipeline, gate.anchors, std::move(inputs));
  if (gate.label_is_start) call.argument("label_is_start", Python("True"));
  if (gate.window.form == WindowForm::Length) {
    call.argument("length", number(gate.window.length));
  } else if (gate.window.form == WindowForm::Lookback) {
    call.argument("lookback", number(gate.window.length));
  }
  return call;
}

Python dagster_native_gate(const Pipeline& pipeline) {
  Python inputs = Python::tuple();
  for (const DatasetId id : pipeline.start.sensor->datasets) {
    inputs.item(input(pipeline[id].name, pipeline[id].schedule));
  }
  Python call = gate_call(pipeline, pipeline.ticks, std::move(inputs));
  if (has_condition(pipeline)) {
    call.argument("condition", Python("is_complete"));
  }
  return call;
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
