#pragma once
// The exact analysis along lineage (alignment.md 1, 3, 4): which run reads
// which, how old the data is, what waits, what never comes, what is computed
// for nothing.
//
// Runs and source times are functions of time that repeat; each is kept over
// its own period, equal ones once. Nodes with equal runs, bindings and inputs
// share everything.

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "align/binding.hpp"
#include "align/measure.hpp"
#include "align/run_builder.hpp"
#include "align/runs.hpp"
#include "align/start.hpp"
#include "align/step_function.hpp"
#include "model/project.hpp"

namespace lockstep {

/// One input of one job with what was measured of it.
struct AlignedEdge {
  ReadEdge read;
  EdgeMeasuresId measures;  ///< every run takes its longest time
  EdgeMeasuresId at_best;   ///< every run takes its shortest time
};

/// What is known of one node beside its measures.
struct AlignedNode {
  RunsId runs;                ///< every run takes its longest time
  RunsId runs_at_best;        ///< every run takes its shortest time
  FunctionId oldest, newest;  ///< source times by run
  NodeMeasuresId measures;
};

/// Versions of one root that a join mixes: its source time through one input
/// less that through another.
struct VersionSkew {
  NodeId node, root;  ///< of several roots the first with the greatest skew
  Extreme skew;       ///< of the runs of `node`; never zero
  Scope scope;
};

/// Holds pointers into the Derivation that it was made of.
struct Alignment {
  std::vector<AlignedNode>
      nodes;  ///< index = NodeId; invalid ids: not measured
  std::vector<AlignedEdge> edges;         ///< sorted by (to, from)
  std::vector<std::uint32_t> edge_begin;  ///< of node i: [i, i + 1)
  /// By node: inputs without a cadence, views looked through.
  std::vector<std::vector<NodeId>> unknown_inputs;

  std::vector<VersionSkew> version_skews;  ///< sorted by node

  // Interned; see the ids above.
  std::vector<Binding> bindings;
  std::vector<RunSequence> runs;
  std::vector<StepFunction> functions;
  std::vector<EdgeMeasures> edge_measures;
  std::vector<NodeMeasures> node_measures;
  Scope horizon;  ///< where "for ever" fails

  /// nullptr if the node has no ticks, is a view, or a cycle is before it.
  [[nodiscard]] const NodeMeasures* measures(NodeId node) const;
  [[nodiscard]] const RunSequence* runs_of(NodeId node) const;
  /// Its inputs.
  [[nodiscard]] std::span<const AlignedEdge> inputs(NodeId node) const;
  [[nodiscard]] const EdgeMeasures& measures(const AlignedEdge& edge) const {
    return edge_measures[edge.measures.index()];
  }
  [[nodiscard]] const EdgeMeasures& at_best(const AlignedEdge& edge) const {
    return edge_measures[edge.at_best.index()];
  }
  [[nodiscard]] const Binding& binding(const AlignedEdge& edge) const {
    return bindings[edge.read.binding.index()];
  }
  [[nodiscard]] Reader reader(const AlignedEdge& edge) const;
};

/// What thin slack is less than (`lint.budget.margin`; by default 5 minutes or
/// a fifth of the longest duration of the input).
[[nodiscard]] seconds slack_margin(const Project& project, NodeId input);

/// Both must outlive the result. O(nodes + edges) plus work per distinct job
/// (schedule, duration, bindings, inputs).
[[nodiscard]] Alignment align(const Project& project,
                              const Derivation& derivation);

}  // namespace lockstep
