// The loaders of lockstep.yaml and of datasets files: look at the first lines,
// read the tree, hand its top mapping to the field tables.
#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "load/dataset_fields.hpp"
#include "load/fields.hpp"
#include "load/json_reader.hpp"
#include "load/loaders.hpp"
#include "load/project_fields.hpp"
#include "load/yaml_reader.hpp"

namespace lockstep {
namespace {

/// Enough to see a key of the top mapping behind a long comment.
constexpr std::size_t kSniffedBytes = std::size_t{1} << 16;

// The keys in the first column of a YAML text.
std::vector<std::string> yaml_keys(std::string_view text) {
  std::vector<std::string> keys;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  text = text.substr(0, kSniffedBytes);
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    const std::size_t colon = line.find(':');
    if (colon == 0 || colon == std::string_view::npos ||
        std::string_view(" \t#-{[").find(line[0]) != std::string_view::npos) {
      continue;
    }
    std::string_view key = trim(line.substr(0, colon));
    if (key.size() > 1 && (key[0] == '"' || key[0] == '\'') &&
        key.back() == key[0]) {
      key = key.substr(1, key.size() - 2);
    }
    keys.emplace_back(key);
  }
  return keys;
}

std::vector<std::string> top_keys(std::string_view text) {
  JsonOutline outline = outline_json(text);
  return outline.top == JsonOutline::Top::Object ? std::move(outline.keys)
                                                 : yaml_keys(text);
}

bool has_any(std::span<const std::string> keys,
             std::span<const std::string_view> wanted) {
  return std::ranges::any_of(keys, [&](const std::string& key) {
    return std::ranges::find(wanted, key) != wanted.end();
  });
}

bool has(std::span<const std::string> keys, std::string_view wanted) {
  return has_any(keys, {&wanted, 1});
}

std::string_view file_name(std::string_view path) {
  return path.substr(path.find_last_of("/\\") + 1);
}

Document read_document(SourceId source, LoadContext& context) {
  return context.sources[source].path.ends_with(".json")
             ? read_json_document(source, context)
             : read_yaml(source, context);
}

/// The top mapping of the source; absent, and a diagnostic, if it is none.
std::optional<Value> top_mapping(const Document& document, SourceId source,
                                 std::size_t errors_before,
                                 LoadContext& context) {
  const Value root = document.root();
  if (root.is_map()) return root;
  if (context.diagnostics.size() > errors_before) return std::nullopt;
  Diagnostic diagnostic;
  diagnostic.rule = root.is_null() ? "INP001" : "INP002";
  diagnostic.message = root.is_null()
                           ? "the file is empty"
                           : in_words(root) + " where a mapping belongs";
  diagnostic.where = root.where();
  diagnostic.where.source = source;
  diagnostic.help = "begin with \"datasets:\", or with \"version: 1\"";
  context.diagnostics.push_back(std::move(diagnostic));
  return std::nullopt;
}

// A datasets file knows one key. What a project file may say besides is told
// apart from what nobody knows.
void read_datasets_file(FieldReader& reader, const Value& root, Draft& draft) {
  constexpr std::string_view kKnown[] = {"datasets"};
  for (std::size_t i = 0; i < root.size(); ++i) {
    const std::string_view key = root.key(i).text();
    if (is_extension(key)) continue;
    if (key == "datasets") {
      reader.field = "datasets";
      if (!root.value(i).is_null()) read_datasets(reader, root.value(i), draft);
      reader.field = {};
      continue;
    }
    Diagnostic unknown = unknown_key(root.key(i), "a datasets file", kKnown);
    if (is_project_key(key)) {
      unknown.help = "only a project file has it, which says version: 1";
    }
    reader.report(std::move(unknown));
  }
}

}  // namespace

bool sniff_project_yaml(std::string_view path, std::string_view text) {
  const std::string_view name = file_name(path);
  if (name == "lockstep.yaml" || name == "lockstep.yml" ||
      name == "lockstep.json") {
    return true;
  }
  constexpr std::string_view kTelling[] = {"datasets",  "include", "exposures",
                                           "pipelines", "presets", "suppress"};
  const auto keys = top_keys(text);
  return has(keys, "version") && has_any(keys, kTelling);
}

void load_project_yaml(SourceId source, LoadContext& context, Draft& draft) {
  draft.precedence = Precedence::Project;
  const std::size_t before = context.diagnostics.size();
  const Document document = read_document(source, context);
  FieldReader reader(context);
  if (const auto root = top_mapping(document, source, before, context)) {
    read_project(reader, *root, draft);
  }
}

bool sniff_datasets_yaml(std::string_view, std::string_view text) {
  return has(top_keys(text), "datasets");
}

void load_datasets_yaml(SourceId source, LoadContext& context, Draft& draft) {
  draft.precedence = Precedence::Datasets;
  const std::size_t before = context.diagnostics.size();
  const Document document = read_document(source, context);
  FieldReader reader(context);
  if (const auto root = top_mapping(document, source, before, context)) {
    read_datasets_file(reader, *root, draft);
  }
}

}  // namespace lockstep
