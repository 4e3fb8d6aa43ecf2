// CRN004 and LOD002 against plain lists: what two dialects make of random
// texts, tick by tick, and how many random jobs wait, minute by minute.

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <set>
#include <sstream>
#include <string>
#include <tuple>
#include <vector>

#include <fmt/format.h>

#include "analyze.hpp"
#include "base/text.hpp"
#include "lint/rule.hpp"
#include "support/paths.hpp"

namespace lockstep {
namespace {

std::vector<Diagnostic> findings(const std::string& text,
                                 const std::string& rule) {
  Sources sources;
  sources.add({"lockstep.yaml", text, "", {}});
  Analysis analysis = analyze(sources, {});
  LintOptions options;
  options.select = {rule};
  return lint({analysis.project, analysis.derivation}, sources,
              std::move(analysis.diagnostics), options)
      .diagnostics;
}

class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}
  int below(int n) {
    return static_cast<int>(engine_() % static_cast<unsigned>(n));
  }
  std::string one_of(const std::vector<std::string>& words) {
    return words[static_cast<std::size_t>(
        below(static_cast<int>(words.size())))];
  }

 private:
  std::mt19937 engine_;
};

// ---- CRN004 ----

std::string random_cron(Random& random) {
  const std::string month_days =
      random.one_of({"*", "*", "*/1", "*/2", "1,15", "L", "13", "1-31", "?",
                     "2/10", "15W", "29-31", "*,1"});
  const std::string week_days =
      random.one_of({"*", "*", "5", "1-5", "7", "MON-FRI", "SUN-TUE", "5#2",
                     "L5", "5L", "FRI-MON", "0-6", "*/2", "?", "1/2"});
  return fmt::format("{} {} {} {} {}", random.one_of({"0", "*/15", "59/15"}),
                     random.one_of({"*", "6", "22-2"}), month_days,
                     random.one_of({"*", "1-3", "JAN", "NOV-FEB"}), week_days);
}

/// The first ticks of five years that differ in their calendar.
std::vector<sys_seconds> some_ticks(const Cron& cron) {
  std::vector<sys_seconds> ticks;
  for (int year = 54; year < 59; ++year) {  // 2024 to 2028, roughly
    sys_seconds at{seconds{year * 31'556'952LL}};
    const sys_seconds end = at + std::chrono::days{366};
    // Day by day, the first tick: enough to see every day that differs.
    while (at < end) {
      const auto tick = next(cron, at);
      if (!tick) break;
      ticks.push_back(*tick);
      const sys_seconds day = std::chrono::floor<std::chrono::days>(*tick);
      at = std::max(*tick, day + seconds{86'340});
    }
    for (int i = 0; i < 200; ++i) {
      const auto tick = next(cron, at);
      if (!tick) break;
      ticks.push_back(*tick);
      at = *tick;
    }
  }
  return ticks;
}

TEST_CASE("CRN004 finds what two dialects read otherwise, and nothing else") {
  Random random(20240101);
  int found_count = 0, silent = 0;
  for (int i = 0; i < 1500; ++i) {
    const std::string text = random_cron(random);
    const auto here = compile(text, *find_dialect("croniter"));
    if (!here || frequency(*here).firings == 0) continue;
    const std::string target =
        random.one_of({"kestra", "kubernetes", "vixie", "snowflake", "github",
                       "cloud-scheduler", "sqlmesh"});
    const auto there = compile(text, find_target(target).value()->dialect());
    const bool same = there && some_ticks(*here) == some_ticks(*there);
    const auto found =
        findings(fmt::format("version: 1\ntimezone: UTC\nlint: {{target: {}}}\n"
                             "datasets:\n  a: {{cron: \"{}\"}}\n",
                             target, text),
                 "CRN004");
    CAPTURE(text);
    CAPTURE(target);
    REQUIRE(found.size() == (same ? 0 : 1));
    ++(same ? silent : found_count);
    if (same || !there) continue;
    // The witness is a tick of exactly one of the two.
    REQUIRE(found[0].witness);
    CHECK(matches(*here, found[0].witness->at) !=
          matches(*there, found[0].witness->at));
  }
  CHECK(found_count > 100);
  CHECK(silent > 100);
}

// ---- CRN004 against the engines ----

/// Engine -> its first six runs, of one expression.
using Runs = std::map<std::string, std::string>;

/// `## '5/15 * * * *'`, then lines such as `240101T0005 ... <- kestra, robfig`.
std::map<std::string, Runs> measured_runs(const std::filesystem::path& path) {
  std::map<std::string, Runs> all;
  std::ifstream file(path);
  Runs* runs = nullptr;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("## '")) {
      runs = &all[line.substr(4, line.rfind('\'') - 4)];
      continue;
    }
    const std::size_t arrow = line.find("<-");
    if (!runs || arrow == std::string::npos) continue;
    const std::string ticks(trim(line.substr(0, arrow)));
    std::istringstream engines(line.substr(arrow + 2));
    for (std::string name; std::getline(engines, name, ',');) {
      (*runs)[std::string(trim(name))] = ticks;
    }
  }
  return all;
}

TEST_CASE("CRN004 agrees with what the engines did") {
  const auto path = test::data_dir() / "cron/dialect_matrix.txt";
  if (!std::filesystem::exists(path)) {
    MESSAGE("SKIPPED: no " << path.string());
    return;
  }
  // What was run was croniter 6.3.0.dev0; `R`, which it draws anew each time,
  // is refused here.
  constexpr std::pair<const char*, const char*> kTargets[] = {
      {"vixie", "cronie"}, {"kubernetes", "robfig"}, {"kestra", "kestra"}};
  int compared = 0;
  for (const auto& [expression, runs] : measured_runs(path)) {
    const auto here = runs.find("croniter6");
    if (here == runs.end() || !here->second.starts_with("2")) continue;
    if (!compile(expression, *find_dialect("croniter@6.3"))) continue;
    for (const auto& [target, column] : kTargets) {
      const auto there = runs.find(column);
      if (there == runs.end()) continue;
      const auto found = findings(
          fmt::format("version: 1\ntimezone: UTC\ndialect: croniter@6.3\n"
                      "lint: {{target: {}}}\ndatasets:\n"
                      "  a: {{cron: '{}'}}\n",
                      target, expression),
          "CRN004");
      CAPTURE(expression);
      CAPTURE(target);
      CHECK(found.size() == (here->second == there->second ? 0 : 1));
      ++compared;
    }
  }
  CHECK(compared > 60);
}

// ---- LOD002 ----

struct Load {
  int hour, minute, weekday;  // -1: daily
  int duration;               // minutes
};
struct Job {
  std::string domain;
  int hour, minute;  // hour -1: hourly
  std::vector<int> loads;
  int timeout;  // minutes; 0: none
};

constexpr int kDay = 24 * 60, kWeek = 7 * kDay;

std::string cron_of(int hour, int minute, int weekday) {
  return fmt::format("{} {} * * {}", minute,
                     hour < 0 ? "*" : std::to_string(hour),
                     weekday < 0 ? "*" : std::to_string(weekday));
}

/// Minutes since 2024-01-01 (a Monday), several weeks of them.
std::vector<int> ticks_of(int hour, int minute, int weekday, int from, int to) {
  std::vector<int> ticks;
  for (int at = from; at < to; ++at) {
    const int day = ((at % kWeek + kWeek) % kWeek) / kDay;
    const int of_day = (at % kDay + kDay) % kDay;
    const bool on_day = weekday < 0 || (day + 1) % 7 == weekday;
    const bool on_hour = hour < 0 || of_day / 60 == hour;
    if (on_day && on_hour && of_day % 60 == minute) ticks.push_back(at);
  }
  return ticks;
}

/// Waits at each minute of the second week; those of one domain and cron that
/// start together are one.
std::vector<int> waits_by_minute(const std::vector<Load>& loads,
                                 const std::vector<Job>& jobs) {
  const int from = -kWeek, to = 2 * kWeek;
  std::vector<std::vector<int>> due;
  for (const Load& load : loads) {
    due.push_back(
        ticks_of(load.hour, load.minute, load.weekday, from - kWeek, to));
  }
  std::map<std::tuple<std::string, int, int, int>, int> waits;  // -> end
  for (const Job& job : jobs) {
    for (const int tick : ticks_of(job.hour, job.minute, -1, from, to)) {
      int end = tick;
      for (const int load : job.loads) {
        const auto index = static_cast<std::size_t>(load);
        const auto newest = std::ranges::upper_bound(due[index], tick) - 1;
        int ready = *newest + loads[index].duration;
        if (job.timeout > 0) ready = std::min(ready, tick + job.timeout);
        end = std::max(end, ready);
      }
      int& last = waits[{job.domain, job.hour, job.minute, tick}];
      last = std::max(last, end);
    }
  }
  std::vector<int> by_minute(kWeek);
  for (const auto& [key, end] : waits) {
    for (int at = std::max(std::get<3>(key), 0); at < std::min(end, kWeek);
         ++at) {
      ++by_minute[static_cast<std::size_t>(at)];
    }
  }
  return by_minute;
}

std::string project_of(const std::vector<Load>& loads,
                       const std::vector<Job>& jobs, int slots) {
  std::string text = fmt::format(
      "version: 1\nlint: {{budget: {{sensor_slots: {}}}}}\ndatasets:\n", slots);
  for (std::size_t i = 0; i < loads.size(); ++i) {
    const Load& load = loads[i];
    text += fmt::format("  load.l{}: {{cron: \"{}\", duration: {}m}}\n", i,
                        cron_of(load.hour, load.minute, load.weekday),
                        load.duration);
  }
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    const Job& job = jobs[i];
    text += fmt::format("  {}.j{}:\n    cron: \"{}\"\n    inputs:\n",
                        job.domain, i, cron_of(job.hour, job.minute, -1));
    for (const int load : job.loads) {
      text += fmt::format(
          "      - {{dataset: load.l{}, guard: sensor{}}}\n", load,
          job.timeout > 0 ? fmt::format(", timeout: {}m", job.timeout) : "");
    }
  }
  return text;
}

TEST_CASE("LOD002 finds the first of the minutes with the most waits") {
  Random random(20240102);
  int over = 0;
  for (int i = 0; i < 60; ++i) {
    std::vector<Load> loads;
    for (int k = 0; k < 3; ++k) {
      loads.push_back({random.below(24), random.below(4) * 15,
                       random.below(3) == 0 ? random.below(7) : -1,
                       random.below(200)});
    }
    std::vector<Job> jobs;
    const int count = 2 + random.below(5);
    for (int k = 0; k < count; ++k) {
      std::set<int> read = {random.below(3), random.below(3)};
      jobs.push_back({random.one_of({"a", "b", "c"}),
                      random.below(2) == 0 ? -1 : random.below(24),
                      random.below(4) * 15,
                      {read.begin(), read.end()},
                      random.below(3) == 0 ? 20 + random.below(60) : 0});
    }
    const std::vector<int> waits = waits_by_minute(loads, jobs);
    const auto most = std::ranges::max_element(waits);
    const int slots = random.below(4);
    const std::string text = project_of(loads, jobs, slots);
    CAPTURE(text);
    const auto found = findings(text, "LOD002");
    REQUIRE(found.size() == (*most > slots ? 1 : 0));
    if (found.empty()) continue;
    ++over;
    const sys_seconds at = sys_seconds{seconds{1'704'067'200}} +
                           std::chrono::minutes{most - waits.begin()};
    REQUIRE(found[0].witness);
    CHECK(found[0].witness->at == at);
    CHECK(found[0].message.starts_with(fmt::format("{} run", *most)));
  }
  CHECK(over > 10);
}

}  // namespace
}  // namespace lockstep
