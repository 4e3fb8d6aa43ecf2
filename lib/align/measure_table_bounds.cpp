// Ages are exact where no start depends on durations; else a bound stands with
// them.
#include <algorithm>

#include "align/age_bound.hpp"
#include "align/measure_table.hpp"
#include "align/slots.hpp"

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
/// queues, of runs that a timeout may drop, nor of those that may be missed. No
/// run waits longer than at the slowest: a timeout that drops none there never
/// does.
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
  for (const AlignedEdge& input : inputs(node)) {
    const Reader reader = reader_of(input.read, &AlignedNode::runs);
    StepFunction read = oldest_read(*bound_sources_[input.read.from.index()],
                                    reader, runs, span_of(node));
    const bool may_drop =
        reader.binding().timeout && edge(input).timed_out.runs > 0;
    if (may_drop || may_miss(input)) read = {};
    result = first ? std::move(read)
                   : least_by_ticks(result, read, span_of(node), foldings_);
    first = false;
  }
}

AgeBounds MeasureTable::bounds_by_ticks(NodeId node) {
  find_inputs_first(
      node, [&](NodeId n) { return bound_sources_[n.index()].has_value(); },
      [&](NodeId n) { find_bound_sources(n); });
  return bound_ages(*bound_sources_[node.index()], sequence(node), horizon_);
}

/// The greatest age of all that a job reads, if it reads what there is when it
/// starts.
std::optional<seconds> MeasureTable::oldest_limit(NodeId node) {
  std::optional<seconds> oldest;
  for (const AlignedEdge& input : inputs(node)) {
    const auto age = limits_[input.read.from.index()]->age;
    const bool latest =
        bindings_[input.read.binding.index()].read == Read::Latest;
    if (!latest || !input.read.views.empty() || !age) return std::nullopt;
    oldest = std::max(oldest.value_or(*age), *age);
  }
  return oldest;
}

bool MeasureTable::starts_at_ticks(NodeId node) const {
  return derivation_[node].type == StartType::Schedule &&
         std::ranges::none_of(inputs(node), [&](const AlignedEdge& input) {
           const Binding& binding = bindings_[input.read.binding.index()];
           return binding.waits || binding.pipeline;
         });
}

/// From the limits of the inputs.
void MeasureTable::find_limits(NodeId node) {
  AgeLimits& limits = limits_[node.index()].emplace();
  const JobStart& start = derivation_[node];
  const DurationRange duration =
      project_[node].duration.value_or(DurationRange{});
  if (starts_are_fixed(node)) {
    const auto& worst = ages(node).age_max;
    if (worst) limits.age = worst->value;
    limits.pause = pause_of(sequence(node), duration, horizon_);
    return;
  }
  const AgeBounds bounds = bounds_by_ticks(node);
  limits = {bounds.lag, bounds.age, std::nullopt};
  const auto oldest = oldest_limit(node);
  if (limits.age || !oldest) return;
  if (starts_at_ticks(node)) {
    limits.pause = pause_of(sequence(node), duration, horizon_);
    limits.lag = *oldest + duration.max;
    if (limits.pause) limits.age = *oldest + *limits.pause + duration.min;
  } else if (start.type == StartType::Sensor &&
             start.mode != TriggerMode::Aligned) {
    const Slots slots = slots_of(project_, derivation_, node);
    std::vector<std::optional<seconds>> pauses;
    for (const NodeId slot : slots.nodes) {
      const auto& known = limits_[slot.index()];
      pauses.push_back(known ? known->pause : std::nullopt);
    }
    limits =
        limits_of_triggered(start.mode, longest_wait(slots.condition, pauses),
                            *oldest, duration.max);
  }
}

AgeBounds MeasureTable::limits_of(NodeId node) {
  find_inputs_first(
      node, [&](NodeId n) { return limits_[n.index()].has_value(); },
      [&](NodeId n) { find_limits(n); });
  const AgeLimits& limits = *limits_[node.index()];
  return {limits.lag, limits.age};
}

void MeasureTable::bound_ages_of(NodeId node, NodeMeasures& measures) {
  const auto value = [](const std::optional<Extreme>& extreme) {
    return extreme ? std::optional(extreme->value) : std::nullopt;
  };
  measures.lag_bound = value(measures.lag_max);
  measures.age_bound = value(measures.age_max);
  if (starts_are_fixed(node) || !measures.age_max) return;
  AgeBounds bounds = bounds_by_ticks(node);
  if (!bounds.age) bounds = limits_of(node);
  measures.exact =
      bounds.lag == measures.lag_bound && bounds.age == measures.age_bound;
  measures.lag_bound = bounds.lag;
  measures.age_bound = bounds.age;
}

}  // namespace lockstep
