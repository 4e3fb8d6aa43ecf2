// Random expressions against explicit lists of all their firings in a cycle of
// 400 years: next, prev, count, frequency, relations and age.

#include <doctest/doctest.h>

#include <algorithm>
#include <optional>

#include "property/cron/oracle.hpp"

namespace {

using lockstep::Cron;
using lockstep::seconds;
using lockstep::sys_seconds;
using oracle::kCycleBegin;
using oracle::kCycleLength;
using List = std::vector<std::int64_t>;

constexpr int kExpressions = 120;
constexpr int kProbes = 150;

sys_seconds at(std::int64_t t) { return sys_seconds{seconds{t}}; }

Cron compiled(const oracle::Expression& expression) {
  const auto cron =
      lockstep::compile(expression.text(), oracle::everything(expression.rule));
  REQUIRE_MESSAGE(cron.has_value(), expression.text(), ": ",
                  cron.has_value() ? "" : cron.error().message);
  return *cron;
}

std::int64_t floor_div(std::int64_t a, std::int64_t b) {
  return a / b - (a % b < 0 ? 1 : 0);
}

/// Number of firings before t on the list repeated for ever.
std::int64_t rank(const List& list, std::int64_t t) {
  const std::int64_t cycle = floor_div(t - kCycleBegin, kCycleLength);
  const std::int64_t in_cycle = t - cycle * kCycleLength;
  const auto before = std::ranges::lower_bound(list, in_cycle) - list.begin();
  return cycle * static_cast<std::int64_t>(list.size()) + before;
}

/// The k-th firing of the repeated list.
std::int64_t firing(const List& list, std::int64_t k) {
  const auto size = static_cast<std::int64_t>(list.size());
  const std::int64_t cycle = floor_div(k, size);
  return list[static_cast<std::size_t>(k - cycle * size)] +
         cycle * kCycleLength;
}

std::optional<sys_seconds> expected(const List& list, std::int64_t k) {
  if (list.empty()) return std::nullopt;
  return at(firing(list, k));
}

void check_instants(const Cron& cron, const List& list, std::mt19937& random) {
  for (int i = 0; i < kProbes; ++i) {
    // A third of the probes on or beside a firing, some far from our time.
    const std::int64_t cycles = static_cast<int>(random() % 5) * 7 - 14;
    std::int64_t t = kCycleBegin + cycles * kCycleLength +
                     static_cast<std::int64_t>(
                         (std::uint64_t{random()} << 8U | random() % 256) %
                         static_cast<std::uint64_t>(kCycleLength));
    if (i % 3 == 0 && !list.empty()) {
      t = list[random() % list.size()] + cycles * kCycleLength +
          static_cast<int>(random() % 3) - 1;
    }
    const bool fires = !list.empty() && firing(list, rank(list, t)) == t;
    CHECK(next_or_equal(cron, at(t)) == expected(list, rank(list, t)));
    CHECK(next(cron, at(t)) == expected(list, rank(list, t + 1)));
    CHECK(prev(cron, at(t)) == expected(list, rank(list, t) - 1));
    CHECK(prev_or_equal(cron, at(t)) == expected(list, rank(list, t + 1) - 1));
    CHECK(matches(cron, at(t)) == fires);
    const std::int64_t end = t + static_cast<std::int64_t>(random()) *
                                     static_cast<int>(random() % 20);
    CHECK(count(cron, at(t), at(end)) == rank(list, end) - rank(list, t));
    CHECK(count(cron, at(end), at(t)) == 0);
  }
}

void check_frequency(const Cron& cron, const List& list) {
  const lockstep::Frequency frequency = lockstep::frequency(cron);
  CHECK(frequency.periodic);
  CHECK(frequency.firings == static_cast<std::int64_t>(list.size()));
  CHECK(frequency.min_gap.has_value() == !list.empty());
  if (list.empty()) return;
  std::int64_t min = kCycleLength, max = 0;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto k = static_cast<std::int64_t>(i);
    const std::int64_t gap = firing(list, k + 1) - firing(list, k);
    min = std::min(min, gap);
    max = std::max(max, gap);
  }
  CHECK(frequency.min_gap == seconds{min});
  CHECK(frequency.max_gap == seconds{max});
}

lockstep::Relation relation(const List& a, const List& b) {
  if (a == b) return lockstep::Relation::Equal;
  List both;
  std::ranges::set_intersection(a, b, std::back_inserter(both));
  if (both.empty()) return lockstep::Relation::Disjoint;
  if (both == a) return lockstep::Relation::Subset;
  if (both == b) return lockstep::Relation::Superset;
  return lockstep::Relation::Overlap;
}

void check_age(const Cron& a, const Cron& b, const List& x, const List& y) {
  const auto age = lockstep::age(a, b);
  REQUIRE(age.has_value() == (!x.empty() && !y.empty()));
  if (!age) return;
  std::int64_t min = kCycleLength, max = 0;
  long double sum = 0;
  for (const std::int64_t tick : y) {
    const std::int64_t old = tick - firing(x, rank(x, tick + 1) - 1);
    min = std::min(min, old);
    max = std::max(max, old);
    sum += static_cast<long double>(old);
  }
  CHECK(age->min == seconds{min});
  CHECK(age->max == seconds{max});
  CHECK(age->mean_seconds ==
        doctest::Approx(
            static_cast<double>(sum / static_cast<long double>(y.size())))
            .epsilon(1e-14));
}

/// A pair that often has much in common.
std::pair<oracle::Expression, oracle::Expression> related(
    std::mt19937& random, const oracle::Shape& shape) {
  const oracle::Expression a = oracle::random_expression(random, shape);
  oracle::Expression b = oracle::random_expression(random, shape);
  b.rule = a.rule;
  if (random() % 2 == 0) b.minute = a.minute;
  if (random() % 2 == 0) b.hour = a.hour;
  if (random() % 2 == 0) b.day = a.day;
  if (random() % 2 == 0) b.month = a.month;
  if (random() % 2 == 0) b.weekday = a.weekday;
  if (random() % 4 == 0) b.hour = {oracle::Item{}};
  return {a, b};
}

}  // namespace

TEST_CASE("instants and gaps equal the list of all firings of 400 years") {
  std::mt19937 random(20'240'101);
  for (int i = 0; i < kExpressions; ++i) {
    oracle::Shape shape;
    shape.seconds = i % 10 == 0;
    shape.most_ticks_per_day = i % 5 == 0 ? 8 : 2;
    const auto expression = oracle::random_expression(random, shape);
    CAPTURE(expression.text());
    const Cron cron = compiled(expression);
    const List list = oracle::firings_of_cycle(expression);
    check_instants(cron, list, random);
    check_frequency(cron, list);
  }
}

TEST_CASE("relations and ages of pairs equal merged lists") {
  std::mt19937 random(7);
  for (int i = 0; i < kExpressions; ++i) {
    const auto [first, second] = related(
        random,
        {.specials = true, .seconds = i % 12 == 0, .most_ticks_per_day = 6});
    CAPTURE(first.text());
    CAPTURE(second.text());
    const Cron a = compiled(first), b = compiled(second);
    const List x = oracle::firings_of_cycle(first);
    const List y = oracle::firings_of_cycle(second);
    CHECK(compare(a, b) == relation(x, y));
    CHECK((a == b) == (x == y));
    check_age(a, b, x, y);
    List both;
    std::ranges::set_intersection(x, y, std::back_inserter(both));
    check_frequency(intersect(a, b), both);
  }
}
