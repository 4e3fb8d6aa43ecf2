// Chains whose greatest reaction time is known in closed form from the
// literature of real-time systems, where they are called cause-effect chains:
// - tasks of one period T that read at their release and are done at their
//   deadline (logical execution time), n of them: (n + 1) T (Hamann et al.,
//   ECRTS 2017);
// - tasks at any phases: at most the sum of all periods and durations (Davare
// et
//   al., DAC 2007), which is reached up to one step of the clock where each
//   starts one step before the task before it has ended.

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "align/alignment.hpp"
#include "align/reaction.hpp"
#include "support/project_builder.hpp"

namespace lockstep::test {
namespace {

using std::chrono::minutes;

/// Minutes; the period divides an hour.
struct Periodic {
  int period, phase, duration;
};

std::vector<JobSpec> chain_of(const std::vector<Periodic>& tasks) {
  std::vector<JobSpec> jobs;
  for (const auto& [period, phase, duration] : tasks) {
    JobSpec job{.name = fmt::format("task_{}", jobs.size() + 1),
                .crons = {fmt::format("{}-59/{} * * * *", phase, period)},
                .duration = {minutes{duration}, minutes{duration}}};
    if (jobs.empty()) {
      job.kind = NodeKind::Load;
    } else {
      job.inputs = {{.name = jobs.back().name, .guard = Guard::None}};
    }
    jobs.push_back(std::move(job));
  }
  return jobs;
}

/// Of the last task: found backward as an age and forward as a reaction.
seconds greatest_reaction(const std::vector<Periodic>& tasks) {
  const std::vector<JobSpec> jobs = chain_of(tasks);
  ZoneTable zones;
  const Project project = build_project(jobs, zones);
  const Derivation derivation = derive(project);
  const Alignment alignment = align(project, derivation);
  const NodeId last = project.find(jobs.back().name);
  const seconds age = alignment.measures(last)->age_max->value;
  CHECK_MESSAGE(reaction_time(project, alignment, last) == age, to_yaml(jobs));
  return age;
}

TEST_CASE("logical execution time: one period more than there are tasks") {
  for (const int period : {5, 10, 15, 30}) {
    for (int n = 2; n <= 6; ++n) {
      const std::vector<Periodic> tasks(static_cast<std::size_t>(n),
                                        {period, 0, period});
      CAPTURE(period);
      CAPTURE(n);
      CHECK(greatest_reaction(tasks) == minutes{(n + 1) * period});
    }
  }
}

TEST_CASE("the sum of periods and durations is reached up to a step") {
  for (const int period : {10, 20, 60}) {
    for (const int duration : {1, 4, 7, 9}) {
      std::vector<Periodic> tasks;
      int sum = 0, phase = 0;
      for (int n = 1; n <= 5; ++n) {
        tasks.push_back({period, phase, duration});
        phase = (phase + duration + period - 1) % period;
        sum += period + duration;
        if (n == 1) continue;
        CAPTURE(period);
        CAPTURE(duration);
        CAPTURE(n);
        CHECK(greatest_reaction(tasks) == minutes{sum - (n - 1)});
      }
    }
  }
}

TEST_CASE("no chain is slower than the sum of its periods and durations") {
  std::mt19937 random(2007);
  const auto below = [&](int bound) {
    return static_cast<int>(random() % static_cast<unsigned>(bound));
  };
  constexpr int kPeriods[] = {2, 3, 4, 5, 6, 10, 12, 15, 20, 30, 60};
  for (int i = 0; i < 200; ++i) {
    std::vector<Periodic> tasks;
    int sum = 0, least = 0;
    for (int n = 2 + below(4); n > 0; --n) {
      const int period = kPeriods[below(std::size(kPeriods))];
      tasks.push_back({period, below(period), 1 + below(period)});
      sum += period + tasks.back().duration;
      least += tasks.back().duration;
    }
    const seconds reaction = greatest_reaction(tasks);
    CAPTURE(to_yaml(chain_of(tasks)));
    CHECK(reaction <= minutes{sum});
    CHECK(reaction >= minutes{tasks[0].period + least});
  }
}

}  // namespace
}  // namespace lockstep::test
