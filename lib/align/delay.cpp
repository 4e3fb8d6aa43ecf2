// A job whose runs, with the spread of their start conditions, fit between two
// anchors never waits for itself: by induction each run starts when its inputs
// are complete. Otherwise the run before it began before these were complete
// (else it would have taken this anchor), so it ends at most one duration
// later.
#include "align/delay.hpp"

#include <algorithm>

namespace lockstep {
namespace {

DurationRange duration_of(const Dataset& job) {
  return job.duration.value_or(DurationRange{});
}

Delay bounded(seconds min, seconds max) {
  return {std::min(min, kUnbounded), std::min(max, kUnbounded)};
}

/// Starts between anchor + least and anchor + most, runs one at a time.
Delay one_at_a_time(const Dataset& job, CadenceId cadence, seconds least,
                    seconds most, const CadenceTable& cadences) {
  const DurationRange duration = duration_of(job);
  const seconds gap = cadences.facts(cadence).rank.min_gap;
  const bool overlaps = duration.max + most - least > gap;
  if (overlaps) most += duration.max;
  return bounded(least + duration.min, most + duration.max);
}

/// Does the needed run exist for every anchor, however long it takes?
bool always_exists(const AwaitedInput& input, CadenceId anchors,
                   const Dataset& job) {
  if (input.input->timeout) return false;
  if (input.input->read != Read::Same) return true;
  return input.cadence == anchors && input.input->offset == seconds{0} &&
         input.dataset->run_label == job.run_label;
}

bool waits_for(const AwaitedInput& input, NodeId job, CadenceId cadence,
               const Pipelines& pipelines, const CadenceTable& cadences) {
  if (input.input->guard == Guard::None) return false;
  if (input.input->guard == Guard::Sensor) return true;
  if (input.input->read != Read::Latest) return true;
  return pipelines.may_join(job, *input.input) &&
         share_a_cron(cadences[input.cadence], cadences[cadence]);
}

}  // namespace

seconds latest_end(const AwaitedInput& input, CadenceId anchors,
                   CadenceTable& cadences) {
  if (!fires(cadences[input.cadence])) return seconds{0};
  seconds end = input.delay.max;
  if (end >= kUnbounded) return kUnbounded;
  if (input.input->read == Read::Same) {
    end += input.input->offset;
    if (input.dataset->run_label == RunLabel::IntervalStart) {
      end += cadences.facts(input.cadence).rank.max_gap;
    }
  } else if (end > seconds{0}) {
    const auto& age = cadences.elapsed_age_at(input.cadence, anchors);
    if (age) end -= age->min;
  }
  return std::max(end, seconds{0});
}

Delay delay_of_scheduled(const Project& project, NodeId node, CadenceId cadence,
                         const std::vector<AwaitedInput>& inputs,
                         const Pipelines& pipelines, CadenceTable& cadences) {
  const Dataset& job = project[node];
  const DurationRange duration = duration_of(job);
  seconds wait{0};
  for (const AwaitedInput& input : inputs) {
    if (!waits_for(input, node, cadence, pipelines, cadences)) continue;
    if (!always_exists(input, cadence, job)) wait = kUnbounded;
    wait = std::max(wait, latest_end(input, cadence, cadences));
  }
  return bounded(duration.min, wait + duration.max);
}

Delay delay_of_aligned(const Dataset& job, CadenceId cadence,
                       const AwaitedInput& leader,
                       const std::vector<AwaitedInput>& inputs,
                       CadenceTable& cadences) {
  const bool waits_for_due_run =
      leader.input->read != Read::Same && leader.input->guard != Guard::None;
  const seconds least = waits_for_due_run ? leader.delay.min : seconds{0};
  seconds most = least;
  for (const AwaitedInput& input : inputs) {
    if (!always_exists(input, cadence, job)) most = kUnbounded;
    most = std::max(most, latest_end(input, cadence, cadences));
  }
  return one_at_a_time(job, cadence, least, most, cadences);
}

Delay delay_of_triggered(const Dataset& job, CadenceId cadence,
                         const std::vector<AwaitedInput>& inputs,
                         const CadenceTable& cadences) {
  seconds least = kUnbounded, most{0};
  for (const AwaitedInput& input : inputs) {
    least = std::min(least, input.delay.min);
    most = std::max(most, input.delay.max);
  }
  const bool immediate =
      most == seconds{0} && duration_of(job).max == seconds{0};
  if (job.trigger.mode != TriggerMode::Any && !immediate) most = kUnbounded;
  return one_at_a_time(job, cadence, least, most, cadences);
}

}  // namespace lockstep
