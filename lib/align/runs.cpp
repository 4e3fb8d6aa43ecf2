// Listed runs of one period are numbered from 0; run n of the whole sequence is
// run n mod size, shifted by whole periods.
#include "align/runs.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace lockstep {
namespace {

constexpr seconds kOne{1};

std::int64_t floor_div(std::int64_t a, std::int64_t b) {
  const std::int64_t quotient = a / b;
  return quotient - (a % b < 0 ? 1 : 0);
}

std::int64_t seconds_of(sys_seconds at) {
  return at.time_since_epoch().count();
}

std::optional<seconds> period_of(const Cadence& cadence) {
  const auto days = period_days(cadence);
  if (!days) return std::nullopt;
  return seconds{std::chrono::days{*days}};
}

}  // namespace

RunSequence::RunSequence(const Cadence& cadence, seconds delay,
                         seconds duration)
    : cadence_(&cadence),
      delay_(delay),
      duration_(duration),
      period_(period_of(cadence)) {}

RunSequence::RunSequence(const Cadence& cadence, std::vector<Run> runs,
                         std::optional<seconds> period, Kind kind)
    : cadence_(&cadence),
      listed_(true),
      kind_(kind),
      period_(period),
      runs_(std::move(runs)) {
  for (std::size_t i = 0; i < runs_.size(); ++i) {
    runs_[i].key = static_cast<std::int64_t>(i);
  }
}

std::int64_t RunSequence::key_period() const {
  assert(period_);
  return listed_ ? static_cast<std::int64_t>(runs_.size()) : period_->count();
}

std::int64_t RunSequence::lower(sys_seconds Run::*member,
                                sys_seconds at) const {
  const auto size = static_cast<std::int64_t>(runs_.size());
  std::int64_t periods = 0;
  if (period_ && size > 0) {
    // The last run of a period may be level with the first of the next.
    periods =
        floor_div((at - runs_.front().*member).count() - 1, period_->count());
    at -= periods * *period_;
  }
  const auto found = std::lower_bound(
      runs_.begin(), runs_.end(), at,
      [&](const Run& run, sys_seconds value) { return run.*member < value; });
  return periods * size + (found - runs_.begin());
}

bool RunSequence::in_list(std::int64_t key) const {
  if (runs_.empty()) return false;
  return period_ || (key >= 0 && key < static_cast<std::int64_t>(runs_.size()));
}

Run RunSequence::uniform(sys_seconds tick) const {
  return {seconds_of(tick), tick, tick + delay_, tick + delay_ + duration_};
}

std::optional<Run> RunSequence::uniform(std::optional<sys_seconds> tick) const {
  if (!tick) return std::nullopt;
  return uniform(*tick);
}

Run RunSequence::at(std::int64_t key) const {
  if (!listed_) return uniform(sys_seconds{seconds{key}});
  const auto size = static_cast<std::int64_t>(runs_.size());
  const std::int64_t periods = floor_div(key, size);
  Run run = runs_[static_cast<std::size_t>(key - periods * size)];
  const seconds shift = periods * period_.value_or(seconds{0});
  return {key, run.tick + shift, run.start + shift, run.end + shift};
}

std::optional<Run> RunSequence::newest_ended(sys_seconds at) const {
  if (!listed_) {
    return uniform(prev_or_equal(*cadence_, at - delay_ - duration_));
  }
  const std::int64_t key = lower(&Run::end, at + kOne) - 1;
  if (!in_list(key)) return std::nullopt;
  return this->at(key);
}

std::optional<Run> RunSequence::first_ending(sys_seconds at) const {
  if (!listed_) {
    return uniform(next(*cadence_, at - delay_ - duration_ - kOne));
  }
  const std::int64_t key = lower(&Run::end, at);
  if (!in_list(key)) return std::nullopt;
  return this->at(key);
}

std::optional<Run> RunSequence::first_starting(sys_seconds at) const {
  if (!listed_) return uniform(next(*cadence_, at - delay_ - kOne));
  const std::int64_t key = lower(&Run::start, at);
  if (!in_list(key)) return std::nullopt;
  return this->at(key);
}

std::optional<Run> RunSequence::first_reaching(sys_seconds tick) const {
  if (!listed_) return uniform(next(*cadence_, tick - kOne));
  const std::int64_t key = lower(&Run::tick, tick);
  if (!in_list(key)) return std::nullopt;
  return at(key);
}

std::optional<Run> RunSequence::run_for(sys_seconds tick) const {
  const auto run = first_reaching(tick);
  if (run && kind_ == Kind::Scheduled && run->tick != tick) return std::nullopt;
  return run;
}

std::optional<Run> RunSequence::after(const Run& run) const {
  if (!listed_) return uniform(next(*cadence_, run.tick));
  if (!in_list(run.key + 1)) return std::nullopt;
  return at(run.key + 1);
}

std::optional<Run> RunSequence::before(const Run& run) const {
  if (!listed_) return uniform(prev_or_equal(*cadence_, run.tick - kOne));
  if (!in_list(run.key - 1)) return std::nullopt;
  return at(run.key - 1);
}

std::int64_t RunSequence::count_between(const Run& a, const Run& b) const {
  if (b.key <= a.key) return 0;
  if (listed_) return b.key - a.key - 1;
  return lockstep::count(*cadence_, a.tick + kOne, b.tick);
}

std::int64_t RunSequence::count(sys_seconds from, sys_seconds to) const {
  if (!listed_) return lockstep::count(*cadence_, from, to);
  return lower(&Run::tick, to) - lower(&Run::tick, from);
}

std::optional<sys_seconds> RunSequence::newest_tick(sys_seconds at) const {
  if (!ticks_are_runs()) return prev_or_equal(*cadence_, at);
  const std::int64_t key = lower(&Run::tick, at + kOne) - 1;
  if (!in_list(key)) return std::nullopt;
  return this->at(key).tick;
}

std::optional<sys_seconds> RunSequence::next_tick(sys_seconds after) const {
  if (!ticks_are_runs()) return next(*cadence_, after);
  const std::int64_t key = lower(&Run::tick, after + kOne);
  if (!in_list(key)) return std::nullopt;
  return at(key).tick;
}

bool RunSequence::has_tick(sys_seconds at) const {
  const auto newest = newest_tick(at);
  return newest && *newest == at;
}

std::int64_t RunSequence::count_ticks(sys_seconds from, sys_seconds to) const {
  if (!ticks_are_runs()) return lockstep::count(*cadence_, from, to);
  return count(from, to);
}

}  // namespace lockstep
