// Rules about the graph: rows of small projects and what is said about them.

#include <doctest/doctest.h>

#include "linted.hpp"

namespace lockstep {
namespace {

using test::File;
using test::lint_files;
using test::Linted;
using Lines = std::vector<std::string>;

/// The findings of one family over one project file.
Lines graph(const std::string& body, const std::string& select = "GRA") {
  LintOptions options;
  options.select = {select};
  return lint_files({{"lockstep.yaml", "version: 1\n" + body}}, options)
      .lines();
}

TEST_CASE("GRA001 is one finding for each group, with its shortest circle") {
  CHECK(graph("datasets:\n"
              "  a: {inputs: [b, d]}\n"
              "  b: {inputs: [a]}\n"
              "  c: {inputs: [a]}\n"
              "  d: {inputs: [c]}\n"
              "  x: {inputs: [y]}\n"
              "  y: {inputs: [x]}\n"
              "  z: {inputs: [z]}\n",
              "GRA001") ==
        Lines{"GRA001 error a,b,c,d: cycle of 2 datasets: a -> b -> a (the "
              "shortest of 4 datasets that all depend on each other) @ a",
              "GRA001 error x,y: cycle of 2 datasets: x -> y -> x @ x"});
}

TEST_CASE("GRA002 suggests a name and knows external sources") {
  CHECK(graph("datasets:\n"
              "  shop.orders: {cron: \"0 * * * *\"}\n"
              "  kpi.x: {inputs: [shop.ordres, SHOP.orders]}\n"
              "exposures:\n"
              "  board: {reads: [kpi.y]}\n",
              "GRA002") ==
        Lines{"GRA002 error kpi.x: unknown dataset \"shop.ordres\" in "
              "\"inputs\" (did you mean \"shop.orders\"?) @ shop.ordres",
              "GRA002 error board: unknown dataset \"kpi.y\" in \"reads\" (did "
              "you mean \"kpi.x\"?) @ kpi.y"});
  LintOptions options;
  options.select = {"GRA002"};
  const Linted linted = lint_files(
      {{"a.json",
        R"([{"data": {"name": "kpi.x", "typ": "task", "parentTyp": "unknown",
                      "parentRef": "crm.leads"}}])"},
       {"lockstep.yaml",
        "version: 1\ndatasets:\n  kpi.x: {inputs: [crm.leads]}\n"}},
      options);
  REQUIRE(linted.rules() == Lines{"GRA002"});
  CHECK(linted.result.diagnostics[0].message ==
        "unknown dataset \"crm.leads\" in \"inputs\"");
  CHECK(linted.result.diagnostics[0].help.starts_with(
      "lineage knows it as an external source only"));
}

TEST_CASE("GRA003 sanitises as Starlake does") {
  struct Row {
    std::string a, b;
    bool collide;
  };
  const Row rows[] = {{"web.page_views", "web_page.views", true},
                      {"web.page_views", "web.page-views", false},
                      {"a.x$", "a.xs", true},
                      {"a.caf\xC3\xA9", "a.caf_", true},
                      {"a.caf\xC3\xA9", "a.caf__", false},
                      {"a.b c", "a_b.c", true},
                      {"a.b", "a.c", false}};
  for (const Row& row : rows) {
    CAPTURE(row.a + " and " + row.b);
    const Lines lines = graph(fmt::format(
        "datasets:\n  \"{}\": {{cron: \"0 * * * *\"}}\n  \"{}\": {{cron: \"0 1 "
        "* * *\"}}\n",
        row.a, row.b));
    CHECK(lines.size() == (row.collide ? 1 : 0));
    if (row.collide) CHECK(lines[0].starts_with("GRA003 warning "));
  }
}

TEST_CASE("GRA004 names the first dead task of a chain") {
  const std::string chain =
      "datasets:\n"
      "  l.a: {cron: \"0 * * * *\"}\n"
      "  t.b: {inputs: [l.e]}\n"
      "  t.c: {inputs: [t.b]}\n"
      "  t.d: {inputs: [t.b, l.a]}\n"
      "  l.e: {tags: [file]}\n";
  CHECK(graph(chain) ==
        Lines{"GRA004 info t.b: no schedule reaches task \"t.b\" through its "
              "inputs @ t.b"});
  // A promise behind it makes it a warning, through an exposure too.
  CHECK(graph(chain + "exposures:\n  board: {reads: [t.c], freshness: 1d}\n")
            .at(0)
            .starts_with("GRA004 warning t.b"));
  CHECK(graph(chain + "  t.z: {inputs: [t.c], freshness: 2h}\n")
            .at(0)
            .starts_with("GRA004 warning t.b"));
  CHECK(graph(chain + "exposures:\n  board: {reads: [l.a], freshness: 1d}\n")
            .at(0)
            .starts_with("GRA004 info t.b"));
}

TEST_CASE("GRA004 is silent where something else explains it") {
  const std::string live = "datasets:\n  l.a: {cron: \"0 * * * *\"}\n";
  for (const char* rest :
       {"  t.b: {inputs: [l.a]}\n",
        "  t.b: {inputs: [l.e], trigger: none}\n  l.e: {}\n",
        "  t.b: {inputs: [t.m]}\n  t.m: {inputs: [l.e], trigger: none}\n"
        "  l.e: {}\n",
        "  t.b: {inputs: [l.bad]}\n  l.bad: {cron: \"61 * * * *\"}\n",
        "  t.b: {inputs: [l.never]}\n  l.never: {cron: \"0 0 30 2 *\"}\n",
        "  t.b: {inputs: [t.c]}\n  t.c: {inputs: [t.b]}\n"
        "  t.d: {inputs: [t.c]}\n"}) {
    CAPTURE(rest);
    CHECK(graph(live + rest, "GRA004").empty());
  }
}

TEST_CASE("GRA004 is said once if nothing has a schedule") {
  CHECK(graph("datasets:\n"
              "  l.a: {}\n"
              "  t.b: {inputs: [l.a]}\n"
              "  t.c: {inputs: [t.b]}\n"
              "  t.d: {inputs: [l.a]}\n") ==
        Lines{"GRA004 info t.b,t.d: no dataset has a schedule, so none of the "
              "3 tasks gets one @ t.b"});
}

TEST_CASE("GRA005 is a difference in ticks between equal inputs") {
  const auto lines = [](std::string_view a, std::string_view b,
                        std::string_view winner = "") {
    const auto file = [](std::string path, std::string_view cron) {
      return File{std::move(path),
                  fmt::format("[{{\"data\": {{\"name\": \"l.a\", \"typ\": "
                              "\"table\", \"cron\": \"{}\"}}}}]",
                              cron)};
    };
    std::vector<File> files = {file("b.json", b), file("a.json", a)};
    if (!winner.empty()) {
      files.push_back(
          {"d.yaml",
           fmt::format("datasets:\n  l.a: {{cron: \"{}\"}}\n", winner)});
    }
    return lint_files(std::move(files)).lines();
  };
  CHECK(lines("0 * * * *", "0 6 * * *") ==
        Lines{"GRA005 warning l.a: dataset \"l.a\" has cron \"0 6 * * *\" here "
              "and \"0 * * * *\" in an equal input @ 0 6 * * *"});
  CHECK(lines("0 0 * * *", "@daily").empty());
  CHECK(lines("0 0 * * *", "None").empty());
}

}  // namespace
}  // namespace lockstep
