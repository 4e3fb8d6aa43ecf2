// Two passes in topological order: runs, then source times; everything is
// looked up before it is computed.
#include "align/alignment.hpp"

#include <algorithm>
#include <array>

#include "align/measure_edge.hpp"
#include "align/measure_node.hpp"
#include "align/memo.hpp"
#include "align/reach.hpp"
#include "align/run_table.hpp"
#include "align/source_table.hpp"

namespace lockstep {
namespace {

/// Thin slack: less than this (rules.md, `margin`).
seconds margin_of(const Project& project, const Dataset& input) {
  if (project.settings.lint.margin) return *project.settings.lint.margin;
  constexpr seconds kLeast = std::chrono::minutes{5};
  return std::max(kLeast, input.duration.value_or(DurationRange{}).max / 5);
}

class Aligner {
 public:
  Aligner(const Project& project, const Derivation& derivation)
      : project_(project),
        derivation_(derivation),
        read_(read_edges(project, derivation)),
        reach_(find_reach(project, derivation, read_)),
        sources_(result_.runs, result_.functions),
        at_worst_(project.datasets.size()),
        at_best_(project.datasets.size()) {
    result_.nodes.resize(project.datasets.size());
    result_.horizon = {false, derivation.as_of,
                       derivation.reference + derivation.horizon};
  }

  Alignment run() {
    find_runs();
    for (const NodeId node : project_.topology.order) {
      if (is_measured(project_, derivation_, node)) find_sources(node);
    }
    for (const ReadEdge& edge : read_.edges) {
      result_.edges.push_back(
          {edge, measured(edge, at_worst_), measured(edge, at_best_)});
    }
    result_.edge_begin = std::move(read_.begin);
    result_.unknown_inputs = std::move(read_.unknown);
    result_.bindings = std::move(read_.bindings);
    return std::move(result_);
  }

 private:
  [[nodiscard]] RunSpan span_of(NodeId node) const {
    const seconds reach = reach_[node.index()];
    return {derivation_.reference, result_.horizon.from - reach,
            result_.horizon.to + reach};
  }
  [[nodiscard]] const RunSequence& sequence(RunsId id) const {
    return result_.runs[id.index()];
  }
  [[nodiscard]] const StepFunction& function(FunctionId id) const {
    return result_.functions[id.index()];
  }

  void find_runs() {
    RunTable table(project_, derivation_, read_, result_.runs);
    for (const NodeId node : project_.topology.order) {
      if (!has_runs(derivation_, node)) continue;
      const DurationRange range =
          project_[node].duration.value_or(DurationRange{});
      const RunSpan span = span_of(node);
      AlignedNode& aligned = result_.nodes[node.index()];
      aligned.runs = at_worst_[node.index()] =
          table.find(node, range.max, at_worst_, span);
      aligned.runs_at_best = at_best_[node.index()] =
          table.find(node, range.min, at_best_, span);
    }
  }

  /// Nodes with equal runs that read equal functions in equal ways share all.
  void find_sources(NodeId node) {
    AlignedNode& aligned = result_.nodes[node.index()];
    const std::span<const ReadEdge> edges(
        read_.edges.data() + read_.begin[node.index()],
        read_.begin[node.index() + 1] - read_.begin[node.index()]);
    std::vector<std::array<std::int64_t, 4>> inputs;
    for (const ReadEdge& edge : edges) {
      const AlignedNode& from = result_.nodes[edge.from.index()];
      inputs.push_back({word(from.runs), word(from.oldest), word(from.newest),
                        word(edge.binding)});
    }
    std::ranges::sort(inputs);
    const auto rest = std::unique(inputs.begin(), inputs.end());
    inputs.erase(rest, inputs.end());
    MemoKey key = {word(aligned.runs), reach_[node.index()].count()};
    for (const auto& input : inputs) {
      key.insert(key.end(), input.begin(), input.end());
    }
    const auto [found, added] = nodes_.try_emplace(std::move(key), node);
    if (added) {
      compute_sources(node, edges);
      return;
    }
    const AlignedNode& equal = result_.nodes[found->second.index()];
    aligned.oldest = equal.oldest;
    aligned.newest = equal.newest;
    aligned.measures = equal.measures;
  }

  FunctionId image_of(FunctionId source, const ReadEdge& edge) {
    const RunsId from = at_worst_[edge.from.index()];
    const RunsId to = at_worst_[edge.to.index()];
    return sources_.image_of(source, from, to, edge.binding,
                             reader_of(edge, at_worst_), span_of(edge.to));
  }

  void compute_sources(NodeId node, std::span<const ReadEdge> edges) {
    AlignedNode& aligned = result_.nodes[node.index()];
    const RunSpan span = span_of(node);
    std::vector<FunctionId> oldest, newest, changes;
    for (const ReadEdge& edge : edges) {
      const AlignedNode& from = result_.nodes[edge.from.index()];
      const FunctionId runs =
          sources_.identity_of(from.runs, span_of(edge.from));
      oldest.push_back(image_of(from.oldest, edge));
      newest.push_back(image_of(from.newest, edge));
      changes.push_back(image_of(runs, edge));
    }
    if (edges.empty()) {
      oldest = newest = {sources_.identity_of(aligned.runs, span)};
    }
    aligned.oldest =
        sources_.combined(oldest, aligned.runs, Pick::Oldest, span);
    aligned.newest =
        sources_.combined(newest, aligned.runs, Pick::Newest, span);
    NodeSources sources{&sequence(aligned.runs),
                        &function(aligned.oldest),
                        &function(aligned.newest),
                        {}};
    for (const FunctionId id : changes) {
      sources.changes.push_back(&function(id));
    }
    aligned.measures = NodeMeasuresId(result_.node_measures.size());
    result_.node_measures.push_back(measure_node(sources, result_.horizon));
  }

  [[nodiscard]] Reader reader_of(const ReadEdge& edge,
                                 const std::vector<RunsId>& runs) const {
    return {sequence(runs[edge.from.index()]), *derivation_.cadence(edge.to),
            read_.bindings[edge.binding.index()]};
  }

  EdgeMeasuresId measured(const ReadEdge& edge,
                          const std::vector<RunsId>& runs) {
    const RunsId from = runs[edge.from.index()];
    const RunsId to = runs[edge.to.index()];
    const seconds margin = margin_of(project_, project_[edge.from]);
    const auto [found, added] = edges_.try_emplace(
        MemoKey{word(from), word(to), word(edge.binding), margin.count()},
        EdgeMeasuresId(result_.edge_measures.size()));
    if (added) {
      result_.edge_measures.push_back(measure_edge(
          reader_of(edge, runs), sequence(to), margin, result_.horizon));
    }
    return found->second;
  }

  const Project& project_;
  const Derivation& derivation_;
  Alignment result_;
  ReadEdges read_;
  std::vector<seconds> reach_;  ///< by node
  SourceTable sources_;
  std::vector<RunsId> at_worst_, at_best_;  ///< by node
  Memo<NodeId> nodes_;                      ///< the first of equal ones
  Memo<EdgeMeasuresId> edges_;
};

}  // namespace

const NodeMeasures* Alignment::measures(NodeId node) const {
  const NodeMeasuresId id = nodes[node.index()].measures;
  return id.valid() ? &node_measures[id.index()] : nullptr;
}

const RunSequence* Alignment::runs_of(NodeId node) const {
  const RunsId id = nodes[node.index()].runs;
  return id.valid() ? &runs[id.index()] : nullptr;
}

std::span<const AlignedEdge> Alignment::inputs(NodeId node) const {
  return std::span(edges).subspan(
      edge_begin[node.index()],
      edge_begin[node.index() + 1] - edge_begin[node.index()]);
}

Reader Alignment::reader(const AlignedEdge& edge) const {
  return {runs[nodes[edge.read.from.index()].runs.index()],
          runs[nodes[edge.read.to.index()].runs.index()].cadence(),
          bindings[edge.read.binding.index()]};
}

Alignment align(const Project& project, const Derivation& derivation) {
  return Aligner(project, derivation).run();
}

}  // namespace lockstep
