// Expressions come in postfix order: one stack of formulas builds the
// condition, one stack of texts prints it.
#include "align/trigger_condition.hpp"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <iterator>
#include <utility>

namespace lockstep {
namespace {

Condition join_all(FormulaTerm::Kind op,
                   const std::vector<AwaitedInput>& members,
                   CadenceTable& cadences) {
  std::vector<Formula> operands;
  for (const AwaitedInput& member : members) {
    operands.push_back(leaf(member.cadence));
  }
  return {members, join(op, std::move(operands), cadences)};
}

/// Operands that wait for more of the same operator, so that a chain is joined
/// once.
struct Chain {
  FormulaTerm::Kind op = FormulaTerm::Kind::And;
  std::vector<Formula> operands;

  [[nodiscard]] Formula close(CadenceTable& cadences) && {
    return join(op, std::move(operands), cadences);
  }
  void append(FormulaTerm::Kind next, Chain&& other, CadenceTable& cadences) {
    const bool same = op == next || operands.size() <= 1;
    if (!same) operands = {std::move(*this).close(cadences)};
    op = next;
    if (other.op != next && other.operands.size() > 1) {
      other.operands = {std::move(other).close(cadences)};
    }
    std::ranges::move(other.operands, std::back_inserter(operands));
  }
};

/// Members without a cadence vanish from the expression: inputs without a
/// schedule are read, not waited for (alignment.md 2).
Condition of_expression(const Trigger& trigger, const Inputs& inputs,
                        CadenceTable& cadences) {
  std::vector<bool> named(inputs.scheduled.size(), false);
  std::vector<Chain> stack;
  for (const TriggerTerm& term : trigger.terms) {
    if (term.kind == TriggerTerm::Kind::Dataset) {
      stack.emplace_back();
      const auto found = std::ranges::lower_bound(
          inputs.scheduled, term.dataset, {},
          [](const AwaitedInput& input) { return input.input->dataset; });
      if (found == inputs.scheduled.end()) continue;
      if (found->input->dataset != term.dataset) continue;
      named[static_cast<std::size_t>(found - inputs.scheduled.begin())] = true;
      stack.back().operands.push_back(leaf(found->cadence));
      continue;
    }
    assert(stack.size() >= 2);
    Chain right = std::move(stack.back());
    stack.pop_back();
    const auto op = term.kind == TriggerTerm::Kind::And ? FormulaTerm::Kind::And
                                                        : FormulaTerm::Kind::Or;
    stack.back().append(op, std::move(right), cadences);
  }
  Condition condition;
  if (!stack.empty()) {
    condition.formula = std::move(stack.back()).close(cadences);
  }
  for (std::size_t i = 0; i < named.size(); ++i) {
    if (named[i]) condition.members.push_back(inputs.scheduled[i]);
  }
  return condition;
}

}  // namespace

Condition condition_of(const Trigger& trigger, const Inputs& inputs,
                       CadenceTable& cadences) {
  switch (trigger.mode) {
    case TriggerMode::Any:
      return join_all(FormulaTerm::Kind::Or, inputs.scheduled, cadences);
    case TriggerMode::All:
      return join_all(FormulaTerm::Kind::And, inputs.required, cadences);
    default:
      return of_expression(trigger, inputs, cadences);
  }
}

std::string print_expression(const Project& project, const Trigger& trigger) {
  struct Part {
    std::string text;
    TriggerTerm::Kind kind;
  };
  std::vector<Part> stack;
  for (const TriggerTerm& term : trigger.terms) {
    if (term.kind == TriggerTerm::Kind::Dataset) {
      stack.push_back({project[term.dataset].name, term.kind});
      continue;
    }
    assert(stack.size() >= 2);
    Part right = std::move(stack.back());
    stack.pop_back();
    Part& left = stack.back();
    const bool is_and = term.kind == TriggerTerm::Kind::And;
    for (Part* part : {&left, &right}) {
      if (is_and && part->kind == TriggerTerm::Kind::Or) {
        part->text = "(" + part->text + ")";
      }
    }
    left.text += (is_and ? " & " : " | ") + right.text;
    left.kind = term.kind;
  }
  return stack.empty() ? std::string{} : std::move(stack.back().text);
}

}  // namespace lockstep
