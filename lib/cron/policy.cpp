// The table of DST policies. Facts: cronie src/cron.c; airflow
// timetables/_cron.py; dagster-cron docs/compatibility.md; croniter 7
// _calc(); cron-utils SingleExecutionTime; runs of Quartz and systemd 252;
// docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html.

#include "cron/policy.hpp"

#include <array>
#include <string>

#include "base/text.hpp"
#include "cron/zone_table.hpp"

namespace lockstep {
namespace {

using enum GapAction;
using Fold = FoldAction;

constexpr DstRule kWall{};
constexpr std::uint32_t kEveryHour = (1U << 24U) - 1U;

constexpr std::array kPolicies{
    DstPolicy{"wall", "the wall clock: nothing in a gap, twice in a fold",
              Wild::None, kWall, kWall},
    // "Jobs scheduled during skipped hours run at once, repeated ones do not
    // run again; wildcard jobs follow the time at hand": cron(8).
    DstPolicy{"vixie",
              "cronie, Debian: catches up after a gap, once in a fold",
              Wild::MinuteOrHourStartsStar,
              {EndOfGap, Fold::First, true},
              kWall},
    // croniter before 6.1 fails in gaps and folds and is not imitated; up to
    // 6.2 it adds a run at 02:30 for `0 * * * *` in Lord Howe's gap of half an
    // hour, 7.0 does not.
    DstPolicy{"croniter",
              "croniter from 6.1: end of the gap, twice in a fold",
              Wild::HoursAreFull,
              {EndOfGap, Fold::Both},
              kWall},
    DstPolicy{"airflow",
              "Airflow: later by the gap, second time of a fold",
              Wild::HoursAreFull,
              {Shift, Fold::Second},
              {Elapsed, Fold::Elapsed}},
    DstPolicy{"dagster",
              "Dagster: end of the gap, second time of a fold",
              Wild::HourIsStar,
              {EndOfGap, Fold::Second},
              kWall},
    // Not imitated: where the first hour of a day comes twice (New York's 1
    // o'clock) and the day before has no tick, cron-utils 9.2.1 passes over
    // the first time.
    DstPolicy{"kestra",
              "Kestra: nothing in a gap, frequent crons twice in a fold",
              Wild::None,
              {Skip, Fold::UnlessLone},
              kWall},
    DstPolicy{"quartz",
              "Quartz: nothing in a gap, second time of a fold",
              Wild::None,
              {Skip, Fold::Second},
              kWall},
    // robfig/cron doc.go: "jobs scheduled during daylight-savings leap-ahead
    // transitions will not be run".
    DstPolicy{"kubernetes",
              "Kubernetes CronJob: nothing in a gap, twice in a fold",
              Wild::None, kWall, kWall},
    DstPolicy{"systemd",
              "systemd: nothing in a gap, first time of a fold",
              Wild::None,
              {Skip, Fold::First},
              kWall},
    DstPolicy{"eventbridge",
              "EventBridge: nothing in a gap, first time of a fold",
              Wild::None,
              {Skip, Fold::First},
              kWall},
};

bool is_wild(Wild wild, const Cron& cron, const CronFacts& facts) {
  switch (wild) {
    case Wild::None:
      return false;
    case Wild::HourIsStar:
      return facts.hour_is_star;
    case Wild::HoursAreFull:
      return cron.hour_mask == kEveryHour;
    case Wild::MinuteOrHourStartsStar:
      return facts.minute_or_hour_starts_star;
  }
  return false;
}

bool is_eternal(const Zone& zone) {
  return zone.segment_at(0).begin == kAlwaysBefore &&
         zone.segment_at(0).end == kAlwaysAfter;
}

}  // namespace

std::span<const DstPolicy> policies() { return kPolicies; }

const DstPolicy* find_policy(std::string_view name) {
  const std::string key = to_lower(trim(name));
  for (const DstPolicy& policy : kPolicies) {
    if (policy.name == key) return &policy;
  }
  return nullptr;
}

DstRule rule_of(const DstPolicy& policy, const Cron& cron,
                const CronFacts& facts) {
  return is_wild(policy.wild, cron, facts) ? policy.wild_rule : policy.rule;
}

Clock clock_of(const Zone* zone, const DstPolicy& policy, const Cron& cron,
               const CronFacts& facts) {
  if (zone == nullptr || is_eternal(*zone)) return {zone, kWall};
  return {zone, rule_of(policy, cron, facts)};
}

}  // namespace lockstep
