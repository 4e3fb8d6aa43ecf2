#pragma once
// The field tables of crons and of promises about freshness.

#include <optional>
#include <vector>

#include "load/fields.hpp"
#include "load/value.hpp"
#include "model/draft.hpp"

namespace lockstep {

extern const Shape kCrons, kZone, kPromise;

/// A cron, `{cron, timezone}` or a list of these; `None` is an empty list.
[[nodiscard]] std::optional<std::vector<DraftCron>> read_crons(
    FieldReader& reader, const Value& value);
/// A promise: a mapping, or a duration alone for its max_age.
[[nodiscard]] std::optional<DraftPromise> read_promise(FieldReader& reader,
                                                       const Value& value);

/// For the schema, in the order of the reference page.
[[nodiscard]] std::vector<MappingDescription> schedule_mappings();

}  // namespace lockstep
