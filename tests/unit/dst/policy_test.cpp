// The table of policies, clocks, and exact counts over whole cycles.

#include <doctest/doctest.h>

#include "cron/effects.hpp"
#include "cron/policy.hpp"
#include "cron/schedule.hpp"

namespace {

using lockstep::Clock;
using lockstep::kCycle;
using lockstep::seconds;
using lockstep::sys_seconds;

sys_seconds instant(std::string_view text) {
  return *lockstep::parse_instant(text);
}

lockstep::CompiledCron compiled(std::string_view text) {
  auto cron = compile_with_facts(text, *lockstep::find_dialect("croniter"));
  REQUIRE(cron.has_value());
  return *std::move(cron);
}

Clock clock_in(const lockstep::Zone* zone, std::string_view policy,
               const lockstep::CompiledCron& cron) {
  return clock_of(zone, *lockstep::find_policy(policy), cron.cron, cron.facts);
}

bool no_zones() {
  if (lockstep::ZoneTable().find("Europe/Berlin")) return false;
  MESSAGE("SKIPPED: the machine has no zone database");
  return true;
}

}  // namespace

TEST_CASE("policies are found by name, wall first") {
  CHECK(lockstep::policies().front().name == "wall");
  CHECK(lockstep::policies().size() == 10);
  CHECK(lockstep::find_policy(" Airflow ")->name == "airflow");
  CHECK(lockstep::find_policy("wal") == nullptr);
  CHECK(lockstep::find_policy("") == nullptr);
}

TEST_CASE("what a policy means for a cron") {
  using enum lockstep::GapAction;
  using Fold = lockstep::FoldAction;
  struct Row {
    const char* policy;
    const char* cron;
    lockstep::DstRule rule;
  };
  const lockstep::DstRule wall;
  const Row rows[] = {
      {"wall", "30 2 * * *", wall},
      {"kubernetes", "30 2 * * *", wall},
      {"vixie", "30 2 * * *", {EndOfGap, Fold::First, true}},
      {"vixie", "*/5 2 * * *", wall},
      {"vixie", "0 */2 * * *", wall},
      {"vixie", "@hourly", wall},
      {"vixie", "0 0-23 * * *", {EndOfGap, Fold::First, true}},
      {"dagster", "0 * * * *", wall},
      {"dagster", "0 0-23 * * *", {EndOfGap, Fold::Second, false}},
      {"croniter", "0 0-23 * * *", wall},
      {"croniter", "0 0-22 * * *", {EndOfGap, Fold::Both, false}},
      {"airflow", "0 */1 * * *", {Elapsed, Fold::Elapsed, false}},
      {"airflow", "0 */2 * * *", {Shift, Fold::Second, false}},
      {"kestra", "0 * * * *", {Skip, Fold::UnlessLone, false}},
      {"quartz", "0 * * * *", {Skip, Fold::Second, false}},
      {"systemd", "0 * * * *", {Skip, Fold::First, false}},
      {"eventbridge", "0 * * * *", {Skip, Fold::First, false}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.policy);
    CAPTURE(row.cron);
    const auto cron = compiled(row.cron);
    CHECK(rule_of(*lockstep::find_policy(row.policy), cron.cron, cron.facts) ==
          row.rule);
  }
}

TEST_CASE("clocks of a zone without changes are equal under every policy") {
  if (no_zones()) return;
  lockstep::ZoneTable zones;
  const auto cron = compiled("30 2 * * *");
  const Clock kolkata = clock_in(*zones.find("Etc/GMT-5"), "wall", cron);
  const Clock berlin = clock_in(*zones.find("Europe/Berlin"), "wall", cron);
  for (const lockstep::DstPolicy& policy : lockstep::policies()) {
    CAPTURE(policy.name);
    CHECK(clock_in(nullptr, policy.name, cron) == Clock{});
    CHECK(clock_in(zones.utc(), policy.name, cron) == Clock{});
    CHECK(clock_in(*zones.find("Etc/GMT-5"), policy.name, cron) == kolkata);
    const Clock other =
        clock_in(*zones.find("Europe/Berlin"), policy.name, cron);
    CHECK((other == berlin) == (other.rule == berlin.rule));
  }
}

TEST_CASE("counts of the design over 400 years of Berlin's rule") {
  if (no_zones()) return;
  lockstep::ZoneTable zones;
  const lockstep::Zone* const berlin = *zones.find("Europe/Berlin");
  const auto cron = compiled("30 2 * * *");
  struct Row {
    const char* policy;
    std::int64_t runs, lost, moved, doubled;
  };
  const Row rows[] = {
      {"wall", 146'097, 400, 0, 400},    {"kubernetes", 146'097, 400, 0, 400},
      {"vixie", 146'097, 400, 400, 0},   {"croniter", 146'497, 400, 400, 400},
      {"airflow", 146'097, 400, 400, 0}, {"dagster", 146'097, 400, 400, 0},
      {"kestra", 145'697, 400, 0, 0},    {"quartz", 145'697, 400, 0, 0},
      {"systemd", 145'697, 400, 0, 0},   {"eventbridge", 145'697, 400, 0, 0}};
  for (const Row& row : rows) {
    CAPTURE(row.policy);
    const Clock clock = clock_in(berlin, row.policy, cron);
    const sys_seconds from = instant("2100-01-01"), to = from + kCycle;
    CHECK(count(cron.cron, from, to, clock) == row.runs);
    // A thousand cycles at once, and a million years on.
    CHECK(count(cron.cron, from, from + 1000 * kCycle, clock) ==
          1000 * row.runs);
    CHECK(count(cron.cron, from + 2500 * kCycle, to + 2500 * kCycle, clock) ==
          row.runs);
    lockstep::DstEffect sum;
    for (auto effect = next_effect(cron.cron, clock, from, to); effect;
         effect = next_effect(cron.cron, clock, effect->at + seconds{1}, to)) {
      sum.lost += effect->lost;
      sum.moved += effect->moved;
      sum.doubled += effect->doubled;
    }
    CHECK(sum.lost == row.lost);
    CHECK(sum.moved == row.moved);
    CHECK(sum.doubled == row.doubled);
  }
}

TEST_CASE("a run that only a gap shows: skipped for ever, or run at its end") {
  if (no_zones()) return;
  lockstep::ZoneTable zones;
  const auto cron = compiled("30 2 * 3 L0");
  const sys_seconds from = instant("2024-01-01");
  const auto next_run = [&](std::string_view policy) {
    const auto tick = next(
        cron.cron, from, clock_in(*zones.find("Europe/Berlin"), policy, cron));
    return tick ? lockstep::format_instant(*tick) : "never";
  };
  CHECK(next_run("wall") == "never");
  CHECK(next_run("quartz") == "never");
  CHECK(next_run("dagster") == "2024-03-31T01:00:00Z");
  CHECK(next_run("airflow") == "2024-03-31T01:30:00Z");
}

TEST_CASE("a union of several policies keeps what only one of them runs") {
  if (no_zones()) return;
  lockstep::ZoneTable zones;
  const lockstep::Zone* const berlin = *zones.find("Europe/Berlin");
  const auto often = compiled("*/10 2 * * *"), rare = compiled("30 2 * * *");
  const auto kept = [&](std::string_view policy) {
    return lockstep::reduce({{{often.cron, clock_in(berlin, policy, often)},
                    {rare.cron, clock_in(berlin, policy, rare)}}})
        .crons.size();
  };
  CHECK(kept("wall") == 1);
  CHECK(kept("dagster") == 1);
  // Airflow moves 02:30 to 03:30, but of */10 only 02:00 to 03:00.
  CHECK(kept("airflow") == 2);
}
