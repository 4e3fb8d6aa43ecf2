#pragma once
// The runs of one job in order of time: in closed form where every tick starts
// a run with the same delay, as a list (of one period, or of the horizon)
// where jobs wait for each other.

#include <cstdint>
#include <optional>
#include <vector>

#include "align/cadence.hpp"
#include "base/id.hpp"

namespace lockstep {

/// One execution of a job.
struct Run {
  /// Grows from run to run of one sequence; means nothing between sequences.
  std::int64_t key = 0;
  /// Nominal tick. Of `any`, `all` and expression sensors the greatest one
  /// consumed so far, so runs may share it.
  sys_seconds tick;
  sys_seconds start, end;
  friend bool operator==(const Run&, const Run&) = default;
};

/// Immutable. Ticks, starts and ends never decrease from run to run. Searches
/// cost one step of the cadence, or a binary search in the list.
class RunSequence {
 public:
  /// A run for every tick, `delay` after it. `cadence` must outlive this.
  RunSequence(const Cadence& cadence, seconds delay, seconds duration);
  /// What starts listed runs. Of scheduled ones each tick has its own run or
  /// none; sensors do the work of several ticks in one run; the nominal ticks
  /// of triggered ones (`any`, `all`, expressions) are those of their runs.
  enum class Kind : std::uint8_t { Scheduled, Aligned, Triggered };
  /// Listed runs, keys 0, 1, 2...; with a period those of one period, repeated
  /// for ever.
  RunSequence(const Cadence& cadence, std::vector<Run> runs,
              std::optional<seconds> period, Kind kind);

  /// After how long the runs repeat; nullopt: they are known over the horizon
  /// only.
  [[nodiscard]] std::optional<seconds> period() const { return period_; }
  /// The keys of the same run in this and the next period differ by this.
  [[nodiscard]] std::int64_t key_period() const;
  [[nodiscard]] bool is_listed() const { return listed_; }
  /// One run may do the work of several ticks: listed runs of a sensor.
  [[nodiscard]] bool coalesces() const {
    return listed_ && kind_ != Kind::Scheduled;
  }
  [[nodiscard]] const Cadence& cadence() const { return *cadence_; }
  /// From tick to end; of runs in closed form only.
  [[nodiscard]] seconds delay() const { return delay_ + duration_; }

  /// The newest run that has ended by `at`.
  [[nodiscard]] std::optional<Run> newest_ended(sys_seconds at) const;
  [[nodiscard]] std::optional<Run> first_ending(sys_seconds at) const;
  /// The first run that starts at or after `at`.
  [[nodiscard]] std::optional<Run> first_starting(sys_seconds at) const;
  /// The first run whose nominal tick is `tick` or later.
  [[nodiscard]] std::optional<Run> first_reaching(sys_seconds tick) const;
  /// The run that does the work of a nominal tick; nullopt if it never happens.
  [[nodiscard]] std::optional<Run> run_for(sys_seconds tick) const;
  [[nodiscard]] std::optional<Run> after(const Run& run) const;
  [[nodiscard]] std::optional<Run> before(const Run& run) const;
  /// The run with a key that exists.
  [[nodiscard]] Run at(std::int64_t key) const;
  /// How many runs lie strictly between two of them; 0 if there is none.
  [[nodiscard]] std::int64_t count_between(const Run& a, const Run& b) const;
  /// Runs with nominal ticks in [from, to).
  [[nodiscard]] std::int64_t count(sys_seconds from, sys_seconds to) const;

  // Nominal ticks, whether their runs happen or not.
  [[nodiscard]] std::optional<sys_seconds> newest_tick(sys_seconds at) const;
  [[nodiscard]] std::optional<sys_seconds> next_tick(sys_seconds after) const;
  [[nodiscard]] bool has_tick(sys_seconds at) const;
  [[nodiscard]] std::int64_t count_ticks(sys_seconds from,
                                         sys_seconds to) const;

  friend bool operator==(const RunSequence&, const RunSequence&) = default;

 private:
  [[nodiscard]] bool ticks_are_runs() const {
    return listed_ && kind_ == Kind::Triggered;
  }
  /// Number of listed runs, over all periods, before the first whose `member`
  /// is `at` or later.
  [[nodiscard]] std::int64_t lower(sys_seconds Run::*member,
                                   sys_seconds at) const;
  [[nodiscard]] bool in_list(std::int64_t key) const;
  [[nodiscard]] Run uniform(sys_seconds tick) const;
  [[nodiscard]] std::optional<Run> uniform(
      std::optional<sys_seconds> tick) const;

  const Cadence* cadence_;
  bool listed_ = false;
  Kind kind_ = Kind::Scheduled;
  seconds delay_{0}, duration_{0};
  std::optional<seconds> period_;
  std::vector<Run> runs_;
};

using RunsId = Id<struct RunsTag>;

}  // namespace lockstep
