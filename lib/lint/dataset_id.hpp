#pragma once
// The name under which generated pipelines know a dataset.

#include <string>
#include <string_view>

namespace lockstep {

/// Starlake's sanitize_id, then its case folding (ai.starlake.common):
/// `$` becomes `S`, every other character outside [a-zA-Z0-9-_] becomes `_`.
[[nodiscard]] std::string dataset_id(std::string_view name);

}  // namespace lockstep
