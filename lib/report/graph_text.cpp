#include "report/graph_text.hpp"

#include <algorithm>

namespace lockstep {

std::map<std::string, std::vector<NodeId>> by_domain(const Project& project) {
  std::map<std::string, std::vector<NodeId>> result;
  for (std::size_t i = 0; i < project.datasets.size(); ++i) {
    result[std::string(domain_of(project.datasets[i].key))].push_back(
        NodeId(i));
  }
  return result;
}

bool starts(const Derivation& derivation, NodeId from, NodeId to) {
  const JobStart& start = derivation[to];
  return start.type == StartType::Sensor &&
         std::ranges::find(start.datasets, from) != start.datasets.end();
}

}  // namespace lockstep
