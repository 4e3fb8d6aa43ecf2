// ALN012: joins that read one root in two versions. From the run that proves
// it, a search goes back over the runs that are read, to every run of the root.

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "align/rates.hpp"
#include "base/text.hpp"
#include "lint/checks.hpp"
#include "lint/edges.hpp"
#include "lint/even_ways.hpp"

namespace lockstep {
namespace {

/// Behind one join no more runs are looked at.
constexpr std::size_t kMaximumSteps = 4'096;
/// With more datasets only jobs that could agree are looked for: the ages of
/// every root behind every job take seconds then.
constexpr std::size_t kMostForInfo = 512;
constexpr std::size_t kNoStep = static_cast<std::size_t>(-1);

/// A job that joins versions of one root.
struct Mixture {
  NodeId node, root;
  Extreme skew;
  Scope scope;
};

std::optional<Mixture> mixture_of(const LintContext& ctx, const EvenWays& ways,
                                  NodeId node) {
  const Alignment& alignment = ctx.alignment();
  if (alignment.inputs(node).size() < 2) return std::nullopt;
  const VersionSkew* found =
      ways.differ(node) ? alignment.even_version_skew(node) : nullptr;
  if (found == nullptr && alignment.nodes.size() <= kMostForInfo) {
    found = alignment.version_skew(node);
  }
  if (found == nullptr) return std::nullopt;
  return Mixture{node, found->root, found->skew, found->scope};
}

/// A run that is read, on the way from the join to the root.
struct Step {
  NodeId node;
  Run run;
  std::size_t reader = kNoStep;  ///< the step that reads it
  /// Every job so far, the join left out, runs as often as the join.
  bool even = true;
};

/// By input of the join the way to the oldest run of the root: what that input
/// holds of it.
using Ways = std::map<NodeId, std::size_t>;

class Search {
 public:
  Search(const LintContext& ctx, const Mixture& skew)
      : ctx_(ctx), join_(skew.node), root_(skew.root) {
    steps_.push_back({skew.node, skew.skew.run, kNoStep, true});
    for (std::size_t i = 0; i < steps_.size() && i < kMaximumSteps; ++i) {
      if (steps_[i].node == root_) {
        arrive(i, all_);
        if (steps_[i].even) arrive(i, even_);
      } else {
        go_back(i);
      }
    }
  }

  /// True if two ways of equally frequent jobs disagree.
  [[nodiscard]] bool could_agree() const { return differ(even_); }
  [[nodiscard]] bool found() const { return could_agree() || differ(all_); }

  /// The runs of the join, of both ways, each from the join on.
  [[nodiscard]] std::vector<std::vector<Step>> chains() const {
    const auto [oldest, newest] = ends(could_agree() ? even_ : all_);
    std::vector<std::vector<Step>> result;
    for (std::size_t i : {oldest, newest}) {
      std::vector<Step> chain;
      for (; i != kNoStep; i = steps_[i].reader) chain.push_back(steps_[i]);
      std::ranges::reverse(chain);
      result.push_back(std::move(chain));
    }
    return result;
  }

 private:
  [[nodiscard]] sys_seconds tick(std::size_t step) const {
    return steps_[step].run.tick;
  }

  /// The steps of the oldest and the newest of some ways; of equal ones those
  /// of the first input.
  [[nodiscard]] std::pair<std::size_t, std::size_t> ends(
      const Ways& ways) const {
    std::size_t oldest = ways.begin()->second, newest = oldest;
    for (const auto& [input, step] : ways) {
      if (tick(step) < tick(oldest)) oldest = step;
      if (tick(step) > tick(newest)) newest = step;
    }
    return {oldest, newest};
  }
  [[nodiscard]] bool differ(const Ways& ways) const {
    if (ways.empty()) return false;
    const auto [oldest, newest] = ends(ways);
    return tick(oldest) != tick(newest);
  }

  [[nodiscard]] bool as_often(NodeId node) const {
    const auto rate = [&](NodeId of) {
      return ctx_.derivation.cadence(of)->runs_per_year;
    };
    return is_same_rate(rate(node), rate(join_));
  }

  void go_back(std::size_t at) {
    const Step step = steps_[at];
    for (const AlignedEdge& edge : ctx_.alignment().inputs(step.node)) {
      const auto bound = bound_run(ctx_, edge, step.run);
      if (!bound) continue;
      const NodeId from = edge.read.from;
      const bool even = step.even && as_often(from);
      // The ways through different inputs of the join are kept apart.
      const NodeId through = at == 0 ? from : through_[at];
      if (!seen_.insert({through, from, bound->key, even}).second) continue;
      through_.resize(steps_.size() + 1);
      through_.back() = through;
      steps_.push_back({from, *bound, at, even});
    }
  }

  void arrive(std::size_t at, Ways& ways) const {
    const auto [way, added] = ways.try_emplace(through_[at], at);
    if (!added && tick(at) < tick(way->second)) way->second = at;
  }

  const LintContext& ctx_;
  NodeId join_, root_;
  std::vector<Step> steps_;
  std::vector<NodeId> through_;  ///< by step: the input of the join
  std::set<std::tuple<NodeId, NodeId, std::int64_t, bool>> seen_;
  Ways even_, all_;
};

/// A job behind another that mixes the same versions tells nothing new.
bool is_told_before(const LintContext& ctx, const EvenWays& ways,
                    const Mixture& skew) {
  const auto inputs = ctx.alignment().inputs(skew.node);
  return std::ranges::any_of(inputs, [&](const AlignedEdge& edge) {
    const auto other = mixture_of(ctx, ways, edge.read.from);
    return other && other->root == skew.root &&
           other->skew.value >= skew.skew.value;
  });
}

/// Joins of the same root through the same two inputs: one cause.
struct Join {
  Mixture first;
  Search search;
  std::vector<NodeId> nodes;
};

Witness chain_witness(const LintContext& ctx, const Mixture& skew,
                      const std::vector<std::vector<Step>>& chains) {
  Witness witness = witness_of(ctx, skew.node, skew.skew.run.start);
  witness.runs.push_back(witness_run(ctx, skew.node, skew.skew.run));
  for (const std::vector<Step>& chain : chains) {
    for (std::size_t i = 1; i < chain.size(); ++i) {
      witness.runs.push_back(witness_run(ctx, chain[i].node, chain[i].run));
    }
  }
  return witness;
}

void report_join(const LintContext& ctx, const Join& join,
                 const Report& report) {
  const Mixture& skew = join.first;
  const auto chains = join.search.chains();
  const std::string older = name_of(ctx, chains[0][1].node);
  const std::string newer = name_of(ctx, chains[1][1].node);
  const std::string others =
      join.nodes.size() == 1
          ? ""
          : fmt::format(", as do {} more", join.nodes.size() - 1);
  Diagnostic result = job_finding(
      ctx, "ALN012", skew.node,
      fmt::format("{} joins versions of {} that are up to {} apart: the older "
                  "through {}, the newer through {}{}",
                  name_of(ctx, skew.node), name_of(ctx, skew.root),
                  format_duration(chains[1].back().run.tick -
                                  chains[0].back().run.tick),
                  older, newer, others));
  if (!join.search.could_agree()) result.severity = Severity::Info;
  result.nodes.clear();
  for (const NodeId node : join.nodes) {
    result.nodes.push_back(ctx.project[node].name);
  }
  result.parameters.emplace_back("source", ctx.project[skew.root].name);
  result.witness = chain_witness(ctx, skew, chains);
  result.share_of_runs =
      share_of(skew.skew.count, ctx.alignment().runs_of(skew.node)->count(
                                    skew.scope.from, skew.scope.to));
  result.scope = scope_text(skew.scope);
  result.help = fmt::format(
      "let {} and {} run after the same run of {}, for example without crons "
      "of their own",
      older, newer, name_of(ctx, skew.root));
  report(std::move(result));
}

}  // namespace

void check_diamond_version_skew(const LintContext& ctx, const Report& report) {
  std::map<std::tuple<bool, NodeId, NodeId, NodeId>, std::size_t> known;
  std::vector<Join> joins;
  const EvenWays ways(ctx);
  for (std::size_t i = 0; i < ctx.alignment().nodes.size(); ++i) {
    const auto skew = mixture_of(ctx, ways, NodeId(i));
    if (!skew || is_told_before(ctx, ways, *skew)) continue;
    Search search(ctx, *skew);
    if (!search.found()) continue;
    const auto chains = search.chains();
    const auto [entry, added] =
        known.try_emplace({search.could_agree(), skew->root, chains[0][1].node,
                           chains[1][1].node},
                          joins.size());
    if (added) joins.push_back({*skew, std::move(search), {}});
    joins[entry->second].nodes.push_back(skew->node);
  }
  for (const Join& join : joins) report_join(ctx, join, report);
}

}  // namespace lockstep
