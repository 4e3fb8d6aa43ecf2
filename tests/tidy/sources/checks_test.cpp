// The checks on texts that offend: a check that cannot fail proves nothing.

#include "checks.hpp"

#include <doctest/doctest.h>

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

namespace lockstep::tidy {
namespace {

TEST_CASE("includes follow the layers") {
  struct Row {
    std::string_view path, include;
    std::string_view problem;  // "": allowed
  };
  const Row rows[] = {
      {"lib/align/start.cpp", "\"align/start.hpp\"", ""},
      {"lib/align/start.cpp", "\"model/project.hpp\"", ""},
      {"lib/align/start.cpp", "<vector>", ""},
      {"lib/align/start.cpp", "<fmt/format.h>", ""},
      {"lib/align/start.cpp", "\"lint/rule.hpp\"",
       "align may not include \"lint/rule.hpp\""},
      {"lib/align/start.cpp", "\"load/load.hpp\"",
       "align may not include \"load/load.hpp\""},
      {"lib/align/start.cpp", "<nlohmann/json.hpp>",
       "align may not include <nlohmann/json.hpp>"},
      {"lib/base/text.cpp", "\"cron/cron.hpp\"",
       "base may not include \"cron/cron.hpp\""},
      {"lib/cron/next.cpp", "\"lineage/graph.hpp\"",
       "cron may not include \"lineage/graph.hpp\""},
      {"lib/load/sniff.cpp", "\"align/start.hpp\"",
       "load may not include \"align/start.hpp\""},
      {"lib/report/dot.cpp", "\"load/load.hpp\"",
       "report may not include \"load/load.hpp\""},
      {"lib/report/dot.cpp", "<nlohmann/json.hpp>", ""},
      {"lib/report/dot.hpp", "<nlohmann/json.hpp>",
       "<nlohmann/json.hpp> in a header; keep it in a .cpp"},
      {"lib/load/yaml_reader.cpp", "<yaml-cpp/parser.h>", ""},
      {"lib/report/dot.cpp", "<yaml-cpp/yaml.h>",
       "report may not include <yaml-cpp/yaml.h>"},
      {"lib/lineage/graph.cpp", "<boost/graph/graph_traits.hpp>", ""},
      {"lib/lineage/topology.cpp", "<boost/graph/graph_traits.hpp>",
       "lineage may not include <boost/graph/graph_traits.hpp>"},
      {"lib/cron/zone.cpp", "<cctz/time_zone.h>", ""},
      {"lib/cron/next.cpp", "<cctz/time_zone.h>",
       "cron may not include <cctz/time_zone.h>"},
      {"lib/cron/next.cpp", "<unistd.h>", "cron may not include <unistd.h>"},
      {"lib/cron/next.cpp", "<time.h>", "cron may not include <time.h>"},
      {"lib/cron/next.cpp", "<fstream>", "lib/ may not include <fstream>"},
      {"lib/cron/next.cpp", "<random>", "lib/ may not include <random>"},
      {"lib/analyze.cpp", "\"analyze.hpp\"", ""},
      {"lib/analyze.cpp", "\"load/load.hpp\"", ""},
      {"lib/analyze.cpp", "\"report/report.hpp\"",
       "analyze may not include \"report/report.hpp\""},
      {"lib/cron/next.cpp", "\"analyze.hpp\"",
       "cron may not include \"analyze.hpp\""},
      {"lib/plot/plot.cpp", "\"base/text.hpp\"",
       "\"plot\" is no module of the layers"},
      {"tools/main.cpp", "\"cli/run.hpp\"", ""},
      {"tools/cli/run.cpp", "\"analyze.hpp\"", ""},
      {"tools/cli/run.cpp", "<filesystem>", ""},
      {"tools/cli/run.cpp", "<unistd.h>", ""},
      {"tools/cli/run.cpp", "<sys/stat.h>", ""},
      {"tools/cli/run.cpp", "<CLI/CLI.hpp>", ""},
      {"tools/cli/run.cpp", "<boost/optional.hpp>",
       "tools may not include <boost/optional.hpp>"},
      {"tests/unit/x/x.cpp", "\"cron/cron.hpp\"", ""},
  };
  for (const Row& row : rows) {
    const bool header = row.path.ends_with(".hpp");
    const std::string text =
        fmt::format("{}// What it is.\n#include {}\n",
                    header ? "#pragma once\n" : "", row.include);
    std::vector<std::string> expected;
    if (!row.problem.empty()) {
      expected = {
          fmt::format("{}:{}: {}", row.path, header ? 3 : 2, row.problem)};
    }
    CAPTURE(row.path);
    CHECK(check_file(row.path, text) == expected);
  }
}

TEST_CASE("texts are finished and clean") {
  struct Row {
    std::string_view path;
    std::string text;
    std::vector<std::string> problems;
  };
  // Split, because this text is checked too.
  const std::string later =
      "TO"
      "DO";
  const Row rows[] = {
      {"lib/a/a.cpp", "// A.\n", {}},
      {"lib/a/a.hpp", "#pragma once\n// A.\n", {}},
      {"lib/base/a.cpp", "#include \"base/a.hpp\"\n", {}},
      {"tests/unit/b/a.cpp", "#include \"a.hpp\"\n", {}},
      {"lib/base/a.cpp",
       "#include \"base/b.hpp\"\n",
       {"lib/base/a.cpp:1: does not open with a comment that says what it is"}},
      {"lib/a/a.hpp",
       "// A.\n",
       {"lib/a/a.hpp:1: does not start with #pragma once",
        "lib/a/a.hpp:1: does not open with a comment that says what it is"}},
      {"lib/a/a.cpp",
       "int a;\n",
       {"lib/a/a.cpp:1: does not open with a comment that says what it is"}},
      {"lib/a/a.cpp",
       "// A.",
       {"lib/a/a.cpp:1: no line end at the end of the file"}},
      {"lib/a/a.cpp",
       "",
       {"lib/a/a.cpp:1: no line end at the end of the file",
        "lib/a/a.cpp:1: does not open with a comment that says what it is"}},
      {"lib/a/a.cpp",
       "// A.\n\n",
       {"lib/a/a.cpp:1: blank lines at the end of the file"}},
      {"lib/a/a.cpp", "// A.\nint a; \n", {"lib/a/a.cpp:2: trailing blank"}},
      {"lib/a/a.cpp", "// A.\nint a;\t\n", {"lib/a/a.cpp:2: trailing blank"}},
      {"lib/a/a.cpp", "// A.\r\n", {"lib/a/a.cpp:1: carriage return"}},
      {"docs/a.md", "a  \nb\n", {}},
      {"tools/a.sh", "a \n", {"tools/a.sh:1: trailing blank"}},
      {"tests/a.cpp",
       "// A.\n// " + later + ": b\n",
       {"tests/a.cpp:2: unfinished: " + later}},
      {"docs/a.md", "no " + later + "s here\n", {}},
      {"lib/a/a.cpp",
       "// A.\nauto a = std::getenv(\"TZ\");\n",
       {"lib/a/a.cpp:2: lib/ may not use getenv"}},
      {"lib/a/a.cpp",
       "// A.\nauto a = std::chrono::system_clock::now();\n",
       {"lib/a/a.cpp:2: lib/ may not use system_clock"}},
      {"lib/a/a.cpp", "// A, not getenv.\nint x;  // system_clock\n", {}},
      {"tools/a.cpp", "// A.\nauto a = std::getenv(\"TZ\");\n", {}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(check_file(row.path, row.text) == row.problems);
  }
}

TEST_CASE("files have a seam at 400 lines") {
  std::string text = "// A.\n";
  for (int i = 1; i < 400; ++i) text += "int a;\n";
  CHECK(check_file("lib/base/a.cpp", text).empty());
  text += "int a;\n";
  CHECK(check_file("lib/base/a.cpp", text) ==
        std::vector<std::string>{
            "lib/base/a.cpp:401: over 400 lines; look for the seam"});
  CHECK(check_file("tests/unit/a.cpp", text).empty());
}

TEST_CASE("rule ids are found in the table") {
  CHECK(rule_ids(R"({"CRN002", "x"}, {"CRN001", "CRN002 is no literal"})") ==
        std::vector<std::string>{"CRN001", "CRN002"});
  CHECK(rule_ids("").empty());
}

}  // namespace
}  // namespace lockstep::tidy
