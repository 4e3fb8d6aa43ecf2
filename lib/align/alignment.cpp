// Runs in topological order, equal ones once; the rest waits until it is asked
// for.
#include "align/alignment.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "align/measure_table.hpp"
#include "align/reach.hpp"
#include "align/run_table.hpp"

namespace lockstep {
namespace {

void find_runs(const Project& project, const Derivation& derivation,
               const ReadEdges& read, const std::vector<seconds>& reach,
               Alignment& alignment) {
  std::vector<RunsId> at_worst(project.datasets.size());
  std::vector<RunsId> at_best = at_worst;
  const bool varies =
      std::ranges::any_of(project.datasets, [](const Dataset& dataset) {
        return dataset.duration &&
               dataset.duration->min != dataset.duration->max;
      });
  RunTable table(project, derivation, read, alignment.runs);
  for (const NodeId node : project.topology.order) {
    if (!has_runs(derivation, node)) continue;
    const DurationRange range =
        project[node].duration.value_or(DurationRange{});
    const RunSpan span =
        span_around(derivation, alignment.horizon, reach[node.index()]);
    AlignedNode& aligned = alignment.nodes[node.index()];
    aligned.runs = at_worst[node.index()] =
        table.find(node, range.max, at_worst, span);
    aligned.runs_at_best = at_best[node.index()] =
        varies ? table.find(node, range.min, at_best, span) : aligned.runs;
    aligned.measured = is_measured(project, derivation, node);
  }
}

/// A counting sort by the input of each edge.
void find_outputs(Alignment& alignment) {
  std::vector<std::uint32_t>& begin = alignment.output_begin;
  begin.assign(alignment.nodes.size() + 1, 0);
  for (const AlignedEdge& edge : alignment.edges) {
    ++begin[edge.read.from.index() + 1];
  }
  std::partial_sum(begin.begin(), begin.end(), begin.begin());
  std::vector<std::uint32_t> next = begin;
  alignment.outputs.resize(alignment.edges.size());
  for (std::uint32_t i = 0; i < alignment.edges.size(); ++i) {
    alignment.outputs[next[alignment.edges[i].read.from.index()]++] = i;
  }
}

}  // namespace

Alignment::Alignment() = default;
Alignment::Alignment(Alignment&&) noexcept = default;
Alignment& Alignment::operator=(Alignment&&) noexcept = default;
Alignment::~Alignment() = default;

const RunSequence* Alignment::runs_of(NodeId node) const {
  const RunsId id = nodes[node.index()].runs;
  return id.valid() ? &runs[id.index()] : nullptr;
}

std::span<const AlignedEdge> Alignment::inputs(NodeId node) const {
  return std::span(edges).subspan(
      edge_begin[node.index()],
      edge_begin[node.index() + 1] - edge_begin[node.index()]);
}

std::span<const std::uint32_t> Alignment::readers(NodeId node) const {
  return std::span(outputs).subspan(
      output_begin[node.index()],
      output_begin[node.index() + 1] - output_begin[node.index()]);
}

Reader Alignment::reader(const AlignedEdge& edge) const {
  return {runs[nodes[edge.read.from.index()].runs.index()],
          runs[nodes[edge.read.to.index()].runs.index()].cadence(),
          bindings[edge.read.binding.index()]};
}

const EdgeMeasures& Alignment::measures(const AlignedEdge& edge) const {
  return table_->edge(edge);
}

const EdgeMeasures& Alignment::at_best(const AlignedEdge& edge) const {
  return table_->edge_at_best(edge);
}

const NodeMeasures* Alignment::measures(NodeId node) const {
  return is_measured(node) ? &table_->node(node) : nullptr;
}

const NodeAges* Alignment::ages(NodeId node) const {
  return is_measured(node) ? &table_->ages(node) : nullptr;
}

const IdleRuns* Alignment::idle(NodeId node) const {
  return is_measured(node) ? &table_->idle(node) : nullptr;
}

const StepFunction* Alignment::oldest(NodeId node) const {
  return is_measured(node) ? &table_->oldest(node) : nullptr;
}

const VersionSkew* Alignment::version_skew(NodeId node) const {
  if (!is_measured(node)) return nullptr;
  const std::optional<VersionSkew>& skew = table_->version_skew(node);
  return skew ? &*skew : nullptr;
}

const VersionSkew* Alignment::even_version_skew(NodeId node) const {
  if (!is_measured(node)) return nullptr;
  const std::optional<VersionSkew>& skew = table_->even_version_skew(node);
  return skew ? &*skew : nullptr;
}

seconds slack_margin(const Project& project, NodeId input) {
  if (project.settings.lint.margin) return *project.settings.lint.margin;
  constexpr seconds kLeast = std::chrono::minutes{5};
  const DurationRange range = project[input].duration.value_or(DurationRange{});
  return std::max(kLeast, range.max / 5);
}

Alignment align(const Project& project, const Derivation& derivation) {
  Alignment alignment;
  alignment.nodes.resize(project.datasets.size());
  alignment.horizon = {false, derivation.as_of,
                       derivation.reference + derivation.horizon};
  ReadEdges read = read_edges(project, derivation);
  std::vector<seconds> reach = find_reach(project, derivation, read);
  find_runs(project, derivation, read, reach, alignment);
  alignment.edges.reserve(read.edges.size());
  for (ReadEdge& edge : read.edges) {
    alignment.edges.push_back({std::move(edge), {}, {}});
  }
  find_outputs(alignment);
  alignment.edge_begin = std::move(read.begin);
  alignment.unknown_inputs = std::move(read.unknown);
  alignment.bindings = std::move(read.bindings);
  alignment.table_ = std::make_unique<MeasureTable>(
      project, derivation, alignment, std::move(reach));
  return alignment;
}

}  // namespace lockstep
