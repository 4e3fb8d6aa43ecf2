// Every field of a dataset: what it means, and what is said about values that
// are wrong. Files without `version` are datasets files.
#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "show.hpp"

namespace lockstep {
namespace {

struct GoodRow {
  std::string_view text, draft;
};

// ---- What a dataset may say; each row stands behind `datasets:`. ----
constexpr GoodRow kGood[] = {
    {" {a.b: {cron: 0 * * * *}}", "a.b '0 * * * *'\n"},
    {" {a.b: {cron: \" 0 * * * * \"}}", "a.b '0 * * * *'\n"},
    {" {a.b: {cron: daily, timezone: Europe/Paris}}",
     "a.b 'daily' zone Europe/Paris\n"},
    {" {a.b: {schedule: daily}}", "a.b 'daily'\n"},
    {" {a.b: {schedule: [daily, {cron: hourly}]}}", "a.b 'daily' 'hourly'\n"},
    {" {a.b: {crons: \"25 * * * *\"}}", "a.b '25 * * * *'\n"},
    {" {a.b: {crons: [25 * * * *, {cron: 10 */3 * * *, timezone: UTC}]}}",
     "a.b '25 * * * *' '10 */3 * * *' UTC\n"},
    {" {a.b: {cron: {cron: daily, timezone: UTC}}}", "a.b 'daily' UTC\n"},
    {" {a.b: {cron: None}}", "a.b no cron\n"},
    {" {a.b: {cron: none}}", "a.b no cron\n"},
    {" {a.b: {cron: null}}", "a.b no cron\n"},
    {" {a.b: {cron: }}", "a.b no cron\n"},
    {" {a.b: {cron: []}}", "a.b no cron\n"},
    {" {a.b: {cron: \"\"}}", "a.b no cron\n"},
    {" {a.b: }", "a.b\n"},
    {" {a.b: {}}", "a.b\n"},
    {" {A.b: {timezone: ~, duration: }}", "A.b\n"},
    {" {a.b: {duration: 5m}}", "a.b takes 5m\n"},
    {" {a.b: {duration: 90}}", "a.b takes 1m 30s\n"},
    {" {a.b: {duration: [5m, PT20M]}}", "a.b takes [5m, 20m]\n"},
    {" {a.b: {duration: [5m, 300]}}", "a.b takes 5m\n"},
    {" {a.b: {retries: 0, retry_delay: 5m}}", "a.b retries 0 every 5m\n"},
    {" {a.b: {inputs: a.c}}", "a.b <- a.c\n"},
    {" {a.b: {inputs: [a.c, {dataset: a.d}]}}", "a.b <- a.c <- a.d\n"},
    {" {a.b: {inputs: [{dataset: c, read: latest, optional: true}]}}",
     "a.b <- c latest optional\n"},
    {" {a.b: {inputs: [{dataset: c, offset: -9h, timeout: 0}]}}",
     "a.b <- c same offset -9h timeout 0s\n"},
    {" {a.b: {inputs: [{dataset: c, read: same, offset: 1d, guard: none}]}}",
     "a.b <- c same offset 1d guard none\n"},
    {" {a.b: {inputs: [{dataset: c, read: window, guard: sensor, optional: "
     "false}]}}",
     "a.b <- c window required guard sensor\n"},
    {" {a.b: {trigger: aligned}}", "a.b trigger aligned\n"},
    {" {a.b: {trigger: \"a & (b | c)\"}}", "a.b trigger a & (b | c)\n"},
    {" {a.b: {freshness: 2h}}", "a.b promise age 2h\n"},
    {" {a.b: {freshness: {max_age: 26h, ready_by: 0 7 * * 1-5, lower_bound: "
     "1h}}}",
     "a.b promise age 1d 2h ready '0 7 * * 1-5' within 1h\n"},
    {" {a.b: {freshness: {ready_by: {cron: daily, timezone: UTC}}}}",
     "a.b promise ready 'daily' UTC\n"},
    {" {a.b: {window: previous}}", "a.b window previous 0s\n"},
    {" {a.b: {window: {length: 1d}}}", "a.b window length 1d\n"},
    {" {a.b: {window: {lookback: 3d}}}", "a.b window lookback 3d\n"},
    {" {a.b: {concurrency: 1, atomic: false}}",
     "a.b concurrency 1 not atomic\n"},
    {" {a.b: {atomic: True, run_label: tick}}", "a.b atomic label tick\n"},
    {" {a.b: {run_label: interval_start}}", "a.b label interval_start\n"},
    {" {a.b: {tags: [x, y]}}", "a.b tags x and y\n"},
    {" {a.b: {tags: x}}", "a.b tags x\n"},
    {" [{name: b, cron: daily}, {cron: hourly, name: a}]",
     "b 'daily'\na 'hourly'\n"},
    {" {x-base: &base {cron: daily, duration: 1m}, a: {<<: *base, duration: "
     "2m}}",
     "a 'daily' takes 2m\n"},
    {" {a: &a {cron: daily, x-note: any}, b: *a}", "a 'daily'\nb 'daily'\n"},
    {"", ""},
    {" {}", ""},
    {" []", ""},
};

TEST_CASE("every field of a dataset is read") {
  for (const GoodRow& row : kGood) {
    CAPTURE(row.text);
    const std::string text = "datasets:" + std::string(row.text) + "\n";
    const Loaded loaded = load_text(text, "a.yaml");
    CHECK(loaded.findings == "");
    CHECK(show(loaded.draft) == row.draft);
    CHECK(loaded.draft.precedence == Precedence::Datasets);
  }
}

struct BadRow {
  std::string_view text, findings;
};

// ---- Each row stands behind `datasets:`, so columns count from 10. ----
constexpr BadRow kBad[] = {
    {" 5",
     "INP002 1:11 datasets: \"5\" is not a mapping by name, or a list of "
     "mappings with a name\n"},
    {" {a: 5}",
     "INP002 1:15 datasets: \"5\" is not a mapping such as {cron: "
     "\"0 * * * *\"}\n"},
    {" {a: [b]}",
     "INP002 1:15 datasets: a list is not a mapping such as "
     "{cron: \"0 * * * *\"}\n"},
    {" [a]",
     "INP002 1:12 datasets: \"a\" is not a dataset with a name [write "
     "- {name: ...}, or a mapping by name]\n"},
    {" [{cron: daily}]",
     "INP002 1:12 datasets: a mapping is not a dataset with a name [write - "
     "{name: ...}, or a mapping by name]\n"},
    {" [{name: [a]}]",
     "INP002 1:19 datasets: a list is not a dataset's name\n"},
    {" {\"\": {}}", "INP002 1:12 datasets: \"\" is not a dataset's name\n"},
    {" {\" a\": {}}", "INP002 1:12 datasets: \" a\" is not a dataset's name\n"},
    {" {\"a\\nb\": {}}",
     "INP002 1:12 datasets: the name \"a\\nb\" holds a "
     "control character\n"},
    {" {a: {name: a}}",
     "INP002 1:22 datasets: the key \"a\" is the name already [remove "
     "\"name\"]\n"},
    {" {a: {}, A: {}}",
     "INP004 1:19 dataset \"A\" is declared twice [keep one of the two; the "
     "first is used] (note 1:12 first declared here)\n"},
    {" [{name: a}, {name: a}]",
     "INP004 1:30 dataset \"a\" is declared twice [keep one of the two; the "
     "first is used] (note 1:19 first declared here)\n"},
    {" {a: {crn: daily}}",
     "warning INP003 1:16 unknown key \"crn\" in a dataset (did you mean "
     "\"cron\"?) [known keys: name, cron, schedule, crons, timezone, duration, "
     "retries, retry_delay, inputs, trigger, freshness, window, concurrency, "
     "atomic, run_label and tags]\n"},
    {" {a: {cron: [[daily]]}}",
     "INP002 1:23 cron: a list is not a cron or the name of a preset [quote a "
     "cron: \"0 * * * *\"]\n"},
    {" {a: {cron: {timezone: UTC}}}",
     "INP002 1:22 cron: a cron needs \"cron\"\n"},
    {" {a: {cron: {cron: [x]}}}", "INP002 1:29 cron: a list is not a text\n"},
    {" {a: {cron: {cron: x, zone: UTC}}}",
     "warning INP003 1:32 unknown key \"zone\" in a cron [known keys: cron and "
     "timezone]\n"},
    {" {a: {cron: x, schedule: y}}",
     "INP004 1:35 \"schedule\" says the same as \"cron\" [keep one of the two; "
     "the first is used] (note 1:22 first given here)\n"},
    {" {a: {timezone: [UTC]}}", "INP002 1:26 timezone: a list is not a text\n"},
    {" {a: {timezone: \" \"}}", "INP002 1:26 timezone: \" \" is not a text\n"},
    {" {a: {duration: 5 mnts}}",
     "INP002 1:26 duration: \"5 mnts\" is not a duration: a number has no unit "
     "[write 90s, 5m, 2h, 1d, 1w, a sum such as 1h30m, PT1H30M, or a number of "
     "seconds]\n"},
    {" {a: {duration: P1M}}",
     "INP002 1:26 duration: \"P1M\" is not a duration: months and years have "
     "no fixed length [write 90s, 5m, 2h, 1d, 1w, a sum such as 1h30m, "
     "PT1H30M, or a number of seconds]\n"},
    {" {a: {duration: -5m}}", "INP002 1:26 duration: \"-5m\" is less than 0\n"},
    {" {a: {duration: [20m, 5m]}}",
     "INP002 1:26 duration: \"20m\" is more than \"5m\" [write the shorter "
     "duration first]\n"},
    {" {a: {duration: [5m]}}",
     "INP002 1:26 duration: a list is not a duration such as 5m, or a range "
     "such as [5m, 20m]\n"},
    {" {a: {duration: [5m, [6m]]}}",
     "INP002 1:31 duration: a list is not a duration such as 90s, 5m, 2h, 1d "
     "or 1w\n"},
    {" {a: {duration: {min: 5m}}}",
     "INP002 1:26 duration: a mapping is not a duration such as 5m, or a range "
     "such as [5m, 20m]\n"},
    {" {a: {retries: -1}}",
     "INP002 1:25 retries: \"-1\" is not a whole number from 0 to 1000000\n"},
    {" {a: {retries: 1.5}}",
     "INP002 1:25 retries: \"1.5\" is not a whole number from 0 to 1000000\n"},
    {" {a: {retries: \"1\"}}",
     "INP002 1:25 retries: \"1\" is not a whole number from 0 to 1000000 "
     "[write it without quotes]\n"},
    {" {a: {retries: 99999999999}}",
     "INP002 1:25 retries: \"99999999999\" is not a whole number from 0 to "
     "1000000\n"},
    {" {a: {retries: [1]}}",
     "INP002 1:25 retries: a list is not a whole number from 0 to 1000000\n"},
    {" {a: {retry_delay: soon}}",
     "INP002 1:29 retry_delay: \"soon\" is not a duration: no number before "
     "\"soon\" [write 90s, 5m, 2h, 1d, 1w, a sum such as 1h30m, PT1H30M, or a "
     "number of seconds]\n"},
    {" {a: {inputs: {b: {}}}}",
     "INP002 1:24 inputs: a mapping is not a list of names and mappings [write "
     "- name, or - {dataset: name, ...}]\n"},
    {" {a: {inputs: [[b]]}}",
     "INP002 1:25 inputs: a list is not a dataset's name\n"},
    {" {a: {inputs: [{read: same}]}}",
     "INP002 1:25 inputs: an input needs \"dataset\"\n"},
    {" {a: {inputs: [{dataset: b, reads: same}]}}",
     "warning INP003 1:38 unknown key \"reads\" in an input (did you mean "
     "\"read\"?) [known keys: dataset, read, offset, optional, timeout and "
     "guard]\n"},
    {" {a: {inputs: [{dataset: b, read: lates}]}}",
     "INP002 1:44 read: \"lates\" is not latest, same or window (did you mean "
     "\"latest\"?)\n"},
    {" {a: {inputs: [{dataset: b, read: latest, offset: 1h}]}}",
     "INP002 1:44 inputs: an offset counts between single runs, so it needs "
     "read: same [remove the offset, or write read: same]\n"},
    {" {a: {inputs: [{dataset: b, offset: 1h, read: window}]}}",
     "INP002 1:56 inputs: an offset counts between single runs, so it needs "
     "read: same [remove the offset, or write read: same]\n"},
    {" {a: {inputs: [{dataset: b, offset: 9 o'clock}]}}",
     "INP002 1:46 offset: \"9 o'clock\" is not a duration: a number has no "
     "unit [write 90s, 5m, 2h, 1d, 1w, a sum such as 1h30m, PT1H30M, or a "
     "number of seconds]\n"},
    {" {a: {inputs: [{dataset: b, optional: yes}]}}",
     "INP002 1:48 optional: \"yes\" is not true or false\n"},
    {" {a: {inputs: [{dataset: b, timeout: -1s}]}}",
     "INP002 1:47 timeout: \"-1s\" is less than 0\n"},
    {" {a: {inputs: [{dataset: b, guard: sensors}]}}",
     "INP002 1:45 guard: \"sensors\" is not sensor or none (did you mean "
     "\"sensor\"?)\n"},
    {" {a: {trigger: [b, c]}}",
     "INP002 1:25 trigger: a list is not aligned, all, any, none or an "
     "expression such as \"a & (b | c)\"\n"},
    {" {a: {trigger: \"\"}}",
     "INP002 1:25 trigger: \"\" is not aligned, all, any, none or an "
     "expression such as \"a & (b | c)\"\n"},
    {" {a: {freshness: [2h]}}",
     "INP002 1:27 freshness: a list is not a duration such as 2h, or {max_age, "
     "ready_by, lower_bound}\n"},
    {" {a: {freshness: 0}}",
     "INP002 1:27 freshness: \"0\" is not more than 0\n"},
    {" {a: {freshness: {}}}",
     "INP002 1:27 freshness: nothing is promised [give max_age, ready_by or "
     "both]\n"},
    {" {a: {freshness: {lower_bound: 1h, max_age: 1d}}}",
     "INP002 1:27 freshness: lower_bound without ready_by [it says how long "
     "before a deadline a run may end]\n"},
    {" {a: {freshness: {max_age: 0s}}}",
     "INP002 1:37 max_age: \"0s\" is not more than 0\n"},
    {" {a: {freshness: {ready_by: [daily, hourly]}}}",
     "INP002 1:38 ready_by: one cron of deadlines is needed\n"},
    {" {a: {freshness: {ready_by: None}}}",
     "INP002 1:38 ready_by: one cron of deadlines is needed\n"},
    {" {a: {freshness: {maxage: 1d}}}",
     "warning INP003 1:28 unknown key \"maxage\" in a freshness (did you mean "
     "\"max_age\"?) [known keys: max_age, ready_by and lower_bound]\n"
     "INP002 1:27 freshness: nothing is promised [give max_age, ready_by or "
     "both]\n"},
    {" {a: {window: last}}",
     "INP002 1:24 window: \"last\" is not previous, {length: 1d} or {lookback: "
     "3d}\n"},
    {" {a: {window: {}}}",
     "INP002 1:24 window: a mapping is not previous, {length: 1d} or "
     "{lookback: 3d}\n"},
    {" {a: {window: {length: 1d, lookback: 3d}}}",
     "INP002 1:24 window: both length and lookback are given [keep one]\n"},
    {" {a: {window: {length: 0}}}",
     "INP002 1:33 length: \"0\" is not more than 0\n"},
    {" {a: {window: {lookback: -3d}}}",
     "INP002 1:35 lookback: \"-3d\" is not more than 0\n"},
    {" {a: {concurrency: 0}}",
     "INP002 1:29 concurrency: \"0\" is not a whole number from 1 to "
     "1000000\n"},
    {" {a: {atomic: \"false\"}}",
     "INP002 1:24 atomic: \"false\" is not true or false [write it without "
     "quotes]\n"},
    {" {a: {run_label: ticks}}",
     "INP002 1:27 run_label: \"ticks\" is not tick or interval_start (did you "
     "mean \"tick\"?)\n"},
    {" {a: {run_label: [tick]}}",
     "INP002 1:27 run_label: a list is not tick or interval_start\n"},
    {" {a: {tags: {x: y}}}",
     "INP002 1:22 tags: a mapping is not a list of texts\n"},
    {" {a: {tags: [[x]]}}", "INP002 1:23 tags: a list is not a text\n"},
    // Everything that is wrong is said in one go.
    {" {a: {duration: x, retries: y}, b: {atomic: z}}",
     "INP002 1:26 duration: \"x\" is not a duration: no number before \"x\" "
     "[write 90s, 5m, 2h, 1d, 1w, a sum such as 1h30m, PT1H30M, or a number of "
     "seconds]\n"
     "INP002 1:38 retries: \"y\" is not a whole number from 0 to 1000000\n"
     "INP002 1:54 atomic: \"z\" is not true or false\n"},
    {" {}\nversion: 1",
     "warning INP003 2:1 unknown key \"version\" in a datasets file [only a "
     "project file has it, which says version: 1]\n"},
    {" {}\ndataset: {}",
     "warning INP003 2:1 unknown key \"dataset\" in a datasets file (did you "
     "mean \"datasets\"?) [known keys: datasets]\n"},
};

TEST_CASE("what is wrong in a dataset is said with the place") {
  for (const BadRow& row : kBad) {
    CAPTURE(row.text);
    const std::string text = "datasets:" + std::string(row.text) + "\n";
    CHECK(load_text(text, "a.yaml").findings == row.findings);
  }
}

TEST_CASE("JSON says the same as YAML") {
  const std::string_view text =
      R"({"datasets": {"a.b": {"crons": ["0 * * * *", {"cron": "daily",
          "timezone": "UTC"}], "duration": [300, "20m"], "atomic": false}}})";
  constexpr std::string_view kDraft =
      "a.b '0 * * * *' 'daily' UTC takes [5m, 20m] not atomic\n";
  for (const std::string_view path : {"a.json", "a.yaml"}) {
    const Loaded loaded = load_text(text, path);
    CHECK(loaded.findings == "");
    CHECK(show(loaded.draft) == kDraft);
  }
}

TEST_CASE("places of texts exclude their quotes, so that carets can point in") {
  const std::string_view text = "datasets: {\"a\": {cron: '0 99 * * *'}}\n";
  const Loaded loaded = load_text(text, "a.yaml");
  const DraftDataset& dataset = loaded.draft.datasets.at(0);
  CHECK(text.substr(dataset.where.offset, dataset.where.length) == "a");
  const Location& where = dataset.crons.at(0).text.where;
  CHECK(text.substr(where.offset, where.length) == "0 99 * * *");
}

}  // namespace
}  // namespace lockstep
