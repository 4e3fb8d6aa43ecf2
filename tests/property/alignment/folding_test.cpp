// Source times kept once for months that are alike give what keeping them for
// all 400 years gives: values, ages and skews with witnesses and counts.
#include "align/folding.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "align/alignment.hpp"
#include "align/measure_node.hpp"
#include "align/source_table.hpp"
#include "property/alignment/system.hpp"
#include "support/project_builder.hpp"

namespace lockstep::test {
namespace {

using namespace std::chrono_literals;

constexpr int kSystems = 60;

const std::vector<std::string> kCrons = {
    "0 0 1 * *",           "30 6 1,15 * *",
    "0 5 31 * *",          "0 4 L * *",
    "0 4 * 1-3 *",         "15 9 * * 1-5",
    "0 12 * * 1",          "0 12 1-7 * 1",
    "0 0 10 */3 *",        "0 3 * * *",
    "45 */12 29 * *",      "0 1 1 1 *",
    "0 22 28 2 *",         "0 7 29 2 *",
    "0 0 1 * * Etc/GMT-9", "30 23 31 * * Etc/GMT+8"};

std::vector<JobSpec> random_jobs(Random& random) {
  const auto pick = [&] {
    return kCrons[static_cast<std::size_t>(
        random.below(static_cast<int>(kCrons.size())))];
  };
  const auto duration = [&]() -> DurationRange {
    const seconds length = random.below(4) * 20min;
    return {length, length};
  };
  std::vector<JobSpec> jobs;
  for (const std::string name : {"a", "b", "c", "d", "e"}) {
    JobSpec job{.name = name, .crons = {pick()}, .duration = duration()};
    for (const JobSpec& before : jobs) {
      if (before.kind == NodeKind::Load ? random.below(3) == 0
                                        : random.below(2) == 0) {
        continue;
      }
      InputSpec input{.name = before.name, .guard = Guard::None};
      if (random.below(5) == 0) input.read = Read::Window;
      if (random.below(6) == 0) {
        input.read = Read::Same;
        input.offset = (random.below(3) - 1) * 6h;
      }
      job.inputs.push_back(input);
    }
    if (job.inputs.empty()) job.kind = NodeKind::Load;
    jobs.push_back(job);
  }
  return jobs;
}

/// The source times of all jobs, made with or without folding.
class Sources {
 public:
  Sources(const Derivation& derivation, const Alignment& alignment,
          std::int64_t most_behind)
      : alignment_(alignment),
        span_{derivation.reference, alignment.horizon.from - 4096 * 24h,
              alignment.horizon.to + 512 * 24h},
        foldings_(derivation.reference, most_behind),
        table_(alignment.runs, foldings_) {}

  void find(NodeId node) {
    const RunsId runs = alignment_.nodes[node.index()].runs;
    std::vector<FunctionId> parts;
    for (const AlignedEdge& edge : alignment_.inputs(node)) {
      parts.push_back(
          table_.image_of(ids_[edge.read.from.index()],
                          alignment_.nodes[edge.read.from.index()].runs, runs,
                          edge.read.binding, alignment_.reader(edge), span_));
    }
    if (parts.empty()) parts = {table_.identity_of(runs, span_)};
    inputs_.push_back(parts);
    ids_.push_back(table_.oldest_of(parts, runs, span_));
  }

  [[nodiscard]] const StepFunction& oldest(NodeId node) const {
    return table_[ids_[node.index()]];
  }
  [[nodiscard]] NodeMeasures measures(NodeId node) {
    const RunSequence& runs = *alignment_.runs_of(node);
    const NodeAges ages =
        measure_ages(runs, oldest(node), alignment_.horizon, foldings_);
    const IdleRuns idle{};
    return measure_node(
        {&runs, &oldest(node), table_.pointers_to(inputs_[node.index()]), &ages,
         &idle},
        alignment_.horizon, foldings_);
  }

 private:
  const Alignment& alignment_;
  RunSpan span_;
  FoldingTable foldings_;
  SourceTable table_;
  std::vector<FunctionId> ids_;
  std::vector<std::vector<FunctionId>> inputs_;
};

std::string text(const std::optional<Extreme>& extreme) {
  if (!extreme) return "none";
  return format_duration(extreme->value) + " at " +
         format_instant(extreme->at) + " of " +
         format_instant(extreme->run.tick) + ", " +
         std::to_string(extreme->count);
}

std::string text(const NodeMeasures& m) {
  return "lag " + text(m.lag_max) + "\nage " + text(m.age_max) + "\nskew " +
         text(m.skew_max);
}

struct Tally {
  int compared = 0, folded = 0, lifted = 0;
};

/// At every run that has a value of its own, and at the runs around it.
bool same_values(const RunSequence& runs, const StepFunction& plain,
                 const StepFunction& folded) {
  for (const Breakpoint& point : plain.points) {
    const Run run = runs.at(point.key);
    const Run before = *runs.before(run), after = *runs.after(run);
    for (const Run& at : {before, run, after}) {
      if (plain(at.key) != folded(at.key)) return false;
    }
  }
  return true;
}

void compare(const std::vector<JobSpec>& jobs, Tally& tally) {
  ZoneTable zones;
  const Project project = build_project(jobs, zones);
  const Derivation derivation = derive(project);
  const Alignment alignment = align(project, derivation);
  INFO(to_yaml(jobs));
  Sources whole(derivation, alignment, 0);
  Sources folded(derivation, alignment, 64);
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    const NodeId node(i);
    INFO(jobs[i].name);
    whole.find(node);
    folded.find(node);
    const NodeMeasures expected = whole.measures(node);
    const NodeMeasures measures = folded.measures(node);
    tally.folded += folded.oldest(node).folding != nullptr ? 1 : 0;
    // Fewer breakpoints may reach for ever.
    if (!(expected.scope == measures.scope) ||
        !(expected.skew_scope == measures.skew_scope)) {
      ++tally.lifted;
      CHECK(measures.scope.for_ever >= expected.scope.for_ever);
      continue;
    }
    ++tally.compared;
    CHECK(text(measures) == text(expected));
    if (whole.oldest(node).repeats()) {
      CHECK(same_values(*alignment.runs_of(node), whole.oldest(node),
                        folded.oldest(node)));
    }
  }
}

TEST_CASE("source times of months alike stand for those of all") {
  Random random(5);
  Tally tally;
  for (int i = 0; i < kSystems; ++i) compare(random_jobs(random), tally);
  MESSAGE(tally.compared, " jobs compared, ", tally.folded, " folded, ",
          tally.lifted, " for ever by it");
  CHECK(tally.compared > 3 * kSystems);
  CHECK(tally.folded > 2 * kSystems);
}

}  // namespace
}  // namespace lockstep::test
