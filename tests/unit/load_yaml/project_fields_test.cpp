// Every field of lockstep.yaml beside those of datasets.
#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "show.hpp"

namespace lockstep {
namespace {

struct Row {
  std::string_view text, result;
};

// ---- Each row stands behind `version: 1`. ----
constexpr Row kGood[] = {
    {"", ""},
    {"name: starbake", "settings name starbake\n"},
    {"timezone: Europe/Paris", "settings zone Europe/Paris\n"},
    {"dialect: vixie", "settings dialect vixie\n"},
    {"run_label: interval_start", "settings label interval_start\n"},
    {"as_of: 2026-01-01", "settings as of 2026-01-01T00:00:00Z\n"},
    {"as_of: \"2026-01-01T06:00+02:00\"",
     "settings as of 2026-01-01T04:00:00Z\n"},
    {"presets: {daily: 0 5 * * *, Nightly: 0 3 * * *}",
     "settings daily='0 5 * * *' Nightly='0 3 * * *'\n"},
    {"include: lineage/*.json", "include lineage/*.json\n"},
    {"include:\n- b.json\n- {path: m.json, format: dbt_manifest, schedules: "
     "{\"tag:daily\": daily}}",
     "include b.json\ninclude m.json as dbt_manifest tag:daily=daily\n"},
    {"defaults: {duration: [1m, 5m], retries: 1, retry_delay: 5m, trigger: "
     "all, read: same}",
     "settings takes [1m, 5m] retries 1 every 5m trigger all read 1\n"},
    {"datasets: {a: {cron: daily}}", "a 'daily'\n"},
    {"datasets: [{name: a}]", "a\n"},
    {"exposures: {board: {reads: [a, b], freshness: {max_age: 1d, ready_by: 0 "
     "8 * * 1}}}",
     "exposure board a b promise age 1d ready '0 8 * * 1'\n"},
    {"exposures: [{name: board, reads: a}]", "exposure board a\n"},
    {"pipelines: [{name: \"{{domain}}-{{ table }}\", select: [a.*, b], target: "
     "{environment: shell, retries: 2}}]",
     "pipeline {{domain}}-{{ table }} a.* b environment=shell retries=2\n"},
    {"lint: {select: ALL, ignore: [LOD001, dom-dow-union]}",
     "lint select ALL ignore LOD001 dom-dow-union\n"},
    {"lint: {severity: {ALN006: info, GRA005: error}}",
     "lint ALN006=info GRA005=error\n"},
    {"lint: {budget: {wait: 30m, runs_per_day: 96, idle_share: 0.5, "
     "lost_share: 1, margin: 5m, ticks_per_minute: 50, skew: 1d}}",
     "lint wait 30m margin 5m skew 1d runs_per_day 96 idle_share 0.5 "
     "lost_share 1 ticks_per_minute 50\n"},
    {"lint: {target: airflow@2.11, budget: {sensor_slots: 8}}",
     "lint sensor_slots 8 target airflow@2.11\n"},
    {"lint: {baseline: .lockstep-baseline.json}",
     "lint baseline .lockstep-baseline.json\n"},
    {"suppress: [{rule: ALN001, dataset: kpi.x, upstream: kpi.y, reason: \"on "
     "purpose\", until: 2027-01-01}]",
     "suppress ALN001 of kpi.x from kpi.y because 'on purpose' until "
     "2027-01-01T00:00:00Z\n"},
    {"suppress: [{rule: cycle}]", "suppress cycle\n"},
    {"x-anything: {goes: [here]}", ""},
    {"datasets:\nlint:\nsuppress:\nexposures:\npresets:\nname:", ""},
};

TEST_CASE("every field of a project file is read") {
  for (const Row& row : kGood) {
    CAPTURE(row.text);
    const std::string text = "version: 1\n" + std::string(row.text) + "\n";
    const Loaded loaded = load_text(text);
    CHECK(loaded.findings == "");
    CHECK(show(loaded.draft) == row.result);
    CHECK(loaded.draft.precedence == Precedence::Project);
    CHECK(loaded.draft.settings.has_value());
  }
}

constexpr Row kBad[] = {
    {"versions: 1",
     "warning INP003 2:1 unknown key \"versions\" in a project file (did you "
     "mean \"version\"?) [known keys: version, name, timezone, dialect, "
     "run_label, as_of, presets, include, defaults, datasets, exposures, "
     "pipelines, lint and suppress]\n"},
    {"version: 2",
     "INP004 2:1 duplicate key \"version\" [keep one of the two; "
     "the first is used] (note 1:1 first given here)\n"},
    {"name: [a]", "INP002 2:7 name: a list is not a text\n"},
    {"timezone: {a: b}", "INP002 2:11 timezone: a mapping is not a text\n"},
    {"run_label: start",
     "INP002 2:12 run_label: \"start\" is not tick or "
     "interval_start\n"},
    {"as_of: now",
     "INP002 2:8 as_of: \"now\" is not an instant [write 2024-01-31, "
     "2024-01-31T06:30Z or 2024-01-31T06:30:00+02:00]\n"},
    {"as_of: 2026-13-01",
     "INP002 2:8 as_of: \"2026-13-01\" is not an instant: month 13 is out of "
     "range 1-12 [write 2024-01-31, 2024-01-31T06:30Z or "
     "2024-01-31T06:30:00+02:00]\n"},
    {"as_of: [x]",
     "INP002 2:8 as_of: a list is not an instant such as "
     "2026-01-01 or 2026-01-01T06:00Z\n"},
    {"presets: daily",
     "INP002 2:10 presets: \"daily\" is not a mapping such "
     "as {daily: \"0 0 * * *\"}\n"},
    {"presets: {daily: [0 0 * * *]}",
     "INP002 2:18 presets: a list is not a text\n"},
    {"include: [[a]]", "INP002 2:11 include: a list is not a text\n"},
    {"include: [{format: task_deps}]",
     "INP002 2:11 include: an include needs \"path\"\n"},
    {"include: [{path: a, schedules: hourly}]",
     "INP002 2:32 schedules: \"hourly\" is not a mapping of texts\n"},
    {"include: [{path: a, schedules: {\"tag:x\": [y]}}]",
     "INP002 2:42 schedules: a list is not a text\n"},
    {"defaults: 5m",
     "INP002 2:11 defaults: \"5m\" is not a mapping such as "
     "{duration: 5m}\n"},
    {"defaults: {trigger: a & b}",
     "INP002 2:21 trigger: \"a & b\" is not aligned, all, any or none\n"},
    {"defaults: {read: last}",
     "INP002 2:18 read: \"last\" is not latest, same or window (did you mean "
     "\"latest\"?)\n"},
    {"defaults: {freshness: 1d}",
     "warning INP003 2:12 unknown key \"freshness\" in defaults [known keys: "
     "duration, retries, retry_delay, trigger and read]\n"},
    {"exposures: board",
     "INP002 2:12 exposures: \"board\" is not a mapping by "
     "name, or a list of mappings with a name\n"},
    {"exposures: {board: [a]}",
     "INP002 2:20 exposures: a list is not a "
     "mapping such as {reads: [a.b]}\n"},
    {"exposures: {board: }",
     "INP002 2:18 exposures: nothing is not a mapping "
     "such as {reads: [a.b]}\n"},
    {"exposures: {board: {freshness: 1d}}",
     "INP002 2:20 exposures: an exposure needs \"reads\"\n"},
    {"exposures: {board: {reads: a}, Board: {reads: a}}",
     "INP004 2:32 exposure \"Board\" is declared twice [keep one of the two; "
     "the first is used] (note 2:13 first declared here)\n"},
    {"pipelines: {name: a}",
     "INP002 2:12 pipelines: a mapping is not a list of pipelines\n"},
    {"pipelines: [a]",
     "INP002 2:13 pipelines: \"a\" is not a pipeline [write "
     "- {name: ...}]\n"},
    {"pipelines: [{select: [a]}]",
     "INP002 2:13 pipelines: a pipeline needs \"name\"\n"},
    {"pipelines: [{name: \"{{domian}}\"}]",
     "INP002 2:20 name: \"domian\" is no placeholder (did you mean "
     "\"domain\"?) [known are {{domain}}, {{table}}, {{name}}, {{schedule}} "
     "and {{tag}}]\n"},
    {"pipelines: [{name: \"{{domain\"}]",
     "INP002 2:20 name: \"domain\" is no placeholder (did you mean "
     "\"domain\"?) [known are {{domain}}, {{table}}, {{name}}, {{schedule}} "
     "and {{tag}}]\n"},
    {"pipelines: [{name: a, target: shell}]",
     "INP002 2:31 target: \"shell\" is not a mapping of options\n"},
    {"lint: ALL",
     "INP002 2:7 lint: \"ALL\" is not a mapping such as {ignore: "
     "[LOD001]}\n"},
    {"lint: {severity: error}",
     "INP002 2:18 severity: \"error\" is not a "
     "mapping such as {ALN006: info}\n"},
    {"lint: {severity: {ALN006: warn}}",
     "INP002 2:27 severity: \"warn\" is not error, warning or info\n"},
    {"lint: {budget: 5m}",
     "INP002 2:16 budget: \"5m\" is not a mapping such as {wait: 2h}\n"},
    {"lint: {budget: {idle_share: 1.5}}",
     "INP002 2:29 idle_share: \"1.5\" is not a number from 0 to 1\n"},
    {"lint: {budget: {lost_share: half}}",
     "INP002 2:29 lost_share: \"half\" is not a number from 0 to 1\n"},
    {"lint: {budget: {runs_per_day: -1}}",
     "INP002 2:31 runs_per_day: \"-1\" is not a number of 0 or more\n"},
    {"lint: {budget: {ticks_per_minute: \"50\"}}",
     "INP002 2:35 ticks_per_minute: \"50\" is not a number of 0 or more [write "
     "it without quotes]\n"},
    {"lint: {budget: {ticks_per_minute: nan}}",
     "INP002 2:35 ticks_per_minute: \"nan\" is not a number of 0 or more\n"},
    {"lint: {budget: {wait: -5m}}",
     "INP002 2:23 wait: \"-5m\" is less than 0\n"},
    {"lint: {budgets: {}}",
     "warning INP003 2:8 unknown key \"budgets\" in lint (did you mean "
     "\"budget\"?) [known keys: target, select, ignore, severity, budget and "
     "baseline]\n"},
    {"suppress: {rule: a}",
     "INP002 2:11 suppress: a mapping is not a list of suppressions\n"},
    {"suppress: [ALN001]",
     "INP002 2:12 suppress: \"ALN001\" is not a "
     "suppression [write - {rule: ...}]\n"},
    {"suppress: [{dataset: a}]",
     "INP002 2:12 suppress: a suppression needs \"rule\"\n"},
    {"suppress: [{rule: a, until: 2027-01-01T12:00}]",
     "INP002 2:29 until: \"2027-01-01T12:00\" is not a day such as "
     "2026-01-01\n"},
    {"suppress: [{rule: a, until: soon}]",
     "INP002 2:29 until: \"soon\" is not a day such as 2026-01-01\n"},
    {"suppress: [{rule: a, datset: b}]",
     "warning INP003 2:22 unknown key \"datset\" in a suppression (did you "
     "mean \"dataset\"?) [known keys: rule, dataset, upstream, reason and "
     "until]\n"},
};

TEST_CASE("what is wrong in a project file is said with the place") {
  for (const Row& row : kBad) {
    CAPTURE(row.text);
    const std::string text = "version: 1\n" + std::string(row.text) + "\n";
    CHECK(load_text(text).findings == row.result);
  }
}

TEST_CASE("a project file says which version of the format it is") {
  CHECK(load_text("name: a\n").findings ==
        "INP002 1:1 a project file needs \"version\"\n");
  CHECK(load_text("version: 2\n").findings ==
        "INP002 1:10 version: \"2\" is not 1 [this version of lockstep reads "
        "version: 1]\n");
  CHECK(load_text("").findings ==
        "INP001 1:1 the file is empty [begin with \"datasets:\", or with "
        "\"version: 1\"]\n");
}

// The example of the design, with choices made where it shows several.
constexpr std::string_view kWholeProject = R"yaml(version: 1
name: starbake
timezone: UTC                      # zone of every cron that names none
dialect: croniter
run_label: tick
as_of: 2026-01-01
presets: {daily: "0 0 * * *"}
include:
  - lineage/*.json
  - {path: target/manifest.json, format: dbt_manifest, schedules: {tag:hourly: hourly, tag:daily: daily}}
defaults: {duration: 5m, retries: 1, retry_delay: 5m}
datasets:
  kpi.order_summary:
    inputs:
      - starbake.orders
      - {dataset: starbake.products, read: same, offset: -9h, optional: true, timeout: 2h, guard: sensor}
    trigger: "starbake.orders & (a | b)"
    freshness: {max_age: 26h, ready_by: "0 7 * * 1-5", lower_bound: 1h}
    window: {lookback: 3d}
    concurrency: 1
    atomic: true
    run_label: interval_start
exposures:
  board: {reads: [kpi.order_summary], freshness: {max_age: 1d, ready_by: "0 8 * * 1"}}
pipelines:
  - {name: "{{domain}}", select: ["kpi.*"], target: {environment: shell}}
lint: {select: [ALL], ignore: [LOD001], severity: {ALN006: info}, budget: {wait: 30m, ticks_per_minute: 50}, baseline: .lockstep-baseline.json}
suppress:
  - {rule: ALN001, dataset: kpi.x, upstream: kpi.y, reason: "reads yesterday on purpose", until: 2027-01-01}
)yaml";

TEST_CASE("a whole project file is read") {
  const Loaded loaded = load_text(kWholeProject);
  CHECK(loaded.findings == "");
  CHECK(show(loaded.draft) ==
        "settings name starbake zone UTC dialect croniter label tick as of "
        "2026-01-01T00:00:00Z daily='0 0 * * *' takes 5m retries 1 every 5m\n"
        "pipeline {{domain}} kpi.* environment=shell\n"
        "lint select ALL ignore LOD001 ALN006=info wait 30m ticks_per_minute "
        "50 baseline .lockstep-baseline.json\n"
        "suppress ALN001 of kpi.x from kpi.y because 'reads yesterday on "
        "purpose' until 2027-01-01T00:00:00Z\n"
        "include lineage/*.json\n"
        "include target/manifest.json as dbt_manifest tag:hourly=hourly "
        "tag:daily=daily\n"
        "kpi.order_summary <- starbake.orders <- starbake.products same offset "
        "-9h optional timeout 2h guard sensor trigger starbake.orders & (a | "
        "b) promise age 1d 2h ready '0 7 * * 1-5' within 1h window lookback 3d "
        "concurrency 1 atomic label interval_start\n"
        "exposure board kpi.order_summary promise age 1d ready '0 8 * * 1'\n");
}

}  // namespace
}  // namespace lockstep
