#pragma once
// The named DST policies as one table: what each engine runs where a zone puts
// the clock forward or back. Most treat some crons ("wild" ones, those that
// run all day) otherwise than the others.

#include <cstdint>
#include <span>
#include <string_view>

#include "cron/cron.hpp"
#include "cron/dst_rule.hpp"
#include "cron/zone.hpp"

namespace lockstep {

/// Which crons of an engine are wild.
enum class Wild : std::uint8_t {
  None,
  HourIsStar,              ///< the hour field's text is `*`
  HoursAreFull,            ///< the hour field, in any spelling, is every hour
  MinuteOrHourStartsStar,  ///< vixie's "wildcard jobs"
};

/// One engine's behaviour. Rows are added, never special cases.
struct DstPolicy {
  std::string_view name;     ///< as users write it: "wall", "airflow"
  std::string_view summary;  ///< one line for help and docs
  Wild wild;
  DstRule rule;       ///< of crons that are not wild
  DstRule wild_rule;  ///< of the others
};

/// All policies in the order in which help lists them; the first is the
/// default (wall).
[[nodiscard]] std::span<const DstPolicy> policies();
/// By name in any case; nullptr if unknown.
[[nodiscard]] const DstPolicy* find_policy(std::string_view name);

/// What a policy means for one cron.
[[nodiscard]] DstRule rule_of(const DstPolicy& policy, const Cron& cron,
                              const CronFacts& facts);
/// The clock of one cron in a zone; nullptr is UTC. In a zone that never
/// changes its offset every policy gives the same clock.
[[nodiscard]] Clock clock_of(const Zone* zone, const DstPolicy& policy,
                             const Cron& cron, const CronFacts& facts);

}  // namespace lockstep
