// One pass in topological order: a job's own cron, or a sensor whose ticks
// follow from the cadences of its inputs, which are known by then.
#include "align/start.hpp"

#include <algorithm>

#include "align/cadence_table.hpp"
#include "align/effective.hpp"
#include "align/inputs.hpp"
#include "align/leader.hpp"
#include "align/reason.hpp"
#include "align/recurrence.hpp"
#include "align/same_pipeline.hpp"
#include "align/trigger_condition.hpp"

namespace lockstep {
namespace {

/// What the pass carries from node to node.
struct Context {
  const Project& project;
  Pipelines pipelines;
  CadenceTable cadences;
  std::vector<CadenceId> by_schedule;  ///< index = ScheduleId
  LeaderChooser leaders;
  RecurrenceSolver recurrences;
  std::vector<JobStart> jobs;
  std::vector<Delay> delays;  ///< index = NodeId
  /// The cycle in or behind which a node lies; index = NodeId.
  std::vector<const Cycle*> cycles;
};

std::vector<NodeId> nodes_of(const std::vector<AwaitedInput>& inputs) {
  std::vector<NodeId> nodes;
  for (const AwaitedInput& input : inputs) {
    nodes.push_back(input.input->dataset);
  }
  return nodes;
}

Inputs inputs_of(const Context& ctx, NodeId node) {
  Inputs inputs;
  for (const Input& input : ctx.project[node].inputs) {
    const NodeId from = input.dataset;
    if (from == node) continue;
    const CadenceId cadence = ctx.jobs[from.index()].cadence;
    if (!cadence.valid()) {
      inputs.unscheduled.push_back(from);
      if (!input.optional) inputs.required_unscheduled.push_back(from);
      continue;
    }
    const AwaitedInput awaited{&input, &ctx.project[from], cadence,
                               ctx.delays[from.index()]};
    inputs.scheduled.push_back(awaited);
    (input.optional ? inputs.optional : inputs.required).push_back(awaited);
  }
  if (inputs.required.empty()) inputs.required.swap(inputs.optional);
  if (inputs.required_unscheduled.empty()) {
    inputs.required_unscheduled = inputs.unscheduled;
  }
  return inputs;
}

const AwaitedInput& find_input(const std::vector<AwaitedInput>& inputs,
                               NodeId node) {
  return *std::find_if(
      inputs.begin(), inputs.end(),
      [&](const AwaitedInput& input) { return input.input->dataset == node; });
}

/// Lists the inputs by frequency; the fastest are those at least as frequent
/// as the leader, or, without one, as the most frequent input.
void list_inputs(const Context& ctx, const Inputs& inputs, JobStart& start) {
  start.unscheduled = inputs.unscheduled;
  if (inputs.scheduled.empty()) return;
  const auto more_frequent = [&](const AwaitedInput& a, const AwaitedInput& b) {
    return ctx.cadences.by_frequency(a.cadence, b.cadence) < 0;
  };
  const AwaitedInput& fastest =
      start.leader.valid()
          ? find_input(inputs.scheduled, start.leader)
          : *std::min_element(inputs.scheduled.begin(), inputs.scheduled.end(),
                              more_frequent);
  if (start.leader.valid()) start.fastest.push_back(start.leader);
  for (const AwaitedInput& input : inputs.scheduled) {
    const NodeId node = input.input->dataset;
    if (node == start.leader) continue;
    const bool slow = more_frequent(fastest, input);
    (slow ? start.slower : start.fastest).push_back(node);
  }
}

std::vector<NodeId> never_firing(const Context& ctx,
                                 const std::vector<AwaitedInput>& inputs) {
  std::vector<NodeId> never;
  for (const AwaitedInput& input : inputs) {
    if (!fires(ctx.cadences[input.cadence])) {
      never.push_back(input.input->dataset);
    }
  }
  return never;
}

JobStart start_by_schedule(Context& ctx, NodeId node, const Inputs& inputs) {
  const Dataset& job = ctx.project[node];
  JobStart start;
  start.type = StartType::Schedule;
  bool fires_ever = false;
  if (job.schedule.valid()) {
    CadenceId& cadence = ctx.by_schedule[job.schedule.index()];
    if (!cadence.valid()) {
      cadence = ctx.cadences.intern(ctx.project[job.schedule]);
    }
    start.cadence = cadence;
    fires_ever = fires(ctx.cadences[cadence]);
    ctx.delays[node.index()] =
        delay_of_scheduled(ctx.project, node, cadence, inputs.scheduled,
                           ctx.pipelines, ctx.cadences);
  }
  start.reason = reason_own_cron(ctx.project, job, fires_ever);
  return start;
}

/// The leader of the required inputs: the first by name with the cadence that
/// leads.
const Leader& choose_leader(Context& ctx, const Inputs& inputs,
                            JobStart& start) {
  CadenceId best = inputs.required.front().cadence;
  for (const AwaitedInput& input : inputs.required) {
    if (ctx.cadences.by_frequency(input.cadence, best) < 0) {
      best = input.cadence;
    }
  }
  std::vector<CadenceId> group;
  for (const AwaitedInput& input : inputs.required) {
    if (ctx.cadences.by_frequency(input.cadence, best) == 0) {
      group.push_back(input.cadence);
    }
  }
  std::sort(group.begin(), group.end());
  group.erase(std::unique(group.begin(), group.end()), group.end());
  const Leader& leader = ctx.leaders.choose(group, ctx.cadences);
  for (const AwaitedInput& input : inputs.required) {
    if (input.cadence == leader.cadence) {
      start.leader = input.input->dataset;
      break;
    }
  }
  return leader;
}

/// The inputs as frequent as the leader, and those whose needed run can end
/// after the leader's.
void list_starters(Context& ctx, const std::vector<AwaitedInput>& awaited,
                   const AwaitedInput& leader, JobStart& start) {
  for (const AwaitedInput& input : awaited) {
    const bool as_frequent =
        ctx.cadences.by_frequency(input.cadence, leader.cadence) == 0;
    if (as_frequent ||
        latest_end(input, leader.cadence, ctx.cadences) > leader.delay.min) {
      start.datasets.push_back(input.input->dataset);
    }
  }
}

JobStart start_aligned(Context& ctx, NodeId node, const Inputs& inputs) {
  JobStart start;
  start.type = StartType::Sensor;
  const Leader& leader = choose_leader(ctx, inputs, start);
  std::vector<AwaitedInput> awaited;
  for (const AwaitedInput& input : inputs.required) {
    if (input.input->guard != Guard::None ||
        input.input->dataset == start.leader) {
      awaited.push_back(input);
    }
  }
  const AwaitedInput& first = find_input(awaited, start.leader);
  list_starters(ctx, awaited, first, start);
  start.horizon_only = leader.horizon_only;
  const std::vector<NodeId> never = never_firing(ctx, awaited);
  if (!never.empty()) {
    start.cadence = ctx.cadences.intern(Schedule{});
    start.reason = reason_never(ctx.project, never);
    return start;
  }
  start.cadence = leader.cadence;
  ctx.delays[node.index()] = delay_of_aligned(ctx.project[node], start.cadence,
                                              first, awaited, ctx.cadences);
  start.reason =
      reason_aligned(ctx.project, start, inputs, leader, ctx.cadences);
  return start;
}

/// No input that counts has a cadence: a sensor whose ticks nobody knows.
JobStart start_unscheduled(const Context& ctx, NodeId node,
                           const Inputs& inputs) {
  const Trigger& trigger = ctx.project[node].trigger;
  JobStart start;
  start.type = StartType::Sensor;
  start.mode =
      trigger.mode == TriggerMode::Aligned ? TriggerMode::All : trigger.mode;
  if (start.mode == TriggerMode::Expression) {
    start.expression = print_expression(ctx.project, trigger);
    for (const TriggerTerm& term : trigger.terms) {
      if (term.dataset.valid()) start.datasets.push_back(term.dataset);
    }
    std::sort(start.datasets.begin(), start.datasets.end());
    start.datasets.erase(
        std::unique(start.datasets.begin(), start.datasets.end()),
        start.datasets.end());
  } else {
    start.datasets = start.mode == TriggerMode::Any
                         ? inputs.unscheduled
                         : inputs.required_unscheduled;
  }
  start.reason = reason_unscheduled(ctx.project, start, inputs);
  return start;
}

/// `any`, `all` and expressions.
JobStart start_triggered(Context& ctx, NodeId node, const Inputs& inputs) {
  const Dataset& job = ctx.project[node];
  const Condition condition = condition_of(job.trigger, inputs, ctx.cadences);
  if (condition.formula.empty()) return start_unscheduled(ctx, node, inputs);
  JobStart start;
  start.type = StartType::Sensor;
  start.mode = job.trigger.mode;
  if (start.mode == TriggerMode::Expression) {
    start.expression = print_expression(ctx.project, job.trigger);
  }
  start.datasets = nodes_of(condition.members);
  const Firing& firing = ctx.recurrences.solve(condition.formula, ctx.cadences);
  start.cadence = firing.cadence;
  start.horizon_only = firing.horizon_only;
  if (!fires(ctx.cadences[firing.cadence])) {
    start.reason =
        reason_never(ctx.project, never_firing(ctx, condition.members));
    return start;
  }
  ctx.delays[node.index()] =
      delay_of_triggered(job, firing.cadence, condition.members, ctx.cadences);
  start.reason = reason_triggered(ctx.project, start, inputs, condition.members,
                                  firing, ctx.cadences);
  return start;
}

JobStart start_without_inputs(const Dataset& job) {
  JobStart start;
  if (job.kind == NodeKind::External) {
    start.type = StartType::None;
    start.reason = "external source: no cron and no inputs are known";
  } else {
    start.type = StartType::Manual;
    start.reason = "no cron and no known inputs: nothing starts it";
  }
  return start;
}

JobStart start_manually() {
  JobStart start;
  start.type = StartType::Manual;
  start.reason = "trigger none: started by hand";
  return start;
}

JobStart start_of(Context& ctx, NodeId node, const Inputs& inputs) {
  const Dataset& job = ctx.project[node];
  if (!job.crons.empty()) return start_by_schedule(ctx, node, inputs);
  if (job.trigger.mode == TriggerMode::None) return start_manually();
  if (inputs.scheduled.empty() && inputs.unscheduled.empty()) {
    return start_without_inputs(job);
  }
  if (inputs.scheduled.empty()) return start_unscheduled(ctx, node, inputs);
  if (job.trigger.mode == TriggerMode::Aligned) {
    return start_aligned(ctx, node, inputs);
  }
  return start_triggered(ctx, node, inputs);
}

/// The window that the run for the newest tick at or before as_of covers.
std::optional<Window> window_of(const CadenceFacts& facts,
                                const WindowRule& rule) {
  if (!facts.newest) return std::nullopt;
  if (rule.kind == WindowKind::Length) {
    return Window{*facts.newest - rule.length, *facts.newest};
  }
  if (!facts.preceding) return std::nullopt;
  const seconds back =
      rule.kind == WindowKind::Lookback ? rule.length : seconds{0};
  return Window{*facts.preceding - back, *facts.newest};
}

/// Nodes of a cycle belong to it, nodes behind cycles to that of the first
/// input by name which has one.
std::vector<const Cycle*> find_cycles(const Project& project) {
  const Topology& topology = project.topology;
  std::vector<const Cycle*> cycles(project.datasets.size(), nullptr);
  for (const Cycle& cycle : topology.cycles) {
    for (const NodeId member : cycle.members) cycles[member.index()] = &cycle;
  }
  for (const NodeId node : topology.order) {
    if (!topology.behind_cycle[node.index()]) continue;
    for (const NodeId from : project.graph.upstream(node)) {
      if (cycles[node.index()] != nullptr) break;
      cycles[node.index()] = cycles[from.index()];
    }
  }
  return cycles;
}

void derive_node(Context& ctx, NodeId node) {
  JobStart& start = ctx.jobs[node.index()];
  if (const Cycle* cycle = ctx.cycles[node.index()]) {
    start.cyclic = true;
    start.reason = reason_cycle(ctx.project, *cycle, node);
    return;
  }
  const Inputs inputs = inputs_of(ctx, node);
  start = start_of(ctx, node, inputs);
  list_inputs(ctx, inputs, start);
  if (start.cadence.valid()) {
    start.window =
        window_of(ctx.cadences.facts(start.cadence), ctx.project[node].window);
  }
}

}  // namespace

Derivation derive(const Project& project, const DeriveOptions& options) {
  const std::size_t count = project.datasets.size();
  const sys_seconds as_of = project.settings.as_of;
  Context ctx{.project = project,
              .pipelines = Pipelines(project),
              .cadences = CadenceTable(as_of, options.horizon),
              .by_schedule = std::vector<CadenceId>(project.schedules.size()),
              .leaders = {},
              .recurrences = {},
              .jobs = std::vector<JobStart>(count),
              .delays = std::vector<Delay>(count),
              .cycles = find_cycles(project)};
  for (const NodeId node : project.topology.order) derive_node(ctx, node);

  const sys_seconds reference = ctx.cadences.reference();
  const seconds horizon = ctx.cadences.horizon();
  const std::vector<CronId> effective = effective_crons(project, reference);
  for (std::size_t i = 0; i < count; ++i) {
    if (!effective[i].valid()) continue;
    ctx.jobs[i].effective_cron = project[effective[i]].expanded;
  }
  return {.jobs = std::move(ctx.jobs),
          .cadences = ctx.cadences.release(),
          .as_of = as_of,
          .reference = reference,
          .horizon = horizon};
}

}  // namespace lockstep
