// Schedules: order, reduction, windows, measures and several zones.

#include <doctest/doctest.h>

#include <algorithm>

#include "cron/schedule.hpp"

namespace {

using lockstep::Schedule;
using lockstep::seconds;
using lockstep::sys_seconds;

constexpr seconds kYear{366 * 86'400};

sys_seconds instant(const char* text) { return *lockstep::parse_instant(text); }

Schedule schedule(const std::vector<const char*>& texts,
                  lockstep::Clock clock = {}) {
  Schedule result;
  for (const char* text : texts) {
    const auto cron =
        lockstep::compile(text, *lockstep::find_dialect("croniter"));
    REQUIRE_MESSAGE(cron.has_value(), text);
    result.crons.push_back({*cron, clock});
  }
  return result;
}

std::string texts(const Schedule& schedule) {
  const lockstep::Dialect& dialect = *lockstep::find_dialect("croniter");
  std::string result;
  for (const auto& member : schedule.crons) {
    result +=
        (result.empty() ? "" : " | ") + *lockstep::print(member.cron, dialect);
  }
  return result;
}

}  // namespace

TEST_CASE("the order of schedules, most frequent first") {
  // Each comes before the next; the reason beside it.
  const std::vector<std::vector<const char*>> in_order = {
      {"* * * * *"},
      {"*/7 * * * *"},
      {"0 * * * *"},
      {"0 */5 * * *"},
      {"0 0,12 * * *"},            // even gaps: the larger of them is smaller
      {"0 0 * * *", "0 1 * * *"},  // as often, but 23 hours apart
      {"0 0 * * *"},               // furthest next tick after midnight first
      {"0 5 * * *"},
      {"0 9 * * 1-5"},
      {"0 0 */2 * *"},
      {"0 0 * * 1"},
      {"0 0 1 * *"},
      {"0 0 31 * *"},
      {"0 0 1 1 *"},
      {"0 0 29 2 *"},
      {"0 * * * * 0 2024-2030"},  // a year list, however dense
      {"0 0 1 1 * 0 2030"},
      {"0 0 31 2 *"},  // never
  };
  std::vector<lockstep::Rank> ranks;
  for (const auto& members : in_order) {
    ranks.push_back(rank(schedule(members), instant("2024-01-01T15:00:00Z")));
  }
  for (std::size_t i = 0; i < ranks.size(); ++i) {
    for (std::size_t j = 0; j < ranks.size(); ++j) {
      CAPTURE(i);
      CAPTURE(j);
      CHECK((order(ranks[i], ranks[j]) < 0) == (i < j));
    }
  }
}

TEST_CASE("the order does not depend on the day but in ties") {
  for (const char* day : {"2024-01-01", "2024-01-05", "2024-01-31"}) {
    const auto workdays = rank(schedule({"0 9 * * 1-5"}), instant(day));
    const auto second_days = rank(schedule({"0 0 */2 * *"}), instant(day));
    CHECK(order(workdays, second_days) < 0);
  }
}

TEST_CASE("reduction drops what the others cover") {
  struct Row {
    std::initializer_list<const char*> crons;
    const char* kept;
    std::vector<std::size_t> dropped;
  };
  const Row rows[] = {
      {{"0 * * * *"}, "0 * * * *", {}},
      {{"0 0 * * *", "0 * * * *"}, "0 * * * *", {0}},
      {{"0 0 * * *", "0 0 * * *"}, "0 0 * * *", {1}},
      {{"0 0 31 2 *", "0 0 * * 1"}, "0 0 * * 1", {0}},
      {{}, "", {}},
      {{"0 0 31 2 *"}, "", {0}},
      // Neither half covers it, both do.
      {{"0 0 * * 1-3", "0 0 * * 2,4", "0 0 * * 4-6"},
       "0 0 * * 4-6 | 0 0 * * 1-3",
       {1}},
      {{"0 0 1 * *", "0 0 * * 1-5", "0 0 * * 0,6"},
       "0 0 * * 1-5 | 0 0 * * 0,6",
       {0}},
      {{"10 */3 * * *", "25,55 * * * *"}, "25,55 * * * * | 10 */3 * * *", {}},
      {{"0 12 1 1 * 0 2030", "0 12 1 1 *"}, "0 12 1 1 *", {0}},
      {{"0 12 1 1 *", "0 12 * * * 0 2030"},
       "0 12 1 1 * | 0 12 * * * 0 2030",
       {}},
  };
  for (const Row& row : rows) {
    std::vector<std::size_t> dropped;
    CHECK(texts(reduce(schedule(row.crons), &dropped)) == row.kept);
    CHECK(dropped == row.dropped);
  }
}

TEST_CASE("ticks of a union come in order and once") {
  const Schedule both = schedule({"0 0 * * *", "0 */12 * * *", "30 6 1 * *"});
  std::vector<std::string> found;
  for (auto tick = next(both, instant("2024-01-31T00:00:00Z"));
       tick && found.size() < 4; tick = next(both, *tick)) {
    found.push_back(lockstep::format_instant(*tick));
  }
  CHECK(found == std::vector<std::string>{
                     "2024-01-31T12:00:00Z", "2024-02-01T00:00:00Z",
                     "2024-02-01T06:30:00Z", "2024-02-01T12:00:00Z"});
  CHECK(count(both, instant("2024-02-01"), instant("2024-02-02")) == 3);
  CHECK(window(both, instant("2024-02-01T08:00:00Z")) ==
        lockstep::Window{instant("2024-02-01T00:00:00Z"),
                         instant("2024-02-01T06:30:00Z")});
  CHECK_FALSE(next(Schedule{}, instant("2024-01-01")).has_value());
  CHECK(count(Schedule{}, instant("2024-01-01"), instant("2025-01-01")) == 0);
}

TEST_CASE("many members are counted as few are") {
  Schedule many;
  for (int hour = 0; hour < 24; ++hour) {
    const auto cron = lockstep::compile("0 " + std::to_string(hour) + " * * *",
                                        *lockstep::find_dialect("croniter"));
    many.crons.push_back({*cron, {}});
  }
  CHECK(count(many, instant("2024-01-01"), instant("2025-01-01")) == 366 * 24);
  CHECK(frequency(many).firings == 3'506'328);
  CHECK(frequency(many).uniform());
  CHECK(compare(many, schedule({"0 * * * *"}), instant("2024-01-01"), kYear) ==
        lockstep::Relation::Equal);
}

TEST_CASE("Starlake's measures") {
  const sys_seconds monday = instant("2024-01-01");
  CHECK(next_gap(schedule({"0 0 * * *"}), monday) == seconds{86'400});
  CHECK(next_gap(schedule({"0 9 * * 1-5"}), instant("2024-01-04T10:00:00Z")) ==
        seconds{3 * 86'400});
  CHECK_FALSE(next_gap(schedule({"0 0 31 2 *"}), monday).has_value());
  CHECK(count_after(schedule({"0 0 * * *"}), monday, 7) == 7);
  CHECK(count_after(schedule({"0 * * * *"}), monday, 1) == 24);
  CHECK(count_after(schedule({"0 9 * * 1-5"}), monday, 7) == 5);
}

TEST_CASE("schedules of several zones are compared over the horizon") {
  lockstep::ZoneTable zones;
  const auto paris = zones.find("Europe/Paris");
  if (!paris) {
    MESSAGE("SKIPPED: the machine has no zone database");
    return;
  }
  const Schedule local = schedule({"0 6 * * *"}, {*paris});
  const Schedule winter = schedule({"0 5 * * *"});
  const sys_seconds from = instant("2024-01-01");
  CHECK(compare(local, winter, from, seconds{30 * 86'400}) ==
        lockstep::Relation::Equal);
  CHECK(compare(local, winter, from, kYear) == lockstep::Relation::Overlap);
  CHECK(first_difference(local, winter, from, kYear) ==
        instant("2024-03-31T04:00:00Z"));
  CHECK_FALSE(first_difference(local, winter, from, seconds{30 * 86'400}));
  const auto age = lockstep::age(local, winter, from, kYear);
  CHECK(age->min == seconds{0});
  CHECK(age->max == seconds{3600});
  Schedule mixed = local;
  mixed.crons.push_back(winter.crons[0]);
  CHECK_FALSE(one_zone(mixed));
  CHECK(count(mixed, instant("2024-03-30"), instant("2024-04-02")) == 5);
  // A zone that never changes is UTC by another name.
  CHECK(one_zone(Schedule{
      {winter.crons[0], {winter.crons[0].cron, {*zones.find("Etc/UTC")}}}}));
  // A zone counts with its own calendar in the order.
  CHECK(order(rank(local, from), rank(schedule({"0 6 * * *"}), from)) != 0);
  CHECK(frequency(local).firings == 146'097);
}
