// Inputs first: a way is numbered by the way before it and the edge; where
// several meet, by all of them.
#include "lint/even_ways.hpp"

#include <algorithm>
#include <utility>

#include "align/rates.hpp"
#include "align/root_sources.hpp"

namespace lockstep {
namespace {

bool is_even(const LintContext& ctx, const AlignedEdge& edge) {
  return is_same_rate(ctx.derivation.cadence(edge.read.from)->runs_per_year,
                      ctx.derivation.cadence(edge.read.to)->runs_per_year);
}

/// Every run reads the run of its own tick: it starts after that has ended and
/// before the next tick's can have.
bool is_in_step(const LintContext& ctx, const AlignedEdge& edge) {
  const Alignment& alignment = ctx.alignment();
  const RunSequence& input = *alignment.runs_of(edge.read.from);
  const RunSequence& runs = *alignment.runs_of(edge.read.to);
  if (input.is_listed() || runs.is_listed() ||
      &input.cadence() != &runs.cadence() ||
      alignment.binding(edge).read != Read::Latest) {
    return false;
  }
  const auto run = runs.first_reaching(alignment.horizon.from);
  if (!run) return false;
  const seconds slack = run->start - run->tick - input.delay();
  if (slack == seconds{0}) return true;
  const auto gap = least_gap(runs.cadence());
  return slack > seconds{0} && gap && slack < *gap;
}

}  // namespace

EvenWays::EvenWays(const LintContext& ctx)
    : ways_(ctx.project.datasets.size()), differ_(ways_.size()) {
  for (const NodeId node : ctx.project.topology.order) {
    if (ctx.alignment().is_measured(node)) find(ctx, node);
  }
}

std::int64_t EvenWays::number_of(MemoKey key) {
  const auto next = static_cast<std::int64_t>(numbers_.size()) + 1;
  return numbers_.try_emplace(std::move(key), next).first->second;
}

void EvenWays::append(const LintContext& ctx, const AlignedEdge& edge,
                      Ways& ways) {
  const Ways& from = ways_[edge.read.from.index()];
  ways.complete = ways.complete && from.complete;
  const bool in_step = is_in_step(ctx, edge);
  for (const Way& way : from.ways) {
    const std::int64_t number =
        in_step ? way.number : number_of({way.number, word(edge.measures)});
    ways.ways.push_back({way.root, number});
  }
}

void EvenWays::find(const LintContext& ctx, NodeId node) {
  Ways& result = ways_[node.index()];
  const auto inputs = ctx.alignment().inputs(node);
  if (inputs.empty()) {
    result.ways = {{node, 0}};
    return;
  }
  Ways all;
  for (const AlignedEdge& edge : inputs) {
    if (is_even(ctx, edge)) append(ctx, edge, all);
  }
  std::ranges::sort(all.ways);
  bool differ = false;
  for (auto way = all.ways.begin(); way != all.ways.end();) {
    MemoKey numbers = {-1};
    const NodeId root = way->root;
    for (; way != all.ways.end() && way->root == root; ++way) {
      if (numbers.back() != way->number) numbers.push_back(way->number);
    }
    const bool one = numbers.size() == 2;
    differ = differ || !one;
    result.ways.push_back({root, one ? numbers[1] : number_of(numbers)});
  }
  result.complete = all.complete && result.ways.size() <= kMaximumRoots;
  if (!result.complete) result.ways.clear();
  differ_[node.index()] = differ && result.complete;
}

}  // namespace lockstep
