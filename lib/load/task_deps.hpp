#pragma once
// Starlake's task_deps: a JSON forest in which every node repeats the whole
// lineage above it. Nodes and edges are interned while the text streams by, so
// memory follows the distinct ones (a file of 134,264 tree nodes holds 797).

#include <string_view>

#include "load/load.hpp"
#include "load/text_map.hpp"

namespace lockstep {

/// Reads one forest, which may be a whole source or a literal inside one; what
/// it says is appended to `draft`. `map` leads back to the source. O(length).
void read_task_deps(std::string_view json, const TextMap& map, SourceId source,
                    LoadContext& context, Draft& draft);

}  // namespace lockstep
