// What the shape of the lineage rules out, the source times rule out, too:
// over random systems no join mixes versions that EvenWays says come in one
// way.

#include "lint/even_ways.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

#include "support/project_builder.hpp"

namespace lockstep::test {
namespace {

constexpr int kSystems = 400;
constexpr int kJobs = 9;

/// Jobs by crons of three rates or by their inputs, some of them slow.
std::vector<JobSpec> random_jobs(std::mt19937& random) {
  const auto below = [&](unsigned bound) { return random() % bound; };
  const std::vector<std::string> crons = {"0 2 * * *", "0 3 * * *",
                                          "0 3 * * * Europe/Paris",
                                          "0 */6 * * *", "30 */6 * * *"};
  const std::vector<seconds> durations = {seconds{0}, std::chrono::minutes{30},
                                          std::chrono::hours{2},
                                          std::chrono::hours{7}};
  std::vector<JobSpec> jobs;
  for (int i = 0; i < kJobs; ++i) {
    JobSpec job{.name = "j" + std::to_string(i)};
    for (int from = 0; from < i; ++from) {
      if (below(static_cast<unsigned>(i)) < 2) {
        job.inputs.push_back({"j" + std::to_string(from)});
      }
    }
    if (job.inputs.empty() || below(3) == 0) {
      job.crons = {crons[below(static_cast<unsigned>(crons.size()))]};
    }
    const seconds longest = durations[below(4)];
    job.duration = {longest, longest};
    jobs.push_back(std::move(job));
  }
  return jobs;
}

TEST_CASE("a join that mixes versions has two ways to the root") {
  std::mt19937 random(20'240'101);
  int mixing = 0, one_way = 0;
  for (int i = 0; i < kSystems; ++i) {
    const std::vector<JobSpec> jobs = random_jobs(random);
    CAPTURE(to_yaml(jobs));
    ZoneTable zones;
    const Project project = build_project(jobs, zones);
    const Derivation derivation =
        derive(project, {.horizon = std::chrono::days{60}});
    const Sources sources;
    const LintContext ctx({project, derivation}, sources);
    const EvenWays ways(ctx);
    for (std::size_t n = 0; n < project.datasets.size(); ++n) {
      const NodeId node(n);
      if (ctx.alignment().even_version_skew(node) != nullptr) {
        CHECK_MESSAGE(ways.differ(node), project[node].name);
        ++mixing;
      } else if (!ways.differ(node) &&
                 project.graph.upstream(node).size() > 1) {
        ++one_way;
      }
    }
  }
  CHECK(mixing > kSystems / 4);
  CHECK(one_way > kSystems / 4);
}

}  // namespace
}  // namespace lockstep::test
