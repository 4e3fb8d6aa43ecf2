// One pass over the nominal ticks for what never happens, one over the runs for
// all the rest.
#include "align/measure_edge.hpp"

#include <algorithm>
#include <chrono>

#include "align/run_builder.hpp"

namespace lockstep {
namespace {

constexpr seconds kOne{1};
constexpr seconds kJustMissed = std::chrono::hours{2};
/// Of how many runs back the first bound one is looked for.
constexpr int kStepsBack = 1'000;

Scope edge_scope(const RunSequence& input, const RunSequence& runs,
                 const Scope& horizon) {
  if (!input.period() || !runs.period()) return horizon;
  const auto days = common_period(*input.period() / std::chrono::days{1},
                                  *runs.period() / std::chrono::days{1});
  if (!days) return horizon;
  const sys_seconds to = horizon.from + std::chrono::days{*days};
  if (runs.count_ticks(horizon.from, to) > kMaximumWalk) return horizon;
  return {true, horizon.from, to};
}

class EdgeWalk {
 public:
  EdgeWalk(const Reader& reader, const RunSequence& runs, seconds margin,
           const Scope& horizon)
      : reader_(reader), input_(reader.input()), runs_(runs), margin_(margin) {
    result_.scope = edge_scope(input_, runs, horizon);
  }

  EdgeMeasures measure() {
    const Scope& scope = result_.scope;
    result_.ticks = runs_.count_ticks(scope.from, scope.to);
    if (reader_.binding().read == Read::Same || reader_.binding().timeout) {
      count_missing();
    }
    auto run = runs_.first_reaching(scope.from);
    if (run && scope.for_ever) find_newest_before(*run);
    for (; run && run->tick < scope.to; run = runs_.after(*run)) {
      measure_run(*run);
    }
    if (slacks_ > 0) {
      result_.slack_mean_seconds = slack_sum_ / static_cast<double>(slacks_);
    }
    if (waits_ > 0) {
      result_.wait_mean_seconds = wait_sum_ / static_cast<double>(waits_);
    }
    return std::move(result_);
  }

 private:
  void count_missing() {
    const Scope& scope = result_.scope;
    auto tick = runs_.next_tick(scope.from - kOne);
    for (; tick && *tick < scope.to; tick = runs_.next_tick(*tick)) {
      const Need need = reader_.need(*tick, runs_.newest_tick(*tick - kOne));
      if (reader_.binding().read == Read::Same && !need.tick) {
        if (!result_.first_missing) result_.first_missing = *tick;
        ++result_.missing;
      }
      const auto timeout = reader_.binding().timeout;
      if (timeout && need.run && need.run->end > *tick + *timeout) {
        add(result_.timed_out, Run{0, *tick, *tick, need.run->end});
      }
    }
  }

  void find_newest_before(const Run& first) {
    auto run = runs_.before(first);
    for (int i = 0; run && !newest_ && i < kStepsBack; ++i) {
      newest_ = bound_by(*run);
      run = runs_.before(*run);
    }
  }

  [[nodiscard]] std::optional<sys_seconds> window_before(const Run& run) const {
    if (reader_.binding().read != Read::Window) return std::nullopt;
    return previous_tick(runs_, run);
  }
  [[nodiscard]] std::optional<Run> bound_by(const Run& run) const {
    return reader_.bound(run, window_before(run));
  }

  void measure_run(const Run& run) {
    ++result_.runs;
    move_to(run);
    const bool latest = reader_.binding().read == Read::Latest;
    const auto previous = window_before(run);
    measure_need(run, latest ? need_ : reader_.need(run.tick, previous));
    const auto bound = latest ? ended_ : reader_.bound(run, previous);
    if (reader_.binding().read == Read::Window) {
      const auto start = reader_.window_start(run.tick, previous);
      measure_cover(run, previous, start);
      measure_window(run, start, bound);
    }
    measure_next(run, bound);
    if (!bound) return;
    ++result_.bound;
    const seconds staleness = run.start - bound->tick;
    raise(result_.staleness_max, staleness, run, run.start);
    lower(result_.staleness_min, staleness, run, run.start);
    add_offset(run.tick - bound->tick);
    if (due_ != bound->tick && following_ != bound->tick) {
      add(result_.other_instance, run);
    }
    if (reader_.binding().read != Read::Window) measure_lost(*bound);
    newest_ = bound;
  }

  /// Starts and ticks never decrease: what was found stays until it is passed.
  void move_to(const Run& run) {
    if (!moved_ || (next_ && next_->end <= run.start)) {
      ended_ = input_.newest_ended(run.start);
      next_ = ended_ ? input_.after(*ended_)
                     : input_.first_ending(run.start + kOne);
    }
    if (!moved_ || (following_ && *following_ <= run.tick)) {
      due_ = input_.newest_tick(run.tick);
      following_ = input_.next_tick(run.tick);
      if (reader_.binding().read == Read::Latest) {
        need_ = reader_.need(run.tick, std::nullopt);
      }
    }
    moved_ = true;
  }

  void measure_need(const Run& run, const Need& need) {
    if (!need.run) return;
    const seconds slack = run.tick - need.run->end;
    lower(result_.slack_min, slack, run, run.tick);
    slack_sum_ += static_cast<double>(slack.count());
    ++slacks_;
    const bool tied = slack == seconds{0} && need.tick == run.tick;
    if (slack < seconds{0}) add(result_.late, run);
    if (need.run->end > run.start) add(result_.unfinished, run);
    if (tied) add(result_.tied, run);
    if (slack >= seconds{0} && slack < margin_ && !tied) {
      add(result_.thin, run);
    }
    if (!reader_.waits_at(run.tick)) return;
    const seconds wait = std::max(-slack, seconds{0});
    raise(result_.wait_max, wait, run, run.tick);
    wait_sum_ += static_cast<double>(wait.count());
    ++waits_;
  }

  /// The run of the input that comes after what could be read.
  void measure_next(const Run& run, const std::optional<Run>& bound) {
    const auto ended = input_.newest_ended(run.start);
    const auto next =
        ended ? input_.after(*ended) : input_.first_ending(run.start + kOne);
    if (!next) return;
    if (next->start <= run.start) add(result_.while_writing, run);
    if (!bound) return;
    const seconds missed_by = next->end - run.start;
    lower(result_.missed_by_min, missed_by, run, run.start);
    const auto before = input_.newest_tick(run.tick);
    const auto after = input_.next_tick(run.tick);
    if (!before || !after) return;
    if (missed_by <= std::min(kJustMissed, (*after - *before) / 8)) {
      add(result_.just_missed, run);
      result_.just_missed_max = std::max(result_.just_missed_max, missed_by);
    }
    if (missed_by <= (*after - *before) / 2) {
      add(result_.before_next, run);
      result_.before_next_max = std::max(result_.before_next_max, missed_by);
    }
  }

  /// Ticks of the input between the end of the window before and this one's
  /// start.
  void measure_cover(const Run& run, std::optional<sys_seconds> previous,
                     std::optional<sys_seconds> start) {
    if (!previous || !start || *start <= *previous) return;
    const std::int64_t uncovered =
        input_.count_ticks(*previous + kOne, *start + kOne);
    if (uncovered > 0 && !result_.first_uncovered) {
      result_.first_uncovered = run;
    }
    result_.uncovered += uncovered;
  }

  void measure_lost(const Run& bound) {
    if (!newest_ || bound.key <= newest_->key) return;
    const std::int64_t lost = input_.count_between(*newest_, bound);
    result_.offered += lost + 1;
    if (lost > 0 && !result_.first_lost) {
      result_.first_lost = input_.after(*newest_);
    }
    result_.lost += lost;
  }

  void measure_window(const Run& run, std::optional<sys_seconds> start,
                      const std::optional<Run>& bound) {
    if (!start) return;
    if (!input_.has_tick(*start) || !input_.has_tick(run.tick)) {
      add(result_.off_boundary, run);
    }
    if (!bound || !newest_) return;
    const std::int64_t lost = input_.count(newest_->tick + kOne, *start + kOne);
    const std::int64_t doubled = input_.count(
        *start + kOne, std::min(newest_->tick, bound->tick) + kOne);
    if (lost > 0 && !result_.first_lost) {
      result_.first_lost = input_.after(*newest_);
    }
    if (doubled > 0 && !result_.first_doubled) result_.first_doubled = run;
    result_.lost += std::max<std::int64_t>(lost, 0);
    result_.doubled += std::max<std::int64_t>(doubled, 0);
    result_.offered += std::max<std::int64_t>(
        input_.count(newest_->tick + kOne, bound->tick + kOne), 0);
  }

  void add_offset(seconds offset) {
    auto& offsets = result_.offsets;
    const auto at = std::ranges::lower_bound(
        offsets, offset, {}, &std::pair<seconds, std::int64_t>::first);
    if (at != offsets.end() && at->first == offset) {
      ++at->second;
    } else if (offsets.size() < kMaximumOffsets) {
      offsets.insert(at, {offset, 1});
    }
  }

  static void add(Count& count, const Run& run) {
    if (!count.first) count.first = run;
    ++count.runs;
  }
  static void raise(std::optional<Extreme>& extreme, seconds value,
                    const Run& run, sys_seconds at) {
    if (!extreme || value > extreme->value) {
      extreme = Extreme{value, run, at, 0};
    }
    if (value == extreme->value) ++extreme->count;
  }
  static void lower(std::optional<Extreme>& extreme, seconds value,
                    const Run& run, sys_seconds at) {
    if (!extreme || value < extreme->value) {
      extreme = Extreme{value, run, at, 0};
    }
    if (value == extreme->value) ++extreme->count;
  }

  const Reader& reader_;
  const RunSequence& input_;
  const RunSequence& runs_;
  seconds margin_;
  EdgeMeasures result_;
  std::optional<Run> newest_;  ///< bound so far
  // Around the run at hand: runs of the input by end, its ticks by time.
  bool moved_ = false;
  std::optional<Run> ended_, next_;
  std::optional<sys_seconds> due_, following_;
  Need need_;  ///< of `latest`
  double slack_sum_ = 0, wait_sum_ = 0;
  std::int64_t slacks_ = 0, waits_ = 0;
};

}  // namespace

EdgeMeasures measure_edge(const Reader& reader, const RunSequence& runs,
                          seconds margin, const Scope& horizon) {
  return EdgeWalk(reader, runs, margin, horizon).measure();
}

}  // namespace lockstep
