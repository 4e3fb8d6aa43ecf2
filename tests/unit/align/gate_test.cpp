// The gate on small projects: what starts, what holds, and what is said.
#include "align/gate.hpp"

#include <doctest/doctest.h>

#include <string>

#include "support/project_builder.hpp"

namespace lockstep::test {
namespace {

using namespace std::chrono_literals;

sys_seconds at(const std::string& text) { return parse_instant(text).value(); }

struct Gated {
  explicit Gated(const std::vector<JobSpec>& jobs)
      : project(build_project(jobs, zones)),
        derivation(derive(project)),
        edges(read_edges(project, derivation)) {}

  [[nodiscard]] GateRule rule(const std::string& job,
                              const GateOptions& options = {}) const {
    return gate_rule(project, derivation, edges, project.find(job), options)
        .value();
  }

  ZoneTable zones;
  Project project;
  Derivation derivation;
  ReadEdges edges;
};

std::string show(std::optional<sys_seconds> instant) {
  if (!instant) return "-";
  return format_instant(*instant).substr(5, 11);
}

/// `start 01-02T00:00 [01-01T00:00` or `wait 01-02T00:00: a due newest since`.
std::string show(const GateAnswer& answer) {
  std::string text = (answer.start ? "start " : "wait ") + show(answer.anchor);
  if (answer.start) {
    return text + " [" + (answer.window ? show(answer.window->start) : "-");
  }
  for (const Missing& missing : answer.missing) {
    text += "; " + missing.dataset + " " + show(missing.due) + " " +
            show(missing.newest) + " " + show(missing.since);
  }
  return text;
}

/// Words: `a@01-02T00:00` came for that tick at that instant,
/// `a@01-02T00:00/01-02T03:00` later.
std::vector<GateEvent> events_of(const std::string& text) {
  std::vector<GateEvent> events;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    const std::size_t sign = word.find('@'), slash = word.find('/');
    const std::string date = word.substr(sign + 1, slash - sign - 1);
    const std::string came =
        slash == std::string::npos ? date : word.substr(slash + 1);
    events.push_back({word.substr(0, sign), at("2024-" + date + "Z"),
                      at("2024-" + came + "Z")});
  }
  return events;
}

struct Row {
  std::string events, now, answer;
};

void check(const GateRule& rule, const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    CAPTURE(row.events);
    CAPTURE(row.now);
    const auto events = events_of(row.events);
    CHECK(show(ask(rule, events, at("2024-" + row.now + "Z"))) == row.answer);
  }
}

TEST_CASE("the newest anchor before everything that is missing") {
  const Gated gated({{.name = "hourly", .crons = {"0 * * * *"}},
                     {.name = "daily", .crons = {"0 0 * * *"}},
                     {.name = "job", .inputs = reads({"hourly", "daily"})}});
  check(gated.rule("job"),
        {
            {"", "01-02T00:30",
             "wait 01-02T00:00; daily 01-02T00:00 - 01-02T00:00; hourly "
             "01-02T00:00 - 01-02T00:00"},
            {"hourly@01-02T00:00", "01-02T00:30",
             "wait 01-02T00:00; daily 01-02T00:00 - 01-02T00:00"},
            {"hourly@01-02T00:00 daily@01-02T00:00", "01-02T00:30",
             "start 01-02T00:00 [01-01T23:00"},
            // What has not happened yet does not count.
            {"hourly@01-02T00:00 daily@01-02T00:00/01-02T00:31", "01-02T00:30",
             "wait 01-02T00:00; daily 01-02T00:00 - 01-02T00:00"},
            // No run is known: the newest that the dates allow.
            {"hourly@01-02T05:00 daily@01-01T00:00", "01-02T05:10",
             "start 01-01T23:00 [01-01T22:00"},
            // Held since midnight: all that is due by then is in one run.
            {"job@01-01T23:00 hourly@01-02T05:00 daily@01-01T00:00",
             "01-02T05:10",
             "wait 01-02T00:00; daily 01-02T00:00 01-01T00:00 01-02T00:00"},
            {"job@01-01T23:00 hourly@01-02T05:00 daily@01-02T00:00/01-02T05:09",
             "01-02T05:10", "start 01-02T05:00 [01-01T23:00"},
            // Not twice, and not again when an old date comes once more.
            {"job@01-02T05:00 hourly@01-02T05:00 daily@01-02T00:00",
             "01-02T05:10", "wait -"},
            {"job@01-02T05:00 hourly@01-02T05:00 daily@01-02T00:00 "
             "hourly@01-02T04:00/01-02T05:05",
             "01-02T05:10", "wait -"},
            // Out of order: the newest by date counts, not the newest to come.
            {"job@01-01T23:00 daily@01-02T00:00 hourly@01-02T02:00/01-02T02:01 "
             "hourly@01-02T01:00/01-02T02:05",
             "01-02T02:10", "start 01-02T02:00 [01-01T23:00"},
            // Missing for a week: since when, and what is due now.
            {"job@01-01T23:00 hourly@01-08T03:00 daily@01-01T00:00",
             "01-08T03:10",
             "wait 01-02T00:00; daily 01-02T00:00 01-01T00:00 01-02T00:00"},
            // A date from the future promises nothing before it.
            {"job@01-01T23:00 hourly@01-09T00:00/01-02T05:00 "
             "daily@01-09T00:00/01-02T05:00",
             "01-02T05:10", "start 01-02T05:00 [01-01T23:00"},
        });
}

TEST_CASE("a job that reads a certain run waits for that one") {
  const Gated gated(
      {{.name = "u", .crons = {"0 0 * * *"}},
       {.name = "w", .crons = {"0 9 * * *"}},
       {.name = "job",
        .inputs = {{.name = "u", .read = Read::Same, .offset = -9h},
                   {.name = "w"}},
        .trigger = {}}});
  GateRule rule = gated.rule("job");
  REQUIRE(rule.inputs.size() == 2);
  check(rule,
        {
            {"job@01-01T09:00 w@01-02T09:00 u@01-02T00:00", "01-02T09:30",
             "start 01-02T09:00 [01-01T09:00"},
            {"job@01-01T09:00 w@01-02T09:00", "01-02T09:30",
             "wait 01-02T09:00; u 01-02T00:00 - 01-02T00:00"},
            // A later run passes it over: that anchor is lost, not the next.
            {"job@01-01T09:00 w@01-03T09:00 u@01-03T00:00", "01-03T09:30",
             "start 01-03T09:00 [01-01T09:00"},
            {"job@01-01T09:00 w@01-02T09:00 u@01-03T00:00", "01-03T00:10",
             "wait 01-02T09:00; u 01-02T00:00 01-03T00:00 01-02T00:00"},
        });
  // The run of u that the offset names does not exist.
  const Gated never(
      {{.name = "u", .crons = {"0 0 * * *"}},
       {.name = "job",
        .inputs = {{.name = "u", .read = Read::Same, .offset = -1h}}}});
  check(never.rule("job"), {{"u@01-02T00:00", "01-02T00:30",
                             "wait 01-02T00:00; u - 01-02T00:00 -"}});
}

TEST_CASE("after its timeout a wait is given up") {
  const Gated gated(
      {{.name = "u", .crons = {"0 * * * *"}},
       {.name = "job", .inputs = {{.name = "u", .timeout = 30min}}}});
  check(gated.rule("job"),
        {
            {"job@01-02T00:00 u@01-02T01:00/01-02T01:30", "01-02T01:30",
             "start 01-02T01:00 [01-02T00:00"},
            {"job@01-02T00:00 u@01-02T01:00/01-02T01:31", "01-02T01:31",
             "wait 01-02T01:00; u 01-02T01:00 01-02T01:00 01-02T01:00"},
            {"job@01-02T00:00 u@01-02T01:00/01-02T01:31 u@01-02T02:00",
             "01-02T02:00", "start 01-02T02:00 [01-02T00:00"},
        });
}

TEST_CASE("a window needs the last run in it, and none if it is empty") {
  const Gated gated(
      {{.name = "u", .crons = {"0 12 * * 1"}},
       {.name = "w", .crons = {"0 0 * * *"}},
       {.name = "job",
        .inputs = {{.name = "u", .read = Read::Window}, {.name = "w"}}}});
  check(gated.rule("job"),
        {
            {"job@01-08T00:00 w@01-09T00:00", "01-09T00:10",
             "wait 01-09T00:00; u 01-08T12:00 - 01-08T12:00"},
            {"job@01-09T00:00 w@01-10T00:00", "01-10T00:10",
             "start 01-10T00:00 [01-09T00:00"},
            // One run for both days needs what the first lacks.
            {"job@01-08T00:00 w@01-10T00:00", "01-10T00:10",
             "wait 01-09T00:00; u 01-08T12:00 - 01-08T12:00"},
            {"job@01-08T00:00 w@01-10T00:00 u@01-08T12:00/01-10T00:05",
             "01-10T00:10", "start 01-10T00:00 [01-08T00:00"},
        });
}

TEST_CASE("slots") {
  const std::vector<JobSpec> inputs = {{.name = "a", .crons = {"0 0 * * *"}},
                                       {.name = "b", .crons = {"0 1 * * *"}},
                                       {.name = "c", .crons = {"0 2 * * *"}}};
  const auto rule_of = [&](const std::string& trigger) {
    std::vector<JobSpec> jobs = inputs;
    jobs.push_back(
        {.name = "job", .inputs = reads({"a", "b", "c"}), .trigger = trigger});
    return Gated(jobs).rule("job");
  };
  check(rule_of("any"),
        {{"job@01-01T02:00 a@01-02T00:00", "01-02T00:10",
          "start 01-02T00:00 [01-01T02:00"},
         {"job@01-02T00:00/01-02T00:05 a@01-02T00:00", "01-02T00:10",
          "wait -; a 01-03T00:00 01-02T00:00 01-02T00:05; b 01-02T01:00 - "
          "01-02T00:05; c 01-02T02:00 - 01-02T00:05"}});
  check(rule_of("all"),
        {{"job@01-01T02:00 a@01-02T00:00 b@01-02T01:00", "01-02T01:10",
          "wait -; c 01-02T02:00 - 01-01T02:00"},
         {"job@01-01T02:00 a@01-02T00:00 b@01-02T01:00 c@01-02T02:00",
          "01-02T02:10", "start 01-02T02:00 [01-01T02:00"}});
  check(rule_of("a & ( b | c )"),
        {{"a@01-02T00:00 c@01-02T02:00", "01-02T02:10",
          "start 01-02T02:00 [01-02T00:00"},
         {"b@01-02T01:00 c@01-02T02:00", "01-02T02:10",
          "wait -; a 01-03T00:00 - -"}});
}

TEST_CASE("a job with its own cron has a run for every tick") {
  const Gated gated(
      {{.name = "u", .crons = {"0 * * * *"}, .kind = NodeKind::Load},
       {.name = "job",
        .crons = {"30 * * * *"},
        .inputs = {{.name = "u", .guard = Guard::Sensor}}}});
  check(gated.rule("job"),
        {{"job@01-02T00:30 u@01-02T02:00", "01-02T02:40",
          "start 01-02T01:30 [01-02T00:30"},
         {"job@01-02T01:30 u@01-02T02:00", "01-02T02:40",
          "start 01-02T02:30 [01-02T01:30"},
         {"job@01-02T02:30 u@01-02T02:00", "01-02T02:40", "wait -"}});
}

TEST_CASE("Starlake's options") {
  Gated gated({{.name = "weekly", .crons = {"0 0 * * 1"}},
               {.name = "daily", .crons = {"0 0 * * *"}},
               {.name = "loose", .kind = NodeKind::External},
               {.name = "job", .inputs = reads({"weekly", "daily", "loose"})}});
  const Schedule daily = gated.rule("job").anchors.schedule;
  const auto weekly = [&](const GateOptions& options) {
    std::string names;
    for (const GateInput& input : gated.rule("job", options).inputs) {
      names += input.dataset + (input.tolerance ? "~ " : " ");
    }
    return names;
  };
  CHECK(weekly({}) == "daily weekly ");
  CHECK(weekly({.data_cycle = daily}) == "daily weekly~ loose ");
  CHECK(weekly({.data_cycle = daily, .beyond_data_cycle = false}) ==
        "daily weekly loose ");
  CHECK(weekly({.data_cycle = daily, .optional_datasets = true}) ==
        "daily loose ");
  // The week before will do if its date is within the freshness.
  const auto node = gated.project.find("weekly");
  gated.project.datasets[node.index()].monitor_freshness = 24h;
  check(gated.rule("job", {.data_cycle = daily}),
        {{"job@01-07T00:00 daily@01-08T00:00 loose@01-08T00:00 "
          "weekly@01-01T00:00",
          "01-08T00:10", "start 01-08T00:00 [01-07T00:00"},
         {"job@01-14T00:00 daily@01-15T00:00 loose@01-15T00:00 "
          "weekly@01-01T00:00",
          "01-15T00:10",
          "wait 01-15T00:00; weekly 01-15T00:00 01-01T00:00 01-08T00:00"}});
}

TEST_CASE("ticks are those of the engine that runs the inputs") {
  const Gated gated({{.name = "u", .crons = {"30 2 * * * Europe/Paris"}},
                     {.name = "job", .inputs = reads({"u"})}});
  const GateRule wall = gated.rule("job");
  // The wall clock has no tick on 2024-03-31, Airflow runs at 03:30+02:00.
  check(wall, {{"job@03-30T01:30 u@03-31T01:30", "03-31T01:40", "wait -"}});
  check(under(wall, *find_policy("airflow")),
        {{"job@03-30T01:30 u@03-31T01:30", "03-31T01:40",
          "start 03-31T01:30 [03-30T01:30"}});
  check(under(wall, *find_policy("dagster")),
        {{"job@03-30T01:30 u@03-31T01:00", "03-31T01:10",
          "start 03-31T01:00 [03-30T01:30"}});
}

}  // namespace
}  // namespace lockstep::test
