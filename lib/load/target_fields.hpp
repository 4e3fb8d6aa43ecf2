#pragma once
// Reads `pipelines[].target` by the table of model/target_options.hpp. Unlike
// other keys an unknown option is an error: a pipeline must not be written
// without what its owner asked for.

#include "load/fields.hpp"
#include "model/target_options.hpp"

namespace lockstep {

[[nodiscard]] OptionValues read_target_options(FieldReader& reader,
                                               const Value& value);

/// The mapping as the schema and the reference page see it.
[[nodiscard]] MappingDescription target_mapping();

}  // namespace lockstep
