// Measures of small projects, each number worked out by hand.
#include "align/alignment.hpp"

#include <doctest/doctest.h>

#include <string>

#include "support/project_builder.hpp"

namespace lockstep::test {
namespace {

using namespace std::chrono_literals;

struct Aligned {
  explicit Aligned(const std::vector<JobSpec>& jobs)
      : project(build_project(jobs, zones)),
        derivation(derive(project)),
        alignment(align(project, derivation)) {}

  [[nodiscard]] const NodeMeasures& node(const std::string& name) const {
    return *alignment.measures(project.find(name));
  }
  [[nodiscard]] const AlignedEdge& edge(const std::string& from,
                                        const std::string& to) const {
    for (const AlignedEdge& edge : alignment.inputs(project.find(to))) {
      if (edge.read.from == project.find(from)) return edge;
    }
    throw std::runtime_error("no edge " + from + " -> " + to);
  }
  [[nodiscard]] const EdgeMeasures& measures(const std::string& from,
                                             const std::string& to) const {
    return alignment.measures(edge(from, to));
  }

  ZoneTable zones;
  Project project;
  Derivation derivation;
  Alignment alignment;
};

JobSpec load(const std::string& name, const std::string& cron,
             seconds duration = 0s) {
  return {.name = name,
          .crons = {cron},
          .duration = {duration, duration},
          .kind = NodeKind::Load};
}

TEST_CASE("the worked example: hourly and daily sources") {
  const Aligned a(
      {load("order_line", "0 * * * *"),
       load("orders", "0 0 * * *"),
       load("product", "0 0 * * *"),
       {.name = "product_summary",
        .inputs = reads({"order_line", "orders", "product"})},
       {.name = "revenue_summary", .inputs = reads({"order_line", "orders"})},
       {.name = "order_summary",
        .inputs = reads({"product_summary", "revenue_summary"})}});
  const NodeMeasures& node = a.node("order_summary");
  CHECK(node.scope.for_ever);
  CHECK(node.age_max->value == 86'400s);
  CHECK(node.lag_max->value == 82'800s);
  CHECK(node.skew_max->value == 82'800s);
  CHECK(format_instant(node.lag_max->run.tick) == "2024-01-01T23:00:00Z");
  CHECK(format_instant(node.age_max->at) == "2024-01-02T00:00:00Z");
  CHECK(node.idle == 0);
  CHECK(node.runs == 24);
  CHECK(a.measures("orders", "revenue_summary").staleness_max->value ==
        82'800s);
  CHECK(a.measures("order_line", "revenue_summary").lost == 0);
}

JobSpec window_reader(WindowKind kind, seconds length) {
  return {.name = "v",
          .crons = {"0 0 * * 1"},
          .inputs = {{.name = "u", .read = Read::Window}},
          .window = kind,
          .window_length = length};
}

TEST_CASE("ticks of an input that no window holds") {
  struct Row {
    WindowKind kind;
    seconds length;
    std::int64_t uncovered, doubled;
  };
  const Row rows[] = {{WindowKind::Previous, 0s, 0, 0},
                      {WindowKind::Length, 168h, 0, 0},
                      {WindowKind::Length, 120h, 2, 0},
                      {WindowKind::Length, 192h, 0, 1},
                      {WindowKind::Lookback, 24h, 0, 1}};
  for (const Row& row : rows) {
    CAPTURE(row.length.count());
    const Aligned a(
        {load("u", "0 0 * * *"), window_reader(row.kind, row.length)});
    CHECK(a.measures("u", "v").uncovered == row.uncovered);
    CHECK(a.measures("u", "v").doubled == row.doubled);
    CHECK(a.measures("u", "v").first_uncovered.has_value() ==
          (row.uncovered > 0));
  }
}

TEST_CASE("starts before the needed run has ended, and before the next one") {
  const JobSpec reader{
      .name = "v", .crons = {"10 2 * * *"}, .inputs = reads({"u"})};
  const Aligned early({load("u", "0 2 * * *", 20min), reader});
  CHECK(early.measures("u", "v").unfinished.runs == 1);
  CHECK(early.measures("u", "v").before_next_max == 10min);
  const Aligned late({load("u", "0 2 * * *", 5min), reader});
  CHECK(late.measures("u", "v").unfinished.runs == 0);
  CHECK(late.measures("u", "v").before_next.runs == 0);
  const Aligned ahead({load("u", "0 10 * * *"), reader});
  CHECK(ahead.measures("u", "v").before_next.runs == 1);
  CHECK(ahead.measures("u", "v").just_missed.runs == 0);
  CHECK(ahead.measures("u", "v").before_next_max == 470min);
}

TEST_CASE("runs that are far apart are followed beyond the horizon") {
  // Midnight of Paris is 22:00 in summer: two and a half hours before half past
  // midnight. The first such month begins on 1 April, the next one after the
  // horizon.
  const JobSpec firsts = load("firsts", "0 0 1 * * Europe/Paris");
  const JobSpec reader{
      .name = "reader",
      .crons = {"30 0 * * *"},
      .inputs = {{.name = "firsts", .read = Read::Same, .offset = -150min}}};
  ZoneTable zones;
  const sys_seconds march{seconds{1'709'251'200}};
  const Project project = build_project({firsts, reader}, zones, march);
  const Derivation derivation =
      derive(project, {.horizon = std::chrono::days{40}});
  const Alignment alignment = align(project, derivation);
  const NodeMeasures& node = *alignment.measures(project.find("reader"));
  CHECK(node.runs == 1);
  REQUIRE(node.age_max);
  CHECK(node.age_max->value == std::chrono::days{30} + 150min);
}

/// `v` reads two loads whose durations are ranges.
Aligned varying(JobSpec v) {
  JobSpec a = load("a", "0 2 * * *"), b = load("b", "0 */6 * * *");
  a.duration = {10min, 40min};
  b.duration = {5min, 20min};
  v.duration = {5min, 15min};
  return Aligned({a, b, std::move(v)});
}

TEST_CASE("ages of triggered jobs have bounds") {
  const auto inputs = reads({"a", "b"});
  // Data of `a` is up to 24h 40m old. What has come waits for a run at most.
  const Aligned any =
      varying({.name = "v", .inputs = inputs, .trigger = "any"});
  CHECK_FALSE(any.node("v").exact);
  CHECK(any.node("v").lag_bound == 24h + 40min + 15min);
  CHECK(any.node("v").age_bound == 24h + 40min + 2 * 15min);
  // Ends of `a` are up to 24h 30m apart.
  const Aligned all =
      varying({.name = "v", .inputs = inputs, .trigger = "all"});
  CHECK(all.node("v").lag_bound == 24h + 40min + 15min);
  CHECK(all.node("v").age_bound == 24h + 40min + 24h + 30min + 15min);
}

TEST_CASE("a timeout that never runs out leaves the bound") {
  const auto waiting = [](seconds timeout) {
    InputSpec input{.name = "a", .guard = Guard::Sensor, .timeout = timeout};
    return varying({.name = "v", .crons = {"30 2 * * *"}, .inputs = {input}});
  };
  CHECK(waiting(1h).node("v").age_bound == 24h + 40min + 15min);
  CHECK_FALSE(waiting(5min).node("v").age_bound);
}

}  // namespace
}  // namespace lockstep::test
