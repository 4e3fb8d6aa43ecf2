// JUnit XML, which every CI service shows: each error and warning is a failed
// test case, each info finding a passed one; a clean project is one passed
// case, since an empty suite counts as "no tests were run" in some services.
// https://github.com/testmoapp/junitxml

#include <fmt/format.h>

#include "report/labels.hpp"
#include "report/places.hpp"
#include "report/report.hpp"
#include "report/xml.hpp"

namespace lockstep {
namespace {

std::string case_name(const Diagnostic& diagnostic, const Sources& sources,
                      const Places& places) {
  if (!diagnostic.where.valid()) return diagnostic.rule;
  const LineColumn place = places[diagnostic.where];
  return fmt::format("{} {}:{}:{}", diagnostic.rule,
                     sources[diagnostic.where.source].path, place.line,
                     place.column);
}

std::string test_case(const Diagnostic& diagnostic, const Sources& sources,
                      const Places& places) {
  const std::string details = xml_escaped(
      diagnostic.help.empty() ? diagnostic.message
                              : diagnostic.message + "\n" + diagnostic.help);
  const std::string start = fmt::format(
      "    <testcase{}{}", xml_attribute("classname", "lockstep.lint"),
      xml_attribute("name", case_name(diagnostic, sources, places)));
  if (diagnostic.severity == Severity::Info) {
    return fmt::format("{}><system-out>{}</system-out></testcase>\n", start,
                       details);
  }
  return fmt::format("{}><failure{}{}>{}</failure></testcase>\n", start,
                     xml_attribute("type", label(diagnostic.severity)),
                     xml_attribute("message", diagnostic.message), details);
}

}  // namespace

std::string diagnostics_junit(const Findings& findings) {
  const Places places(findings.diagnostics, findings.sources);
  std::string cases;
  for (const Diagnostic& diagnostic : findings.diagnostics) {
    cases += test_case(diagnostic, findings.sources, places);
  }
  std::size_t count = findings.diagnostics.size();
  if (count == 0) {
    count = 1;
    cases =
        "    <testcase classname=\"lockstep.lint\" name=\"no findings\"/>\n";
  }
  const Summary summary = summarize(findings.diagnostics);
  const std::string counts =
      fmt::format(" tests=\"{}\" failures=\"{}\" errors=\"0\"", count,
                  summary.error + summary.warning);
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<testsuites name=\"lockstep\"{0}>\n"
      "  <testsuite name=\"lockstep lint\"{0}>\n{1}"
      "  </testsuite>\n</testsuites>\n",
      counts, cases);
}

}  // namespace lockstep
