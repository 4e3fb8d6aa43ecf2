// Sorting brings the sources of one root together.
#include "align/root_sources.hpp"

#include <algorithm>
#include <tuple>

namespace lockstep {

std::vector<RootVersions> group_by_root(std::vector<RootSource> sources) {
  std::ranges::sort(sources, [](const RootSource& a, const RootSource& b) {
    return std::tie(a.root, a.source) < std::tie(b.root, b.source);
  });
  std::vector<RootVersions> groups;
  for (const RootSource& source : sources) {
    if (groups.empty() || groups.back().root != source.root) {
      groups.push_back({source.root, {}});
    }
    auto& list = groups.back().sources;
    if (list.empty() || list.back() != source.source) {
      list.push_back(source.source);
    }
  }
  return groups;
}

}  // namespace lockstep
