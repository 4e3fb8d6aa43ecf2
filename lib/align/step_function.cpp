// The lower envelope of two functions costs its own breakpoints: those of the
// other one are jumped over. Of folded ones it is made month by month.
#include "align/step_function.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <numeric>
#include <utility>

namespace lockstep {
namespace {

std::int64_t floor_div(std::int64_t a, std::int64_t b) {
  const std::int64_t quotient = a / b;
  return quotient - (a % b < 0 ? 1 : 0);
}

std::int64_t seconds_of(sys_seconds at) {
  return at.time_since_epoch().count();
}

/// The lower envelope over keys in [from, to). Where one function is least it
/// stays so until its next breakpoint: the other never falls.
class Envelope {
 public:
  /// Appends to `points`. The cursors may stand before `from`.
  Envelope(BreakpointCursor a, BreakpointCursor b, std::int64_t from,
           std::vector<Breakpoint>& points)
      : a_(a), b_(b), points_(points) {
    const std::int64_t of_a = value_at(a_, from), of_b = value_at(b_, from);
    least_ = of_a <= of_b ? &a_ : &b_;
    points_.push_back({from, std::min(of_a, of_b)});
  }

  /// False if there are more than `limit` breakpoints.
  bool walk(std::int64_t to, std::int64_t limit) {
    while (std::ssize(points_) <= limit) {
      BreakpointCursor after = *least_;
      after.step();
      if (after.done() || (*after).key >= to) return true;
      const Breakpoint next = *after;
      BreakpointCursor& other = least_ == &a_ ? b_ : a_;
      const std::int64_t value = value_at(other, next.key);
      if (next.value > value) {
        least_ = &other;
        switched_ = true;
      } else {
        *least_ = after;
      }
      const std::int64_t least = std::min(next.value, value);
      if (points_.back().value != least) points_.push_back({next.key, least});
    }
    return false;
  }

  [[nodiscard]] bool is_first() const { return !switched_ && least_ == &a_; }
  [[nodiscard]] bool is_second() const { return !switched_ && least_ == &b_; }

 private:
  /// The cursor comes to stand on the breakpoint in force.
  static std::int64_t value_at(BreakpointCursor& cursor, std::int64_t key) {
    cursor.seek(key);
    return (*cursor).value;
  }

  BreakpointCursor a_, b_;
  BreakpointCursor* least_;
  bool switched_ = false;
  std::vector<Breakpoint>& points_;
};

StepFunction least_once(const StepFunction& a, const StepFunction& b) {
  if (a.points.empty() || b.points.empty()) return {};
  constexpr auto kNoLimit = std::numeric_limits<std::int64_t>::max();
  const std::int64_t from =
      std::max(a.points.front().key, b.points.front().key);
  StepFunction least;
  Envelope({a, from}, {b, from}, from, least.points).walk(kNoLimit, kNoLimit);
  return least;
}

/// In force at the begin of a month: at its first run, whose key is `from`.
BreakpointCursor cursor_in(const StepFunction& function,
                           const Folding::Representative& month,
                           std::int64_t from) {
  if (function.folding == nullptr) return {function, from};
  return BreakpointCursor::in_month(function, month.month);
}

/// The lower envelope where at least one function is folded.
std::optional<StepFunction> least_folded(const StepFunction& a,
                                         const StepFunction& b,
                                         const Folding& folding,
                                         std::int64_t limit) {
  StepFunction least;
  least.folding = &folding;
  least.key_period = least.value_period = kCycle.count();
  bool is_first = true, is_second = true;
  for (const auto& month : folding.representatives()) {
    const auto first =
        BreakpointCursor::in_month(a.folding != nullptr ? a : b, month.month);
    if (!first.done()) {
      const std::int64_t from = (*first).key;
      Envelope envelope(cursor_in(a, month, from), cursor_in(b, month, from),
                        from, least.points);
      if (!envelope.walk(seconds_of(month.to), limit)) return std::nullopt;
      is_first = is_first && envelope.is_first();
      is_second = is_second && envelope.is_second();
    }
    least.point_end.push_back(static_cast<std::uint32_t>(least.points.size()));
  }
  if (is_first) return a;
  if (is_second) return b;
  return least;
}

}  // namespace

std::optional<std::int64_t> StepFunction::operator()(std::int64_t key) const {
  if (points.empty()) return std::nullopt;
  const Breakpoint point = *BreakpointCursor(*this, key);
  if (point.key > key) return std::nullopt;
  return point.value;
}

void StepFunction::append(std::int64_t key, std::int64_t value) {
  if (!points.empty() && points.back().key == key) points.pop_back();
  if (!points.empty() && points.back().value == value) return;
  points.push_back({key, value});
}

BreakpointCursor::BreakpointCursor(const StepFunction& function,
                                   std::int64_t key)
    : BreakpointCursor(function) {
  const auto& points = function.points;
  if (points.empty()) return;
  if (function.folding != nullptr) {
    enter(function.folding->month_of(sys_seconds{seconds{key}}));
  } else if (function.repeats()) {
    enter(floor_div(key - points.front().key, function.key_period));
  } else {
    enter(0);
  }
  if (index_ + 1 == end_ && points[index_].key + key_shift_ <= key) return;
  const auto at = [&](std::size_t i) {
    return points.begin() + static_cast<std::ptrdiff_t>(i);
  };
  const auto found = std::ranges::upper_bound(
      at(index_), at(end_), key - key_shift_, {}, &Breakpoint::key);
  if (found != at(index_)) {
    index_ = static_cast<std::size_t>(found - points.begin()) - 1;
  } else if (function.folding != nullptr) {
    do enter(stretch_ - 1);
    while (done());
    index_ = end_ - 1;
  }
}

/// Stands on its first breakpoint, which a month need not have.
void BreakpointCursor::enter(std::int64_t stretch) {
  stretch_ = stretch;
  const StepFunction& function = *function_;
  if (function.folding == nullptr) {
    index_ = 0;
    end_ = function.points.size();
    key_shift_ = stretch * function.key_period;
    value_shift_ = stretch * function.value_period;
    return;
  }
  const Folding& folding = *function.folding;
  const std::size_t kind = folding.representative_of(stretch);
  index_ = kind == 0 ? 0 : function.point_end[kind - 1];
  end_ = function.point_end[kind];
  const auto& first = folding.representatives()[kind];
  key_shift_ = stretch == first.month
                   ? 0
                   : (folding.begin_of(stretch) - first.from).count();
  value_shift_ = key_shift_;
}

/// To the next breakpoint, whatever its value.
void BreakpointCursor::step() {
  ++index_;
  if (!done() || !function_->repeats()) return;
  do enter(stretch_ + 1);
  while (done());
}

void BreakpointCursor::seek(std::int64_t key) {
  constexpr int kSteps = 8;  // then a search is cheaper
  for (int i = 0; i < kSteps; ++i) {
    BreakpointCursor next = *this;
    next.step();
    if (next.done() || (*next).key > key) return;
    *this = next;
  }
  *this = BreakpointCursor(*function_, key);
}

Breakpoint BreakpointCursor::operator*() const {
  const Breakpoint point = function_->points[index_];
  return {point.key + key_shift_, point.value + value_shift_};
}

void BreakpointCursor::operator++() {
  const std::int64_t value = (**this).value;
  do step();
  while (!done() && (**this).value == value);
}

void close_period(StepFunction& function) {
  auto& points = function.points;
  if (points.size() > 1 &&
      points.front().value == points.back().value - function.value_period) {
    points.erase(points.begin());
  }
}

std::optional<Likeness> likeness_of(const StepFunction& function) {
  constexpr std::int64_t kDay = 86'400;
  if (function.folding != nullptr) return function.folding->likeness();
  if (function.key_period != function.value_period) return std::nullopt;
  if (function.key_period == kDay) return Likeness{};
  if (function.key_period == 7 * kDay) return Likeness{.weekdays = true};
  return std::nullopt;
}

std::optional<StepFunction> least_of(const StepFunction& a,
                                     const StepFunction& b, std::int64_t limit,
                                     FoldingTable& foldings) {
  if (a == b) return a;
  if (!a.repeats() || !b.repeats()) {
    if (a.repeats() != b.repeats()) return std::nullopt;
    return least_once(a, b);
  }
  const auto likeness = both(likeness_of(a), likeness_of(b));
  if (likeness && (a.folding != nullptr || b.folding != nullptr)) {
    return least_folded(a, b, *foldings.folding_of(*likeness), limit);
  }
  const std::int64_t keys = std::lcm(a.key_period, b.key_period);
  const std::int64_t from = a.points.front().key;
  StepFunction least;
  Envelope envelope({a, from}, {b, from}, from, least.points);
  if (!envelope.walk(from + keys, limit)) return std::nullopt;
  if (envelope.is_first()) return a;
  if (envelope.is_second()) return b;
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
