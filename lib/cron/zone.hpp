#pragma once
// Time zones as flat transition tables, copied once from cctz. Local time
// exists only in this module.

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/expected.hpp"
#include "base/time.hpp"
#include "cron/dst_rule.hpp"

namespace lockstep {

/// An immutable zone: UTC offsets between transitions. Beyond the explicit
/// table the zone's final rule repeats every 400 years.
class Zone;

struct ZoneError {
  std::string message;  ///< `unknown time zone "Europe/Pari"`
  std::string hint;     ///< `did you mean "Europe/Paris"?`, or what to write
};

/// Loads each zone once. Zones live as long as the table; addresses are
/// stable. The zone database is the machine's (or TZDIR's), through cctz.
class ZoneTable {
 public:
  ZoneTable();
  ~ZoneTable();
  ZoneTable(ZoneTable&&) noexcept;
  ZoneTable& operator=(ZoneTable&&) noexcept;

  /// UTC is always there.
  [[nodiscard]] const Zone* utc() const;
  /// IANA names. Unknown ones and ambiguous abbreviations (IST, PST) fail.
  [[nodiscard]] Expected<const Zone*, ZoneError> find(std::string_view name);

 private:
  std::map<std::string, std::unique_ptr<Zone>, std::less<>> zones_;
};

/// The name by which the zone was loaded (`UTC`, `Europe/Paris`).
[[nodiscard]] const std::string& zone_name(const Zone& zone);
/// True if the zone does not change its offset after 1970 (UTC, Etc/GMT+5).
[[nodiscard]] bool is_fixed_offset(const Zone& zone);
/// Offset from UTC in force at an instant, east positive.
[[nodiscard]] seconds utc_offset(const Zone& zone, sys_seconds instant);
/// `2024-03-31T03:30:00+02:00`: the wall clock of the zone at an instant.
[[nodiscard]] std::string format_local(const Zone& zone, sys_seconds instant);

/// How a schedule's local calendar maps to instants. `zone == nullptr`: UTC.
struct Clock {
  const Zone* zone = nullptr;
  DstRule rule{};
  /// Equal if they show the same time for ever: the same zone and rule, or two
  /// zones that never changed and have one offset (`UTC`, `Etc/UTC`).
  friend bool operator==(const Clock& a, const Clock& b) {
    return (a.zone == b.zone && a.rule == b.rule) || same_fixed_offset(a, b);
  }

 private:
  static bool same_fixed_offset(const Clock& a, const Clock& b);
};

}  // namespace lockstep
