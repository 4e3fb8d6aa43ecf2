#pragma once
// The field tables of lockstep.yaml beside those of a dataset.

#include <string_view>
#include <vector>

#include "load/fields.hpp"
#include "load/value.hpp"
#include "model/draft.hpp"

namespace lockstep {

/// The top mapping of a project file into `draft`, settings included.
void read_project(FieldReader& reader, const Value& root, Draft& draft);

/// True for the keys of that mapping.
[[nodiscard]] bool is_project_key(std::string_view key);

/// For the schema, in the order of the reference page; the first is the top
/// mapping.
[[nodiscard]] std::vector<MappingDescription> project_mappings();

}  // namespace lockstep
