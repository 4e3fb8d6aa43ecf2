// Emitted files as they lie in fixtures/, and what other programs say of them:
// ruff leaves them as they are, Python reads the texts that were meant.

#include <doctest/doctest.h>

#include <filesystem>
#include <regex>
#include <string>
#include <vector>

#include "support/paths.hpp"
#include "support/shell.hpp"

using namespace lockstep::test;
namespace fs = std::filesystem;

namespace {

const fs::path kSource = source_dir();

/// The header names a version.
std::string without_header(const std::string& text) {
  static const std::regex kVersion("lockstep [0-9]+\\.[0-9]+\\.[0-9]+ from");
  return std::regex_replace(text, kVersion, "lockstep VERSION from");
}

bool runs(const std::string& program) {
  return shell(program + " --version", kSource).code == 0;
}

std::vector<std::string> versions() {
  return {"2.9", "2.10", "2.11", "3.0", "3.1", "3.2", "3.3"};
}

}  // namespace

TEST_CASE("the DAGs of StarBake") {
  struct {
    const char *version, *file;
  } const rows[] = {
      {"3.3", "starbake_load_hourly.py"},  // a schedule, a group
      {"3.3", "kpi_transform_hourly.py"},  // a gate
      {"3.3", "finance_transform_day1_0600.py"},
      {"2.11", "starbake_load_hourly.py"},
      {"2.11", "kpi_transform_hourly.py"},
  };
  const ScratchDirectory scratch;
  for (const char* const version : {"3.3", "2.11"}) {
    const std::string out = (scratch.path() / version).string();
    REQUIRE(shell("lockstep emit airflow fixtures/projects/starbake -q -o " +
                      out + " --target-version " + version,
                  kSource)
                .code == 0);
  }
  for (const auto& row : rows) {
    const fs::path path = scratch.path() / row.version / row.file;
    check_golden(kSource / "fixtures/projects/starbake/expected/airflow" /
                     row.version / row.file,
                 without_header(read_file(path)));
  }
}

TEST_CASE("ruff has nothing to say about what is emitted") {
  if (!runs("ruff")) {
    MESSAGE("SKIPPED: ruff is not installed");
    return;
  }
  const ScratchDirectory scratch;
  const std::vector<std::string> projects = {"fixtures/projects/starbake",
                                             "fixtures/emit/hostile",
                                             "fixtures/emit/environments"};
  for (const std::string& version : versions()) {
    for (const std::string& project : projects) {
      const std::string out =
          (scratch.path() / (version + fs::path(project).filename().string()))
              .string();
      const ShellResult emitted =
          shell("lockstep emit airflow -q -o " + out + " --target-version " +
                    version + " " + project,
                kSource);
      if (emitted.code != 0) continue;  // what 2.9 has no gates for
      CAPTURE(version);
      const ShellResult format = shell("ruff format --diff " + out, kSource);
      CHECK_MESSAGE(format.code == 0, format.out);
      const std::string rules =
          version[0] == '3' ? "AIR,UP,I,F,E4,E7,E9" : "UP,I,F,E4,E7,E9";
      const ShellResult check =
          shell("ruff check -q --isolated --target-version py310 --select " +
                    rules + " " + out,
                kSource);
      CHECK_MESSAGE(check.code == 0, check.out);
    }
  }
}

TEST_CASE("Python and the shell read what the pipelines say") {
  if (!runs("python3")) {
    MESSAGE("SKIPPED: python3 is not installed");
    return;
  }
  const ScratchDirectory scratch;
  const std::string json = (scratch.path() / "pipelines.json").string();
  const std::string out = (scratch.path() / "dags").string();
  for (const std::string project :
       {"fixtures/projects/starbake", "fixtures/emit/hostile"}) {
    CAPTURE(project);
    REQUIRE(shell("lockstep emit airflow --format json -q -o " + json + " " +
                      project,
                  kSource)
                .code == 0);
    REQUIRE(shell("lockstep emit airflow --prune -q -o " + out + " " + project,
                  kSource)
                .code == 0);
    const ShellResult result = shell(
        "python3 tests/golden/emit/read_back.py " + json + " " + out, kSource);
    CHECK(result.err == "");
    CHECK(result.out == "");
  }
}
