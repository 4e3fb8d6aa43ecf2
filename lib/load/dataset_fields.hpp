#pragma once
// The field tables of a dataset and of what stands in it: crons, inputs,
// promises, windows. Datasets files and the project file share them.

#include <optional>
#include <unordered_map>
#include <vector>

#include "load/fields.hpp"
#include "load/value.hpp"
#include "model/draft.hpp"

namespace lockstep {

/// A cron, `{cron, timezone}` or a list of these; `None` is an empty list.
[[nodiscard]] std::optional<std::vector<DraftCron>> read_crons(
    FieldReader& reader, const Value& value);
/// A promise: a mapping, or a duration alone for its max_age.
[[nodiscard]] std::optional<DraftPromise> read_promise(FieldReader& reader,
                                                       const Value& value);
/// aligned, all, any, none or an expression, which resolve() parses.
[[nodiscard]] std::optional<Located<std::string>> read_trigger(
    FieldReader& reader, const Value& value);
[[nodiscard]] std::optional<Read> read_read_mode(FieldReader& reader,
                                                 const Value& value);
[[nodiscard]] std::optional<RunLabel> read_run_label(FieldReader& reader,
                                                     const Value& value);
/// `datasets:` as a map by name or as a list with `name`.
void read_datasets(FieldReader& reader, const Value& value, Draft& out);

/// Calls `add(name, body)` for each entry of a map of named things, or of a
/// list of mappings with `name`; a name that differs from an earlier one by
/// case at most is INP004. `thing` is `dataset` or `exposure`.
template <class Add>
void for_each_named(FieldReader& reader, const Value& value,
                    std::string_view thing, const Add& add);

/// Tells names that were given before.
class NamesSeen {
 public:
  /// False, and INP004, if the lower-cased name is not new.
  bool add(FieldReader& reader, const Located<std::string>& name,
           std::string_view thing);

 private:
  std::unordered_map<std::string, Location> first_;
};

extern const Shape kCron, kCrons, kZone, kPromise, kTriggerShape, kDatasetMap;
extern const Shape kReadShape, kRunLabelShape;

/// For the schema, in the order of the reference page.
[[nodiscard]] std::vector<MappingDescription> dataset_mappings();

// ---- implementation of the template ----

/// The value of `name` in a list's mapping; nullopt and a diagnostic without.
[[nodiscard]] std::optional<Located<std::string>> name_in(
    FieldReader& reader, const Value& item, std::string_view thing);

template <class Add>
void for_each_named(FieldReader& reader, const Value& value,
                    std::string_view thing, const Add& add) {
  const std::string_view field = reader.field;
  NamesSeen seen;
  for (std::size_t i = 0; i < value.size(); ++i) {
    reader.field = field;
    if (value.is_map() && is_extension(value.key(i).text())) continue;
    const auto name = value.is_map() ? read_name(reader, value.key(i))
                                     : name_in(reader, value.item(i), thing);
    if (!name || !seen.add(reader, *name, thing)) continue;
    add(*name, value.is_map() ? value.value(i) : value.item(i));
  }
  reader.field = field;
}

}  // namespace lockstep
