#pragma once
// Promises of freshness and how old the data behind them gets.

#include <optional>
#include <string>
#include <vector>

#include "align/alignment.hpp"
#include "lint/context.hpp"

namespace lockstep {

/// A dataset or exposure that promises something, with the measured datasets
/// that it shows: views looked through, sources without a cadence left out.
struct Promised {
  std::string name;
  bool is_exposure = false;
  const Promise* promise = nullptr;
  std::vector<NodeId> shows;  ///< sorted
};

/// Datasets by name, then exposures in their order.
[[nodiscard]] std::vector<Promised> promises_of(const LintContext& ctx);

/// The greatest age that counts against a promise, and the run that shows it.
struct WorstAge {
  seconds age{0};
  NodeId node;
  Run run;         ///< read at `at`
  sys_seconds at;  ///< just before the next run ends, or a deadline
  std::vector<sys_seconds> broken;  ///< deadlines that break the promise
  std::int64_t deadlines = 0;       ///< all of them; 0 without deadlines
  Scope scope;
};

/// At every instant, or at the deadlines. nullopt: no run is known to have read
/// all its inputs. O(1), or O(deadlines) of the scope.
[[nodiscard]] std::optional<WorstAge> worst_age(const LintContext& ctx,
                                                const Alignment& alignment,
                                                const Promised& promised);

/// The deadlines of a promise over the smallest period after which the ages of
/// what it shows repeat, or over the horizon.
struct Deadlines {
  Cadence cadence;
  Scope scope;
};
[[nodiscard]] std::optional<Deadlines> deadlines_of(const LintContext& ctx,
                                                    const Alignment& alignment,
                                                    const Promised& promised);

/// Deadlines by which no run has ended since the one before, or within the
/// lower bound.
struct MissedDeadlines {
  std::vector<sys_seconds> missed;
  std::int64_t deadlines = 0;
  seconds bound{0};  ///< of the first
};
[[nodiscard]] MissedDeadlines missed_deadlines(const RunSequence& runs,
                                               const Promised& promised,
                                               const Deadlines& deadlines);

/// The runs through which the oldest data in `run` came, root first. One run a
/// node of the chain; of equally old inputs the first by name.
struct ChainRun {
  NodeId node;
  Run run;
};
[[nodiscard]] std::vector<ChainRun> oldest_chain(const Alignment& alignment,
                                                 NodeId node, const Run& run);

/// The analysis of the same project with every run at its shortest; made when
/// it is asked for.
class ShortestRuns {
 public:
  explicit ShortestRuns(const LintContext& ctx) : ctx_(ctx) {}
  /// The analysis itself if no duration is a range.
  [[nodiscard]] const Alignment& alignment();

 private:
  const LintContext& ctx_;
  std::optional<Project> project_;
  std::optional<Alignment> alignment_;
};

}  // namespace lockstep
