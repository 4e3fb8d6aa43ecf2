// Keys name the cadence, the duration and what is waited for; runs that come
// out equal are joined afterwards.
#include "align/run_table.hpp"

#include <algorithm>
#include <utility>

#include "align/slots.hpp"

namespace lockstep {
namespace {

RunSequence::Kind kind_of(const JobStart& start) {
  if (start.type != StartType::Sensor) return RunSequence::Kind::Scheduled;
  return start.mode == TriggerMode::Aligned ? RunSequence::Kind::Aligned
                                            : RunSequence::Kind::Triggered;
}

/// Inputs as a sorted set: their order does not matter, nor who has them.
void append_starts(const std::vector<StartEdge>& starts,
                   const std::vector<RunsId>& known, MemoKey& key) {
  std::vector<std::pair<std::int64_t, std::int64_t>> pairs;
  for (const StartEdge& edge : starts) {
    pairs.emplace_back(word(known[edge.from.index()]), word(edge.binding));
  }
  std::ranges::sort(pairs);
  const auto rest = std::unique(pairs.begin(), pairs.end());
  pairs.erase(rest, pairs.end());
  for (const auto& [runs, binding] : pairs) {
    key.push_back(runs);
    key.push_back(binding);
  }
}

}  // namespace

StartRule RunTable::rule_of(NodeId node, const std::vector<NodeId>& slots,
                            const std::vector<RunsId>& known) const {
  StartRule rule;
  rule.kind = kind_of(derivation_[node]);
  rule.cadence = derivation_.cadence(node);
  for (const NodeId from : slots) {
    const RunsId id = known[from.index()];
    rule.members.push_back(id.valid() ? &runs_[id.index()] : nullptr);
  }
  if (rule.kind == RunSequence::Kind::Triggered) return rule;
  for (const StartEdge& edge : read_.starts[node.index()]) {
    rule.awaited.emplace_back(runs_[known[edge.from.index()].index()],
                              *rule.cadence,
                              read_.bindings[edge.binding.index()]);
  }
  return rule;
}

RunsId RunTable::find(NodeId node, seconds duration,
                      const std::vector<RunsId>& known, const RunSpan& span) {
  const RunSequence::Kind kind = kind_of(derivation_[node]);
  MemoKey key = {static_cast<std::int64_t>(kind),
                 word(derivation_[node].cadence), duration.count()};
  Slots slots;
  if (kind == RunSequence::Kind::Triggered) {
    slots = slots_of(project_, derivation_, node);
    for (const NodeId from : slots.nodes) {
      key.push_back(word(known[from.index()]));
    }
    for (const SlotTerm& term : slots.condition) {
      key.push_back(static_cast<std::int64_t>(term.kind));
      key.push_back(term.slot);
    }
  } else {
    append_starts(read_.starts[node.index()], known, key);
  }
  if (key.size() > 3) key.push_back((span.reference - span.from).count());
  const auto found = found_.find(key);
  if (found != found_.end()) return found->second;
  StartRule rule = rule_of(node, slots.nodes, known);
  rule.duration = duration;
  rule.condition = std::move(slots.condition);
  const RunsId id = intern(build_runs(rule, span));
  found_.emplace(std::move(key), id);
  return id;
}

RunsId RunTable::intern(RunSequence&& runs) {
  MemoKey key = {&runs.cadence() - derivation_.cadences.data()};
  if (const auto probe = runs.first_reaching(derivation_.reference)) {
    key.push_back((probe->start - probe->tick).count());
    key.push_back((probe->end - probe->tick).count());
  }
  auto& bucket = by_content_[key];
  for (const RunsId id : bucket) {
    if (runs_[id.index()] == runs) return id;
  }
  bucket.emplace_back(runs_.size());
  runs_.push_back(std::move(runs));
  return bucket.back();
}

}  // namespace lockstep
