// Where only the newest dates count, the bound of the anchors is a closed form.
// Where single runs count, the anchors since the last one are looked at in
// order; the first that is held up ends the walk, and is what a refusal names.
#include "align/gate.hpp"

#include <algorithm>

namespace lockstep {
namespace {

constexpr seconds kOne{1};
/// Anchors before 1970 are not looked for.
constexpr sys_seconds kBeginning{seconds{0}};
/// A cron that fires at all, but for one with a list of years (1970 to 2199),
/// fires between this and 1970: no two ticks are more than 40 years apart.
constexpr sys_seconds kBeforeAll = kBeginning - std::chrono::days{41 * 366};

/// The events of one dataset by date; `at` is the earliest of equal dates.
class History {
 public:
  explicit History(std::vector<GateEvent> events) : events_(std::move(events)) {
    std::ranges::sort(events_, [](const GateEvent& a, const GateEvent& b) {
      return a.date != b.date ? a.date < b.date : a.at < b.at;
    });
  }

  [[nodiscard]] std::optional<sys_seconds> newest() const {
    if (events_.empty()) return std::nullopt;
    return events_.back().date;
  }
  [[nodiscard]] std::optional<sys_seconds> newest_arrival() const {
    std::optional<sys_seconds> newest;
    for (const GateEvent& event : events_) {
      newest = std::max(newest.value_or(event.at), event.at);
    }
    return newest;
  }
  /// Has a date in [from, to] come by `deadline`?
  [[nodiscard]] bool has(sys_seconds from, std::optional<sys_seconds> to,
                         std::optional<sys_seconds> deadline) const {
    auto event = std::ranges::lower_bound(events_, from, {}, &GateEvent::date);
    for (; event != events_.end() && (!to || event->date <= *to); ++event) {
      if (!deadline || event->at <= *deadline) return true;
    }
    return false;
  }

 private:
  std::vector<GateEvent> events_;
};

History history_of(const std::string& dataset,
                   std::span<const GateEvent> events, sys_seconds now) {
  std::vector<GateEvent> known;
  for (const GateEvent& event : events) {
    if (event.dataset == dataset && event.at <= now) known.push_back(event);
  }
  return History(std::move(known));
}

/// Which dates of an input an anchor needs one of.
struct Need {
  bool needed = true;
  std::optional<sys_seconds> due = {};  ///< nullopt: there is no such run
  sys_seconds from{};                   ///< the least date that will do
  std::optional<sys_seconds> to = {};   ///< the greatest
};

class Gate {
 public:
  Gate(const GateRule& rule, std::span<const GateEvent> events, sys_seconds now)
      : rule_(rule),
        now_(now),
        own_(history_of(rule.job, events, now)),
        last_(own_.newest()) {
    for (const GateInput& input : rule.inputs) {
      histories_.push_back(history_of(input.dataset, events, now));
    }
  }

  GateAnswer decide() {
    return rule_.condition.empty() ? decide_aligned() : decide_slots();
  }

 private:
  // ---- Aligned ----

  GateAnswer decide_aligned() const {
    const auto newest = prev_or_equal(rule_.anchors, now_);
    if (!is_new(newest)) return refuse({});
    if (is_plain()) return decide_plain(*newest);
    return last_ ? decide_in_order(*newest) : decide_first(*newest);
  }

  /// True if all depends on the newest dates alone.
  [[nodiscard]] bool is_plain() const {
    return std::ranges::all_of(rule_.inputs, [](const GateInput& input) {
      return input.read == Read::Latest && !input.timeout &&
             input.only_at.crons.empty();
    });
  }

  GateAnswer decide_plain(sys_seconds newest) const {
    auto anchor = prev_or_equal(rule_.anchors, bound());
    if (!is_new(anchor)) return refuse(last_ ? first_open() : newest);
    return start_for(rule_.coalesces || !last_ ? *anchor : first_open());
  }

  [[nodiscard]] sys_seconds first_open() const {
    return *next(rule_.anchors, *last_);
  }

  /// A run does the work of every anchor since the last one, so all of them
  /// must be complete, but for those that never can be. A job with its own
  /// cron has a run for each.
  GateAnswer decide_in_order(sys_seconds newest) const {
    std::optional<sys_seconds> complete;
    std::size_t count = 0;
    for (std::optional anchor = first_open(); anchor && *anchor <= newest;
         anchor = next(rule_.anchors, *anchor)) {
      if (missing_at(*anchor).empty()) {
        complete = anchor;
        if (!rule_.coalesces || ++count == kMostAnchors) break;
      } else if (!is_dead(*anchor)) {
        return complete ? start_for(*complete) : refuse(anchor);
      }
    }
    return complete ? start_for(*complete) : refuse(newest);
  }

  /// No run is known: the newest anchor that is complete.
  GateAnswer decide_first(sys_seconds newest) const {
    auto anchor = prev_or_equal(rule_.anchors, bound());
    for (std::size_t tried = 0; is_new(anchor) && tried < kMostFirstAnchors;
         ++tried) {
      if (missing_at(*anchor).empty()) return start_for(*anchor);
      anchor = previous_of(*anchor);
    }
    return refuse(newest);
  }

  [[nodiscard]] std::optional<sys_seconds> previous_of(
      sys_seconds anchor) const {
    return prev_or_equal(rule_.anchors, anchor - kOne);
  }

  [[nodiscard]] bool is_new(std::optional<sys_seconds> anchor) const {
    return anchor && *anchor > last_.value_or(kBeginning);
  }

  /// No later anchor can be complete: min_i next_i(m_i), exclusive.
  [[nodiscard]] sys_seconds bound() const {
    sys_seconds bound = now_;
    for (std::size_t i = 0; i < rule_.inputs.size(); ++i) {
      const GateInput& input = rule_.inputs[i];
      if (input.read != Read::Latest || !input.only_at.crons.empty()) continue;
      sys_seconds reach = histories_[i].newest().value_or(kBeforeAll);
      if (input.tolerance) {
        const auto lenient = next(input.ticks, reach + *input.tolerance - kOne);
        reach = lenient.value_or(now_);
      }
      const auto first_missing = next(input.ticks, reach);
      if (first_missing) bound = std::min(bound, *first_missing - kOne);
    }
    return bound;
  }

  [[nodiscard]] std::optional<sys_seconds> label_of(
      sys_seconds anchor, std::optional<sys_seconds> previous) const {
    return rule_.label == RunLabel::Tick ? std::optional(anchor) : previous;
  }

  /// Where the window of a run for `anchor` begins, nothing coalesced.
  [[nodiscard]] std::optional<sys_seconds> window_start(
      sys_seconds anchor, std::optional<sys_seconds> previous) const {
    if (rule_.window == WindowKind::Length) return anchor - rule_.length;
    if (!previous) return std::nullopt;
    return rule_.window == WindowKind::Lookback ? *previous - rule_.length
                                                : *previous;
  }

  [[nodiscard]] Need need_same(const GateInput& input, sys_seconds anchor,
                               std::optional<sys_seconds> previous) const {
    Need need;
    const auto label = label_of(anchor, previous);
    if (!label) return need;
    const sys_seconds wanted = *label + input.offset;
    if (prev_or_equal(input.ticks, wanted) != wanted) return need;
    need.due = input.label == RunLabel::Tick ? std::optional(wanted)
                                             : next(input.ticks, wanted);
    if (need.due) need.from = *need.due;
    if (input.every_tick) need.to = need.due;
    return need;
  }

  [[nodiscard]] Need need_of(const GateInput& input, sys_seconds anchor,
                             std::optional<sys_seconds> previous) const {
    if (!is_needed(input, anchor)) return {.needed = false};
    if (input.read == Read::Same) return need_same(input, anchor, previous);
    Need need{.due = prev_or_equal(input.ticks, anchor)};
    if (!need.due) return {.needed = false};
    need.from = *need.due;
    if (input.read == Read::Window) {
      const auto start = window_start(anchor, previous);
      if (!start || *need.due <= *start) return {.needed = false};
      if (input.every_tick) need.to = need.due;
    } else if (input.tolerance) {
      const auto before = prev_or_equal(input.ticks, *need.due - kOne);
      need.from = before.value_or(*need.due) - *input.tolerance + kOne;
    }
    return need;
  }

  [[nodiscard]] static bool is_needed(const GateInput& input,
                                      sys_seconds anchor) {
    if (input.only_at.crons.empty()) return true;
    return prev_or_equal(input.only_at, anchor) == anchor;
  }

  [[nodiscard]] bool is_met(std::size_t input, const Need& need,
                            sys_seconds anchor) const {
    if (!need.needed) return true;
    if (!need.due) return false;
    const auto timeout = rule_.inputs[input].timeout;
    return histories_[input].has(
        need.from, need.to,
        timeout ? std::optional(anchor + *timeout) : std::nullopt);
  }

  /// The first tick of an input that has not come, of `latest` reads.
  [[nodiscard]] std::optional<sys_seconds> missing_since(
      std::size_t i, const Need& need) const {
    const auto newest = histories_[i].newest();
    if (rule_.inputs[i].read != Read::Latest || !newest) return need.due;
    return std::min(next(rule_.inputs[i].ticks, *newest), need.due);
  }

  [[nodiscard]] std::vector<Missing> missing_at(sys_seconds anchor) const {
    const auto previous = previous_of(anchor);
    std::vector<Missing> missing;
    for (std::size_t i = 0; i < rule_.inputs.size(); ++i) {
      const Need need = need_of(rule_.inputs[i], anchor, previous);
      if (is_met(i, need, anchor)) continue;
      missing.push_back({rule_.inputs[i].dataset, need.due,
                         histories_[i].newest(), missing_since(i, need)});
    }
    return missing;
  }

  /// True if the anchor can never be complete: its wait is over, or a run that
  /// it needs does not exist, or was passed over by a later one.
  [[nodiscard]] bool is_dead(sys_seconds anchor) const {
    const auto previous = previous_of(anchor);
    for (std::size_t i = 0; i < rule_.inputs.size(); ++i) {
      const GateInput& input = rule_.inputs[i];
      const Need need = need_of(input, anchor, previous);
      if (is_met(i, need, anchor)) continue;
      if (!need.due || (input.timeout && now_ > anchor + *input.timeout) ||
          (need.to && histories_[i].newest() > need.to)) {
        return true;
      }
    }
    return false;
  }

  /// `anchor`: the one that is held up; nullopt: none is due.
  GateAnswer refuse(std::optional<sys_seconds> anchor) const {
    GateAnswer answer;
    answer.next_anchor = next(rule_.anchors, now_);
    if (!anchor) return answer;
    answer.anchor = anchor;
    answer.window = window_of(*anchor);
    answer.missing = missing_at(*anchor);
    return answer;
  }

  GateAnswer start_for(sys_seconds anchor) const {
    return {.start = true,
            .anchor = anchor,
            .window = window_of(anchor),
            .missing = {},
            .next_anchor = next(rule_.anchors, now_)};
  }

  [[nodiscard]] std::optional<Window> window_of(sys_seconds anchor) const {
    auto previous = previous_of(anchor);
    if (rule_.coalesces && last_ && *last_ < anchor) previous = last_;
    const auto start = window_start(anchor, previous);
    if (!start) return std::nullopt;
    return Window{*start, anchor};
  }

  // ---- Slots ----

  GateAnswer decide_slots() const {
    const auto since = own_.newest_arrival();
    std::vector<bool> filled;
    std::optional<sys_seconds> newest;
    for (const History& history : histories_) {
      const auto arrival = history.newest_arrival();
      filled.push_back(arrival && (!since || *arrival > *since));
      newest = std::max(newest, history.newest());
    }
    if (holds(filled) && newest) return start_for(*newest);
    GateAnswer answer;
    for (std::size_t i = 0; i < filled.size(); ++i) {
      if (filled[i]) continue;
      const auto date = histories_[i].newest();
      answer.missing.push_back(
          {rule_.inputs[i].dataset,
           next(rule_.inputs[i].ticks, date.value_or(now_)), date, since});
    }
    return answer;
  }

  [[nodiscard]] bool holds(const std::vector<bool>& filled) const {
    std::vector<bool> stack;
    for (const SlotTerm& term : rule_.condition) {
      if (term.kind == SlotTerm::Kind::Slot) {
        stack.push_back(filled[term.slot]);
        continue;
      }
      const bool right = stack.back();
      stack.pop_back();
      const bool left = stack.back();
      stack.back() =
          term.kind == SlotTerm::Kind::And ? left && right : left || right;
    }
    return stack.back();
  }

  const GateRule& rule_;
  sys_seconds now_;
  History own_;
  std::optional<sys_seconds> last_;  ///< anchor
  std::vector<History> histories_;   ///< by input
};

}  // namespace

GateAnswer ask(const GateRule& rule, std::span<const GateEvent> events,
               sys_seconds now) {
  return Gate(rule, events, now).decide();
}

}  // namespace lockstep
