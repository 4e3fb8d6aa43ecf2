#include "report/places.hpp"

#include <algorithm>
#include <string_view>

namespace lockstep {
namespace {

/// Moves `place` over `text`.
void advance(LineColumn& place, std::string_view text,
             Places::Columns columns) {
  // Lines are long: to search for their ends is faster than to count.
  for (std::size_t end; (end = text.find('\n')) != std::string_view::npos;) {
    ++place.line;
    place.column = 1;
    text.remove_prefix(end + 1);
  }
  if (columns == Places::Columns::Bytes) {
    place.column += text.size();
    return;
  }
  place.column += static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char byte) {
        return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
      }));
}

}  // namespace

Places::Places(const std::vector<Diagnostic>& diagnostics,
               const Sources& sources, Columns columns) {
  const auto add = [this](const Location& where) {
    if (!where.valid()) return;
    found_.try_emplace({where.source, where.offset});
    found_.try_emplace({where.source, where.offset + where.length});
  };
  for (const Diagnostic& diagnostic : diagnostics) {
    add(diagnostic.where);
    for (const Note& note : diagnostic.notes) add(note.where);
    if (!diagnostic.fix) continue;
    for (const Edit& edit : diagnostic.fix->edits) add(edit.where);
  }
  SourceId source;
  std::size_t offset = 0;
  LineColumn place;
  for (auto& [key, result] : found_) {
    if (key.first != source) {
      source = key.first;
      offset = 0;
      place = {};
    }
    const std::string_view text = sources[source].text;
    const std::size_t end = std::min(key.second, text.size());
    advance(place, text.substr(offset, end - offset), columns);
    offset = end;
    result = place;
  }
}

}  // namespace lockstep
