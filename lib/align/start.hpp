#pragma once
// What starts each job: its schedule, or a sensor over its inputs, and why
// (alignment.md 2 and 6). One pass in topological order.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "align/cadence.hpp"
#include "base/id.hpp"
#include "cron/schedule.hpp"
#include "model/project.hpp"

namespace lockstep {

enum class StartType : std::uint8_t { Schedule, Sensor, Manual, None };

/// How one job starts.
struct JobStart {
  StartType type = StartType::None;
  TriggerMode mode = TriggerMode::Aligned;  ///< of a sensor
  /// What can start a sensor, sorted by name: for `aligned` the required
  /// inputs as frequent as the leader and those whose due run can end after the
  /// leader's (never too few: delay.hpp); for the others every input that
  /// counts: `any` all with a cadence, `all` the required ones of them, an
  /// expression those that it names. If no input has a cadence: what is waited
  /// for at unknown times.
  std::vector<NodeId> datasets;
  /// Of an expression sensor: all that it names, names as shown. Members
  /// without a cadence neither start it nor hold it up.
  std::string expression;
  NodeId leader;      ///< of an aligned sensor; invalid otherwise
  CadenceId cadence;  ///< invalid: none or unknown
  /// Inputs as frequent as the fastest one, by name. Of an aligned sensor those
  /// at least as frequent as the leader (an optional one may be more so),
  /// leader first.
  std::vector<NodeId> fastest;
  std::vector<NodeId> slower;       ///< other inputs with a cadence, by name
  std::vector<NodeId> unscheduled;  ///< inputs without a cadence, by name
  /// Starlake's single cron (its "computed cron"): text as written, expanded.
  std::optional<std::string> effective_cron;
  /// Of the newest tick at or before as_of; absent without one (ticks known
  /// over the horizon only begin at the reference).
  std::optional<Window> window;
  bool cyclic = false;  ///< in or behind a cycle: analysed no further
  /// Leader or cadence were decided over the horizon only: time zones with
  /// daylight saving, year lists, or too long a common period.
  bool horizon_only = false;
  std::string reason;  ///< one sentence, lower case, no stop
};

struct Derivation {
  std::vector<JobStart> jobs;     ///< index = NodeId
  std::vector<Cadence> cadences;  ///< index = CadenceId; distinct
  sys_seconds as_of{};
  sys_seconds reference{};  ///< midnight of as_of
  seconds horizon{};

  [[nodiscard]] const JobStart& operator[](NodeId id) const {
    return jobs[id.index()];
  }
  /// nullptr if the job has none.
  [[nodiscard]] const Cadence* cadence(NodeId id) const {
    const CadenceId cadence = jobs[id.index()].cadence;
    return cadence.valid() ? &cadences[cadence.index()] : nullptr;
  }
};

struct DeriveOptions {
  seconds horizon{5 * 365 * 86'400 + 86'400};  ///< where "for ever" fails
};

/// Cadences, leaders, effective crons, windows and reasons of all nodes.
/// Decisions depend on the cadences of the inputs alone and are taken once for
/// each distinct tuple of them; names only break ties.
/// O(nodes + edges) plus work per distinct (cadences of inputs) tuple.
[[nodiscard]] Derivation derive(const Project& project,
                                const DeriveOptions& options = {});

}  // namespace lockstep
