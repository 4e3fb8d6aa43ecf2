#pragma once
// Which datasets a job really reads, and how: every input with a cadence, views
// looked through to what stands behind them, with the binding that the job
// declares (alignment.md 1).

#include <compare>
#include <optional>
#include <vector>

#include "align/start.hpp"
#include "base/id.hpp"
#include "model/project.hpp"

namespace lockstep {

/// How runs of a job find the runs of one input. Equal ones are interned.
struct Binding {
  Read read = Read::Latest;
  seconds offset{0};                         ///< of `same`
  RunLabel reader_label = RunLabel::Tick;    ///< of `same`
  RunLabel input_label = RunLabel::Tick;     ///< of `same`
  WindowKind window = WindowKind::Previous;  ///< of `window`
  seconds length{0};                         ///< of `window`
  bool waits = false;                        ///< at every tick
  /// Waits at the ticks of the crons that both have: the two are in one
  /// pipeline.
  bool pipeline = false;
  std::optional<seconds> timeout;  ///< of waiting
  friend auto operator<=>(const Binding&, const Binding&) = default;
};
using BindingId = Id<struct BindingTag>;

/// One input of one job, views looked through.
struct ReadEdge {
  NodeId from, to;
  const Input* declared = nullptr;  ///< at the job: of the view, if any
  BindingId binding;
  std::vector<NodeId> views;  ///< between them, reader's side first
};

/// One input whose runs decide when a job starts; views count like any task.
struct StartEdge {
  NodeId from;
  BindingId binding;
};

struct ReadEdges {
  std::vector<ReadEdge> edges;  ///< sorted by (to, from), each pair once
  std::vector<std::uint32_t>
      begin;  ///< edges of node i: [begin[i], begin[i+1])
  std::vector<std::vector<NodeId>> unknown;  ///< by node: inputs without a
                                             ///< cadence, views looked through
  /// By node: of `any`, `all` and expression sensors every input with ticks,
  /// else those that a run waits for. Sorted by name.
  std::vector<std::vector<StartEdge>> starts;
  std::vector<Binding> bindings;  ///< index = BindingId
};

/// True if it has at least one tick.
[[nodiscard]] bool has_runs(const Derivation& derivation, NodeId node);
/// True if ages of this node are computed: it has runs and is no view.
[[nodiscard]] bool is_measured(const Project& project,
                               const Derivation& derivation, NodeId node);

/// Of every measured node the inputs that are measured too. Of several ways to
/// one dataset the shortest, of equal ones the first by name, is named; it
/// waits if one of them does. A job's own past does not count.
[[nodiscard]] ReadEdges read_edges(const Project& project,
                                   const Derivation& derivation);

}  // namespace lockstep
