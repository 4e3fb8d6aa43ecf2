#pragma once
// How two crons of one zone relate: the answer of `cron compare` and of the
// `compare` requests of `cron eval`.

#include <optional>
#include <string_view>

#include "cron/schedule.hpp"

namespace lockstep::cli {

struct Comparison {
  Relation relation;
  /// First instant at or after `from` that is a tick of one only.
  std::optional<sys_seconds> first_difference;
  bool first_is_of_a = false;
  std::optional<Age> age;  ///< of a at the ticks of b
};

[[nodiscard]] Comparison compare(const Cron& a, const Cron& b, sys_seconds from,
                                 const Clock& clock);

/// `equal`, `subset`...
[[nodiscard]] std::string_view relation_name(Relation relation);

}  // namespace lockstep::cli
