// What starts a pipeline, and what its gate looks at: the rule of the gate
// (align/gate.hpp) with names and masks in place of nodes.
#include <algorithm>
#include <utility>

#include "align/gate.hpp"
#include "base/text.hpp"
#include "model/draft.hpp"
#include "pipeline/builder.hpp"

namespace lockstep {
namespace {

Demand demand_of(Read read) {
  switch (read) {
    case Read::Same:
      return Demand::Same;
    case Read::Window:
      return Demand::Window;
    case Read::Latest:
      break;
  }
  return Demand::Due;
}

RunWindow window_of(const GateRule& rule) {
  switch (rule.window) {
    case WindowKind::Length:
      return {WindowForm::Length, rule.length};
    case WindowKind::Lookback:
      return {WindowForm::Lookback, rule.length};
    case WindowKind::Previous:
      break;
  }
  return {};
}

/// Starlake's cycle where none is given: the most frequent input's, if every
/// input has a schedule.
std::optional<Schedule> usual_cycle(const Grouping& grouping, NodeId node) {
  const auto scheduled = [&](const Input& input) {
    return grouping.derivation.cadence(input.dataset) != nullptr;
  };
  const Cadence* const own = grouping.derivation.cadence(node);
  const bool all =
      std::ranges::all_of(grouping.project[node].inputs, scheduled);
  if (own == nullptr || !all || own->schedule.crons.empty()) return {};
  return own->schedule;
}

/// The data cycle: a preset or a cron, in UTC.
std::optional<Schedule> data_cycle_of(PipelineBuilder& builder, NodeId node) {
  const Options& options = builder.options;
  if (!options.flag("data_cycle_enabled")) return std::nullopt;
  const std::string written = options.text("data_cycle");
  std::string text = written;
  for (const Preset& preset : default_presets()) {
    if (to_lower(written) == preset.name) text = preset.cron;
  }
  // Starlake's weekly cycle is Sunday, unlike its preset of that name.
  if (to_lower(written) == "weekly") text = "0 0 * * 0";
  if (is_no_schedule(text)) return usual_cycle(builder.grouping, node);
  auto cron = compile(text, *builder.grouping.project.settings.dialect);
  if (!cron) {
    builder.diagnostics.push_back(
        option_error(options, "data_cycle", cron.error().message,
                     "write hourly, daily, weekly, monthly, yearly or a cron"));
    return std::nullopt;
  }
  return Schedule{{ZonedCron{*cron, {}}}};
}

GateOptions gate_options(PipelineBuilder& builder, NodeId node) {
  GateOptions options;
  options.data_cycle = data_cycle_of(builder, node);
  options.optional_datasets = builder.options.flag("optional_dataset_enabled");
  options.beyond_data_cycle = builder.options.flag("beyond_data_cycle_enabled");
  return options;
}

SensorMode mode_of(TriggerMode mode) {
  switch (mode) {
    case TriggerMode::Any:
      return SensorMode::Any;
    case TriggerMode::All:
      return SensorMode::All;
    case TriggerMode::Expression:
      return SensorMode::Expression;
    case TriggerMode::Aligned:
    case TriggerMode::None:
      break;
  }
  return SensorMode::Aligned;
}

std::vector<SensorTerm> terms_of(PipelineBuilder& builder,
                                 const Trigger& trigger) {
  std::vector<SensorTerm> terms;
  for (const TriggerTerm& term : trigger.terms) {
    switch (term.kind) {
      case TriggerTerm::Kind::Dataset:
        terms.push_back({SensorTerm::Kind::Dataset,
                         term.dataset.valid() ? builder.dataset(term.dataset)
                                              : DatasetId{}});
        break;
      case TriggerTerm::Kind::And:
        terms.push_back({SensorTerm::Kind::And, {}});
        break;
      case TriggerTerm::Kind::Or:
        terms.push_back({SensorTerm::Kind::Or, {}});
        break;
    }
  }
  return terms;
}

/// The target's own conjunction is faithful if all inputs tick together and
/// each run needs nothing but the runs of its tick.
bool is_conjunction(const Gate& gate) {
  return std::ranges::all_of(gate.awaited, [&](const AwaitedDataset& awaited) {
    return awaited.demand == Demand::Due && !awaited.tolerance &&
           !awaited.timeout && awaited.ticks == gate.anchors;
  });
}

/// Ticks that no cron says cannot be asked of a gate in another language.
void report_inexpressible(PipelineBuilder& builder, NodeId node,
                          const std::string& dataset) {
  const Dataset& job = builder.grouping.project[node];
  Diagnostic diagnostic;
  diagnostic.rule = "EMT001";
  diagnostic.message = quoted(job.name) +
                       " needs a gate, and no crons say the ticks of " +
                       quoted(dataset);
  diagnostic.where = job.where;
  diagnostic.nodes = {job.name, dataset};
  diagnostic.help =
      "nearest faithful forms: trigger any or all for it, or a cron of its own";
  builder.diagnostics.push_back(std::move(diagnostic));
}

void add_sensor(PipelineBuilder& builder, NodeId node, const JobStart& start) {
  Sensor sensor;
  sensor.mode = mode_of(start.mode);
  for (const NodeId input : start.datasets) {
    sensor.datasets.push_back(builder.dataset(input));
  }
  if (sensor.mode == SensorMode::Expression) {
    sensor.expression =
        terms_of(builder, builder.grouping.project[node].trigger);
  }
  builder.pipeline.start.sensor = std::move(sensor);
}

/// An aligned sensor gets a gate unless the target's own conjunction does.
std::optional<Gate> gate_of_sensor(PipelineBuilder& builder, NodeId node) {
  Sensor& sensor = *builder.pipeline.start.sensor;
  if (sensor.mode != SensorMode::Aligned) return std::nullopt;
  std::optional<Gate> gate = gate_of(builder, node, {});
  if (!gate) return std::nullopt;
  const bool always = builder.options.text("gate") == "always";
  const bool one = gate->awaited.size() == 1 && sensor.datasets.size() == 1 &&
                   gate->awaited[0].demand == Demand::Due;
  if (!always && (one || is_conjunction(*gate))) {
    sensor.datasets.clear();
    for (const AwaitedDataset& awaited : gate->awaited) {
      sensor.datasets.push_back(awaited.dataset);
    }
    return std::nullopt;
  }
  if (gate->anchors.crons.empty()) {
    report_inexpressible(builder, node, builder.grouping.project[node].name);
  }
  for (const AwaitedDataset& awaited : gate->awaited) {
    if (!awaited.ticks.crons.empty()) continue;
    report_inexpressible(builder, node, builder.pipeline[awaited.dataset].name);
  }
  sensor.gated = true;
  return gate;
}

}  // namespace

std::optional<Gate> gate_of(PipelineBuilder& builder, NodeId node,
                            const std::vector<NodeId>& inside) {
  const Grouping& grouping = builder.grouping;
  const auto rule =
      gate_rule(grouping.project, grouping.derivation, builder.read_edges, node,
                gate_options(builder, node));
  if (!rule || rule->mode != TriggerMode::Aligned) return std::nullopt;
  Gate gate;
  gate.anchors = rule->anchors.schedule;
  gate.coalesces = rule->coalesces;
  gate.label_is_start = rule->label == RunLabel::IntervalStart;
  gate.window = window_of(*rule);
  for (const GateInput& input : rule->inputs) {
    const NodeId from = grouping.project.find(input.dataset);
    if (std::ranges::binary_search(inside, from)) continue;
    gate.awaited.push_back(
        {builder.dataset(from), input.ticks.schedule, demand_of(input.read),
         input.offset, input.label == RunLabel::IntervalStart, input.timeout,
         input.every_tick, input.tolerance, input.only_at});
  }
  return gate;
}

TaskId add_start_task(PipelineBuilder& builder, const JobGroup& group) {
  Pipeline& pipeline = builder.pipeline;
  Task task;
  task.id = "start";
  task.name = pipeline.id;
  task.kind = TaskKind::Start;
  if (group.by_hand || !group.start.valid()) {
    pipeline.description =
        "started by hand: everything it depends on runs first";
    return builder.add(std::move(task));
  }
  const JobStart& start = builder.grouping.derivation[group.start];
  pipeline.description = start.reason;
  pipeline.label_is_start = builder.grouping.project[group.start].run_label ==
                            RunLabel::IntervalStart;
  if (const Cadence* cadence =
          builder.grouping.derivation.cadence(group.start)) {
    pipeline.ticks = cadence->schedule;
  }
  if (start.type == StartType::Schedule) {
    pipeline.start.crons = pipeline.ticks;
  } else if (start.type == StartType::Sensor) {
    add_sensor(builder, group.start, start);
    pipeline.max_active_runs = 1;
    task.gate = gate_of_sensor(builder, group.start);
  }
  if (task.gate) {
    task.kind = TaskKind::Gate;
    for (const AwaitedDataset& awaited : task.gate->awaited) {
      task.inputs.push_back(awaited.dataset);
    }
  }
  return builder.add(std::move(task));
}

}  // namespace lockstep
