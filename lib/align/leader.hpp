#pragma once
// The leader of an `aligned` sensor: among the most frequent required inputs
// the one at whose ticks the worst age of the others of them is least
// (alignment.md 2). Slower inputs have no say: they are waited for when due,
// whoever leads.

#include <cstdint>
#include <map>
#include <vector>

#include "align/cadence_table.hpp"

namespace lockstep {

/// The cadence that leads, and what decided.
struct Leader {
  enum class By : std::uint8_t {
    Frequency,  ///< no other cadence is as frequent
    SameTicks,  ///< the others tick at the same instants
    Age,        ///< the others are younger at its ticks than the other way
    Order,      ///< ages tie too: the order of schedules
  };
  CadenceId cadence;
  By by = By::Frequency;
  CadenceId rival;            ///< the next best; invalid if by Frequency
  seconds worst{0};           ///< greatest age of another at the leader's ticks
  seconds rival_worst{0};     ///< the same at the rival's ticks
  bool horizon_only = false;  ///< ages were compared over the horizon
};

/// Chooses leaders, once for each distinct group of cadences.
class LeaderChooser {
 public:
  /// `group`: distinct cadences of equal frequency that fire, sorted by id.
  [[nodiscard]] const Leader& choose(const std::vector<CadenceId>& group,
                                     CadenceTable& cadences);

 private:
  std::map<std::vector<CadenceId>, Leader> chosen_;
};

}  // namespace lockstep
