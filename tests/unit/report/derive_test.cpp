// Derivations in text, JSON and CSV: whole outputs.

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "report/report.hpp"
#include "sample.hpp"

namespace lockstep {
namespace {

using nlohmann::json;

TextStyle wide(int width) {
  TextStyle style;
  style.width = width;
  return style;
}

TEST_CASE("on a pipe a dataset is one line") {
  const test::Sample sample = test::shop();
  CHECK(
      derive_text(sample.project, sample.derivation, wide(0)) ==
      R"(DATASET             KIND      STARTS BY                 CADENCE    WINDOW (UTC)          WHY
kpi.order_summary   task      aligned: starbake.orders  0 * * * *  2023-12-31 23:00 +1h  starbake.orders is the most frequent of its inputs; daily starbake.customers is waited for when due
starbake.customers  load      schedule                  0 0 * * *  2023-12-31 00:00 +1d  its own cron
starbake.orders     load      schedule                  0 * * * *  2023-12-31 23:00 +1h  its own cron
world.rates         external  -                         -          -                     no schedule and no inputs

4 datasets as of 2024-01-01T00:00:00Z: 2 by schedule, 1 by sensor, 1 without a start
)");
}

TEST_CASE("on a wide terminal the reason is wrapped in its column") {
  const test::Sample sample = test::shop();
  CHECK(
      derive_text(sample.project, sample.derivation, wide(130)) ==
      R"(DATASET             KIND      STARTS BY                 CADENCE    WINDOW (UTC)          WHY
kpi.order_summary   task      aligned: starbake.orders  0 * * * *  2023-12-31 23:00 +1h  starbake.orders is the most frequent of
                                                                                         its inputs; daily starbake.customers is
                                                                                         waited for when due
starbake.customers  load      schedule                  0 0 * * *  2023-12-31 00:00 +1d  its own cron
starbake.orders     load      schedule                  0 * * * *  2023-12-31 23:00 +1h  its own cron
world.rates         external  -                         -          -                     no schedule and no inputs

4 datasets as of 2024-01-01T00:00:00Z: 2 by schedule, 1 by sensor, 1 without a start
)");
}

TEST_CASE("on 80 columns window and reason stand below") {
  const test::Sample sample = test::shop();
  const std::string text =
      derive_text(sample.project, sample.derivation, wide(80));
  CHECK(text ==
        R"(DATASET             KIND      STARTS BY                 CADENCE
kpi.order_summary   task      aligned: starbake.orders  0 * * * *
    starbake.orders is the most frequent of its inputs; daily starbake.customers
    is waited for when due; window 2023-12-31 23:00 +1h
starbake.customers  load      schedule                  0 0 * * *
    its own cron; window 2023-12-31 00:00 +1d
starbake.orders     load      schedule                  0 * * * *
    its own cron; window 2023-12-31 23:00 +1h
world.rates         external  -                         -
    no schedule and no inputs

4 datasets as of 2024-01-01T00:00:00Z: 2 by schedule, 1 by sensor, 1 without a
start
)");
}

TEST_CASE("JSON is as documented") {
  const test::Sample sample = test::shop();
  const json expected = json::parse(R"({
    "version": 1,
    "tool": {"name": "lockstep", "version": "1.2.3", "tzdata": "2025b"},
    "as_of": "2024-01-01T00:00:00Z",
    "jobs": [
      {"name": "kpi.order_summary", "task": "kpi.build_summary",
       "kind": "task",
       "start": {"type": "sensor", "mode": "aligned",
                 "datasets": ["starbake.orders"], "expression": null},
       "cadence": {"crons": ["0 * * * *"], "timezone": "UTC",
                   "runs_per_year": 8765.82, "exact": true},
       "effective_cron": "0 * * * *", "fastest": ["starbake.orders"],
       "slower": ["starbake.customers"], "unscheduled": ["world.rates"],
       "window": {"start": "2023-12-31T23:00:00Z",
                  "end": "2024-01-01T00:00:00Z"},
       "reason": "starbake.orders is the most frequent of its inputs; daily starbake.customers is waited for when due"},
      {"name": "starbake.customers", "kind": "load",
       "start": {"type": "schedule", "mode": null, "datasets": [],
                 "expression": null},
       "cadence": {"crons": ["0 0 * * *"], "timezone": "UTC",
                   "runs_per_year": 365.2425, "exact": true},
       "effective_cron": "0 0 * * *", "fastest": [], "slower": [],
       "unscheduled": [],
       "window": {"start": "2023-12-31T00:00:00Z",
                  "end": "2024-01-01T00:00:00Z"},
       "reason": "its own cron"},
      {"name": "starbake.orders", "kind": "load",
       "start": {"type": "schedule", "mode": null, "datasets": [],
                 "expression": null},
       "cadence": {"crons": ["0 * * * *"], "timezone": "UTC",
                   "runs_per_year": 8765.82, "exact": true},
       "effective_cron": "0 * * * *", "fastest": [], "slower": [],
       "unscheduled": [],
       "window": {"start": "2023-12-31T23:00:00Z",
                  "end": "2024-01-01T00:00:00Z"},
       "reason": "its own cron"},
      {"name": "world.rates", "kind": "external",
       "start": {"type": "none", "mode": null, "datasets": [],
                 "expression": null},
       "cadence": null, "effective_cron": null, "fastest": [], "slower": [],
       "unscheduled": [], "window": null,
       "reason": "no schedule and no inputs"}],
    "cycles": []})");
  CHECK(json::parse(derive_json(sample.project, sample.derivation,
                                test::kTool)) == expected);
}

TEST_CASE("crons of several zones are listed in parallel") {
  ZoneTable zones;
  test::Sample sample;
  const NodeId node = sample.add("a.b", NodeKind::Load);
  const CadenceId cadence = sample.cadence("0 6 * * *");
  sample.derivation.cadences[0].schedule.crons.push_back(
      {*compile("0 7 * * *", *sample.project.settings.dialect),
       {*zones.find("Europe/Paris")}});
  sample.start(node).type = StartType::Schedule;
  sample.start(node).cadence = cadence;
  sample.connect({});
  const json found =
      json::parse(derive_json(sample.project, sample.derivation, test::kTool));
  const json& job = found["jobs"][0]["cadence"];
  CHECK(job["crons"] == json({"0 6 * * *", "0 7 * * *"}));
  CHECK(job["timezone"] == nullptr);
  CHECK(job["timezones"] == json({"UTC", "Europe/Paris"}));
  CHECK(derive_text(sample.project, sample.derivation, wide(0))
            .find("0 6 * * * UTC and 0 7 * * * Europe/Paris") !=
        std::string::npos);
}

TEST_CASE("a cadence that no cron can say has a rate") {
  test::Sample sample;
  const NodeId node = sample.add("a.b", NodeKind::Task);
  Cadence cadence;
  cadence.exact = false;
  cadence.runs_per_year = 1234.5;
  sample.derivation.cadences = {cadence};
  sample.start(node).type = StartType::Sensor;
  sample.start(node).mode = TriggerMode::Expression;
  sample.start(node).expression = "a.x & a.y";
  sample.start(node).cadence = CadenceId(0);
  sample.connect({});
  const json job = json::parse(
      derive_json(sample.project, sample.derivation, test::kTool))["jobs"][0];
  CHECK(job["cadence"] == json::parse(R"({"crons": [], "timezone": null,
    "runs_per_year": 1234.5, "exact": false})"));
  CHECK(job["start"] == json::parse(R"({"type": "sensor", "mode": "expression",
    "datasets": [], "expression": "a.x & a.y"})"));
  CHECK(derive_text(sample.project, sample.derivation, wide(0))
            .find("a.x & a.y  about 1234.5 runs a year") != std::string::npos);
}

TEST_CASE("cycles are closed paths") {
  test::Sample sample;
  const NodeId a = sample.add("a", NodeKind::Task);
  const NodeId b = sample.add("b", NodeKind::Task);
  sample.connect({{a, b}, {b, a}});
  CHECK(json::parse(derive_json(sample.project, sample.derivation,
                                test::kTool))["cycles"] ==
        json::parse(R"([["a", "b", "a"]])"));
  CHECK(derive_text(sample.project, sample.derivation, wide(0))
            .find("\ncycle: a -> b -> a\n") != std::string::npos);
}

/// RFC 4180, read back the simple way.
std::vector<std::vector<std::string>> read_csv(std::string_view text) {
  std::vector<std::vector<std::string>> records(1, {""});
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted && c == '"' && i + 1 < text.size() && text[i + 1] == '"') {
      records.back().back() += '"';
      ++i;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && c == ',') {
      records.back().emplace_back();
    } else if (!quoted && text.substr(i, 2) == "\r\n") {
      records.push_back({""});
      ++i;
    } else {
      records.back().back() += c;
    }
  }
  records.pop_back();
  return records;
}

TEST_CASE("CSV has one header and reads back") {
  const test::Sample sample = test::shop();
  const std::string text = derive_csv(sample.project, sample.derivation);
  CHECK(text.substr(0, text.find("\r\n")) ==
        "name,jobs,kind,start,mode,datasets,expression,crons,timezones,"
        "runs_per_year,exact,effective_cron,fastest,slower,unscheduled,"
        "window_start,window_end,reason");
  const auto records = read_csv(text);
  REQUIRE(records.size() == 5);
  for (const auto& record : records) CHECK(record.size() == 18);
  CHECK(records[1] ==
        std::vector<std::string>{
            "kpi.order_summary", "kpi.build_summary", "task", "sensor",
            "aligned", "starbake.orders", "", "0 * * * *", "UTC", "8765.82",
            "true", "0 * * * *", "starbake.orders", "starbake.customers",
            "world.rates", "2023-12-31T23:00:00Z", "2024-01-01T00:00:00Z",
            "starbake.orders is the most frequent of its inputs; daily "
            "starbake.customers is waited for when due"});
}

TEST_CASE("hostile names are safe in every format") {
  const test::Sample sample = test::hostile();
  const std::size_t rows = test::hostile_names().size() + 1;
  const auto records = read_csv(derive_csv(sample.project, sample.derivation));
  REQUIRE(records.size() == rows + 1);
  for (std::size_t i = 1; i < rows; ++i) {
    CHECK(records[i + 1][0] == test::hostile_names()[i - 1]);
    CHECK(records[i + 1].size() == 18);
  }
  const std::string text =
      derive_text(sample.project, sample.derivation, wide(0));
  CHECK(static_cast<std::size_t>(std::ranges::count(text, '\n')) == rows + 3);
  CHECK(text.find('\x1b') == std::string::npos);
  for (const int width : {1, 20, 80, 200}) {
    CHECK(!derive_text(sample.project, sample.derivation, wide(width)).empty());
  }
  const json document =
      json::parse(derive_json(sample.project, sample.derivation, test::kTool));
  CHECK(document["jobs"].size() == rows);
  CHECK(document["jobs"][1]["name"] == test::hostile_names()[0]);
}

}  // namespace
}  // namespace lockstep
