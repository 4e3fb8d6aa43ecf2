// `lint --format json`: one finding a line, every key present, null where
// there is nothing to say.

#include "lint/rule.hpp"
#include "report/json_parts.hpp"
#include "report/places.hpp"

namespace lockstep {
namespace {

void write_place(JsonWriter& json, const Location& where,
                 const Sources& sources, const Places& places) {
  if (!where.valid()) {
    json.key("file").null().key("line").null().key("column").null();
    return;
  }
  const LineColumn place = places[where];
  json.key("file").string(sources[where.source].path);
  json.key("line").number(place.line).key("column").number(place.column);
}

void write_instant(JsonWriter& json, std::string_view key,
                   const std::optional<sys_seconds>& at) {
  json.key(key);
  at ? json.instant(*at) : json.null();
}

void write_text_or_null(JsonWriter& json, std::string_view key,
                        const std::string& text) {
  json.key(key);
  text.empty() ? json.null() : json.string(text);
}

void write_witness(JsonWriter& json, const std::optional<Witness>& witness) {
  json.key("witness");
  if (!witness) {
    json.null();
    return;
  }
  json.begin_object().key("at").instant(witness->at);
  json.key("local").string(witness->local);
  write_text_or_null(json, "days", witness->days);
  json.key("runs").begin_array();
  for (const WitnessRun& run : witness->runs) {
    json.begin_object().key("job").string(run.job);
    json.key("tick").instant(run.tick);
    write_instant(json, "start", run.start);
    write_instant(json, "end", run.end);
    json.end_object();
  }
  json.end_array().end_object();
}

void write_fix(JsonWriter& json, const std::optional<Fix>& fix,
               const Sources& sources) {
  json.key("fix");
  if (!fix) {
    json.null();
    return;
  }
  json.begin_object().key("safe").boolean(fix->safe);
  json.key("edits").begin_array();
  for (const Edit& edit : fix->edits) {
    json.begin_object().key("file").string(sources[edit.where.source].path);
    json.key("offset").number(edit.where.offset);
    json.key("length").number(edit.where.length);
    json.key("text").string(edit.text).end_object();
  }
  json.end_array().end_object();
}

void write_diagnostic(JsonWriter& json, const Diagnostic& diagnostic,
                      const Sources& sources, const Places& places) {
  const Rule* rule = find_rule(diagnostic.rule);
  json.begin_object().key("rule").string(diagnostic.rule);
  json.key("name").string(rule ? rule->name : diagnostic.rule);
  json.key("severity").string(label(diagnostic.severity));
  json.key("message").string(diagnostic.message);
  write_place(json, diagnostic.where, sources, places);
  json.key("nodes").strings(diagnostic.nodes);
  write_witness(json, diagnostic.witness);
  json.key("share_of_runs");
  diagnostic.share_of_runs ? json.number(*diagnostic.share_of_runs)
                           : json.null();
  write_text_or_null(json, "scope", diagnostic.scope);
  write_text_or_null(json, "help", diagnostic.help);
  json.key("fingerprint").string(fingerprint(diagnostic));
  json.key("parameters").begin_object();
  for (const auto& [key, value] : diagnostic.parameters) {
    json.key(key).string(value);
  }
  json.end_object();
  write_fix(json, diagnostic.fix, sources);
  json.end_object();
}

}  // namespace

std::string diagnostics_json(const Findings& findings) {
  const Places places(findings.diagnostics, findings.sources);
  JsonWriter json;
  write_head(json, findings.tool);
  json.key("scope").string(findings.scope).key("diagnostics").begin_array();
  for (const Diagnostic& diagnostic : findings.diagnostics) {
    write_diagnostic(json.line(), diagnostic, findings.sources, places);
  }
  const Summary summary = summarize(findings.diagnostics);
  json.end_array().key("summary").begin_object();
  json.key("error").number(summary.error);
  json.key("warning").number(summary.warning);
  json.key("info").number(summary.info);
  json.end_object().end_object();
  return json.take() + "\n";
}

}  // namespace lockstep
