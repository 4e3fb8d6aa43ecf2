#pragma once
// The passes of group(), and the copy of the project that they extend.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/group.hpp"

namespace lockstep {

/// The analysed project and a copy of it that gets one node more for each
/// group of several jobs. The original must outlive it.
struct GroupedProject {
  GroupedProject(const Project& analysed, const Derivation& analysis);

  const Project& original;
  const Derivation& derivation;  ///< of the original
  Project project;
  std::vector<Edge> edges;

  /// The reduced union of the crons that parse, known to `project`; invalid if
  /// there are none.
  [[nodiscard]] ScheduleId schedule(std::span<const CronUse> crons);
  /// Appends a node that reads its inputs.
  NodeId add(Dataset dataset);
  /// The same analysis with the new nodes.
  [[nodiscard]] Derivation derive_again();
};

/// Splits groups that would wait for each other in a ring into stages: a stage
/// ends where the lineage leaves the group.
void split_by_stage(const GroupedProject& grouped,
                    std::vector<JobGroup>& groups,
                    std::vector<std::string>& notes);

/// Fills JobGroup::pulled where `run_dependencies_first` says so.
void pull_dependencies(const GroupedProject& grouped,
                       std::vector<JobGroup>& groups,
                       std::string_view environment);

/// Fills JobGroup::start, with a new node unless the group is one whole
/// dataset, and sorts the units. Units come in topological order.
void add_start(GroupedProject& grouped, JobGroup& job_group,
               std::string_view environment);

/// The id, and name of the file, of a pipeline.
[[nodiscard]] std::string pipeline_id(std::string_view name);

}  // namespace lockstep
