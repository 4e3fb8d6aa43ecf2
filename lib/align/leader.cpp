// Ages of all ordered pairs of a group; quadratic in the distinct cadences of
// one frequency, which are few.
#include "align/leader.hpp"

#include <algorithm>

namespace lockstep {
namespace {

struct Candidate {
  CadenceId cadence;
  seconds worst;
};

seconds worst_age(CadenceId at, const std::vector<CadenceId>& group,
                  CadenceTable& cadences) {
  seconds worst{0};
  for (const CadenceId other : group) {
    if (other == at) continue;
    const auto& age = cadences.age_at(other, at);
    // Ticks known over the horizon only may not meet: worse than any age.
    worst = std::max(worst, age ? age->max : seconds::max());
  }
  return worst;
}

/// Are the ages of two cadences known over the horizon only?
bool over_horizon(CadenceId a, CadenceId b, const CadenceTable& cadences) {
  if (common_period(cadences.facts(a).period, cadences.facts(b).period)) {
    return false;
  }
  const Schedule& x = cadences[a].schedule;
  const Schedule& y = cadences[b].schedule;
  return x.crons.empty() || y.crons.empty() || !one_zone(x) || !one_zone(y) ||
         x.crons[0].clock != y.crons[0].clock;
}

Leader choose_new(const std::vector<CadenceId>& group, CadenceTable& cadences) {
  Leader leader;
  leader.cadence = group.front();
  if (group.size() == 1) return leader;
  std::vector<Candidate> candidates;
  for (const CadenceId cadence : group) {
    candidates.push_back({cadence, worst_age(cadence, group, cadences)});
  }
  std::sort(candidates.begin(), candidates.end(),
            [&](const Candidate& a, const Candidate& b) {
              if (a.worst != b.worst) return a.worst < b.worst;
              const auto by_order = cadences.by_order(a.cadence, b.cadence);
              return by_order != 0 ? by_order < 0 : a.cadence < b.cadence;
            });
  const Candidate& best = candidates[0];
  const Candidate& second = candidates[1];
  leader.cadence = best.cadence;
  leader.by = best.worst < second.worst ? Leader::By::Age : Leader::By::Order;
  leader.rival = second.cadence;
  leader.worst = best.worst;
  leader.rival_worst = second.worst;
  if (candidates.back().worst == seconds{0}) leader.by = Leader::By::SameTicks;
  for (const CadenceId cadence : group) {
    if (over_horizon(group.front(), cadence, cadences)) {
      leader.horizon_only = true;
    }
  }
  return leader;
}

}  // namespace

const Leader& LeaderChooser::choose(const std::vector<CadenceId>& group,
                                    CadenceTable& cadences) {
  const auto found = chosen_.find(group);
  if (found != chosen_.end()) return found->second;
  return chosen_.emplace(group, choose_new(group, cadences)).first->second;
}

}  // namespace lockstep
