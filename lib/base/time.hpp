#pragma once
// Instants and durations as text. Instants are UTC seconds; durations are
// elapsed time, so `1d` is 86,400 s whatever a zone does.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/expected.hpp"

namespace lockstep {

using std::chrono::seconds;
using std::chrono::sys_seconds;

/// Why a text is not an instant or a duration, and what would be one.
struct TimeError {
  std::string message;
  std::string hint;
};

/// `2024-01-01T00:00:00Z`. Years outside 0000-9999 carry a sign and at least
/// four digits (ISO 8601 expanded form). Years -32,767 to 32,767.
[[nodiscard]] std::string format_instant(sys_seconds instant);

/// Reads `2024-01-01`, `2024-01-01T06:30[:05][Z|+02:00|-0500]` (a blank may
/// stand for the T; no offset means UTC). Years -9999 to 9999.
[[nodiscard]] Expected<sys_seconds, TimeError> parse_instant(
    std::string_view text);

/// `90s 5m 2h 1d 1w`, sums such as `1h30m`, ISO 8601 without years and months
/// (`PT1H30M`, `P1DT6H`, `P2W`), or a plain number of seconds; an optional
/// leading minus. Units go from large to small, each once; blanks may stand
/// between them. At most 100 years either way.
[[nodiscard]] Expected<seconds, TimeError> parse_duration(
    std::string_view text);

/// The exact length in days, hours, minutes and seconds, zero parts left out:
/// `0s`, `45m`, `1h 30m`, `2d 3h 5s`, `-14d`. parse_duration() reads it back.
[[nodiscard]] std::string format_duration(seconds duration);

/// Midnight UTC of the day of `instant` (rounds down, also before 1970).
[[nodiscard]] sys_seconds midnight_of(sys_seconds instant);

}  // namespace lockstep
