#pragma once
// What happens to the ticks of one cron where its zone puts the clock forward
// (a gap: local times that no instant shows) or back (a fold: local times that
// two instants show). Policies (policy.hpp) choose among these.

#include <compare>
#include <cstdint>

namespace lockstep {

enum class GapAction : std::uint8_t {
  Skip,      ///< nothing runs
  EndOfGap,  ///< one run at the end of the gap, for all of its ticks
  Shift,     ///< the first tick runs later by the length of the gap; what the
             ///< wall clock would run up to then is passed over (Airflow)
  Elapsed    ///< with FoldAction::Elapsed: see there
};

enum class FoldAction : std::uint8_t {
  Both,
  First,
  Second,
  UnlessLone,  ///< both, but the first tick of the second pass is left out if
               ///< it comes within an hour of the tick before it and two hours
               ///< or more before the one after it (cron-utils)
  Elapsed      ///< time is counted from tick to tick: the first tick after a
               ///< transition comes when the old offset says so, and the next
               ///< follow the new offset from its local time on (Airflow)
};

/// The rule of one cron, with no question about its text left open. The
/// default is the wall clock.
struct DstRule {
  GapAction gap = GapAction::Skip;
  FoldAction fold = FoldAction::Both;
  /// A larger change of the clock is no matter of daylight saving: the wall
  /// clock decides (vixie: from three hours on).
  bool short_changes_only = false;
  friend auto operator<=>(const DstRule&, const DstRule&) = default;
};

/// True if a rule only leaves out instants of the wall clock, the same for
/// every cron: then ticks of two crons intersect as their local times do.
[[nodiscard]] constexpr bool only_filters(const DstRule& rule) {
  return rule.gap == GapAction::Skip && rule.fold <= FoldAction::Second;
}
/// True if a cron whose local times are a subset of another's has a subset of
/// its ticks, too.
[[nodiscard]] constexpr bool keeps_subsets(const DstRule& rule) {
  return rule.gap <= GapAction::EndOfGap && rule.fold <= FoldAction::Second;
}

}  // namespace lockstep
