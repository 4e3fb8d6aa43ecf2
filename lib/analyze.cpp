// The passes in order; each reads what the ones before it left.
#include "analyze.hpp"

#include <cstddef>
#include <utility>

namespace lockstep {

Analysis analyze(const Sources& sources, const AnalyzeOptions& options) {
  std::vector<Diagnostic> diagnostics;
  LoadContext context{sources, options.limits, diagnostics};
  std::vector<Draft> drafts;
  for (std::size_t i = 0; i < sources.size() && !context.over_limit; ++i) {
    drafts.push_back(load(SourceId(i), context));
  }
  const bool over_limit = context.over_limit;
  Analysis analysis =
      analyze(std::move(drafts), std::move(diagnostics), options);
  analysis.over_limit = over_limit;
  return analysis;
}

Analysis analyze(std::vector<Draft> drafts, std::vector<Diagnostic> diagnostics,
                 const AnalyzeOptions& options) {
  Analysis analysis;
  analysis.diagnostics = std::move(diagnostics);
  analysis.project = resolve(std::move(drafts), analysis.zones, options.resolve,
                             analysis.diagnostics);
  analysis.derivation = derive(analysis.project, options.derive);
  return analysis;
}

}  // namespace lockstep
