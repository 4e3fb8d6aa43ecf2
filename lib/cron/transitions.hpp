#pragma once
// When the clocks of a zone change.

#include <optional>

#include "cron/zone.hpp"

namespace lockstep {

/// The first instant after `after` at which another offset from UTC comes into
/// force; nullopt if there is none.
[[nodiscard]] std::optional<sys_seconds> next_transition(const Zone& zone,
                                                         sys_seconds after);

}  // namespace lockstep
