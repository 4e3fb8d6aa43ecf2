// What goes wrong while a folder is written: no room, no rights, a kill. After
// each of them every file is an old or a new one, never half of one, and the
// manifest is right about all.

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <set>
#include <string>

#include <nlohmann/json.hpp>

#include "base/sha256.hpp"
#include "support/shell.hpp"

using namespace lockstep::test;
namespace fs = std::filesystem;

namespace {

/// Some pipelines, each with a file of its own; `hour` changes all of them.
std::string project(int count, int hour) {
  std::string yaml = "version: 1\ndatasets:\n";
  for (int i = 0; i < count; ++i) {
    yaml += "  d" + std::to_string(i) + ".t: {cron: \"" + std::to_string(i) +
            " " + std::to_string(hour) + " * * *\"}\n";
  }
  return yaml + "pipelines: [{name: \"{{domain}}\"}]\n";
}

bool is_temporary(const std::string& name) {
  return name.find(".py") != std::string::npos && !name.ends_with(".py");
}

/// Why the manifest of a folder is wrong about its files; empty: it is right.
/// A file may still be missing, or still be the one that it says was there
/// before.
std::string problem_of(const fs::path& folder) {
  std::set<std::string> known;
  const fs::path path = folder / "lockstep.manifest.json";
  if (fs::exists(path)) {
    const auto manifest = nlohmann::json::parse(read_file(path));
    for (const auto& entry : manifest["files"]) {
      const std::string name = entry["path"];
      known.insert(name);
      const std::string before = entry.value("previous", "");
      if (!fs::exists(folder / name)) {
        if (!before.empty()) return name + " is gone";
        continue;
      }
      const std::string digest = lockstep::sha256(read_file(folder / name));
      if (digest != entry["sha256"] && digest != before) {
        return name + " is neither old nor new";
      }
    }
  }
  if (!fs::exists(folder)) return {};
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename();
    if (name.starts_with("lockstep.manifest.json") || is_temporary(name)) {
      continue;
    }
    if (!known.contains(name)) return name + " is not in the manifest";
  }
  return {};
}

/// Writes 40 pipelines, changes them all, and lets `command` run over that.
struct Interrupted {
  explicit Interrupted(const std::string& command) {
    write_file(scratch.path() / "lockstep.yaml", project(40, 4));
    CHECK(shell("lockstep emit airflow -o dags -q", scratch.path()).code == 0);
    write_file(scratch.path() / "lockstep.yaml", project(50, 5));
    result = shell(command, scratch.path());
    CHECK(problem_of(folder()) == "");
  }
  [[nodiscard]] fs::path folder() const { return scratch.path() / "dags"; }
  /// The next run finishes the work.
  void finish() const {
    CHECK(shell("lockstep emit airflow -o dags -q", scratch.path()).code == 0);
    CHECK(shell("lockstep emit airflow -o dags -q --check", scratch.path())
              .code == 0);
    CHECK(problem_of(folder()) == "");
  }

  ScratchDirectory scratch;
  ShellResult result;
};

}  // namespace

TEST_CASE("no room for a file") {
  const Interrupted full(
      "bash -c 'trap \"\" XFSZ; ulimit -f 2; exec lockstep emit airflow -o "
      "dags -q'");
  CHECK(full.result.code == 3);
  CHECK(full.result.err.find("cannot write") != std::string::npos);
  CHECK(full.result.err.find("file too large") != std::string::npos);
  full.finish();
}

TEST_CASE("killed where there is no room") {
  const Interrupted killed(
      "bash -c 'ulimit -c 0; ulimit -f 2; lockstep emit airflow -o dags -q'");
  CHECK(killed.result.code != 0);
  killed.finish();
}

TEST_CASE("killed at any moment") {
  // kill -9 after so many milliseconds: some come before the first file, some
  // between two, some behind the last one.
  for (const int milliseconds : {5, 10, 20, 40, 80, 120, 160, 240}) {
    CAPTURE(milliseconds);
    const Interrupted killed("timeout -s KILL " +
                             std::to_string(milliseconds / 1000.0) +
                             " lockstep emit airflow -o dags -q");
    killed.finish();
  }
}

TEST_CASE("a folder without rights") {
  if (geteuid() == 0) {
    MESSAGE("SKIPPED: root may write everywhere");
    return;
  }
  const Interrupted locked(
      "chmod 555 dags; lockstep emit airflow -o dags -q; code=$?; "
      "chmod 755 dags; exit $code");
  CHECK(locked.result.code == 3);
  CHECK(locked.result.err.find("permission denied") != std::string::npos);
  locked.finish();
}

TEST_CASE("a file where the folder should be") {
  const ScratchDirectory scratch;
  write_file(scratch.path() / "lockstep.yaml", project(1, 4));
  write_file(scratch.path() / "dags", "mine");
  const ShellResult result =
      shell("lockstep emit airflow -o dags -q", scratch.path());
  CHECK(result.code == 3);
  CHECK(result.err.find("\"dags\"") != std::string::npos);
  CHECK(read_file(scratch.path() / "dags") == "mine");
}

TEST_CASE("a name with a placeholder that nobody knows") {
  const ScratchDirectory scratch;
  write_file(scratch.path() / "lockstep.yaml",
             "version: 1\ndatasets: {a.x: {cron: hourly}}\n"
             "pipelines: [{name: \"{{domian}}_{{schedule}}\"}]\n");
  const ShellResult result =
      shell("lockstep emit airflow -o dags --color never", scratch.path());
  CHECK(result.code == 1);
  CHECK(result.err.find("\"domian\"") != std::string::npos);
  CHECK(result.err.find("did you mean \"domain\"?") != std::string::npos);
  CHECK(!fs::exists(scratch.path() / "dags"));
}

TEST_CASE("names that differ in case only are one name") {
  const ScratchDirectory scratch;
  write_file(scratch.path() / "lockstep.yaml",
             "version: 1\ndatasets:\n  a.x: {cron: hourly}\n"
             "  b.y: {cron: daily}\n"
             "pipelines: [{name: \"Sales_{{table}}\", select: [a.x]}, "
             "{name: \"sales_X\", select: [b.y]}]\n");
  const ShellResult result =
      shell("lockstep emit airflow -o dags", scratch.path());
  CHECK(result.code == 0);
  CHECK(
      result.err.starts_with("pipeline \"sales_x\" holds jobs that start "
                             "differently, so it is split: daily and "
                             "hourly\n"));
  CHECK(fs::exists(scratch.path() / "dags/sales_x_daily.py"));
  CHECK(fs::exists(scratch.path() / "dags/sales_x_hourly.py"));
}

TEST_CASE("--check says what a changed file does otherwise") {
  const ScratchDirectory scratch;
  write_file(scratch.path() / "lockstep.yaml", project(1, 4));
  CHECK(shell("lockstep emit airflow -o dags -q", scratch.path()).code == 0);
  const ShellResult result = shell(
      "sed -i 's/start >> /print(start) # /' dags/d0.py; "
      "lockstep emit airflow -o dags --check --color never -q",
      scratch.path());
  CHECK(result.code == 1);
  CHECK(result.err.find("error[EMT002]: pipeline \"d0\": \"d0.py\" lacks edge "
                        "start -> load_d0_t\n") != std::string::npos);
  CHECK(result.err.ends_with("\"dags\" is not what lockstep would write\n"));
}
