// What clocks that change do to runs (TZD003, TZD004, TZD007), monitors and
// promises as declared (FRS004 to FRS006), and the worst minute (LOD001): where
// each begins and ends.

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "rows.hpp"

namespace lockstep::test {
namespace {

struct Project {
  const char* name;
  std::vector<File> files;
  std::vector<std::string> expected;  // `RULE severity nodes: message`
};

/// Findings of one rule without their places.
std::vector<std::string> findings(const std::vector<File>& files,
                                  const std::string& rule) {
  LintOptions options;
  options.select = {rule};
  std::vector<std::string> result;
  for (const std::string& line : lint_files(files, options).lines()) {
    result.push_back(line.substr(0, line.rfind(" @ ")));
  }
  return result;
}

void check_projects(const std::string& rule,
                    const std::vector<Project>& projects) {
  for (const Project& project : projects) {
    INFO(rule, " ", project.name);
    CHECK(findings(project.files, rule) == project.expected);
  }
}

File yaml(const std::string& body) {
  return {"lockstep.yaml", "version: 1\n" + body};
}

/// u at `u_cron` in one zone, v in another, reading it.
File zoned(const std::string& u_cron, const std::string& u_zone,
           const std::string& v_cron, const std::string& v_zone,
           const std::string& how = "") {
  return yaml("datasets:\n  u: {cron: '" + u_cron + "', timezone: " + u_zone +
              "}\n  v: {cron: '" + v_cron + "', timezone: " + v_zone +
              ", inputs: [{dataset: u" + how + "}]}\n");
}

TEST_CASE("TZD003: the run that is read changes at a change of the clocks") {
  const std::string utc = "UTC", paris = "Europe/Paris",
                    york = "America/New_York", madrid = "Europe/Madrid";
  const auto flips = [](const std::vector<File>& files) {
    return findings(files, "TZD003").size();
  };
  // In summer 07:30 in Paris is 05:30 in UTC.
  CHECK(flips({zoned("30 7 * * *", paris, "0 6 * * *", utc)}) == 1);
  CHECK(flips({zoned("0 6 * * *", utc, "30 7 * * *", paris)}) == 1);
  CHECK(flips({zoned("0 8 * * *", york, "30 13 * * *", paris)}) == 1);
  // Two hours of distance are never used up.
  CHECK(flips({zoned("0 6 * * *", paris, "0 8 * * *", utc)}) == 0);
  // One zone, or two that change together.
  CHECK(flips({zoned("30 7 * * *", paris, "0 6 * * *", paris)}) == 0);
  CHECK(flips({zoned("30 7 * * *", paris, "0 8 * * *", madrid)}) == 0);
  CHECK(flips({zoned("30 7 * * *", "Asia/Tokyo", "0 6 * * *", utc)}) == 0);
  // Waits for its run, or runs more often than its input.
  CHECK(flips({zoned("30 7 * * *", paris, "0 6 * * *", utc,
                     ", guard: sensor")}) == 0);
  CHECK(flips({zoned("30 7 * * *", paris, "0 */3 * * *", utc)}) == 0);
  // The age changes by an hour of a day: no other run.
  CHECK(flips({zoned("0 * * * *", paris, "30 6 * * *", utc)}) == 0);
}

TEST_CASE("TZD004: windows of other lengths when the clocks change") {
  const auto windows = [](const std::string& u, const std::string& v,
                          const std::string& zone, const std::string& window) {
    return findings({yaml("timezone: " + zone + "\ndatasets:\n  u: {cron: '" +
                          u + "'}\n  v: {cron: '" + v + "', window: " + window +
                          ", inputs: [{dataset: u, read: window}]}\n")},
                    "TZD004");
  };
  using Lines = std::vector<std::string>;
  const std::string daily = "0 6 * * *";
  CHECK(windows("0 * * * *", daily, "Europe/Paris", "previous") ==
        Lines{"TZD004 warning u,v: the window of \"v\" on \"u\" is 23h long "
              "instead of 1d when the clocks change"});
  CHECK(windows(daily, daily, "Europe/Paris", "{length: 1d}") ==
        Lines{"TZD004 warning u,v: the window of \"v\" on \"u\" holds 2 runs "
              "instead of 1 when the clocks change"});
  CHECK(windows("0 * * * *", daily, "UTC", "previous").empty());
  CHECK(windows("0 * * * *", daily, "Asia/Tokyo", "previous").empty());
  // An hour has 60 minutes in every zone.
  CHECK(
      windows("*/10 * * * *", "0 * * * *", "Europe/Paris", "previous").empty());
  // Months have many lengths anyway.
  CHECK(windows(daily, "0 6 1 * *", "Europe/Paris", "previous").empty());
}

TEST_CASE("TZD007: a local deadline met by less than an hour in summer") {
  const auto deadline = [](const std::string& cron, const std::string& zone,
                           const std::string& deadline_zone) {
    return findings({yaml("datasets:\n  u: {cron: '" + cron +
                          "', timezone: " + zone +
                          ", freshness: {ready_by: {cron: '0 8 * * *', "
                          "timezone: " +
                          deadline_zone + "}}}\n")},
                    "TZD007")
        .size();
  };
  CHECK(deadline("30 5 * * *", "UTC", "Europe/Paris") == 1);
  CHECK(deadline("0 5 * * *", "UTC", "Europe/Paris") == 0);  // 1 h and 2 h
  CHECK(deadline("1 5 * * *", "UTC", "Europe/Paris") == 1);
  CHECK(deadline("0 7 * * *", "UTC", "Europe/Paris") == 1);  // 0 s, then 23 h
  CHECK(deadline("30 5 * * *", "UTC", "UTC") == 0);
  CHECK(deadline("30 7 * * *", "Europe/Paris", "Europe/Paris") == 0);
  CHECK(deadline("30 5 * * *", "UTC", "Asia/Tokyo") == 0);
}

TEST_CASE("FRS004: a monitor that alerts although every run is on time") {
  const auto monitor = [](const std::string& cron, int freshness,
                          const std::string& duration = "",
                          const std::string& zone = "") {
    std::vector<File> files = {
        {"lineage.json",
         R"([{"data": {"name": "a.b", "typ": "table", "cron": ")" + cron +
             R"(", "freshness": )" + std::to_string(freshness) + "}}]"}};
    if (!duration.empty()) {
      files.push_back(yaml("datasets: {a.b: {duration: " + duration + "}}\n"));
    }
    if (!zone.empty()) files.push_back(yaml("timezone: " + zone + "\n"));
    return findings(files, "FRS004");
  };
  using Lines = std::vector<std::string>;
  CHECK(monitor("0 6 * * *", 86'400).empty());
  CHECK(monitor("0 6 * * *", 86'399) ==
        Lines{"FRS004 warning a.b: the monitor of \"a.b\" alerts after 23h 59m "
              "59s, but its runs are up to 1d apart"});
  CHECK(monitor("0 6 * * 1-5", 3 * 86'400).empty());
  CHECK(monitor("0 6 * * 1-5", 90'000).size() == 1);
  CHECK(monitor("0 6 * * *", 90'000, "1h").empty());
  CHECK(monitor("0 6 * * *", 90'000, "61m").size() == 1);
  CHECK(monitor("0 6 * * *", 90'000, "[1m, 61m]").size() == 1);
  CHECK(monitor("0 6 * * *", 0).empty());  // none
  // Three gaps are the most that a monitor may sleep.
  CHECK(monitor("0 6 * * *", 3 * 86'400).empty());
  CHECK(monitor("0 6 * * *", 3 * 86'400 + 1) ==
        Lines{"FRS004 info a.b: the monitor of \"a.b\" alerts after 3d 1s, but "
              "its runs are at most 1d apart: several may fail before"});
  // The day on which clocks go back is an hour longer.
  CHECK(monitor("0 6 * * *", 3 * 90'000, "", "Europe/Paris").empty());
  CHECK(monitor("0 6 * * *", 3 * 90'000 + 1, "", "Europe/Paris") ==
        Lines{"FRS004 info a.b: the monitor of \"a.b\" alerts after 3d 3h 1s, "
              "but its runs are at most 1d 1h apart: several may fail before"});
}

TEST_CASE("FRS005: a promise under that of what it is made of") {
  const auto promises = [](const std::string& body) {
    return findings({yaml("datasets:\n" + body)}, "FRS005").size();
  };
  const std::string u = "  u: {cron: '0 * * * *', freshness: {max_age: 3h}}\n";
  CHECK(promises(u + "  v: {inputs: [u], freshness: {max_age: 2h}}\n") == 1);
  CHECK(promises(u + "  v: {inputs: [u], freshness: {max_age: 3h}}\n") == 0);
  // Through a job without a promise.
  CHECK(promises(u + "  w: {inputs: [u]}\n"
                     "  v: {inputs: [w], freshness: {max_age: 2h}}\n") == 1);
  // At deadlines only, or no age at all.
  CHECK(promises(u + "  v: {inputs: [u], freshness: {max_age: 2h, ready_by: "
                     "'0 8 * * *'}}\n") == 0);
  // An ancestor that no schedule reaches promises nothing that could hold.
  CHECK(promises("  u: {freshness: {max_age: 3h}}\n"
                 "  v: {cron: '0 * * * *', inputs: [u], freshness: {max_age: "
                 "2h}}\n") == 0);
}

TEST_CASE("FRS006: leaves without a promise, where others have one") {
  const std::string u = "datasets:\n  u: {cron: '0 * * * *'}\n";
  check_projects(
      "FRS006",
      {{"nobody promises", {yaml(u + "  v: {inputs: [u]}\n")}, {}},
       {"one leaf does",
        {yaml(u + "  v: {inputs: [u], freshness: 2h}\n  w: {inputs: [u]}\n")},
        {"FRS006 info w: \"w\" has no promise of freshness"}},
       {"an exposure shows it",
        {yaml(u + "  v: {inputs: [u], freshness: 2h}\n  w: {inputs: [u]}\n"
                  "exposures: {board: {reads: [w], freshness: 1d}}\n")},
        {}},
       {"the exposure promises nothing",
        {yaml(u + "  v: {inputs: [u], freshness: 2h}\n"
                  "exposures: {board: {reads: [v]}}\n")},
        {"FRS006 info board: exposure \"board\" has no promise of freshness"}},
       {"what is read is no leaf",
        {yaml(u + "  v: {inputs: [u], freshness: 2h}\n")},
        {}}});
}

TEST_CASE("LOD001: the worst minute over the budget") {
  const std::string three =
      "datasets:\n  a: {cron: '0 0 * * *'}\n  b: {cron: '0 0 * * 1'}\n"
      "  c: {cron: '0 */6 * * *'}\n";
  check_projects(
      "LOD001",
      {{"no budget", {yaml(three)}, {}},
       {"three on Mondays",
        {yaml("lint: {budget: {ticks_per_minute: 2}}\n" + three)},
        {"LOD001 warning a,b,c: 3 pipelines start at 2024-01-01T00:00:00Z, "
         "over the budget of 2 a minute"}},
       {"as many as allowed",
        {yaml("lint: {budget: {ticks_per_minute: 3}}\n" + three)},
        {}},
       // One after the other in one pipeline.
       {"a pipeline starts once",
        {yaml("lint: {budget: {ticks_per_minute: 1}}\ndatasets:\n"
              "  a: {inputs: [s], cron: '0 0 * * *'}\n"
              "  b: {inputs: [a], cron: '0 0 * * *'}\n  s: {}\n")},
        {}},
       {"sensors start when something comes",
        {yaml("lint: {budget: {ticks_per_minute: 1}}\ndatasets:\n"
              "  a: {cron: '0 0 * * *'}\n  b: {inputs: [a]}\n")},
        {}}});
}

}  // namespace
}  // namespace lockstep::test
