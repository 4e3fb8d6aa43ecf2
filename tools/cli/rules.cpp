// `lockstep rules` lists the lint rules.

#include <fmt/format.h>

#include "cli/failure.hpp"
#include "cli/rules.hpp"
#include "cli/session.hpp"
#include "cli/subcommands.hpp"
#include "cli/table.hpp"
#include "lint/rule.hpp"
#include "report/labels.hpp"

namespace lockstep::cli {
namespace {

std::string rules_text() {
  Table table({"rule", "name", "severity", "finds"});
  for (const Rule& rule : rules()) {
    table.add_row({std::string(rule.id), std::string(rule.name),
                   std::string(label(rule.severity)),
                   std::string(rule.summary)});
  }
  return table.text();
}

std::string rules_markdown() {
  std::string text = "| rule | name | severity | finds |\n|---|---|---|---|\n";
  for (const Rule& rule : rules()) {
    text += fmt::format("| {} | {} | {} | {} |\n", rule.id, rule.name,
                        label(rule.severity), rule.summary);
  }
  return text;
}

std::string rules_json() {
  JsonWriter json;
  write_head(json, tool_info());
  json.key("rules").begin_array();
  for (const Rule& rule : rules()) {
    json.line().begin_object();
    write_rule(json, rule);
    json.end_object();
  }
  json.end_array().end_object();
  return json.take() + "\n";
}

}  // namespace

void write_rule(JsonWriter& json, const Rule& rule) {
  json.key("rule").string(rule.id).key("name").string(rule.name);
  json.key("family").string(rule.family);
  json.key("severity").string(label(rule.severity));
  json.key("summary").string(rule.summary);
  json.key("since").string(rule.since);
}

int rules_command(Session& session) {
  const std::string format = session.arguments().format();
  session.output().write(format == "json"       ? rules_json()
                         : format == "markdown" ? rules_markdown()
                                                : rules_text());
  return kOk;
}

}  // namespace lockstep::cli
