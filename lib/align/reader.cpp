// `same` goes through labels, `latest` through ends, windows through nominal
// ticks.
#include "align/reader.hpp"

#include <algorithm>

#include "align/same_pipeline.hpp"

namespace lockstep {
namespace {

constexpr seconds kOne{1};

}  // namespace

Reader::Reader(const RunSequence& input, const Cadence& cadence,
               const Binding& binding)
    : input_(&input), cadence_(&cadence), binding_(&binding) {
  if (binding.pipeline) shared_ = shared_crons(input.cadence(), cadence);
}

bool Reader::waits_at(sys_seconds tick) const {
  if (binding_->waits) return true;
  return std::ranges::any_of(shared_.crons, [&](const ZonedCron& member) {
    return matches(member.cron, tick, member.clock);
  });
}

Need Reader::need_same(sys_seconds tick) const {
  sys_seconds label = tick;
  if (binding_->reader_label == RunLabel::IntervalStart) {
    const auto previous = prev_or_equal(*cadence_, tick - kOne);
    if (!previous) return {.possible = false, .tick = {}, .run = {}};
    label = *previous;
  }
  label += binding_->offset;
  Need need;
  if (input_->has_tick(label)) {
    need.tick = binding_->input_label == RunLabel::Tick
                    ? std::optional(label)
                    : input_->next_tick(label);
  }
  if (need.tick) need.run = input_->run_for(*need.tick);
  need.possible = need.run.has_value();
  return need;
}

Need Reader::need_due(sys_seconds tick) const {
  Need need;
  need.tick = input_->newest_tick(tick);
  if (need.tick) {
    need.run = input_->first_reaching(*need.tick);
    need.possible = need.run.has_value();
  }
  return need;
}

Need Reader::need(sys_seconds tick, std::optional<sys_seconds> previous) const {
  if (binding_->read == Read::Same) return need_same(tick);
  Need need = need_due(tick);
  if (binding_->read == Read::Latest) return need;
  const auto start = window_start(tick, previous);
  if (!need.tick || !start || *need.tick <= *start) return {};
  need.run = input_->run_for(*need.tick);
  need.possible = need.run.has_value();
  return need;
}

std::optional<sys_seconds> Reader::window_start(
    sys_seconds tick, std::optional<sys_seconds> previous) const {
  if (binding_->window == WindowKind::Length) return tick - binding_->length;
  if (!previous) return std::nullopt;
  return binding_->window == WindowKind::Lookback ? *previous - binding_->length
                                                  : *previous;
}

std::optional<Run> Reader::bound(const Run& run,
                                 std::optional<sys_seconds> previous) const {
  const auto ended = input_->newest_ended(run.start);
  if (binding_->read == Read::Latest || !ended) return ended;
  if (binding_->read == Read::Same) {
    const Need need = need_same(run.tick);
    return need.run && need.run->key <= ended->key ? need.run : std::nullopt;
  }
  const auto start = window_start(run.tick, previous);
  if (!start) return std::nullopt;
  std::optional<Run> newest = ended;
  if (newest->tick > run.tick) {
    const auto beyond = input_->first_reaching(run.tick + kOne);
    newest = beyond ? input_->before(*beyond) : std::nullopt;
  }
  return newest && newest->tick > *start ? newest : std::nullopt;
}

std::optional<sys_seconds> previous_tick(const RunSequence& runs,
                                         const Run& run) {
  if (runs.coalesces()) {
    const auto before = runs.before(run);
    if (before) return before->tick;
  }
  return prev_or_equal(runs.cadence(), run.tick - kOne);
}

}  // namespace lockstep
