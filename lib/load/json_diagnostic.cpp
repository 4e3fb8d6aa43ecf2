#include "load/json_diagnostic.hpp"

#include <utility>

#include "base/text.hpp"

namespace lockstep {

void report(const JsonError& error, const TextMap& map, LoadContext& context) {
  Diagnostic diagnostic;
  diagnostic.rule = error.too_deep ? "INP006" : "INP001";
  diagnostic.message =
      error.too_deep ? error.message : "invalid JSON: " + error.message;
  diagnostic.where = map.locate({error.offset, error.length});
  diagnostic.help = error.help;
  if (error.opened_at) {
    diagnostic.notes.push_back({"the innermost bracket that is still open",
                                map.locate({*error.opened_at, 1})});
  }
  context.diagnostics.push_back(std::move(diagnostic));
  if (error.too_deep) context.over_limit = true;
}

Place place_of(const JsonScalar& value) {
  return {value.offset, static_cast<std::uint32_t>(value.length)};
}

std::string shown(const JsonScalar& value) {
  return value.kind == JsonScalar::Kind::String ? quoted(value.text)
                                                : std::string(value.text);
}

}  // namespace lockstep
