#pragma once
// Measures and source times of one alignment, each made when it is first asked
// for and kept. Nodes with equal runs, bindings and inputs share everything.

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <vector>

#include "align/age_bound.hpp"
#include "align/alignment.hpp"
#include "align/measure_node.hpp"
#include "align/memo.hpp"
#include "align/parts.hpp"
#include "align/root_sources.hpp"
#include "align/source_table.hpp"

namespace lockstep {

/// References that it returns stay valid as long as it does.
class MeasureTable {
 public:
  /// Keeps views of the vectors of `alignment`, which may be moved from but not
  /// changed, and gives its edges the ids of their measures. `reach`: by node,
  /// see find_reach().
  MeasureTable(const Project& project, const Derivation& derivation,
               Alignment& alignment, std::vector<seconds> reach);

  [[nodiscard]] const EdgeMeasures& edge(const AlignedEdge& edge);
  [[nodiscard]] const EdgeMeasures& edge_at_best(const AlignedEdge& edge);
  // Of measured nodes:
  [[nodiscard]] const NodeMeasures& node(NodeId node);
  [[nodiscard]] const NodeAges& ages(NodeId node);
  [[nodiscard]] const IdleRuns& idle(NodeId node);
  [[nodiscard]] const StepFunction& oldest(NodeId node);
  [[nodiscard]] const std::optional<VersionSkew>& version_skew(NodeId node);
  [[nodiscard]] const std::optional<VersionSkew>& even_version_skew(
      NodeId node);

 private:
  /// The roots behind the nodes, and what they make of skew.
  struct RootTable {
    bool even = false;  ///< only those of equally frequent jobs all the way
    std::vector<std::optional<RootSources>> roots;  ///< by node
    std::vector<std::optional<VersionSkew>> skews;  ///< by node
  };

  using RunsOf = RunsId AlignedNode::*;
  using IdleId = Id<struct IdleTag>;

  [[nodiscard]] const RunSequence& sequence(RunsId id) const {
    return runs_[id.index()];
  }
  [[nodiscard]] const RunSequence& sequence(NodeId node) const {
    return sequence(nodes_[node.index()].runs);
  }
  [[nodiscard]] std::span<const AlignedEdge> inputs(NodeId node) const;
  [[nodiscard]] RunSpan span_of(NodeId node) const;
  [[nodiscard]] Reader reader_of(const ReadEdge& edge, RunsOf runs_of) const;

  EdgeMeasuresId edge_id(const ReadEdge& edge, RunsOf runs_of);
  const EdgeMeasures& measured(EdgeMeasuresId id, const ReadEdge& edge,
                               RunsOf runs_of);

  FunctionId image_of(FunctionId source, const ReadEdge& edge);
  FunctionId oldest_id(NodeId node);
  void find_oldest(NodeId node);
  // Bounds of ages; see age_bound.hpp.
  bool starts_are_fixed(NodeId node);
  bool may_skip(NodeId node);
  bool may_miss(const AlignedEdge& edge);
  void find_bound_sources(NodeId node);
  [[nodiscard]] AgeBounds bounds_by_ticks(NodeId node);
  [[nodiscard]] std::optional<seconds> oldest_limit(NodeId node);
  [[nodiscard]] bool starts_at_ticks(NodeId node) const;
  void find_limits(NodeId node);
  [[nodiscard]] AgeBounds limits_of(NodeId node);
  void bound_ages_of(NodeId node, NodeMeasures& measures);
  const RootSources& roots(RootTable& table, NodeId node);
  void find_roots(RootTable& table, NodeId node);
  [[nodiscard]] std::optional<VersionSkew> find_version_skew(
      NodeId node, const std::vector<RootVersions>& groups);
  const Spread& spread_of(const std::vector<FunctionId>& sources, NodeId node);
  /// Calls `find` for `node` and all before it that are not `done`, inputs
  /// first.
  template <class Done, class Find>
  void find_inputs_first(NodeId node, const Done& done, const Find& find);

  const Project& project_;
  const Derivation& derivation_;
  std::span<const AlignedNode> nodes_;
  std::span<const AlignedEdge> edges_;
  std::span<const std::uint32_t> edge_begin_;
  std::span<const RunSequence> runs_;
  std::span<const Binding> bindings_;
  Scope horizon_;
  std::vector<seconds> reach_;  ///< by node

  PartTable parts_;
  Memo<EdgeMeasuresId> edge_ids_;
  std::vector<std::optional<EdgeMeasures>> edge_measures_;

  FoldingTable foldings_;
  SourceTable sources_;
  std::vector<FunctionId> oldest_;          ///< by node
  std::vector<std::optional<bool>> fixed_;  ///< by node
  /// By node: a function of ticks; without breakpoints where nothing is known.
  std::vector<std::optional<StepFunction>> bound_sources_;
  std::vector<std::optional<AgeLimits>> limits_;  ///< by node
  RootTable all_roots_, even_roots_;
  Memo<Spread> spreads_;

  Memo<NodeAges> ages_;
  Memo<IdleId> idle_ids_;
  std::deque<IdleRuns> idle_runs_;
  std::vector<IdleId> idle_;  ///< by node
  Memo<NodeMeasuresId> node_ids_;
  std::deque<NodeMeasures> node_measures_;
  std::vector<NodeMeasuresId> node_;  ///< by node
};

template <class Done, class Find>
void MeasureTable::find_inputs_first(NodeId node, const Done& done,
                                     const Find& find) {
  std::vector<NodeId> open = {node};
  while (!open.empty()) {
    const NodeId next = open.back();
    const std::size_t before = open.size();
    if (!done(next)) {
      for (const AlignedEdge& edge : inputs(next)) {
        if (!done(edge.read.from)) open.push_back(edge.read.from);
      }
      if (open.size() > before) continue;
      find(next);
    }
    open.pop_back();
  }
}

}  // namespace lockstep
