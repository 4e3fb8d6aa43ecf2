#include "cli/analysis.hpp"

#include <algorithm>
#include <deque>

#include <fmt/format.h>

#include "base/text.hpp"
#include "cli/cron_options.hpp"
#include "cli/failure.hpp"
#include "lint/rule.hpp"
#include "report/report.hpp"

namespace lockstep::cli {
namespace {

void print_diagnostics(const Session& session, const Sources& sources,
                       const std::vector<Diagnostic>& diagnostics) {
  TextStyle style = session.message_style();
  style.show_info = true;
  session.message(diagnostics_text(diagnostics, sources, style));
}

bool is_error(const Diagnostic& diagnostic) {
  return diagnostic.severity == Severity::Error;
}

/// Stays until the process ends: to take down the analysis of a big estate
/// piece by piece is a tenth of a run, and the system does it at once.
AnalyzedInputs& keep(AnalyzedInputs analyzed) {
  static auto& kept = *new std::deque<AnalyzedInputs>;
  return kept.emplace_back(std::move(analyzed));
}

}  // namespace

AnalyzedInputs& analyze_inputs(Session& session) {
  const Arguments& arguments = session.arguments();
  AnalyzeOptions options;
  options.limits = limits_of(arguments);
  options.resolve.as_of = session.as_of();
  options.resolve.dialect = checked_dialect(arguments);
  options.resolve.timezone = checked_timezone(arguments);
  options.resolve.target = checked_target(arguments);
  if (const auto horizon = arguments.duration("horizon")) {
    options.derive.horizon = *horizon;
  }
  Inputs inputs = load_inputs(session);
  Analysis analysis;
  bool over_limit = inputs.over_limit;
  if (!over_limit) {
    analysis = analyze(std::move(inputs.drafts), std::move(inputs.diagnostics),
                       options);
    over_limit = analysis.over_limit;
  } else {
    analysis.diagnostics = std::move(inputs.diagnostics);
  }
  if (over_limit) {
    print_diagnostics(session, inputs.sources, analysis.diagnostics);
    throw Stop{kCouldNotRun};
  }
  return keep({std::move(inputs), std::move(analysis)});
}

int report_input_problems(const Session& session,
                          const AnalyzedInputs& analyzed) {
  const Analysis& analysis = analyzed.analysis;
  std::vector<Diagnostic> problems = input_problems(
      {analysis.project, analysis.derivation}, analyzed.inputs.sources,
      analysis.diagnostics, midnight_of(clock_now()));
  const bool failed = std::any_of(problems.begin(), problems.end(), is_error);
  if (session.arguments().has("quiet")) {
    std::erase_if(problems, [](const Diagnostic& d) { return !is_error(d); });
  }
  if (!problems.empty()) {
    print_diagnostics(session, analyzed.inputs.sources, problems);
  }
  return failed ? kFindings : kOk;
}

}  // namespace lockstep::cli
