#pragma once
// The field tables of a dataset and of what stands in it: inputs and windows.
// Datasets files and the project file share them.

#include <optional>
#include <vector>

#include "load/fields.hpp"
#include "load/value.hpp"
#include "model/draft.hpp"

namespace lockstep {

/// aligned, all, any, none or an expression, which resolve() parses.
[[nodiscard]] std::optional<Located<std::string>> read_trigger(
    FieldReader& reader, const Value& value);
[[nodiscard]] std::optional<Read> read_read_mode(FieldReader& reader,
                                                 const Value& value);
[[nodiscard]] std::optional<RunLabel> read_run_label(FieldReader& reader,
                                                     const Value& value);
/// `datasets:` as a map by name or as a list with `name`.
void read_datasets(FieldReader& reader, const Value& value, Draft& out);

extern const Shape kTriggerShape, kDatasetMap, kReadShape, kRunLabelShape;

/// For the schema, in the order of the reference page.
[[nodiscard]] std::vector<MappingDescription> dataset_mappings();

}  // namespace lockstep
