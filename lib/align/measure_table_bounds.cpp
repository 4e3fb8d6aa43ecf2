// Ages are exact where no start depends on durations; else a bound stands with
// them.
#include <algorithm>

#include "align/age_bound.hpp"
#include "align/measure_table.hpp"

namespace lockstep {

/// Of the node and of all before it. What triggers start depends on every end.
bool MeasureTable::starts_are_fixed(NodeId node) {
  find_inputs_first(
      node, [&](NodeId n) { return fixed_[n.index()].has_value(); },
      [&](NodeId n) {
        const AlignedNode& aligned = nodes_[n.index()];
        const bool triggered = derivation_[n].type == StartType::Sensor &&
                               derivation_[n].mode != TriggerMode::Aligned;
        bool fixed =
            start_alike(sequence(aligned.runs), sequence(aligned.runs_at_best));
        for (const AlignedEdge& edge : inputs(n)) {
          const auto& duration = project_[edge.read.from].duration;
          const bool varies = duration && duration->min != duration->max;
          fixed = fixed && *fixed_[edge.read.from.index()] &&
                  !(triggered && varies);
        }
        fixed_[n.index()] = fixed;
      });
  return *fixed_[node.index()];
}

/// Some ticks of a sensor may have no run of their own.
bool MeasureTable::may_skip(NodeId node) {
  if (derivation_[node].type != StartType::Sensor) return false;
  const AlignedNode& aligned = nodes_[node.index()];
  return !starts_are_fixed(node) &&
         !never_skips(sequence(aligned.runs), sequence(aligned.runs_at_best),
                      horizon_);
}

/// A run that was named, or lies in a window, that nobody may read in the end.
bool MeasureTable::may_miss(const AlignedEdge& edge) {
  const Read read = bindings_[edge.read.binding.index()].read;
  if (read == Read::Latest) return false;
  const auto skips = [&](NodeId node) { return may_skip(node); };
  return may_skip(edge.read.to) ||
         (read == Read::Window &&
          (may_skip(edge.read.from) ||
           std::ranges::any_of(edge.read.views, skips)));
}

/// Nothing is known of triggered runs, whose number depends on durations, of
/// queues, of runs that a timeout may drop, nor of those that may be missed.
void MeasureTable::find_bound_sources(NodeId node) {
  StepFunction& result = bound_sources_[node.index()].emplace();
  const RunSequence& runs = sequence(node);
  if (starts_are_fixed(node)) {
    result = by_ticks(sources_[oldest_id(node)], runs, span_of(node));
    return;
  }
  const JobStart& start = derivation_[node];
  const bool sensor = start.type == StartType::Sensor;
  if (sensor &&
      (start.mode != TriggerMode::Aligned || !never_queues(runs, horizon_))) {
    return;
  }
  bool first = true;
  for (const AlignedEdge& edge : inputs(node)) {
    const Reader reader = reader_of(edge.read, &AlignedNode::runs);
    StepFunction read = oldest_read(*bound_sources_[edge.read.from.index()],
                                    reader, runs, span_of(node));
    if (reader.binding().timeout || may_miss(edge)) read = {};
    result = first ? std::move(read)
                   : least_by_ticks(result, read, span_of(node), foldings_);
    first = false;
  }
}

void MeasureTable::bound_ages_of(NodeId node, NodeMeasures& measures) {
  const auto value = [](const std::optional<Extreme>& extreme) {
    return extreme ? std::optional(extreme->value) : std::nullopt;
  };
  measures.lag_bound = value(measures.lag_max);
  measures.age_bound = value(measures.age_max);
  if (starts_are_fixed(node)) return;
  find_inputs_first(
      node, [&](NodeId n) { return bound_sources_[n.index()].has_value(); },
      [&](NodeId n) { find_bound_sources(n); });
  const AgeBounds bounds =
      bound_ages(*bound_sources_[node.index()], sequence(node), horizon_);
  measures.exact =
      bounds.lag == measures.lag_bound && bounds.age == measures.age_bound;
  measures.lag_bound = bounds.lag;
  measures.age_bound = bounds.age;
}

}  // namespace lockstep
