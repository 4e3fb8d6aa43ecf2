#pragma once
// What is measured of an edge and of a node (alignment.md 3): exact over the
// scope that stands with it.

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "align/runs.hpp"

namespace lockstep {

/// A common period with more runs is not walked through.
inline constexpr std::int64_t kMaximumWalk = 50'000;

/// For how long a measure holds: one period that repeats for ever, or the
/// horizon. Runs with nominal ticks in [from, to) were measured.
struct Scope {
  bool for_ever = false;
  sys_seconds from, to;
  friend bool operator==(const Scope&, const Scope&) = default;
};

/// One period of the runs from horizon.from on; the horizon if they do not
/// repeat, or more than kMaximumListed are in it.
[[nodiscard]] Scope scope_of(const RunSequence& runs, const Scope& horizon);

/// A greatest or least value with its proof: the earliest run of the scope that
/// attains it, and how many do.
struct Extreme {
  seconds value{0};
  Run run;         ///< of the reader, or of the node itself
  sys_seconds at;  ///< the instant of which the value is said
  std::int64_t count = 0;
  friend bool operator==(const Extreme&, const Extreme&) = default;
};

/// How many runs something is true of, and the first of them.
struct Count {
  std::int64_t runs = 0;
  std::optional<Run> first;
  friend bool operator==(const Count&, const Count&) = default;
};

/// Of one edge u -> v. Counts are of runs of v unless said otherwise.
struct EdgeMeasures {
  Scope scope;
  std::int64_t ticks = 0;  ///< nominal ticks of v in the scope
  std::int64_t runs = 0;   ///< runs of v that happen
  std::int64_t bound = 0;  ///< of them those that read a run of u
  /// Nominal ticks of v whose `same` run does not exist, and the first.
  std::int64_t missing = 0;
  std::optional<sys_seconds> first_missing;

  /// Tick of v minus end of the needed run; of runs that need one.
  std::optional<Extreme> slack_min;
  /// How long v starts after its tick because of this input; of runs that wait
  /// for it.
  std::optional<Extreme> wait_max;
  double wait_mean_seconds = 0;
  /// Start of v minus nominal tick of the newest bound run.
  std::optional<Extreme> staleness_max, staleness_min;
  /// Least time from a start to the end of the next run of u after the bound
  /// one: by how little v misses it.
  std::optional<Extreme> missed_by_min;
  /// Nominal tick of v minus that of the bound run: value and runs, ascending;
  /// at most kMaximumOffsets different ones. Empty where v runs more than four
  /// times as often as u.
  std::vector<std::pair<seconds, std::int64_t>> offsets;

  Count late;         ///< slack < 0
  Count unfinished;   ///< starts before the needed run has ended
  Count tied;         ///< the needed run has v's tick and ends at it
  Count thin;         ///< 0 <= slack < the margin, no tie
  Count just_missed;  ///< the next run of u ends within 2 h and 1/8 of u's gap
  seconds just_missed_max{0};  ///< the longest of these distances
  Count before_next;           ///< the next run of u ends within half its gap
  seconds before_next_max{0};  ///< the longest of these distances
  Count other_instance;        ///< bound run neither the due one nor the next
  Count timed_out;             ///< never happens: waits longer than the timeout
  Count while_writing;         ///< starts while a run of u runs
  Count off_boundary;          ///< a boundary of the window is no tick of u

  /// Runs of u between bound ones that v never binds; over the horizon from the
  /// first bound one on.
  std::int64_t lost = 0;
  std::optional<Run> first_lost;
  std::int64_t uncovered = 0;          ///< nominal ticks of u in no window
  std::optional<Run> first_uncovered;  ///< the run of v after the first gap
  std::int64_t doubled = 0;            ///< runs of u bound twice by windows
  std::optional<Run> first_doubled;    ///< the second run of v that reads one
  std::int64_t offered = 0;            ///< runs of u up to the last bound one

  friend bool operator==(const EdgeMeasures&, const EdgeMeasures&) = default;
};
inline constexpr std::size_t kMaximumOffsets = 64;
using EdgeMeasuresId = Id<struct EdgeMeasuresTag>;

/// Runs that bind what the run before bound.
struct IdleRuns {
  Scope scope;
  std::int64_t runs = 0;     ///< that are idle
  std::int64_t of = 0;       ///< all of the scope
  std::optional<Run> first;  ///< of those that are idle
};

/// How old the data of one node gets; see NodeMeasures.
struct NodeAges {
  Scope scope;
  std::optional<Extreme> lag_max, age_max;
};

/// Of one node. Absent values: no run is known to have read all its inputs.
struct NodeMeasures {
  Scope scope;
  std::int64_t runs = 0;     ///< that happen, in the scope
  std::int64_t dropped = 0;  ///< nominal ticks of a scheduled job without a run
  /// Age of the oldest source at publication; `at`: the end of the run.
  std::optional<Extreme> lag_max;
  /// The worst a reader ever sees; `at`: the end of the run after the witness.
  std::optional<Extreme> age_max;
  /// Newest minus oldest source of one run; absent also where too many roots
  /// lie behind the node to tell them apart (root_sources.hpp).
  std::optional<Extreme> skew_max;
  Scope skew_scope;  ///< may be shorter or longer than `scope`
  /// Start minus nominal tick.
  std::optional<Extreme> wait_max;
  double wait_mean_seconds = 0;
  /// Runs that bind what the run before bound, of how many (IdleRuns).
  std::int64_t idle = 0, idle_of = 0;
  double runs_per_year = 0;
  double utilisation = 0;            ///< share of time spent running
  double waiting_seconds_a_day = 0;  ///< of sensor slots
  /// False: durations are ranges and jobs wait for each other, so data may get
  /// older than with every run at its longest.
  bool exact = true;
  /// Never exceeded, whatever the durations: the greatest values if `exact`;
  /// otherwise absent if no bound is known.
  std::optional<seconds> lag_bound, age_bound;
};
using NodeMeasuresId = Id<struct NodeMeasuresTag>;

}  // namespace lockstep
