// Two passes in topological order: runs, then source times; everything is
// looked up before it is computed.
#include "align/alignment.hpp"

#include <algorithm>
#include <optional>

#include "align/measure_edge.hpp"
#include "align/measure_node.hpp"
#include "align/memo.hpp"
#include "align/reach.hpp"
#include "align/root_sources.hpp"
#include "align/run_table.hpp"
#include "align/source_table.hpp"

namespace lockstep {
namespace {

/// Nothing that the horizon reads lies further behind its end: a gap of the
/// rarest cadence and what is waited for.
constexpr seconds kAhead = std::chrono::days{512};

class Aligner {
 public:
  Aligner(const Project& project, const Derivation& derivation)
      : project_(project),
        derivation_(derivation),
        read_(read_edges(project, derivation)),
        reach_(find_reach(project, derivation, read_)),
        sources_(result_.runs, result_.functions),
        at_worst_(project.datasets.size()),
        at_best_(project.datasets.size()),
        roots_(project.datasets.size()) {
    result_.nodes.resize(project.datasets.size());
    result_.horizon = {false, derivation.as_of,
                       derivation.reference + derivation.horizon};
  }

  Alignment run() {
    find_runs();
    for (const NodeId node : project_.topology.order) {
      if (is_measured(project_, derivation_, node)) find_sources(node);
    }
    std::ranges::sort(result_.version_skews, {}, &VersionSkew::node);
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
            result_.horizon.to + std::min(reach, kAhead)};
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

  FunctionId image_of(FunctionId source, const ReadEdge& edge) {
    return sources_.image_of(source, at_worst_[edge.from.index()],
                             at_worst_[edge.to.index()], edge.binding,
                             reader_of(edge, at_worst_), span_of(edge.to));
  }

  void find_sources(NodeId node) {
    AlignedNode& aligned = result_.nodes[node.index()];
    const std::span<const ReadEdge> edges(
        read_.edges.data() + read_.begin[node.index()],
        read_.begin[node.index() + 1] - read_.begin[node.index()]);
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
    find_roots(node, edges, oldest.front());
    const RootSources& roots = roots_[node.index()];
    if (roots.complete) {
      newest.clear();
      for (const RootSource& root : roots.roots) newest.push_back(root.source);
    }
    aligned.oldest =
        sources_.combined(oldest, aligned.runs, Pick::Oldest, span);
    aligned.newest =
        sources_.combined(newest, aligned.runs, Pick::Newest, span);
    aligned.measures = measured(aligned, std::move(changes), roots.complete);
  }

  /// The roots behind a node, and what its inputs disagree about.
  void find_roots(NodeId node, std::span<const ReadEdge> edges,
                  FunctionId own) {
    RootSources& roots = roots_[node.index()];
    if (edges.empty()) {
      roots.roots.push_back({node, own});
      return;
    }
    std::vector<RootSource> all;
    for (const ReadEdge& edge : edges) {
      const RootSources& from = roots_[edge.from.index()];
      roots.complete = roots.complete && from.complete;
      for (const RootSource& root : from.roots) {
        all.push_back({root.root, image_of(root.source, edge)});
      }
    }
    std::vector<RootVersions> groups = group_by_root(std::move(all));
    root_count_ += groups.size();
    roots.complete = roots.complete && groups.size() <= kMaximumRoots &&
                     root_count_ <= kMaximumRootSources;
    if (!roots.complete) return;
    const AlignedNode& aligned = result_.nodes[node.index()];
    std::optional<VersionSkew> worst;
    for (const RootVersions& versions : groups) {
      roots.roots.push_back(
          {versions.root, sources_.combined(versions.sources, aligned.runs,
                                            Pick::Oldest, span_of(node))});
      if (versions.sources.size() == 1) continue;
      const Spread spread = spread_of(versions.sources, aligned.runs, node);
      if (!spread.skew || spread.skew->value == seconds{0}) continue;
      if (!worst || spread.skew->value > worst->skew.value) {
        worst = {node, versions.root, *spread.skew, spread.scope};
      }
    }
    const bool known =
        std::ranges::none_of(roots.roots, [&](const RootSource& root) {
          return function(root.source).points.empty();
        });
    if (worst && known) result_.version_skews.push_back(*worst);
  }

  struct Spread {
    std::optional<Extreme> skew;
    Scope scope;
  };

  Spread spread_of(const std::vector<FunctionId>& sources, RunsId runs,
                   NodeId node) {
    MemoKey key = {word(runs), reach_[node.index()].count()};
    for (const FunctionId source : sources) key.push_back(word(source));
    const auto found = spreads_.find(key);
    if (found != spreads_.end()) return found->second;
    const RunSpan span = span_of(node);
    const FunctionId oldest =
        sources_.combined(sources, runs, Pick::Oldest, span);
    const FunctionId newest =
        sources_.combined(sources, runs, Pick::Newest, span);
    const RunSequence& sequence = result_.runs[runs.index()];
    const StepFunction& least = function(oldest);
    const StepFunction& greatest = function(newest);
    const Spread spread = {
        measure_spread(sequence, least, greatest, result_.horizon),
        common_scope(sequence, {&least, &greatest}, result_.horizon)};
    spreads_.emplace(std::move(key), spread);
    return spread;
  }

  /// Nodes with equal runs and source times share their measures.
  NodeMeasuresId measured(const AlignedNode& node,
                          std::vector<FunctionId> changes, bool skew_exact) {
    std::ranges::sort(changes);
    const auto rest = std::unique(changes.begin(), changes.end());
    changes.erase(rest, changes.end());
    MemoKey key = {word(node.runs), word(node.oldest), word(node.newest),
                   skew_exact ? 1 : 0};
    for (const FunctionId change : changes) key.push_back(word(change));
    const auto [found, added] = nodes_.try_emplace(
        std::move(key), NodeMeasuresId(result_.node_measures.size()));
    if (!added) return found->second;
    NodeSources sources{&sequence(node.runs),
                        &function(node.oldest),
                        &function(node.newest),
                        {}};
    for (const FunctionId id : changes) {
      sources.changes.push_back(&function(id));
    }
    result_.node_measures.push_back(measure_node(sources, result_.horizon));
    result_.node_measures.back().skew_exact = skew_exact;
    return found->second;
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
    const seconds margin = slack_margin(project_, edge.from);
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
  std::vector<RootSources> roots_;          ///< by node
  std::size_t root_count_ = 0;
  Memo<NodeMeasuresId> nodes_;
  Memo<Spread> spreads_;
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

seconds slack_margin(const Project& project, NodeId input) {
  if (project.settings.lint.margin) return *project.settings.lint.margin;
  constexpr seconds kLeast = std::chrono::minutes{5};
  const DurationRange range = project[input].duration.value_or(DurationRange{});
  return std::max(kLeast, range.max / 5);
}

Alignment align(const Project& project, const Derivation& derivation) {
  return Aligner(project, derivation).run();
}

}  // namespace lockstep
