#pragma once
// What each transition of a zone does to the ticks of a cron, exactly and
// without walking. Over any span without a transition near its ends:
// runs = local times - lost + moved + doubled.

#include <chrono>
#include <cstdint>
#include <optional>

#include "cron/cron.hpp"

namespace lockstep {

struct DstEffect {
  sys_seconds at;     ///< the transition: the first instant of the new offset
  seconds change{0};  ///< of the offset: positive for a gap, else a fold
  /// Local times [low, high) that no instant shows, or that two show.
  std::chrono::local_seconds low{}, high{};
  /// Those of them that the cron names, whatever the rule of its clock, and
  /// the first of these (high if there is none).
  std::int64_t named = 0;
  std::chrono::local_seconds first{};
  std::int64_t lost = 0;     ///< local times of the cron without a run
  std::int64_t moved = 0;    ///< runs at local times that the cron lacks
  std::int64_t doubled = 0;  ///< local times that run twice
  [[nodiscard]] bool any() const {
    return named != 0 || lost != 0 || moved != 0 || doubled != 0;
  }
};

/// The first transition in [from, to) that concerns the cron; nullopt if there
/// is none. O(transitions passed over).
[[nodiscard]] std::optional<DstEffect> next_effect(const Cron& cron,
                                                   const Clock& clock,
                                                   sys_seconds from,
                                                   sys_seconds to);

}  // namespace lockstep
