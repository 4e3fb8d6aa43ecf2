// One walk over the ticks of the reader. The search for offsets tries the
// distances from its first label to the labels of the input; labels at which
// one failed are asked first for the next.
#include "lint/labels.hpp"

#include <algorithm>
#include <chrono>

namespace lockstep {
namespace {

constexpr seconds kOne{1};

std::optional<std::int64_t> days_of(std::optional<seconds> period) {
  if (!period) return std::nullopt;
  return *period / std::chrono::days{1};
}

Scope walk_scope(const LabelledEdge& edge) {
  const auto days = common_period(days_of(edge.input->period()),
                                  days_of(edge.runs->period()));
  if (!days) return edge.scope;
  const sys_seconds from = edge.scope.from;
  const sys_seconds to = from + std::chrono::days{*days};
  if (edge.runs->count_ticks(from, to) > kMaximumLabels) return edge.scope;
  return {true, from, to};
}

/// The labels of both ends of an edge.
class Labels {
 public:
  explicit Labels(const LabelledEdge& edge) : edge_(edge) {}

  [[nodiscard]] std::optional<sys_seconds> of_reader(sys_seconds tick) const {
    if (edge_.binding->reader_label == RunLabel::Tick) return tick;
    return prev_or_equal(edge_.runs->cadence(), tick - kOne);
  }
  [[nodiscard]] std::optional<sys_seconds> of_input(sys_seconds tick) const {
    if (edge_.binding->input_label == RunLabel::Tick) return tick;
    return edge_.input->newest_tick(tick - kOne);
  }
  /// The run of the input with this label, by its tick.
  [[nodiscard]] std::optional<sys_seconds> run_of(sys_seconds label) const {
    if (!edge_.input->has_tick(label)) return std::nullopt;
    if (edge_.binding->input_label == RunLabel::Tick) return label;
    return edge_.input->next_tick(label);
  }
  /// False where the ticks of the input are known over a horizon only, and the
  /// label lies outside of it.
  [[nodiscard]] bool is_known(sys_seconds label) const {
    const RunSequence& input = *edge_.input;
    const Cadence& cadence = input.cadence();
    const bool everywhere = cadence.exact || cadence.repeats;
    if (everywhere && (!input.is_listed() || input.period())) return true;
    return input.newest_tick(label) && input.next_tick(label);
  }

 private:
  const LabelledEdge& edge_;
};

/// Calls visit(tick, label) for every tick whose label could name a run.
template <class Visit>
void for_each_label(const LabelledEdge& edge, const Scope& scope,
                    seconds offset, const Visit& visit) {
  const Labels labels(edge);
  auto tick = edge.runs->next_tick(scope.from - kOne);
  for (; tick && *tick < scope.to; tick = edge.runs->next_tick(*tick)) {
    const auto label = labels.of_reader(*tick);
    if (label && !labels.is_known(*label + offset)) continue;
    visit(*tick, label);
  }
}

void add(NamedCount& count, const NamedRun& run, seconds distance) {
  if (count.ticks++ == 0) count.first = run;
  count.farthest = std::max(count.farthest, distance);
}

sys_seconds local_midnight(sys_seconds at, const Clock& clock) {
  const seconds offset = clock.zone ? utc_offset(*clock.zone, at) : seconds{0};
  const sys_seconds midnight = midnight_of(at + offset) - offset;
  if (!clock.zone) return midnight;
  // The offset may have changed since.
  return midnight + (offset - utc_offset(*clock.zone, midnight));
}

class Fit {
 public:
  Fit(const LabelledEdge& edge, const Clock& clock)
      : edge_(edge), labels_(edge), clock_(clock) {
    result_.scope = walk_scope(edge);
  }

  LabelFit measure() {
    const seconds offset = edge_.binding->offset;
    for_each_label(edge_, result_.scope, offset,
                   [&](sys_seconds tick, std::optional<sys_seconds> label) {
                     NamedRun run{tick, {}, {}};
                     if (label) run.label = *label + offset;
                     if (run.label) run.tick = labels_.run_of(*run.label);
                     take(run);
                   });
    return result_;
  }

 private:
  void take(const NamedRun& run) {
    ++result_.ticks;
    if (!run.tick) {
      add(result_.missing, run, seconds{0});
      return;
    }
    const auto due = edge_.input->newest_tick(run.reader);
    if (due && *run.tick < *due) {
      if (*run.tick != local_midnight(run.reader, clock_)) {
        add(result_.older, run, *due - *run.tick);
      }
      return;
    }
    const auto next = edge_.input->next_tick(run.reader);
    if (next && *run.tick > *next) add(result_.newer, run, *run.tick - *next);
  }

  const LabelledEdge& edge_;
  Labels labels_;
  const Clock& clock_;
  LabelFit result_;
};

// ---- Offsets ----

class OffsetSearch {
 public:
  explicit OffsetSearch(const LabelledEdge& edge) : edge_(edge), labels_(edge) {
    const Scope scope = walk_scope(edge);
    for_each_label(edge, scope, seconds{0},
                   [&](sys_seconds tick, std::optional<sys_seconds> label) {
                     if (label) take(tick, *label);
                   });
  }

  SoundOffsets find() {
    SoundOffsets result;
    if (!least_ || readers_.empty()) return result;
    result.due = at_most(*least_);
    result.always_newest = least_ == greatest_ && result.due == least_;
    result.next = above(result.due.value_or(*least_));
    const seconds declared = edge_.binding->offset;
    const auto below = at_most(declared), beyond = above(declared);
    result.nearest = below;
    if (beyond && (!below || *beyond - declared < declared - *below)) {
      result.nearest = beyond;
    }
    return result;
  }

 private:
  /// Keeps the label and the range of the offsets that name the due run.
  void take(sys_seconds tick, sys_seconds label) {
    readers_.push_back(label);
    const auto due = edge_.input->newest_tick(tick);
    const auto due_label = due ? labels_.of_input(*due) : std::nullopt;
    if (!due_label) return;
    const seconds offset = *due_label - label;
    least_ = std::min(least_.value_or(offset), offset);
    greatest_ = std::max(greatest_.value_or(offset), offset);
  }

  [[nodiscard]] std::optional<seconds> at_most(seconds offset) {
    const sys_seconds from = readers_.front() + offset;
    auto label = edge_.input->newest_tick(from);
    for (int i = 0; is_near(label, from) && i < kMaximumTries; ++i) {
      if (is_sound(*label - readers_.front())) return *label - readers_.front();
      label = edge_.input->newest_tick(*label - kOne);
    }
    return std::nullopt;
  }
  [[nodiscard]] std::optional<seconds> above(seconds offset) {
    const sys_seconds from = readers_.front() + offset;
    auto label = edge_.input->next_tick(from);
    for (int i = 0; is_near(label, from) && i < kMaximumTries; ++i) {
      if (is_sound(*label - readers_.front())) return *label - readers_.front();
      label = edge_.input->next_tick(*label);
    }
    return std::nullopt;
  }
  static bool is_near(std::optional<sys_seconds> label, sys_seconds from) {
    return label && std::chrono::abs(*label - from) <= kFarthestOffset;
  }

  [[nodiscard]] bool names_a_run(sys_seconds label) const {
    return !labels_.is_known(label) || labels_.run_of(label).has_value();
  }

  [[nodiscard]] bool is_sound(seconds offset) {
    const auto fails = [&](sys_seconds label) {
      return !names_a_run(label + offset);
    };
    if (std::ranges::any_of(strict_, fails)) return false;
    const auto found = std::ranges::find_if(readers_, fails);
    if (found == readers_.end()) return true;
    strict_.push_back(*found);
    return false;
  }

  const LabelledEdge& edge_;
  Labels labels_;
  std::vector<sys_seconds> readers_;  ///< labels of the reader
  std::vector<sys_seconds> strict_;   ///< those that refused an offset
  std::optional<seconds> least_, greatest_;
};

}  // namespace

LabelFit fit_labels(const LabelledEdge& edge, const Clock& clock) {
  return Fit(edge, clock).measure();
}

SoundOffsets find_sound_offsets(const LabelledEdge& edge) {
  return OffsetSearch(edge).find();
}

}  // namespace lockstep
