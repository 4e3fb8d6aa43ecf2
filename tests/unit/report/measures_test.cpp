// Measures in reports of a project whose figures were worked out by hand.

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "align/alignment.hpp"
#include "align/reaction.hpp"
#include "analyze.hpp"
#include "measured_sample.hpp"
#include "report/report.hpp"
#include "sample.hpp"

namespace lockstep {
namespace {

using nlohmann::json;

json by_name(const json& array, const std::string& name) {
  for (const json& entry : array) {
    if (entry["name"] == name) return entry;
  }
  return nullptr;
}

json edge(const json& array, const std::string& from, const std::string& to) {
  for (const json& entry : array) {
    if (entry["from"] == from && entry["to"] == to) return entry;
  }
  return nullptr;
}

json report_of(const test::Measured& made) {
  const Alignment alignment =
      align(made.analysis.project, made.analysis.derivation);
  return json::parse(report_json(
      made.analysis.project, made.analysis.derivation, alignment, test::kTool));
}

TEST_CASE("nodes carry their measures and the runs that prove them") {
  const test::Measured made;
  const json document = report_of(made);
  CHECK(by_name(document["nodes"], "mart.hourly") == json::parse(R"({
    "name": "mart.hourly", "kind": "task",
    "cadence": {"crons": ["15 * * * *"], "timezone": "UTC",
                "runs_per_year": 8765.82, "exact": true},
    "age_max_seconds": 91200, "lag_max_seconds": 87600,
    "skew_max_seconds": 86400,
    "witness": {"at": "2024-01-01T00:15:00Z", "local": "2024-01-01T00:15:00Z",
      "read_until": "2024-01-01T01:20:00Z", "runs": [
        {"job": "raw.daily", "tick": "2023-12-31T00:00:00Z",
         "start": "2023-12-31T00:00:00Z", "end": "2023-12-31T00:30:00Z"},
        {"job": "mart.hourly", "tick": "2024-01-01T00:15:00Z",
         "start": "2024-01-01T00:15:00Z", "end": "2024-01-01T00:20:00Z"}]},
    "scope": "for ever", "runs_per_year": 8765.82, "idle_share": 0.0,
    "unknown_roots": ["raw.rates"], "more_unknown_roots": false,
    "bound": "exact", "external_refs": []})"));
  const json daily = by_name(document["nodes"], "pub.daily");
  CHECK(daily["age_max_seconds"] == 30 * 3600);
  CHECK(daily["lag_max_seconds"] == 6 * 3600);
  // raw.hourly of 06:00 comes by itself, too, but of two ways the older counts.
  CHECK(daily["skew_max_seconds"] == 5 * 3600);
  CHECK(daily["idle_share"] == 0.0);
  CHECK(daily["unknown_roots"] == json::array({"raw.rates"}));
  const json load = by_name(document["nodes"], "raw.daily");
  CHECK(load["age_max_seconds"] == 24 * 3600 + 1800);
  CHECK(load["lag_max_seconds"] == 1800);
  CHECK(load["idle_share"] == nullptr);
  const json external = by_name(document["nodes"], "raw.rates");
  for (const char* key :
       {"age_max_seconds", "lag_max_seconds", "skew_max_seconds", "witness",
        "scope", "runs_per_year", "idle_share", "unknown_roots", "bound",
        "cadence"}) {
    CHECK(external[key] == nullptr);
  }
}

TEST_CASE("edges carry theirs") {
  const test::Measured made;
  const json edges = report_of(made)["edges"];
  CHECK(edge(edges, "raw.daily", "mart.hourly") == json::parse(R"({
    "from": "raw.daily", "to": "mart.hourly", "binding": "latest",
    "slack_min_seconds": -900, "wait_max_seconds": null,
    "staleness_max_seconds": 87300, "lost_share": 0.0})"));
  CHECK(edge(edges, "raw.hourly", "mart.hourly")["slack_min_seconds"] == 900);
  const json daily = edge(edges, "mart.hourly", "pub.daily");
  CHECK(daily["slack_min_seconds"] == 2400);
  CHECK(daily["staleness_max_seconds"] == 2700);
  CHECK(daily["lost_share"].get<double>() == doctest::Approx(23.0 / 24));
  CHECK(edge(edges, "raw.rates", "mart.hourly")["slack_min_seconds"] ==
        nullptr);
}

TEST_CASE("the reaction time is the greatest age") {
  const test::Measured made;
  const Alignment alignment =
      align(made.analysis.project, made.analysis.derivation);
  for (const char* name : {"mart.hourly", "pub.daily", "raw.daily"}) {
    CHECK(reaction_time(made.analysis.project, alignment, made.node(name)) ==
          alignment.measures(made.node(name))->age_max->value);
  }
}

TEST_CASE("what a view hides is measured beside the edges") {
  Sources sources;
  sources.add(
      {"lineage.json",
       R"([{"data": {"name": "kpi.a", "typ": "task", "cron": "30 2 * * *"},
  "children": [{"data": {"name": "stg.v", "typ": "view"},
    "children": [{"data": {"name": "raw.a", "typ": "table",
                           "cron": "0 2 * * *"}}]},
    {"data": {"name": "kpi.a", "typ": "task", "cron": "30 2 * * *"}}]}])",
       "",
       {}});
  const Analysis analysis = analyze(sources, {});
  const Alignment alignment = align(analysis.project, analysis.derivation);
  const json document = json::parse(report_json(
      analysis.project, analysis.derivation, alignment, test::kTool));
  CHECK(document["reads_through_views"] == json::parse(R"([
    {"from": "raw.a", "to": "kpi.a", "views": ["stg.v"], "binding": "latest",
     "slack_min_seconds": 1800, "wait_max_seconds": null,
     "staleness_max_seconds": 1800, "lost_share": 0.0}])"));
  CHECK(edge(document["edges"], "kpi.a", "kpi.a")["binding"] == "latest");
  CHECK(document["edges"].size() == 3);
  CHECK(document["statistics"]["edges"] == 3);
}

// kpi.board starts between 02:00 and 04:00, when raw.slow has ended. At the
// latest it reads raw.rates of 03:00, at the earliest that of the day before.
constexpr std::string_view kRanges = R"(version: 1
datasets:
  raw.slow: {cron: "0 1 * * *", duration: [0, 3h]}
  raw.rates: {cron: "0 3 * * *"}
  raw.queue: {cron: "*/20 * * * *"}
  kpi.board:
    cron: "0 2 * * *"
    inputs: [{dataset: raw.slow, guard: sensor}, raw.rates]
  kpi.queued:
    duration: [0, 3h]
    inputs: [raw.slow, raw.queue]
)";

TEST_CASE("ages that depend on durations are bounded, or said to be seen") {
  const test::Measured made(kRanges);
  const json nodes = report_of(made)["nodes"];
  const json board = by_name(nodes, "kpi.board");
  CHECK(board["bound"] == "upper");
  CHECK(board["lag_max_seconds"] == 25 * 3600);
  CHECK(board["age_max_seconds"] == 49 * 3600);
  CHECK(by_name(nodes, "raw.slow")["bound"] == "exact");
  CHECK(by_name(nodes, "kpi.queued")["bound"] == "lower");
  const Alignment alignment =
      align(made.analysis.project, made.analysis.derivation);
  const std::string text = report_markdown(made.analysis.project,
                                           made.analysis.derivation, alignment);
  INFO(text);
  CHECK(text.find("| `kpi.board` | schedule | `0 2 * * *` | ≤ 2d 1h | ≤ 1d 1h "
                  "| ≥ 2h |") != std::string::npos);
  CHECK(text.find("| `kpi.queued` | sensor | `*/20 * * * *` | ≥ ") !=
        std::string::npos);
}

TEST_CASE("Markdown has a table of ages and one of reads") {
  const test::Measured made;
  const Alignment alignment =
      align(made.analysis.project, made.analysis.derivation);
  const std::string text = report_markdown(made.analysis.project,
                                           made.analysis.derivation, alignment);
  CHECK(text.find("| `mart.hourly` | schedule | `15 * * * *` | 1d 1h 20m | 1d "
                  "20m | 1d | 2024-01-01 00:15 | without `raw.rates` |\n") !=
        std::string::npos);
  CHECK(text.find("| `mart.hourly` | `pub.daily` | latest | 40m | - | 45m | "
                  "95.8% |\n") != std::string::npos);
}

TEST_CASE("hostile names stay in their cell") {
  const test::Sample sample = test::hostile();
  const Alignment alignment = align(sample.project, sample.derivation);
  const std::string text =
      report_markdown(sample.project, sample.derivation, alignment);
  // Eight columns: nine bars a row that are not escaped.
  std::size_t rows = 0;
  for (std::size_t at = 0, end = 0; at < text.size(); at = end + 1) {
    end = text.find('\n', at);
    const std::string line = text.substr(at, end - at);
    if (!line.starts_with("| `")) continue;
    ++rows;
    std::size_t bars = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
      bars += line[i] == '|' && (i == 0 || line[i - 1] != '\\') ? 1U : 0U;
    }
    CAPTURE(line);
    CHECK(bars == 9);
  }
  CHECK(rows == test::hostile_names().size() + 1);
}

}  // namespace
}  // namespace lockstep
