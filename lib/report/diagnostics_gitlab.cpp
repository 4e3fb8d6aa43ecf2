// GitLab's Code Quality report: an array of issues in the subset of the Code
// Climate format that merge requests show. Every issue needs a path and a line.
// https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format

#include <fmt/format.h>

#include "lint/rule.hpp"
#include "report/json_writer.hpp"
#include "report/places.hpp"
#include "report/report.hpp"

namespace lockstep {
namespace {

std::string_view level(Severity severity) {
  switch (severity) {
    case Severity::Error:
      return "major";
    case Severity::Warning:
      return "minor";
    case Severity::Info:
      break;
  }
  return "info";
}

/// GitLab shows one issue of those with equal fingerprints, so the place is
/// part of it.
std::string unique_fingerprint(const Diagnostic& diagnostic,
                               std::string_view path) {
  return fmt::format("{}-{}", fingerprint(diagnostic), path);
}

}  // namespace

std::string diagnostics_gitlab(const Findings& findings) {
  const Sources& sources = findings.sources;
  const Places places(findings.diagnostics, sources);
  JsonWriter json;
  json.begin_array();
  for (const Diagnostic& diagnostic : findings.diagnostics) {
    const bool placed = diagnostic.where.valid();
    // A finding about no place of its own stands at the first input.
    const SourceId source = placed ? diagnostic.where.source : SourceId(0);
    const std::string& path = sources[source].path;
    json.line().begin_object();
    json.key("description").string(diagnostic.message);
    json.key("check_name").string(diagnostic.rule);
    json.key("fingerprint").string(unique_fingerprint(diagnostic, path));
    json.key("severity").string(level(diagnostic.severity));
    json.key("location").begin_object().key("path").string(path);
    json.key("lines").begin_object().key("begin");
    json.number(placed ? places[diagnostic.where].line : std::size_t{1});
    json.end_object().end_object().end_object();
  }
  json.end_array();
  return json.take() + "\n";
}

}  // namespace lockstep
