// Time zones with daylight saving: ticks of `all` and leaders, over the horizon
// of five years, against lists of instants made with the zones' rules written
// out here.
#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "align/start.hpp"
#include "property/align/random_graph.hpp"
#include "property/align/simulator.hpp"

namespace lockstep::test {
namespace {

constexpr sys_seconds kReference{seconds{1'704'067'200}};  // 2024-01-01
constexpr int kDay = 24 * 60;
constexpr int kHorizon = 1'826 * kDay;
constexpr int kSettled = 1'826 / 5 * kDay;
constexpr int kBefore = 30 * kDay;

/// Minute of the n-th Sunday (1, 2, or -1: last) of a month since the
/// reference, 00:00 UTC.
int sunday(int year, unsigned month, int n) {
  using namespace std::chrono;
  const std::chrono::year y{year};
  const sys_days date =
      n > 0 ? sys_days{y / month / Sunday[static_cast<unsigned>(n)]}
            : sys_days{y / month / Sunday[last]};
  return static_cast<int>((date - sys_days{2024y / 1 / 1}).count()) * kDay;
}

/// [begin, end) of the summer times of 2023 to 2029.
std::vector<std::pair<int, int>> summers(const std::string& zone) {
  std::vector<std::pair<int, int>> result;
  for (int year = 2023; year <= 2029 && zone != "UTC"; ++year) {
    if (zone == "Europe/Paris") {
      result.emplace_back(sunday(year, 3, -1) + 60, sunday(year, 10, -1) + 60);
    } else {
      result.emplace_back(sunday(year, 3, 2) + 420, sunday(year, 11, 1) + 360);
    }
  }
  return result;
}

struct ZonedText {
  std::string cron, zone;
};

/// All ticks from 30 days before the reference to the end of the horizon; the
/// wall clock decides.
std::vector<int> list_ticks(const ZonedText& text) {
  const int standard = text.zone == "UTC"            ? 0
                       : text.zone == "Europe/Paris" ? 60
                                                     : -300;
  const auto changes = summers(text.zone);
  auto summer = changes.begin();
  const Ticks local = scan(text.cron);
  std::vector<int> ticks;
  for (int minute = -kBefore; minute < kHorizon; minute += 30) {
    while (summer != changes.end() && minute >= summer->second) ++summer;
    const bool shifted = summer != changes.end() && minute >= summer->first;
    const int clock = minute + standard + (shifted ? 60 : 0);
    if (local.prev_or_equal(clock) == clock) ticks.push_back(minute);
  }
  return ticks;
}

ZonedText random_text(Random& random) {
  static const std::vector<std::string> zones = {"UTC", "Europe/Paris",
                                                 "America/New_York"};
  static const std::vector<std::string> crons = {
      "0 1 * * *",  "30 0 * * *", "0 6 * * *",   "30 2 * * *",   "0 0 * * *",
      "0 22 * * *", "0 5 * * *",  "0 0,8 * * *", "0 12 * * 1-5", "0 2,3 * * *"};
  return {random.pick(crons), random.pick(zones)};
}

std::vector<int> from(const std::vector<int>& ticks, int begin) {
  return {std::lower_bound(ticks.begin(), ticks.end(), begin), ticks.end()};
}

/// Literal slots from the reference on.
std::vector<int> all_of(const std::vector<std::vector<int>>& inputs) {
  std::vector<std::pair<int, std::size_t>> updates;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    for (const int tick : from(inputs[i], 0)) updates.emplace_back(tick, i);
  }
  std::sort(updates.begin(), updates.end());
  std::vector<bool> slots(inputs.size(), false);
  std::vector<int> firings;
  for (std::size_t i = 0; i < updates.size(); ++i) {
    slots[updates[i].second] = true;
    const bool more =
        i + 1 < updates.size() && updates[i + 1].first == updates[i].first;
    if (more || std::count(slots.begin(), slots.end(), false) > 0) continue;
    firings.push_back(updates[i].first);
    slots.assign(slots.size(), false);
  }
  return firings;
}

/// Is it, once settled, the union of the inputs that have no other ticks?
bool expressible(const std::vector<int>& firings,
                 const std::vector<std::vector<int>>& inputs) {
  const std::vector<int> settled = from(firings, kSettled);
  std::vector<int> joined;
  for (const std::vector<int>& input : inputs) {
    const std::vector<int> ticks = from(input, kSettled);
    if (!std::includes(settled.begin(), settled.end(), ticks.begin(),
                       ticks.end())) {
      continue;
    }
    std::vector<int> both;
    std::set_union(joined.begin(), joined.end(), ticks.begin(), ticks.end(),
                   std::back_inserter(both));
    joined = both;
  }
  return joined == settled;
}

std::vector<int> derived(const Cadence& cadence, int begin) {
  std::vector<int> ticks;
  auto tick =
      next(cadence, kReference + std::chrono::minutes{begin} - seconds{1});
  for (; tick; tick = next(cadence, *tick)) {
    const auto minute =
        std::chrono::duration_cast<std::chrono::minutes>(*tick - kReference);
    if (minute.count() >= kHorizon) break;
    ticks.push_back(static_cast<int>(minute.count()));
  }
  return ticks;
}

int worst_age(const std::vector<int>& a, const std::vector<int>& b) {
  int worst = 0;
  for (const int tick : from(b, 0)) {
    worst = std::max(worst,
                     tick - *(std::upper_bound(a.begin(), a.end(), tick) - 1));
  }
  return worst;
}

struct Case {
  std::vector<JobSpec> jobs;
  std::vector<ZonedText> texts;
  std::vector<std::vector<int>> inputs;
};

Case make_case(Random& random, const std::string& trigger) {
  Case made;
  std::vector<std::string> names;
  const int count = 2 + random.below(2);
  for (int i = 0; i < count; ++i) {
    const ZonedText text = random_text(random);
    names.emplace_back(1, static_cast<char>('a' + i));
    made.jobs.push_back(
        {.name = names.back(), .crons = {text.cron + " " + text.zone}});
    made.texts.push_back(text);
    made.inputs.push_back(list_ticks(text));
  }
  made.jobs.push_back(
      {.name = "t", .inputs = reads(names), .trigger = trigger});
  return made;
}

TEST_CASE("all over zones with daylight saving") {
  Random random(11);
  int explicit_count = 0;
  for (int i = 0; i < 150; ++i) {
    const Case made = make_case(random, "all");
    const std::string yaml = to_yaml(made.jobs);
    CAPTURE(yaml);
    ZoneTable zones;
    const Project project = build_project(made.jobs, zones, kReference);
    const Derivation derivation = derive(project);
    const std::size_t job = project.datasets.size() - 1;
    const Cadence& cadence = *derivation.cadence(NodeId(job));
    const std::vector<int> firings = all_of(made.inputs);
    REQUIRE(cadence.exact == expressible(firings, made.inputs));
    if (cadence.exact) {
      REQUIRE(derived(cadence, kSettled) == from(firings, kSettled));
    } else {
      ++explicit_count;
      const bool in_utc =
          std::all_of(made.texts.begin(), made.texts.end(),
                      [](const ZonedText& text) { return text.zone == "UTC"; });
      REQUIRE(derivation.jobs[job].horizon_only == !in_utc);
      REQUIRE(derived(cadence, 0) == firings);
    }
  }
  CHECK(explicit_count > 5);
}

/// Worst age of the most frequent inputs at each other's ticks; -1: less
/// frequent. On the wall clock if they share a zone, else in elapsed time.
std::vector<int> worst_ages(const Case& made) {
  std::size_t most = 0;
  for (const ZonedText& text : made.texts) {
    most = std::max(most, scan(text.cron).minutes.size());
  }
  std::vector<std::size_t> fastest;
  std::set<std::string> zones;
  for (std::size_t i = 0; i < made.texts.size(); ++i) {
    if (scan(made.texts[i].cron).minutes.size() != most) continue;
    fastest.push_back(i);
    zones.insert(made.texts[i].zone);
  }
  std::vector<int> worst(made.texts.size(), -1);
  for (const std::size_t a : fastest) {
    for (const std::size_t b : fastest) {
      const int age =
          zones.size() == 1
              ? worst_age(scan(made.texts[b].cron), scan(made.texts[a].cron))
              : worst_age(made.inputs[b], made.inputs[a]);
      worst[a] = std::max(worst[a], age);
    }
  }
  return worst;
}

TEST_CASE("leaders over zones with daylight saving") {
  Random random(12);
  for (int i = 0; i < 150; ++i) {
    const Case made = make_case(random, "");
    const std::string yaml = to_yaml(made.jobs);
    CAPTURE(yaml);
    ZoneTable zones;
    const Project project = build_project(made.jobs, zones, kReference);
    const Derivation derivation = derive(project);
    const std::vector<int> worst = worst_ages(made);
    const int of_leader = worst[derivation.jobs.back().leader.index()];
    REQUIRE(of_leader >= 0);
    for (const int other : worst) {
      if (other >= 0) REQUIRE(of_leader <= other);
    }
  }
}

}  // namespace
}  // namespace lockstep::test
