#include "property/align/run_simulator.hpp"

#include <algorithm>
#include <limits>
#include <optional>

namespace lockstep::test {
namespace {

constexpr int kNotYet = std::numeric_limits<int>::max();

struct Ending {
  std::string input;
  int tick;
};
using Endings = std::map<int, std::vector<Ending>>;

Endings endings_of(const std::vector<std::string>& inputs,
                   const RunsByName& runs) {
  Endings endings;
  for (const std::string& name : inputs) {
    for (const Run& run : runs.at(name)) {
      endings[run.end].push_back({name, run.tick});
    }
  }
  return endings;
}

int draw_duration(const JobSpec& job, Random& random) {
  const auto minutes = [](seconds s) {
    return static_cast<int>(s.count() / 60);
  };
  const int least = minutes(job.duration.min);
  return least + random.below(minutes(job.duration.max) - least + 1);
}

/// Goes through the ends of inputs and of the job itself in order of time. At
/// each, `notice` takes in what ended; if the job is idle and `may_start` names
/// an anchor, it starts.
template <class Notice, class MayStart>
std::vector<Run> play(const JobSpec& job, const Endings& endings, int to,
                      Random& random, const Notice& notice,
                      const MayStart& may_start) {
  std::vector<Run> runs;
  int busy_until = kNotYet;
  auto event = endings.begin();
  while (true) {
    const int input_end = event == endings.end() ? kNotYet : event->first;
    const int now = std::min(input_end, busy_until);
    if (now >= to) return runs;
    bool awake = false;
    if (busy_until == now) {
      busy_until = kNotYet;
      awake = true;
    }
    if (input_end == now) {
      awake = notice(event->second) || awake;
      ++event;
    }
    if (busy_until != kNotYet || !awake) continue;
    const std::optional<int> anchor = may_start(now);
    if (!anchor) continue;
    runs.push_back({*anchor, now, now + draw_duration(job, random)});
    busy_until = runs.back().end;
    if (busy_until == now) {
      // Ends at once; what ended at this instant was noticed already.
      busy_until = kNotYet;
    }
  }
}

std::vector<Run> aligned_runs(const RunJob& job,
                              const std::map<std::string, SimulatedJob>& known,
                              const RunsByName& runs, int to, Random& random) {
  const Ticks& leader = *known.at(job.leader).ticks;
  std::map<std::string, int> newest;
  for (const std::string& name : job.simulated->required) {
    const Ticks& ticks = *known.at(name).ticks;
    if (ticks.empty()) return {};
    newest[name] = ticks.prev_or_equal(-1);
  }
  int last = leader.prev_or_equal(-1);
  const auto notice = [&](const std::vector<Ending>& ended) {
    bool awake = false;
    for (const Ending& ending : ended) {
      newest[ending.input] = std::max(newest[ending.input], ending.tick);
      awake = awake || job.waking.contains(ending.input);
    }
    return awake;
  };
  const auto may_start = [&](int now) -> std::optional<int> {
    int limit = kNotYet;
    for (const auto& [name, tick] : newest) {
      limit = std::min(limit, known.at(name).ticks->next(tick));
    }
    const int anchor = leader.prev_or_equal(std::min(now, limit - 1));
    if (anchor <= last) return std::nullopt;
    return last = anchor;
  };
  return play(*job.spec, endings_of(job.simulated->required, runs), to, random,
              notice, may_start);
}

std::vector<Run> triggered_runs(const RunJob& job, const RunsByName& runs,
                                int to, Random& random) {
  const std::string text = condition_of(*job.spec, *job.simulated);
  std::vector<std::string> members;
  std::map<std::string, int> numbers;
  for (const std::string& name : job.simulated->scheduled) {
    if (!names_in(text).contains(name)) continue;
    numbers.emplace(name, static_cast<int>(members.size()));
    members.push_back(name);
  }
  const Condition condition(text, numbers);
  std::vector<bool> slots(members.size(), false);
  int newest = std::numeric_limits<int>::min();
  const auto notice = [&](const std::vector<Ending>& ended) {
    for (const Ending& ending : ended) {
      slots[static_cast<std::size_t>(numbers.at(ending.input))] = true;
      newest = std::max(newest, ending.tick);
    }
    return true;
  };
  const auto may_start = [&](int) -> std::optional<int> {
    if (!condition.holds(slots)) return std::nullopt;
    slots.assign(slots.size(), false);
    const int anchor = newest;
    newest = std::numeric_limits<int>::min();
    return anchor;
  };
  return play(*job.spec, endings_of(members, runs), to, random, notice,
              may_start);
}

}  // namespace

std::vector<Run> simulate_runs(const RunJob& job,
                               const std::map<std::string, SimulatedJob>& known,
                               const RunsByName& runs, int to, Random& random) {
  if (!job.simulated->ticks) return {};
  if (job.simulated->is_aligned) {
    return aligned_runs(job, known, runs, to, random);
  }
  if (job.spec->crons.empty()) return triggered_runs(job, runs, to, random);
  std::vector<Run> result;
  for (const int tick : job.simulated->ticks->between(0, to)) {
    result.push_back({tick, tick, tick + draw_duration(*job.spec, random)});
  }
  return result;
}

}  // namespace lockstep::test
