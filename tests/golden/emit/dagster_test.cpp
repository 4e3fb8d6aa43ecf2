// Emitted Dagster definitions as they lie in fixtures/.

#include <doctest/doctest.h>

#include <filesystem>
#include <regex>
#include <string>

#include "support/paths.hpp"
#include "support/shell.hpp"

using namespace lockstep::test;
namespace fs = std::filesystem;

namespace {

/// The header names a version.
std::string without_header(const std::string& text) {
  static const std::regex kVersion("lockstep [0-9]+\\.[0-9]+\\.[0-9]+ from");
  return std::regex_replace(text, kVersion, "lockstep VERSION from");
}

}  // namespace

TEST_CASE("the Dagster definitions of StarBake and of the environments") {
  struct {
    const char *project, *version, *file;
  } const rows[] = {
      {"projects/starbake", "1.13", "definitions.py"},
      {"projects/starbake", "1.13", "starbake_load_hourly.py"},
      {"projects/starbake", "1.13", "kpi_transform_hourly.py"},
      {"projects/starbake", "1.9", "starbake_load_hourly.py"},
      {"emit/environments", "1.13", "load_raw.py"},
      {"emit/environments", "1.13", "run.py"},
      {"emit/environments", "1.13", "spark.py"},
      {"emit/environments", "1.13", "batch.py"},
      {"emit/environments", "1.13", "ecs.py"},
      {"emit/environments", "1.13", "shell.py"},
  };
  const fs::path source = source_dir();
  const ScratchDirectory scratch;
  for (const auto& row : rows) {
    CAPTURE(row.file);
    const fs::path fixture = source / "fixtures" / row.project;
    const fs::path out = scratch.path() / row.project / row.version;
    if (!fs::exists(out)) {
      REQUIRE(shell("lockstep emit dagster " + fixture.string() + " -q -o " +
                        out.string() + " --target-version " + row.version,
                    source)
                  .code == 0);
    }
    check_golden(fixture / "expected/dagster" / row.version / row.file,
                 without_header(read_file(out / row.file)));
  }
}
