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

/// One calendar for all: ages need no instants (cron.md 4.5).
bool share_calendar(const std::vector<CadenceId>& group,
                    const CadenceTable& cadences) {
  return std::all_of(group.begin(), group.end(), [&](CadenceId cadence) {
    return share_clock(cadences[group.front()], cadences[cadence]);
  });
}

seconds worst_age(CadenceId at, const std::vector<CadenceId>& group,
                  bool one_calendar, CadenceTable& cadences) {
  seconds worst{0};
  for (const CadenceId other : group) {
    if (other == at) continue;
    const auto& age = one_calendar ? cadences.local_age_at(other, at)
                                   : cadences.elapsed_age_at(other, at);
    // Ticks known over the horizon only may not meet: worse than any age.
    worst = std::max(worst, age ? age->max : seconds::max());
  }
  return worst;
}

/// Do all cadences repeat together?
bool have_period(const std::vector<CadenceId>& group,
                 const CadenceTable& cadences) {
  return std::all_of(group.begin(), group.end(), [&](CadenceId cadence) {
    return common_period(cadences.facts(group.front()).period,
                         cadences.facts(cadence).period)
        .has_value();
  });
}

Leader choose_new(const std::vector<CadenceId>& group, CadenceTable& cadences) {
  Leader leader;
  leader.cadence = group.front();
  if (group.size() == 1) return leader;
  const bool one_calendar = share_calendar(group, cadences);
  std::vector<Candidate> candidates;
  for (const CadenceId cadence : group) {
    candidates.push_back(
        {cadence, worst_age(cadence, group, one_calendar, cadences)});
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
  leader.horizon_only = !one_calendar && !have_period(group, cadences);
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
