// Generated Python DAG files: where the lineage stands in them, what the module
// says about schedules, and places that point into the Python text.
#include <string>
#include <string_view>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "load/python_scanner.hpp"
#include "loading.hpp"

namespace lockstep::test {
namespace {

constexpr std::string_view kNode =
    R"([{"data": {"name": "m.a", "typ": "task"}}])";
constexpr std::string_view kNothing =
    "INP001 1:1+0 no lineage in this Python file: looked for "
    "task_deps=json.loads(\"...\") and "
    "StarlakeDependencies(dependencies=\"...\")";

void check(std::string_view text, std::string_view datasets,
           std::string_view problems = {}) {
  CAPTURE(text);
  const Loaded loaded = load_text(text, "dag.py");
  CHECK(lines(loaded.datasets) == datasets);
  CHECK(lines(loaded.problems) == problems);
}

TEST_CASE("the lineage is found in every form of literal") {
  for (const std::string_view form : {
           "task_deps=json.loads(\"\"\"{}\"\"\")",
           "task_deps = json.loads(r'''{}''')",
           "task_deps = json . loads ( # why\n  '{}'\n)",
           "task_deps=json.loads(b'{}')",
           "x = StarlakeDependencies(dependencies=\"\"\"{}\"\"\")",
           "x = StarlakeDependencies('{}')",
           "with f(\n  StarlakeDependencies(\n    filtered=None,\n"
           "    dependencies=U'''{}''')) as x:\n  pass",
           "\xEF\xBB\xBFtask_deps=json.loads('''{}''')",
           "# task_deps=json.loads(\"\"\"[]\"\"\")\r\n"
           "task_deps=json.loads('''{}''')\r\n",
           "d = \"\"\"task_deps=json.loads('[')\"\"\"\n"
           "task_deps=json.loads('''{}''')",
       }) {
    check(fmt::format(fmt::runtime(form), kNode), "m.a first task");
  }
}

TEST_CASE("where no literal stands, the message says what was looked for") {
  for (const std::string_view text : {
           "",
           "import json",
           "# task_deps=json.loads('[]')",
           "x = \"task_deps=json.loads('[]')\"",
           "task_deps=json.loads(open('x').read())",
           "task_deps=json.loads(f\"\"\"{x}\"\"\")",
           "task_deps=json.loads(rf'[{x}]')",
           "dependencies = '[]'",
           "x = StarlakeDependencies(text)",
           "task_deps = []",
           "\"\"\"",
           "'",
           "r\"\\",
           "((((",
           "))))",
           "\\",
       }) {
    check(text, "", kNothing);
  }
  const Loaded load_dag = load_text(
      "schedules = [StarlakeSchedule(name='daily', cron='0 0 * * *')]",
      "load.py");
  CHECK(lines(load_dag.problems) == kNothing);
  CHECK(load_dag.diagnostics.at(0).help ==
        "a DAG that loads tables has none; give the files of the transforms");
}

TEST_CASE("the module's cron is the schedule of the first-level tasks") {
  const std::string deps = R"(
task_deps=json.loads("""[
 {"data": {"name": "m.own", "typ": "task", "cron": "5 * * * *"},
  "children": [{"data": {"name": "s.x", "typ": "table", "cron": "0 * * * *"}}]},
 {"data": {"name": "m.same", "typ": "task", "cron": "0 1 * * *"}},
 {"data": {"name": "m.none", "typ": "task", "cron": "None"}}]"""))";
  const std::string_view applied =
      "m.own first task cron=0 1 * * * other-cron=5 * * * * reads=s.x\n"
      "s.x cron=0 * * * *\n"
      "m.same first task cron=0 1 * * *\n"
      "m.none first task cron=0 1 * * *";
  const std::string_view untouched =
      "m.own first task cron=5 * * * * reads=s.x\n"
      "s.x cron=0 * * * *\n"
      "m.same first task cron=0 1 * * *\n"
      "m.none first task cron-none";
  check("cron = \"0 1 * * *\"" + deps, applied);
  check("cron='0 1 * * *'  # daily\n_cron = None if cron == 'None' else cron" +
            deps,
        applied);
  check("cron = \"0 3 * * *\"\ncron = \"0 1 * * *\"" + deps, applied);
  check(deps + "\ncron = \"0 1 * * *\"", applied);
  check("cron = \"None\"" + deps, untouched);
  check("cron = None" + deps, untouched);
  check("cron = \"0 1 * * *\"\ncron = None" + deps, untouched);
  check("cron = \"0 1 * * *\".strip()" + deps, untouched);
  check("cron == \"0 1 * * *\"" + deps, untouched);
  check("if x:\n  cron = \"0 1 * * *\"" + deps, untouched);
  check("f(cron = \"0 1 * * *\")" + deps, untouched);
  check("f(\ncron = \"0 1 * * *\")" + deps, untouched);
}

TEST_CASE("literal options apply to the first-level tasks") {
  const std::string deps = R"(
task_deps=json.loads("""[{"data": {"name": "m.a", "typ": "task"},
 "children": [{"data": {"name": "s.x", "typ": "table", "cron": "0 * * * *"}}]}]"""))";
  check(
      "cron = '0 1 * * *'\n"
      "options = {\n"
      "  # comment\n"
      "  'timezone': 'Europe/Paris', 'tags':'a b',\n"
      "  'retries': \"2\",\n"
      "  'nested': {'retries': '9'}, 'call': f('retries', '9'),\n"
      "  'sl_env_var': '{\"retries\": \"9\"}',\n"
      "  \"retry_delay\": '60', 'dataset_triggering_strategy': 'ANY',\n"
      "}" +
          deps,
      "m.a first task cron=0 1 * * * zone=Europe/Paris trigger=aligned "
      "retries=2 retry_delay=60 reads=s.x\n"
      "s.x cron=0 * * * *");
  check("options = {'retries': 'many', 'timezone': '', 'x'}" + deps,
        "m.a first task reads=s.x\ns.x cron=0 * * * *",
        "INP002 1:23+6 option \"retries\" is \"many\"; expected a whole "
        "number");
  check("options = {}\noptions = {'retries': '3'}\nother = {'retries': '4'}" +
            deps,
        "m.a first task retries=3 reads=s.x\ns.x cron=0 * * * *");
}

TEST_CASE("a text that is not UTF-8 is refused") {
  const std::string deps =
      "\ntask_deps=json.loads('[{\"data\": {\"name\": \"m.a\", \"typ\": "
      "\"task\"}}]')";
  check("cron = '0 0 * * \xFF'" + deps, "m.a first task",
        "INP001 1:8+11 invalid UTF-8 in a string");
  check("options = {'timezone': '\\ud800'}" + deps, "m.a first task",
        "INP001 1:24+8 invalid UTF-8 in a string");
}

TEST_CASE("the task's own trigger stays") {
  check(
      "options={'dataset_triggering_strategy': 'all'}\n"
      "task_deps=json.loads('''[{\"data\": {\"name\": \"m.a\", \"typ\": "
      "\"task\", \"dataset_triggering_strategy\": \"any\"}}, {\"data\": "
      "{\"name\": \"m.b\", \"typ\": \"task\"}}]''')",
      "m.a first task trigger=aligned\nm.b first task trigger=all");
}

TEST_CASE("several pipelines in one file are one lineage") {
  check(
      "a = StarlakeDependencies('[{\"data\": {\"name\": \"m.a\", \"typ\": "
      "\"task\"}}]')\n"
      "b = StarlakeDependencies('[{\"data\": {\"name\": \"m.b\", \"typ\": "
      "\"task\"}}]')",
      "m.a first task\nm.b first task");
}

/// The value of a Python literal, and the source bytes of each of its bytes.
void check_literal(std::string_view source, std::string_view value,
                   std::string_view places) {
  CAPTURE(source);
  PythonScanner scanner(source);
  TextMap map{SourceId(0)};
  std::string decoded;
  while (is_plain_string(scanner.peek())) {
    decode_python_string(scanner.next(), decoded, map);
  }
  CHECK(decoded == value);
  std::string shown;
  for (std::size_t i = 0; i < decoded.size(); ++i) {
    const Location where = map.locate({i, 1});
    shown += fmt::format("<{}>", source.substr(where.offset, where.length));
  }
  CHECK(shown == places);
}

TEST_CASE("escapes are decoded as Python does and keep their places") {
  check_literal(R"("ab")", "ab", "<a><b>");
  check_literal(R"('''a"'b''')", "a\"'b", "<a><\"><'><b>");
  check_literal(R"("a\"b")", "a\"b", R"(<a><\"><b>)");
  check_literal(R"("\\n\n")", "\\n\n", R"(<\\><n><\n>)");
  check_literal(R"(r"\n")", "\\n", R"(<\><n>)");
  check_literal(R"(Rb"\"")", "\\\"", R"(<\><">)");
  check_literal(R"("\x41\101\u00e9")",
                "A"
                "A\xC3\xA9",
                R"(<\x41><\101><\u00e9><\u00e9>)");
  check_literal(R"("\U0001F600")", "\xF0\x9F\x98\x80",
                R"(<\U0001F600><\U0001F600><\U0001F600><\U0001F600>)");
  check_literal(R"("\d\x4")", "\\d\\x4", R"(<\><d><\><x><4>)");
  check_literal("\"a\\\nb\"", "ab", "<a><b>");
  check_literal("\"a\\\r\nb\"", "ab", "<a><b>");
  check_literal("'a' \"b\"\\\n'c'", "abc", "<a><b><c>");
  check_literal("'a'\n'b'", "a", "<a>");
  check_literal("'abc", "abc", "<a><b><c>");
  check_literal("'''abc", "abc", "<a><b><c>");
  check_literal("'a\\", "a\\", "<a><\\>");
  check_literal("''", "", "");
}

TEST_CASE("places and errors point into the Python file") {
  const std::string text =
      "task_deps = json.loads(\"[{\\\"data\\\": {\\\"name\\\": \\\"m.a\\\","
      "\\\"typ\\\": \\\"task\\\"}\" \", \\\"children\\\": 5}]\")";
  const Loaded loaded = load_text(text, "dag.py");
  const auto bytes = [&](const Location& where) {
    return text.substr(where.offset, where.length);
  };
  CHECK(bytes(loaded.draft.datasets.at(0).where) == "\\\"m.a\\\"");
  REQUIRE(loaded.diagnostics.size() == 1);
  CHECK(loaded.diagnostics[0].message ==
        "\"children\" is 5; expected an array of nodes");
  CHECK(bytes(loaded.diagnostics[0].where) == "5");
  check("cron = None\ntask_deps=json.loads(\"\"\"[{\"data\": }]\"\"\")", "",
        "INP001 2:35+1 invalid JSON: unexpected \"}\": expected a value");
  check("\n\ntask_deps=json.loads(\"\"\"[{\"data\"", "",
        "INP001 3:33+0 invalid JSON: the text ends too early: expected \":\" "
        "after the key");
}

}  // namespace
}  // namespace lockstep::test
