#pragma once
// How two crons relate: the answer of `cron compare` and of the `compare`
// requests of `cron eval`.

#include <optional>
#include <string>
#include <string_view>

#include "cron/schedule.hpp"

namespace lockstep::cli {

/// Where "for ever" cannot be proved: five years, as in derive and lint.
inline constexpr seconds kDefaultHorizon{1'826 * 86'400};

struct Comparison {
  Relation relation;
  /// First instant at or after `from` that is a tick of one only.
  std::optional<sys_seconds> first_difference;
  bool first_is_of_a = false;
  std::optional<Age> age;  ///< of a at the ticks of b
};

/// For ever if both have one zone, else over [from, from + horizon).
[[nodiscard]] Comparison compare(const ZonedCron& a, const ZonedCron& b,
                                 sys_seconds from, seconds horizon);
/// Age of a at the ticks of b, by the calendar if they share a clock.
[[nodiscard]] std::optional<Age> age(const ZonedCron& a, const ZonedCron& b,
                                     sys_seconds from, seconds horizon);

/// `equal`, `subset`...
[[nodiscard]] std::string_view relation_name(Relation relation);
/// `for ever`, or `until 2029-01-01T00:00:00Z`: how long a relation holds.
[[nodiscard]] std::string scope_text(bool for_ever, sys_seconds from,
                                     seconds horizon);

}  // namespace lockstep::cli
