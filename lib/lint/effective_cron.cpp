// Rules about crons that generators compute for jobs without one: an order of
// inputs that changes with the day (CRN007), a cron made from the time of
// generation (CRN009).

#include <algorithm>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "base/text.hpp"
#include "lint/checks.hpp"

namespace lockstep {
namespace {

// ---- CRN007 ----

/// An input that has a schedule.
struct Scheduled {
  NodeId node;
  const Schedule* schedule;
  const Frequency* frequency;
};

/// Of each cadence; without gaps for those that are no schedule for ever.
std::vector<Frequency> frequencies(const Derivation& derivation) {
  std::vector<Frequency> result;
  for (const Cadence& cadence : derivation.cadences) {
    Frequency& found = result.emplace_back();
    if (cadence.exact) found = frequency(cadence.schedule);
    if (!found.periodic) found = {};
  }
  return result;
}

/// The inputs of a job that have gaps, the first of each cadence.
std::vector<Scheduled> inputs_of(const LintContext& ctx, NodeId job,
                                 const std::vector<Frequency>& frequencies) {
  std::vector<Scheduled> inputs;
  std::vector<bool> seen(frequencies.size());
  for (const Input& input : ctx.project[job].inputs) {
    const CadenceId id = ctx.derivation[input.dataset].cadence;
    if (!id.valid() || seen[id.index()]) continue;
    seen[id.index()] = true;
    const Frequency& found = frequencies[id.index()];
    if (!found.min_gap) continue;
    const Schedule& schedule = ctx.derivation.cadences[id.index()].schedule;
    inputs.push_back({input.dataset, &schedule, &found});
  }
  return inputs;
}

bool overlap(const Frequency& a, const Frequency& b) {
  return a.firings != b.firings &&
         std::max(a.min_gap, b.min_gap) <= std::min(a.max_gap, b.max_gap);
}

/// Two inputs whose ranges of gaps overlap, the more frequent one first.
std::optional<std::pair<Scheduled, Scheduled>> first_overlap(
    const std::vector<Scheduled>& inputs) {
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    for (std::size_t j = i + 1; j < inputs.size(); ++j) {
      const Scheduled &a = inputs[i], &b = inputs[j];
      if (!overlap(*a.frequency, *b.frequency)) continue;
      return a.frequency->firings > b.frequency->firings ? std::pair(a, b)
                                                         : std::pair(b, a);
    }
  }
  return std::nullopt;
}

/// First midnight in a year on which the next gap of the more frequent one is
/// no shorter than that of the other.
std::optional<sys_seconds> find_turn(const Schedule& often,
                                     const Schedule& seldom, sys_seconds from) {
  constexpr int kDays = 366;
  for (int day = 0; day < kDays; ++day) {
    const sys_seconds at = from + seconds{day * 86'400};
    const auto a = next_gap(often, at), b = next_gap(seldom, at);
    if (a && b && *a >= *b) return at;
  }
  return std::nullopt;
}

/// The same, each pair once.
class Turns {
 public:
  explicit Turns(sys_seconds from) : from_(from) {}
  const std::optional<sys_seconds>& first(const Schedule* often,
                                          const Schedule* seldom) {
    const auto [found, added] = known_.try_emplace({often, seldom});
    if (added) found->second = find_turn(*often, *seldom, from_);
    return found->second;
  }

 private:
  sys_seconds from_;
  std::map<std::pair<const Schedule*, const Schedule*>,
           std::optional<sys_seconds>>
      known_;
};

std::string gap_range(const Frequency& frequency) {
  const std::string min = format_duration(*frequency.min_gap);
  return frequency.uniform() ? min
                             : fmt::format("{} to {}", min,
                                           format_duration(*frequency.max_gap));
}

void report_overlap(const LintContext& ctx, NodeId job, const Scheduled& often,
                    const Scheduled& seldom, Turns& turns,
                    const Report& report) {
  const Dataset& dataset = ctx.project[job];
  const std::string& first = ctx.project[often.node].name;
  const std::string& second = ctx.project[seldom.node].name;
  Diagnostic result = finding(
      "CRN007",
      fmt::format("by the next gap, which input of {} is the more frequent "
                  "depends on the day: {} has gaps of {}, {} of {}",
                  quoted(dataset.name), quoted(first),
                  gap_range(*often.frequency), quoted(second),
                  gap_range(*seldom.frequency)));
  result.where = dataset.where;
  result.nodes = {dataset.name, first, second};
  result.parameters = {{"often", first}, {"seldom", second}};
  if (const auto& at = turns.first(often.schedule, seldom.schedule)) {
    result.witness = witness_at(*at, {});
  }
  result.scope = "for ever";
  result.help = fmt::format(
      "give {} a cron of its own; over the whole calendar {} is the more "
      "frequent",
      quoted(dataset.name), quoted(first));
  report(std::move(result));
}

}  // namespace

void check_irregular_frequency(const LintContext& ctx, const Report& report) {
  const std::vector<Frequency> gaps = frequencies(ctx.derivation);
  Turns turns(ctx.derivation.reference);
  for (std::size_t i = 0; i < ctx.project.datasets.size(); ++i) {
    const NodeId job(i);
    const Dataset& dataset = ctx.project[job];
    if (dataset.kind != NodeKind::Task || !dataset.crons.empty() ||
        dataset.trigger.mode == TriggerMode::None) {
      continue;
    }
    const auto pair = first_overlap(inputs_of(ctx, job, gaps));
    if (pair) {
      report_overlap(ctx, job, pair->first, pair->second, turns, report);
    }
  }
}

void check_clock_dependent_schedule(const LintContext& ctx,
                                    const Report& report) {
  const Project& project = ctx.project;
  // Upstream first: a cron made from the clock is a cron to those behind.
  std::vector<bool> has_cron(project.datasets.size());
  std::vector<NodeId> found;
  for (const NodeId node : project.topology.order) {
    const Dataset& dataset = project[node];
    has_cron[node.index()] = ctx.derivation[node].effective_cron.has_value();
    if (!dataset.crons.empty() || dataset.monitor_freshness == seconds{0}) {
      continue;
    }
    const auto without_cron = [&](const Input& input) {
      return !has_cron[input.dataset.index()];
    };
    if (std::ranges::none_of(dataset.inputs, without_cron)) continue;
    has_cron[node.index()] = true;
    found.push_back(node);
  }
  std::ranges::sort(found);
  for (const NodeId node : found) {
    const Dataset& dataset = project[node];
    std::vector<std::string> without;
    for (const Input& input : dataset.inputs) {
      if (has_cron[input.dataset.index()]) continue;
      without.push_back(quoted(project[input.dataset].name));
    }
    Diagnostic result = finding(
        "CRN009",
        fmt::format("Starlake makes a daily cron for {} from the time of "
                    "generation plus its freshness of {}",
                    quoted(dataset.name),
                    format_duration(dataset.monitor_freshness)));
    result.where = dataset.where;
    result.nodes = {dataset.name};
    result.help = fmt::format(
        "give {} a cron of its own, or one to its {} {}", quoted(dataset.name),
        without.size() == 1 ? "input" : "inputs", join_words(without, 3));
    report(std::move(result));
  }
}

}  // namespace lockstep
