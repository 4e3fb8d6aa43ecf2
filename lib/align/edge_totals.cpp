// One line a measure.
#include "align/edge_totals.hpp"

#include <algorithm>
#include <utility>

namespace lockstep {
namespace {

/// Sums of several parts, each so many times.
class Adder {
 public:
  explicit Adder(std::int64_t times) : times_(times) {}

  void operator()(std::int64_t& to, std::int64_t from) const {
    to += from * times_;
  }
  void operator()(Count& to, const Count& from) const {
    if (from.first) add(to, *from.first, from.runs * times_);
  }
  template <class First>
  void first(std::optional<First>& to, const std::optional<First>& from) const {
    if (!to) to = from;
  }
  void greatest(std::optional<Extreme>& to,
                const std::optional<Extreme>& from) const {
    if (from) raise(to, from->value, from->run, from->at, from->count * times_);
  }
  void least(std::optional<Extreme>& to,
             const std::optional<Extreme>& from) const {
    if (from) lower(to, from->value, from->run, from->at, from->count * times_);
  }

 private:
  std::int64_t times_;
};

void count_as(std::optional<Extreme>& extreme, const Extreme& candidate,
              bool better) {
  if (!extreme || better) {
    extreme = candidate;
  } else if (candidate.value == extreme->value) {
    extreme->count += candidate.count;
  }
}

}  // namespace

void add(Count& count, const Run& run, std::int64_t runs) {
  if (!count.first) count.first = run;
  count.runs += runs;
}

void raise(std::optional<Extreme>& extreme, seconds value, const Run& run,
           sys_seconds at, std::int64_t runs) {
  count_as(extreme, {value, run, at, runs}, extreme && value > extreme->value);
}

void lower(std::optional<Extreme>& extreme, seconds value, const Run& run,
           sys_seconds at, std::int64_t runs) {
  count_as(extreme, {value, run, at, runs}, extreme && value < extreme->value);
}

void add_offset(EdgeMeasures& measures, seconds offset, std::int64_t runs) {
  auto& offsets = measures.offsets;
  const auto at = std::ranges::lower_bound(
      offsets, offset, {}, &std::pair<seconds, std::int64_t>::first);
  if (at != offsets.end() && at->first == offset) {
    at->second += runs;
  } else if (offsets.size() < kMaximumOffsets) {
    offsets.insert(at, {offset, runs});
  }
}

void EdgeTotals::add(const EdgeTotals& part, std::int64_t times) {
  const Adder add(times);
  EdgeMeasures& to = measures;
  const EdgeMeasures& from = part.measures;
  add(to.ticks, from.ticks);
  add(to.runs, from.runs);
  add(to.bound, from.bound);
  add(to.missing, from.missing);
  add.first(to.first_missing, from.first_missing);
  add.least(to.slack_min, from.slack_min);
  add.greatest(to.wait_max, from.wait_max);
  add.greatest(to.staleness_max, from.staleness_max);
  add.least(to.staleness_min, from.staleness_min);
  add.least(to.missed_by_min, from.missed_by_min);
  for (const auto& [offset, runs] : from.offsets) {
    add_offset(to, offset, runs * times);
  }
  add(to.late, from.late);
  add(to.unfinished, from.unfinished);
  add(to.tied, from.tied);
  add(to.thin, from.thin);
  add(to.just_missed, from.just_missed);
  to.just_missed_max = std::max(to.just_missed_max, from.just_missed_max);
  add(to.before_next, from.before_next);
  to.before_next_max = std::max(to.before_next_max, from.before_next_max);
  add(to.other_instance, from.other_instance);
  add(to.timed_out, from.timed_out);
  add(to.while_writing, from.while_writing);
  add(to.off_boundary, from.off_boundary);
  add(to.lost, from.lost);
  add.first(to.first_lost, from.first_lost);
  add(to.uncovered, from.uncovered);
  add.first(to.first_uncovered, from.first_uncovered);
  add(to.doubled, from.doubled);
  add.first(to.first_doubled, from.first_doubled);
  add(to.offered, from.offered);
  wait_seconds += part.wait_seconds * static_cast<double>(times);
  add(waits, part.waits);
}

EdgeMeasures EdgeTotals::finish(const Scope& scope) {
  measures.scope = scope;
  if (waits > 0) {
    measures.wait_mean_seconds = wait_seconds / static_cast<double>(waits);
  }
  return std::move(measures);
}

}  // namespace lockstep
