// The world that fails: files that are missing, refuse, are too big or change,
// outputs that cannot be written, pipes that close. One message each, the right
// exit code, nothing half written.

#include <doctest/doctest.h>

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "support/process.hpp"
#include "support/shell.hpp"

namespace lockstep::test {
namespace {

namespace fs = std::filesystem;

constexpr const char* kLineage =
    R"([{"data":{"name":"kpi.sales","typ":"task"},)"
    R"("children":[{"data":{"name":"shop.orders","typ":"table",)"
    R"("cron":"0 * * * *"}}]}])";

/// A directory with one good lineage file.
struct Place : ScratchDirectory {
  Place() { write_file(path() / "good.json", kLineage); }

  [[nodiscard]] ProcessResult run(std::vector<std::string> arguments) const {
    return lockstep(arguments, {.directory = path()});
  }
  /// The file names in the directory.
  [[nodiscard]] std::vector<std::string> names() const {
    std::vector<std::string> found;
    for (const auto& entry : fs::directory_iterator(path())) {
      found.push_back(entry.path().filename().string());
    }
    std::sort(found.begin(), found.end());
    return found;
  }
};

void check_failure(const ProcessResult& result, const std::string& message) {
  CHECK(result.code == 3);
  CHECK(result.out == "");
  CHECK(result.err == "lockstep: " + message + "\n");
}

TEST_CASE("an input that cannot be read ends the command with code 3") {
  const Place place;
  fs::create_directory(place.path() / "empty");
  check_failure(place.run({"derive", "absent.json"}),
                "cannot read \"absent.json\": no such file or directory");
  check_failure(place.run({"derive", "good.json/x"}),
                "cannot read \"good.json/x\": not a directory");
  check_failure(place.run({"lint", "empty"}),
                "no inputs in directory \"empty\": neither lockstep.yaml nor a "
                "file of a known format (task_deps, starlake_dag, project, "
                "datasets)");
  check_failure(place.run({"lint", "good.json", "--baseline", "empty"}),
                "cannot read \"empty\": is a directory");
  check_failure(place.run({"cron", "sort", "--input", "empty"}),
                "cannot read \"empty\": is a directory");
  // A link that points nowhere is a file that has vanished since it was
  // listed.
  fs::create_symlink("gone", place.path() / "link.json");
  check_failure(place.run({"report", "link.json"}),
                "cannot read \"link.json\": no such file or directory");
}

TEST_CASE("a file without read permission is refused by name") {
  const Place place;
  if (geteuid() == 0) {
    MESSAGE("SKIPPED: root may read every file");
    return;
  }
  chmod((place.path() / "good.json").c_str(), 0);
  check_failure(place.run({"derive", "good.json"}),
                "cannot read \"good.json\": permission denied");
}

TEST_CASE("a file over the limit is refused before it is read") {
  const Place place;
  const fs::path sparse = place.path() / "sparse.json";
  write_file(sparse, "");
  fs::resize_file(sparse, std::uintmax_t{3} << 30);
  const ProcessResult result = place.run({"derive", "sparse.json"});
  check_failure(result,
                "\"sparse.json\" is larger than 2147483648 bytes; "
                "--max-file-bytes lifts the limit");
  CHECK(result.peak_kilobytes < 50'000);
  check_failure(place.run({"derive", "good.json", "--max-file-bytes", "10"}),
                "\"good.json\" is larger than 10 bytes; --max-file-bytes lifts "
                "the limit");
  check_failure(
      lockstep({"derive", "-", "--max-file-bytes", "10"}, {.input = kLineage}),
      "standard input is larger than 10 bytes; --max-file-bytes "
      "lifts the limit");
}

TEST_CASE("other limits end the command with the place and the option") {
  const Place place;
  const ProcessResult result =
      place.run({"derive", "good.json", "--max-depth", "3"});
  CHECK(result.code == 3);
  CHECK(result.out == "");
  CHECK(result.err.starts_with("error[INP006]: "));
  CHECK(result.err.find("--max-depth") != std::string::npos);
  CHECK(result.err.find("good.json:1:") != std::string::npos);
}

TEST_CASE("pipes are read to their end") {
  const Place place;
  const ShellResult named = shell(
      "mkfifo pipe; cat good.json > pipe & lockstep derive pipe --format csv",
      place.path());
  CHECK(named.code == 0);
  CHECK(named.err == "");
  CHECK(named.out == place.run({"derive", "good.json", "--format", "csv"}).out);
  const ShellResult standard =
      shell("cat good.json | lockstep derive - --format csv", place.path());
  CHECK(standard.out == named.out);
}

TEST_CASE("a pipe that closes early is an input that ends too soon") {
  const Place place;
  const ShellResult cut =
      shell("mkfifo pipe; head -c 40 good.json > pipe & lockstep lint pipe",
            place.path());
  CHECK(cut.code == 1);
  CHECK(cut.err == "");
  CHECK(cut.out.starts_with("error[INP001]: "));
  CHECK(cut.out.find("pipe:1:41") != std::string::npos);
  const ShellResult nothing =
      shell("mkfifo closed; : > closed & lockstep lint closed", place.path());
  CHECK(nothing.code == 1);
  CHECK(nothing.out.starts_with("error[INP001]: the file is empty\n"));
}

TEST_CASE("a directory search passes over pipes and hidden files") {
  const Place place;
  mkfifo((place.path() / "pipe.json").c_str(), 0600);
  write_file(place.path() / ".hidden" / "bad.json", "[");
  write_file(place.path() / ".bad.json", "[");
  write_file(place.path() / "notes.txt", "[");
  const ProcessResult result = place.run({"derive", ".", "--format", "csv"});
  CHECK(result.code == 0);
  CHECK(result.err == "");
  CHECK(result.out ==
        place.run({"derive", "good.json", "--format", "csv"}).out);
}

TEST_CASE("an output that cannot be written leaves nothing behind") {
  const Place place;
  fs::create_directory(place.path() / "folder");
  const std::vector<std::string> before = place.names();
  const auto derive_to = [&](const std::string& file) {
    return place.run({"derive", "good.json", "-o", file});
  };
  check_failure(derive_to("folder"), "cannot write \"folder\": is a directory");
  check_failure(derive_to("absent/out"),
                "cannot write \"absent/out\": no such file or directory");
  check_failure(derive_to("good.json/out"),
                "cannot write \"good.json/out\": not a directory");
  check_failure(derive_to("/dev/full"),
                "cannot write \"/dev/full\": no space left on device");
  CHECK(place.names() == before);

  const ProcessResult full =
      lockstep({"derive", "good.json"},
               {.directory = place.path(), .output = "/dev/full"});
  CHECK(full.code == 3);
  CHECK(full.err ==
        "lockstep: cannot write the output: no space left on device\n");
}

TEST_CASE("a directory without write permission is named") {
  const Place place;
  if (geteuid() == 0) {
    MESSAGE("SKIPPED: root may write everywhere");
    return;
  }
  fs::create_directory(place.path() / "locked");
  chmod((place.path() / "locked").c_str(), 0500);
  check_failure(place.run({"derive", "good.json", "-o", "locked/out"}),
                "cannot write \"locked/out\": permission denied");
}

TEST_CASE("a full disk leaves the old file as it was") {
  const Place place;
  const ShellResult mounted = shell(
      "mkdir disk && mount -t tmpfs -o size=16k tmpfs disk", place.path());
  if (mounted.code != 0) {
    MESSAGE("SKIPPED: mounting a small tmpfs is not permitted here");
    return;
  }
  write_file(place.path() / "disk" / "out", "old\n");
  write_file(place.path() / "disk" / "filler", std::string(8'000, 'x'));
  // 300 jobs give far more than is free.
  std::string lineage = "[";
  for (int i = 0; i < 300; ++i) {
    lineage += (i == 0 ? "" : ",") + std::string(R"({"data":{"name":"job.n)") +
               std::to_string(i) + R"(","typ":"task"}})";
  }
  write_file(place.path() / "big.json", lineage + "]");
  const ProcessResult result =
      place.run({"derive", "big.json", "-o", "disk/out"});
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(place.path() / "disk")) {
    names.push_back(entry.path().filename().string());
  }
  const std::string kept = read_file(place.path() / "disk" / "out");
  CHECK(shell("umount disk", place.path()).code == 0);
  check_failure(result, "cannot write \"disk/out\": no space left on device");
  std::sort(names.begin(), names.end());
  CHECK(names == std::vector<std::string>{"filler", "out"});
  CHECK(kept == "old\n");
}

TEST_CASE("an output file appears whole, keeps its mode and its link") {
  const Place place;
  write_file(place.path() / "real" / "out.csv", "old");
  chmod((place.path() / "real" / "out.csv").c_str(), 0640);
  fs::create_symlink("real/out.csv", place.path() / "link.csv");
  const ProcessResult result =
      place.run({"derive", "good.json", "--format", "csv", "-o", "link.csv"});
  CHECK(result.code == 0);
  CHECK(result.out == "");
  CHECK(fs::is_symlink(place.path() / "link.csv"));
  CHECK(read_file(place.path() / "real" / "out.csv") ==
        place.run({"derive", "good.json", "--format", "csv"}).out);
  struct stat status {};
  stat((place.path() / "real" / "out.csv").c_str(), &status);
  CHECK((status.st_mode & 0777) == 0640);
  CHECK(place.run({"derive", "good.json", "-o", "/dev/null"}).code == 0);
  CHECK(fs::is_character_file("/dev/null"));
  CHECK(place.run({"derive", "good.json", "-o", "-"}).out ==
        place.run({"derive", "good.json"}).out);
}

TEST_CASE("an output that a command never fills replaces nothing") {
  const Place place;
  write_file(place.path() / "out", "old");
  CHECK(place.run({"derive", "absent.json", "-o", "out"}).code == 3);
  CHECK(read_file(place.path() / "out") == "old");
}

TEST_CASE("a reader that leaves ends the command quietly") {
  const Place place;
  const ShellResult result = shell(
      "{ lockstep cron next hourly -n 100000; echo code $? >&2; } | head -n 1",
      place.path());
  CHECK(result.out == "2024-01-01T01:00:00Z\n");
  CHECK(result.err == "code 141\n");
  const ShellResult eval = shell(
      "{ yes '{\"op\":\"next\",\"cron\":\"daily\"}' | lockstep cron eval; "
      "echo code $? >&2; } | head -n 1",
      place.path());
  CHECK(eval.out == "{\"ticks\":[\"2024-01-02T00:00:00Z\"]}\n");
  CHECK(eval.err == "code 141\n");
}

TEST_CASE("standard output or error may be closed from the start") {
  const Place place;
  const ShellResult no_output =
      shell("lockstep derive good.json >&-", place.path());
  CHECK(no_output.code == 3);
  CHECK(no_output.err ==
        "lockstep: cannot write the output: bad file descriptor\n");
  const ShellResult no_error =
      shell("lockstep derive absent.json 2>&-", place.path());
  CHECK(no_error.code == 3);
  CHECK(no_error.out == "");
}

}  // namespace
}  // namespace lockstep::test
