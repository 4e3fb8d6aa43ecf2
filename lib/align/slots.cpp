// Expressions come in postfix order; each operand is the list of its terms.
#include "align/slots.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace lockstep {
namespace {

bool counts(const Derivation& derivation, NodeId node, NodeId input) {
  return input != node && derivation[input].cadence.valid();
}

void add_slot(Slots& slots, NodeId node, std::vector<SlotTerm>& condition) {
  condition.push_back(
      {SlotTerm::Kind::Slot, static_cast<std::uint32_t>(slots.nodes.size())});
  slots.nodes.push_back(node);
}

/// Of `any` every input, of `all` those that are required: not optional, or
/// all of them if all are.
Slots joined_slots(const Project& project, const Derivation& derivation,
                   NodeId node, SlotTerm::Kind op) {
  std::vector<NodeId> all, required;
  for (const Input& input : project[node].inputs) {
    if (!counts(derivation, node, input.dataset)) continue;
    all.push_back(input.dataset);
    if (!input.optional) required.push_back(input.dataset);
  }
  Slots slots;
  for (const NodeId input :
       op == SlotTerm::Kind::Or || required.empty() ? all : required) {
    const bool first = slots.nodes.empty();
    add_slot(slots, input, slots.condition);
    if (!first) slots.condition.push_back({op});
  }
  return slots;
}

Slots expression_slots(const Project& project, const Derivation& derivation,
                       NodeId node) {
  const auto& inputs = project[node].inputs;
  Slots slots;
  std::vector<std::vector<SlotTerm>> stack;
  for (const TriggerTerm& term : project[node].trigger.terms) {
    if (term.kind == TriggerTerm::Kind::Dataset) {
      stack.emplace_back();
      const bool known =
          std::ranges::binary_search(inputs, term.dataset, {}, &Input::dataset);
      if (known && counts(derivation, node, term.dataset)) {
        add_slot(slots, term.dataset, stack.back());
      }
      continue;
    }
    const std::vector<SlotTerm> right = std::move(stack.back());
    stack.pop_back();
    auto& left = stack.back();
    const bool both = !left.empty() && !right.empty();
    left.insert(left.end(), right.begin(), right.end());
    if (!both) continue;
    left.push_back({term.kind == TriggerTerm::Kind::And ? SlotTerm::Kind::And
                                                        : SlotTerm::Kind::Or});
  }
  slots.condition = std::move(stack.back());
  return slots;
}

}  // namespace

Slots slots_of(const Project& project, const Derivation& derivation,
               NodeId node) {
  switch (derivation[node].mode) {
    case TriggerMode::Any:
      return joined_slots(project, derivation, node, SlotTerm::Kind::Or);
    case TriggerMode::All:
      return joined_slots(project, derivation, node, SlotTerm::Kind::And);
    default:
      return expression_slots(project, derivation, node);
  }
}

}  // namespace lockstep
