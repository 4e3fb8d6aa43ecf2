#pragma once
// Where two readings of one text part: the same words mean different runs in
// another dialect, zone or engine.

#include <span>
#include <string_view>
#include <vector>

#include "cron/policy.hpp"
#include "cron/schedule.hpp"

namespace lockstep {

/// An instant that is a tick of one reading alone.
struct Difference {
  sys_seconds at;
  bool of_first = false;  ///< of the first of the two readings
  friend bool operator==(const Difference&, const Difference&) = default;
};

struct Divergence {
  Relation relation;              ///< of the first to the second
  bool for_ever = false;          ///< or over the horizon
  std::vector<Difference> first;  ///< at or after `from`, ascending
};

/// At most `most` differences. Exact: for ever where is_decided_for_ever(),
/// else over [from, from + horizon).
[[nodiscard]] Divergence diverge(const Schedule& a, const Schedule& b,
                                 sys_seconds from, seconds horizon,
                                 std::size_t most);

/// A program that runs crons: how it reads them and what it does where clocks
/// change.
struct Engine {
  std::string_view name;  ///< "airflow", "kestra"
  const Dialect* dialect;
  const DstPolicy* policy;
};
/// Names of the table, in the order of help.
[[nodiscard]] std::span<const std::string_view> engine_names();
/// An engine, or any dialect with the policy `wall`, by name in any case;
/// nullopt if unknown.
[[nodiscard]] std::optional<Engine> find_engine(std::string_view name);

}  // namespace lockstep
