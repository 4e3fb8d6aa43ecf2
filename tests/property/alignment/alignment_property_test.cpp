// Every measure and witness of align() against simulated runs of random
// systems. A long run, here of one kind and in two halves, on a release build:
//   LOCKSTEP_SYSTEMS=50000 property_alignment -tc="triggered jobs*"
//   LOCKSTEP_FIRST=50000 LOCKSTEP_SYSTEMS=100000 property_alignment -tc=...
// Systems are numbered from 0; each number is one system for ever.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <numeric>
#include <optional>
#include <string>

#include "align/alignment.hpp"
#include "align/reaction.hpp"
#include "property/alignment/expected.hpp"
#include "property/alignment/simulator.hpp"
#include "property/alignment/system.hpp"

namespace lockstep::test {
namespace {

constexpr int kDay = 24 * 60, kYear = 366 * kDay, kCycle = 146'097;
constexpr sys_seconds kReference{seconds{1'704'067'200}};

int number(const char* variable, int usual) {
  const char* wanted = std::getenv(variable);
  return wanted == nullptr ? usual : std::atoi(wanted);
}
int systems(int usual) { return number("LOCKSTEP_SYSTEMS", usual); }

std::map<std::string, std::string> leaders_of(const System& system,
                                              const Project& project,
                                              const Derivation& derivation) {
  std::map<std::string, std::string> leaders;
  for (const JobSpec& job : system) {
    const NodeId leader = derivation[project.find(job.name)].leader;
    if (leader.valid()) leaders[job.name] = project[leader].name;
  }
  return leaders;
}

std::string differences(const Comparison& both) {
  std::string text;
  for (std::size_t i = 0; i < both.system.size() && text.empty(); ++i) {
    text += compare_edges(both, static_cast<int>(i));
    text += compare_node(both, static_cast<int>(i));
  }
  return text;
}

/// Forward from events and backward from runs: two computations of one number.
std::string reaction_disagreement(const Project& project,
                                  const Alignment& alignment) {
  for (std::size_t i = 0; i < project.datasets.size(); ++i) {
    const NodeMeasures* measures = alignment.measures(NodeId(i));
    if (measures == nullptr || !measures->age_max) continue;
    const auto reaction = reaction_time(project, alignment, NodeId(i));
    if (reaction == measures->age_max->value) continue;
    return project.datasets[i].name + ": reaction " +
           format_duration(reaction.value_or(seconds{-1})) + ", age " +
           format_duration(measures->age_max->value) + "\n";
  }
  return "";
}

/// A sensor that is always busy keeps the phase that it began with.
bool never_rests(const SimJob& job, int from, int to) {
  if (job.scheduled || job.runs.empty()) return false;
  for (std::size_t k = 1; k < job.runs.size(); ++k) {
    const SimRun& run = job.runs[k];
    if (run.start < from || run.start >= to) continue;
    if (run.start > job.runs[k - 1].end) return false;
  }
  return job.runs.back().end > job.runs.back().start;
}

int skipped = 0, overloaded = 0;

/// How far a simulation goes beyond what is compared.
struct Reach {
  int settled;    ///< days after which queues and slots have settled
  int before;     ///< simulated minutes before the reference
  int unsettled;  ///< then slots, windows and sensors may still be in arrears
  int after;      ///< simulated minutes after two periods
};
constexpr Reach kWeeks{10 * 7, 21 * kDay, 10 * kDay, 21 * kDay};
constexpr Reach kCenturies{kCycle, 60 * kYear, 30 * kYear, 20 * kYear};

/// The days after which all measures repeat; nullopt if they are too many.
std::optional<int> settled_period(const Alignment& alignment,
                                  const Reach& reach) {
  std::int64_t period = 7;
  const auto include = [&](const Scope& scope) {
    if (!scope.for_ever) return false;
    period = std::lcm(period, (scope.to - scope.from) / std::chrono::days{1});
    return period <= reach.settled;
  };
  for (std::size_t i = 0; i < alignment.nodes.size(); ++i) {
    const NodeMeasures* node = alignment.measures(NodeId(i));
    if (node == nullptr) continue;
    if (!include(node->scope) || !include(node->skew_scope)) return {};
  }
  for (const AlignedEdge& edge : alignment.edges) {
    if (!include(alignment.measures(edge).scope)) return {};
  }
  return static_cast<int>(period);
}

/// A run that starts in [from, to) reads one from before `begun`, when slots
/// and windows were still empty, and which may never happen later.
bool reads_first_runs(const std::vector<SimJob>& jobs, int begun, int from,
                      int to) {
  const auto is_early = [&](const SimJob& read, int index) {
    return index >= 0 &&
           read.runs[static_cast<std::size_t>(index)].start < begun;
  };
  return std::ranges::any_of(jobs, [&](const SimJob& job) {
    return std::ranges::any_of(job.runs, [&](const SimRun& run) {
      bool early = false;
      for (std::size_t i = 0; i < run.bound.size(); ++i) {
        early = early ||
                is_early(jobs[static_cast<std::size_t>(job.inputs[i].from)],
                         run.bound[i]);
      }
      return early && run.start >= from && run.start < to;
    });
  });
}

/// Runs that happen in one year of several, far more rarely than their ticks:
/// no horizon knows the next one.
bool pauses_for_years(const std::vector<SimJob>& jobs) {
  const auto longest = [](const auto& items, const auto& instant) {
    int gap = 500 * kDay;
    for (std::size_t k = 1; k < items.size(); ++k) {
      gap = std::max(gap, instant(items[k]) - instant(items[k - 1]));
    }
    return gap;
  };
  return std::ranges::any_of(jobs, [&](const SimJob& job) {
    return longest(job.runs, [](const SimRun& run) { return run.tick; }) >
           longest(job.nominal, [](int tick) { return tick; });
  });
}

/// Two periods of runs after a whole number of them.
struct Simulation {
  int days, shift, begun;
  SimOptions options;

  Simulation(int period, std::map<std::string, std::string> leaders,
             const Reach& reach)
      : days(period),
        shift((reach.settled + days - 1) / days * days * kDay),
        begun(reach.unsettled) {
    options = {-reach.before, shift + 2 * days * kDay + reach.after, 0,
               std::move(leaders)};
  }
  [[nodiscard]] bool reads_first_runs(const std::vector<SimJob>& jobs) const {
    return test::reads_first_runs(jobs, begun, shift, shift + days * kDay);
  }
  /// Queues of days are in another state for ever if they begin a week earlier,
  /// or at the reference.
  [[nodiscard]] bool depends_on_beginning(
      const System& system, const std::vector<SimJob>& jobs) const {
    SimOptions earlier = options, idle = options;
    earlier.from -= 7 * kDay;
    earlier.slots_from -= 7 * kDay;
    idle.sensors_from = 0;
    const auto measured = [&](const SimJob& job) {
      std::vector<std::pair<int, int>> runs;
      for (const SimRun& run : job.runs) {
        if (run.start < shift || run.start >= shift + days * kDay) continue;
        runs.emplace_back(run.tick, run.start);
      }
      return runs;
    };
    const auto differs = [&](const SimOptions& other) {
      return !std::ranges::equal(jobs, simulate(system, other), {}, measured,
                                 measured);
    };
    return differs(earlier) || differs(idle);
  }
  [[nodiscard]] bool is_overloaded(const std::vector<SimJob>& jobs) const {
    return std::ranges::any_of(jobs, [&](const SimJob& job) {
      return never_rests(job, shift, shift + days * kDay);
    });
  }
};

/// Systems that repeat after some weeks, compared when they have settled.
std::string periodic_disagreement(const System& system, const Reach& reach) {
  ZoneTable zones;
  const Project project = build_project(system, zones, kReference);
  const Derivation derivation = derive(project);
  const Alignment alignment = align(project, derivation);
  const auto period = settled_period(alignment, reach);
  if (!period) {
    ++skipped;
    return "";
  }
  const std::string reaction = reaction_disagreement(project, alignment);
  if (!reaction.empty()) return reaction;
  const Simulation simulation(*period, leaders_of(system, project, derivation),
                              reach);
  const std::vector<SimJob> jobs = simulate(system, simulation.options);
  if (simulation.is_overloaded(jobs)) {
    ++overloaded;
    return "";
  }
  if (simulation.reads_first_runs(jobs)) {
    ++skipped;
    return "";
  }
  const std::string text = differences(
      {system, jobs, project, alignment, {kReference, simulation.shift}});
  if (!text.empty() && simulation.depends_on_beginning(system, jobs)) {
    ++overloaded;
    return "";
  }
  return text;
}

/// The greatest ages of runs in [from, to), read until a newer run ends.
struct SeenAges {
  int lag = kUnknown, age = kUnknown;

  SeenAges(const SimJob& job, int from, int to) {
    int newer_end = std::numeric_limits<int>::max();
    for (auto run = job.runs.rbegin(); run != job.runs.rend(); ++run) {
      if (run->known && run->tick >= from && run->tick < to) {
        const int oldest = oldest_source(*run);
        lag = std::max(lag, run->end - oldest);
        if (newer_end > run->end) age = std::max(age, newer_end - oldest);
      }
      newer_end = std::min(newer_end, run->end);
    }
  }
};

int bounded = 0, inexact = 0;

/// Whatever durations runs take, no age is greater than its bound.
std::string bound_exceeded(const System& system) {
  ZoneTable zones;
  const Project project = build_project(system, zones, kReference);
  const Derivation derivation = derive(project);
  const Alignment alignment = align(project, derivation);
  const auto period = settled_period(alignment, kWeeks);
  if (!period) return "";
  Simulation simulation(*period, leaders_of(system, project, derivation),
                        kWeeks);
  if (simulation.is_overloaded(simulate(system, simulation.options))) return "";
  std::string text;
  for (simulation.options.jitter = 1; simulation.options.jitter <= 4;
       ++simulation.options.jitter) {
    const auto jobs = simulate(system, simulation.options);
    for (std::size_t i = 0; i < system.size(); ++i) {
      const auto* measures = alignment.measures(project.find(system[i].name));
      if (measures == nullptr || jobs[i].is_view) continue;
      if (measures->age_bound) ++bounded;
      if (!measures->exact) ++inexact;
      const SeenAges seen(jobs[i], simulation.shift,
                          simulation.shift + 2 * simulation.days * kDay);
      const auto check = [&](const char* what, int age,
                             const std::optional<seconds>& bound) {
        if (!bound || age == kUnknown || age * 60 <= bound->count()) return;
        text += system[i].name + " " + what + ": bound " +
                format_duration(*bound) + ", simulated " +
                format_duration(std::chrono::minutes{age}) + "\n";
      };
      check("lag", seen.lag, measures->lag_bound);
      check("age", seen.age, measures->age_bound);
    }
  }
  return text;
}

/// Some run that is read, or what is in it, is from before `begin`, or the run
/// after it ends after `end`.
bool reaches_beyond(const Alignment& alignment, sys_seconds begin,
                    sys_seconds end) {
  const auto reaches = [&](const std::optional<Extreme>& extreme) {
    return extreme &&
           (extreme->at - extreme->value < begin || extreme->at > end);
  };
  for (std::size_t i = 0; i < alignment.nodes.size(); ++i) {
    const NodeMeasures* node = alignment.measures(NodeId(i));
    if (node && (reaches(node->lag_max) || reaches(node->age_max))) return true;
  }
  return std::ranges::any_of(alignment.edges, [&](const AlignedEdge& edge) {
    return reaches(alignment.measures(edge).staleness_max);
  });
}

/// Minutes from the reference.
struct Horizon {
  int begin, length;  ///< measured; `begin` is a midnight
  int from, to;       ///< simulated
  int begun;          ///< all that is read is from there on
};
/// Holds both changes of clocks of one spring.
constexpr Horizon kSpring{60 * kDay, 40 * kDay, -60 * kDay, 140 * kDay,
                          -50 * kDay};
constexpr Horizon kYears{60 * kDay, 800 * kDay, -24 * kYear, 10 * kYear,
                         -12 * kYear};

/// Systems with daylight saving.
std::string zoned_disagreement(const System& system, const Horizon& horizon) {
  const auto at = [](int minute) {
    return kReference + std::chrono::minutes{minute};
  };
  ZoneTable zones;
  const Project project = build_project(system, zones, at(horizon.begin));
  const Derivation derivation =
      derive(project, {.horizon = std::chrono::minutes{horizon.length}});
  const Alignment alignment = align(project, derivation);
  // Where crons of two zones meet in summer only, the newest run is of last
  // year, and the next one of the year to come.
  if (reaches_beyond(alignment, at(horizon.begun), at(horizon.to))) {
    ++skipped;
    return "";
  }
  const SimOptions options{horizon.from, horizon.to, horizon.from,
                           leaders_of(system, project, derivation)};
  const std::vector<SimJob> jobs = simulate(system, options);
  if (pauses_for_years(jobs) ||
      reads_first_runs(jobs, horizon.begun, horizon.begin,
                       horizon.begin + horizon.length)) {
    ++skipped;
    return "";
  }
  return differences({system, jobs, project, alignment, {kReference, 0}});
}

constexpr int kFailuresShown = 5;

void check_systems(std::uint64_t seed, int count, const SystemOptions& options,
                   const std::function<std::string(const System&)>& fails) {
  Random random(seed);
  const int first = std::min(number("LOCKSTEP_FIRST", 0), count);
  skipped = overloaded = 0;
  int failed = 0, seen = 0;
  for (int i = 0; i < count && failed < kFailuresShown; ++i) {
    const System system = random_system(random, options);
    if (i < first) continue;
    ++seen;
    const int skipped_before = skipped, overloaded_before = overloaded;
    if (fails(system).empty()) continue;
    ++failed;
    FAIL_CHECK("system " << i << "\n" << shrink(system, fails));
    skipped = skipped_before;
    overloaded = overloaded_before;
  }
  const int compared = seen - skipped - overloaded;
  MESSAGE(compared, " systems compared, ", skipped, " too long to simulate, ",
          overloaded,
          " overloaded or in a phase that depends on the beginning");
}

std::string weeks_disagree(const System& system) {
  return periodic_disagreement(system, kWeeks);
}
std::string centuries_disagree(const System& system) {
  return periodic_disagreement(system, kCenturies);
}
std::string spring_disagrees(const System& system) {
  return zoned_disagreement(system, kSpring);
}
std::string years_disagree(const System& system) {
  return zoned_disagreement(system, kYears);
}

TEST_CASE("scheduled and aligned jobs agree with simulated runs") {
  check_systems(1, systems(1'000), {.triggers = false}, weeks_disagree);
}

TEST_CASE("triggered jobs agree with simulated runs") {
  check_systems(2, systems(1'000), {}, weeks_disagree);
}

TEST_CASE("no age exceeds its bound, whatever durations are") {
  bounded = inexact = 0;
  check_systems(4, systems(200), {.triggers = false, .ranges = true},
                bound_exceeded);
  check_systems(5, systems(100), {.ranges = true}, bound_exceeded);
  MESSAGE(bounded, " bounds, ", inexact, " not exact");
  CHECK(bounded > 1'000);
  CHECK(inexact > 100);
}

TEST_CASE("daylight saving agrees with simulated runs") {
  check_systems(3, systems(400), {.zones = true, .triggers = false},
                spring_disagrees);
}

TEST_CASE("days of the month agree with simulated runs of years") {
  check_systems(6, systems(15),
                {.zones = true, .triggers = false, .days = Days::OfMonth},
                years_disagree);
}

TEST_CASE("days of the month agree with simulated runs of centuries") {
  check_systems(7, systems(6), {.days = Days::Rare}, centuries_disagree);
}

}  // namespace
}  // namespace lockstep::test
