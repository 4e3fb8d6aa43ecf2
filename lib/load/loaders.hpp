#pragma once
// The loaders of the table in load.cpp: for each format a cheap look at the
// text and the loader itself.

#include <string_view>

#include "load/load.hpp"

namespace lockstep {

// Starlake's lineage: a JSON array of objects with `data` and `children`.
[[nodiscard]] bool sniff_task_deps(std::string_view path,
                                   std::string_view text);
void load_task_deps(SourceId source, LoadContext& context, Draft& draft);

// The same JSON inside a generated Python DAG file.
[[nodiscard]] bool sniff_starlake_dag(std::string_view path,
                                      std::string_view text);
void load_starlake_dag(SourceId source, LoadContext& context, Draft& draft);

// lockstep.yaml (or the same as JSON): by name, or `version:` beside a key that
// only a project file has.
[[nodiscard]] bool sniff_project_yaml(std::string_view path,
                                      std::string_view text);
void load_project_yaml(SourceId source, LoadContext& context, Draft& draft);

// Cron-tagged datasets in YAML or JSON: a mapping with `datasets:`.
[[nodiscard]] bool sniff_datasets_yaml(std::string_view path,
                                       std::string_view text);
void load_datasets_yaml(SourceId source, LoadContext& context, Draft& draft);

}  // namespace lockstep
