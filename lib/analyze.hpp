#pragma once
// The list of passes on one screen: texts in, everything known out.

#include <vector>

#include "align/start.hpp"
#include "base/diagnostic.hpp"
#include "base/source.hpp"
#include "load/load.hpp"
#include "model/draft.hpp"
#include "model/project.hpp"

namespace lockstep {

struct AnalyzeOptions {
  Limits limits;
  ResolveOptions resolve;
  DeriveOptions derive;
};

/// Everything that reports, rules and emitters read. Move-only: the project's
/// crons point into `zones`.
struct Analysis {
  ZoneTable zones;
  Project project;
  Derivation derivation;
  std::vector<Diagnostic> diagnostics;  ///< of loading and resolving
  bool over_limit = false;
};

/// Loads, merges, resolves and derives. The order of sources does not matter.
[[nodiscard]] Analysis analyze(const Sources& sources,
                               const AnalyzeOptions& options);
/// The same from drafts that are loaded already.
[[nodiscard]] Analysis analyze(std::vector<Draft> drafts,
                               std::vector<Diagnostic> diagnostics,
                               const AnalyzeOptions& options);

}  // namespace lockstep
