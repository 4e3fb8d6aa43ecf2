#pragma once
// Pipelines as JSON: `lockstep emit --format json`, for targets of one's own.

#include <span>
#include <string>
#include <string_view>

#include "pipeline/pipeline.hpp"

namespace lockstep {

/// One document, version 1. Instants are ISO 8601 UTC, spans whole seconds,
/// crons texts in the dialect of croniter with their zones; placeholders of
/// commands are `{"value": "window_start"}`.
[[nodiscard]] std::string pipelines_json(std::span<const Pipeline> pipelines,
                                         std::string_view version);

}  // namespace lockstep
