// The end of a segment of the zone's table.
#include "cron/transitions.hpp"

#include "cron/zone_table.hpp"

namespace lockstep {

std::optional<sys_seconds> next_transition(const Zone& zone,
                                           sys_seconds after) {
  const Segment segment = zone.segment_at(after.time_since_epoch().count());
  if (segment.end == kAlwaysAfter) return std::nullopt;
  return sys_seconds{seconds{segment.end}};
}

}  // namespace lockstep
