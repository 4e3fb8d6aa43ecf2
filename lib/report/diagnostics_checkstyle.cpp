// Checkstyle XML, which many services read: one element a file, one a finding.
// https://checkstyle.org/ (XMLLogger)

#include <map>

#include <fmt/format.h>

#include "report/labels.hpp"
#include "report/places.hpp"
#include "report/report.hpp"
#include "report/xml.hpp"

namespace lockstep {
namespace {

std::string element(const Diagnostic& diagnostic, const Places& places) {
  std::string out = "    <error";
  if (diagnostic.where.valid()) {
    const LineColumn place = places[diagnostic.where];
    out += xml_attribute("line", std::to_string(place.line));
    out += xml_attribute("column", std::to_string(place.column));
  }
  std::string message = diagnostic.message;
  if (!diagnostic.help.empty()) message += "; " + diagnostic.help;
  out += xml_attribute("severity", label(diagnostic.severity));
  out += xml_attribute("message", message);
  out += xml_attribute("source", "lockstep." + diagnostic.rule);
  return out + "/>\n";
}

}  // namespace

std::string diagnostics_checkstyle(const Findings& findings) {
  const Places places(findings.diagnostics, findings.sources);
  std::map<std::string, std::string> by_file;
  for (const Diagnostic& diagnostic : findings.diagnostics) {
    const bool placed = diagnostic.where.valid();
    const SourceId source = placed ? diagnostic.where.source : SourceId(0);
    by_file[findings.sources[source].path] += element(diagnostic, places);
  }
  std::string out =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<checkstyle version=\"4.3\">\n";
  for (const auto& [path, elements] : by_file) {
    out += fmt::format("  <file{}>\n{}  </file>\n", xml_attribute("name", path),
                       elements);
  }
  return out + "</checkstyle>\n";
}

}  // namespace lockstep
