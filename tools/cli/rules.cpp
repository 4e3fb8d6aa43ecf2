// `lockstep rules` lists the lint rules, `lockstep explain RULE` prints the
// page of one.

#include <vector>

#include <fmt/format.h>

#include "base/text.hpp"
#include "cli/failure.hpp"
#include "cli/session.hpp"
#include "cli/subcommands.hpp"
#include "cli/table.hpp"
#include "lint/rule.hpp"
#include "report/json_parts.hpp"
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

void write_rule(JsonWriter& json, const Rule& rule) {
  json.key("rule").string(rule.id).key("name").string(rule.name);
  json.key("family").string(rule.family);
  json.key("severity").string(label(rule.severity));
  json.key("summary").string(rule.summary);
  json.key("since").string(rule.since);
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

const Rule& rule_of(const std::string& asked) {
  if (const Rule* const rule = find_rule(asked)) return *rule;
  std::vector<std::string_view> names;
  for (const Rule& rule : rules()) {
    names.push_back(rule.id);
    names.push_back(rule.name);
  }
  throw UsageError(
      fmt::format("unknown rule {}{}; \"lockstep rules\" lists them",
                  quoted(asked), suggestion(asked, names)));
}

}  // namespace

int rules_command(Session& session) {
  const std::string format = session.arguments().format();
  session.output().write(format == "json"       ? rules_json()
                         : format == "markdown" ? rules_markdown()
                                                : rules_text());
  return kOk;
}

int explain_command(Session& session) {
  const Rule& rule = rule_of(session.arguments().operands().front());
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

}  // namespace lockstep::cli
