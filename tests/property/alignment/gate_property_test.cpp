// The gate, asked at every instant at which something ends, starts the runs
// that the simulator starts, for the same anchors.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <set>
#include <string>

#include "align/gate.hpp"
#include "property/alignment/simulator.hpp"
#include "property/alignment/system.hpp"

namespace lockstep::test {
namespace {

constexpr int kDay = 24 * 60;
constexpr sys_seconds kReference{seconds{1'704'067'200}};
/// Simulated: what sensors did before day 0 is invented.
constexpr int kFrom = -21 * kDay, kTo = 10 * kDay;

sys_seconds instant(int minute) {
  return kReference + std::chrono::minutes{minute};
}

std::string show(int minute) { return format_instant(instant(minute)); }

struct Start {
  int at, anchor;
  friend bool operator==(const Start&, const Start&) = default;
};

/// One job of a simulated system, played again with the gate in charge.
class Replay {
 public:
  Replay(const System& system, const std::vector<SimJob>& jobs, int job,
         const GateRule& rule)
      : system_(system), jobs_(jobs), job_(job), rule_(rule) {
    for (const GateInput& input : rule.inputs) add_events_of(input.dataset);
    std::ranges::sort(coming_, {}, &GateEvent::at);
    begin_before_the_first_anchor();
  }

  std::vector<Start> run() {
    std::vector<Start> starts;
    int busy_until = kFrom;
    while (!instants_.empty()) {
      const int now = *instants_.begin();
      instants_.erase(instants_.begin());
      if (now < 0 || now < busy_until) continue;
      learn_until(now);
      GateAnswer answer = ask(rule_, known_, instant(now));
      while (answer.start) {
        const auto anchor = static_cast<int>((*answer.anchor - kReference) /
                                             std::chrono::minutes{1});
        starts.push_back({now, anchor});
        known_.push_back({rule_.job, *answer.anchor, instant(now)});
        if (rule_.coalesces) {
          busy_until = now + duration();
          if (duration() > 0) instants_.insert(busy_until);
          break;
        }
        answer = ask(rule_, known_, instant(now));
      }
      if (starts.size() > 5'000) break;
    }
    return starts;
  }

 private:
  [[nodiscard]] int duration() const {
    const seconds longest =
        system_[static_cast<std::size_t>(job_)].duration.max;
    return static_cast<int>(longest / std::chrono::minutes{1});
  }

  void add_events_of(const std::string& name) {
    for (std::size_t i = 0; i < system_.size(); ++i) {
      if (system_[i].name != name) continue;
      const SimJob& input = jobs_[i];
      for (const SimRun& run : input.runs) add(name, run.tick, run.end);
      if (input.scheduled || !rule_.condition.empty()) continue;
      // The simulator takes for granted what sensors did before.
      for (const int tick : input.nominal) {
        if (tick < 0) add(name, tick, tick);
      }
    }
  }

  void add(const std::string& name, int tick, int end) {
    if (!rule_.condition.empty() && end < 0) return;
    coming_.push_back({name, instant(tick), instant(end)});
    instants_.insert(end);
  }

  void begin_before_the_first_anchor() {
    const SimJob& job = jobs_[static_cast<std::size_t>(job_)];
    if (!rule_.condition.empty()) return;
    known_.push_back({rule_.job, instant(-1), instant(-1)});
    for (const int tick : job.nominal) {
      if (tick >= 0) instants_.insert(tick);
    }
  }

  /// What is older than any need of these systems is forgotten.
  void learn_until(int now) {
    while (next_ < coming_.size() && coming_[next_].at <= instant(now)) {
      known_.push_back(coming_[next_++]);
    }
    if (known_.size() < 2'000) return;
    const sys_seconds oldest = instant(now - 15 * kDay);
    std::erase_if(known_,
                  [&](const GateEvent& event) { return event.date < oldest; });
  }

  const System& system_;
  const std::vector<SimJob>& jobs_;
  int job_;
  const GateRule& rule_;
  std::vector<GateEvent> coming_, known_;
  std::size_t next_ = 0;
  std::set<int> instants_;
};

std::string show(const std::vector<Start>& starts, std::size_t from) {
  std::string text;
  for (std::size_t i = from; i < std::min(from + 3, starts.size()); ++i) {
    text += " " + show(starts[i].at) + " for " + show(starts[i].anchor);
  }
  return text.empty() ? " none" : text;
}

std::string compare(const std::string& job, const std::vector<Start>& simulated,
                    const std::vector<Start>& gated) {
  std::size_t i = 0;
  while (i < std::min(simulated.size(), gated.size()) &&
         simulated[i] == gated[i]) {
    ++i;
  }
  if (i == simulated.size() && i == gated.size()) return "";
  return job + ": simulated" + show(simulated, i) + "; gate" + show(gated, i) +
         "\n";
}

/// Starts in [0, kTo - 1 day): later ones may lack their inputs.
std::vector<Start> settled(const std::vector<Start>& starts) {
  std::vector<Start> kept;
  for (const Start& start : starts) {
    if (start.at >= 0 && start.at < kTo - kDay && start.anchor >= 0) {
      kept.push_back(start);
    }
  }
  return kept;
}

std::vector<Start> starts_of(const SimJob& job) {
  std::vector<Start> starts;
  for (const SimRun& run : job.runs) starts.push_back({run.start, run.tick});
  return starts;
}

int compared = 0, runs = 0, undecidable = 0;

/// The simulator knows at once that a run will never happen, or come too late;
/// who waits for it learns that afterwards, and starts later.
bool foresees(const System& system, const std::vector<SimJob>& jobs, int job) {
  const SimJob& sim = jobs[static_cast<std::size_t>(job)];
  int previous = kUnknown;
  for (const int tick : sim.nominal) {
    for (const SimInput& input : sim.awaited) {
      if (tick < 0 || tick >= kTo - kDay) continue;
      if (!waits_at(jobs, job, input, tick)) continue;
      const SimNeed need = need_of(system, jobs, job, input, tick, previous);
      if (need.tick == kUnknown || need.tick < 0) continue;
      if (!need.possible) return true;
      const SimJob& from = jobs[static_cast<std::size_t>(input.from)];
      const int end = from.runs[static_cast<std::size_t>(need.run)].end;
      const auto timeout = input.spec.timeout;
      if (timeout && end > tick + *timeout / std::chrono::minutes{1}) {
        return true;
      }
    }
    previous = tick;
  }
  return false;
}

/// Members that fire, of a job that waits for or is started by them. The true
/// ticks of triggered inputs follow from their durations, which no gate knows.
bool is_comparable(const std::vector<SimJob>& jobs, const System& system,
                   const GateRule& rule, std::size_t job) {
  for (std::size_t i = 0; i < system.size(); ++i) {
    const bool member =
        std::ranges::any_of(rule.inputs, [&](const GateInput& input) {
          return input.dataset == system[i].name;
        });
    if (member && jobs[i].triggered && rule.condition.empty()) return false;
  }
  // What began before day 0 must have started by then.
  const bool late = std::ranges::any_of(jobs[job].runs, [](const SimRun& run) {
    return run.tick < 0 && run.start >= 0;
  });
  return !rule.inputs.empty() && !(jobs[job].scheduled && late);
}

std::string disagreement(const System& system) {
  ZoneTable zones;
  const Project project = build_project(system, zones, kReference);
  const Derivation derivation = derive(project);
  const ReadEdges edges = read_edges(project, derivation);
  std::map<std::string, std::string> leaders;
  for (const JobSpec& job : system) {
    const NodeId leader = derivation[project.find(job.name)].leader;
    if (leader.valid()) leaders[job.name] = project[leader].name;
  }
  const std::vector<SimJob> jobs = simulate(
      system,
      {.from = kFrom, .to = kTo, .leaders = leaders, .sensors_from = 0});
  for (std::size_t i = 0; i < system.size(); ++i) {
    const auto rule =
        gate_rule(project, derivation, edges, project.find(system[i].name));
    if (!rule || !is_comparable(jobs, system, *rule, i)) continue;
    if (rule->condition.empty() &&
        foresees(system, jobs, static_cast<int>(i))) {
      ++undecidable;
      continue;
    }
    const auto expected = settled(starts_of(jobs[i]));
    const auto gated =
        settled(Replay(system, jobs, static_cast<int>(i), *rule).run());
    ++compared;
    runs += static_cast<int>(expected.size());
    const std::string text = compare(system[i].name, expected, gated);
    if (!text.empty()) return text;
  }
  return "";
}

void check_systems(std::uint64_t seed, int count,
                   const SystemOptions& options) {
  const char* wanted = std::getenv("LOCKSTEP_SYSTEMS");
  if (wanted != nullptr) count = std::atoi(wanted);
  Random random(seed);
  compared = runs = undecidable = 0;
  for (int i = 0; i < count; ++i) {
    const System system = random_system(random, options);
    if (disagreement(system).empty()) continue;
    FAIL("system " << i << "\n" << shrink(system, disagreement));
  }
  MESSAGE(compared, " jobs with ", runs, " runs compared; ", undecidable,
          " jobs wait for runs that never come");
}

TEST_CASE("the gate starts aligned and scheduled jobs as simulated") {
  check_systems(11, 400, {.triggers = false});
}

TEST_CASE("the gate starts triggered jobs as simulated") {
  check_systems(12, 400, {});
}

TEST_CASE("the gate agrees with simulated runs in zones that change") {
  check_systems(13, 200, {.zones = true, .triggers = false});
}

}  // namespace
}  // namespace lockstep::test
