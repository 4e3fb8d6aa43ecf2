#pragma once
// The exact analysis along lineage (alignment.md 1, 3, 4): which run reads
// which, how old the data is, what waits, what never comes, what is computed
// for nothing.
//
// Runs and source times are functions of time that repeat; each is kept over
// its own period, equal ones once. Runs are found at once, measures when they
// are first asked for.

#include <cstdint>
#include <memory>
#include <optional>
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

/// One input of one job. Edges with equal ids have equal measures.
struct AlignedEdge {
  ReadEdge read;
  EdgeMeasuresId measures;  ///< every run takes its longest time
  EdgeMeasuresId at_best;   ///< every run takes its shortest time
};

/// One node; invalid ids: no ticks, or behind a cycle.
struct AlignedNode {
  RunsId runs;          ///< every run takes its longest time
  RunsId runs_at_best;  ///< every run takes its shortest time
  bool measured = false;
};

/// Versions of one root that a join mixes: its source time through one input
/// less that through another.
struct VersionSkew {
  NodeId root;   ///< of several the first with the greatest skew
  Extreme skew;  ///< of the runs of the job; never zero
  Scope scope;
};

class MeasureTable;

/// Holds pointers into the Project and the Derivation that it was made of.
/// Asking for a measure may compute it: not from several threads at once.
struct Alignment {
  Alignment();
  Alignment(Alignment&&) noexcept;
  Alignment& operator=(Alignment&&) noexcept;
  ~Alignment();

  std::vector<AlignedNode> nodes;         ///< index = NodeId
  std::vector<AlignedEdge> edges;         ///< sorted by (to, from)
  std::vector<std::uint32_t> edge_begin;  ///< of node i: [i, i + 1)
  /// Indices of edges by (from, to); those of node i: output_begin[i, i + 1).
  std::vector<std::uint32_t> outputs, output_begin;
  /// By node: inputs without a cadence, views looked through.
  std::vector<std::vector<NodeId>> unknown_inputs;

  // Interned; see the ids above.
  std::vector<Binding> bindings;
  std::vector<RunSequence> runs;
  Scope horizon;  ///< where "for ever" fails

  /// False if the node has no ticks, is a view, or a cycle is before it.
  [[nodiscard]] bool is_measured(NodeId node) const {
    return nodes[node.index()].measured;
  }
  [[nodiscard]] const RunSequence* runs_of(NodeId node) const;
  /// Its inputs.
  [[nodiscard]] std::span<const AlignedEdge> inputs(NodeId node) const;
  /// What reads it: indices of edges, by name of the reader.
  [[nodiscard]] std::span<const std::uint32_t> readers(NodeId node) const;

  [[nodiscard]] const EdgeMeasures& measures(const AlignedEdge& edge) const;
  [[nodiscard]] const EdgeMeasures& at_best(const AlignedEdge& edge) const;

  // Of nodes that are not measured: nullptr.
  /// Everything; computes the source times of all that is before the node, root
  /// by root.
  [[nodiscard]] const NodeMeasures* measures(NodeId node) const;
  /// The part of it that does without single roots.
  [[nodiscard]] const NodeAges* ages(NodeId node) const;
  [[nodiscard]] const IdleRuns* idle(NodeId node) const;
  /// Oldest source time by key of run.
  [[nodiscard]] const StepFunction* oldest(NodeId node) const;
  /// Also if no two inputs bring different versions of one root.
  [[nodiscard]] const VersionSkew* version_skew(NodeId node) const;
  /// Over paths of jobs alone that run as often as the node. Costs less: their
  /// source times have few breakpoints.
  [[nodiscard]] const VersionSkew* even_version_skew(NodeId node) const;

  [[nodiscard]] const Binding& binding(const AlignedEdge& edge) const {
    return bindings[edge.read.binding.index()];
  }
  [[nodiscard]] Reader reader(const AlignedEdge& edge) const;

 private:
  friend Alignment align(const Project& project, const Derivation& derivation);
  std::unique_ptr<MeasureTable> table_;
};

/// What thin slack is less than (`lint.budget.margin`; by default 5 minutes or
/// a fifth of the longest duration of the input).
[[nodiscard]] seconds slack_margin(const Project& project, NodeId input);

/// Both must outlive the result. O(nodes + edges) plus work per distinct job
/// (schedule, duration, bindings, inputs); measures cost theirs when they are
/// asked for.
[[nodiscard]] Alignment align(const Project& project,
                              const Derivation& derivation);

}  // namespace lockstep
