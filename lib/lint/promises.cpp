// Ages come from the analysis; deadlines are walked one by one.
#include "lint/promises.hpp"

#include <algorithm>

namespace lockstep {
namespace {

constexpr seconds kOne{1};
/// How far back a run is looked for that has read an input.
constexpr int kStepsBack = 1'000;

/// Depth-first through views to what has runs of its own.
std::vector<NodeId> shown_by(const LintContext& ctx,
                             std::vector<NodeId> stack) {
  std::vector<NodeId> result, seen;
  while (!stack.empty()) {
    const NodeId node = stack.back();
    stack.pop_back();
    if (std::ranges::find(seen, node) != seen.end()) continue;
    seen.push_back(node);
    if (ctx.alignment().is_measured(node)) {
      result.push_back(node);
    } else if (ctx.project[node].kind == NodeKind::View) {
      for (const Input& input : ctx.project[node].inputs) {
        stack.push_back(input.dataset);
      }
    }
  }
  std::ranges::sort(result);
  return result;
}

Cadence cadence_of(const ZonedCron& cron) {
  Cadence cadence;
  cadence.schedule.crons = {cron};
  return cadence;
}

std::optional<std::int64_t> oldest_of(const Alignment& alignment, NodeId node,
                                      const Run& run) {
  return (*alignment.oldest(node))(run.key);
}

/// The run of an input that counts for `run`: if it reads none, as before.
std::optional<Run> counting_run(const Alignment& alignment,
                                const AlignedEdge& edge, Run run) {
  const RunSequence& runs = *alignment.runs_of(edge.read.to);
  const Reader reader = alignment.reader(edge);
  for (int i = 0; i < kStepsBack; ++i) {
    const auto bound = reader.bound(run, previous_tick(runs, run));
    if (bound) return bound;
    const auto before = runs.before(run);
    if (!before) return std::nullopt;
    run = *before;
  }
  return std::nullopt;
}

std::optional<ChainRun> oldest_input(const Alignment& alignment,
                                     const ChainRun& reader) {
  std::optional<ChainRun> result;
  std::int64_t oldest = 0;
  for (const AlignedEdge& edge : alignment.inputs(reader.node)) {
    const auto run = counting_run(alignment, edge, reader.run);
    const auto source =
        run ? oldest_of(alignment, edge.read.from, *run) : std::nullopt;
    if (!source || (result && *source >= oldest)) continue;
    result = ChainRun{edge.read.from, *run};
    oldest = *source;
  }
  return result;
}

/// What the data of one dataset is at every instant at worst.
std::optional<WorstAge> always(const Alignment& alignment, NodeId node) {
  const NodeAges& ages = *alignment.ages(node);
  if (!ages.age_max) return std::nullopt;
  const Extreme& worst = *ages.age_max;
  return WorstAge{worst.value, node, worst.run, worst.at, {}, 0, ages.scope};
}

std::optional<WorstAge> at_deadlines(const Alignment& alignment,
                                     const Promised& promised,
                                     const Deadlines& deadlines) {
  std::optional<WorstAge> worst;
  std::vector<sys_seconds> broken;
  std::int64_t deadlines_seen = 0;
  const Scope& scope = deadlines.scope;
  for (auto at = next(deadlines.cadence, scope.from - kOne);
       at && *at < scope.to; at = next(deadlines.cadence, *at)) {
    ++deadlines_seen;
    bool is_broken = false;
    for (const NodeId node : promised.shows) {
      const auto run = alignment.runs_of(node)->newest_ended(*at);
      const auto oldest = run ? oldest_of(alignment, node, *run) : std::nullopt;
      if (!oldest) continue;
      const seconds age = at->time_since_epoch() - seconds{*oldest};
      is_broken = is_broken || age > *promised.promise->max_age;
      if (!worst || age > worst->age) {
        worst = WorstAge{age, node, *run, *at, {}, 0, scope};
      }
    }
    if (is_broken) broken.push_back(*at);
  }
  if (worst) {
    worst->broken = std::move(broken);
    worst->deadlines = deadlines_seen;
  }
  return worst;
}

}  // namespace

std::vector<Promised> promises_of(const LintContext& ctx) {
  std::vector<Promised> result;
  for (std::size_t i = 0; i < ctx.project.datasets.size(); ++i) {
    const Dataset& dataset = ctx.project.datasets[i];
    if (!dataset.promise) continue;
    result.push_back(
        {dataset.name, false, &*dataset.promise, shown_by(ctx, {NodeId(i)})});
  }
  for (const Exposure& exposure : ctx.project.exposures) {
    if (!exposure.promise) continue;
    std::vector<NodeId> reads;
    for (const auto& read : exposure.reads) reads.push_back(read.value);
    result.push_back({exposure.name, true, &*exposure.promise,
                      shown_by(ctx, std::move(reads))});
  }
  return result;
}

std::optional<Deadlines> deadlines_of(const LintContext& ctx,
                                      const Alignment& alignment,
                                      const Promised& promised) {
  if (!promised.promise->ready_by) return std::nullopt;
  const auto& cron = ctx.project[promised.promise->ready_by->cron].cron;
  if (!cron) return std::nullopt;
  Deadlines result{cadence_of(*cron), alignment.horizon};
  auto days = period_days(result.cadence);
  for (const NodeId node : promised.shows) {
    const Scope& scope = alignment.ages(node)->scope;
    const auto own = (scope.to - scope.from) / std::chrono::days{1};
    days =
        common_period(days, scope.for_ever ? std::optional(own) : std::nullopt);
  }
  if (!days) return result;
  const sys_seconds from = alignment.horizon.from;
  const sys_seconds to = from + std::chrono::days{*days};
  if (count(result.cadence, from, to) <= kMaximumListed) {
    result.scope = {true, from, to};
  }
  return result;
}

std::optional<WorstAge> worst_age(const LintContext& ctx,
                                  const Alignment& alignment,
                                  const Promised& promised) {
  if (promised.promise->ready_by) {
    const auto deadlines = deadlines_of(ctx, alignment, promised);
    return deadlines ? at_deadlines(alignment, promised, *deadlines)
                     : std::nullopt;
  }
  std::optional<WorstAge> worst;
  for (const NodeId node : promised.shows) {
    const auto own = always(alignment, node);
    if (own && (!worst || own->age > worst->age)) worst = own;
  }
  return worst;
}

MissedDeadlines missed_deadlines(const RunSequence& runs,
                                 const Promised& promised,
                                 const Deadlines& deadlines) {
  const Scope& scope = deadlines.scope;
  MissedDeadlines result;
  auto before = prev_or_equal(deadlines.cadence, scope.from - kOne);
  for (auto at = next(deadlines.cadence, scope.from - kOne);
       at && *at < scope.to; at = next(deadlines.cadence, *at)) {
    const auto& lower = promised.promise->lower_bound;
    const sys_seconds from = lower ? *at - *lower : before.value_or(*at);
    before = at;
    if (from == *at) continue;  // the first deadline there is
    ++result.deadlines;
    const auto run = runs.newest_ended(*at);
    if (run && run->end > from) continue;
    if (result.missed.empty()) result.bound = *at - from;
    result.missed.push_back(*at);
  }
  return result;
}

std::vector<ChainRun> oldest_chain(const Alignment& alignment, NodeId node,
                                   const Run& run) {
  std::vector<ChainRun> chain = {{node, run}};
  while (const auto input = oldest_input(alignment, chain.back())) {
    chain.push_back(*input);
  }
  std::ranges::reverse(chain);
  return chain;
}

const Alignment& ShortestRuns::alignment() {
  const auto is_range = [](const Dataset& dataset) {
    return dataset.duration && dataset.duration->min != dataset.duration->max;
  };
  if (!alignment_) {
    if (std::ranges::none_of(ctx_.project.datasets, is_range)) {
      return ctx_.alignment();
    }
    project_ = ctx_.project;
    for (Dataset& dataset : project_->datasets) {
      if (dataset.duration) dataset.duration->max = dataset.duration->min;
    }
    alignment_ = align(*project_, ctx_.derivation);
  }
  return *alignment_;
}

}  // namespace lockstep
