// Hostile sizes end with one message and the option that lifts the limit;
// formats are told from the first lines.
#include <cstddef>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "load/loaders.hpp"
#include "show.hpp"

namespace lockstep {
namespace {

std::string repeat(std::string_view text, std::size_t times) {
  std::string result;
  for (std::size_t i = 0; i < times; ++i) result += text;
  return result;
}

// Nine levels of nine aliases: 3.8e8 values if they were copied.
std::string alias_bomb() {
  std::string text = "x-0: &a0 [" + repeat("b,", 9) + "]\n";
  for (int level = 1; level < 9; ++level) {
    const std::string below = std::to_string(level - 1);
    text += "x-" + std::to_string(level) + ": &a" + std::to_string(level) +
            " [" + repeat("*a" + below + ",", 9) + "]\n";
  }
  return text + "datasets: {}\n";
}

struct Row {
  std::string name, text, findings;
  Limits limits = {};
};

TEST_CASE("a limit is one message that names its option, and ends the load") {
  const std::string kTooDeep =
      "nested too deep to be read as YAML [the YAML reader stops at 500 "
      "levels; "
      "JSON is read up to --max-depth]\n";
  Limits shallow;
  shallow.depth = 3;
  Limits few_aliases;
  few_aliases.alias_nodes = 5;
  Limits short_names;
  short_names.name_bytes = 3;
  Limits small_files;
  small_files.file_bytes = 5;
  const Row rows[] = {
      {"flow lists", "datasets: " + repeat("[", 10'000),
       "INP002 1:12 a key must be a text [lists, mappings and nothing cannot "
       "name a field]\nINP006 1:260 " +
           kTooDeep},
      {"flow maps", "datasets: " + repeat("{a: ", 10'000),
       "INP006 1:1999 " + kTooDeep},
      {"block lists", repeat("- ", 100'000), "INP006 1:997 " + kTooDeep},
      {"complex keys", repeat("? ", 100'000),
       "INP002 1:3 a key must be a text [lists, mappings and nothing cannot "
       "name a field]\nINP006 1:997 " +
           kTooDeep},
      {"alias bomb", alias_bomb(),
       "INP006 6:11 aliases stand for more than 100000 values "
       "[--max-alias-nodes lifts the limit]\n"},
      {"aliases, counted", "datasets: {a: &a {tags: [x]}, b: *a, c: *a}\n",
       "INP006 1:41 aliases stand for more than 5 values [--max-alias-nodes "
       "lifts the limit]\n",
       few_aliases},
      {"depth, chosen", "datasets: {a: {inputs: [{dataset: b}]}}\n",
       "INP006 1:24 nested deeper than 3 levels [--max-depth lifts the "
       "limit]\n",
       shallow},
      {"names", "datasets: {abc: {}, abcd: {}}\n",
       "INP006 1:21 the name \"abcd\" is longer than 3 bytes "
       "[--max-name-bytes lifts the limit]\n",
       short_names},
      {"files", "datasets: {}\n",
       "INP006 1:1 the file has 13 bytes, more than 5 [raise the limit with "
       "--max-file-bytes]\n",
       small_files},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const Loaded loaded = load_text(row.text, "a.yaml", row.limits);
    CHECK(loaded.findings == row.findings);
    CHECK(loaded.over_limit);
  }
}

// 2,000 levels are 2 MB of indentation; yaml-cpp stops at 500 of them.
TEST_CASE("block maps nested without end") {
  std::string text;
  for (std::size_t depth = 0; depth < 2'000; ++depth) {
    text += std::string(depth, ' ') + "a:\n";
  }
  const Loaded loaded = load_text(text, "a.yaml");
  CHECK(loaded.over_limit);
  REQUIRE(loaded.diagnostics.size() == 1);
  CHECK(loaded.diagnostics[0].message == "nested too deep to be read as YAML");
}

// The same texts as JSON go down to --max-depth and back.
TEST_CASE("JSON is deep enough") {
  const std::string text = R"({"x-deep": )" + repeat("[", 9'000) +
                           repeat("]", 9'000) +
                           R"(, "datasets": {"a": {"cron": "daily"}}})";
  const Loaded loaded = load_text(text, "a.json");
  CHECK(loaded.findings == "");
  CHECK(show(loaded.draft) == "a 'daily'\n");
}

TEST_CASE("many aliases of one small value are fine") {
  std::string text = "x-base: &base {cron: daily}\ndatasets:\n";
  for (int i = 0; i < 20'000; ++i) {
    text += "  a" + std::to_string(i) + ": *base\n";
  }
  const Loaded loaded = load_text(text, "a.yaml");
  CHECK(loaded.findings == "");
  CHECK(loaded.draft.datasets.size() == 20'000);
}

struct SniffRow {
  std::string_view path, text;
  bool project, datasets;
};
constexpr SniffRow kSniffed[] = {
    {"lockstep.yaml", "", true, false},
    {"a/lockstep.yml", "anything", true, false},
    {"a\\lockstep.json", "{}", true, false},
    {"my-lockstep.yaml", "a: b\n", false, false},
    {"p.yaml", "# about\nversion: 1\ninclude: [a]\n", true, false},
    {"p.yaml", "version: 1\ndatasets: {}\n", true, true},
    {"p.json", R"({"version": 1, "suppress": []})", true, false},
    {"d.yaml",
     "\xEF\xBB\xBF"
     "datasets: {}\n",
     false, true},
    {"d.yaml", "---\r\ndatasets:\r\n  - name: a\r\n", false, true},
    {"d.yaml", "\"datasets\":\n  a: {}\n", false, true},
    {"d.yaml", "{datasets: {}}\n", false, false},
    {"d.json", R"({"datasets": {"a": {}}})", false, true},
    {"compose.yaml", "version: 3\nservices:\n  datasets: {}\n", false, false},
    {"x.yaml", "models:\n  datasets: {}\n", false, false},
    {"t.json", R"([{"data": {"name": "datasets"}}])", false, false},
};

TEST_CASE("formats are told from the first lines") {
  for (const SniffRow& row : kSniffed) {
    CAPTURE(row.path);
    CAPTURE(row.text);
    CHECK(sniff_project_yaml(row.path, row.text) == row.project);
    CHECK(sniff_datasets_yaml(row.path, row.text) == row.datasets);
  }
}

}  // namespace
}  // namespace lockstep
