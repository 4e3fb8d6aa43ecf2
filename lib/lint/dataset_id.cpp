// One pass over the code points of a name.
#include "lint/dataset_id.hpp"

#include <algorithm>
#include <cstddef>

#include "base/text.hpp"

namespace lockstep {

std::string dataset_id(std::string_view name) {
  std::string id;
  while (!name.empty()) {
    const std::size_t length = std::max<std::size_t>(decode(name).length, 1);
    const char c = name[0];
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                       (c >= '0' && c <= '9') || c == '-' || c == '_';
    id += plain ? c : c == '$' ? 'S' : '_';
    name.remove_prefix(length);
  }
  return to_lower(id);
}

}  // namespace lockstep
