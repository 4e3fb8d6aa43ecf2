// Transitive reduction: for each consumer one breadth-first search upstream
// from its inputs; an input that the search meets again is reached by a longer
// path. A search goes on only through nodes that can be behind an input not
// met yet, judged by depth (longest path that ends there) and height (longest
// path that starts there). Its cost is the edges in that band of the
// consumer's ancestors: near linear on lineage, which is shallow (real chains
// have up to 18 steps), O(nodes * edges) at worst.

#include <algorithm>
#include <functional>

#include "lineage/components.hpp"
#include "lineage/graph.hpp"

namespace lockstep {
namespace {

class Reduction {
 public:
  explicit Reduction(const LineageGraph& graph)
      : graph_(graph),
        components_(graph),
        depth_(depths(graph, components_)),
        height_(heights(graph, components_)),
        visited_(graph.node_count(), NodeId::kNone),
        input_of_(graph.node_count(), NodeId::kNone) {}

  std::vector<Edge> run() {
    std::vector<Edge> kept;
    for (std::size_t i = 0; i < graph_.node_count(); ++i) {
      search(NodeId(i));
      for (const NodeId input : graph_.upstream(NodeId(i))) {
        const bool replaced = visited_[input.index()] == i && is_single(input);
        if (!replaced || !is_single(NodeId(i))) {
          kept.push_back({input, NodeId(i)});
        }
      }
    }
    std::ranges::sort(kept);
    return kept;
  }

 private:
  [[nodiscard]] bool is_single(NodeId node) const {
    return !components_.is_cycle(components_.of(node));
  }

  /// Leaves visited_ == consumer on every input that another one reaches.
  void search(NodeId consumer) {
    const std::span<const NodeId> inputs = graph_.upstream(consumer);
    if (inputs.size() < 2 || !is_single(consumer)) return;
    for (const NodeId input : inputs) {
      input_of_[input.index()] = consumer.value;
    }
    queue_.assign(inputs.begin(), inputs.end());
    lowest_ = highest_ = queue_;
    std::ranges::sort(lowest_, std::greater(),
                      [&](NodeId node) { return depth(node); });
    std::ranges::sort(highest_, std::less(),
                      [&](NodeId node) { return height(node); });
    for (std::size_t head = 0; head < queue_.size(); ++head) {
      drop_met(lowest_, consumer);
      drop_met(highest_, consumer);
      if (lowest_.empty()) return;
      // Only a node deeper and less high than an input can be behind it.
      const NodeId node = queue_[head];
      if (depth(node) > depth(lowest_.back()) &&
          height(node) < height(highest_.back())) {
        visit_upstream(node, consumer);
      }
    }
  }

  void drop_met(std::vector<NodeId>& open, NodeId consumer) const {
    while (!open.empty() && visited_[open.back().index()] == consumer.value) {
      open.pop_back();
    }
  }

  void visit_upstream(NodeId node, NodeId consumer) {
    for (const NodeId next : graph_.upstream(node)) {
      if (visited_[next.index()] == consumer.value) continue;
      visited_[next.index()] = consumer.value;
      const bool queued = input_of_[next.index()] == consumer.value;
      if (!queued) queue_.push_back(next);
    }
  }

  [[nodiscard]] std::uint32_t depth(NodeId node) const {
    return depth_[components_.of(node)];
  }
  [[nodiscard]] std::uint32_t height(NodeId node) const {
    return height_[components_.of(node)];
  }

  const LineageGraph& graph_;
  const Components components_;
  const std::vector<std::uint32_t> depth_, height_;
  // By node: the last consumer whose search visited it, whose input it is.
  std::vector<std::uint32_t> visited_, input_of_;
  std::vector<NodeId> queue_;
  // Inputs of the current consumer, the least deep and the highest last; those
  // at the end were not met yet.
  std::vector<NodeId> lowest_, highest_;
};

}  // namespace

std::vector<Edge> transitive_reduction(const LineageGraph& graph) {
  return Reduction(graph).run();
}

}  // namespace lockstep
