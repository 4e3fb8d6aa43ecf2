// One pass over the code points of a name.
#include "lint/dataset_id.hpp"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <vector>

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

// Equal ids have equal hashes.
bool have_own_ids(const Project& project, std::span<const Exposure> exposures) {
  const std::hash<std::string> hash;
  std::vector<std::size_t> hashes;
  for (const Dataset& dataset : project.datasets) {
    hashes.push_back(hash(dataset_id(dataset.name)));
  }
  for (const Exposure& exposure : exposures) {
    hashes.push_back(hash(dataset_id(exposure.name)));
  }
  std::ranges::sort(hashes);
  return std::ranges::adjacent_find(hashes) == hashes.end();
}

}  // namespace lockstep
