// Functions are compared at breakpoints only: a <= b everywhere if it holds
// wherever a steps up.
#include "align/step_function.hpp"

#include <algorithm>
#include <numeric>

namespace lockstep {
namespace {

std::int64_t floor_div(std::int64_t a, std::int64_t b) {
  const std::int64_t quotient = a / b;
  return quotient - (a % b < 0 ? 1 : 0);
}

/// Both functions over a stretch of keys from `from` on, `to` excluded.
struct Stretch {
  std::int64_t from, to;
};

std::optional<std::int64_t> pick_value(std::optional<std::int64_t> a,
                                       std::optional<std::int64_t> b,
                                       Pick pick) {
  if (!a || !b) return std::nullopt;
  return pick == Pick::Oldest ? std::min(*a, *b) : std::max(*a, *b);
}

/// a <= b at every breakpoint of a in the stretch.
bool never_greater(const StepFunction& a, const StepFunction& b,
                   Stretch stretch) {
  for (BreakpointCursor at(a, stretch.from);
       !at.done() && (*at).key < stretch.to; ++at) {
    const auto other = b((*at).key);
    if (!other || (*at).value > *other) return false;
  }
  return true;
}

std::int64_t breakpoints_in(const StepFunction& function, std::int64_t keys) {
  const auto points = static_cast<std::int64_t>(function.points.size());
  return function.repeats() ? points * (keys / function.key_period) : points;
}

/// Merges the breakpoints of both. Values are unknown until both are.
StepFunction merge(const StepFunction& a, const StepFunction& b, Pick pick,
                   Stretch stretch) {
  StepFunction merged;
  BreakpointCursor x(a, stretch.from), y(b, stretch.from);
  std::optional<std::int64_t> of_a, of_b;
  for (std::int64_t key = stretch.from; key < stretch.to;) {
    for (; !x.done() && (*x).key <= key; ++x) of_a = (*x).value;
    for (; !y.done() && (*y).key <= key; ++y) of_b = (*y).value;
    const auto value = pick_value(of_a, of_b, pick);
    if (value) merged.append(key, *value);
    std::int64_t next = stretch.to;
    if (!x.done()) next = std::min(next, (*x).key);
    if (!y.done()) next = std::min(next, (*y).key);
    key = next;
  }
  return merged;
}

/// The first breakpoint of a period may repeat the last of the one before.
void drop_repeated_first(StepFunction& function) {
  auto& points = function.points;
  if (points.size() > 1 &&
      points.front().value == points.back().value - function.value_period) {
    points.erase(points.begin());
  }
}

std::optional<StepFunction> combine_once(const StepFunction& a,
                                         const StepFunction& b, Pick pick) {
  if (a.points.empty() || b.points.empty()) return StepFunction{};
  const std::int64_t from =
      std::max(a.points.front().key, b.points.front().key);
  const std::int64_t to =
      std::max(a.points.back().key, b.points.back().key) + 1;
  return merge(a, b, pick, {from, to});
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

std::optional<StepFunction> combine(const StepFunction& a,
                                    const StepFunction& b, Pick pick,
                                    std::int64_t limit) {
  if (a == b) return a;
  if (!a.repeats() || !b.repeats()) {
    if (a.repeats() != b.repeats()) return std::nullopt;
    return combine_once(a, b, pick);
  }
  const std::int64_t keys = std::lcm(a.key_period, b.key_period);
  const std::int64_t from = a.points.front().key;
  const Stretch stretch{from, from + keys};
  const std::int64_t of_a = breakpoints_in(a, keys);
  const std::int64_t of_b = breakpoints_in(b, keys);
  // The sparser one first: it is the one that can be older throughout.
  const StepFunction& sparse = of_a <= of_b ? a : b;
  const StepFunction& dense = of_a <= of_b ? b : a;
  if (std::min(of_a, of_b) > limit) return std::nullopt;
  if (never_greater(sparse, dense, stretch)) {
    return pick == Pick::Oldest ? sparse : dense;
  }
  if (of_a + of_b > limit) return std::nullopt;
  if (never_greater(dense, sparse, stretch)) {
    return pick == Pick::Oldest ? dense : sparse;
  }
  StepFunction merged = merge(a, b, pick, stretch);
  merged.key_period = keys;
  merged.value_period = keys / a.key_period * a.value_period;
  drop_repeated_first(merged);
  return merged;
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
