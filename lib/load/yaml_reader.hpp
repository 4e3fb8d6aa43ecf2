#pragma once
// YAML text into a Document.

#include "load/load.hpp"
#include "load/value.hpp"

namespace lockstep {

/// Reads the one document of a YAML (or JSON) source. Problems are diagnostics
/// with the place and in words that name the mend; behind a syntax error
/// nothing is read, what stands before it is kept. Aliases share their target.
[[nodiscard]] Document read_yaml(SourceId source, LoadContext& context);

}  // namespace lockstep
