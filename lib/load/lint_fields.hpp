#pragma once
// The field tables of `lint:` and `suppress:`.

#include <vector>

#include "load/fields.hpp"
#include "load/value.hpp"
#include "model/project.hpp"

namespace lockstep {

extern const Shape kLint, kSuppressions;

void read_lint(FieldReader& reader, const Value& value, LintSettings& lint);
[[nodiscard]] std::vector<Suppression> read_suppressions(FieldReader& reader,
                                                         const Value& value);

/// For the schema, in the order of the reference page.
[[nodiscard]] std::vector<MappingDescription> lint_mappings();

}  // namespace lockstep
