#pragma once
// A deliberately simple simulator of small projects, event by event. It shares
// no code with lib/: crons are matched minute by minute, slots are booleans,
// everything repeats after whole weeks and is listed tick by tick.

#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "support/project_builder.hpp"

namespace lockstep::test {

inline constexpr int kWeek = 7 * 24 * 60;  ///< minutes

/// Minutes since the reference (a Monday, 00:00), ascending in
/// [0, weeks * kWeek), repeated for ever both ways.
struct Ticks {
  int weeks = 1;
  std::vector<int> minutes;

  [[nodiscard]] int period() const { return weeks * kWeek; }
  /// First tick after `minute`; the list must not be empty.
  [[nodiscard]] int next(int minute) const;
  [[nodiscard]] int prev_or_equal(int minute) const;
  /// All ticks in [from, to).
  [[nodiscard]] std::vector<int> between(int from, int to) const;
  [[nodiscard]] bool empty() const { return minutes.empty(); }
  /// a before b: more ticks a week; 0: as many.
  [[nodiscard]] static int compare_frequency(const Ticks& a, const Ticks& b);
  /// Equal tick sets.
  [[nodiscard]] static bool same(const Ticks& a, const Ticks& b);
};

/// The minutes at which a five-field cron fires: one week, or 400 years if it
/// restricts days of the month or months. Steps, lists and ranges only; at most
/// one of the day fields restricted.
[[nodiscard]] Ticks scan(const std::string& cron);
[[nodiscard]] Ticks unite(const std::vector<Ticks>& all);

/// What the simulator finds out about one job.
struct SimulatedJob {
  std::optional<Ticks> ticks;  ///< absent: none or unknown
  /// Of an aligned sensor: the inputs that may lead (more than one if only the
  /// masks or names decide).
  std::set<std::string> leaders;
  /// The inputs that are required and have ticks.
  std::vector<std::string> required;
  std::vector<std::string> scheduled;
  bool is_aligned = false;
};

/// Every job and every external source by name. Nothing if joint periods grow
/// beyond a bound. `leaders` tells which of several admissible leaders to
/// follow.
[[nodiscard]] std::optional<std::map<std::string, SimulatedJob>> simulate(
    const std::vector<JobSpec>& jobs,
    const std::map<std::string, std::string>& leaders);

/// A condition over numbered slots. Names without a slot vanish.
class Condition {
 public:
  Condition(const std::string& text, const std::map<std::string, int>& slots);
  [[nodiscard]] bool holds(const std::vector<bool>& slots) const;

 private:
  struct Node {
    char op;  ///< '&', '|' or 0 for a slot
    int slot;
    std::vector<Node> parts;
  };
  static bool holds(const Node& node, const std::vector<bool>& slots);
  std::optional<Node> either();
  std::optional<Node> both();
  std::optional<Node> chain(char op,
                            std::optional<Node> (Condition::*operand)());
  std::optional<Node> atom();
  std::string take();

  std::istringstream words_;
  std::string word_;
  const std::map<std::string, int>& slots_;
  std::optional<Node> root_;
};

/// The condition of a job as an expression over the inputs that count.
[[nodiscard]] std::string condition_of(const JobSpec& job,
                                       const SimulatedJob& simulated);

/// The names in an expression.
[[nodiscard]] std::set<std::string> names_in(const std::string& expression);

/// Worst age of the ticks of `a` at the ticks of `b`, by listing them.
[[nodiscard]] int worst_age(const Ticks& a, const Ticks& b);

/// The key of the order of schedules up to the masks: smaller comes first.
[[nodiscard]] std::vector<double> order_key(const Ticks& ticks);

}  // namespace lockstep::test
