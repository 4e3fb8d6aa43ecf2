// The schema and the reference page: they come from the tables that read the
// file, so what is left to check is their form.
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "load/load.hpp"
#include "load/project_fields.hpp"

namespace lockstep {
namespace {

using nlohmann::json;

void collect_references(const json& node, std::set<std::string>& references) {
  if (!node.is_structured()) return;
  if (node.is_object() && node.contains("$ref")) {
    references.insert(node["$ref"].get<std::string>());
  }
  for (const json& child : node) collect_references(child, references);
}

TEST_CASE("every reference of the schema is defined, every definition used") {
  const json schema = json::parse(project_schema());
  std::set<std::string> references;
  collect_references(schema, references);
  std::set<std::string> definitions;
  for (const auto& [name, definition] : schema.at("$defs").items()) {
    definitions.insert("#/$defs/" + name);
  }
  CHECK(references == definitions);
  CHECK(schema.at("$schema") == "https://json-schema.org/draft/2020-12/schema");
  CHECK(schema.at("required") == json{"version"});
}

TEST_CASE("every field of every table is in the schema and on the page") {
  const json schema = json::parse(project_schema());
  const std::string page = project_reference();
  const auto mappings = project_mappings();
  CHECK(mappings.front().name == "project");
  for (const MappingDescription& mapping : mappings) {
    CAPTURE(mapping.name);
    const json& object = mapping.name == "project"
                             ? schema
                             : schema.at("$defs").at(std::string(mapping.name));
    CHECK(object.at("type") == "object");
    CHECK(object.at("additionalProperties") == false);
    CHECK(object.at("properties").size() == mapping.fields.size());
    CHECK(page.find("\n## " + std::string(mapping.name) + "\n") !=
          std::string::npos);
    for (const FieldDescription& field : mapping.fields) {
      CAPTURE(field.name);
      const json& property =
          object.at("properties").at(std::string(field.name));
      CHECK(property.at("description") == field.summary);
      CHECK_FALSE(field.summary.empty());
      CHECK_FALSE(field.summary.ends_with('.'));
      CHECK(page.find("| `" + std::string(field.name) + "`") !=
            std::string::npos);
    }
  }
}

// What the page says is one line a field, so that a bar in it ends no cell.
TEST_CASE("the reference page is made of tables of three columns") {
  const std::string page = project_reference();
  std::size_t start = 0;
  while (start < page.size()) {
    const std::size_t end = page.find('\n', start);
    const std::string line = page.substr(start, end - start);
    start = end + 1;
    if (!line.starts_with("|")) continue;
    std::size_t bars = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
      if (line[i] == '|' && (i == 0 || line[i - 1] != '\\')) ++bars;
    }
    CAPTURE(line);
    CHECK(bars == 4);
  }
}

// ---- A validator of the keywords that the schema uses. ----

bool valid(const json& schema, const json& value, const json& root);

bool has_type(const json& value, const std::string& type) {
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "integer") return value.is_number_integer();
  if (type == "number") return value.is_number();
  if (type == "boolean") return value.is_boolean();
  return type == "null" && value.is_null();
}

bool type_fits(const json& schema, const json& value) {
  if (!schema.contains("type")) return true;
  if (schema["type"].is_string()) return has_type(value, schema["type"]);
  for (const json& type : schema["type"]) {
    if (has_type(value, type)) return true;
  }
  return false;
}

bool members_fit(const json& schema, const json& value, const json& root) {
  if (!value.is_object()) return true;
  for (const json& name : schema.value("required", json::array())) {
    if (!value.contains(name.get<std::string>())) return false;
  }
  for (const auto& [key, member] : value.items()) {
    const json properties = schema.value("properties", json::object());
    if (properties.contains(key)) {
      if (!valid(properties[key], member, root)) return false;
    } else if (!key.starts_with("x-") &&
               !valid(schema.value("additionalProperties", json(true)), member,
                      root)) {
      return false;
    }
  }
  return true;
}

bool valid(const json& schema, const json& value, const json& root) {
  if (schema.is_boolean()) return schema.get<bool>();
  if (!type_fits(schema, value)) return false;
  if (schema.contains("$ref")) {
    const std::string pointer = schema["$ref"].get<std::string>().substr(1);
    if (!valid(root.at(json::json_pointer(pointer)), value, root)) return false;
  }
  if (schema.contains("const") && schema["const"] != value) return false;
  if (schema.contains("enum")) {
    bool found = false;
    for (const json& choice : schema["enum"]) found = found || choice == value;
    if (!found) return false;
  }
  if (schema.contains("anyOf")) {
    bool found = false;
    for (const json& choice : schema["anyOf"]) {
      found = found || valid(choice, value, root);
    }
    if (!found) return false;
  }
  if (value.is_number() && value < schema.value("minimum", json(-1e18))) {
    return false;
  }
  if (value.is_number() && value > schema.value("maximum", json(1e18))) {
    return false;
  }
  if (value.is_array()) {
    if (value.size() < schema.value("minItems", std::size_t{0})) return false;
    if (value.size() > schema.value("maxItems", SIZE_MAX)) return false;
    for (const json& item : value) {
      if (!valid(schema.value("items", json(true)), item, root)) return false;
    }
  }
  return members_fit(schema, value, root);
}

struct Row {
  std::string_view text;
  bool valid;
};
constexpr Row kRows[] = {
    {R"({"version": 1})", true},
    {R"({"version": 2})", false},
    {R"({"name": "a"})", false},
    {R"({"version": 1, "x-mine": [1]})", true},
    {R"({"version": 1, "datasets": {"a": null, "b": {}}})", true},
    {R"({"version": 1, "datasets": [{"name": "a", "cron": null}]})", true},
    {R"({"version": 1, "datasets": [{"cron": "daily"}]})", false},
    {R"({"version": 1, "datasets": {"a": {"crn": "daily"}}})", false},
    {R"({"version": 1, "datasets": {"a": {"crons": ["daily", {"cron": "hourly",
         "timezone": "UTC"}], "duration": [300, "20m"], "freshness": "2h",
         "window": {"length": "1d"}, "tags": ["x"], "atomic": true}}})",
     true},
    {R"({"version": 1, "datasets": {"a": {"inputs": ["b", {"dataset": "c",
         "read": "same", "offset": "-9h", "guard": "none"}]}}})",
     true},
    {R"({"version": 1, "datasets": {"a": {"inputs": [{"read": "same"}]}}})",
     false},
    {R"({"version": 1, "datasets": {"a": {"inputs": [{"dataset": "c",
         "read": "newest"}]}}})",
     false},
    {R"({"version": 1, "datasets": {"a": {"duration": ["5m"]}}})", false},
    {R"({"version": 1, "datasets": {"a": {"concurrency": 0}}})", false},
    {R"({"version": 1, "datasets": {"a": {"atomic": "no"}}})", false},
    {R"({"version": 1, "datasets": {"a": {"window": "next"}}})", false},
    {R"({"version": 1, "exposures": {"e": {"reads": "a"}}})", true},
    {R"({"version": 1, "exposures": {"e": {}}})", false},
    {R"({"version": 1, "include": ["a", {"path": "b", "format": "dbt"}]})",
     true},
    {R"({"version": 1, "include": [{"format": "dbt"}]})", false},
    {R"({"version": 1, "lint": {"select": "ALL", "budget": {"wait": "1h",
         "idle_share": 0.5}, "severity": {"ALN001": "info"}}})",
     true},
    {R"({"version": 1, "lint": {"severity": {"ALN001": "off"}}})", false},
    {R"({"version": 1, "lint": {"budget": {"idle_share": 2}}})", false},
    {R"({"version": 1, "suppress": [{"rule": "ALN001",
         "until": "2027-01-01"}]})",
     true},
    {R"({"version": 1, "suppress": [{"dataset": "a"}]})", false},
    {R"({"version": 1, "pipelines": [{"name": "{{domain}}",
         "target": {"environment": "shell", "retries": 1}}]})",
     true},
    {R"({"version": 1, "defaults": {"trigger": "a & b"}})", false},
};

// The schema is a promise to editors: what it takes, the loader takes too, and
// what it refuses, the loader reports.
TEST_CASE("schema and loader agree") {
  const json schema = json::parse(project_schema());
  const Limits limits;
  for (const Row& row : kRows) {
    CAPTURE(row.text);
    CHECK(valid(schema, json::parse(row.text), schema) == row.valid);
    Sources sources;
    const SourceId source = sources.add({"p.json", row.text, "project", {}});
    std::vector<Diagnostic> diagnostics;
    LoadContext context{sources, limits, diagnostics};
    static_cast<void>(load(source, context));
    CHECK(diagnostics.empty() == row.valid);
  }
}

}  // namespace
}  // namespace lockstep
