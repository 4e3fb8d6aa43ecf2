// What task_deps files of every era say, copies that contradict each other,
// and every kind of wrong input.
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "loading.hpp"

namespace lockstep::test {
namespace {

using namespace std::string_view_literals;

/// Without problems: the datasets, one a line.
void check(std::string_view text, std::string_view datasets) {
  CAPTURE(text);
  const Loaded loaded = load_text(text);
  CHECK(lines(loaded.datasets) == datasets);
  CHECK(lines(loaded.problems) == "");
}

/// With problems.
void check(std::string_view text, std::string_view datasets,
           std::string_view problems) {
  CAPTURE(text);
  const Loaded loaded = load_text(text);
  CHECK(lines(loaded.datasets) == datasets);
  CHECK(lines(loaded.problems) == problems);
}

TEST_CASE("every era of the format") {
  // 2023: models.
  check(
      R"([{"data": {"name": "Mart.Top", "typ": "model", "parent": "shop.Items",
                      "parentTyp": "table", "parentRef": "Items",
                      "sink": "Mart.Top"},
             "children": [{"data": {"name": "shop.Items", "typ": "table",
                                    "parentTyp": "unknown"},
                           "model": false}],
             "model": true}])",
      "Mart.Top first task reads=shop.Items\n"
      "shop.Items no-job");
  // 2024: no cron, no write strategy, nothing but name and typ.
  check(R"([{"data": {"name": "mart.top", "typ": "task"},
             "children": [{"data": {"name": "shop.items", "typ": "table"}}]}])",
        "mart.top first task reads=shop.items\n"
        "shop.items no-job");
  // 2025: crons, `None` in words, strategies, streams; name and sink differ.
  check(R"([{"data": {"name": "mart.top0", "typ": "task",
                      "writeStrategy": {"type": "UPSERT_BY_KEY", "key": ["id"],
                                        "types": {"type": "x"}, "new": null},
                      "sink": "mart.top", "cron": "None"},
             "children": [{"data": {"name": "shop.items", "typ": "table",
                                    "writeStrategy": {"type": "APPEND"},
                                    "cron": "0 * * * *",
                                    "stream": "shop.items_stream"}},
                          {"data": {"name": "shop.shelf", "typ": "table",
                                    "cron": "none", "stream": ""}}]}])",
        "mart.top job=mart.top0 first task write=UPSERT_BY_KEY cron-none "
        "reads=shop.items reads=shop.shelf\n"
        "shop.items write=APPEND cron=0 * * * * stream=shop.items_stream\n"
        "shop.shelf no-job cron-none");
  // 2026: freshness, triggers; a preset as the cron.
  check(R"([{"data": {"name": "mart.top", "typ": "task", "sink": "mart.top",
                      "dataset_triggering_strategy": "any", "freshness": 0},
             "children": [{"data": {"name": "shop.items", "typ": "table",
                                    "sink": "shop.items", "cron": "daily",
                                    "freshness": 3600}}]},
            {"data": {"name": "mart.all", "typ": "task",
                      "dataset_triggering_strategy": " ALL "}},
            {"data": {"name": "mart.some", "typ": "task",
                      "dataset_triggering_strategy": "a.b & (c.d | e.f) "}}])",
        "mart.top first task trigger=aligned reads=shop.items\n"
        "shop.items cron=daily freshness=3600\n"
        "mart.all first task trigger=ALL\n"
        "mart.some first task trigger=a.b & (c.d | e.f)");
  check("[]", "");
}

TEST_CASE("a cron in the sink is put right") {
  const std::string_view text = R"([
 {"data": {"name": "mart.a", "typ": "task", "sink": "mart.a", "cron": "None"},
  "children": [{"data": {"name": "shop.x", "typ": "table", "sink": "0 2 * * *"}},
               {"data": {"name": "shop.y", "typ": "table", "sink": " none "}},
               {"data": {"name": "shop.X", "typ": "table", "sink": "0 2 * * *"}},
               {"data": {"name": "shop.z", "typ": "table", "sink": "raw.z"}}]},
 {"data": {"name": "mart.b", "typ": "task", "sink": "0 2 * * *"}},
 {"data": {"name": "mart.c", "typ": "table", "sink": "0 2 * * *", "cron": "0 3 * * *"}}])";
  check(text,
        "mart.a first task cron-none reads=shop.x reads=shop.y reads=raw.z\n"
        "shop.x cron=0 2 * * *\n"
        "shop.y no-job cron-none\n"
        "raw.z no-job\n"
        "0 2 * * * job=mart.b first task\n"
        "0 2 * * * job=mart.c first cron=0 3 * * *",
        "INP005 3:68+11 \"sink\" holds the cron of 2 tables; it is read as "
        "\"cron\"");
  const Loaded loaded = load_text(text);
  CHECK(loaded.diagnostics.at(0).severity == Severity::Warning);
  CHECK_FALSE(loaded.over_limit);
}

TEST_CASE("what a node is") {
  check(R"([{"data": {"name": "a.view", "typ": "view"}},
            {"data": {"name": "a.cte", "typ": "cte"}},
            {"data": {"name": "a.taskview", "typ": "taskview"}},
            {"data": {"name": "a.written", "typ": "task",
                      "writeStrategy": {"type": "View"}}},
            {"data": {"name": "a.what", "typ": "unknown"}},
            {"data": {"name": "a.load", "typ": "table", "cron": "0 0 * * *"}},
            {"data": {"name": "a.flag"}, "task": true},
            {"data": {"name": "a.noflag"}, "task": false},
            {"data": {"name": "a.reader", "typ": "table"},
             "children": [{"data": {"name": "a.load", "typ": "table"}}]}])",
        "a.view first view\n"
        "a.cte first view\n"
        "a.taskview first view\n"
        "a.written first task view write=View\n"
        "a.what no-job first\n"
        "a.load first cron=0 0 * * *\n"
        "a.flag first task\n"
        "a.noflag no-job first\n"
        "a.reader first reads=a.load");
}

TEST_CASE("copies of a node are one") {
  // Casing differs, inputs add up, each edge once, order of first sight.
  check(R"([{"data": {"name": "m.A", "typ": "task"},
             "children": [{"data": {"name": "s.x", "typ": "table"}},
                          {"data": {"name": "S.X", "typ": "table"}}]},
            {"data": {"name": "m.b", "typ": "task"},
             "children": [{"data": {"name": "M.a", "typ": "task"},
                           "children": [{"data": {"name": "s.y", "typ": "table"}},
                                        {"data": {"name": "s.x", "typ": "table"}}]}]}])",
        "m.A first task reads=s.x reads=s.y\n"
        "s.x no-job\n"
        "m.b first task reads=m.A\n"
        "s.y no-job");
  // A key may come in any order; children before data too.
  check(
      R"([{"children": [{"task": false, "data": {"typ": "table", "name": "s.x"}}],
             "task": true, "data": {"typ": "task", "name": "m.a"}}])",
      "s.x no-job\n"
      "m.a first task reads=s.x");
  // A self-reference is an edge; a cycle is nobody's failure here.
  check(R"([{"data": {"name": "m.a", "typ": "task"},
             "children": [{"data": {"name": "M.A", "typ": "task"}}]},
            {"data": {"name": "m.b", "typ": "task"},
             "children": [{"data": {"name": "m.c", "typ": "task"},
                           "children": [{"data": {"name": "m.b", "typ": "task"}}]}]}])",
        "m.a first task reads=m.a\n"
        "m.b first task reads=m.c\n"
        "m.c task reads=m.b");
  // Two jobs write one dataset.
  check(R"([{"data": {"name": "m.half1", "typ": "task", "sink": "m.whole"}},
            {"data": {"name": "m.half2", "typ": "task", "sink": "M.Whole"}},
            {"data": {"name": "m.r", "typ": "task"},
             "children": [{"data": {"name": "m.half2", "typ": "task",
                                    "sink": "m.WHOLE"}}]}])",
        "m.whole job=m.half1 first task\n"
        "m.whole job=m.half2 first task\n"
        "m.r first task reads=m.whole");
}

TEST_CASE("of two crons the first-level one stays, else the first") {
  const auto node = [](std::string_view cron) {
    return fmt::format(
        R"({{"data": {{"name": "s.x", "typ": "table"{}}}}})",
        cron.empty() ? std::string() : fmt::format(R"(, "cron": "{}")", cron));
  };
  const auto check_crons = [&](std::vector<std::pair<int, std::string>> copies,
                               std::string_view expected) {
    std::string text = "[";
    for (const auto& [level, cron] : copies) {
      if (text.size() > 1) text += ",";
      text += level == 1 ? node(cron)
                         : R"({"data": {"name": "m.a", "typ": "task"}, )"
                           R"("children": [)" +
                               node(cron) + "]}";
    }
    text += "]";
    CAPTURE(text);
    const Loaded loaded = load_text(text);
    std::string found = "absent";
    for (const DraftDataset& dataset : loaded.draft.datasets) {
      if (dataset.name == "s.x") found = describe(dataset);
    }
    CHECK(found == expected);
    CHECK(lines(loaded.problems) == "");
  };
  check_crons({{2, "1 * * * *"}, {2, "2 * * * *"}, {2, "1 * * * *"}},
              "s.x cron=1 * * * * other-cron=2 * * * *");
  check_crons({{2, "1 * * * *"}, {1, "2 * * * *"}, {2, "3 * * * *"}},
              "s.x first cron=2 * * * * other-cron=1 * * * * "
              "other-cron=3 * * * *");
  check_crons({{2, "1 * * * *"}, {2, "2 * * * *"}, {1, "2 * * * *"}},
              "s.x first cron=2 * * * * other-cron=1 * * * *");
  check_crons({{1, "1 * * * *"}, {1, "2 * * * *"}},
              "s.x first cron=1 * * * * other-cron=2 * * * *");
  // `None`, absence and equal texts contradict nothing.
  check_crons({{2, "None"}, {2, "1 * * * *"}}, "s.x cron=1 * * * *");
  check_crons({{2, "1 * * * *"}, {1, "None"}}, "s.x first cron=1 * * * *");
  check_crons({{1, ""}, {2, "1 * * * *"}}, "s.x first cron=1 * * * *");
  check_crons({{2, "1 * * * *"}, {1, "1 * * * *"}, {2, "1 * * * *"}},
              "s.x first cron=1 * * * *");
}

TEST_CASE("other fields: the first-level copy wins, absence says nothing") {
  check(R"([{"data": {"name": "m.b", "typ": "task"},
             "children": [{"data": {"name": "m.a", "typ": "task", "stream": "old",
                                    "writeStrategy": {"type": "APPEND"},
                                    "freshness": 60,
                                    "dataset_triggering_strategy": "all"}}]},
            {"data": {"name": "m.a", "typ": "task", "stream": "new",
                      "writeStrategy": {"type": "OVERWRITE"}}},
            {"data": {"name": "m.a", "typ": "task", "stream": "third",
                      "freshness": 120}}])",
        "m.b first task reads=m.a\n"
        "m.a first task write=OVERWRITE freshness=60 stream=new trigger=all");
}

TEST_CASE("a reference that Starlake could not resolve stays visible") {
  check(R"([{"data": {"name": "m.a", "typ": "task", "parentTyp": "unknown",
                      "parentRef": "Lake.Raw"}},
            {"data": {"name": "m.b", "typ": "task", "parentTyp": "unknown",
                      "parentRef": "Items"},
             "children": [{"data": {"name": "shop.items", "typ": "table"}}]},
            {"data": {"name": "m.c", "typ": "task", "parentTyp": "unknown",
                      "parentRef": "tems"},
             "children": [{"data": {"name": "shop.items", "typ": "table"}}]},
            {"data": {"name": "m.d", "typ": "task", "parentTyp": "table",
                      "parentRef": "lake.raw"}},
            {"data": {"name": "M.A", "typ": "task", "parentTyp": "unknown",
                      "parentRef": "Lake.Raw"}}])",
        "m.a first task external=Lake.Raw\n"
        "m.b first task reads=shop.items\n"
        "shop.items no-job\n"
        "m.c first task external=tems reads=shop.items\n"
        "m.d first task");
}

TEST_CASE("keys that we do not know pass in silence") {
  check(R"([{"data": {"name": "m.a", "typ": "task", "color": "red",
                      "columns": [{"name": "x", "data": {"name": "y"}}, [1]],
                      "more": {"name": "z", "deep": {"cron": 5}}},
             "extra": {"data": {"name": "no.node"}, "children": [1]},
             "list": [{"data": 1}], "n": 1, "t": "x",
             "children": null, "task": null}])",
        "m.a first task");
}

TEST_CASE("wrong values are named, the rest is read") {
  check(
      R"([{"data": {"name": "m.a", "typ": "task", "cron": 5, "sink": ["x"]}}])",
      "m.a first task",
      "INP002 1:50+1 \"cron\" is 5; expected a text\n"
      "INP002 1:61+1 \"sink\" is an array; expected a text");
  check(R"([{"data": {"name": "m.a", "typ": "task", "freshness": "1d",
                      "writeStrategy": "APPEND", "stream": {"a": [1]}}}])",
        "m.a first task",
        "INP002 1:55+4 \"freshness\" is \"1d\"; expected a whole number of "
        "seconds\n"
        "INP002 2:40+8 \"writeStrategy\" is \"APPEND\"; expected an object "
        "with \"type\"\n"
        "INP002 2:60+1 \"stream\" is an object; expected a text");
  check(R"([{"data": {"name": "m.a", "typ": "task", "freshness": -5,
                      "writeStrategy": {"type": true, "key": [1]}}}])",
        "m.a first task",
        "INP002 1:55+2 \"freshness\" is -5; expected a whole number of "
        "seconds\n"
        "INP002 2:49+4 \"type\" of \"writeStrategy\" is true; expected a text");
  check(R"([{"data": {"name": "m.a", "typ": "tabel"}}])", "m.a no-job first",
        "INP002 1:34+7 unknown \"typ\" \"tabel\" (did you mean \"table\"?)");
  check(R"([{"data": {"name": "m.a"}}])", "m.a no-job first",
        "INP002 1:20+5 node \"m.a\" has no \"typ\"");
  check(R"([{"data": {"typ": "task"}, "children": [{"data": {"name": "s.x",
             "typ": "table"}}]}, {"data": {"name": "m.b", "typ": "task"}}])",
        "s.x no-job\nm.b first task", "INP002 1:11+15 a node has no \"name\"");
  check(R"([{"children": []}, {"data": 7}, 3, [], "x", null])", "",
        "INP002 1:2+1 a node has no \"data\"\n"
        "INP002 1:29+1 \"data\" is 7; expected an object\n"
        "INP002 1:33+1 a node is 3; expected an object with \"data\"\n"
        "INP002 1:36+1 a node is an array; expected an object with \"data\"\n"
        "INP002 1:40+3 a node is \"x\"; expected an object with \"data\"\n"
        "INP002 1:45+4 a node is null; expected an object with \"data\"");
  check(R"([{"data": {"name": "", "typ": "task"}},
            {"data": {"name": "a\u0007b", "typ": "task"}},
            {"data": {"name": "m.a", "typ": "task", "sink": "\u0085"}}])",
        "",
        "INP002 1:20+2 \"name\" is empty\n"
        "INP002 2:31+10 \"name\" \"a\\u0007b\" has a control character\n"
        "INP002 3:61+8 \"sink\" \"\\u0085\" has a control character");
  check(R"([{"data": {"name": "m.a", "typ": "task"}, "children": {"data": {}},
             "task": "yes"}])",
        "m.a first task",
        "INP002 1:55+1 \"children\" is an object; expected an array of nodes\n"
        "INP002 2:22+5 \"task\" is \"yes\"; expected true or false");
}

TEST_CASE("duplicate keys are errors, the later value is read") {
  check(R"([{"data": {"name": "m.a", "typ": "task", "cron": "1 * * * *",
                      "cron": "2 * * * *"},
             "children": [], "children": [{"data": {"name": "s.x",
             "typ": "table"}}]}])",
        "m.a first task cron=2 * * * * reads=s.x\ns.x no-job",
        "INP004 2:23+6 duplicate key \"cron\"\n"
        "INP004 3:30+10 duplicate key \"children\"");
}

TEST_CASE("the top level must be an array") {
  for (const auto& [text, found] :
       {std::pair{R"({"data": {"name": "m.a", "typ": "task"}})"sv,
                  "an object"sv},
        {"7"sv, "7"sv},
        {"\"x\""sv, "\"x\""sv},
        {"null"sv, "null"sv}}) {
    const Loaded loaded = load_text(text, "x.json", "task_deps");
    CHECK(lines(loaded.datasets) == "");
    CHECK(lines(loaded.problems) ==
          fmt::format("INP002 1:1+{} the top level is {}; expected an array of "
                      "nodes",
                      text.front() == '{' ? 1 : text.size(), found));
  }
}

TEST_CASE("what was read before a syntax error is kept") {
  const std::string_view text =
      R"([{"data": {"name": "m.a", "typ": "task"},
           "children": [{"data": {"name": "s.x", "typ": "table"}}]},
          {"data": {"name": "m.b", "typ": "task"}, "children": [}])";
  check(text, "m.a first task reads=s.x\ns.x no-job\nm.b first task",
        "INP001 3:65+1 invalid JSON: unexpected \"}\": expected a value or "
        "\"]\"");
  const Loaded loaded = load_text(text);
  REQUIRE(loaded.diagnostics.at(0).notes.size() == 1);
  CHECK(loaded.diagnostics[0].notes[0].message ==
        "the innermost bracket that is still open");
}

TEST_CASE("a text cut anywhere gives one clear error") {
  const std::string_view text =
      R"([{"data": {"name": "m.é", "typ": "task", "freshness": 60,)"
      R"("cron": "\u0030 0 * * *"}, "children": [)"
      R"({"data": {"name": "s.x", "typ": "table"}, "task": false}],)"
      R"("task": true}])";
  REQUIRE(lines(load_text(text).problems) == "");
  std::size_t most = 0;
  for (std::size_t length = 0; length < text.size(); ++length) {
    CAPTURE(length);
    const Loaded loaded = load_text(text.substr(0, length));
    REQUIRE(loaded.problems.size() == 1);
    const std::string& problem = loaded.problems[0];
    CHECK(problem.starts_with("INP001 1:"));
    CHECK_FALSE(problem.find("unexpected") != std::string::npos);
    if (length == 0) {
      CHECK(problem == "INP001 1:1+0 the file is empty");
    } else {
      CHECK(problem.find(" invalid JSON: the text ends ") != std::string::npos);
    }
    CHECK(loaded.diagnostics[0].where.offset == (length == 0 ? 0 : length));
    CHECK(loaded.datasets.size() >= most);
    most = loaded.datasets.size();
  }
  CHECK(most == 2);
}

TEST_CASE("a text changed anywhere never fails") {
  const std::string text =
      R"([{"data": {"name": "m.a", "typ": "task", "freshness": 60},)"
      R"("children": [{"data": {"name": "s.x", "typ": "table"}}]}])";
  for (std::size_t at = 0; at < text.size(); ++at) {
    for (const char byte : {'\0', '\x01', '"', '\\', '{', '}', '[', ']', ',',
                            ':', '0', '-', 'n', ' ', '\xC3', '\xFF'}) {
      std::string changed = text;
      changed[at] = byte;
      const Loaded loaded = load_text(changed, "x.json", "task_deps");
      CHECK(loaded.datasets.size() <= 2);
      CHECK(loaded.problems.size() <= 4);
    }
  }
}

TEST_CASE("equal problems are shown once, many are cut short") {
  std::string text = "[";
  for (int i = 0; i < 170; ++i) {
    text += R"({"data": {"name": "m.a", "typ": "task", "freshness": "x"}},)";
  }
  text.back() = ']';
  CHECK(lines(load_text(text).problems) ==
        "INP002 1:55+3 \"freshness\" is \"x\"; expected a whole number of "
        "seconds (and 169 more times in this file)");
  text = "[";
  for (int i = 0; i < 150; ++i) {
    text += fmt::format(
        R"({{"data": {{"name": "m.a", "typ": "task", "freshness": "{}"}}}},)",
        i);
  }
  text.back() = ']';
  const Loaded loaded = load_text(text);
  REQUIRE(loaded.problems.size() == 101);
  CHECK(loaded.problems[99].ends_with(
      "\"freshness\" is \"99\"; expected a whole number of seconds"));
  CHECK(loaded.problems[100].ends_with(
      "\"freshness\" is \"100\"; expected a whole number of seconds (and 49 "
      "more problems that INP002 reports in this file)"));
}

TEST_CASE("limits end the load and name their option") {
  const auto check_limit = [](std::string_view text, Limits limits,
                              std::string_view problem, std::string_view help) {
    const Loaded loaded = load_text(text, "x.json", {}, limits);
    CHECK(loaded.over_limit);
    CHECK(lines(loaded.problems) == problem);
    CHECK(loaded.diagnostics.at(0).help == help);
  };
  const std::string_view text =
      R"([{"data": {"name": "mm.a", "typ": "task"},)"
      R"("children": [{"data": {"name": "mm.bb", "typ": "table"}}]}])";
  check_limit(text, {.file_bytes = 50},
              "INP006 1:1+0 the file has 101 bytes, more than 50",
              "raise the limit with --max-file-bytes");
  check_limit(text, {.depth = 4},
              "INP006 1:65+1 nested more than 4 levels deep",
              "raise the limit with --max-depth");
  check_limit(text, {.name_bytes = 4},
              "INP006 1:74+7 \"name\" has 5 bytes, more than 4",
              "raise the limit with --max-name-bytes");
  check_limit(text, {.nodes = 1}, "INP006 1:74+7 more than 1 distinct nodes",
              "raise the limit with --max-nodes");
  // A job that writes a dataset of another name is no node of its own.
  CHECK_FALSE(load_text(R"([{"data": {"name": "m.a", "typ": "task",)"
                        R"("sink": "m.b"}}])",
                        "x.json", {}, {.nodes = 1})
                  .over_limit);
  CHECK_FALSE(
      load_text(text, "x.json", {},
                {.file_bytes = 101, .depth = 5, .name_bytes = 5, .nodes = 2})
          .over_limit);
}

TEST_CASE("places point at the names, crons and triggers") {
  const std::string text =
      R"([{"data": {"name": "m.a", "typ": "task", "cron": "0 0 * * *",)"
      R"("dataset_triggering_strategy": "all"},)"
      R"("children": [{"data": {"name": "s.\u0078", "typ": "table"}}]}])";
  const Loaded loaded = load_text(text);
  const auto bytes = [&](const Location& where) {
    return text.substr(where.offset, where.length);
  };
  const DraftDataset& task = loaded.draft.datasets.at(0);
  CHECK(bytes(task.where) == "\"m.a\"");
  CHECK(bytes(task.crons.at(0).text.where) == "\"0 0 * * *\"");
  CHECK(bytes(task.trigger->where) == "\"all\"");
  CHECK(task.inputs.at(0).dataset.value == "s.x");
  CHECK(bytes(task.inputs.at(0).dataset.where) == "\"s.\\u0078\"");
}

}  // namespace
}  // namespace lockstep::test
