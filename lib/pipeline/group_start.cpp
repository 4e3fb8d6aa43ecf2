// What starts a group: the analysis itself is asked about one job that reads
// all that the group reads from outside.
#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "base/text.hpp"
#include "pipeline/group_parts.hpp"
#include "pipeline/options.hpp"
#include "pipeline/pipeline.hpp"

namespace lockstep {
namespace {

std::vector<CronUse> crons_of(const Project& project, const Unit& unit) {
  const Dataset& dataset = project[unit.node];
  if (!unit.schedule.valid()) return dataset.crons;
  return dataset.jobs[unit.jobs.front()].crons;
}

/// Two reads of one input as one: what waits, and waits longer, wins.
Input merged(const Input& a, const Input& b) {
  Input input = a.read == Read::Latest ? b : a;
  input.optional = a.optional && b.optional;
  if (a.guard != b.guard) {
    const bool sensor = a.guard == Guard::Sensor || b.guard == Guard::Sensor;
    input.guard = sensor ? Guard::Sensor : Guard::Default;
  }
  input.declared = a.declared || b.declared;
  return input;
}

/// Is the dataset one of those that a project says not to wait for?
class Filter {
 public:
  explicit Filter(const Options& options) {
    for (const std::string& name : options.words("filtered_datasets")) {
      names_.insert(to_lower(name));
    }
  }
  [[nodiscard]] bool holds(const Dataset& dataset) const {
    return names_.contains(dataset.key) ||
           names_.contains(to_lower(sanitized(dataset.name)));
  }
  [[nodiscard]] bool empty() const { return names_.empty(); }

 private:
  std::set<std::string, std::less<>> names_;
};

std::vector<Input> inputs_from_outside(const Project& project,
                                       const JobGroup& group,
                                       const Filter& filter) {
  std::set<NodeId> inside;
  for (const Unit& unit : group.units) inside.insert(unit.node);
  std::map<NodeId, Input> inputs;
  for (const Unit& unit : group.units) {
    for (const Input& input : project[unit.node].inputs) {
      if (inside.contains(input.dataset)) continue;
      if (filter.holds(project[input.dataset])) continue;
      const auto [place, added] = inputs.try_emplace(input.dataset, input);
      if (!added) place->second = merged(place->second, input);
    }
  }
  std::vector<Input> result;
  for (auto& [node, input] : inputs) result.push_back(std::move(input));
  return result;
}

/// The trigger that the units share: the first one that is not derived.
Trigger trigger_of(const GroupedProject& grouped, const JobGroup& group) {
  for (const Unit& unit : group.units) {
    const Trigger& trigger = grouped.project[unit.node].trigger;
    if (grouped.derivation[unit.node].type == StartType::Manual) {
      Trigger by_hand;
      by_hand.mode = TriggerMode::None;
      return by_hand;
    }
    if (trigger.mode != TriggerMode::Aligned) return trigger;
  }
  return {};
}

}  // namespace

GroupedProject::GroupedProject(const Project& analysed,
                               const Derivation& analysis)
    : original(analysed),
      derivation(analysis),
      project(analysed),
      edges(analysed.graph.edges()) {}

ScheduleId GroupedProject::schedule(std::span<const CronUse> crons) {
  Schedule all;
  for (const CronUse& use : crons) {
    if (project[use.cron].cron) all.crons.push_back(*project[use.cron].cron);
  }
  if (all.crons.empty()) return {};
  all = reduce(all);
  const auto known = std::ranges::find(project.schedules, all);
  const ScheduleId id(
      static_cast<std::size_t>(known - project.schedules.begin()));
  if (known == project.schedules.end()) project.schedules.push_back(all);
  return id;
}

NodeId GroupedProject::add(Dataset dataset) {
  const NodeId node(project.datasets.size());
  for (const Input& input : dataset.inputs) {
    edges.push_back({input.dataset, node});
  }
  project.datasets.push_back(std::move(dataset));
  return node;
}

Derivation GroupedProject::derive_again() {
  project.graph = LineageGraph(project.datasets.size(), std::move(edges));
  project.topology = topology(project.graph);
  return derive(project, {.horizon = derivation.horizon});
}

namespace {

/// Starlake loads every table of its lineage, with a schedule or without.
bool can_run(const Dataset& dataset, const Options& options) {
  if (dataset.kind != NodeKind::External) return true;
  return options.text("runner") == "starlake" &&
         dataset.name.find('.') != std::string::npos;
}

}  // namespace

void pull_dependencies(const GroupedProject& grouped,
                       std::vector<JobGroup>& groups,
                       std::string_view environment) {
  for (JobGroup& group : groups) {
    const Options options(group.settings, environment);
    if (!options.flag("run_dependencies_first")) continue;
    std::set<NodeId> own, pulled;
    for (const Unit& unit : group.units) own.insert(unit.node);
    for (const NodeId node : own) {
      for (const NodeId input : ancestors(grouped.original.graph, node)) {
        if (!can_run(grouped.project[input], options)) continue;
        if (!own.contains(input)) pulled.insert(input);
      }
    }
    for (const NodeId node : pulled) {
      Unit unit{node, {}, {}};
      for (std::uint32_t i = 0; i < grouped.project[node].jobs.size(); ++i) {
        unit.jobs.push_back(i);
      }
      group.pulled.push_back(std::move(unit));
    }
    group.by_hand = std::ranges::none_of(group.units, [&](const Unit& unit) {
      return !crons_of(grouped.project, unit).empty();
    });
  }
}

void add_start(GroupedProject& grouped, JobGroup& group,
               std::string_view environment) {
  const auto sort_units = [&] {
    std::ranges::sort(group.units, {}, &Unit::node);
  };
  const Options options(group.settings, environment);
  const Filter filter(options);
  const bool runs_dependencies = options.flag("run_dependencies_first");
  const Unit& first = group.units.front();
  if (group.by_hand) return sort_units();
  if (group.units.size() == 1 && !first.schedule.valid() && filter.empty() &&
      !runs_dependencies) {
    group.start = first.node;
    return;
  }
  Dataset job;
  // Behind every name of a dataset: no UTF-8 begins so.
  job.key = "\xff" + group.name;
  job.name = group.name;
  job.kind = NodeKind::Task;
  job.where = grouped.project[first.node].where;
  job.run_label = grouped.project[first.node].run_label;
  job.window = grouped.project[first.node].window;
  for (const Unit& unit : group.units) {
    job.crons = crons_of(grouped.project, unit);
    job.schedule = grouped.schedule(job.crons);
    if (!job.crons.empty()) break;
  }
  if (!runs_dependencies) {
    job.inputs = inputs_from_outside(grouped.project, group, filter);
  }
  job.trigger = trigger_of(grouped, group);
  group.start = grouped.add(std::move(job));
  sort_units();
}

}  // namespace lockstep
