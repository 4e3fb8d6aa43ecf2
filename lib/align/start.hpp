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
  /// What can start a sensor, sorted by name: for `aligned` the inputs as
  /// frequent as the leader and those whose due run can end after the
  /// leader's; for the others every input that counts.
  std::vector<NodeId> datasets;
  std::string expression;  ///< of an expression sensor, names as shown
  NodeId leader;           ///< of an aligned sensor; invalid otherwise
  CadenceId cadence;       ///< invalid: none or unknown
  /// Inputs as frequent as the fastest one, leader first, then by name.
  std::vector<NodeId> fastest;
  std::vector<NodeId> slower;       ///< other inputs with a cadence, by name
  std::vector<NodeId> unscheduled;  ///< inputs without a cadence, by name
  /// Starlake's single cron (its "computed cron"): text as written, expanded.
  std::optional<std::string> effective_cron;
  std::optional<Window> window;  ///< of the newest tick at or before as_of
  bool cyclic = false;           ///< in or behind a cycle: analysed no further
  std::string reason;            ///< one sentence, lower case, no stop
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

/// O(nodes + edges) plus work per distinct (cadences of inputs) tuple.
[[nodiscard]] Derivation derive(const Project& project,
                                const DeriveOptions& options = {});

}  // namespace lockstep
