// TRG004: a sensor that nothing can ever start. One pass in topological order
// evaluates every start condition with the inputs that can still update.

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "lint/checks.hpp"

namespace lockstep {
namespace {

constexpr std::size_t kInputsShown = 3;

/// Why updates of a dataset never come.
enum class Dead : std::uint8_t { No, NeverFires, InCycle, Sensor };

class DeadTriggers {
 public:
  explicit DeadTriggers(const LintContext& ctx)
      : ctx_(ctx), dead_(ctx.project.datasets.size(), Dead::No) {}

  void run(const Report& report) {
    mark_cycles();
    std::vector<bool> behind(dead_.size());
    for (const NodeId node : ctx_.project.topology.order) {
      const bool in_cycle = ctx_.project.topology.in_cycle[node.index()];
      if (!in_cycle) dead_[node.index()] = judge(node);
      if (!is_sensor(node) || dead_[node.index()] == Dead::No) continue;
      const std::vector<NodeId> causes = dead_inputs(node);
      // Only the first of a chain is named; a cycle has its members.
      const bool first =
          in_cycle || std::ranges::none_of(causes, [&](NodeId input) {
            return behind[input.index()];
          });
      behind[node.index()] = true;
      if (first) report(describe(node, causes));
    }
  }

 private:
  void mark_cycles() {
    for (const Cycle& cycle : ctx_.project.topology.cycles) {
      for (const NodeId member : cycle.members) {
        if (ctx_.project[member].crons.empty()) {
          dead_[member.index()] = Dead::InCycle;
        }
      }
    }
  }

  [[nodiscard]] bool is_sensor(NodeId node) const {
    const Dataset& dataset = ctx_.project[node];
    return dataset.crons.empty() && !dataset.inputs.empty() &&
           dataset.trigger.mode != TriggerMode::None;
  }

  [[nodiscard]] bool is_dead(NodeId node) const {
    return dead_[node.index()] != Dead::No;
  }

  [[nodiscard]] Dead judge(NodeId node) const {
    if (is_sensor(node)) {
      return can_start(node) ? Dead::No : Dead::Sensor;
    }
    const Cadence* cadence = ctx_.derivation.cadence(node);
    return cadence && !fires(*cadence) ? Dead::NeverFires : Dead::No;
  }

  /// Required inputs, all if all are optional. Of an aligned job those that a
  /// guard does not let through.
  [[nodiscard]] std::vector<NodeId> required(NodeId node) const {
    const Dataset& dataset = ctx_.project[node];
    const bool aligned = dataset.trigger.mode == TriggerMode::Aligned;
    const bool none = std::ranges::all_of(dataset.inputs, &Input::optional);
    std::vector<NodeId> result;
    for (const Input& input : dataset.inputs) {
      const bool passes = aligned && input.guard == Guard::None;
      if (input.dataset != node && !passes && (none || !input.optional)) {
        result.push_back(input.dataset);
      }
    }
    return result;
  }

  [[nodiscard]] bool can_start(NodeId node) const {
    const Dataset& dataset = ctx_.project[node];
    const auto dead = [&](NodeId input) { return is_dead(input); };
    if (dataset.trigger.mode == TriggerMode::Expression) {
      return expression_holds(dataset.trigger);
    }
    if (dataset.trigger.mode == TriggerMode::Any) {
      return !std::ranges::all_of(dataset.inputs, dead, &Input::dataset);
    }
    return std::ranges::none_of(required(node), dead);
  }

  /// With every input that can update updated.
  [[nodiscard]] bool expression_holds(const Trigger& trigger) const {
    std::vector<bool> stack;
    for (const TriggerTerm& term : trigger.terms) {
      if (term.kind == TriggerTerm::Kind::Dataset) {
        stack.push_back(!is_dead(term.dataset));
        continue;
      }
      const bool right = stack.back();
      stack.pop_back();
      const bool both = term.kind == TriggerTerm::Kind::And;
      stack.back() = both ? stack.back() && right : stack.back() || right;
    }
    return stack.empty() || stack.back();
  }

  [[nodiscard]] std::vector<NodeId> dead_inputs(NodeId node) const {
    std::vector<NodeId> result;
    for (const Input& input : ctx_.project[node].inputs) {
      if (input.dataset != node && is_dead(input.dataset)) {
        result.push_back(input.dataset);
      }
    }
    return result;
  }

  [[nodiscard]] std::string reason(NodeId input) const {
    const std::string name = quoted(ctx_.project[input].name);
    if (dead_[input.index()] == Dead::InCycle) return name + " is in a cycle";
    return name + " never fires";
  }

  [[nodiscard]] Diagnostic describe(NodeId node,
                                    const std::vector<NodeId>& causes) const {
    const Dataset& dataset = ctx_.project[node];
    std::vector<std::string> reasons;
    for (const NodeId input : causes) reasons.push_back(reason(input));
    Diagnostic result = finding(
        "TRG004", fmt::format("{} can never start: {}", quoted(dataset.name),
                              join_words(reasons, kInputsShown)));
    result.where =
        dataset.trigger.where.valid() ? dataset.trigger.where : dataset.where;
    result.nodes = {dataset.name};
    result.scope = "for ever";
    result.help =
        "mend what never comes, or declare it `optional: true` to start "
        "without it";
    for (const NodeId input : causes) {
      if (result.notes.size() == kInputsShown) break;
      const auto& crons = ctx_.project[input].crons;
      if (crons.empty()) continue;
      result.notes.push_back({reason(input) + " by this cron",
                              place_of_cron(ctx_, crons.front())});
    }
    return result;
  }

  const LintContext& ctx_;
  std::vector<Dead> dead_;
};

}  // namespace

void check_dead_trigger(const LintContext& ctx, const Report& report) {
  DeadTriggers(ctx).run(report);
}

}  // namespace lockstep
