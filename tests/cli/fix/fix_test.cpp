// lint --fix and --diff on files.

#include <doctest/doctest.h>

#include <string>

#include "support/process.hpp"
#include "support/shell.hpp"

namespace lockstep::test {
namespace {

constexpr const char* kProject =
    "version: 1\r\n# kept\r\ndatasets:\r\n"
    "  a.b: {cron: \"0 0 * * 0-6\"}   # kept, too\r\n"
    "  a.c: {cron: '0 0 * * 0-6'}\r\n"
    "  a.d: {crons: [\"0 * * * *\", \"0 0 * * *\"]}\r\n"
    "  a.e: {cron: \"0 0 13 * 5\"}";
constexpr const char* kMended =
    "version: 1\r\n# kept\r\ndatasets:\r\n"
    "  a.b: {cron: \"0 0 * * *\"}   # kept, too\r\n"
    "  a.c: {cron: '0 0 * * *'}\r\n"
    "  a.d: {crons: [\"0 * * * *\"]}\r\n"
    "  a.e: {cron: \"0 0 13 * 5\"}";

struct Project : ScratchDirectory {
  Project() { write_file(path() / "lockstep.yaml", kProject); }
  [[nodiscard]] std::string text() const {
    return read_file(path() / "lockstep.yaml");
  }
  [[nodiscard]] ProcessResult lint(std::vector<std::string> options,
                                   std::string input = "") const {
    options.insert(options.begin(), "lint");
    return lockstep(options, {.input = std::move(input), .directory = path()});
  }
};

TEST_CASE("--fix mends in place and changes nothing else") {
  const Project project;
  const ProcessResult fixed = project.lint({"--fix"});
  CHECK(fixed.code == 1);  // the warning about a.e stays
  CHECK(fixed.out.find("CRN003") != std::string::npos);
  CHECK(fixed.out.find("CRN008") == std::string::npos);
  CHECK(fixed.err == "lockstep: 2 findings mended\n");
  CHECK(project.text() == kMended);
  CHECK(project.lint({"--fix", "--quiet"}).err.empty());
  CHECK(project.text() == kMended);
}

TEST_CASE("--diff is the patch that --fix applies") {
  const Project project;
  const ProcessResult diff = project.lint({"--diff", "-o", "fix.patch"});
  CHECK(diff.code == 1);
  CHECK(project.text() == kProject);
  CHECK(shell("patch -p0 --binary --silent < fix.patch || test $? -eq 127",
              project.path())
            .code == 0);
  if (shell("command -v patch", project.path()).code == 0) {
    CHECK(project.text() == kMended);
  } else {
    MESSAGE("SKIPPED: the patch is not applied, there is no patch(1)");
    CHECK(project.lint({"--fix"}).code == 1);
  }
  const ProcessResult nothing = project.lint({"--diff"});
  CHECK(nothing.code == 0);
  CHECK(nothing.out.empty());
}

TEST_CASE("what lockstep must not change stays as it is") {
  const Project project;
  const std::string lineage =
      R"([{"data": {"name": "a.x", "typ": "table", "cron": "0 0 * * 0-6"}}])";
  write_file(project.path() / "deps.json", lineage);
  const ProcessResult generated = project.lint({"--fix", "deps.json"});
  CHECK(generated.err ==
        "lockstep: 1 finding to be mended where the input is generated\n");
  CHECK(read_file(project.path() / "deps.json") == lineage);
  const ProcessResult piped = project.lint({"--diff", "-"}, kProject);
  CHECK(piped.code == 0);
  CHECK(piped.out.empty());
}

TEST_CASE("options that do not go together") {
  const Project project;
  CHECK(project.lint({"--fix", "--diff"}).code == 2);
  CHECK(project.lint({"--unsafe-fixes"}).code == 2);
}

}  // namespace
}  // namespace lockstep::test
