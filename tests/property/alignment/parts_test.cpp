// Looking at one of several parts alike gives what looking at all of them
// gives, over 400 years and over horizons with daylight saving.
#include "align/parts.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "align/alignment.hpp"
#include "align/idle.hpp"
#include "align/measure_edge.hpp"
#include "property/alignment/system.hpp"
#include "support/project_builder.hpp"

namespace lockstep::test {
namespace {

using namespace std::chrono_literals;

constexpr int kSystems = 80;

const std::vector<std::string> kDated = {
    "0 0 1 * *",     "30 6 1,15 * *", "0 5 31 * *",    "0 4 L * *",
    "0 4 * 1-3 *",   "15 9 * * 1-5",  "0 12 * * 1",    "0 12 1-7 * 1",
    "0 23 10 */3 *", "0 3 * * *",     "45 */8 29 * *", "0 1 1 1 *"};
const std::vector<std::string> kDaily = {"0 * * * *",    "30 2 * * *",
                                         "0 1,13 * * *", "15 9 * * 1-5",
                                         "*/20 3 * * *", "0 0 * * 0"};
const std::vector<std::string> kZones = {"Europe/Paris", "America/New_York",
                                         "UTC"};

std::string cron(Random& random, bool zoned) {
  const auto pick = [&](const std::vector<std::string>& list) {
    return list[static_cast<std::size_t>(
        random.below(static_cast<int>(list.size())))];
  };
  return zoned ? pick(kDaily) + " " + pick(kZones) : pick(kDated);
}

std::vector<JobSpec> random_jobs(Random& random, bool zoned) {
  const auto duration = [&]() -> DurationRange {
    const seconds length = random.below(3) * 25min;
    return {length, length};
  };
  const auto input = [&](const std::string& name) -> InputSpec {
    InputSpec result{.name = name};
    if (random.below(4) == 0) result.read = Read::Window;
    if (random.below(4) == 0) result.guard = Guard::None;
    if (random.below(6) == 0) {
      result.read = Read::Same;
      result.offset = (random.below(3) - 1) * 6h;
    }
    return result;
  };
  std::vector<JobSpec> jobs;
  for (const std::string name : {"a", "b"}) {
    jobs.push_back({.name = name,
                    .crons = {cron(random, zoned)},
                    .duration = duration(),
                    .kind = NodeKind::Load});
  }
  jobs.push_back({.name = "v",
                  .crons = {cron(random, zoned)},
                  .inputs = {input("a"), input("b")},
                  .duration = duration()});
  return jobs;
}

/// Too many different ones: which are kept depends on the order.
EdgeMeasures without_full_list(EdgeMeasures measures) {
  if (measures.offsets.size() == kMaximumOffsets) measures.offsets.clear();
  return measures;
}

std::string text(const std::optional<Extreme>& extreme) {
  if (!extreme) return "none";
  return format_duration(extreme->value) + " at " +
         format_instant(extreme->at) + ", " + std::to_string(extreme->count);
}

std::string text(const Count& count) {
  return std::to_string(count.runs) +
         (count.first ? " from " + format_instant(count.first->tick) : "");
}

/// What is most likely to differ, to be read when a check fails.
std::string text(const EdgeMeasures& m) {
  return "slack " + text(m.slack_min) + "\nwait " + text(m.wait_max) +
         "\nstaleness " + text(m.staleness_max) + "\nleast staleness " +
         text(m.staleness_min) + "\nmissed by " + text(m.missed_by_min) +
         "\nlate " + text(m.late) + "\nunfinished " + text(m.unfinished) +
         "\ntied " + text(m.tied) + "\nthin " + text(m.thin) +
         "\njust missed " + text(m.just_missed) + "\nbefore next " +
         text(m.before_next) + "\nother " + text(m.other_instance) +
         "\nwriting " + text(m.while_writing) + "\noff boundary " +
         text(m.off_boundary) + "\nlost, uncovered, doubled, offered " +
         std::to_string(m.lost) + ' ' + std::to_string(m.uncovered) + ' ' +
         std::to_string(m.doubled) + ' ' + std::to_string(m.offered) +
         "\nruns, bound, missing " + std::to_string(m.runs) + ' ' +
         std::to_string(m.bound) + ' ' + std::to_string(m.missing) +
         "\noffsets " + std::to_string(m.offsets.size());
}

struct Tally {
  int compared = 0, parted = 0;
};

void compare(const std::vector<JobSpec>& jobs, Tally& tally) {
  ZoneTable zones;
  const Project project = build_project(jobs, zones);
  const Derivation derivation = derive(project);
  const Alignment alignment = align(project, derivation);
  const NodeId reader = project.find("v");
  const RunSequence& runs = *alignment.runs_of(reader);
  std::vector<Reader> readers;
  PartTable whole(seconds::max()), parts;
  INFO(to_yaml(jobs));
  for (const AlignedEdge& edge : alignment.inputs(reader)) {
    readers.push_back(alignment.reader(edge));
    const auto measured = [&](PartTable& table) {
      return without_full_list(
          measure_edge(readers.back(), runs, 5min, alignment.horizon, table));
    };
    const EdgeMeasures expected = measured(whole), folded = measured(parts);
    const auto& found =
        parts.parts_of(folded.scope, {&readers.back().input(), &runs},
                       memory_of(readers.back(), runs));
    tally.parted += walked_share(folded.scope, found) < 0.5 ? 1 : 0;
    // Fewer steps may reach for ever.
    if (!(expected.scope == folded.scope)) continue;
    ++tally.compared;
    CHECK(text(folded) == text(expected));
    CHECK(folded == expected);
  }
  const IdleRuns expected = count_idle(runs, readers, alignment.horizon, whole);
  const IdleRuns folded = count_idle(runs, readers, alignment.horizon, parts);
  if (!(expected.scope == folded.scope)) return;
  CHECK(folded.runs == expected.runs);
  CHECK(folded.of == expected.of);
  CHECK(folded.first == expected.first);
}

void compare_systems(std::uint64_t seed, bool zoned) {
  Random random(seed);
  Tally tally;
  for (int i = 0; i < kSystems; ++i) {
    compare(random_jobs(random, zoned), tally);
  }
  MESSAGE(tally.compared, " edges compared, ", tally.parted, " in parts");
  CHECK(tally.compared > kSystems / 2);
  CHECK(tally.parted > kSystems / 4);
}

TEST_CASE("months of equal calendars count as often as they occur") {
  compare_systems(11, false);
}

TEST_CASE("weeks without a change of clocks count as often as they occur") {
  compare_systems(12, true);
}

}  // namespace
}  // namespace lockstep::test
