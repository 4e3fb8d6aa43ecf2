// One pass over the nominal ticks for what never happens, one over the runs for
// all the rest: in groups where many of them see the same run of the input.
#include "align/measure_edge.hpp"

#include <algorithm>
#include <chrono>

#include "align/edge_totals.hpp"
#include "align/run_builder.hpp"

namespace lockstep {
namespace {

constexpr seconds kOne{1};
constexpr seconds kJustMissed = std::chrono::hours{2};
/// Of how many runs back the first bound one is looked for.
constexpr int kStepsBack = 1'000;
/// Groups pay where so many runs see one run of the input.
constexpr std::int64_t kDense = 4;

/// Neighbouring runs that see the same run of the input differ in their ticks
/// alone. Groups of them pay where they are large.
bool has_groups(const Reader& reader, const RunSequence& runs,
                const Scope& scope) {
  return !runs.is_listed() && reader.binding().read == Read::Latest &&
         !reader.binding().pipeline &&
         runs.count_ticks(scope.from, scope.to) >
             kDense * reader.input().count_ticks(scope.from, scope.to);
}

struct Walked {
  Scope scope;
  std::vector<Part> parts;
};

/// The common period if it takes at most kMaximumWalk steps, else the horizon.
Walked find_parts(const Reader& reader, const RunSequence& runs,
                  const Scope& horizon, PartTable& parts) {
  const RunSequence& input = reader.input();
  const seconds memory = memory_of(reader, runs);
  const auto in = [&](const Scope& scope) {
    return Walked{scope, parts.parts_of(scope, {&input, &runs}, memory)};
  };
  if (!input.period() || !runs.period()) return in(horizon);
  const auto period = common_period(*input.period() / std::chrono::days{1},
                                    *runs.period() / std::chrono::days{1});
  if (!period) return in(horizon);
  const Walked whole =
      in({true, horizon.from, horizon.from + std::chrono::days{*period}});
  const Scope& scope = whole.scope;
  const std::int64_t steps =
      has_groups(reader, runs, scope)
          ? kDense * input.count_ticks(scope.from, scope.to)
          : runs.count_ticks(scope.from, scope.to);
  const double walked = walked_share(scope, whole.parts);
  return static_cast<double>(steps) * walked > kMaximumWalk ? in(horizon)
                                                            : whole;
}

class EdgeWalk {
 public:
  EdgeWalk(const Reader& reader, const RunSequence& runs, seconds margin,
           sys_seconds from, sys_seconds to)
      : reader_(reader),
        input_(reader.input()),
        runs_(runs),
        margin_(margin),
        from_(from),
        to_(to) {}

  /// What was bound before the first run is known, too.
  void look_back() {
    const auto first = runs_.first_reaching(from_);
    auto run = first ? runs_.before(*first) : std::nullopt;
    for (int i = 0; run && !newest_ && i < kStepsBack; ++i) {
      newest_ = bound_by(*run);
      run = runs_.before(*run);
    }
  }

  /// Is the newest run that was bound before no older?
  [[nodiscard]] bool knows_since(sys_seconds at) const {
    return newest_ && newest_->tick >= at;
  }

  /// Many runs see one and the same run of the input: go from one of its runs
  /// to the next.
  void group() { in_groups_ = true; }

  EdgeTotals measure() {
    result_.ticks = runs_.count_ticks(from_, to_);
    if (reader_.binding().read == Read::Same || reader_.binding().timeout) {
      count_missing();
    }
    auto run = runs_.first_reaching(from_);
    while (run && run->tick < to_) {
      if (in_groups_) {
        run = measure_group(*run);
      } else {
        measure_run(*run);
        run = runs_.after(*run);
      }
    }
    return std::move(totals_);
  }

 private:
  void count_missing() {
    auto tick = runs_.next_tick(from_ - kOne);
    for (; tick && *tick < to_; tick = runs_.next_tick(*tick)) {
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
    add_offset(result_, run.tick - bound->tick);
    if (due_ != bound->tick && following_ != bound->tick) {
      add(result_.other_instance, run);
    }
    if (reader_.binding().read != Read::Window) measure_lost(*bound);
    newest_ = bound;
  }

  /// All runs from `first` on that lie between the same ends and ticks of the
  /// input; returns the run after them.
  std::optional<Run> measure_group(const Run& first) {
    move_to(first);
    std::optional<Run> end = runs_.first_reaching(to_);
    const auto stop_at = [&](const std::optional<Run>& run) {
      if (run && (!end || run->key < end->key)) end = run;
    };
    if (next_) stop_at(runs_.first_starting(next_->end));
    if (following_) stop_at(runs_.first_reaching(*following_));
    if (!end) {
      measure_run(first);
      return runs_.after(first);
    }
    const Run last = *runs_.before(*end);
    const std::int64_t count = runs_.count(first.tick, end->tick);
    result_.runs += count;
    if (need_.run) group_need(first, *end);
    if (next_) group_next(first, last, *end);
    if (!ended_) return end;
    result_.bound += count;
    raise(result_.staleness_max, last.start - ended_->tick, last, last.start);
    lower(result_.staleness_min, first.start - ended_->tick, first,
          first.start);
    if (due_ != ended_->tick && following_ != ended_->tick) {
      add(result_.other_instance, first, count);
    }
    measure_lost(*ended_);
    newest_ = ended_;
    return end;
  }

  /// Counts the runs of [first, end) with ticks in [from, to).
  void add_between(Count& result, const Run& first, const Run& end,
                   sys_seconds from, sys_seconds to) {
    from = std::max(from, first.tick);
    to = std::min(to, end.tick);
    const std::int64_t count = runs_.count(from, to);
    if (count > 0) add(result, *runs_.first_reaching(from), count);
  }

  void group_need(const Run& first, const Run& end) {
    const sys_seconds ready = need_.run->end;
    lower(result_.slack_min, first.tick - ready, first, first.tick);
    const bool tied = first.tick == ready && need_.tick == first.tick;
    if (tied) add(result_.tied, first);
    add_between(result_.late, first, end, first.tick, ready);
    add_between(result_.unfinished, first, end, first.tick,
                ready - (first.start - first.tick));
    if (reader_.binding().waits) group_wait(first, end, ready);
    add_between(result_.thin, first, end, tied ? ready + kOne : ready,
                ready + margin_);
  }

  void group_wait(const Run& first, const Run& end, sys_seconds ready) {
    const std::int64_t count = runs_.count(first.tick, end.tick);
    const seconds wait = std::max(ready - first.tick, seconds{0});
    raise(result_.wait_max, wait, first, first.tick,
          wait == seconds{0} ? count : 1);
    totals_.waits += count;
    std::optional<Run> run = first;
    for (; run && run->tick < std::min(ready, end.tick);
         run = runs_.after(*run)) {
      totals_.wait_seconds += static_cast<double>((ready - run->tick).count());
    }
  }

  void group_next(const Run& first, const Run& last, const Run& end) {
    const seconds delay = first.start - first.tick;
    add_between(result_.while_writing, first, end, next_->start - delay,
                end.tick);
    if (!ended_) return;
    lower(result_.missed_by_min, next_->end - last.start, last, last.start);
    if (!due_ || !following_) return;
    const seconds gap = *following_ - *due_;
    const auto add_near = [&](Count& result, seconds& greatest, seconds near) {
      const sys_seconds from = next_->end - near - delay;
      if (last.tick < from) return;
      add_between(result, first, end, from, end.tick);
      const auto run = runs_.first_reaching(std::max(from, first.tick));
      greatest = std::max(greatest, next_->end - run->start);
    };
    add_near(result_.just_missed, result_.just_missed_max,
             std::min(kJustMissed, gap / 8));
    add_near(result_.before_next, result_.before_next_max, gap / 2);
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
    totals_.wait_seconds += static_cast<double>(wait.count());
    ++totals_.waits;
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

  const Reader& reader_;
  const RunSequence& input_;
  const RunSequence& runs_;
  seconds margin_;
  sys_seconds from_, to_;
  bool in_groups_ = false;
  EdgeTotals totals_;
  EdgeMeasures& result_ = totals_.measures;
  std::optional<Run> newest_;  ///< bound so far
  // Around the run at hand: runs of the input by end, its ticks by time.
  bool moved_ = false;
  std::optional<Run> ended_, next_;
  std::optional<sys_seconds> due_, following_;
  Need need_;  ///< of `latest`
};

}  // namespace

EdgeMeasures measure_edge(const Reader& reader, const RunSequence& runs,
                          seconds margin, const Scope& horizon,
                          PartTable& parts) {
  const Walked walked = find_parts(reader, runs, horizon, parts);
  const Scope& scope = walked.scope;
  const seconds memory = memory_of(reader, runs);
  bool remembers = true;
  const auto measure = [&](const std::vector<Part>& all_parts) {
    const bool grouped = has_groups(reader, runs, scope);
    EdgeTotals all;
    for (const Part& part : all_parts) {
      EdgeWalk walk(reader, runs, margin, part.from, part.to);
      if (scope.for_ever || part.from > scope.from) {
        walk.look_back();
        remembers = remembers && walk.knows_since(part.from - memory);
      }
      if (grouped) walk.group();
      all.add(walk.measure(), part.times);
    }
    return all.finish(scope);
  };
  EdgeMeasures result = measure(walked.parts);
  if (walked.parts.size() == 1 || remembers) return result;
  // Years may lie between two runs that find the run they name, or one in their
  // window: what was bound before a part differs between parts alike. Where a
  // period is too long to be walked, nothing is said of lost runs then.
  if (result.ticks <= kMaximumWalk) return measure({{scope.from, scope.to, 1}});
  result.lost = result.doubled = result.offered = 0;
  result.first_lost = result.first_doubled = std::nullopt;
  return result;
}

}  // namespace lockstep
