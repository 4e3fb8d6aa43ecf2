// `lockstep emit` and its folder: what is written, what is never touched, what
// is said.

#include <doctest/doctest.h>

#include <filesystem>
#include <map>
#include <string>

#include <nlohmann/json.hpp>

#include "base/sha256.hpp"
#include "support/shell.hpp"

using namespace lockstep::test;
namespace fs = std::filesystem;

namespace {

constexpr const char* kProject =
    "version: 1\n"
    "datasets:\n"
    "  a.one: {cron: \"0 4 * * *\"}\n"
    "  k.x: {inputs: [a.one]}\n";

/// A folder with a project.
class Place {
 public:
  Place() { write("lockstep.yaml", kProject); }

  void write(const std::string& name, const std::string& text) const {
    write_file(scratch_.path() / name, text);
  }
  [[nodiscard]] std::string read(const std::string& name) const {
    return read_file(scratch_.path() / name);
  }
  [[nodiscard]] bool has(const std::string& name) const {
    return fs::exists(scratch_.path() / name);
  }
  [[nodiscard]] ShellResult run(const std::string& command) const {
    return shell("lockstep " + command, scratch_.path());
  }
  [[nodiscard]] const fs::path& path() const { return scratch_.path(); }

  /// True if the manifest names exactly the files of the folder, and each has
  /// the digest that stands there.
  [[nodiscard]] bool manifest_is_right(const std::string& folder) const {
    const auto manifest =
        nlohmann::json::parse(read(folder + "/lockstep.manifest.json"));
    std::size_t files = 0;
    for (const auto& entry : manifest["files"]) {
      const std::string name = folder + "/" + entry["path"].get<std::string>();
      if (!has(name) || entry.contains("previous") ||
          lockstep::sha256(read(name)) != entry["sha256"]) {
        return false;
      }
      ++files;
    }
    std::size_t there = 0;
    for (const auto& entry : fs::directory_iterator(path() / folder)) {
      there += entry.is_regular_file();
    }
    return there == files + 1;
  }

 private:
  ScratchDirectory scratch_;
};

}  // namespace

TEST_CASE("one command writes a folder of DAGs with its manifest") {
  const Place place;
  const ShellResult first = place.run("emit airflow -o dags");
  CHECK(first.code == 0);
  CHECK(first.out == "");
  CHECK(first.err == "dags: 5 files, 5 new, 0 changed, 0 as they were\n");
  CHECK(place.manifest_is_right("dags"));
  CHECK(place.has("dags/a_load_daily_0400.py"));
  CHECK(place.has("dags/k_transform.py"));
  const std::string before = place.read("dags/lockstep.manifest.json");
  const auto time = fs::last_write_time(place.path() / "dags/k_transform.py");
  const ShellResult second = place.run("emit airflow -o dags");
  CHECK(second.err == "dags: 5 files, 0 new, 0 changed, 5 as they were\n");
  CHECK(place.read("dags/lockstep.manifest.json") == before);
  CHECK(fs::last_write_time(place.path() / "dags/k_transform.py") == time);
  CHECK(place.run("emit airflow -o dags --check").code == 0);
}

TEST_CASE("--check, --dry-run and --diff write nothing") {
  const Place place;
  const ShellResult check = place.run("emit airflow -o dags --check");
  CHECK(check.code == 1);
  CHECK(check.out ==
        "a_load_daily_0400.py: new\nk_transform.py: new\n"
        "lockstep_airflow.py: new\nlockstep_runtime.py: new\n"
        "lockstep_ticks.py: new\n");
  CHECK(check.err == "\"dags\" is not what lockstep would write\n");
  CHECK(!place.has("dags"));
  CHECK(place.run("emit airflow -o dags --dry-run").code == 0);
  CHECK(!place.has("dags"));
  CHECK(place.run("emit airflow -o dags -q").err == "");
  place.write("lockstep.yaml",
              std::string(kProject) +
                  "pipelines: [{name: p, select: [k.x], target: {owner: me}}]");
  const ShellResult diff = place.run("emit airflow -o dags --diff -q");
  CHECK(diff.code == 0);
  CHECK(diff.out.find("\"owner\": \"me\"") != std::string::npos);
  CHECK(diff.out.find("--- ") == 0);
  CHECK(!place.has("dags/p.py"));
}

TEST_CASE("what is no longer made stays until --prune") {
  const Place place;
  CHECK(place.run("emit airflow -o dags -q").code == 0);
  place.write("lockstep.yaml",
              "version: 1\ndatasets: {a.one: {cron: \"0 4 * * *\"}}\n");
  const ShellResult kept = place.run("emit airflow -o dags");
  CHECK(kept.err ==
        "\"dags/k_transform.py\" is no longer made; --prune deletes it\n"
        "dags: 4 files, 0 new, 4 changed, 0 as they were\n");
  CHECK(place.has("dags/k_transform.py"));
  CHECK(place.manifest_is_right("dags"));
  CHECK(place.run("emit airflow -o dags --check").code == 1);
  CHECK(place.run("emit airflow -o dags --prune").code == 0);
  CHECK(!place.has("dags/k_transform.py"));
  CHECK(place.manifest_is_right("dags"));
  CHECK(place.run("emit airflow -o dags --check").code == 0);
}

TEST_CASE("files of others are never touched") {
  const Place place;
  place.write("dags/mine.py", "mine\n");
  const ShellResult beside = place.run("emit airflow -o dags");
  CHECK(beside.code == 0);
  CHECK(beside.err ==
        "not written by lockstep, left alone: mine.py\n"
        "dags: 5 files, 5 new, 0 changed, 0 as they were\n");
  CHECK(place.read("dags/mine.py") == "mine\n");

  const Place other;
  other.write("dags/k_transform.py", "mine\n");
  const ShellResult refused = other.run("emit airflow -o dags");
  CHECK(refused.code == 3);
  CHECK(refused.err ==
        "lockstep: cannot write \"dags/k_transform.py\": there is such a file, "
        "and lockstep did not write it\nnothing was written\n");
  CHECK(other.read("dags/k_transform.py") == "mine\n");
  CHECK(!other.has("dags/a_load_daily_0400.py"));

  const Place edited;
  CHECK(edited.run("emit airflow -o dags -q").code == 0);
  edited.write("dags/k_transform.py", "edited\n");
  const ShellResult kept = edited.run("emit airflow -o dags");
  CHECK(kept.code == 3);
  CHECK(
      kept.err ==
      "lockstep: cannot write \"dags/k_transform.py\": it was changed by hand "
      "since lockstep wrote it; move it away or delete it to have it written "
      "again\nnothing was written\n");
  CHECK(edited.read("dags/k_transform.py") == "edited\n");
  // Nor is it pruned.
  edited.write("lockstep.yaml",
               "version: 1\ndatasets: {a.one: {cron: \"0 4 * * *\"}}\n");
  CHECK(edited.run("emit airflow -o dags --prune -q").code == 0);
  CHECK(edited.read("dags/k_transform.py") == "edited\n");
}

TEST_CASE("a manifest that was killed half way is taken up") {
  const Place place;
  CHECK(place.run("emit airflow -o dags -q").code == 0);
  auto manifest =
      nlohmann::json::parse(place.read("dags/lockstep.manifest.json"));
  // The state between: the new digest stands there, the old file, too.
  for (auto& entry : manifest["files"]) {
    entry["previous"] = entry["sha256"];
    entry["sha256"] = std::string(64, '0');
  }
  place.write("dags/lockstep.manifest.json", manifest.dump());
  place.write("lockstep.yaml", std::string(kProject) +
                                   "pipelines: [{name: k_transform, select: "
                                   "[k.x], target: {owner: me}}]");
  CHECK(place.run("emit airflow -o dags -q").code == 0);
  CHECK(place.manifest_is_right("dags"));
}

TEST_CASE("a manifest that is none, or that points outside, is refused") {
  const Place place;
  place.write("dags/lockstep.manifest.json", "{}");
  CHECK(
      place.run("emit airflow -o dags").err ==
      "lockstep: cannot use \"dags/lockstep.manifest.json\": it is no manifest "
      "of lockstep\n");
  place.write("dags/lockstep.manifest.json",
              R"({"version":1,"files":[{"path":"../lockstep.yaml"}]})");
  const ShellResult outside = place.run("emit airflow -o dags --prune");
  CHECK(outside.code == 3);
  CHECK(outside.err ==
        "lockstep: cannot use \"dags/lockstep.manifest.json\": it names "
        "\"../lockstep.yaml\", which is no path inside the folder\n");
  CHECK(place.has("lockstep.yaml"));
}

TEST_CASE("a folder that cannot be written") {
  const Place place;
  place.write("file", "x");
  const ShellResult result = place.run("emit airflow -o file/dags");
  CHECK(result.code == 3);
  CHECK(result.err.starts_with("lockstep: cannot "));
}

TEST_CASE("unknown targets, versions, environments") {
  const Place place;
  struct {
    const char *command, *err;
  } const rows[] = {
      {"emit airfow",
       "unknown target \"airfow\" (did you mean \"airflow\"?); known are "
       "airflow and dagster"},
      {"emit", "which target? lockstep emit --list shows them"},
      {"emit airflow --target-version 3.33",
       "unknown version of airflow \"3.33\" (did you mean \"3.3\"?); known are "
       "2.9, 2.10, 2.11, 3.0, 3.1, 3.2 and 3.3"},
      {"emit airflow --environment cloudrun",
       "unknown environment \"cloudrun\" (did you mean \"cloud_run\"?); known "
       "are shell, cloud_run, dataproc and fargate"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.command);
    const ShellResult result = place.run(row.command);
    CHECK(result.code == 2);
    CHECK(result.err.starts_with(std::string("lockstep: ") + row.err));
  }
}

TEST_CASE(
    "an unknown option is an error with a suggestion, and nothing is "
    "written") {
  const Place place;
  place.write("lockstep.yaml",
              std::string(kProject) +
                  "pipelines: [{name: p, target: {retrys: 3, gate: allways}}]");
  const ShellResult result = place.run("emit airflow -o dags --color never");
  CHECK(result.code == 1);
  CHECK(result.err.find("error[INP003]: unknown key \"retrys\" in a target "
                        "(did you mean \"retries\"?)\n") != std::string::npos);
  CHECK(
      result.err.find("error[INP002]: gate: \"allways\" is not auto or always "
                      "(did you mean \"always\"?)\n") != std::string::npos);
  CHECK(result.err.ends_with("nothing was written\n"));
  CHECK(!place.has("dags"));
}

TEST_CASE("what a version cannot say is an error before anything is written") {
  const Place place;
  place.write("lockstep.yaml",
              "version: 1\ndatasets:\n  a.h: {cron: hourly}\n"
              "  a.d: {cron: daily}\n  k.x: {inputs: [a.h, a.d]}\n");
  const ShellResult result =
      place.run("emit airflow -o dags --target-version 2.9 --color never -q");
  CHECK(result.code == 1);
  CHECK(result.err.find("error[EMT001]: pipeline \"k_transform\": airflow 2.9 "
                        "has no dates of events, which its gate needs\n") !=
        std::string::npos);
  CHECK(!place.has("dags"));
}

TEST_CASE("names that differ by case only are refused") {
  const Place place;
  place.write("lockstep.yaml",
              "version: 1\ndatasets:\n  a.x: {cron: hourly}\n"
              "  b.x: {cron: daily}\n"
              "pipelines: [{name: \"p-x\", select: [a.x]}, "
              "{name: \"p.x\", select: [b.x]}, {name: \"p_x\"}]\n");
  CHECK(place.run("emit airflow -o dags -q").code == 0);
  place.write("lockstep.yaml",
              "version: 1\ndatasets:\n  a.x: {cron: hourly}\n"
              "  b.x: {cron: daily}\n"
              "pipelines: [{name: \"p x\", select: [a.x]}, {name: \"p.x\"}]\n");
  const ShellResult result = place.run("emit airflow -o dags --color never -q");
  CHECK(result.code == 1);
  CHECK(result.err.find("error[GRA003]: pipelines \"p x\" and \"p.x\" would be "
                        "one file, \"p_x\"\n") != std::string::npos);
}

TEST_CASE("what an engine would run at other minutes is refused") {
  const Place place;
  place.write("lockstep.yaml",
              "version: 1\ntimezone: Asia/Kolkata\n"
              "datasets: {a.x: {cron: hourly}, a.y: {cron: daily}}\n");
  const ShellResult old =
      place.run("emit dagster --target-version 1.9 -o dags --color never -q");
  CHECK(old.code == 1);
  CHECK(old.err.find("dagster 1.9 runs a cron of every hour in Asia/Kolkata at "
                     "other minutes\n") != std::string::npos);
  CHECK(old.err.find("error[EMT001]") == old.err.rfind("error[EMT001]"));
  CHECK(!place.has("dags"));
  CHECK(place.run("emit dagster -o dags -q").code == 0);
}

TEST_CASE("--list") {
  const Place place;
  CHECK(
      place.run("emit --list").out ==
      "TARGET   WRITES                                 VERSIONS               "
      "        ENVIRONMENTS\n"
      "airflow  Apache Airflow DAGs in Python          2.9 2.10 2.11 3.0 3.1 "
      "3.2 3.3  shell cloud_run dataproc fargate\n"
      "dagster  Dagster ops, jobs, schedules, sensors  1.9 1.13               "
      "        shell cloud_run dataproc fargate\n");
  CHECK(place.run("emit airflow --list").out ==
        "PIPELINE           TASKS  STARTS BY            MAKES\n"
        "a_load_daily_0400  3      schedule: 0 4 * * *  a.one\n"
        "k_transform        3      aligned: a.one       k.x\n");
}

TEST_CASE("--format json shows the pipelines themselves") {
  const Place place;
  const auto json =
      nlohmann::json::parse(place.run("emit airflow --format json").out);
  CHECK(json["version"] == 1);
  REQUIRE(json["pipelines"].size() == 2);
  const auto& pipeline = json["pipelines"][1];
  CHECK(pipeline["id"] == "k_transform");
  CHECK(pipeline["start"]["sensor"]["datasets"] ==
        nlohmann::json::array({"a.one"}));
  CHECK(pipeline["edges"].size() == 2);
  CHECK(pipeline["tasks"][1]["command"].back()[1] ==
        nlohmann::json{{"value", "window_start"}});
  CHECK(!place.has("pipelines"));
  CHECK(place.run("emit airflow --format json -o ir.json").out == "");
  CHECK(nlohmann::json::parse(place.read("ir.json")) == json);
}

TEST_CASE("the same whatever the order of inputs") {
  const Place place;
  place.write("a.yaml", "datasets: {a.one: {cron: daily}}\n");
  place.write("b.json", R"([{"data":{"name":"k.x","typ":"task"},"children":[)"
                        R"({"data":{"name":"a.one","typ":"table"}}]}])");
  CHECK(place.run("emit airflow a.yaml b.json -o one -q").code == 0);
  CHECK(place.run("emit airflow b.json a.yaml -o two -q").code == 0);
  CHECK(shell("diff -r one two", place.path()).out == "");
}
