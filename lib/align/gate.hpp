#pragma once
// May a job start, and for which anchor? One rule (alignment.md 2): with m_i
// the newest nominal tick of input i that has come, a run may start for the
// newest anchor t <= now before every next_i(m_i), if it is newer than the last
// one; `same`, `window`, timeouts and the Starlake options change the tick that
// an anchor needs of an input. `any`, `all` and expressions start when their
// slots say so. The same rule in Python is emit/runtime/lockstep_runtime.py.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "align/binding.hpp"
#include "align/cadence.hpp"
#include "align/run_builder.hpp"
#include "cron/policy.hpp"
#include "model/project.hpp"

namespace lockstep {

/// One input that holds a job back, or a slot of a triggered one.
struct GateInput {
  std::string dataset;
  Cadence ticks;  ///< of its runs; without any it is waited for as a slot only
  Read read = Read::Latest;
  seconds offset{0};                    ///< of `same`, between labels
  RunLabel label = RunLabel::Tick;      ///< of its runs
  std::optional<seconds> timeout = {};  ///< of waiting, from the anchor on
  /// Each of its ticks has a run of its own, so `same` and `window` need that
  /// very run; else a later one does its work, too.
  bool every_tick = true;
  /// `latest`: also a date after (the tick before the due one) - tolerance.
  std::optional<seconds> tolerance = {};
  /// Needed at the ticks of these crons only; empty: at every anchor.
  Schedule only_at = {};
};

/// What decides about the runs of one job. Free of ids, to be handed on.
struct GateRule {
  std::string job;
  /// Aligned: all inputs hold; also of a job with its own cron. Others: slots.
  TriggerMode mode = TriggerMode::Aligned;
  Cadence anchors;
  bool coalesces = true;  ///< one run does the work of all anchors since the
                          ///< last; false with an own cron
  RunLabel label = RunLabel::Tick;
  WindowKind window = WindowKind::Previous;
  seconds length{0};  ///< of the window
  std::vector<GateInput> inputs;
  std::vector<SlotTerm> condition;  ///< over `inputs`; empty if aligned
};

/// Starlake's options that change what holds (alignment.md 6). Without a data
/// cycle none of them has an effect.
struct GateOptions {
  std::optional<Schedule> data_cycle;
  /// Inputs slower than the data cycle do not hold.
  bool optional_datasets = false;
  /// Inputs slower than the data cycle may be older by their freshness.
  bool beyond_data_cycle = true;
};

/// The rule of a job that has a schedule or a sensor; nullopt of others.
/// `edges` are those of the project.
[[nodiscard]] std::optional<GateRule> gate_rule(
    const Project& project, const Derivation& derivation,
    const ReadEdges& edges, NodeId node, const GateOptions& options = {});

/// The rule with the ticks that an engine makes of its crons.
[[nodiscard]] GateRule under(GateRule rule, const DstPolicy& policy);

/// A dataset was updated for a nominal tick, or, of the job itself, a run for
/// an anchor started.
struct GateEvent {
  std::string dataset;  ///< as the rule names it
  sys_seconds date;     ///< nominal tick, or anchor
  sys_seconds at;       ///< when
};

/// An input that holds the start up.
struct Missing {
  std::string dataset;
  /// The tick that is needed; nullopt: it never comes (`same` names no tick of
  /// the input), or, of slots, nobody knows.
  std::optional<sys_seconds> due;
  std::optional<sys_seconds> newest;  ///< date that has come; nullopt: none
  /// The first tick that has not come; of slots the last start.
  std::optional<sys_seconds> since;
  friend bool operator==(const Missing&, const Missing&) = default;
};

struct GateAnswer {
  bool start = false;
  /// For which to start; of a refusal the anchor that is held up, nullopt if
  /// none is due.
  std::optional<sys_seconds> anchor;
  std::optional<Window> window;  ///< of the anchor
  std::vector<Missing> missing;  ///< in the order of the rule's inputs
  /// The first anchor after `now`: when to ask again if none is due.
  std::optional<sys_seconds> next_anchor;
};

/// Where single runs count, a run does the work of no more anchors than this...
inline constexpr std::size_t kMostAnchors = 1'024;
/// ...and where no run of the job is known, no more are looked at.
inline constexpr std::size_t kMostFirstAnchors = 64;

/// Decides at `now`; events later than that are not known yet. In any order.
/// O(events log events) and a few ticks of each input.
[[nodiscard]] GateAnswer ask(const GateRule& rule,
                             std::span<const GateEvent> events,
                             sys_seconds now);

}  // namespace lockstep
