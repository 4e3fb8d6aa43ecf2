// What becomes of several files: nodes, precedence, conflicts, references.
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include "show.hpp"

namespace lockstep {
namespace {

// ---- What becomes a node, and of which kind. ----

TEST_CASE("kinds of nodes") {
  const auto resolved = resolve_files({{"l.json", R"([
      {"data": {"name": "K.Mart", "typ": "task"}, "children": [
        {"data": {"name": "s.load", "typ": "table", "cron": "0 * * * *"}},
        {"data": {"name": "s.Ext", "typ": "table", "cron": "None"}},
        {"data": {"name": "s.v", "typ": "view"}, "children": [
          {"data": {"name": "S.EXT", "typ": "table"}}]}]},
      {"data": {"name": "k.lonely", "typ": "task", "sink": "k.sink"}}])"}});
  CHECK(show_project(*resolved) ==
        "settings  UTC croniter 2024-01-01T00:00:00Z\n"
        "k.mart @l.json:2:25 4294967295 task K.Mart <- s.Ext <- s.load <- "
        "s.v\n"
        "k.sink @l.json:7:25 4294967295 task k.sink by k.lonely\n"
        "s.ext @l.json:4:27 4294967295 external s.Ext\n"
        "s.load @l.json:3:27 0 load s.load '0 * * * *' UTC @l.json:3:61 "
        "schedule of 1\n"
        "s.v @l.json:5:27 4294967295 view s.v <- s.Ext\n"
        "cron '0 * * * *' UTC 0 * * * *\n"
        "s.ext -> k.mart\n"
        "s.ext -> s.v\n"
        "s.load -> k.mart\n"
        "s.v -> k.mart\n");
}

struct Row {
  std::string_view what;
  std::vector<File> files;
  std::string_view name;
  std::string_view shown;  ///< of that dataset, then what was found
};

void check(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    CAPTURE(row.what);
    const auto resolved = resolve_files(row.files);
    CHECK(show_dataset(*resolved, row.name) + show_findings(*resolved) ==
          row.shown);
  }
}

constexpr std::string_view kLineage = R"([
  {"data": {"name": "k.m", "typ": "task", "cron": "0 1 * * *"}, "children": [
    {"data": {"name": "s.a", "typ": "table"}},
    {"data": {"name": "s.b", "typ": "table"}}]}])";

TEST_CASE("per field the project file wins, then datasets, then lineage") {
  check({
      {"cron of lineage",
       {{"l.json", kLineage}},
       "k.m",
       "task k.m '0 1 * * *' UTC @l.json:2:51 schedule of 1 <- s.a <- s.b\n"},
      {"cron of a datasets file",
       {{"l.json", kLineage}, {"z.yaml", "datasets: {K.M: {cron: 0 2 * * *}}"}},
       "k.m",
       "task k.m '0 2 * * *' UTC @z.yaml:1:24 schedule of 1 <- s.a <- s.b\n"},
      {"cron of the project file",
       {{"l.json", kLineage},
        {"d.yaml", "datasets: {k.m: {cron: 0 2 * * *}}"},
        {"lockstep.yaml", "version: 1\ndatasets: {k.m: {cron: 0 3 * * *}}"}},
       "k.m",
       "task k.m '0 3 * * *' UTC @lockstep.yaml:2:24 schedule of 1 <- s.a <- "
       "s.b\n"},
      {"no schedule is a value, too",
       {{"l.json", kLineage}, {"z.yaml", "datasets: {k.m: {cron: None}}"}},
       "k.m",
       "task k.m <- s.a <- s.b\n"},
      {"each field by itself",
       {{"l.json", kLineage},
        {"d.yaml",
         "datasets: {k.m: {duration: 5m, retries: 1, atomic: false}}"},
        {"lockstep.yaml", "version: 1\ndatasets: {k.m: {retries: 2}}"}},
       "k.m",
       "task k.m '0 1 * * *' UTC @l.json:2:51 schedule of 1 <- s.a <- s.b "
       "takes "
       "5m-5m retries 2 not atomic\n"},
      {"a zone goes to the crons of other files",
       {{"l.json", kLineage},
        {"d.yaml", "datasets: {k.m: {timezone: Europe/Paris}}"}},
       "k.m",
       "task k.m '0 1 * * *' Europe/Paris @l.json:2:51 schedule of 1 <- s.a <- "
       "s.b\n"},
      {"the cron's own zone first, then the dataset's, then the project's",
       {{"lockstep.yaml",
         "version: 1\ntimezone: Asia/Tokyo\ndatasets:\n  a: {timezone: "
         "Europe/Paris, crons: [0 1 * * *, {cron: 0 2 * * *, timezone: UTC}], "
         "freshness: {ready_by: 0 7 * * *}}\n  b: {cron: 0 1 * * *}\n"}},
       "a",
       "load a '0 1 * * *' Europe/Paris @lockstep.yaml:4:39 '0 2 * * *' UTC "
       "@lockstep.yaml:4:57 schedule of 2 promise ready '0 7 * * *' "
       "Europe/Paris @lockstep.yaml:4:107\n"},
      {"the project's zone",
       {{"lockstep.yaml",
         "version: 1\ntimezone: Asia/Tokyo\ndatasets: {b: "
         "{cron: 0 1 * * *}}"}},
       "b",
       "load b '0 1 * * *' Asia/Tokyo @lockstep.yaml:3:22 schedule of 1\n"},
      {"defaults",
       {{"lockstep.yaml",
         "version: 1\nrun_label: interval_start\ndefaults: {duration: 5m, "
         "retries: 1, retry_delay: 2m, trigger: any, read: window}\ndatasets: "
         "{a: {inputs: [b]}, b: {duration: 1m, retries: 0, run_label: tick, "
         "trigger: all}}\n"}},
       "a",
       "task a <- b window trigger any by default takes 5m-5m by default "
       "retries 1 every 2m label interval_start\n"},
      {"over defaults",
       {{"lockstep.yaml",
         "version: 1\nrun_label: interval_start\ndefaults: {duration: 5m, "
         "retries: 1}\ndatasets: {b: {duration: 1m, retries: 0, run_label: "
         "tick}}\n"}},
       "b",
       "external b takes 1m-1m\n"},
      {"lists are united",
       {{"a.yaml", "datasets: {k: {tags: [y, x]}}"},
        {"b.yaml", "datasets: {k: {tags: [z, x]}}"}},
       "k",
       "external k tags x, y and z\n"},
      {"shown as first written, in sorted path order",
       {{"b.yaml", "datasets: {K.a: {}}"}, {"a.yaml", "datasets: {k.A: {}}"}},
       "K.A",
       "external k.A\n"},
  });
}

TEST_CASE("equal inputs that differ are remembered, the first counts") {
  check({
      {"first in sorted path order",
       {{"b.yaml", "datasets: {k: {cron: 0 2 * * *}}"},
        {"a.yaml", "datasets: {k: {cron: 0 1 * * *}}"}},
       "k",
       "load k '0 1 * * *' UTC @a.yaml:1:22 schedule of 1 not '0 2 * * *' UTC "
       "@b.yaml:1:22\n"},
      {"equal meaning is no conflict",
       {{"a.yaml", "datasets: {k: {cron: 0 0 * * *}}"},
        {"b.yaml", "datasets: {k: {cron: daily}}"},
        {"c.yaml", "datasets: {k: {cron: \"@daily\"}}"}},
       "k",
       "load k '0 0 * * *' UTC @a.yaml:1:22 schedule of 1\n"},
      {"another zone is another meaning",
       {{"a.yaml", "datasets: {k: {cron: daily}}"},
        {"b.yaml",
         "datasets: {k: {crons: [{cron: daily, timezone: "
         "Europe/Paris}]}}"}},
       "k",
       "load k 'daily' UTC = 0 0 * * * @a.yaml:1:22 schedule of 1 not 'daily' "
       "Europe/Paris = 0 0 * * * @b.yaml:1:31\n"},
      {"no cron is no conflict",
       {{"a.yaml", "datasets: {k: {cron: None}}"},
        {"b.yaml", "datasets: {k: {cron: daily}}"}},
       "k",
       "load k 'daily' UTC = 0 0 * * * @b.yaml:1:22 schedule of 1\n"},
      {"a first-level node wins over a copy inside of another tree",
       {{"a.json", R"([{"data": {"name": "t", "typ": "task"}, "children": [
           {"data": {"name": "k", "typ": "table", "cron": "0 1 * * *"}}]}])"},
        {"b.json",
         R"([{"data": {"name": "k", "typ": "table", "cron": "0 2 * * *"}}])"}},
       "k",
       "load k '0 2 * * *' UTC @b.json:1:49 schedule of 1 not '0 1 * * *' UTC "
       "@a.json:2:59\n"},
      {"jobs with one sink are one node with all their crons",
       {{"a.json", R"([
           {"data": {"name": "j.b", "typ": "task", "sink": "k", "cron": "0 1 * * *"},
            "children": [{"data": {"name": "x", "typ": "table"}}]},
           {"data": {"name": "j.a", "typ": "task", "sink": "K", "cron": "0 2 * * *"},
            "children": [{"data": {"name": "y", "typ": "table"}}]}])"}},
       "k",
       "task k by j.a by j.b '0 1 * * *' UTC @a.json:2:73 '0 2 * * *' UTC "
       "@a.json:4:73 schedule of 2 <- x <- y\n"},
      {"two crons of one zone may be one schedule",
       {{"a.yaml", "datasets: {k: {crons: [0 * * * *, 0 0 * * *]}}"}},
       "k",
       "load k '0 * * * *' UTC @a.yaml:1:24 '0 0 * * *' UTC @a.yaml:1:35 "
       "schedule of 1\n"},
      {"what does not parse makes no schedule",
       {{"a.yaml", "datasets: {k: {cron: 61 * * * *}}"}},
       "k",
       "load k '61 * * * *' UTC @a.yaml:1:22\n"},
  });
}

TEST_CASE("inputs are united, and annotated by the more authoritative file") {
  check({
      {"annotation",
       {{"l.json", kLineage},
        {"lockstep.yaml",
         "version: 1\ndatasets: {k.m: {inputs: [S.B, {dataset: s.a, offset: "
         "-1h, optional: true, timeout: 1h, guard: none}, s.c]}, s.c: {}}"}},
       "k.m",
       "task k.m '0 1 * * *' UTC @l.json:2:51 schedule of 1 <- s.a same -1h "
       "optional timeout 1h guard none declared <- s.b <- s.c\n"},
      {"per field",
       {{"d.yaml",
         "datasets: {a: {inputs: [{dataset: b, optional: true, "
         "offset: 1h, timeout: 1h}]}, b: {}}"},
        {"lockstep.yaml",
         "version: 1\ndatasets: {a: {inputs: [{dataset: b, read: latest, "
         "timeout: 2h}]}}"}},
       "a",
       "task a <- b optional timeout 2h declared\n"},
      {"a read of itself is in the graph only",
       {{"d.yaml", "datasets: {a: {inputs: [A, b], cron: daily}, b: {}}"}},
       "a",
       "task a 'daily' UTC = 0 0 * * * @d.yaml:1:38 schedule of 1 <- b\n"},
      {"names that nothing declares are no nodes",
       {{"d.yaml", "datasets: {a: {inputs: [b, C]}, c: {}}"}},
       "a",
       "task a <- c\nunknown d.yaml:1:25 b in inputs of 'a'\n"},
      {"and leave a job without inputs a task",
       {{"d.yaml", "datasets: {a: {inputs: [b]}}"}},
       "b",
       "none\nunknown d.yaml:1:25 b in inputs of 'a'\n"},
  });
}

TEST_CASE("triggers are words or expressions over inputs") {
  const auto project = [](std::string_view trigger) {
    return "version: 1\ndatasets:\n  a: {trigger: " + std::string(trigger) +
           ", inputs: [B, c, d]}\n  b:\n  c:\n  d:\n  e:\n";
  };
  struct TriggerRow {
    std::string_view trigger, shown;
  };
  constexpr TriggerRow kRows[] = {
      {"aligned", " trigger aligned\n"},
      {"ALL", " trigger all\n"},
      {"\"b & (C | `d`)\"", " trigger expression b c d | &\n"},
      {"b", " trigger expression b\n"},
      {"b &",
       "\nINP002 lockstep.yaml:3:19 trigger: a dataset is missing at the end "
       "[write names joined by & and |, such as \"a & (b | c)\"]\n"},
      {"\"b & e\"",
       "\nINP002 lockstep.yaml:3:21 trigger: \"e\" is no input of \"a\" [add "
       "it "
       "to \"inputs\" if its updates matter]\n"},
      {"\"b | a\"",
       "\nINP002 lockstep.yaml:3:21 trigger: \"a\" cannot start itself [remove "
       "it from the trigger]\n"},
      {"alinged",
       "\nINP002 lockstep.yaml:3:16 trigger: \"alinged\" is no trigger (did "
       "you "
       "mean \"aligned\"?) [write aligned, all, any, none or an expression "
       "over "
       "inputs]\n"},
      {"b & dd", "\nunknown lockstep.yaml:3:20 dd in trigger of 'a'\n"},
      {"\"b \\x26 dd\"", "\nunknown lockstep.yaml:3:16 dd in trigger of 'a'\n"},
  };
  for (const TriggerRow& row : kRows) {
    CAPTURE(row.trigger);
    const std::string text = project(row.trigger);
    const auto resolved = resolve_files({{"lockstep.yaml", text}});
    CHECK(show_dataset(*resolved, "a") + show_findings(*resolved) ==
          "task a <- b <- c <- d" + std::string(row.shown));
  }
}

TEST_CASE("names in other places must be known, too") {
  const auto resolved = resolve_files(
      {{"lockstep.yaml",
        "version: 1\n"
        "datasets: {a: {}}\n"
        "exposures: {board: {reads: [A, b], freshness: 1d}}\n"
        "pipelines: [{name: p, select: [a, c, \"x.*\", \"tag:x\"]}]\n"
        "suppress: [{rule: R, dataset: d, upstream: a}, {rule: R, upstream: "
        "e}]\n"}});
  CHECK(show_findings(*resolved) ==
        "unknown lockstep.yaml:3:32 b in reads of 'board'\n"
        "unknown lockstep.yaml:5:31 d in suppress of ''\n"
        "unknown lockstep.yaml:5:68 e in suppress of ''\n"
        "unknown lockstep.yaml:4:35 c in select of ''\n");
  REQUIRE(resolved->project.exposures.size() == 1);
  CHECK(resolved->project.exposures[0].reads.size() == 1);
  CHECK(resolved->project.exposures[0].promise->max_age == seconds{86'400});
}

// ---- Settings, presets, zones. ----

std::string setting_of(const Resolved& resolved) {
  const std::string text = show_project(resolved);
  return text.substr(0, text.find('\n') + 1);
}

TEST_CASE("options over the project file over what is built in") {
  const File file{"lockstep.yaml",
                  "version: 1\nname: n\ntimezone: Asia/Tokyo\ndialect: "
                  "vixie\nas_of: 2026-02-03\n"};
  CHECK(setting_of(*resolve_files({})) ==
        "settings  UTC croniter 2024-01-01T00:00:00Z\n");
  CHECK(setting_of(*resolve_files({file})) ==
        "settings n Asia/Tokyo vixie 2026-02-03T00:00:00Z\n");
  ResolveOptions options;
  options.timezone = "Europe/Paris";
  options.dialect = "croniter";
  options.as_of = sys_seconds{seconds{0}};
  CHECK(setting_of(*resolve_files({file}, options)) ==
        "settings n Europe/Paris croniter 1970-01-01T00:00:00Z\n");
}

TEST_CASE("a second project file and an unknown dialect are errors") {
  const auto resolved = resolve_files(
      {{"b/lockstep.yaml", "version: 1\nname: b\n"},
       {"a/lockstep.yaml", "version: 1\nname: a\ndialect: cronitr\n"}});
  CHECK(resolved->project.settings.name == "a");
  const std::string findings = show_findings(*resolved);
  CHECK(findings.starts_with(
      "INP002 b/lockstep.yaml:1:1 a second project file; the settings of "
      "\"a/lockstep.yaml\" are in force [keep one file with \"version: 1\" "
      "among the inputs]\n"
      "INP002 a/lockstep.yaml:3:10 dialect: \"cronitr\" is not known (did you "
      "mean \"croniter\"?) [known dialects: croniter"));
}

TEST_CASE("presets") {
  const auto resolved = resolve_files(
      {{"lockstep.yaml",
        "version: 1\n"
        "presets: {Daily: 0 5 * * *, nightly: 0 3 * * *, bad: 0 99 * * *, "
        "unused: \"0 25 * * *\"}\n"
        "datasets: {a: {cron: DAILY}, b: {cron: weekly}, c: {cron: nightly}, "
        "d: {cron: bad}, e: {cron: dayly}, f: {cron: 0 5}}\n"}});
  const Project& project = resolved->project;
  struct PresetRow {
    std::string_view text, expanded, message, hint;
  };
  constexpr PresetRow kRows[] = {
      {"DAILY", "0 5 * * *", "", ""},
      {"weekly", "0 0 * * 1", "", ""},
      {"nightly", "0 3 * * *", "", ""},
      {"dayly", "dayly", "no preset has this name", "did you mean \"daily\"?"},
  };
  for (const PresetRow& row : kRows) {
    CAPTURE(row.text);
    const auto cron =
        std::ranges::find(project.crons, row.text, &CompiledText::text);
    REQUIRE(cron != project.crons.end());
    CHECK(cron->expanded == row.expanded);
    CHECK(cron->error.has_value() == !row.message.empty());
    if (!cron->error) continue;
    CHECK(cron->error->message == row.message);
    CHECK(cron->error->hint == row.hint);
  }
  // A bad preset that is used is found where it is used.
  REQUIRE(resolved->diagnostics.size() == 1);
  CHECK(resolved->diagnostics[0].rule == "INP002");
  CHECK(resolved->diagnostics[0].message.starts_with("preset \"unused\": "));
  CHECK(resolved->sources.text(resolved->diagnostics[0].where) == "25");
}

TEST_CASE("a zone that nobody knows stays with its cron") {
  const auto resolved = resolve_files(
      {{"lockstep.yaml",
        "version: 1\ntimezone: Europe/Pari\ndatasets: {a: {cron: daily}}\n"}});
  REQUIRE(resolved->project.crons.size() == 1);
  const CompiledText& cron = resolved->project.crons[0];
  CHECK(cron.zone_error.has_value());
  CHECK_FALSE(cron.cron.has_value());
  CHECK_FALSE(resolved->project.datasets[0].schedule.valid());
  const CronUse& use = resolved->project.datasets[0].crons[0];
  CHECK(resolved->sources.text(use.zone_where) == "Europe/Pari");
}

TEST_CASE("equal schedules are one, whatever their texts") {
  const auto resolved = resolve_files(
      {{"d.yaml",
        "datasets: {a: {cron: daily}, b: {cron: 0 0 * * *}, c: {crons: [daily, "
        "0 0 1 * *]}, d: {crons: [{cron: daily, timezone: Etc/UTC}]}, e: "
        "{cron: hourly}}\n"}});
  const auto& datasets = resolved->project.datasets;
  CHECK(datasets[0].schedule == datasets[1].schedule);
  CHECK(datasets[0].schedule == datasets[2].schedule);
  CHECK(datasets[0].schedule != datasets[4].schedule);
  CHECK(resolved->project.find("E") == NodeId(4));
  CHECK_FALSE(resolved->project.find("f").valid());
}

// ---- Order of files. ----

TEST_CASE("the order of files and of their loading changes nothing") {
  std::vector<File> files{
      {"a.json", kLineage},
      {"b.json", R"([{"data": {"name": "S.A", "typ": "table", "cron":
           "0 5 * * *"}}, {"data": {"name": "K.M", "typ": "task", "cron":
           "0 2 * * *"}, "children": [{"data": {"name": "x", "typ":
           "table"}}]}])"},
      {"c.yaml", "datasets: {k.m: {duration: 5m}, X: {cron: hourly}}\n"},
      {"d.yaml",
       "datasets: {k.m: {duration: 6m, inputs: [nope, K.M]}, x: "
       "{cron: daily}}\n"},
      {"lockstep.yaml",
       "version: 1\ndatasets: {K.M: {inputs: [{dataset: s.a, read: same}], "
       "trigger: s.a & q}}\nexposures: {e: {reads: [k.m, zz]}}\n"}};
  std::ranges::sort(files, {}, &File::path);
  const std::string expected = show_project(*resolve_files(files));
  CHECK(expected.find("k.m reads itself\n") != std::string::npos);
  CHECK(expected.find("not 'daily' UTC") != std::string::npos);
  int permutations = 0;
  while (std::ranges::next_permutation(files, {}, &File::path).found) {
    ++permutations;
    CHECK(show_project(*resolve_files(files)) == expected);
  }
  CHECK(permutations == 119);
}

}  // namespace
}  // namespace lockstep
