#pragma once
// Things with a name, as a map by name or as a list of mappings with `name`.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "load/fields.hpp"
#include "load/value.hpp"
#include "model/project.hpp"

namespace lockstep {

/// Tells names that were given before.
class NamesSeen {
 public:
  /// False, and INP004, if the lower-cased name is not new. `thing` is what
  /// messages call it: `dataset`.
  bool add(FieldReader& reader, const Located<std::string>& name,
           std::string_view thing);

 private:
  std::unordered_map<std::string, Location> first_;
};

/// The value of `name` in a mapping of a list; nothing and INP002 without.
[[nodiscard]] std::optional<Located<std::string>> name_in(
    FieldReader& reader, const Value& item, std::string_view thing);

/// Calls `add(name, body)` for each entry whose name is good and new; names
/// that differ by case alone are the same.
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
