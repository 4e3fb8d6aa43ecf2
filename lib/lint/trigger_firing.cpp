// TRG rules that look at single firings of `all` and of expressions: which
// runs meet in one, and whether one extra update shifts all that follow.

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "align/slots.hpp"
#include "base/text.hpp"
#include "lint/checks.hpp"
#include "lint/edges.hpp"

namespace lockstep {
namespace {

constexpr seconds kOne{1};
/// Firings after each of which an extra update is tried.
constexpr int kFiringsTried = 64;
/// Firings followed before the search is given up.
constexpr int kFiringsFollowed = 100'000;

using Instant = std::optional<sys_seconds>;

/// A sensor whose firings take several inputs together.
struct Joint {
  NodeId node;
  Slots slots;
  std::vector<const RunSequence*> members;  ///< parallel to slots.nodes
  const RunSequence* runs = nullptr;
};

std::vector<Joint> joint_triggers(const LintContext& ctx) {
  std::vector<Joint> result;
  for (std::size_t i = 0; i < ctx.project.datasets.size(); ++i) {
    const NodeId node(i);
    const JobStart& start = ctx.derivation[node];
    if (start.type != StartType::Sensor || !ctx.alignment().is_measured(node) ||
        (start.mode != TriggerMode::All &&
         start.mode != TriggerMode::Expression)) {
      continue;
    }
    Joint joint{node, slots_of(ctx.project, ctx.derivation, node), {}, nullptr};
    const bool has_and = std::ranges::any_of(
        joint.slots.condition,
        [](const SlotTerm& term) { return term.kind == SlotTerm::Kind::And; });
    if (!has_and) continue;
    for (const NodeId from : joint.slots.nodes) {
      joint.members.push_back(ctx.alignment().runs_of(from));
    }
    joint.runs = ctx.alignment().runs_of(node);
    result.push_back(std::move(joint));
  }
  return result;
}

/// When the condition holds first, given when each slot is set first.
Instant holds_at(const Slots& slots, const std::vector<Instant>& set) {
  std::vector<Instant> stack;
  for (const SlotTerm& term : slots.condition) {
    if (term.kind == SlotTerm::Kind::Slot) {
      stack.push_back(set[term.slot]);
      continue;
    }
    const Instant right = stack.back();
    stack.pop_back();
    Instant& left = stack.back();
    if (term.kind == SlotTerm::Kind::And) {
      left = left && right ? Instant(std::max(*left, *right)) : std::nullopt;
    } else if (!left || (right && *right < *left)) {
      left = right;
    }
  }
  return stack.back();
}

/// The start after that of a run at `start`; `extra`: a slot that is set at
/// once. Updates during a run count for the next.
Instant firing_after(const Joint& joint, sys_seconds start, seconds duration,
                     std::optional<std::size_t> extra) {
  std::vector<Instant> set;
  for (std::size_t i = 0; i < joint.members.size(); ++i) {
    set.emplace_back();
    if (extra == i) {
      set.back() = start;
    } else if (joint.members[i]) {
      const auto run = joint.members[i]->first_ending(start + kOne);
      if (run) set.back() = run->end;
    }
  }
  const Instant at = holds_at(joint.slots, set);
  return at ? Instant(std::max(*at, start + duration)) : std::nullopt;
}

bool is_firing(const RunSequence& runs, sys_seconds at) {
  const auto run = runs.first_starting(at);
  return run && run->start == at;
}

/// Do firings from `at` on never again fall on one of the job's own?
bool never_rejoins(const Joint& joint, sys_seconds at, seconds duration,
                   const Scope& horizon) {
  std::set<seconds> phases;
  for (int i = 0; i < kFiringsFollowed; ++i) {
    if (is_firing(*joint.runs, at)) return false;
    if (const auto period = joint.runs->period()) {
      const seconds since = at - horizon.from;
      const seconds phase = (since % *period + *period) % *period;
      if (!phases.insert(phase).second) return true;
    } else if (at >= horizon.to) {
      return true;
    }
    const Instant following = firing_after(joint, at, duration, {});
    if (!following) return false;
    at = *following;
  }
  return false;
}

/// One extra update after a firing, and what becomes of the next one.
struct Desync {
  NodeId input;
  Run before, nominal;
  sys_seconds instead;
};

std::optional<Desync> find_desync(const LintContext& ctx, const Joint& joint) {
  const Scope& horizon = ctx.alignment().horizon;
  auto run = joint.runs->first_reaching(horizon.from);
  for (int k = 0; run && k < kFiringsTried; ++k) {
    const seconds duration = run->end - run->start;
    const auto nominal = joint.runs->after(*run);
    if (!nominal || nominal->start >= horizon.to) return std::nullopt;
    for (std::size_t i = 0; i < joint.members.size(); ++i) {
      const Instant at = firing_after(joint, run->start, duration, i);
      if (at && never_rejoins(joint, *at, duration, horizon)) {
        return Desync{joint.slots.nodes[i], *run, *nominal, *at};
      }
    }
    run = nominal;
  }
  return std::nullopt;
}

void report_desync(const LintContext& ctx, const Joint& joint,
                   const Desync& desync, const Report& report) {
  Diagnostic result = job_finding(
      ctx, "TRG010", joint.node,
      fmt::format("after one extra update of {}, {} never again runs at its "
                  "usual times: next at {} instead of {}",
                  name_of(ctx, desync.input), name_of(ctx, joint.node),
                  format_instant(desync.instead),
                  format_instant(desync.nominal.start)));
  const Trigger& trigger = ctx.project[joint.node].trigger;
  if (trigger.where.valid()) result.where = trigger.where;
  result.parameters = {{"upstream", ctx.project[desync.input].name}};
  result.witness = witness_of(ctx, joint.node, desync.instead);
  result.witness->runs = {witness_run(ctx, joint.node, desync.before),
                          witness_run(ctx, joint.node, desync.nominal)};
  result.scope =
      joint.runs->period() ? "for ever" : scope_text(ctx.alignment().horizon);
  result.help =
      "a re-run or a backfill is such an update; trigger aligned pairs the "
      "inputs by their ticks instead";
  report(std::move(result));
}

/// The newest run of a member that a firing consumes, and its window.
struct Consumed {
  NodeId node;
  Run run;
  sys_seconds from;
};

std::vector<Consumed> consumed_by(const Joint& joint, const Run& run,
                                  sys_seconds previous) {
  std::vector<Consumed> result;
  for (std::size_t i = 0; i < joint.members.size(); ++i) {
    if (!joint.members[i]) continue;
    const auto newest = joint.members[i]->newest_ended(run.start);
    if (!newest || newest->end <= previous) continue;
    const auto from = joint.members[i]->newest_tick(newest->tick - kOne);
    if (from) result.push_back({joint.slots.nodes[i], *newest, *from});
  }
  return result;
}

bool same_rate(const LintContext& ctx, NodeId a, NodeId b) {
  constexpr double kRounding = 1e-9;
  const double rate = ctx.derivation.cadence(a)->runs_per_year;
  const double other = ctx.derivation.cadence(b)->runs_per_year;
  return std::abs(rate - other) <= rate * kRounding;
}

/// The first two that are equally frequent and whose windows do not meet.
std::optional<std::pair<Consumed, Consumed>> disjoint_pair(
    const LintContext& ctx, const std::vector<Consumed>& consumed) {
  for (std::size_t i = 0; i < consumed.size(); ++i) {
    for (std::size_t j = i + 1; j < consumed.size(); ++j) {
      const Consumed& a = consumed[i];
      const Consumed& b = consumed[j];
      const bool apart = a.run.tick <= b.from || b.run.tick <= a.from;
      if (apart && same_rate(ctx, a.node, b.node)) return std::pair(a, b);
    }
  }
  return std::nullopt;
}

struct Pairing {
  Run run;  ///< the first firing that mixes them
  Consumed a, b;
  std::int64_t count = 0, runs = 0;
};

std::optional<Pairing> find_pairing(const LintContext& ctx,
                                    const Joint& joint) {
  const Scope& scope = ctx.alignment().measures(joint.node)->scope;
  std::optional<Pairing> result;
  std::int64_t count = 0, runs = 0;
  auto run = joint.runs->first_reaching(scope.from);
  while (run && run->tick < scope.to) {
    const auto before = joint.runs->before(*run);
    ++runs;
    if (before) {
      const auto pair =
          disjoint_pair(ctx, consumed_by(joint, *run, before->start));
      if (pair) ++count;
      if (pair && !result) result = Pairing{*run, pair->first, pair->second};
    }
    run = joint.runs->after(*run);
  }
  if (result) {
    result->count = count;
    result->runs = runs;
  }
  return result;
}

std::string window_text(const Consumed& consumed) {
  return fmt::format("[{}, {})", format_instant(consumed.from),
                     format_instant(consumed.run.tick));
}

void report_pairing(const LintContext& ctx, const Joint& joint,
                    const Pairing& pairing, const Report& report) {
  Diagnostic result = job_finding(
      ctx, "TRG003", joint.node,
      fmt::format("{} joins {} of {} with {} of {}", name_of(ctx, joint.node),
                  name_of(ctx, pairing.a.node), window_text(pairing.a),
                  name_of(ctx, pairing.b.node), window_text(pairing.b)));
  const Trigger& trigger = ctx.project[joint.node].trigger;
  if (trigger.where.valid()) result.where = trigger.where;
  result.parameters = {{"a", ctx.project[pairing.a.node].name},
                       {"b", ctx.project[pairing.b.node].name}};
  result.witness = witness_of(ctx, joint.node, pairing.run.start);
  result.witness->runs = {witness_run(ctx, pairing.a.node, pairing.a.run),
                          witness_run(ctx, pairing.b.node, pairing.b.run),
                          witness_run(ctx, joint.node, pairing.run)};
  result.share_of_runs = share_of(pairing.count, pairing.runs);
  result.help =
      "trigger aligned waits for the runs of one and the same interval";
  report(std::move(result));
}

}  // namespace

void check_cross_interval_pairing(const LintContext& ctx,
                                  const Report& report) {
  for (const Joint& joint : joint_triggers(ctx)) {
    const auto pairing = find_pairing(ctx, joint);
    if (pairing) report_pairing(ctx, joint, *pairing, report);
  }
}

void check_desync_persists(const LintContext& ctx, const Report& report) {
  for (const Joint& joint : joint_triggers(ctx)) {
    const auto desync = find_desync(ctx, joint);
    if (desync) report_desync(ctx, joint, *desync, report);
  }
}

}  // namespace lockstep
