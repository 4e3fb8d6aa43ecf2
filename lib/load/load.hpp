#pragma once
// From texts to Drafts: one visible table of loaders, chosen by content.
// Loading never fails: it returns what it understood plus diagnostics.

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/source.hpp"
#include "model/draft.hpp"

namespace lockstep {

/// Limits of inputs.md 5; every message about one names the option.
struct Limits {
  std::size_t file_bytes = std::size_t{2} << 30;  ///< --max-file-bytes
  std::size_t depth = 10'000;                     ///< --max-depth
  std::size_t alias_nodes = 100'000;              ///< --max-alias-nodes
  std::size_t name_bytes = 1'024;                 ///< --max-name-bytes
  std::size_t nodes = 10'000'000;                 ///< --max-nodes
};

struct LoadContext {
  const Sources& sources;
  const Limits& limits;
  std::vector<Diagnostic>& diagnostics;
  /// Set when a limit ended the load: the command stops with exit code 3.
  bool over_limit = false;
};

/// One input format.
struct Loader {
  std::string_view name;     ///< for --input-format: `task_deps`
  std::string_view summary;  ///< one line for help
  /// Does the text look like it? `path` is for the extension only.
  bool (*sniff)(std::string_view path, std::string_view text);
  void (*load)(SourceId source, LoadContext& context, Draft& draft);
};

/// In the order in which they are asked to sniff.
[[nodiscard]] std::span<const Loader> loaders();
/// By name, nullptr if there is none.
[[nodiscard]] const Loader* find_loader(std::string_view name);
/// The first loader whose sniff() accepts; nullptr if none.
[[nodiscard]] const Loader* sniff(std::string_view path, std::string_view text);

/// Loads one source with its forced or sniffed loader. An unknown format is a
/// diagnostic that lists the known ones.
[[nodiscard]] Draft load(SourceId source, LoadContext& context);

/// JSON Schema (draft 2020-12) of lockstep.yaml from the field tables.
[[nodiscard]] std::string project_schema();
/// The reference page of lockstep.yaml (Markdown) from the same tables.
[[nodiscard]] std::string project_reference();

}  // namespace lockstep
