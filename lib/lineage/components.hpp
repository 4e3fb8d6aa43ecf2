#pragma once
// The strong components of a lineage graph: what topology and reduction start
// from. Internal to lineage/.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "lineage/graph.hpp"

namespace lockstep {

/// Components are numbered in a topological order: an edge leads to the same
/// or to a higher number.
class Components {
 public:
  explicit Components(const LineageGraph& graph);

  [[nodiscard]] std::size_t size() const { return begin_.size() - 1; }
  [[nodiscard]] std::uint32_t of(NodeId node) const {
    return of_[node.index()];
  }
  /// Sorted by id.
  [[nodiscard]] std::span<const NodeId> members(std::size_t component) const {
    const std::uint32_t* const row = &begin_[component];
    return std::span(members_).subspan(row[0], row[1] - row[0]);
  }
  [[nodiscard]] bool is_cycle(std::size_t component) const {
    return begin_[component + 1] - begin_[component] > 1;
  }

 private:
  std::vector<std::uint32_t> of_;     // by node
  std::vector<std::uint32_t> begin_;  // by component, into members_
  std::vector<NodeId> members_;
};

/// By component: the most edges between components on a path that ends there.
[[nodiscard]] std::vector<std::uint32_t> depths(const LineageGraph& graph,
                                                const Components& components);
/// By component: the most such edges on a path that starts there.
[[nodiscard]] std::vector<std::uint32_t> heights(const LineageGraph& graph,
                                                 const Components& components);

}  // namespace lockstep
