// `lockstep derive`: the schedule or sensor of every job, and why.

#include "cli/analysis.hpp"
#include "cli/subcommands.hpp"
#include "report/report.hpp"

namespace lockstep::cli {
namespace {

std::string render(const Session& session, const Analysis& analysis) {
  const std::string format = session.arguments().format();
  const Project& project = analysis.project;
  const Derivation& derivation = analysis.derivation;
  if (format == "json") return derive_json(project, derivation, tool_info());
  if (format == "csv") return derive_csv(project, derivation);
  return derive_text(project, derivation, session.output_style());
}

}  // namespace

int derive_command(Session& session) {
  const AnalyzedInputs& analyzed = analyze_inputs(session);
  session.output().write(render(session, analyzed.analysis));
  return report_input_problems(session, analyzed);
}

}  // namespace lockstep::cli
