#pragma once
// A deliberately simple simulator of runs, event by event, minute by minute. It
// shares nothing with lib/ but the data types: crons are matched by reading
// their fields, zones are three numbers, every quantity is a definition of
// alignment.md written down.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "property/alignment/system.hpp"

namespace lockstep::test {

/// Minutes from the reference, 2024-01-01T00:00Z.
struct SimRun {
  int tick = 0, start = 0, end = 0;
  std::vector<int> bound;   ///< by input: index of the newest run read, or -1
  std::vector<int> source;  ///< by root (job index): its minute, or kUnknown
  /// By input and root, for version skew.
  std::vector<std::vector<int>> source_by_input;
  bool known = true;  ///< every input has been bound once
};
inline constexpr int kUnknown = -2'000'000'000;

/// An input, views looked through.
struct SimInput {
  int from = -1;  ///< job index
  InputSpec spec;
  bool waits = false;
  bool pipeline = false;
};

struct SimCron {
  std::string zone;
  std::vector<int> ticks;
  friend bool operator==(const SimCron&, const SimCron&) = default;
};

struct SimJob {
  bool scheduled = false, aligned = false, triggered = false;
  bool has_ticks = false;  ///< a cadence is known
  bool is_view = false;
  std::vector<int> nominal;  ///< ticks as if nothing took any time
  /// Nominal ticks as others see them: of a triggered job those of its runs.
  std::vector<int> ticks;
  std::vector<SimCron> crons;
  std::vector<SimInput> awaited;  ///< direct inputs that runs wait for
  std::vector<SimInput> inputs;   ///< what it reads
  std::vector<SimRun> runs;
};

struct SimOptions {
  int from = 0, to = 0;  ///< simulated minutes
  int slots_from = 0;    ///< slots are empty just before
  std::map<std::string, std::string> leaders = {};
  /// Of durations between shortest and longest, run by run; 0: all longest.
  std::uint64_t jitter = 0;
  int sensors_from = kUnknown;  ///< `aligned` ones are idle just before
};

/// One entry a job, in order.
[[nodiscard]] std::vector<SimJob> simulate(const System& system,
                                           const SimOptions& options);

/// What one run at `tick` needs of an input.
struct SimNeed {
  bool possible = true;
  int tick = kUnknown;
  int run = -1;
};
[[nodiscard]] SimNeed need_of(const System& system,
                              const std::vector<SimJob>& jobs, int reader,
                              const SimInput& input, int tick, int previous);
/// Whether a run at `tick` waits for what it needs.
[[nodiscard]] bool waits_at(const std::vector<SimJob>& jobs, int reader,
                            const SimInput& input, int tick);
/// Where the window of a run starts; kUnknown if there is no tick before.
[[nodiscard]] int window_start(const JobSpec& job, int tick, int previous);
/// The tick before run `k` for its window.
[[nodiscard]] int previous_of(const SimJob& job, std::size_t k);

}  // namespace lockstep::test
