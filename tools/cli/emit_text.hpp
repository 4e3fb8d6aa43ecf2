#pragma once
// What `lockstep emit` prints: lists of targets and pipelines, patches.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/emit_folder.hpp"
#include "emit/emitter.hpp"
#include "emit/manifest.hpp"

namespace lockstep::cli {

[[nodiscard]] std::string list_of_targets(const Emitters& emitters);
[[nodiscard]] std::string list_of_pipelines(
    const std::vector<Pipeline>& pipelines);
/// `new`, `changed`, ...
[[nodiscard]] std::string_view word_of(FileFate fate);
/// What writing would change, as a unified diff.
[[nodiscard]] std::string patch_of(const EmitFolder& folder,
                                   const std::vector<PlannedFile>& planned);

}  // namespace lockstep::cli
