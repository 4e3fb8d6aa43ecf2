// Rules that need a target, a row each: silent without one, and where the
// target, or what lockstep writes for it, has no such trouble.

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "emit/emitter.hpp"
#include "linted.hpp"
#include "support/paths.hpp"
#include "support/shell.hpp"

namespace lockstep {
namespace {

using test::lint_files;
using test::Linted;
using Lines = std::vector<std::string>;

/// The findings of one rule over a project file with a target.
Linted lint_for(const std::string& target, const std::string& rule,
                const std::string& body, const std::string& head = "") {
  LintOptions options;
  options.select = {rule};
  std::string text = "version: 1\n" + head;
  if (!target.empty()) text += "lint: {target: \"" + target + "\"}\n";
  return lint_files({{"lockstep.yaml", text + "datasets:\n" + body}}, options);
}

Lines lines_for(const std::string& target, const std::string& rule,
                const std::string& body, const std::string& head = "") {
  return lint_for(target, rule, body, head).lines();
}

// ---- The table ----

TEST_CASE("a target is found by name, with a version or without") {
  CHECK(find_target("airflow").value()->label() == "Airflow 3.3");
  CHECK(find_target(" Airflow@2.11 ").value()->label() == "Airflow 2.11");
  CHECK(find_target("kestra").value()->label() == "Kestra");
  CHECK(find_target("kestr").error().message ==
        "unknown target \"kestr\" (did you mean \"kestra\"?)");
  CHECK(find_target("airflow@2.8").error().message ==
        "unknown version \"2.8\" of airflow");
  CHECK(find_target("airflow@2.8").error().hint ==
        "known versions: 2.9, 2.10, 2.11, 3.0, 3.1, 3.2 and 3.3");
  CHECK(find_target("kestra@2").error().hint ==
        "kestra has no versions here: write \"kestra\"");
  CHECK(!find_target("kestra@"));
  CHECK(!find_target(""));
}

TEST_CASE("every row has a dialect, every emitter its rows") {
  for (const Target& target : targets()) {
    CAPTURE(target.label());
    CHECK(find_dialect(target.dialect_name) != nullptr);
  }
  const Emitters emitters = built_in_emitters();
  for (const Emitter& emitter : emitters.all()) {
    for (const std::string& version : emitter.versions) {
      const auto found = find_target(emitter.name + "@" + version);
      CAPTURE(emitter.name + "@" + version);
      REQUIRE(found);
      CHECK(found.value()->emitted);
    }
  }
}

/// The row of docs/targets.md about all versions of a target.
std::string row_of(std::string_view name) {
  std::vector<std::string> versions;
  const Target* newest = nullptr;
  for (const Target& target : targets()) {
    if (target.name != name) continue;
    newest = &target;
    if (!target.version.empty()) versions.emplace_back(target.version);
  }
  const std::string words =
      versions.empty() ? "" : join_words(versions, versions.size()) + " ";
  return fmt::format(
      "\n| `{}` | {}| {} | {} | {} | {}|\n", name, words, newest->dialect_name,
      format_duration(std::max(newest->least_gap, seconds{1})),
      newest->zone_of_server ? "the server's" : "UTC",
      newest->waiting_places
          ? fmt::format("one of {} runs ", *newest->waiting_places)
      : newest->emitted ? "no slot "
                        : "");
}

TEST_CASE("the page about targets has the rows of the table") {
  const std::string page =
      test::read_file(test::source_dir() / "docs/targets.md");
  for (const Target& target : targets()) {
    CAPTURE(row_of(target.name));
    CHECK(page.find(row_of(target.name)) != std::string::npos);
  }
}

TEST_CASE("a target that nobody knows is an input problem at its place") {
  CHECK(lines_for("airfow", "ALL", "  a: {cron: \"0 0 * * *\"}\n",
                  "timezone: UTC\n") ==
        Lines{"INP002 error : target: unknown target \"airfow\" (did you mean "
              "\"airflow\"?) @ airfow"});
}

// ---- CRN004 ----

TEST_CASE("CRN004 tells what is read otherwise from what is refused") {
  struct Row {
    const char *target, *dialect, *cron;
    Lines expected;
  };
  const Row rows[] = {
      {"", "croniter", "0 0 */1 * 5", {}},
      {"airflow", "quartz", "0 0 9 ? * 2-6", {}},
      {"sqlmesh", "croniter", "0 0 */1 * 5", {}},
      {"kubernetes", "croniter", "0 0 */2 * 1-3", {}},
      {"quartz", "croniter", "0 9 * * 1-5", {}},
      {"quartz", "croniter", "@daily", {}},
      {"kestra", "croniter", "0 0 13 * 5", {}},
      {"kubernetes",
       "croniter",
       "0 0 */1 * 5",
       {"CRN004 error a: Kubernetes reads \"0 0 */1 * 5\" in another way: at "
        "00:00 on Fridays @ 0 0 */1 * 5"}},
      {"kestra",
       "croniter",
       "0 0 L * *",
       {"CRN004 error a: Kestra does not read \"0 0 L * *\": `L` is not valid "
        "in Kestra @ L"}},
      {"github",
       "croniter",
       "0 */24 * * *",
       {"CRN004 info a: GitHub Actions does not document \"0 */24 * * *\": "
        "step 24 is larger than the hour's range in GitHub Actions @ */24"}},
      {"kestra",
       "croniter",
       "0 */24 * * *",
       {"CRN004 error a: Kestra does not read \"0 */24 * * *\": "
        "step 24 is larger than the hour's range in Kestra @ */24"}},
      {"snowflake",
       "croniter",
       "0 3 * * 7",
       {"CRN004 info a: Snowflake does not document \"0 3 * * 7\": weekday 7 "
        "is out of range 0-6 @ 7"}},
      {"snowflake",
       "croniter",
       "0 3 ? * 6",
       {"CRN004 error a: Snowflake does not read \"0 3 ? * 6\": `?` is not "
        "valid in Snowflake @ ?"}},
      {"eventbridge",
       "croniter",
       "0 9 * * 1-5 30",
       {"CRN004 error a: EventBridge does not read \"0 9 * * 1-5 30\": year 30 "
        "is out of range 1970-2199 @ 30"}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.target);
    CAPTURE(row.cron);
    CHECK(lines_for(row.target, "CRN004",
                    fmt::format("  a: {{cron: \"{}\"}}\n", row.cron),
                    fmt::format("dialect: {}\n", row.dialect)) == row.expected);
  }
}

TEST_CASE("CRN004 mends what can be said for both, and proves it") {
  const Linted linted =
      lint_for("kubernetes", "CRN004", "  a: {cron: \"0 0 */1 * 5\"}\n");
  REQUIRE(linted.result.diagnostics.size() == 1);
  const Diagnostic& finding = linted.result.diagnostics[0];
  CHECK(finding.help == "write \"0 0 * * *\", which means the same here");
  REQUIRE(finding.fix);
  CHECK(finding.fix->safe);
  CHECK(finding.fix->edits[0].text == "0 0 * * *");
  REQUIRE(finding.witness);
  CHECK(format_instant(finding.witness->at) == "2024-01-01T00:00:00Z");
}

TEST_CASE("CRN004 leaves deadlines alone: no engine runs them") {
  CHECK(lines_for("kestra", "CRN004",
                  "  a: {cron: \"0 0 * * *\", freshness: {max_age: 3d, "
                  "ready_by: \"0 9 L * *\"}}\n")
            .empty());
}

// ---- CRN010 ----

TEST_CASE("CRN010 weighs the shortest gap of a whole schedule") {
  struct Row {
    const char *target, *crons;
    Lines expected;
  };
  const Row rows[] = {
      {"", "\"* * * * *\"", {}},
      {"kubernetes", "\"* * * * *\"", {}},
      {"github", "\"*/5 * * * *\"", {}},
      {"kestra", "\"* * * * * */10\"", {}},
      {"github",
       "\"*/7 * * * *\"",
       {"CRN010 warning a: \"*/7 * * * *\" has runs 4m apart, and GitHub "
        "Actions starts no job more often than every 5m @ */7 * * * *"}},
      {"sqlmesh",
       "\"0 * * * *\", \"3 12 * * *\"",
       {"CRN010 warning a: \"0 * * * *\" and \"3 12 * * *\" together have runs "
        "3m apart, and SQLMesh starts no job more often than every 5m @ 0 * * "
        "* *"}},
      {"airflow@2.11",
       "\"* * * * * */20\"",
       {"CRN010 warning a: \"* * * * * */20\" has runs 20s apart, and Airflow "
        "2.11 starts no job more often than every 1m @ * * * * * */20"}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.target);
    CAPTURE(row.crons);
    CHECK(lines_for(row.target, "CRN010",
                    fmt::format("  a: {{crons: [{}]}}\n", row.crons)) ==
          row.expected);
  }
}

TEST_CASE("CRN010 is one finding for all jobs of a schedule") {
  const Linted linted = lint_for("github", "CRN010",
                                 "  b: {cron: \"*/2 * * * *\"}\n"
                                 "  a: {cron: \"*/2 * * * *\"}\n");
  REQUIRE(linted.result.diagnostics.size() == 1);
  CHECK(linted.result.diagnostics[0].nodes == Lines{"a", "b"});
  REQUIRE(linted.result.diagnostics[0].witness);
  CHECK(linted.result.diagnostics[0].witness->runs.size() == 2);
}

// ---- TZD005 ----

TEST_CASE("TZD005 asks for a zone where the server's would be taken") {
  struct Row {
    const char *target, *head, *body;
    Lines expected;
  };
  const char* const kOne = "  a: {cron: \"0 3 * * *\"}\n";
  const Row rows[] = {
      {"", "", kOne, {}},
      {"airflow", "", kOne, {}},
      {"github", "", kOne, {}},
      {"kestra", "timezone: UTC\n", kOne, {}},
      {"kestra", "", "  a: {cron: \"0 3 * * *\", timezone: UTC}\n", {}},
      {"kestra", "", "  a: {cron: \"*/5 * * * *\"}\n", {}},
      {"kestra", "", "  a: {cron: \"0 3 31 2 *\"}\n", {}},
      {"kestra",
       "",
       "  a: {cron: \"0 * * * *\"}\n",
       {"TZD005 error a: no time zone is given, so Kestra reads \"0 * * * *\" "
        "in that of its server @ 0 * * * *"}},
      {"kubernetes",
       "",
       "  a: {cron: \"0 3 * * *\"}\n  b: {cron: \"0 4 * * *\"}\n"
       "  c: {cron: \"0 3 * * *\"}\n",
       {"TZD005 error a,b,c: no time zone is given, so Kubernetes reads \"0 3 "
        "* * *\" and another cron in that of its server @ 0 3 * * *"}},
      {"vixie",
       "",
       "  a: {cron: \"0 3 * * *\"}\n  b: {cron: \"0 4 * * *\"}\n"
       "  c: {cron: \"0 5 * * *\"}\n",
       {"TZD005 error a,b,c: no time zone is given, so cron reads \"0 3 * * "
        "*\" and 2 other crons in that of its server @ 0 3 * * *"}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.target);
    CAPTURE(row.body);
    CHECK(lines_for(row.target, "TZD005", row.body, row.head) == row.expected);
  }
}

TEST_CASE("other commands do not ask what a target makes of the inputs") {
  const std::string text =
      "version: 1\nlint: {target: kestra}\n"
      "datasets:\n  a: {cron: \"0 3 * * *\"}\n";
  Sources sources;
  sources.add({"lockstep.yaml", text, "", {}});
  Analysis analysis = analyze(sources, {});
  CHECK(input_problems({analysis.project, analysis.derivation}, sources,
                       std::move(analysis.diagnostics), {})
            .empty());
}

// ---- TZD001, TZD002 ----

TEST_CASE("a target says what becomes of runs where clocks change") {
  struct Row {
    const char *target, *rule, *cron, *expected;
  };
  const Row rows[] = {
      {"airflow", "TZD001", "30 2 * * *", "Airflow 3.3 runs it at 03:30; "},
      {"dagster", "TZD001", "30 2 * * *", "Dagster 1.13 runs it at 03:00; "},
      {"kestra", "TZD001", "30 2 * * *", "Kestra leaves it out; "},
      {"vixie", "TZD001", "30 2 * * *", "cron runs it at 03:00; "},
      {"sqlmesh", "TZD001", "30 2 * * *", ""},
      {"snowflake", "TZD001", "30 2 * * *", ""},
      {"github", "TZD002", "30 1 * * *", ""},
      {"airflow", "TZD002", "30 1 * * *",
       "Airflow 3.3 runs it at the second time; "},
      {"kestra", "TZD002", "30 1 * * *", "Kestra runs it at the first time; "},
      {"kubernetes", "TZD002", "30 1 * * *", "Kubernetes runs it twice; "},
  };
  for (const Row& row : rows) {
    CAPTURE(row.target);
    CAPTURE(row.rule);
    const Linted linted = lint_for(
        row.target, row.rule, fmt::format("  a: {{cron: \"{}\"}}\n", row.cron),
        "timezone: America/New_York\n");
    REQUIRE(linted.result.diagnostics.size() == 1);
    CHECK(linted.result.diagnostics[0].help ==
          row.expected +
              lint_for("", row.rule,
                       fmt::format("  a: {{cron: \"{}\"}}\n", row.cron),
                       "timezone: America/New_York\n")
                  .result.diagnostics[0]
                  .help);
  }
}

// ---- GRA003 ----

TEST_CASE("GRA003 is an error where lockstep makes the ids") {
  const std::string body =
      "  a.b_c: {cron: \"0 3 * * *\"}\n  a_b.c: {cron: \"0 3 * * *\"}\n";
  const auto severity = [&](const char* target) {
    return lint_for(target, "GRA003", body).result.diagnostics.at(0).severity;
  };
  CHECK(severity("") == Severity::Warning);
  CHECK(severity("kestra") == Severity::Warning);
  CHECK(severity("airflow") == Severity::Error);
  CHECK(severity("dagster@1.9") == Severity::Error);
}

// ---- LOD002 ----

std::string waiting(int jobs, const std::string& cron = "0 2 * * *") {
  std::string body = "  load.x: {cron: \"0 2 * * *\", duration: 30m}\n";
  for (int i = 0; i < jobs; ++i) {
    body += fmt::format(
        "  d{}.x: {{cron: \"{}\", inputs: [{{dataset: load.x, guard: "
        "sensor}}]}}\n",
        i, cron);
  }
  return body;
}

TEST_CASE("LOD002 counts what waits in places of the target") {
  const auto found = [](const char* target, const std::string& body,
                        const std::string& head = "") {
    return lines_for(target, "LOD002", body, head).size();
  };
  CHECK(found("dagster@1.13", waiting(10)) == 0);
  CHECK(found("dagster@1.13", waiting(11)) == 1);
  CHECK(found("dagster", waiting(11)) == 1);
  CHECK(found("dagster@1.9", waiting(11)) == 0);
  CHECK(found("airflow", waiting(200)) == 0);
  CHECK(found("", waiting(200)) == 0);
  // At 02:30 all have come.
  CHECK(found("dagster", waiting(11, "30 2 * * *")) == 0);
  CHECK(found("dagster", waiting(11, "29 2 * * *")) == 1);
  const std::string pulled =
      "pipelines: [{name: \"{{table}}\", select: [\"*\"], target: "
      "{run_dependencies_first: true}}]\n";
  CHECK(found("dagster", waiting(11), pulled) == 0);
  const std::string together = "pipelines: [{name: all, select: [\"d*\"]}]\n";
  CHECK(found("dagster", waiting(11), together) == 0);
}

TEST_CASE("LOD002 names the instant, the jobs and the first runs") {
  const Linted linted = lint_files(
      {{"lockstep.yaml",
        "version: 1\nlint: {budget: {sensor_slots: 1}}\ndatasets:\n"
        "  a.load: {cron: \"0 2 * * 1\", duration: 30m}\n"
        "  b.x: {cron: \"10 2 * * *\", inputs: [{dataset: a.load, guard: "
        "sensor}]}\n"
        "  c.x: {cron: \"5 2 * * *\", inputs: [{dataset: a.load, guard: "
        "sensor, timeout: 6m}]}\n"}});
  std::vector<Diagnostic> found;
  for (const Diagnostic& d : linted.result.diagnostics) {
    if (d.rule == "LOD002") found.push_back(d);
  }
  REQUIRE(found.size() == 1);
  CHECK(found[0].message ==
        "2 runs wait at 2024-01-01T02:10:00Z, and there is 1 place of a "
        "worker");
  CHECK(found[0].nodes == Lines{"b.x", "c.x"});
  CHECK(found[0].scope == "for ever");
  REQUIRE(found[0].witness);
  REQUIRE(found[0].witness->runs.size() == 2);
  CHECK(found[0].witness->runs[0].job == "b.x");
  CHECK(format_instant(*found[0].witness->runs[0].start) ==
        "2024-01-01T02:30:00Z");
  CHECK(format_instant(*found[0].witness->runs[1].start) ==
        "2024-01-01T02:11:00Z");
}

}  // namespace
}  // namespace lockstep
