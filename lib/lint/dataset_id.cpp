// One pass over the code points of a name.
#include "lint/dataset_id.hpp"

#include <algorithm>
#include <cstddef>

#include "base/text.hpp"

namespace lockstep {

std::string dataset_id(std::string_view name) {
  std::string id = to_lower(name);
  std::size_t end = 0;
  while (!name.empty()) {
    const char c = id[id.size() - name.size()];
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '_';
    id[end++] = plain ? c : c == '$' ? 's' : '_';
    name.remove_prefix(std::max<std::size_t>(decode(name).length, 1));
  }
  id.resize(end);
  return id;
}

}  // namespace lockstep
