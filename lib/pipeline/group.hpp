#pragma once
// Which jobs form one pipeline, and what starts it (emitters.md 2). Jobs whose
// names render alike are together; unlike schedules, and pipelines that would
// wait for each other, are split; a pipeline starts as one job would whose
// inputs are all its inputs from outside.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "align/start.hpp"
#include "base/diagnostic.hpp"
#include "model/project.hpp"

namespace lockstep {

/// A dataset with those of its jobs that share a schedule; usually all.
struct Unit {
  NodeId node;
  /// Indices of Dataset::jobs; empty if the dataset declares none.
  std::vector<std::uint32_t> jobs;
  /// Of these jobs alone; invalid: the dataset's.
  ScheduleId schedule;
};

struct JobGroup {
  std::string name;      ///< rendered, unique
  std::string schedule;  ///< its last part, if unlike schedules were split
  const PipelineSettings* settings = nullptr;  ///< nullptr: the defaults
  std::vector<Unit> units;                     ///< sorted by node
  std::vector<Unit> pulled;  ///< by `run_dependencies_first`; sorted by node
  /// The node of Grouping::project that starts as the group does.
  NodeId start;
  bool by_hand = false;  ///< nothing starts it: dependencies run first
};

/// Groups and the project that they refer to: a copy of the analysed one with
/// one more node a group of several jobs, which reads what the group reads.
struct Grouping {
  Project project;
  Derivation derivation;
  std::vector<JobGroup> groups;    ///< sorted by name
  std::vector<std::string> notes;  ///< one sentence each: what was split, why
};

/// Cycles and names that differ by case only are errors. O(nodes + edges) plus
/// one derivation.
[[nodiscard]] Grouping group(const Project& project,
                             const Derivation& derivation,
                             std::string_view environment,
                             std::vector<Diagnostic>& diagnostics);

/// `hourly`, `daily_0330`, or the cron itself as a name: `x_15_x_x_x_x`;
/// `triggered` if there are no ticks.
[[nodiscard]] std::string schedule_name(const Cadence* cadence);

}  // namespace lockstep
