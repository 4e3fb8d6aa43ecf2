// `lockstep lint`: findings, filtered and rendered; the exit code says whether
// one of them reaches the threshold.

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "base/text.hpp"
#include "cli/analysis.hpp"
#include "cli/baseline.hpp"
#include "cli/failure.hpp"
#include "cli/fix.hpp"
#include "cli/git.hpp"
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

/// Runs `work` in another working directory.
template <class Work>
auto in_directory(const std::filesystem::path& directory, const Work& work) {
  struct Back {
    std::filesystem::path here = std::filesystem::current_path();
    ~Back() {
      std::error_code error;
      std::filesystem::current_path(here, error);
    }
  } back;
  std::filesystem::current_path(directory);
  return work();
}

/// Operands that exist in the revision too.
std::vector<std::string> operands_in(const Revision& revision,
                                     const Arguments& arguments) {
  std::vector<std::string> found;
  for (const std::string& operand : arguments.operands()) {
    const std::string path = revision.path_in_revision(operand);
    if (std::filesystem::exists(path)) found.push_back(path);
  }
  return found;
}

/// Leaves out what is found at the revision, too. Errors of reading stay, as
/// with a baseline. What has no inputs there has no findings there.
void keep_new(const Session& session, const std::string& name,
              const LintOptions& options, std::vector<Diagnostic>& findings) {
  const Revision revision(name);
  if (!std::filesystem::exists(revision.directory())) return;
  const std::vector<std::string> old = in_directory(revision.directory(), [&] {
    const Arguments& given = session.arguments();
    const Arguments arguments =
        given.with_operands(operands_in(revision, given));
    const bool none = given.operands().empty()
                          ? !std::filesystem::exists(kProjectFile)
                          : arguments.operands().empty();
    std::vector<std::string> prints;
    if (none) return prints;
    Session other(arguments, session.streams());
    const AnalyzedInputs& analyzed = analyze_inputs(other);
    const Analysis& analysis = analyzed.analysis;
    for (const Diagnostic& finding :
         lint({analysis.project, analysis.derivation}, analyzed.inputs.sources,
              analysis.diagnostics, options)
             .diagnostics) {
      prints.push_back(fingerprint(finding));
    }
    std::ranges::sort(prints);
    return prints;
  });
  const std::size_t before = findings.size();
  std::erase_if(findings, [&](const Diagnostic& finding) {
    return !finding.rule.starts_with("INP") &&
           std::ranges::binary_search(old, fingerprint(finding));
  });
  if (const std::size_t left_out = before - findings.size(); left_out > 0) {
    session.note(fmt::format("lockstep: {} left out, found at {} too", left_out,
                             lockstep::quoted(name)));
  }
}

/// Passes of --fix; a mend may show another one, hardly ten in a row.
constexpr int kMostPasses = 10;

struct Linted {
  AnalyzedInputs* analyzed;
  LintResult result;
};

Linted lint_inputs(Session& session, LintOptions options) {
  const Arguments& arguments = session.arguments();
  AnalyzedInputs& analyzed = analyze_inputs(session);
  const Project& project = analyzed.analysis.project;
  const std::string baseline =
      baseline_path(arguments, project, analyzed.inputs.project_path);
  if (!arguments.has("write-baseline") && !baseline.empty()) {
    options.baseline = read_baseline(baseline);
    options.has_baseline = true;
  }
  LintResult result =
      lint({project, analyzed.analysis.derivation}, analyzed.inputs.sources,
           std::move(analyzed.analysis.diagnostics), options);
  if (const auto revision = arguments.text("new-only")) {
    keep_new(session, *revision, options, result.diagnostics);
  }
  return {&analyzed, std::move(result)};
}

/// Mends and lints again until nothing is left to mend.
Linted lint_and_fix(Session& session, const LintOptions& options) {
  std::size_t mended = 0;
  for (int pass = 1;; ++pass) {
    Linted linted = lint_inputs(session, options);
    const Inputs& inputs = linted.analyzed->inputs;
    const FixPlan plan = fixes_for(session, inputs, linted.result.diagnostics);
    if (plan.fixes == 0 || pass > kMostPasses) {
      note_fixes(session, mended, plan);
      return linted;
    }
    write_fixes(session, inputs, plan);
    mended += plan.fixes;
  }
}

int show_diff(Session& session, const Linted& linted) {
  const Inputs& inputs = linted.analyzed->inputs;
  const FixPlan plan = fixes_for(session, inputs, linted.result.diagnostics);
  session.output().write(show_fixes(inputs, plan));
  note_fixes(session, 0, plan);
  return plan.fixes > 0 ? kFindings : kOk;
}

void check_fix_options(const Arguments& arguments) {
  if (arguments.has("fix") && arguments.has("diff")) {
    throw UsageError(
        "--fix and --diff exclude each other: --diff shows what "
        "--fix writes");
  }
  if (arguments.has("unsafe-fixes") && !arguments.has("fix") &&
      !arguments.has("diff")) {
    throw UsageError("--unsafe-fixes needs --fix or --diff");
  }
}

}  // namespace

int lint_command(Session& session) {
  const Arguments& arguments = session.arguments();
  check_fix_options(arguments);
  const LintOptions options = options_of(arguments);
  const Linted linted = arguments.has("fix") ? lint_and_fix(session, options)
                                             : lint_inputs(session, options);
  if (arguments.has("diff")) return show_diff(session, linted);
  const LintResult& result = linted.result;
  if (const auto written = arguments.text("write-baseline")) {
    write_baseline(session, *written, result.diagnostics);
    return kOk;
  }
  const Severity threshold = level_of(arguments, "fail-on", "warning");
  const bool failed =
      std::any_of(result.diagnostics.begin(), result.diagnostics.end(),
                  [&](const Diagnostic& d) { return d.severity <= threshold; });
  session.output().write(render(session, result.diagnostics, *linted.analyzed));
  note_hidden(session, result);
  return failed ? kFindings : kOk;
}

}  // namespace lockstep::cli
