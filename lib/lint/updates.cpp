// ALN009: runs of a dataset that none of its readers ever reads. Measures of
// its edges exclude most; for the rest one walk over the runs of the distinct
// readers collects what they bind.

#include <algorithm>
#include <map>
#include <vector>

#include <fmt/format.h>

#include "align/parts.hpp"
#include "base/text.hpp"
#include "lint/checks.hpp"
#include "lint/edges.hpp"

namespace lockstep {
namespace {

double lost_budget(const LintContext& ctx) {
  constexpr double kLostShare = 0.5;
  return ctx.project.settings.lint.lost_share.value_or(kLostShare);
}

/// By node: something may read it at times that nobody knows: an exposure, a
/// job without a cadence, a view that nothing reads.
std::vector<bool> read_at_any_time(const LintContext& ctx) {
  const Project& project = ctx.project;
  std::vector<bool> open(project.datasets.size());
  for (const Exposure& exposure : project.exposures) {
    for (const auto& read : exposure.reads) {
      if (read.value.valid()) open[read.value.index()] = true;
    }
  }
  const auto& order = project.topology.order;
  for (auto node = order.rbegin(); node != order.rend(); ++node) {
    const auto readers = project.graph.downstream(*node);
    const bool is_view = project[*node].kind == NodeKind::View;
    if (is_view && readers.empty()) open[node->index()] = true;
    for (const NodeId reader : readers) {
      const bool through = project[reader].kind == NodeKind::View
                               ? open[reader.index()]
                               : !ctx.alignment().is_measured(reader);
      if (through) open[node->index()] = true;
    }
  }
  return open;
}

/// The edges to the readers of a dataset, of equal measures the first by name.
using Readers = std::vector<const AlignedEdge*>;

std::vector<Readers> readers_of(const LintContext& ctx) {
  std::vector<Readers> result(ctx.project.datasets.size());
  for (const AlignedEdge& edge : ctx.alignment().edges) {
    result[edge.read.from.index()].push_back(&edge);
  }
  const auto measures = [](const AlignedEdge* edge) { return edge->measures; };
  for (Readers& readers : result) {
    std::ranges::stable_sort(readers, {}, measures);
    const auto rest =
        std::unique(readers.begin(), readers.end(),
                    [](const AlignedEdge* a, const AlignedEdge* b) {
                      return a->measures == b->measures;
                    });
    readers.erase(rest, readers.end());
  }
  return result;
}

/// No more than this is lost: what one reader leaves out. Nothing is said of
/// readers that do not run at all their ticks: they have other problems.
double least_lost(const LintContext& ctx, const Readers& readers) {
  double least = 1;
  for (const AlignedEdge* edge : readers) {
    const EdgeMeasures& measures = ctx.alignment().measures(*edge);
    if (measures.runs < measures.ticks) return 0;
    least = std::min(least, share_of(measures.lost, measures.offered));
  }
  return least;
}

struct Lost {
  std::int64_t lost = 0, offered = 0;
  std::optional<Run> first;
  Scope scope;
};

/// The longest scope of the edges; each repeats in it if all are for ever.
Scope common_scope(const LintContext& ctx, const Readers& readers) {
  Scope scope = ctx.alignment().measures(*readers.front()).scope;
  for (const AlignedEdge* edge : readers) {
    const Scope& other = ctx.alignment().measures(*edge).scope;
    const seconds a = scope.to - scope.from, b = other.to - other.from;
    const bool repeats = scope.for_ever && other.for_ever &&
                         std::max(a, b) % std::min(a, b) == seconds{0};
    if (!repeats) return ctx.alignment().horizon;
    if (b > a) scope = other;
  }
  return scope;
}

/// The keys of the runs of a part that an edge binds. What a run binds has
/// ended when it starts, so earlier runs bind nothing of the part.
void add_bound(const LintContext& ctx, const AlignedEdge& edge,
               const Part& part, std::vector<std::int64_t>& keys) {
  const RunSequence& runs = *ctx.alignment().runs_of(edge.read.to);
  const RunSequence& input = *ctx.alignment().runs_of(edge.read.from);
  const Reader reader = ctx.alignment().reader(edge);
  const bool window = reader.binding().read == Read::Window;
  const auto add = [&](const Run& run) {
    if (run.tick >= part.from && run.tick < part.to) keys.push_back(run.key);
  };
  // A run of the last ticks is read by a run of the reader behind the part.
  for (auto run = runs.first_starting(part.from); run; run = runs.after(*run)) {
    const auto previous =
        window ? previous_tick(runs, *run) : std::optional<sys_seconds>{};
    const auto bound = reader.bound(*run, previous);
    if (!bound) continue;
    add(*bound);
    if (bound->tick >= part.to) break;
    if (!window) continue;
    const auto start = reader.window_start(run->tick, previous);
    for (auto other = input.before(*bound);
         other && start && *start < other->tick; other = input.before(*other)) {
      add(*other);
    }
  }
}

/// The keys of the runs of a part that some reader binds, sorted.
std::vector<std::int64_t> bound_by_any(const LintContext& ctx,
                                       const Readers& readers,
                                       const Part& part) {
  std::vector<std::int64_t> bound;
  for (const AlignedEdge* edge : readers) {
    const auto known = static_cast<std::ptrdiff_t>(bound.size());
    add_bound(ctx, *edge, part, bound);
    const auto added = bound.begin() + known;
    // Only windows bind runs out of order.
    if (!std::is_sorted(added, bound.end())) std::sort(added, bound.end());
    std::inplace_merge(bound.begin(), added, bound.end());
    bound.erase(std::unique(bound.begin(), bound.end()), bound.end());
  }
  return bound;
}

Lost lost_by_all(const LintContext& ctx, NodeId node, const Readers& readers,
                 PartTable& parts) {
  const RunSequence& input = *ctx.alignment().runs_of(node);
  std::vector<const RunSequence*> sequences = {&input};
  seconds memory{0};
  for (const AlignedEdge* edge : readers) {
    const RunSequence& runs = *ctx.alignment().runs_of(edge->read.to);
    sequences.push_back(&runs);
    memory = std::max(memory, memory_of(ctx.alignment().reader(*edge), runs));
  }
  Lost result;
  result.scope = common_scope(ctx, readers);
  for (const Part& part : parts.parts_of(result.scope, sequences, memory)) {
    const std::vector<std::int64_t> bound = bound_by_any(ctx, readers, part);
    const std::int64_t offered = input.count(part.from, part.to);
    const std::int64_t lost = offered - static_cast<std::int64_t>(bound.size());
    result.offered += offered * part.times;
    result.lost += lost * part.times;
    if (lost == 0 || result.first) continue;
    result.first = input.first_reaching(part.from);
    for (const std::int64_t key : bound) {
      if (result.first->key != key) break;
      result.first = input.after(*result.first);
    }
  }
  return result;
}

NodeId fastest_reader(const LintContext& ctx, const Readers& readers) {
  return (*std::ranges::max_element(
              readers, {},
              [&](const AlignedEdge* edge) {
                return ctx.derivation.cadence(edge->read.to)->runs_per_year;
              }))
      ->read.to;
}

void report_lost(const LintContext& ctx, NodeId node, const Readers& readers,
                 const Lost& lost, const Report& report) {
  const NodeId reader = fastest_reader(ctx, readers);
  Diagnostic result =
      job_finding(ctx, "ALN009", node,
                  fmt::format("{} of the runs of {} are read by nobody",
                              percent(share_of(lost.lost, lost.offered)),
                              name_of(ctx, node)));
  result.witness = witness_of(ctx, node, lost.first->start);
  result.witness->runs = {witness_run(ctx, node, *lost.first)};
  result.share_of_runs = share_of(lost.lost, lost.offered);
  result.scope = scope_text(lost.scope);
  result.help = fmt::format(
      "run it as often as its most frequent reader {}, which runs {}, or that "
      "more often",
      name_of(ctx, reader), quoted(crons_of(ctx, reader)));
  report(std::move(result));
}

}  // namespace

void check_lost_updates(const LintContext& ctx, const Report& report) {
  const std::vector<bool> open = read_at_any_time(ctx);
  const std::vector<Readers> readers = readers_of(ctx);
  const double budget = lost_budget(ctx);
  std::map<std::vector<EdgeMeasuresId>, Lost> known;
  PartTable parts;
  for (std::size_t i = 0; i < readers.size(); ++i) {
    const NodeId node(i);
    if (readers[i].empty() || open[i] || appends(ctx.project[node]) ||
        least_lost(ctx, readers[i]) <= budget) {
      continue;
    }
    std::vector<EdgeMeasuresId> key;
    for (const AlignedEdge* edge : readers[i]) key.push_back(edge->measures);
    std::ranges::sort(key);
    const auto [entry, added] = known.try_emplace(std::move(key), Lost{});
    if (added) entry->second = lost_by_all(ctx, node, readers[i], parts);
    const Lost& lost = entry->second;
    if (lost.first && share_of(lost.lost, lost.offered) > budget) {
      report_lost(ctx, node, readers[i], lost, report);
    }
  }
}

}  // namespace lockstep
