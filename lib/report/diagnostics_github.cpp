// GitHub workflow commands, one a finding. Escaping as in actions/toolkit
// (packages/core/src/command.ts: escapeData, escapeProperty).

#include <fmt/format.h>

#include "report/places.hpp"
#include "report/report.hpp"

namespace lockstep {
namespace {

/// `text` with each byte of `special` as `%XX`.
std::string escaped(std::string_view text, std::string_view special) {
  std::string result;
  for (const char c : text) {
    if (special.find(c) == std::string_view::npos) {
      result += c;
    } else {
      result += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return result;
}

std::string message_text(std::string_view text) {
  return escaped(text, "%\r\n");
}
std::string property(std::string_view text) { return escaped(text, "%\r\n:,"); }

std::string_view command(Severity severity) {
  switch (severity) {
    case Severity::Error:
      return "error";
    case Severity::Warning:
      return "warning";
    case Severity::Info:
      break;
  }
  return "notice";
}

}  // namespace

std::string diagnostics_github(const Findings& findings) {
  const Sources& sources = findings.sources;
  const Places places(findings.diagnostics, sources);
  std::string out;
  for (const Diagnostic& diagnostic : findings.diagnostics) {
    out += fmt::format("::{} ", command(diagnostic.severity));
    if (const Location& where = diagnostic.where; where.valid()) {
      const LineColumn place = places[where];
      out += fmt::format("file={},line={},col={},",
                         property(sources[where.source].path), place.line,
                         place.column);
    }
    std::string message = diagnostic.message;
    if (!diagnostic.help.empty()) message += "\n" + diagnostic.help;
    out += fmt::format("title={}::{}\n", property(diagnostic.rule),
                       message_text(message));
  }
  return out;
}

}  // namespace lockstep
