// Reviewdog Diagnostic Format (rdjson). Lines and columns count from 1, columns
// in bytes of UTF-8; a suggestion is a range and the text that replaces it.
// https://github.com/reviewdog/reviewdog/tree/master/proto/rdf

#include "report/json_writer.hpp"
#include "report/places.hpp"
#include "report/report.hpp"

namespace lockstep {
namespace {

std::string_view level(Severity severity) {
  switch (severity) {
    case Severity::Error:
      return "ERROR";
    case Severity::Warning:
      return "WARNING";
    case Severity::Info:
      break;
  }
  return "INFO";
}

void write_position(JsonWriter& json, const LineColumn& place) {
  json.begin_object().key("line").number(place.line);
  json.key("column").number(place.column).end_object();
}

void write_range(JsonWriter& json, const PlaceRange& range) {
  json.key("range").begin_object().key("start");
  write_position(json, range.begin);
  json.key("end");
  write_position(json, range.end);
  json.end_object();
}

void write_finding(JsonWriter& json, const Diagnostic& diagnostic,
                   const Sources& sources, const Places& places) {
  std::string message = diagnostic.message;
  if (!diagnostic.help.empty()) message += "\n" + diagnostic.help;
  json.begin_object().key("message").string(message);
  const bool placed = diagnostic.where.valid();
  const SourceId source = placed ? diagnostic.where.source : SourceId(0);
  json.key("location").begin_object();
  json.key("path").string(sources[source].path);
  if (placed) write_range(json, places.range(diagnostic.where));
  json.end_object().key("severity").string(level(diagnostic.severity));
  json.key("code").begin_object().key("value").string(diagnostic.rule);
  json.end_object();
  if (diagnostic.fix) {
    json.key("suggestions").begin_array();
    for (const Edit& edit : diagnostic.fix->edits) {
      json.begin_object();
      write_range(json, places.range(edit.where));
      json.key("text").string(edit.text).end_object();
    }
    json.end_array();
  }
  json.end_object();
}

}  // namespace

std::string diagnostics_rdjson(const Findings& findings) {
  const Places places(findings.diagnostics, findings.sources,
                      Places::Columns::Bytes);
  JsonWriter json;
  json.begin_object().key("source").begin_object();
  json.key("name").string("lockstep").end_object();
  json.key("diagnostics").begin_array();
  for (const Diagnostic& diagnostic : findings.diagnostics) {
    write_finding(json.line(), diagnostic, findings.sources, places);
  }
  json.end_array().end_object();
  return json.take() + "\n";
}

}  // namespace lockstep
