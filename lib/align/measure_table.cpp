// Everything is looked up before it is computed. What needs its inputs first
// goes through them with a stack of its own.
#include "align/measure_table.hpp"

#include <algorithm>
#include <utility>

#include "align/idle.hpp"
#include "align/measure_edge.hpp"
#include "align/measure_node.hpp"
#include "align/rates.hpp"
#include "align/reach.hpp"

namespace lockstep {
namespace {

void keep_distinct(std::vector<FunctionId>& ids) {
  std::ranges::sort(ids);
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
}

bool equally_frequent(const Derivation& derivation, const ReadEdge& edge) {
  return is_same_rate(derivation.cadence(edge.from)->runs_per_year,
                      derivation.cadence(edge.to)->runs_per_year);
}

}  // namespace

MeasureTable::MeasureTable(const Project& project, const Derivation& derivation,
                           Alignment& alignment, std::vector<seconds> reach)
    : project_(project),
      derivation_(derivation),
      nodes_(alignment.nodes),
      edges_(alignment.edges),
      edge_begin_(alignment.edge_begin),
      runs_(alignment.runs),
      bindings_(alignment.bindings),
      horizon_(alignment.horizon),
      reach_(std::move(reach)),
      foldings_(derivation.reference),
      sources_(runs_, foldings_),
      oldest_(nodes_.size()),
      fixed_(nodes_.size()),
      bound_sources_(nodes_.size()),
      limits_(nodes_.size()),
      all_roots_{false, {}, {}},
      even_roots_{true, {}, {}},
      idle_(nodes_.size()),
      node_(nodes_.size()) {
  for (AlignedEdge& edge : alignment.edges) {
    edge.measures = edge_id(edge.read, &AlignedNode::runs);
    edge.at_best = edge_id(edge.read, &AlignedNode::runs_at_best);
  }
  edge_measures_.resize(edge_ids_.size());
}

std::span<const AlignedEdge> MeasureTable::inputs(NodeId node) const {
  const std::uint32_t begin = edge_begin_[node.index()];
  return edges_.subspan(begin, edge_begin_[node.index() + 1] - begin);
}

RunSpan MeasureTable::span_of(NodeId node) const {
  return span_around(derivation_, horizon_, reach_[node.index()]);
}

Reader MeasureTable::reader_of(const ReadEdge& edge, RunsOf runs_of) const {
  return {sequence(nodes_[edge.from.index()].*runs_of),
          *derivation_.cadence(edge.to), bindings_[edge.binding.index()]};
}

// ---- Edges ----

EdgeMeasuresId MeasureTable::edge_id(const ReadEdge& edge, RunsOf runs_of) {
  const auto [found, added] = edge_ids_.try_emplace(
      MemoKey{word(nodes_[edge.from.index()].*runs_of),
              word(nodes_[edge.to.index()].*runs_of), word(edge.binding),
              slack_margin(project_, edge.from).count()},
      EdgeMeasuresId(edge_ids_.size()));
  return found->second;
}

const EdgeMeasures& MeasureTable::measured(EdgeMeasuresId id,
                                           const ReadEdge& edge,
                                           RunsOf runs_of) {
  std::optional<EdgeMeasures>& measures = edge_measures_[id.index()];
  if (!measures) {
    measures = measure_edge(
        reader_of(edge, runs_of), sequence(nodes_[edge.to.index()].*runs_of),
        slack_margin(project_, edge.from), horizon_, parts_);
  }
  return *measures;
}

const EdgeMeasures& MeasureTable::edge(const AlignedEdge& edge) {
  return measured(edge.measures, edge.read, &AlignedNode::runs);
}

const EdgeMeasures& MeasureTable::edge_at_best(const AlignedEdge& edge) {
  return measured(edge.at_best, edge.read, &AlignedNode::runs_at_best);
}

// ---- Source times ----

FunctionId MeasureTable::image_of(FunctionId source, const ReadEdge& edge) {
  return sources_.image_of(
      source, nodes_[edge.from.index()].runs, nodes_[edge.to.index()].runs,
      edge.binding, reader_of(edge, &AlignedNode::runs), span_of(edge.to));
}

void MeasureTable::find_oldest(NodeId node) {
  const RunsId runs = nodes_[node.index()].runs;
  const RunSpan span = span_of(node);
  std::vector<FunctionId> parts;
  for (const AlignedEdge& edge : inputs(node)) {
    parts.push_back(image_of(oldest_[edge.read.from.index()], edge.read));
  }
  if (parts.empty()) parts = {sources_.identity_of(runs, span)};
  oldest_[node.index()] = sources_.oldest_of(std::move(parts), runs, span);
}

FunctionId MeasureTable::oldest_id(NodeId node) {
  find_inputs_first(
      node, [&](NodeId n) { return oldest_[n.index()].valid(); },
      [&](NodeId n) { find_oldest(n); });
  return oldest_[node.index()];
}

const StepFunction& MeasureTable::oldest(NodeId node) {
  return sources_[oldest_id(node)];
}

// ---- Roots ----

void MeasureTable::find_roots(RootTable& table, NodeId node) {
  const RunsId runs = nodes_[node.index()].runs;
  RootSources& roots = table.roots[node.index()].emplace();
  if (inputs(node).empty()) {
    roots.roots = {{node, sources_.identity_of(runs, span_of(node))}};
    return;
  }
  std::vector<RootSource> all;
  for (const AlignedEdge& edge : inputs(node)) {
    if (table.even && !equally_frequent(derivation_, edge.read)) continue;
    const RootSources& from = *table.roots[edge.read.from.index()];
    roots.complete = roots.complete && from.complete;
    for (const RootSource& root : from.roots) {
      all.push_back({root.root, image_of(root.source, edge.read)});
    }
  }
  const std::vector<RootVersions> groups = group_by_root(std::move(all));
  roots.complete = roots.complete && groups.size() <= kMaximumRoots;
  if (!roots.complete) return;
  for (const RootVersions& versions : groups) {
    roots.roots.push_back(
        {versions.root,
         sources_.oldest_of(versions.sources, runs, span_of(node))});
  }
  const bool known = std::ranges::none_of(roots.roots, [&](const auto& root) {
    return sources_[root.source].points.empty();
  });
  if (known) table.skews[node.index()] = find_version_skew(node, groups);
}

std::optional<VersionSkew> MeasureTable::find_version_skew(
    NodeId node, const std::vector<RootVersions>& groups) {
  std::optional<VersionSkew> worst;
  for (const RootVersions& versions : groups) {
    if (versions.sources.size() == 1) continue;
    const Spread& spread = spread_of(versions.sources, node);
    if (!spread.greatest || spread.greatest->value == seconds{0}) continue;
    if (!worst || spread.greatest->value > worst->skew.value) {
      worst = {versions.root, *spread.greatest, spread.scope};
    }
  }
  return worst;
}

/// Of all the sources less the least of them.
const Spread& MeasureTable::spread_of(const std::vector<FunctionId>& sources,
                                      NodeId node) {
  const RunsId runs = nodes_[node.index()].runs;
  MemoKey key = {word(runs), reach_[node.index()].count()};
  for (const FunctionId source : sources) key.push_back(word(source));
  const auto [found, added] = spreads_.try_emplace(std::move(key));
  if (added) {
    const FunctionId oldest = sources_.oldest_of(sources, runs, span_of(node));
    found->second =
        measure_spread(sequence(runs), sources_[oldest],
                       sources_.pointers_to(sources), horizon_, foldings_);
  }
  return found->second;
}

const RootSources& MeasureTable::roots(RootTable& table, NodeId node) {
  table.roots.resize(nodes_.size());
  table.skews.resize(nodes_.size());
  find_inputs_first(
      node, [&](NodeId n) { return table.roots[n.index()].has_value(); },
      [&](NodeId n) { find_roots(table, n); });
  return *table.roots[node.index()];
}

const std::optional<VersionSkew>& MeasureTable::version_skew(NodeId node) {
  static_cast<void>(roots(all_roots_, node));
  return all_roots_.skews[node.index()];
}

const std::optional<VersionSkew>& MeasureTable::even_version_skew(NodeId node) {
  static_cast<void>(roots(even_roots_, node));
  return even_roots_.skews[node.index()];
}

// ---- Nodes ----

const NodeAges& MeasureTable::ages(NodeId node) {
  const FunctionId oldest = oldest_id(node);
  const auto [found, added] =
      ages_.try_emplace(MemoKey{word(nodes_[node.index()].runs), word(oldest)});
  if (added) {
    found->second =
        measure_ages(sequence(node), sources_[oldest], horizon_, foldings_);
  }
  return found->second;
}

const IdleRuns& MeasureTable::idle(NodeId node) {
  IdleId& id = idle_[node.index()];
  if (id.valid()) return idle_runs_[id.index()];
  std::vector<std::pair<std::int64_t, std::int64_t>> pairs;
  std::vector<const ReadEdge*> distinct;
  for (const AlignedEdge& edge : inputs(node)) {
    const std::pair pair{word(nodes_[edge.read.from.index()].runs),
                         word(edge.read.binding)};
    if (std::ranges::find(pairs, pair) != pairs.end()) continue;
    pairs.push_back(pair);
    distinct.push_back(&edge.read);
  }
  std::ranges::sort(pairs);
  MemoKey key = {word(nodes_[node.index()].runs)};
  for (const auto& [runs, binding] : pairs) {
    key.push_back(runs);
    key.push_back(binding);
  }
  const auto [found, added] =
      idle_ids_.try_emplace(std::move(key), IdleId(idle_runs_.size()));
  id = found->second;
  if (added) {
    std::vector<Reader> readers;
    for (const ReadEdge* edge : distinct) {
      readers.push_back(reader_of(*edge, &AlignedNode::runs));
    }
    idle_runs_.push_back(count_idle(sequence(node), readers, horizon_, parts_));
  }
  return idle_runs_[id.index()];
}

const NodeMeasures& MeasureTable::node(NodeId node) {
  NodeMeasuresId& id = node_[node.index()];
  if (id.valid()) return node_measures_[id.index()];
  const FunctionId oldest = oldest_id(node);
  const IdleRuns& idle = this->idle(node);
  std::vector<FunctionId> sources;
  for (const RootSource& root : roots(all_roots_, node).roots) {
    sources.push_back(root.source);
  }
  keep_distinct(sources);
  MemoKey key = {word(nodes_[node.index()].runs), word(oldest),
                 word(idle_[node.index()])};
  if (!starts_are_fixed(node)) key.push_back(-1 - word(node));
  for (const FunctionId source : sources) key.push_back(word(source));
  const auto [found, added] = node_ids_.try_emplace(
      std::move(key), NodeMeasuresId(node_measures_.size()));
  id = found->second;
  if (added) {
    const NodeSources all{&sequence(node), &sources_[oldest],
                          sources_.pointers_to(sources), &ages(node), &idle};
    node_measures_.push_back(measure_node(all, horizon_, foldings_));
    bound_ages_of(node, node_measures_.back());
  }
  return node_measures_[id.index()];
}

}  // namespace lockstep
