#pragma once
// From an analysed project to pipelines: the passes in order.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "align/start.hpp"
#include "base/diagnostic.hpp"
#include "model/project.hpp"
#include "pipeline/pipeline.hpp"
#include "pipeline/runner.hpp"

namespace lockstep {

struct LowerOptions {
  std::string environment;  ///< over the project's; empty: the project's
  Runners runners = built_in_runners();
};

struct Lowered {
  std::vector<Pipeline> pipelines;  ///< sorted by id
  std::vector<std::string> notes;   ///< what the grouping split, and why
  /// Errors in options (INP002), ids that collide (GRA003), what no pipeline
  /// can do (EMT001). With an error nothing should be written.
  std::vector<Diagnostic> diagnostics;
};

/// Groups the jobs, finds what starts each group, makes its tasks. Linear in
/// jobs and edges but for one more derivation.
[[nodiscard]] Lowered lower(const Project& project,
                            const Derivation& derivation,
                            const LowerOptions& options = {});

/// The environments by name.
[[nodiscard]] std::span<const std::string_view> environment_names();

}  // namespace lockstep
