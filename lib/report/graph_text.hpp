#pragma once
// What dot and mermaid share: datasets by domain, the text of a node, and
// which edges start their consumer.

#include <map>
#include <string>
#include <vector>

#include "align/start.hpp"
#include "model/project.hpp"
#include "report/labels.hpp"

namespace lockstep {

/// Datasets by lower-cased domain, in the order of their names.
[[nodiscard]] std::map<std::string, std::vector<NodeId>> by_domain(
    const Project& project);

/// Can an update of `from` start `to` by itself?
[[nodiscard]] bool starts(const Derivation& derivation, NodeId from, NodeId to);

}  // namespace lockstep
