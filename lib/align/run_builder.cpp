// Generators make one run after the other; one collector lists them until the
// state repeats at a later period, or to the end of the span. The state of
// every generator is its last run: it determines all that follow.
#include "align/run_builder.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

namespace lockstep {
namespace {

constexpr seconds kOne{1};
constexpr sys_seconds kNever = sys_seconds::max();

std::optional<std::int64_t> days_of(std::optional<seconds> period) {
  if (!period) return std::nullopt;
  return *period / std::chrono::days{1};
}

/// The least common period of the ticks and of all that the runs depend on, if
/// the runs in it can be listed.
std::optional<seconds> joint_period(const StartRule& rule) {
  auto days = period_days(*rule.cadence);
  for (const Reader& reader : rule.awaited) {
    days = common_period(days, days_of(reader.input().period()));
  }
  for (const RunSequence* member : rule.members) {
    if (member == nullptr) continue;
    days = common_period(days, days_of(member->period()));
  }
  if (!days) return std::nullopt;
  const seconds period = std::chrono::days{*days};
  if (count(*rule.cadence, sys_seconds{}, sys_seconds{} + period) >
      kMaximumListed) {
    return std::nullopt;
  }
  return period;
}

/// When all that the run for `tick` needs has ended, not before `tick`; nullopt
/// if that is never, or after a timeout.
std::optional<sys_seconds> complete_at(const StartRule& rule,
                                       sys_seconds tick) {
  sys_seconds complete = tick;
  std::optional<sys_seconds> previous;
  for (const Reader& reader : rule.awaited) {
    if (!reader.waits_at(tick)) continue;
    if (!previous && reader.binding().read == Read::Window) {
      previous = prev_or_equal(*rule.cadence, tick - kOne);
    }
    const Need need = reader.need(tick, previous);
    if (!need.possible) return std::nullopt;
    if (!need.run) continue;
    const auto timeout = reader.binding().timeout;
    if (timeout && need.run->end > tick + *timeout) return std::nullopt;
    complete = std::max(complete, need.run->end);
  }
  return complete;
}

// ---- Closed forms ----

/// How late this input makes every run; nullopt if that varies.
std::optional<seconds> constant_wait(const Reader& reader,
                                     const Cadence& cadence) {
  const RunSequence& input = reader.input();
  const Binding& binding = reader.binding();
  if (input.is_listed()) return std::nullopt;
  const bool same_ticks = &input.cadence() == &cadence;
  seconds wait = input.delay();
  if (binding.read == Read::Same) {
    const bool same_run = same_ticks && binding.offset == seconds{0} &&
                          binding.reader_label == binding.input_label;
    if (!same_run || binding.reader_label != RunLabel::Tick) {
      return std::nullopt;
    }
  } else if (binding.read == Read::Window && wait > seconds{0}) {
    return std::nullopt;
  } else if (!same_ticks && wait > seconds{0}) {
    return std::nullopt;
  }
  if (binding.timeout && wait > *binding.timeout) return std::nullopt;
  return wait;
}

bool fits_between_ticks(const Cadence& cadence, seconds duration) {
  if (duration == seconds{0}) return true;
  const auto gap = least_gap(cadence);
  return !gap || duration <= *gap;
}

std::optional<RunSequence> closed_form(const StartRule& rule) {
  const bool sensor = rule.kind != RunSequence::Kind::Scheduled;
  if (sensor && !fits_between_ticks(*rule.cadence, rule.duration)) {
    return std::nullopt;
  }
  seconds delay{0};
  for (const Reader& reader : rule.awaited) {
    const auto wait = constant_wait(reader, *rule.cadence);
    if (!wait) return std::nullopt;
    delay = std::max(delay, *wait);
  }
  const RunSequence* first = nullptr;
  for (const RunSequence* member : rule.members) {
    if (member == nullptr) continue;
    if (first == nullptr) first = member;
    if (member->is_listed() || member->delay() != first->delay()) {
      return std::nullopt;
    }
    delay = member->delay();
  }
  return RunSequence(*rule.cadence, delay, rule.duration);
}

// ---- Generators ----

/// A job with its own cron, as if no run waited for the one before it.
class Scheduled {
 public:
  Scheduled(const StartRule& rule, sys_seconds from)
      : rule_(rule), tick_(next(*rule.cadence, from - kOne)) {}

  std::optional<Run> operator()(sys_seconds to) {
    while (tick_ && *tick_ < to) {
      const sys_seconds tick = *tick_;
      tick_ = next(*rule_.cadence, tick);
      const auto start = complete_at(rule_, tick);
      if (start) return Run{0, tick, *start, *start + rule_.duration};
    }
    return std::nullopt;
  }

 private:
  const StartRule& rule_;
  std::optional<sys_seconds> tick_;
};

/// An `aligned` sensor. An anchor is complete when those before it are, too.
class Aligned {
 public:
  Aligned(const StartRule& rule, sys_seconds from)
      : rule_(rule), tick_(next(*rule.cadence, from - kOne)) {}

  std::optional<Run> operator()(sys_seconds to) {
    if (!has_anchor_) find_anchor(to);
    if (!has_anchor_) return std::nullopt;
    Run run{0, {}, std::max(complete_, idle_), {}};
    while (has_anchor_ && complete_ <= run.start) {
      run.tick = anchor_;
      find_anchor(to);
    }
    run.end = idle_ = run.start + rule_.duration;
    return run;
  }

 private:
  /// The next anchor that will be complete.
  void find_anchor(sys_seconds to) {
    has_anchor_ = false;
    while (tick_ && *tick_ < to && !has_anchor_) {
      anchor_ = *tick_;
      tick_ = next(*rule_.cadence, anchor_);
      const auto complete = complete_at(rule_, anchor_);
      if (!complete) continue;
      complete_ = std::max(complete_, *complete);
      has_anchor_ = true;
    }
  }

  const StartRule& rule_;
  std::optional<sys_seconds> tick_;  ///< to look at next
  bool has_anchor_ = false;
  sys_seconds anchor_{};                       ///< the next to run
  sys_seconds complete_ = sys_seconds::min();  ///< when it is complete
  sys_seconds idle_ = sys_seconds::min();
};

/// `any`, `all` and expressions: slots are set by ends and cleared by a start.
class Triggered {
 public:
  Triggered(const StartRule& rule, sys_seconds from)
      : rule_(rule), slots_(rule.members.size(), 0) {
    for (const RunSequence* member : rule.members) {
      updates_.emplace_back();
      if (member != nullptr) updates_.back() = member->first_ending(from);
    }
  }

  std::optional<Run> operator()(sys_seconds to) {
    for (;;) {
      const sys_seconds update = next_update();
      const bool asleep = idle_ > seen_ && idle_ <= update;
      const sys_seconds now = asleep ? idle_ : update;
      if (now >= to) return std::nullopt;
      seen_ = now;
      take_updates(now);
      if (now < idle_ || !holds()) continue;
      std::ranges::fill(slots_, 0);
      idle_ = now + rule_.duration;
      return Run{0, newest_, now, idle_};
    }
  }

 private:
  [[nodiscard]] sys_seconds next_update() const {
    sys_seconds first = kNever;
    for (const auto& update : updates_) {
      if (update) first = std::min(first, update->end);
    }
    return first;
  }

  void take_updates(sys_seconds now) {
    for (std::size_t i = 0; i < updates_.size(); ++i) {
      while (updates_[i] && updates_[i]->end <= now) {
        slots_[i] = 1;
        newest_ = std::max(newest_, updates_[i]->tick);
        updates_[i] = rule_.members[i]->after(*updates_[i]);
      }
    }
  }

  [[nodiscard]] bool holds() {
    stack_.clear();
    for (const SlotTerm& term : rule_.condition) {
      if (term.kind == SlotTerm::Kind::Slot) {
        stack_.push_back(slots_[term.slot]);
        continue;
      }
      const char right = stack_.back();
      stack_.pop_back();
      char& left = stack_.back();
      const bool both = term.kind == SlotTerm::Kind::And;
      left = both ? (left & right) : (left | right);
    }
    return stack_.back() != 0;
  }

  const StartRule& rule_;
  std::vector<std::optional<Run>> updates_;  ///< the next of each member
  std::vector<char> slots_, stack_;
  sys_seconds newest_ = sys_seconds::min();
  sys_seconds idle_ = sys_seconds::min(), seen_ = sys_seconds::min();
};

// ---- Collecting ----

/// Short periods have this long to settle.
constexpr seconds kSettling = std::chrono::days{3 * 365};

/// The runs of the steady state, and how long it is; nullopt if it is not
/// reached within eight periods or kSettling.
template <class Generator>
std::optional<RunSequence> collect_period(const StartRule& rule,
                                          sys_seconds reference,
                                          seconds period) {
  struct Seen {
    std::int64_t period;
    std::size_t index;
  };
  std::map<std::pair<seconds, seconds>, Seen> states;
  std::vector<Run> runs;
  std::int64_t current = -1;
  const sys_seconds to = reference + 8 * period + kSettling;
  Generator generate(rule, reference);
  while (runs.size() < 2 * static_cast<std::size_t>(kMaximumListed)) {
    const auto run = generate(to);
    if (!run) return std::nullopt;
    const std::int64_t index = (run->start - reference) / period;
    if (index != current) {
      current = index;
      const sys_seconds origin = reference + index * period;
      const auto [seen, added] = states.try_emplace(
          {run->start - origin, run->tick - origin}, Seen{index, runs.size()});
      if (!added) {
        const auto [before, first] = seen->second;
        runs.erase(runs.begin(),
                   runs.begin() + static_cast<std::ptrdiff_t>(first));
        return RunSequence(*rule.cadence, std::move(runs),
                           (index - before) * period, rule.kind);
      }
    }
    runs.push_back(*run);
  }
  return std::nullopt;
}

template <class Generator>
RunSequence collect(const StartRule& rule, const RunSpan& span) {
  if (const auto period = joint_period(rule)) {
    auto runs = collect_period<Generator>(rule, span.reference, *period);
    if (runs) return std::move(*runs);
  }
  std::vector<Run> runs;
  const bool slots = rule.kind == RunSequence::Kind::Triggered;
  Generator generate(rule, slots ? span.reference : span.from);
  while (runs.size() < kMaximumRuns) {
    const auto run = generate(span.to);
    if (!run) break;
    runs.push_back(*run);
  }
  return {*rule.cadence, std::move(runs), std::nullopt, rule.kind};
}

/// Runs may overlap, but start in the order of their ticks: none before
/// `earliest`, the last start of the period before.
void put_in_order(std::vector<Run>& runs, sys_seconds earliest) {
  for (Run& run : runs) {
    const seconds late = std::max(earliest - run.start, seconds{0});
    run.start += late;
    run.end += late;
    earliest = run.start;
  }
}

RunSequence collect_scheduled(const StartRule& rule, const RunSpan& span) {
  const auto period = joint_period(rule);
  const sys_seconds from = period ? span.reference : span.from;
  const sys_seconds to = period ? span.reference + *period : span.to;
  std::vector<Run> runs;
  sys_seconds last_start = from;
  Scheduled generate(rule, from);
  while (runs.size() < kMaximumRuns) {
    const auto run = generate(to);
    if (!run) break;
    last_start = std::max(last_start, run->start);
    runs.push_back(*run);
  }
  put_in_order(runs, period ? last_start - *period : from);
  return {*rule.cadence, std::move(runs), period, rule.kind};
}

}  // namespace

RunSequence build_runs(const StartRule& rule, const RunSpan& span) {
  if (auto runs = closed_form(rule)) return std::move(*runs);
  switch (rule.kind) {
    case RunSequence::Kind::Scheduled:
      return collect_scheduled(rule, span);
    case RunSequence::Kind::Aligned:
      return collect<Aligned>(rule, span);
    case RunSequence::Kind::Triggered:
      break;
  }
  return collect<Triggered>(rule, span);
}

}  // namespace lockstep
