#include "load/named.hpp"

#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"

namespace lockstep {

bool NamesSeen::add(FieldReader& reader, const Located<std::string>& name,
                    std::string_view thing) {
  const auto [first, is_new] =
      first_.try_emplace(to_lower(name.value), name.where);
  if (is_new) return true;
  Diagnostic diagnostic;
  diagnostic.rule = "INP004";
  diagnostic.message =
      fmt::format("{} {} is declared twice", thing, quoted(name.value));
  diagnostic.where = name.where;
  diagnostic.notes.push_back({"first declared here", first->second});
  diagnostic.help = "keep one of the two; the first is used";
  reader.report(std::move(diagnostic));
  return false;
}

std::optional<Located<std::string>> name_in(FieldReader& reader,
                                            const Value& item,
                                            std::string_view thing) {
  for (std::size_t i = 0; item.is_map() && i < item.size(); ++i) {
    if (item.key(i).text() == "name") return read_name(reader, item.value(i));
  }
  reader.error(item.where(),
               fmt::format("{} is not a {} with a name", in_words(item), thing),
               "write - {name: ...}, or a mapping by name");
  return std::nullopt;
}

}  // namespace lockstep
