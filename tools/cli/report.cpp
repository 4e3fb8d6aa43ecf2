// `lockstep report`: the lineage graph with what is known of every dataset.

#include "report/report.hpp"
#include "align/alignment.hpp"
#include "cli/analysis.hpp"
#include "cli/subcommands.hpp"

namespace lockstep::cli {
namespace {

std::string render(const Session& session, const Analysis& analysis) {
  const std::string format = session.arguments().format();
  const Project& project = analysis.project;
  const Derivation& derivation = analysis.derivation;
  if (format == "dot") return report_dot(project, derivation);
  if (format == "mermaid") return report_mermaid(project, derivation);
  const Alignment alignment = align(project, derivation);
  if (format == "markdown") {
    return report_markdown(project, derivation, alignment);
  }
  return report_json(project, derivation, alignment, tool_info());
}

}  // namespace

int report_command(Session& session) {
  const AnalyzedInputs& analyzed = analyze_inputs(session);
  session.output().write(render(session, analyzed.analysis));
  return report_input_problems(session, analyzed);
}

}  // namespace lockstep::cli
