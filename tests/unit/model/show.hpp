#pragma once
// A project from small YAML and JSON texts, and as text again.

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/source.hpp"
#include "cron/zone.hpp"
#include "load/load.hpp"
#include "model/draft.hpp"
#include "model/project.hpp"

namespace lockstep {

/// A file: lockstep.yaml is a project file, `*.json` lineage, others datasets.
struct File {
  std::string_view path;
  std::string_view text;
};

/// A resolved project with what it points into.
struct Resolved {
  Sources sources;
  ZoneTable zones;
  Project project;
  std::vector<Diagnostic> diagnostics;
};

/// Loads and resolves; the texts must outlive the result.
[[nodiscard]] std::unique_ptr<Resolved> resolve_files(
    std::vector<File> files, const ResolveOptions& options = {});

/// Places are `path:line:column` unless the path is the only one.
[[nodiscard]] std::string show_findings(const Resolved& resolved);
/// One dataset by all that it says beyond what is built in.
[[nodiscard]] std::string show_dataset(const Resolved& resolved,
                                       std::string_view name);
/// Everything that the project holds; two equal projects, equal texts.
[[nodiscard]] std::string show_project(const Resolved& resolved);

}  // namespace lockstep
