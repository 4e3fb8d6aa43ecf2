// Jobs explained: whole pages of a project whose figures were worked out by
// hand.

#include <doctest/doctest.h>

#include <algorithm>

#include <nlohmann/json.hpp>

#include "measured_sample.hpp"
#include "report/explain_job.hpp"
#include "sample.hpp"

namespace lockstep {
namespace {

using nlohmann::json;

std::string text_of(const test::Measured& made, std::string_view name,
                    int width) {
  const LintContext ctx(made.input(), made.sources);
  TextStyle style;
  style.width = width;
  return explain_job_text({ctx, made.node(name), made.findings}, style);
}

TEST_CASE("a worst age on no class of days says of how many runs it is") {
  const test::Measured made(R"(version: 1
datasets:
  raw.orders: {cron: "0 2 * * *", timezone: Europe/Paris}
  raw.stock: {cron: "0 */6 * * *", timezone: America/New_York}
  mart.all: {trigger: all, inputs: [raw.orders, raw.stock]}
)");
  const std::string text = text_of(made, "mart.all", 200);
  INFO(text);
  CHECK(text.find("just before 2024-04-01T00:00:00Z; 5 of 1826 runs") !=
        std::string::npos);
}

TEST_CASE("ages that depend on durations say so") {
  const test::Measured made(R"(version: 1
datasets:
  raw.slow: {cron: "0 1 * * *", duration: [0, 3h]}
  raw.rates: {cron: "0 3 * * *"}
  kpi.board:
    cron: "0 2 * * *"
    inputs: [{dataset: raw.slow, guard: sensor}, raw.rates]
)");
  const std::string text = text_of(made, "kpi.board", 200);
  INFO(text);
  CHECK(
      text.find("  oldest       1d 3h, just before 2024-01-02T04:00:00Z, every "
                "day\n") != std::string::npos);
  CHECK(
      text.find("  bounds       durations are ranges and jobs wait: these are "
                "the ages with every run at its longest, in any case at most "
                "2d 1h\n") != std::string::npos);
}

TEST_CASE("a job is explained on a terminal") {
  const test::Measured made;
  CHECK(text_of(made, "mart.hourly", 90) == R"(mart.hourly
  task --> lockstep.yaml:5:3

Start
  started by   its schedule
  why          own cron 15 * * * *
  ticks        15 * * * *, 8765.82 a year
  takes        5m
  window       2023-12-31T22:15:00Z to 2023-12-31T23:15:00Z, the newest at
               2024-01-01T00:00:00Z

Age of its data
  oldest       1d 1h 20m, just before 2024-01-01T01:20:00Z, every day
  published    1d 20m old, by the run of 2024-01-01T00:15:00Z; 1 of 24 runs
  apart        its sources by 1d, in the run of 2024-01-01T00:15:00Z; 1 of 24 runs
  idle         0% of the runs find nothing new in any input
  busy         8.33% of the time
  holds        for ever
  not counted  raw.rates: nothing says when it changes

Where the oldest comes from
  run of       tick                  ends
  raw.daily    2023-12-31T00:00:00Z  2023-12-31T00:30:00Z
  mart.hourly  2024-01-01T00:15:00Z  2024-01-01T00:20:00Z

Reads
  input       how                         stale   slack  wait  unread
  raw.daily   latest                      1d 15m  -15m   -     0%
  raw.hourly  latest                      15m     15m    -     0%
  raw.rates   when it changes is unknown  -       -      -     -

Read by
  datasets     pub.daily and stage.view

Findings
  none
)");
  CHECK(text_of(made, "pub.daily", 80) == R"(pub.daily
  task --> lockstep.yaml:10:3

Start
  started by   its schedule
  why          own cron 0 6 * * *
  ticks        0 6 * * *, 365.243 a year
  window       2023-12-30T06:00:00Z to 2023-12-31T06:00:00Z, the newest at
               2024-01-01T00:00:00Z

Age of its data
  oldest       1d 6h, just before 2024-01-02T06:00:00Z, every day
  published    6h old, by the run of 2024-01-01T06:00:00Z; every run
  apart        its sources by 5h, in the run of 2024-01-01T06:00:00Z; every run
  idle         0% of the runs find nothing new in any input
  holds        for ever
  not counted  raw.rates: nothing says when it changes

Where the oldest comes from
  run of       tick                  ends
  raw.daily    2024-01-01T00:00:00Z  2024-01-01T00:30:00Z
  mart.hourly  2024-01-01T05:15:00Z  2024-01-01T05:20:00Z
  pub.daily    2024-01-01T06:00:00Z

Reads
  input        how     stale  slack  wait  unread
  mart.hourly  latest  45m    40m    -     95.8%
  raw.hourly   latest  0s     0s     -     95.8%

Read by
  exposures    board and early

Promises
  at most 1d 6h old: kept, gets 1d 6h old
  exposure board, at most 1d 4h old at "0 9 * * 1": kept, gets 9h old
  exposure early, ready by "0 5 * * *": broken by pub.daily at 1 of 1 deadlines,
    first at 2024-01-01T05:00:00Z

Findings
  warning[FRS002]: "pub.daily" promises data at most 1d 6h old, and its data
    gets 1d 6h old: 0s are left --> lockstep.yaml:13:16
  info[ALN012]: "pub.daily" joins versions of "raw.hourly" that are up to 1h
    apart: the older through "mart.hourly", the newer through "raw.hourly" -->
    lockstep.yaml:11:12
  info[RAC004]: "pub.daily" and its input "raw.hourly" start at the same instant
    and nothing orders them: if "pub.daily" is first, its data is 1h older -->
    lockstep.yaml:11:12
)");
  CHECK(text_of(made, "raw.rates", 80) == R"(raw.rates
  external --> lockstep.yaml:14:3

Start
  started by   nothing
  why          external source: no cron and no inputs are known
  takes        1m

Age of its data
  unknown      an external source counts as always current

Read by
  datasets     mart.hourly

Findings
  none
)");
}

TEST_CASE("a job is explained to programs") {
  const test::Measured made;
  const LintContext ctx(made.input(), made.sources);
  const json document = json::parse(explain_job_json(
      {ctx, made.node("pub.daily"), made.findings}, test::kTool));
  const json& job = document["job"];
  CHECK(job["name"] == "pub.daily");
  CHECK(job["start"]["type"] == "schedule");
  CHECK(job["age_max_seconds"] == 30 * 3600);
  CHECK(job["age_max_days"] == "every day");
  CHECK(job["witness"]["runs"].size() == 3);
  CHECK(job["line"] == 10);
  CHECK(job["reads"][0] == json::parse(R"({
    "dataset": "mart.hourly", "views": [], "binding": "latest",
    "offset_seconds": 0, "waits": false, "in_one_pipeline": false,
    "slack_min_seconds": 2400, "wait_max_seconds": null,
    "staleness_max_seconds": 2700, "lost_share": 0.9583333333333334})"));
  CHECK(job["read_by"] == json::array());
  CHECK(job["exposures"] == json::array({"board", "early"}));
  CHECK(job["promises"] == json::parse(R"([
    {"by": "pub.daily", "exposure": false, "promise": "at most 1d 6h old",
     "kept": true, "age_max_seconds": 108000, "failed_deadlines": null},
    {"by": "board", "exposure": true,
     "promise": "at most 1d 4h old at \"0 9 * * 1\"", "kept": true,
     "age_max_seconds": 32400, "failed_deadlines": 0},
    {"by": "early", "exposure": true, "promise": "ready by \"0 5 * * *\"",
     "kept": false, "age_max_seconds": null, "failed_deadlines": 1}])"));
}

TEST_CASE("a job is explained in Markdown") {
  const test::Measured made;
  const LintContext ctx(made.input(), made.sources);
  const std::string text =
      explain_job_markdown({ctx, made.node("mart.hourly"), made.findings});
  CHECK(text.starts_with("# mart.hourly\n\ntask"));
  CHECK(text.find("- ticks: 15 \\* \\* \\* \\*, 8765.82 a year\n") !=
        std::string::npos);
  CHECK(text.find("| raw.daily | latest | 1d 15m | -15m | - | 0% |\n") !=
        std::string::npos);
}

const Exposure& exposure_of(const test::Measured& made, std::string_view name) {
  return *std::ranges::find(made.analysis.project.exposures, name,
                            &Exposure::name);
}

TEST_CASE("an exposure is explained by what it reads and promises") {
  const test::Measured made;
  const LintContext ctx(made.input(), made.sources);
  const ExplainedExposure early{ctx, exposure_of(made, "early"), made.findings};
  CHECK(explain_job_text(early, TextStyle()) == R"(early
  exposure --> lockstep.yaml:17:3

Reads
  dataset    kind  oldest  just before
  pub.daily  task  1d 6h   2024-01-02T06:00:00Z

Promises
  ready by "0 5 * * *": broken by pub.daily at 1 of 1 deadlines, first at 2024-01-01T05:00:00Z

Findings
  error[FRS003]: exposure "early" is to be ready by "0 5 * * *", but no run of "pub.daily" ends in
    the 1h before --> lockstep.yaml:17:42
)");
  CHECK(explain_job_markdown(early).starts_with(
      "# early\n\nexposure --\\> lockstep.yaml:17:3\n\n## Reads\n\n"
      "| dataset | kind | oldest | just before |\n"));
  const json document = json::parse(explain_job_json(
      ExplainedExposure{ctx, exposure_of(made, "board"), made.findings},
      test::kTool));
  const json& board = document["exposure"];
  CHECK(board["name"] == "board");
  CHECK(board["line"] == 16);
  CHECK(board["reads"][0]["dataset"] == "pub.daily");
  CHECK(board["reads"][0]["age_max_seconds"] == 30 * 3600);
  CHECK(board["promises"][0]["kept"] == true);
  CHECK(board["promises"][0]["age_max_seconds"] == 32400);
  CHECK(board["findings"] == json::array());
}

}  // namespace
}  // namespace lockstep
