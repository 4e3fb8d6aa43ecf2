// `lockstep lint`: findings, filtered and rendered; the exit code says whether
// one of them reaches the threshold.

#include <algorithm>

#include <fmt/format.h>

#include "cli/analysis.hpp"
#include "cli/baseline.hpp"
#include "cli/failure.hpp"
#include "cli/subcommands.hpp"
#include "lint/rule.hpp"
#include "report/report.hpp"

namespace lockstep::cli {
namespace {

Severity level_of(const Arguments& arguments, std::string_view option,
                  std::string_view otherwise) {
  const std::string level = arguments.choice(option, otherwise);
  if (level == "error") return Severity::Error;
  return level == "warning" ? Severity::Warning : Severity::Info;
}

std::vector<std::string> selectors(const Arguments& arguments,
                                   std::string_view option) {
  std::vector<std::string> words = arguments.list(option);
  const std::vector<std::string> unknown = unknown_selectors(words);
  if (unknown.empty()) return words;
  throw UsageError(fmt::format("--{}: {}; \"lockstep rules\" lists them",
                               option, fmt::join(unknown, ", ")));
}

LintOptions options_of(const Arguments& arguments) {
  LintOptions options;
  options.select = selectors(arguments, "select");
  options.ignore = selectors(arguments, "ignore");
  options.today = midnight_of(arguments.instant("today").value_or(clock_now()));
  return options;
}

/// The interval over which what is not proved for ever is proved.
std::string scope_of(const Derivation& derivation) {
  return format_instant(derivation.as_of) + " to " +
         format_instant(derivation.as_of + derivation.horizon);
}

std::string render(const Session& session, std::vector<Diagnostic> shown,
                   const AnalyzedInputs& analyzed) {
  const Arguments& arguments = session.arguments();
  const Sources& sources = analyzed.inputs.sources;
  const std::string format = arguments.format();
  const bool text = format == "text";
  const Severity least =
      level_of(arguments, "severity", text ? "warning" : "info");
  // Text counts the information that it does not list.
  if (!text || least == Severity::Error) {
    std::erase_if(shown,
                  [&](const Diagnostic& d) { return d.severity > least; });
  }
  for (const FindingsFormat& row : findings_formats()) {
    if (row.name != format) continue;
    const std::string scope = scope_of(analyzed.analysis.derivation);
    return row.render({shown, sources, tool_info(), scope});
  }
  TextStyle style = session.output_style();
  style.show_info = least == Severity::Info;
  return diagnostics_text(shown, sources, style);
}

void note_hidden(const Session& session, const LintResult& result) {
  if (result.suppressed > 0) {
    session.note(fmt::format("lockstep: {} suppressed by the project file",
                             result.suppressed));
  }
  if (result.baselined > 0) {
    session.note(
        fmt::format("lockstep: {} left out by the baseline", result.baselined));
  }
}

}  // namespace

int lint_command(Session& session) {
  const Arguments& arguments = session.arguments();
  LintOptions options = options_of(arguments);
  AnalyzedInputs& analyzed = analyze_inputs(session);
  const Project& project = analyzed.analysis.project;
  const std::string baseline =
      baseline_path(arguments, project, analyzed.inputs.project_path);
  const std::optional<std::string> written = arguments.text("write-baseline");
  if (!written && !baseline.empty()) {
    options.baseline = read_baseline(baseline);
    options.has_baseline = true;
  }
  const LintResult result =
      lint({project, analyzed.analysis.derivation}, analyzed.inputs.sources,
           std::move(analyzed.analysis.diagnostics), options);
  if (written) {
    write_baseline(session, *written, result.diagnostics);
    return kOk;
  }
  const Severity threshold = level_of(arguments, "fail-on", "warning");
  const bool failed =
      std::any_of(result.diagnostics.begin(), result.diagnostics.end(),
                  [&](const Diagnostic& d) { return d.severity <= threshold; });
  session.output().write(render(session, result.diagnostics, analyzed));
  note_hidden(session, result);
  return failed ? kFindings : kOk;
}

}  // namespace lockstep::cli
