// What can start an aligned job, with durations. Sufficient: a job that is
// woken only by `datasets` starts at the same instants as one that looks at
// every update. Minimal where durations are those of plain schedules: exactly
// the inputs as frequent as the leader and those whose due run can end later.
#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>

#include "align/start.hpp"
#include "property/align/random_graph.hpp"
#include "property/align/run_simulator.hpp"
#include "property/align/simulator.hpp"

namespace lockstep::test {
namespace {

constexpr int kGraphs = 3'000;
constexpr int kSpan = 3 * kWeek;

std::set<std::string> names_of(const Project& project,
                               const std::vector<NodeId>& nodes) {
  std::set<std::string> names;
  for (const NodeId node : nodes) names.insert(project[node].name);
  return names;
}

/// Is there a tick of the leader at which the due run of `input` can end after
/// the leader's run? Both are plain schedules.
bool can_end_later(const JobSpec& input, const Ticks& ticks,
                   const JobSpec& leader, const Ticks& anchors) {
  if (ticks.empty()) return false;
  const int span = std::lcm(ticks.weeks, anchors.weeks) * kWeek;
  const auto later = (input.duration.max - leader.duration.min).count() / 60;
  for (const int anchor : anchors.between(0, span)) {
    if (ticks.prev_or_equal(anchor) + later > anchor) return true;
  }
  return false;
}

std::string check_minimal(const std::vector<JobSpec>& jobs, const RunJob& job,
                          const std::set<std::string>& datasets,
                          const std::map<std::string, SimulatedJob>& known) {
  const auto spec_of = [&](const std::string& name) {
    return *std::find_if(jobs.begin(), jobs.end(), [&](const JobSpec& spec) {
      return spec.name == name;
    });
  };
  const JobSpec leader = spec_of(job.leader);
  const Ticks& anchors = *known.at(job.leader).ticks;
  if (leader.crons.empty() || anchors.empty()) return "";
  for (const std::string& name : job.simulated->required) {
    const JobSpec input = spec_of(name);
    const Ticks& ticks = *known.at(name).ticks;
    if (input.crons.empty()) continue;
    const bool expected = Ticks::compare_frequency(ticks, anchors) == 0 ||
                          can_end_later(input, ticks, leader, anchors);
    if (datasets.contains(name) != expected) {
      return name + (expected ? " is missing" : " is superfluous") +
             " in datasets";
    }
  }
  return "";
}

std::string disagreement(const std::vector<JobSpec>& jobs) {
  ZoneTable zones;
  const Project project = build_project(jobs, zones);
  const Derivation derivation = derive(project);
  std::map<std::string, std::string> leaders;
  const auto node_of = [&](const std::string& name) {
    std::size_t index = 0;
    while (project.datasets[index].name != name) ++index;
    return index;
  };
  for (const JobSpec& job : jobs) {
    const NodeId leader = derivation.jobs[node_of(job.name)].leader;
    if (leader.valid()) leaders[job.name] = project[leader].name;
  }
  const auto known = simulate(jobs, leaders);
  if (!known) return "";
  RunsByName runs;
  for (const auto& [name, job] : *known) runs[name];
  for (const JobSpec& spec : jobs) {
    const JobStart& start = derivation.jobs[node_of(spec.name)];
    RunJob job{&spec, &known->at(spec.name), leaders[spec.name], {}};
    Random durations(7), same_durations(7);
    if (job.simulated->is_aligned) {
      const auto datasets = names_of(project, start.datasets);
      const auto minimal = check_minimal(jobs, job, datasets, *known);
      if (!minimal.empty()) return spec.name + ": " + minimal;
      job.waking = datasets;
      const auto woken =
          simulate_runs(job, *known, runs, kSpan, same_durations);
      job.waking.insert(job.simulated->required.begin(),
                        job.simulated->required.end());
      runs[spec.name] = simulate_runs(job, *known, runs, kSpan, durations);
      if (woken != runs[spec.name]) {
        return spec.name + ": starts differently if only woken by datasets";
      }
      continue;
    }
    runs[spec.name] = simulate_runs(job, *known, runs, kSpan, durations);
  }
  return "";
}

void check_graphs(std::uint64_t seed, const GraphOptions& options) {
  Random random(seed);
  for (int graph = 0; graph < kGraphs; ++graph) {
    const std::vector<JobSpec> jobs = random_graph(random, options);
    if (disagreement(jobs).empty()) continue;
    FAIL("project " << graph << "\n" << shrink(jobs, disagreement));
  }
}

TEST_CASE("datasets suffice and are minimal, fixed durations") {
  check_graphs(1, {.own_crons_on_tasks = false, .ranges = true, .fixed = true});
}

TEST_CASE("datasets suffice and are minimal, ranges of durations") {
  check_graphs(2, {.own_crons_on_tasks = false, .ranges = true});
}

TEST_CASE("datasets suffice and are minimal, aligned jobs only") {
  check_graphs(3, {.own_crons_on_tasks = false,
                   .ranges = true,
                   .fixed = true,
                   .triggers = false});
}

}  // namespace
}  // namespace lockstep::test
