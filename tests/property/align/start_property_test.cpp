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
    ticks.push_back(minute_of(*tick));
    tick = prev_or_equal(cadence, *tick - seconds{1});
  }
  std::reverse(ticks.begin(), ticks.end());
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
    offer({order_key(scan(cron)), {cron}});
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

/// How often the interesting happens: a test that never meets it proves
/// nothing.
struct Tally {
  int skipped = 0;        ///< joint periods too long to be simulated
  int no_cron = 0;        ///< jobs whose ticks no cron can say
  int after_no_cron = 0;  ///< jobs that are started by such a job
  int many_periods = 0;   ///< ticks that repeat after several joint periods
  int told_by_age = 0;    ///< leaders among inputs of one frequency
};

void count(const Project& project, const Derivation& derivation, Tally& tally) {
  for (std::size_t i = 0; i < project.datasets.size(); ++i) {
    const Cadence* cadence = derivation.cadence(NodeId(i));
    if (derivation.jobs[i].type != StartType::Sensor || cadence == nullptr) {
      continue;
    }
    const JobStart& start = derivation.jobs[i];
    if (start.reason.find("when it ticks") != std::string::npos) {
      ++tally.told_by_age;
    }
    if (!cadence->exact) ++tally.no_cron;
    const auto length = cadence->end - cadence->start;
    if (!cadence->exact && length % std::chrono::weeks{1} != seconds{0} &&
        length != std::chrono::days{1}) {
      ++tally.many_periods;
    }
    for (const NodeId input : start.datasets) {
      const Cadence* of_input = derivation.cadence(input);
      if (of_input != nullptr && !of_input->exact) {
        ++tally.after_no_cron;
        break;
      }
    }
  }
}

/// Why derive() and the simulator disagree on a project; empty if they agree.
std::string disagreement(const std::vector<JobSpec>& jobs, Tally& tally) {
  ZoneTable zones;
  // Any minute of the reference day: the simulator counts from its midnight.
  const int as_of = 615;
  const Project project = build_project(jobs, zones, instant_of(as_of));
  const Derivation derivation = derive(project);
  const auto simulated = simulate(jobs, leaders_of(project, derivation));
  if (!simulated) {
    ++tally.skipped;
    return "";
  }
  count(project, derivation, tally);
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

Tally check_graphs(std::uint64_t seed, int graphs,
                   const GraphOptions& options) {
  Random random(seed);
  Tally tally;
  for (int graph = 0; graph < graphs; ++graph) {
    const std::vector<JobSpec> jobs = random_graph(random, options);
    if (disagreement(jobs, tally).empty()) continue;
    FAIL("project " << graph << "\n"
                    << shrink(jobs, [](const std::vector<JobSpec>& smaller) {
                         Tally ignored;
                         return disagreement(smaller, ignored);
                       }));
  }
  MESSAGE(tally.no_cron << " no cron, " << tally.after_no_cron << " after, "
                        << tally.many_periods << " many periods, "
                        << tally.told_by_age << " told by age, "
                        << tally.skipped << " skipped");
  return tally;
}

TEST_CASE("derive agrees with the simulator on random projects") {
  const Tally tally = check_graphs(20'240'101, 10'000, {});
  CHECK(tally.skipped < 10);
  CHECK(tally.no_cron > 1'000);
  CHECK(tally.after_no_cron > 200);
  CHECK(tally.told_by_age > 50);
}

TEST_CASE("derive agrees with the simulator on orbits of many periods") {
  const Tally tally = check_graphs(7, 3'000, {.pairs = true});
  CHECK(tally.skipped < 3);
  CHECK(tally.many_periods > 5);
  CHECK(tally.told_by_age > 100);
}

TEST_CASE("derive agrees with the simulator over the 400-year cycle") {
  const Tally tally = check_graphs(400, 25, {.months = true});
  CHECK(tally.skipped == 0);
  CHECK(tally.no_cron > 3);
}

}  // namespace
}  // namespace lockstep::test
