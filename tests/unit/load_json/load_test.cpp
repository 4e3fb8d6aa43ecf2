// Which loader reads a text, and what is said when none does.
#include "load/load.hpp"

#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "loading.hpp"

namespace lockstep::test {
namespace {

void check_sniff(std::string_view path, std::string_view text,
                 std::string_view expected) {
  CAPTURE(path);
  CAPTURE(text);
  const Loader* loader = sniff(path, text);
  CHECK((loader == nullptr ? "none" : loader->name) == expected);
}

TEST_CASE("formats are told by content, Python by its extension, too") {
  check_sniff("x.json", "[]", "task_deps");
  check_sniff("-", " [ {\"children\": [], \"data\"", "task_deps");
  check_sniff("x.txt", "\xEF\xBB\xBF[{\"data\": {}}]", "task_deps");
  check_sniff("x.json", "[{", "task_deps");
  check_sniff("x.json", "[{\"name\": 1}]", "none");
  check_sniff("x.json", "[1, 2]", "none");
  check_sniff("x.json", "[[{\"data\": 1}]]", "none");
  check_sniff("x.json", "{\"data\": {}}", "none");
  check_sniff("dag.py", "", "starlake_dag");
  check_sniff("dag.py", "[]", "task_deps");
  check_sniff("-", "x\ny = StarlakeDependencies(dependencies='[]')",
              "starlake_dag");
  check_sniff("lockstep.yaml", "", "project");
  check_sniff("x.yaml", "version: 1\ndatasets: {}\n", "project");
  check_sniff("x.json", "{\"version\": 1, \"include\": []}", "project");
  check_sniff("x.yaml", "datasets:\n  a.b: {cron: daily}\n", "datasets");
  check_sniff("x.json", "{\"datasets\": {}}", "datasets");
  check_sniff("x.yaml", "other: 1\n", "none");
  check_sniff("x.csv", "a,b\n1,2\n", "none");
  check_sniff("x", "", "none");
}

void check_unknown(std::string_view text, std::string_view format,
                   std::string_view message, std::string_view help) {
  CAPTURE(text);
  const Loaded loaded = load_text(text, "x.json", format);
  CHECK(lines(loaded.datasets) == "");
  REQUIRE(loaded.diagnostics.size() == 1);
  const Diagnostic& diagnostic = loaded.diagnostics[0];
  CHECK(diagnostic.rule == "INP001");
  CHECK(diagnostic.message == message);
  CHECK(diagnostic.help == help);
  CHECK(diagnostic.where.valid());
  CHECK_FALSE(loaded.over_limit);
}

TEST_CASE("an unknown format names the known ones") {
  std::string known;
  for (const Loader& loader : loaders()) {
    if (!known.empty()) known += ", ";
    known += loader.name;
  }
  constexpr std::string_view kInstead =
      "give lineage as task_deps, or as \"inputs\" of datasets in "
      "lockstep.yaml";
  check_unknown("a,b\n", "", "this is none of the known formats: " + known,
                "--input-format says which one it is");
  check_unknown(" \n", "", "the file is empty", "expected one of " + known);
  check_unknown("[]", "task_dep",
                "unknown format \"task_dep\" (did you mean \"task_deps\"?)",
                "known are " + known);
  check_unknown(
      "{\"metadata\": {\"dbt_schema_version\": \"x\"}, \"nodes\": {}}", "",
      "this looks like a dbt manifest, which is not read yet", kInstead);
  check_unknown("{\"eventTime\": \"x\", \"eventType\": \"START\"}\n{}", "",
                "this looks like an OpenLineage event, which is not read yet",
                kInstead);
}

TEST_CASE("the table is complete and its names are unique") {
  for (const Loader& loader : loaders()) {
    CHECK(find_loader(loader.name) == &loader);
    CHECK_FALSE(loader.summary.empty());
  }
  CHECK(find_loader("nothing") == nullptr);
}

}  // namespace
}  // namespace lockstep::test
