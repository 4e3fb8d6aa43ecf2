// `lockstep explain RULE` prints the page of a rule, `lockstep explain JOB` all
// that is known of a job or an exposure. Without an INPUT a name of a rule
// means the rule; with one it means the job of that name, if the inputs have
// it.

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "base/text.hpp"
#include "cli/analysis.hpp"
#include "cli/failure.hpp"
#include "cli/rules.hpp"
#include "cli/subcommands.hpp"
#include "report/explain_job.hpp"

namespace lockstep::cli {
namespace {

int explain_rule(Session& session, const Rule& rule) {
  std::string page(rule_page(rule));
  if (session.arguments().format() == "json") {
    JsonWriter json;
    write_head(json, tool_info());
    write_rule(json, rule);
    json.key("markdown").string(page).end_object();
    page = json.take();
  }
  if (!page.ends_with('\n')) page += '\n';
  session.output().write(page);
  return kOk;
}

[[noreturn]] void fail_unknown_rule(const std::string& asked) {
  std::vector<std::string_view> names;
  for (const Rule& rule : rules()) {
    names.push_back(rule.id);
    names.push_back(rule.name);
  }
  throw UsageError(
      fmt::format("unknown rule {}{}; \"lockstep rules\" lists them",
                  quoted(asked), suggestion(asked, names)));
}

[[noreturn]] void fail_unknown_job(const Project& project,
                                   const std::string& asked) {
  std::vector<std::string_view> names;
  for (const Dataset& dataset : project.datasets) {
    names.push_back(dataset.name);
    for (const Job& job : dataset.jobs) names.push_back(job.name);
  }
  for (const Exposure& exposure : project.exposures) {
    names.push_back(exposure.name);
  }
  for (const Rule& rule : rules()) {
    names.push_back(rule.id);
    names.push_back(rule.name);
  }
  throw UsageError(fmt::format(
      "no rule, dataset, task or exposure has the name {}{}; \"lockstep "
      "derive\" lists datasets, \"lockstep rules\" rules",
      quoted(asked), suggestion(asked, names)));
}

/// By the name of the dataset, else by that of a task that writes it.
NodeId find_job(const Project& project, const std::string& asked) {
  const NodeId found = project.find(asked);
  if (found.valid()) return found;
  const std::string key = to_lower(asked);
  for (std::size_t i = 0; i < project.datasets.size(); ++i) {
    const auto& jobs = project.datasets[i].jobs;
    if (std::ranges::any_of(
            jobs, [&](const Job& job) { return to_lower(job.name) == key; })) {
      return NodeId(i);
    }
  }
  return {};
}

const Exposure* find_exposure(const Project& project,
                              const std::string& asked) {
  const std::string key = to_lower(asked);
  const auto found = std::ranges::find_if(
      project.exposures,
      [&](const Exposure& exposure) { return to_lower(exposure.name) == key; });
  return found == project.exposures.end() ? nullptr : &*found;
}

/// Of an ExplainedJob or an ExplainedExposure.
template <class Explained>
std::string render(Session& session, const Explained& job) {
  const std::string format = session.arguments().format();
  if (format == "json") return explain_job_json(job, tool_info());
  if (format == "markdown") return explain_job_markdown(job);
  return explain_job_text(job, session.output_style());
}

/// `subject`: a NodeId for ExplainedJob, an Exposure for ExplainedExposure.
template <class Explained, class Subject>
int explain(Session& session, const AnalyzedInputs& analyzed,
            const Subject& subject) {
  const Analysis& analysis = analyzed.analysis;
  const LintInput input{analysis.project, analysis.derivation};
  const Sources& sources = analyzed.inputs.sources;
  LintOptions options;
  options.today = midnight_of(clock_now());
  const LintResult linted = lint(input, sources, analysis.diagnostics, options);
  const LintContext ctx(input, sources);
  session.output().write(
      render(session, Explained{ctx, subject, linted.diagnostics}));
  return report_input_problems(session, analyzed);
}

}  // namespace

int explain_command(Session& session) {
  std::vector<std::string> inputs = session.arguments().operands();
  const std::string asked = inputs.front();
  inputs.erase(inputs.begin());
  const Rule* const rule = find_rule(asked);
  if (inputs.empty()) {
    if (rule) return explain_rule(session, *rule);
    if (!has_project()) fail_unknown_rule(asked);
  }
  const Arguments arguments =
      session.arguments().with_operands(std::move(inputs));
  Session reading(arguments, session.streams());
  const AnalyzedInputs& analyzed = analyze_inputs(reading);
  const NodeId node = find_job(analyzed.analysis.project, asked);
  if (node.valid()) return explain<ExplainedJob>(session, analyzed, node);
  if (const Exposure* exposure =
          find_exposure(analyzed.analysis.project, asked)) {
    return explain<ExplainedExposure>(session, analyzed, *exposure);
  }
  if (rule) return explain_rule(session, *rule);
  fail_unknown_job(analyzed.analysis.project, asked);
}

}  // namespace lockstep::cli
