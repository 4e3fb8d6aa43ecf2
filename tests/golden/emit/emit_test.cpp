// Emitted files as they lie in fixtures/, and what other programs say of them:
// Python and the shell read the texts that were meant.

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
