// derive() against the event-by-event simulator on random small projects with
// durations 0: who leads, which ticks, windows, lists and effective crons.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>

#include "align/start.hpp"
#include "property/align/random_graph.hpp"
#include "property/align/simulator.hpp"

namespace lockstep::test {
namespace {

constexpr sys_seconds kReference{seconds{1'704'067'200}};  // 2024-01-01
constexpr int kGraphs = 10'000;

int minute_of(sys_seconds instant) {
  return static_cast<int>(
      std::chrono::floor<std::chrono::minutes>(instant - kReference).count());
}

sys_seconds instant_of(int minute) {
  return kReference + std::chrono::minutes{minute};
}

std::string name_of(const Project& project, NodeId node) {
  return node.valid() ? project[node].name : "";
}

std::set<std::string> names_of(const Project& project,
                               const std::vector<NodeId>& nodes) {
  std::set<std::string> names;
  for (const NodeId node : nodes) names.insert(project[node].name);
  return names;
}

std::map<std::string, std::string> leaders_of(const Project& project,
                                              const Derivation& derivation) {
  std::map<std::string, std::string> leaders;
  for (std::size_t i = 0; i < project.datasets.size(); ++i) {
    leaders[project.datasets[i].name] =
        name_of(project, derivation.jobs[i].leader);
  }
  return leaders;
}

/// The derived ticks around the reference, by walking forward and backward.
std::vector<int> derived_ticks(const Cadence& cadence, int from, int to) {
  std::vector<int> ticks;
  auto tick = next(cadence, instant_of(from) - seconds{1});
  for (; tick && *tick < instant_of(to); tick = next(cadence, *tick)) {
    ticks.push_back(minute_of(*tick));
  }
  return ticks;
}

std::vector<int> derived_ticks_backward(const Cadence& cadence, int from,
                                        int to) {
  std::vector<int> ticks;
  auto tick = prev_or_equal(cadence, instant_of(to) - seconds{1});
  while (tick && *tick >= instant_of(from)) {
    ticks.insert(ticks.begin(), minute_of(*tick));
    tick = prev_or_equal(cadence, *tick - seconds{1});
  }
  return ticks;
}

std::string check_ticks(const Cadence* cadence,
                        const std::optional<Ticks>& expected) {
  if ((cadence != nullptr) != expected.has_value()) {
    return cadence == nullptr ? "no cadence" : "a cadence where none is known";
  }
  if (cadence == nullptr) return "";
  const int weeks = std::max(2, expected->weeks);
  const int from = -2 * kWeek, to = weeks * kWeek;
  const auto ticks = expected->between(from, to);
  if (derived_ticks(*cadence, from, to) != ticks) return "ticks differ";
  if (derived_ticks_backward(*cadence, from, to) != ticks) {
    return "ticks walked backward differ";
  }
  const double per_year = static_cast<double>(expected->minutes.size()) /
                          expected->weeks * 365.2425 / 7;
  if (std::abs(cadence->runs_per_year - per_year) > 1e-6 * per_year + 1e-9) {
    return "runs_per_year is " + std::to_string(cadence->runs_per_year);
  }
  return "";
}

std::string check_window(const JobStart& start,
                         const std::optional<Ticks>& ticks, int as_of) {
  std::optional<Window> expected;
  if (ticks && !ticks->empty()) {
    const int end = ticks->prev_or_equal(as_of);
    expected =
        Window{instant_of(ticks->prev_or_equal(end - 1)), instant_of(end)};
  }
  return start.window == expected ? "" : "window differs";
}

/// Inputs by frequency as the simulator sees it.
std::string check_lists(const Project& project, const JobStart& start,
                        const JobSpec& job, const SimulatedJob& simulated,
                        const std::map<std::string, SimulatedJob>& all) {
  std::set<std::string> fastest, slower, unscheduled;
  const Ticks* best = nullptr;
  for (const std::string& name : simulated.scheduled) {
    const Ticks& ticks = *all.at(name).ticks;
    if (best == nullptr || Ticks::compare_frequency(ticks, *best) < 0) {
      best = &ticks;
    }
  }
  if (start.leader.valid()) {
    best = &*all.at(name_of(project, start.leader)).ticks;
  }
  for (const InputSpec& input : job.inputs) {
    const auto& ticks = all.at(input.name).ticks;
    if (!ticks) {
      unscheduled.insert(input.name);
    } else if (Ticks::compare_frequency(*ticks, *best) <= 0) {
      fastest.insert(input.name);
    } else {
      slower.insert(input.name);
    }
  }
  if (names_of(project, start.unscheduled) != unscheduled) return "unscheduled";
  if (names_of(project, start.fastest) != fastest) return "fastest";
  if (names_of(project, start.slower) != slower) return "slower";
  if (start.leader.valid() && start.fastest.front() != start.leader) {
    return "the leader is not the first of the fastest";
  }
  return "";
}

/// With durations 0 no slower input ends after the leader.
std::string check_aligned(const Project& project, const JobStart& start,
                          const SimulatedJob& simulated,
                          const std::map<std::string, SimulatedJob>& all) {
  if (start.leader.valid() != simulated.is_aligned) return "aligned or not";
  if (!simulated.is_aligned) return "";
  const std::string leader = name_of(project, start.leader);
  if (!simulated.leaders.contains(leader)) return "leader " + leader;
  std::set<std::string> datasets;
  for (const std::string& name : simulated.required) {
    if (Ticks::compare_frequency(*all.at(name).ticks, *all.at(leader).ticks) ==
        0) {
      datasets.insert(name);
    }
  }
  return names_of(project, start.datasets) == datasets ? "" : "datasets";
}

/// Starlake's computed cron, recursively, on order keys.
struct Computed {
  std::vector<double> key;
  std::set<std::string> texts;  ///< all crons with that key
};
std::optional<Computed> computed_cron(
    const std::string& name,
    const std::map<std::string, const JobSpec*>& jobs) {
  const auto found = jobs.find(name);
  if (found == jobs.end()) return std::nullopt;
  const JobSpec& job = *found->second;
  std::optional<Computed> best;
  const auto offer = [&](const Computed& candidate) {
    // Never firing ranks last though its key is short.
    const auto rank = [](const Computed& c) {
      return std::pair(c.key.size() == 1, c.key);
    };
    if (!best || rank(candidate) < rank(*best)) {
      best = candidate;
    } else if (rank(candidate) == rank(*best)) {
      best->texts.insert(candidate.texts.begin(), candidate.texts.end());
    }
  };
  for (const std::string& cron : job.crons) {
    offer({order_key(scan_week(cron)), {cron}});
  }
  if (!job.crons.empty()) return best;
  for (const InputSpec& input : job.inputs) {
    const auto of_input = computed_cron(input.name, jobs);
    if (!of_input) return std::nullopt;
    offer(*of_input);
  }
  return best;
}

std::string check_effective(const JobStart& start, const std::string& name,
                            const std::vector<JobSpec>& jobs) {
  std::map<std::string, const JobSpec*> by_name;
  for (const JobSpec& job : jobs) by_name[job.name] = &job;
  const auto expected = computed_cron(name, by_name);
  if (expected.has_value() != start.effective_cron.has_value()) {
    return "effective cron";
  }
  if (expected && !expected->texts.contains(*start.effective_cron)) {
    return "effective cron " + *start.effective_cron;
  }
  return "";
}

/// Why derive() and the simulator disagree on a project; empty if they agree.
std::string disagreement(const std::vector<JobSpec>& jobs, bool* skipped) {
  ZoneTable zones;
  // Any minute of the reference day: the simulator counts from its midnight.
  const int as_of = 615;
  const Project project = build_project(jobs, zones, instant_of(as_of));
  const Derivation derivation = derive(project);
  const auto simulated = simulate(jobs, leaders_of(project, derivation));
  if (!simulated) {
    if (skipped != nullptr) *skipped = true;
    return "";
  }
  for (const JobSpec& job : jobs) {
    std::size_t index = 0;
    while (project.datasets[index].name != job.name) ++index;
    const JobStart& start = derivation.jobs[index];
    const SimulatedJob& expected = simulated->at(job.name);
    for (const std::string& problem :
         {check_aligned(project, start, expected, *simulated),
          check_ticks(derivation.cadence(NodeId(index)), expected.ticks),
          check_window(start, expected.ticks, as_of),
          check_lists(project, start, job, expected, *simulated),
          check_effective(start, job.name, jobs)}) {
      if (!problem.empty()) return job.name + ": " + problem;
    }
  }
  return "";
}

TEST_CASE("derive agrees with the simulator on random projects") {
  Random random(20'240'101);
  int skipped_count = 0;
  for (int graph = 0; graph < kGraphs; ++graph) {
    const std::vector<JobSpec> jobs = random_graph(random, {});
    bool skipped = false;
    if (!disagreement(jobs, &skipped).empty()) {
      FAIL("project " << graph << "\n"
                      << shrink(jobs, [](const std::vector<JobSpec>& smaller) {
                           return disagreement(smaller, nullptr);
                         }));
    }
    if (skipped) ++skipped_count;
  }
  CHECK(skipped_count < kGraphs / 100);
  MESSAGE(skipped_count << " projects of " << kGraphs
                        << " repeat too late to be simulated");
}

}  // namespace
}  // namespace lockstep::test
