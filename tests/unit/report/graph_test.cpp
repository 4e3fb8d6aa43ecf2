// Graphs as JSON, DOT and Mermaid: whole outputs, and names that are syntax.

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "align/alignment.hpp"
#include "report/report.hpp"
#include "sample.hpp"

namespace lockstep {
namespace {

using nlohmann::json;

TEST_CASE("report JSON is as documented") {
  const test::Sample sample = test::shop();
  const Alignment alignment = align(sample.project, sample.derivation);
  const json document = json::parse(
      report_json(sample.project, sample.derivation, alignment, test::kTool));
  CHECK(document["nodes"][0] == json::parse(R"({
    "name": "kpi.order_summary", "kind": "task",
    "cadence": {"crons": ["0 * * * *"], "timezone": "UTC",
                "runs_per_year": 8765.82, "exact": true},
    "age_max_seconds": 86400, "lag_max_seconds": 82800,
    "skew_max_seconds": 82800,
    "witness": {"at": "2024-01-01T23:00:00Z", "local": "2024-01-01T23:00:00Z",
      "read_until": "2024-01-02T00:00:00Z", "runs": [
        {"job": "starbake.customers", "tick": "2024-01-01T00:00:00Z",
         "start": "2024-01-01T00:00:00Z", "end": "2024-01-01T00:00:00Z"},
        {"job": "kpi.order_summary", "tick": "2024-01-01T23:00:00Z",
         "start": "2024-01-01T23:00:00Z", "end": "2024-01-01T23:00:00Z"}]},
    "scope": "for ever", "runs_per_year": 8765.82, "idle_share": 0.0,
    "unknown_roots": ["world.rates"], "more_unknown_roots": false,
    "bound": "exact", "external_refs": ["crm.leads"]})"));
  CHECK(document["nodes"][3]["cadence"] == nullptr);
  CHECK(document["nodes"][3]["runs_per_year"] == nullptr);
  CHECK(document["edges"][0] == json::parse(R"({
    "from": "starbake.customers", "to": "kpi.order_summary",
    "binding": "latest", "slack_min_seconds": 0, "wait_max_seconds": 0,
    "staleness_max_seconds": 82800, "lost_share": 0.0})"));
  CHECK(document["edges"].size() == 3);
  CHECK(document["cycles"] == json::array());
  CHECK(document["statistics"] == json::parse(R"({
    "nodes": 4, "edges": 3,
    "kinds": {"load": 2, "task": 1, "view": 0, "external": 1},
    "starts": {"schedule": 2, "sensor": 1, "manual": 0, "none": 1},
    "distinct_cadences": 2})"));
}

TEST_CASE("DOT has clusters, shapes and edge styles") {
  const test::Sample sample = test::shop();
  CHECK(report_dot(sample.project, sample.derivation) ==
        R"(digraph lockstep {
  rankdir=LR;
  node [fontname="Helvetica"];
  subgraph cluster_0 {
    label="kpi";
    "kpi.order_summary" [label="kpi.order_summary\n0 * * * *", shape=box];
  }
  subgraph cluster_1 {
    label="starbake";
    "starbake.customers" [label="starbake.customers\n0 0 * * *", shape=cylinder];
    "starbake.orders" [label="starbake.orders\n0 * * * *", shape=cylinder];
  }
  subgraph cluster_2 {
    label="world";
    "world.rates" [label="world.rates", shape=folder];
  }
  "starbake.customers" -> "kpi.order_summary" [style=dashed];
  "starbake.orders" -> "kpi.order_summary";
  "world.rates" -> "kpi.order_summary" [style=dashed];
}
)");
}

TEST_CASE("Mermaid has numbers for ids and entities in labels") {
  const test::Sample sample = test::shop();
  CHECK(report_mermaid(sample.project, sample.derivation) ==
        R"(flowchart LR
  subgraph d0["kpi"]
    n0["kpi.order_summary<br/>0 #42; #42; #42; #42;"]
  end
  subgraph d1["starbake"]
    n1[("starbake.customers<br/>0 0 #42; #42; #42;")]
    n2[("starbake.orders<br/>0 #42; #42; #42; #42;")]
  end
  subgraph d2["world"]
    n3(["world.rates"])
  end
  n1 -.-> n0
  n2 --> n0
  n3 -.-> n0
)");
}

/// Removes double-quoted strings as DOT reads them; what is left is syntax.
std::string without_strings(std::string_view text) {
  std::string result;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (quoted && text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      quoted = !quoted;
    } else if (!quoted) {
      result += text[i];
    }
  }
  return quoted ? "unbalanced" : result;
}

TEST_CASE("hostile names stay inside their quotes") {
  const test::Sample sample = test::hostile();
  std::string syntax =
      without_strings(report_dot(sample.project, sample.derivation));
  std::string expected =
      "digraph lockstep {\n  rankdir=LR;\n  node [fontname=];\n"
      "  subgraph cluster_0 {\n    label=;\n     [label=, shape=box];\n  }\n"
      "  subgraph cluster_1 {\n    label=;\n";
  for (std::size_t i = 0; i < test::hostile_names().size(); ++i) {
    expected += "     [label=, shape=cylinder];\n";
  }
  expected += "  }\n";
  for (std::size_t i = 0; i < test::hostile_names().size(); ++i) {
    expected += "   ->  [style=dashed];\n";
  }
  CHECK(syntax == expected + "}\n");

  const std::string mermaid = report_mermaid(sample.project, sample.derivation);
  const std::size_t names = test::hostile_names().size();
  CHECK(static_cast<std::size_t>(std::ranges::count(mermaid, '\n')) ==
        1 + 3 + 2 + names + names);
  CHECK(static_cast<std::size_t>(std::ranges::count(mermaid, '"')) ==
        2 * (2 + 1 + names));
  CHECK(json::accept(report_json(sample.project, sample.derivation,
                                 align(sample.project, sample.derivation),
                                 test::kTool)));
}

}  // namespace
}  // namespace lockstep
