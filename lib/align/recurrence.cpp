// Follows the orbit of the last firing from the reference midnight. Periods of
// the inputs give candidate states (first firing of each period, relative to
// its start); the first state seen twice closes the orbit, after one period or
// several of them: three inputs with two ticks a day each can make three
// firings in two days. Then the ticks of each input are walked beside one
// period of the orbit.
#include "align/recurrence.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <unordered_map>

namespace lockstep {
namespace {

using Kind = FormulaTerm::Kind;

constexpr sys_seconds kNever = sys_seconds::max();

/// The operands of the last operator of `formula` if it is `op`; otherwise the
/// formula itself.
std::vector<Formula> operands_of(Kind op, const Formula& formula) {
  if (formula.back().kind != op) return {formula};
  std::vector<Formula> operands;
  auto end = formula.end() - 1;
  for (std::uint32_t left = formula.back().value; left > 0; --left) {
    auto begin = end;
    for (std::uint32_t missing = 1; missing > 0;) {
      --begin;
      if (begin->kind != Kind::Cadence) missing += begin->value;
      --missing;
    }
    operands.emplace_back(begin, end);
    end = begin;
  }
  return operands;
}

bool is_leaf(const Formula& formula) { return formula.size() == 1; }
CadenceId cadence_of(const Formula& formula) {
  return CadenceId(formula.front().value);
}

/// Does `other` make `operand` superfluous under `op`? The next tick of a
/// subset is never earlier. Of two equal sets the first stays.
bool covers(Kind op, const Formula& other, const Formula& operand,
            CadenceTable& cadences) {
  if (!is_leaf(other) || !is_leaf(operand)) return false;
  const CadenceId a = cadence_of(other), b = cadence_of(operand);
  const bool covered =
      op == Kind::And ? cadences.contains(b, a) : cadences.contains(a, b);
  if (!covered) return false;
  const bool equal =
      op == Kind::And ? cadences.contains(a, b) : cadences.contains(b, a);
  if (!equal) return true;
  const auto order = cadences.by_order(a, b);
  return order != 0 ? order < 0 : a < b;
}

void drop_covered(Kind op, std::vector<Formula>& operands,
                  CadenceTable& cadences) {
  std::vector<Formula> kept;
  for (const Formula& operand : operands) {
    const bool covered = std::any_of(
        operands.begin(), operands.end(), [&](const Formula& other) {
          return covers(op, other, operand, cadences);
        });
    if (!covered) kept.push_back(operand);
  }
  operands = std::move(kept);
}

/// Evaluates f' with the next tick of every input remembered: it stays the
/// same until the firing passes it.
class Stepper {
 public:
  Stepper(const Formula& formula, const CadenceTable& cadences,
          sys_seconds before)
      : formula_(formula), cadences_(cadences), next_(formula.size()) {
    for (sys_seconds& tick : next_) tick = before;
  }

  sys_seconds operator()(sys_seconds firing) {
    stack_.clear();
    for (std::size_t i = 0; i < formula_.size(); ++i) {
      if (formula_[i].kind == Kind::Cadence) {
        stack_.push_back(next_tick(i, firing));
      } else {
        reduce(formula_[i]);
      }
    }
    return stack_.back();
  }

 private:
  sys_seconds next_tick(std::size_t i, sys_seconds firing) {
    if (next_[i] <= firing) {
      const Cadence& cadence = cadences_[CadenceId(formula_[i].value)];
      next_[i] = next(cadence, firing).value_or(kNever);
    }
    return next_[i];
  }

  void reduce(FormulaTerm term) {
    const auto begin = stack_.end() - term.value;
    const sys_seconds value = term.kind == Kind::And
                                  ? *std::max_element(begin, stack_.end())
                                  : *std::min_element(begin, stack_.end());
    stack_.erase(begin, stack_.end());
    stack_.push_back(value);
  }

  const Formula& formula_;
  const CadenceTable& cadences_;
  std::vector<sys_seconds> next_;  ///< by term; <= the firing: unknown
  std::vector<sys_seconds> stack_;
};

std::vector<CadenceId> cadences_of(const Formula& formula) {
  std::vector<CadenceId> leaves;
  for (const FormulaTerm& term : formula) {
    if (term.kind == Kind::Cadence) leaves.push_back(CadenceId(term.value));
  }
  std::sort(leaves.begin(), leaves.end());
  leaves.erase(std::unique(leaves.begin(), leaves.end()), leaves.end());
  return leaves;
}

/// A stretch of firings: one period, or the horizon.
struct Orbit {
  std::vector<sys_seconds> ticks;
  sys_seconds start, end;
  bool repeats = false;
};

/// The periodic part of the orbit; nullopt if it does not close within
/// kMaximumRuns firings.
std::optional<Orbit> periodic_orbit(const Formula& formula,
                                    const CadenceTable& cadences,
                                    std::int64_t days) {
  struct Seen {
    std::int64_t period;
    std::size_t index;
  };
  const seconds period = std::chrono::days{days};
  const sys_seconds reference = cadences.reference();
  std::unordered_map<std::int64_t, Seen> states;
  std::vector<sys_seconds> ticks;
  std::int64_t current = -1;
  sys_seconds firing = reference - seconds{1};
  Stepper step(formula, cadences, firing);
  while (ticks.size() < kMaximumRuns) {
    firing = step(firing);
    if (firing == kNever) return std::nullopt;
    const std::int64_t index = (firing - reference) / period;
    if (index != current) {
      current = index;
      const seconds into = firing - reference - index * period;
      const auto [seen, added] =
          states.try_emplace(into.count(), Seen{index, ticks.size()});
      if (!added) {
        const auto [before, first] = seen->second;
        ticks.erase(ticks.begin(),
                    ticks.begin() + static_cast<std::ptrdiff_t>(first));
        const sys_seconds start = ticks.front();
        return Orbit{std::move(ticks), start, start + (index - before) * period,
                     true};
      }
    }
    ticks.push_back(firing);
  }
  return std::nullopt;
}

/// The firings from the reference to the end of the horizon, or to the end of
/// what is known of an input.
Orbit horizon_orbit(const Formula& formula, const CadenceTable& cadences) {
  const sys_seconds reference = cadences.reference();
  Orbit orbit{{}, reference, reference + cadences.horizon(), false};
  for (const CadenceId leaf : cadences_of(formula)) {
    const Cadence& cadence = cadences[leaf];
    if (!cadence.exact && !cadence.repeats) {
      orbit.end = std::min(orbit.end, cadence.end);
    }
  }
  sys_seconds firing = reference - seconds{1};
  Stepper step(formula, cadences, firing);
  while ((firing = step(firing)) < orbit.end) {
    if (orbit.ticks.size() == kMaximumRuns) {
      orbit.end = firing;
      break;
    }
    orbit.ticks.push_back(firing);
  }
  orbit.end =
      std::max(midnight_of(orbit.end), reference + std::chrono::days{1});
  while (!orbit.ticks.empty() && orbit.ticks.back() >= orbit.end) {
    orbit.ticks.pop_back();
  }
  return orbit;
}

/// The indices of the firings that are ticks of `cadence`, from `from` on;
/// nothing if it has a tick there that is no firing.
std::optional<std::vector<std::size_t>> firings_of(const Cadence& cadence,
                                                   const Orbit& orbit,
                                                   sys_seconds from) {
  std::vector<std::size_t> indices;
  auto at = std::lower_bound(orbit.ticks.begin(), orbit.ticks.end(), from);
  auto tick = next(cadence, from - seconds{1});
  for (; tick && *tick < orbit.end; tick = next(cadence, *tick)) {
    at = std::lower_bound(at, orbit.ticks.end(), *tick);
    if (at == orbit.ticks.end() || *at != *tick) return std::nullopt;
    indices.push_back(static_cast<std::size_t>(at - orbit.ticks.begin()));
  }
  return indices;
}

/// The inputs whose union the orbit is, by order; a single one if possible.
std::vector<CadenceId> same_as(const Formula& formula, const Orbit& orbit,
                               const CadenceTable& cadences) {
  const sys_seconds from =
      orbit.repeats ? orbit.start
                    : midnight_of(orbit.start + (orbit.end - orbit.start) / 5);
  const auto first =
      std::lower_bound(orbit.ticks.begin(), orbit.ticks.end(), from);
  std::size_t missing = static_cast<std::size_t>(orbit.ticks.end() - first);
  if (missing == 0) return {};
  std::vector<CadenceId> leaves = cadences_of(formula);
  std::sort(leaves.begin(), leaves.end(), [&](CadenceId a, CadenceId b) {
    const auto by_order = cadences.by_order(a, b);
    return by_order != 0 ? by_order < 0 : a < b;
  });
  const std::size_t all = missing;
  std::vector<CadenceId> members;
  std::vector<bool> covered(orbit.ticks.size(), false);
  for (const CadenceId leaf : leaves) {
    const auto firings = firings_of(cadences[leaf], orbit, from);
    if (!firings || firings->empty()) continue;
    if (firings->size() == all) return {leaf};
    if (!cadences[leaf].exact) continue;
    members.push_back(leaf);
    for (const std::size_t index : *firings) {
      if (!covered[index]) --missing;
      covered[index] = true;
    }
  }
  if (missing > 0) return {};
  return members;
}

CadenceId union_of(const std::vector<CadenceId>& members,
                   CadenceTable& cadences) {
  if (members.size() == 1) return members.front();
  Schedule joined;
  for (const CadenceId member : members) {
    const auto& crons = cadences[member].schedule.crons;
    joined.crons.insert(joined.crons.end(), crons.begin(), crons.end());
  }
  return cadences.intern(reduce(joined));
}

/// An Or of schedules is a union: nothing to follow.
bool is_union_of_schedules(const Formula& formula,
                           const CadenceTable& cadences) {
  const auto depth = std::count_if(
      formula.begin(), formula.end(),
      [](const FormulaTerm& term) { return term.kind != Kind::Cadence; });
  if (depth != 1 || formula.back().kind != Kind::Or) return false;
  const auto leaves = cadences_of(formula);
  return std::all_of(leaves.begin(), leaves.end(),
                     [&](CadenceId leaf) { return cadences[leaf].exact; });
}

Firing solve_new(const Formula& formula, CadenceTable& cadences) {
  std::vector<CadenceId> leaves = cadences_of(formula);
  if (formula.size() == 1) return {leaves.front(), leaves, false};
  if (is_union_of_schedules(formula, cadences)) {
    return {union_of(leaves, cadences), leaves, false};
  }
  const sys_seconds before = cadences.reference() - seconds{1};
  if (Stepper(formula, cadences, before)(before) == kNever) {
    return {cadences.intern(Schedule{}), {}, false};
  }
  std::optional<std::int64_t> days = 1;
  for (const CadenceId leaf : leaves) {
    days = common_period(days, cadences.facts(leaf).period);
  }
  std::optional<Orbit> orbit;
  if (days) orbit = periodic_orbit(formula, cadences, *days);
  if (!orbit) orbit = horizon_orbit(formula, cadences);
  Firing firing;
  firing.horizon_only = !orbit->repeats;
  firing.same_as = same_as(formula, *orbit, cadences);
  if (!firing.same_as.empty()) {
    firing.cadence = union_of(firing.same_as, cadences);
    return firing;
  }
  Cadence explicit_ticks;
  explicit_ticks.exact = false;
  explicit_ticks.ticks = std::move(orbit->ticks);
  explicit_ticks.start = orbit->start;
  explicit_ticks.end = orbit->end;
  explicit_ticks.repeats = orbit->repeats;
  firing.cadence = cadences.intern_explicit(std::move(explicit_ticks));
  return firing;
}

}  // namespace

Formula leaf(CadenceId cadence) { return {{Kind::Cadence, cadence.value}}; }

Formula join(FormulaTerm::Kind op, std::vector<Formula> operands,
             CadenceTable& cadences) {
  std::vector<Formula> flat;
  for (const Formula& operand : operands) {
    if (operand.empty()) continue;
    for (Formula& part : operands_of(op, operand)) {
      flat.push_back(std::move(part));
    }
  }
  std::sort(flat.begin(), flat.end());
  flat.erase(std::unique(flat.begin(), flat.end()), flat.end());
  drop_covered(op, flat, cadences);
  if (flat.size() <= 1) return flat.empty() ? Formula{} : std::move(flat[0]);
  Formula joined;
  for (const Formula& part : flat) {
    joined.insert(joined.end(), part.begin(), part.end());
  }
  joined.push_back({op, static_cast<std::uint32_t>(flat.size())});
  return joined;
}

const Firing& RecurrenceSolver::solve(const Formula& formula,
                                      CadenceTable& cadences) {
  const auto found = solved_.find(formula);
  if (found != solved_.end()) return found->second;
  return solved_.emplace(formula, solve_new(formula, cadences)).first->second;
}

}  // namespace lockstep
