#include "load/load.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"
#include "load/json_reader.hpp"
#include "load/loaders.hpp"

namespace lockstep {
namespace {

constexpr std::array kLoaders{
    Loader{"task_deps", "Starlake lineage: JSON array of nodes with children",
           sniff_task_deps, load_task_deps},
    Loader{"starlake_dag", "Starlake DAG file: Python that holds task_deps",
           sniff_starlake_dag, load_starlake_dag},
    Loader{"project", "Project file: lockstep.yaml, or the same as JSON",
           sniff_project_yaml, load_project_yaml},
    Loader{"datasets", "Cron-tagged datasets: YAML or JSON with `datasets:`",
           sniff_datasets_yaml, load_datasets_yaml},
};

/// Formats that people will try: what to give instead.
struct ForeignFormat {
  std::string_view key;  ///< of the object at the top
  std::string_view name;
};
constexpr std::array kForeignFormats{
    ForeignFormat{"metadata", "a dbt manifest"},
    ForeignFormat{"eventType", "an OpenLineage event"},
    ForeignFormat{"eventTime", "an OpenLineage event"},
};

std::string known_formats() {
  std::vector<std::string_view> names;
  for (const Loader& loader : kLoaders) names.push_back(loader.name);
  return fmt::format("{}", fmt::join(names, ", "));
}

Diagnostic input_error(std::string message, SourceId source,
                       std::string help = {}) {
  Diagnostic diagnostic;
  diagnostic.rule = "INP001";
  diagnostic.message = std::move(message);
  diagnostic.where = {source, 0, 0};
  diagnostic.help = std::move(help);
  return diagnostic;
}

Diagnostic unknown_format(const Source& input, SourceId source) {
  if (trim(input.text).empty()) {
    return input_error("the file is empty", source,
                       "expected one of " + known_formats());
  }
  const JsonOutline outline = outline_json(input.text);
  for (const ForeignFormat& row : kForeignFormats) {
    if (std::find(outline.keys.begin(), outline.keys.end(), row.key) ==
        outline.keys.end()) {
      continue;
    }
    return input_error(
        fmt::format("this looks like {}, which is not read yet", row.name),
        source,
        "give lineage as task_deps, or as \"inputs\" of datasets in "
        "lockstep.yaml");
  }
  return input_error("this is none of the known formats: " + known_formats(),
                     source, "--input-format says which one it is");
}

const Loader* choose(const Source& input, SourceId source,
                     LoadContext& context) {
  if (input.format.empty()) {
    const Loader* loader = sniff(input.path, input.text);
    if (loader == nullptr) {
      context.diagnostics.push_back(unknown_format(input, source));
    }
    return loader;
  }
  const Loader* loader = find_loader(input.format);
  if (loader == nullptr) {
    std::vector<std::string_view> names;
    for (const Loader& row : kLoaders) names.push_back(row.name);
    context.diagnostics.push_back(
        input_error(fmt::format("unknown format {}{}", quoted(input.format),
                                suggestion(input.format, names)),
                    source, "known are " + known_formats()));
  }
  return loader;
}

}  // namespace

std::span<const Loader> loaders() { return kLoaders; }

const Loader* find_loader(std::string_view name) {
  const auto found =
      std::find_if(kLoaders.begin(), kLoaders.end(),
                   [&](const Loader& loader) { return loader.name == name; });
  return found == kLoaders.end() ? nullptr : &*found;
}

const Loader* sniff(std::string_view path, std::string_view text) {
  const auto found = std::find_if(
      kLoaders.begin(), kLoaders.end(),
      [&](const Loader& loader) { return loader.sniff(path, text); });
  return found == kLoaders.end() ? nullptr : &*found;
}

Draft load(SourceId source, LoadContext& context) {
  const Source& input = context.sources[source];
  Draft draft;
  draft.path = input.path;
  if (input.text.size() > context.limits.file_bytes) {
    Diagnostic diagnostic =
        input_error(fmt::format("the file has {} bytes, more than {}",
                                input.text.size(), context.limits.file_bytes),
                    source, "raise the limit with --max-file-bytes");
    diagnostic.rule = "INP006";
    context.diagnostics.push_back(std::move(diagnostic));
    context.over_limit = true;
    return draft;
  }
  if (const Loader* loader = choose(input, source, context)) {
    loader->load(source, context, draft);
  }
  return draft;
}

}  // namespace lockstep
