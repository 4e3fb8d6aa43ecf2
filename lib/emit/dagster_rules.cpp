// Schedules and gates as lockstep_runtime.py reads them, for Dagster.
#include <utility>

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

Python dagster_crons(const Schedule& schedule) {
  return runtime_crons(schedule, kEngine);
}

Python dagster_gate(const Pipeline& pipeline, const Gate& gate) {
  return runtime_gate(pipeline, gate, kEngine);
}

Python dagster_native_gate(const Pipeline& pipeline) {
  Python inputs = Python::tuple();
  for (const DatasetId id : pipeline.start.sensor->datasets) {
    inputs.item(runtime_input(pipeline[id], pipeline[id].schedule, kEngine));
  }
  Python call =
      runtime_gate_call(pipeline, pipeline.ticks, std::move(inputs), kEngine);
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
