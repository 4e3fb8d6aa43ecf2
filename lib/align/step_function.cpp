// The lower envelope of two functions costs its own breakpoints: those of the
// other one are jumped over.
#include "align/step_function.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

namespace lockstep {
namespace {

std::int64_t floor_div(std::int64_t a, std::int64_t b) {
  const std::int64_t quotient = a / b;
  return quotient - (a % b < 0 ? 1 : 0);
}

/// The lower envelope over keys in [from, to). Where one function is least it
/// stays so until its next breakpoint: the other never falls.
class Envelope {
 public:
  Envelope(const StepFunction& a, const StepFunction& b, std::int64_t from)
      : a_(a, from), b_(b, from) {
    least_ = value_at(a_, from) <= value_at(b_, from) ? &a_ : &b_;
    points_.append(from, value_at(*least_, from));
  }

  /// False if there are more than `limit` breakpoints.
  bool walk(std::int64_t to, std::int64_t limit) {
    for (std::int64_t steps = 0; steps < limit; ++steps) {
      const auto next = next_of(*least_);
      if (!next || next->key >= to) return true;
      BreakpointCursor& other = least_ == &a_ ? b_ : a_;
      const std::int64_t value = value_at(other, next->key);
      if (next->value > value) {
        least_ = &other;
        switched_ = true;
      } else {
        ++*least_;
      }
      points_.append(next->key, std::min(next->value, value));
    }
    return false;
  }

  [[nodiscard]] bool is_first() const { return !switched_ && least_ == &a_; }
  [[nodiscard]] bool is_second() const { return !switched_ && least_ == &b_; }
  [[nodiscard]] StepFunction take() { return std::move(points_); }

 private:
  /// The cursor comes to stand on the breakpoint in force.
  static std::int64_t value_at(BreakpointCursor& cursor, std::int64_t key) {
    cursor.seek(key);
    return (*cursor).value;
  }
  static std::optional<Breakpoint> next_of(BreakpointCursor cursor) {
    ++cursor;
    if (cursor.done()) return std::nullopt;
    return *cursor;
  }

  BreakpointCursor a_, b_;
  BreakpointCursor* least_;
  bool switched_ = false;
  StepFunction points_;
};

StepFunction least_once(const StepFunction& a, const StepFunction& b) {
  if (a.points.empty() || b.points.empty()) return {};
  constexpr auto kNoLimit = std::numeric_limits<std::int64_t>::max();
  Envelope envelope(a, b, std::max(a.points.front().key, b.points.front().key));
  envelope.walk(kNoLimit, kNoLimit);
  return envelope.take();
}

}  // namespace

std::optional<std::int64_t> StepFunction::operator()(std::int64_t key) const {
  if (points.empty()) return std::nullopt;
  std::int64_t periods = 0;
  if (repeats()) {
    periods = floor_div(key - points.front().key, key_period);
    key -= periods * key_period;
  }
  const auto found =
      std::ranges::upper_bound(points, key, {}, &Breakpoint::key);
  if (found == points.begin()) return std::nullopt;
  return (found - 1)->value + periods * value_period;
}

void StepFunction::append(std::int64_t key, std::int64_t value) {
  if (!points.empty() && points.back().key == key) points.pop_back();
  if (!points.empty() && points.back().value == value) return;
  points.push_back({key, value});
}

BreakpointCursor::BreakpointCursor(const StepFunction& function,
                                   std::int64_t key)
    : function_(&function) {
  const auto& points = function.points;
  if (points.empty()) return;
  if (function.repeats()) {
    period_ = floor_div(key - points.front().key, function.key_period);
    key -= period_ * function.key_period;
  }
  const auto found =
      std::ranges::upper_bound(points, key, {}, &Breakpoint::key);
  index_ = found == points.begin()
               ? 0
               : static_cast<std::size_t>(found - points.begin()) - 1;
}

void BreakpointCursor::seek(std::int64_t key) {
  constexpr int kSteps = 8;  // then a search is cheaper
  const auto& points = function_->points;
  for (int i = 0; i < kSteps; ++i) {
    std::size_t next = index_ + 1;
    std::int64_t period = period_;
    if (next == points.size()) {
      if (!function_->repeats()) return;
      next = 0;
      ++period;
    }
    if (points[next].key + period * function_->key_period > key) return;
    index_ = next;
    period_ = period;
  }
  *this = BreakpointCursor(*function_, key);
}

bool BreakpointCursor::done() const {
  return index_ >= function_->points.size();
}

Breakpoint BreakpointCursor::operator*() const {
  const Breakpoint point = function_->points[index_];
  return {point.key + period_ * function_->key_period,
          point.value + period_ * function_->value_period};
}

void BreakpointCursor::operator++() {
  ++index_;
  if (index_ == function_->points.size() && function_->repeats()) {
    index_ = 0;
    ++period_;
  }
}

void close_period(StepFunction& function) {
  auto& points = function.points;
  if (points.size() > 1 &&
      points.front().value == points.back().value - function.value_period) {
    points.erase(points.begin());
  }
}

std::optional<StepFunction> least_of(const StepFunction& a,
                                     const StepFunction& b,
                                     std::int64_t limit) {
  if (a == b) return a;
  if (!a.repeats() || !b.repeats()) {
    if (a.repeats() != b.repeats()) return std::nullopt;
    return least_once(a, b);
  }
  const std::int64_t keys = std::lcm(a.key_period, b.key_period);
  const std::int64_t from = a.points.front().key;
  Envelope envelope(a, b, from);
  if (!envelope.walk(from + keys, limit)) return std::nullopt;
  if (envelope.is_first()) return a;
  if (envelope.is_second()) return b;
  StepFunction least = envelope.take();
  least.key_period = keys;
  least.value_period = keys / a.key_period * a.value_period;
  close_period(least);
  return least;
}

StepFunction restrict_to(const StepFunction& function, std::int64_t from,
                         std::int64_t to) {
  StepFunction part;
  for (BreakpointCursor at(function, from); !at.done() && (*at).key <= to;
       ++at) {
    part.append(std::max((*at).key, from), (*at).value);
  }
  return part;
}

}  // namespace lockstep
