#pragma once
// A JsonError as the diagnostic that users see.

#include "load/json_reader.hpp"
#include "load/load.hpp"
#include "load/text_map.hpp"

namespace lockstep {

/// Appends INP001, or INP006 for too deep a nesting, which ends the command.
void report(const JsonError& error, const TextMap& map, LoadContext& context);

}  // namespace lockstep
