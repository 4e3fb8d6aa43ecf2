#pragma once
// JSON errors and values as users see them.

#include <string>

#include "load/json_reader.hpp"
#include "load/load.hpp"
#include "load/text_map.hpp"

namespace lockstep {

/// Appends INP001, or INP006 for too deep a nesting, which ends the command.
void report(const JsonError& error, const TextMap& map, LoadContext& context);

[[nodiscard]] Place place_of(const JsonScalar& value);
/// For messages: a string in quotes, anything else as written.
[[nodiscard]] std::string shown(const JsonScalar& value);

}  // namespace lockstep
