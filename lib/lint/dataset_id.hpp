#pragma once
// The name under which generated pipelines know a dataset.

#include <span>
#include <string>
#include <string_view>

#include "model/project.hpp"

namespace lockstep {

/// Starlake's sanitize_id, then its case folding (ai.starlake.common):
/// `$` becomes `S`, every other character outside [a-zA-Z0-9-_] becomes `_`.
[[nodiscard]] std::string dataset_id(std::string_view name);

/// True if no two datasets, nor one and an exposure of `exposures`, have one
/// id; false if some may.
[[nodiscard]] bool have_own_ids(const Project& project,
                                std::span<const Exposure> exposures);

}  // namespace lockstep
