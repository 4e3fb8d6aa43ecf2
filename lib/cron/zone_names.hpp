#pragma once
// The names of the IANA time zone database, for did-you-mean. Whether a zone
// exists is for the machine's own database to say. Internal to cron/.

#include <span>
#include <string_view>

namespace lockstep {

/// Sorted.
[[nodiscard]] std::span<const std::string_view> zone_names();

}  // namespace lockstep
