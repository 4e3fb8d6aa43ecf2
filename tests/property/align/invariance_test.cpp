// What must not matter: the order in which jobs and inputs are written, names,
// unrelated jobs, the day from which one looks.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>

#include "align/start.hpp"
#include "property/align/random_graph.hpp"
#include "property/align/simulator.hpp"

namespace lockstep::test {
namespace {

constexpr sys_seconds kReference{seconds{1'704'067'200}};
constexpr int kGraphs = 1'000;

/// Everything of one start but reasons, by names, cadences as ticks.
struct Start {
  StartType type;
  TriggerMode mode;
  std::set<std::string> datasets, fastest, slower, unscheduled;
  std::string leader;
  std::vector<sys_seconds> ticks;
  std::optional<std::string> effective_cron;
  std::optional<Window> window;
  friend bool operator==(const Start&, const Start&) = default;
};

using Starts = std::map<std::string, Start>;

Starts starts_of(const std::vector<JobSpec>& jobs,
                 const std::map<std::string, std::string>& renamed,
                 sys_seconds as_of = kReference) {
  ZoneTable zones;
  const Project project = build_project(jobs, zones, as_of);
  const Derivation derivation = derive(project);
  const auto name = [&](NodeId node) {
    const auto found = renamed.find(project[node].name);
    return found == renamed.end() ? project[node].name : found->second;
  };
  const auto names = [&](const std::vector<NodeId>& nodes) {
    std::set<std::string> result;
    for (const NodeId node : nodes) result.insert(name(node));
    return result;
  };
  Starts starts;
  for (std::size_t i = 0; i < project.datasets.size(); ++i) {
    const JobStart& job = derivation.jobs[i];
    Start start{.type = job.type,
                .mode = job.mode,
                .datasets = names(job.datasets),
                .fastest = names(job.fastest),
                .slower = names(job.slower),
                .unscheduled = names(job.unscheduled),
                .leader = job.leader.valid() ? name(job.leader) : "",
                .ticks = {},
                .effective_cron = job.effective_cron,
                .window = job.window};
    if (const Cadence* cadence = derivation.cadence(NodeId(i))) {
      auto tick = next(*cadence, as_of);
      for (; tick && *tick < as_of + std::chrono::days{30};
           tick = next(*cadence, *tick)) {
        start.ticks.push_back(*tick);
      }
    }
    starts[name(NodeId(i))] = std::move(start);
  }
  return starts;
}

template <class T>
void shuffle(std::vector<T>& items, Random& random) {
  for (std::size_t i = items.size(); i > 1; --i) {
    std::swap(
        items[i - 1],
        items[static_cast<std::size_t>(random.below(static_cast<int>(i)))]);
  }
}

TEST_CASE("the order of jobs and inputs does not matter") {
  Random random(21);
  for (int graph = 0; graph < kGraphs; ++graph) {
    std::vector<JobSpec> jobs = random_graph(random, {});
    const std::string yaml = to_yaml(jobs);
    CAPTURE(yaml);
    const Starts before = starts_of(jobs, {});
    shuffle(jobs, random);
    for (JobSpec& job : jobs) {
      shuffle(job.inputs, random);
      shuffle(job.crons, random);
    }
    REQUIRE(starts_of(jobs, {}) == before);
  }
}

TEST_CASE("an unrelated job changes nothing") {
  Random random(22);
  for (int graph = 0; graph < kGraphs; ++graph) {
    std::vector<JobSpec> jobs = random_graph(random, {});
    const std::string yaml = to_yaml(jobs);
    CAPTURE(yaml);
    const Starts before = starts_of(jobs, {});
    jobs.push_back({.name = "aa", .crons = {"17 3 * * 2"}});
    jobs.push_back({.name = "bb", .inputs = reads({"aa", "b"})});
    Starts after = starts_of(jobs, {});
    after.erase("aa");
    after.erase("bb");
    if (!before.contains("b")) after.erase("b");
    REQUIRE(after == before);
  }
}

/// Names of inputs in an expression are names of jobs, too.
std::string rename_in(const std::string& text,
                      const std::map<std::string, std::string>& names) {
  std::istringstream words(text);
  std::string renamed;
  for (std::string word; words >> word;) {
    const auto found = names.find(word);
    renamed += (renamed.empty() ? "" : " ") +
               (found == names.end() ? word : found->second);
  }
  return renamed;
}

TEST_CASE("names break ties only") {
  Random random(23);
  for (int graph = 0; graph < kGraphs; ++graph) {
    const std::vector<JobSpec> jobs = random_graph(random, {});
    const std::string yaml = to_yaml(jobs);
    CAPTURE(yaml);
    std::vector<std::string> fresh = {"k", "l", "m", "n", "o", "p", "q", "r"};
    shuffle(fresh, random);
    std::map<std::string, std::string> names, back;
    for (std::size_t i = 0; i < jobs.size(); ++i) {
      names[jobs[i].name] = fresh[i];
      back[fresh[i]] = jobs[i].name;
    }
    std::vector<JobSpec> renamed = jobs;
    for (JobSpec& job : renamed) {
      job.name = names.at(job.name);
      job.trigger = rename_in(job.trigger, names);
      for (InputSpec& input : job.inputs) {
        if (names.contains(input.name)) input.name = names.at(input.name);
      }
    }
    Starts before = starts_of(jobs, {}), after = starts_of(renamed, back);
    for (auto& [name, start] : before) {
      // Of leaders with equal ticks the first by name leads.
      Start& other = after.at(name);
      if (!start.leader.empty()) {
        REQUIRE(before.at(start.leader).ticks == before.at(other.leader).ticks);
      }
      start.leader = other.leader = "";
    }
    REQUIRE(after == before);
  }
}

TEST_CASE("a week later nothing differs but the window") {
  Random random(24);
  for (int graph = 0; graph < kGraphs; ++graph) {
    const std::vector<JobSpec> jobs = random_graph(random, {});
    const std::string yaml = to_yaml(jobs);
    CAPTURE(yaml);
    // A multiple of every period that occurs, so that the phase is the same.
    const seconds later = std::chrono::weeks{60};
    const Starts before = starts_of(jobs, {});
    Starts after = starts_of(jobs, {}, kReference + later);
    for (auto& [name, start] : after) {
      for (sys_seconds& tick : start.ticks) tick -= later;
      if (start.window) {
        start.window->start -= later;
        start.window->end -= later;
      }
    }
    REQUIRE(after == before);
  }
}

}  // namespace
}  // namespace lockstep::test
