// Units by rendered name, split by what starts them, split again by stages
// where pipelines would wait for each other.
#include "pipeline/group.hpp"

#include <algorithm>
#include <bit>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "align/same_pipeline.hpp"
#include "base/text.hpp"
#include "model/draft.hpp"
#include "pipeline/group_parts.hpp"
#include "pipeline/pipeline.hpp"

namespace lockstep {
namespace {

/// Starlake's: loads by domain and schedule, transforms by domain.
constexpr std::string_view kLoadName = "{{domain}}_load_{{schedule}}";
constexpr std::string_view kTransformName = "{{domain}}_transform";

/// A unit with what decides about its group.
struct Member {
  Unit unit;
  const PipelineSettings* settings = nullptr;
  std::string schedule;  ///< its name
  std::string name;      ///< rendered
  std::string trigger;   ///< unlike ones are never together
  CadenceId cadence;     ///< of the dataset
};

bool is_job(const Dataset& dataset) {
  return dataset.kind != NodeKind::External;
}

/// The jobs of one dataset by their own crons; one unit if these are alike.
std::vector<Unit> units_of(GroupedProject& grouped, NodeId node) {
  const Dataset& dataset = grouped.project[node];
  std::vector<std::uint32_t> all(dataset.jobs.size());
  for (std::uint32_t i = 0; i < all.size(); ++i) all[i] = i;
  if (dataset.jobs.size() < 2) return {{node, all, {}}};
  std::map<ScheduleId, std::vector<std::uint32_t>> by_schedule;
  for (const std::uint32_t job : all) {
    by_schedule[grouped.schedule(dataset.jobs[job].crons)].push_back(job);
  }
  if (by_schedule.size() == 1) return {{node, all, {}}};
  std::vector<Unit> units;
  for (const auto& [schedule, jobs] : by_schedule) {
    units.push_back({node, jobs, schedule});
  }
  return units;
}

/// What a sensor without a leader reacts to; empty of those whose ticks say it.
std::string trigger_of(const Project& project, const JobStart& start) {
  if (start.type != StartType::Sensor) return {};
  if (start.mode == TriggerMode::Aligned && start.cadence.valid()) return {};
  if (start.mode == TriggerMode::Expression) return start.expression;
  std::string text = start.mode == TriggerMode::Any ? "any" : "all";
  for (const NodeId input : start.datasets) text += " " + project[input].key;
  return text;
}

/// True if everything that starts `node` belongs to members of one group.
std::optional<std::string> trigger_inside(
    const std::map<NodeId, const Member*>& earlier, const JobStart& start,
    const Member& member) {
  std::optional<std::string> trigger;
  for (const NodeId input : start.datasets) {
    const auto found = earlier.find(input);
    if (found == earlier.end() || found->second->name != member.name) return {};
    if (trigger && *trigger != found->second->trigger) return {};
    trigger = found->second->trigger;
  }
  return trigger;
}

std::string start_name(const GroupedProject& grouped, const Unit& unit) {
  if (unit.schedule.valid()) {
    Cadence cadence;
    cadence.schedule = grouped.project[unit.schedule];
    return schedule_name(&cadence);
  }
  const JobStart& start = grouped.derivation[unit.node];
  if (start.type == StartType::Manual) return "manual";
  return schedule_name(grouped.derivation.cadence(unit.node));
}

std::vector<Member> members_of(GroupedProject& grouped) {
  std::vector<Member> members;
  for (const NodeId node : grouped.project.topology.order) {
    if (!is_job(grouped.project[node])) continue;
    if (grouped.derivation[node].cyclic) continue;
    for (Unit& unit : units_of(grouped, node)) {
      const Dataset& dataset = grouped.project[node];
      Member member{std::move(unit),
                    settings_of(grouped.original, dataset),
                    {},
                    {},
                    {},
                    grouped.derivation[node].cadence};
      member.schedule = start_name(grouped, member.unit);
      const std::string_view name =
          member.settings != nullptr ? std::string_view(member.settings->name)
          : dataset.kind == NodeKind::Load ? kLoadName
                                           : kTransformName;
      member.name = pipeline_name(name, dataset, member.schedule);
      members.push_back(std::move(member));
    }
  }
  std::map<NodeId, const Member*> earlier;
  for (Member& member : members) {
    const JobStart& start = grouped.derivation[member.unit.node];
    const auto inside = trigger_inside(earlier, start, member);
    const bool follows = start.type == StartType::Sensor && inside &&
                         !member.unit.schedule.valid() &&
                         !trigger_of(grouped.project, start).empty();
    member.trigger = follows ? *inside : trigger_of(grouped.project, start);
    earlier[member.unit.node] = &member;
  }
  return members;
}

/// Names with their members; unlike starts get a suffix.
std::vector<JobGroup> split_by_start(std::vector<Member> members,
                                     std::vector<std::string>& notes) {
  using Likeness = std::tuple<std::string, CadenceId, ScheduleId>;
  std::map<std::string, std::map<Likeness, std::vector<Member*>>> names;
  for (Member& member : members) {
    names[member.name][{member.trigger, member.cadence, member.unit.schedule}]
        .push_back(&member);
  }
  std::vector<JobGroup> groups;
  for (auto& [name, parts] : names) {
    std::vector<std::string> suffixes;
    std::map<std::string, int> used;
    for (auto& [likeness, part] : parts) {
      JobGroup group{name, {}, part[0]->settings, {}, {}, {}, false};
      if (parts.size() > 1) {
        std::string suffix = part[0]->schedule;
        const int again = ++used[suffix];
        if (again > 1) suffix += fmt::format("_{}", again);
        group.name += "_" + suffix;
        group.schedule = suffix;
        suffixes.push_back(suffix);
      }
      for (Member* member : part) {
        group.units.push_back(std::move(member->unit));
      }
      groups.push_back(std::move(group));
    }
    if (parts.size() > 1) {
      std::ranges::sort(suffixes);
      notes.push_back(fmt::format(
          "pipeline {} holds jobs that start differently, so it is split: {}",
          quoted(name), join_words(suffixes)));
    }
  }
  return groups;
}

void report_cycles(const GroupedProject& grouped,
                   std::vector<Diagnostic>& diagnostics) {
  for (const Cycle& cycle : grouped.project.topology.cycles) {
    const Dataset& first = grouped.project[cycle.members.front()];
    Diagnostic diagnostic;
    diagnostic.rule = "EMT001";
    diagnostic.message = fmt::format(
        "{} is part of a cycle: no pipeline can run its jobs in order",
        quoted(first.name));
    diagnostic.where = first.where;
    diagnostic.nodes = {first.name};
    diagnostic.help = "lockstep explain GRA001";
    diagnostics.push_back(std::move(diagnostic));
  }
}

void report_collisions(const Grouping& grouping,
                       std::vector<Diagnostic>& diagnostics) {
  std::map<std::string, const JobGroup*> files;
  for (const JobGroup& group : grouping.groups) {
    const auto [first, added] =
        files.try_emplace(to_lower(pipeline_id(group.name)), &group);
    if (added) continue;
    const Dataset& dataset = grouping.project[group.units[0].node];
    Diagnostic diagnostic;
    diagnostic.rule = "GRA003";
    diagnostic.message = fmt::format(
        "pipelines {} and {} would be one file, {}",
        quoted(first->second->name), quoted(group.name), quoted(first->first));
    diagnostic.where =
        group.settings != nullptr ? group.settings->where : dataset.where;
    diagnostic.help = "choose a name template that tells them apart";
    diagnostics.push_back(std::move(diagnostic));
  }
}

/// `daily_0330`, `mon_0730`, `day1_0600`: a cron of one time of the day and all
/// days, one weekday or one day of the month; empty of others.
std::string plain_name(const Cron& cron) {
  if (cron.second_mask != 1 || std::popcount(cron.minute_mask) != 1 ||
      std::popcount(cron.hour_mask) != 1 || cron.month_mask != 0xfff) {
    return {};
  }
  const std::string time =
      fmt::format("{:02}{:02}", std::countr_zero(cron.hour_mask),
                  std::countr_zero(cron.minute_mask));
  constexpr std::string_view kDays[] = {"sun", "mon", "tue", "wed",
                                        "thu", "fri", "sat"};
  if (cron.day_pattern == DayPattern::Weekday) {
    if (cron.weekday_mask == 0x7f) return "daily_" + time;
    if (std::popcount(cron.weekday_mask) != 1) return {};
    return fmt::format("{}_{}", kDays[std::countr_zero(cron.weekday_mask)],
                       time);
  }
  const std::uint32_t days = cron.day_mask[3][0];
  if (cron.day_pattern != DayPattern::DayOfMonth || std::popcount(days) != 1 ||
      cron.day_mask[0][0] != days) {
    return {};
  }
  return fmt::format("day{}_{}", std::countr_zero(days) + 1, time);
}

/// A preset, a plain name, or the cron itself with `x` for `*`.
std::string cron_name(const Cron& cron) {
  const Dialect& dialect = dialects().front();
  for (const Preset& preset : default_presets()) {
    const auto known = compile(preset.cron, dialect);
    if (known && *known == cron) return std::string(preset.name);
  }
  std::string name = plain_name(cron);
  if (!name.empty()) return name;
  const auto printed = print(cron, dialect);
  std::string text = printed ? *printed : "cron";
  std::ranges::replace(text, '*', 'x');
  return sanitized(text);
}

}  // namespace

std::string pipeline_id(std::string_view name) {
  std::string id = sanitized(name);
  return id.empty() ? "pipeline" : id;
}

std::string schedule_name(const Cadence* cadence) {
  if (cadence == nullptr || cadence->schedule.crons.empty()) return "triggered";
  std::string name;
  for (const ZonedCron& zoned : cadence->schedule.crons) {
    name += (name.empty() ? "" : "_and_") + cron_name(zoned.cron);
  }
  return name;
}

Grouping group(const Project& project, const Derivation& derivation,
               std::string_view environment,
               std::vector<Diagnostic>& diagnostics) {
  GroupedProject grouped(project, derivation);
  report_cycles(grouped, diagnostics);
  Grouping grouping;
  grouping.groups = split_by_start(members_of(grouped), grouping.notes);
  split_by_stage(grouped, grouping.groups, grouping.notes);
  pull_dependencies(grouped, grouping.groups, environment);
  for (JobGroup& job_group : grouping.groups) {
    add_start(grouped, job_group, environment);
  }
  std::ranges::sort(grouping.groups, {}, &JobGroup::name);
  grouping.derivation = grouped.derive_again();
  grouping.project = std::move(grouped.project);
  report_collisions(grouping, diagnostics);
  return grouping;
}

}  // namespace lockstep
