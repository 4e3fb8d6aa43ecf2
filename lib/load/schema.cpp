// The JSON Schema and the reference page of lockstep.yaml: two walks over the
// field tables that also read the file, so that they cannot disagree.
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "load/fields.hpp"
#include "load/load.hpp"
#include "load/project_fields.hpp"

namespace lockstep {
namespace {

using Json = nlohmann::ordered_json;

Json reference(std::string_view name) {
  return {{"$ref", fmt::format("#/$defs/{}", name)}};
}

// A schema of a mapping: its fields, nothing else but `x-` keys.
Json schema_of(const MappingDescription& mapping) {
  Json properties = Json::object();
  Json required = Json::array();
  for (const FieldDescription& field : mapping.fields) {
    Json property = reference(field.shape->name);
    property["description"] = field.summary;
    properties[std::string(field.name)] = std::move(property);
    if (field.required) required.push_back(field.name);
  }
  Json schema{{"type", "object"},
              {"description", mapping.summary},
              {"properties", std::move(properties)},
              {"patternProperties", {{"^x-", true}}},
              {"additionalProperties", false}};
  if (!required.empty()) schema["required"] = std::move(required);
  return schema;
}

Json schema_of(const Shape& shape) {
  if (shape.choices == nullptr) return Json::parse(shape.schema);
  return {{"enum", shape.choices()}};
}

// The shape as a type for people, linked where it has a section of its own.
std::string type_in_words(const FieldDescription& field) {
  std::string words(field.shape->words);
  for (std::size_t i = 0; (i = words.find('|', i)) != std::string::npos;) {
    words.replace(i, 1, "\\|");  // a bar ends a cell of a Markdown table
    i += 2;
  }
  return words;
}

}  // namespace

std::string project_schema() {
  const auto mappings = project_mappings();
  Json schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
              {"title", "lockstep.yaml"}};
  schema.update(schema_of(mappings.front()));
  Json definitions = Json::object();
  for (const MappingDescription& mapping : mappings) {
    if (&mapping != &mappings.front()) {
      definitions[std::string(mapping.name)] = schema_of(mapping);
    }
  }
  // A shape without a schema of its own is the mapping of its name.
  for (const MappingDescription& mapping : mappings) {
    for (const FieldDescription& field : mapping.fields) {
      const std::string name(field.shape->name);
      if (!definitions.contains(name)) {
        definitions[name] = schema_of(*field.shape);
      }
    }
  }
  schema["$defs"] = std::move(definitions);
  return schema.dump(2) + "\n";
}

std::string project_reference() {
  std::string page =
      "# Reference of lockstep.yaml\n\n"
      "Every field, from the tables that read the file. Keys that begin with "
      "`x-` are yours: they may stand anywhere and are not read.\n";
  for (const MappingDescription& mapping : project_mappings()) {
    page += fmt::format(
        "\n## {}\n\n{}\n\n| field | value | meaning |\n|---|---|---|\n",
        mapping.name, mapping.summary);
    for (const FieldDescription& field : mapping.fields) {
      page += fmt::format("| `{}`{} | {} | {} |\n", field.name,
                          field.required ? " (required)" : "",
                          type_in_words(field), field.summary);
    }
  }
  return page;
}

}  // namespace lockstep
