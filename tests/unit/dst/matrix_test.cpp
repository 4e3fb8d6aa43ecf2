// Runs of real engines around changes of the clock: the measured matrix, and
// our own rows written from the words of each rule.

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>

#include "base/text.hpp"
#include "cron/policy.hpp"
#include "support/paths.hpp"

namespace {

using lockstep::Clock;
using lockstep::seconds;
using lockstep::sys_seconds;

/// `01:30b`: the wall clock; a and b tell the passes of a fold apart.
std::string local_time(const lockstep::Zone& zone, sys_seconds at) {
  const auto shown = [&](sys_seconds t) {
    return format_local(zone, t).substr(0, 19);
  };
  std::string text = shown(at).substr(11, 5);
  for (const seconds fold :
       {seconds{1800}, seconds{3600}, seconds{7200}, seconds{10800}}) {
    if (shown(at + fold) == shown(at)) return text + 'a';
    if (shown(at - fold) == shown(at)) return text + 'b';
  }
  return text;
}

std::string runs(const lockstep::Zone& zone, std::string_view cron,
                 const lockstep::DstPolicy& policy, sys_seconds from,
                 sys_seconds last) {
  const auto compiled =
      compile_with_facts(cron, *lockstep::find_dialect("croniter"));
  REQUIRE(compiled.has_value());
  const Clock clock = clock_of(&zone, policy, compiled->cron, compiled->facts);
  std::string text;
  for (auto tick = next_or_equal(compiled->cron, from, clock);
       tick && *tick <= last; tick = next(compiled->cron, *tick, clock)) {
    text += (text.empty() ? "" : " ") + local_time(zone, *tick);
  }
  return text.empty() ? "(none)" : text;
}

sys_seconds instant(std::string_view text) {
  return *lockstep::parse_instant(text);
}

// ---- The measured matrix ----

struct Scene {
  const char* zone;
  const char* from;  ///< the first instant that was looked at
  const char* last;
};
const std::map<std::string, Scene> kScenes = {
    {"NY-gap",
     {"America/New_York", "2024-03-10T05:00:00Z", "2024-03-10T11:00:00Z"}},
    {"NY-fold",
     {"America/New_York", "2024-11-03T04:00:00Z", "2024-11-03T10:00:00Z"}},
    {"LH-gap",
     {"Australia/Lord_Howe", "2024-10-05T13:30:00Z", "2024-10-05T18:30:00Z"}},
    {"LH-fold",
     {"Australia/Lord_Howe", "2024-04-06T13:00:00Z", "2024-04-06T18:30:00Z"}},
    {"SP-midgap",
     {"America/Sao_Paulo", "2018-11-04T02:00:00Z", "2018-11-04T07:00:00Z"}},
    {"SP-midfold",
     {"America/Sao_Paulo", "2018-02-18T01:00:00Z", "2018-02-18T06:00:00Z"}}};

const std::map<std::string, std::string> kColumns = {
    {"wallclock", "wall"},    {"cronie-sim", "vixie"},
    {"airflow", "airflow"},   {"dagster-rule", "dagster"},
    {"robfig", "kubernetes"}, {"cron-utils/Kestra", "kestra"},
    {"quartz", "quartz"},     {"systemd252", "systemd"},
    {"croniter6", "croniter"}};

/// Several runs at one instant are one.
std::string collapsed(std::string_view ticks) {
  std::istringstream words{std::string(ticks)};
  std::string text, last;
  for (std::string word; words >> word; last = word) {
    if (word != last) text += (text.empty() ? "" : " ") + word;
  }
  return text;
}

struct Row {
  std::string scene, cron, engine, ticks;
};

std::vector<Row> matrix() {
  std::vector<Row> rows;
  std::ifstream file(lockstep::test::data_dir() / "cron/dst_matrix.txt");
  std::string scene, cron;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("## ")) {
      const std::size_t blank = line.find(' ', 3);
      scene = line.substr(3, blank - 3);
      cron = line.substr(blank + 1);
      continue;
    }
    const std::size_t arrow = line.find("<- ");
    if (arrow == std::string::npos) continue;
    std::istringstream engines(line.substr(arrow + 3));
    for (std::string engine; std::getline(engines >> std::ws, engine, ',');) {
      rows.push_back({scene, cron, std::string(lockstep::trim(engine)),
                      collapsed(line.substr(0, arrow))});
    }
  }
  return rows;
}

}  // namespace

TEST_CASE("policies run as the engines were seen to run") {
  const auto rows = matrix();
  lockstep::ZoneTable zones;
  if (rows.empty() || !zones.find("America/New_York")) {
    MESSAGE("SKIPPED: no matrix of measured runs, or no zone database");
    return;
  }
  int checked = 0;
  for (const Row& row : rows) {
    const auto column = kColumns.find(row.engine);
    if (column == kColumns.end()) continue;
    const Scene& scene = kScenes.at(row.scene);
    CAPTURE(row.scene);
    CAPTURE(row.cron);
    CAPTURE(row.engine);
    const std::string ours = runs(**zones.find(scene.zone), row.cron,
                                  *lockstep::find_policy(column->second),
                                  instant(scene.from), instant(scene.last));
    // croniter 6 adds a run that no rule names; 7.0 does not.
    const bool known = row.engine == "croniter6" && row.scene == "LH-gap" &&
                       row.cron == "0 * * * *";
    CHECK((ours == row.ticks) != known);
    ++checked;
  }
  CHECK(checked == 9 * 30);
}

TEST_CASE("policies run as their rules say") {
  lockstep::ZoneTable zones;
  if (!zones.find("Europe/Berlin")) {
    MESSAGE("SKIPPED: the machine has no zone database");
    return;
  }
  std::ifstream file(lockstep::test::source_dir() / "fixtures/cron/dst.tsv");
  REQUIRE(file);
  int rows = 0;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.starts_with('#')) continue;
    std::istringstream cells(line);
    std::string policies, cron, zone, from, last, ticks;
    for (std::string* cell : {&policies, &cron, &zone, &from, &last, &ticks}) {
      std::getline(cells, *cell, '\t');
    }
    std::istringstream names(policies);
    for (std::string name; names >> name;) {
      CAPTURE(line);
      CAPTURE(name);
      const lockstep::DstPolicy* const policy = lockstep::find_policy(name);
      REQUIRE(policy);
      CHECK(runs(**zones.find(zone), cron, *policy, instant(from),
                 instant(last)) == ticks);
      ++rows;
    }
  }
  CHECK(rows > 100);
}
