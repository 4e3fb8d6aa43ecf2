#pragma once
// Which edges stay inside one pipeline (alignment.md 1, "Same pipeline"): two
// transforms that share a cron run, at its ticks, one after the other.

#include <string>
#include <string_view>
#include <vector>

#include "align/cadence.hpp"
#include "model/project.hpp"

namespace lockstep {

/// The crons, equal in masks and clock, that both have; empty of explicit
/// ticks.
[[nodiscard]] Schedule shared_crons(const Cadence& a, const Cadence& b);
[[nodiscard]] bool share_a_cron(const Cadence& a, const Cadence& b);

/// The first pipeline of the project file that selects a dataset; nullptr if
/// none does.
[[nodiscard]] const PipelineSettings* settings_of(const Project& project,
                                                  const Dataset& dataset);
/// A name template (`{{domain}}_{{schedule}}`) for a dataset, lower case.
[[nodiscard]] std::string pipeline_name(std::string_view name_template,
                                        const Dataset& dataset,
                                        std::string_view schedule);

/// The pipelines that the project file names.
class Pipelines {
 public:
  explicit Pipelines(const Project& project);

  /// May the consumer run right after this input at the ticks of a cron that
  /// both have? Both are transforms, the edge declares no read, offset or
  /// guard, and the project does not put them in different pipelines.
  [[nodiscard]] bool may_join(NodeId consumer, const Input& input) const;
  /// Does the project put them in two different pipelines?
  [[nodiscard]] bool are_apart(NodeId a, NodeId b) const;

 private:
  const Project& project_;
  std::vector<std::string> names_;  ///< by node; empty: in none
};

}  // namespace lockstep
