// Unions of crons against merged lists of all firings of 400 years, and their
// reduction.

#include <doctest/doctest.h>

#include <algorithm>

#include "cron/schedule.hpp"
#include "property/cron/oracle.hpp"

namespace {

using lockstep::Schedule;
using lockstep::seconds;
using lockstep::sys_seconds;
using List = std::vector<std::int64_t>;

constexpr int kUnions = 60;

struct Sample {
  Schedule schedule;
  List list;
  std::string text;
};

sys_seconds at(std::int64_t t) { return sys_seconds{seconds{t}}; }

oracle::Expression random_member(std::mt19937& random,
                                 const oracle::Expression& like) {
  auto member = oracle::random_expression(
      random, {.specials = true, .seconds = false, .most_ticks_per_day = 3});
  // Members that share fields meet, and sometimes cover, each other.
  if (random() % 2 == 0) member.minute = like.minute;
  if (random() % 2 == 0) member.hour = like.hour;
  if (random() % 3 == 0) member.month = {oracle::Item{}};
  return member;
}

Sample random_union(std::mt19937& random, std::size_t most) {
  Sample sample;
  const auto like = oracle::random_expression(
      random, {.specials = false, .seconds = false, .most_ticks_per_day = 3});
  for (std::size_t n = 1 + random() % most; n > 0; --n) {
    const auto member = random_member(random, like);
    const auto cron =
        lockstep::compile(member.text(), oracle::everything(member.rule));
    REQUIRE(cron.has_value());
    sample.schedule.crons.push_back({*cron, {}});
    sample.text += member.text() + " | ";
    List merged;
    std::ranges::set_union(sample.list, oracle::firings_of_cycle(member),
                           std::back_inserter(merged));
    sample.list = std::move(merged);
  }
  return sample;
}

void check_frequency(const Sample& sample) {
  const auto frequency = lockstep::frequency(sample.schedule);
  CHECK(frequency.firings == static_cast<std::int64_t>(sample.list.size()));
  CHECK(frequency.min_gap.has_value() == !sample.list.empty());
  if (sample.list.empty()) return;
  std::int64_t min =
      sample.list.front() + oracle::kCycleLength - sample.list.back();
  std::int64_t max = min;
  for (std::size_t i = 1; i < sample.list.size(); ++i) {
    const std::int64_t gap = sample.list[i] - sample.list[i - 1];
    min = std::min(min, gap);
    max = std::max(max, gap);
  }
  CHECK(frequency.min_gap == seconds{min});
  CHECK(frequency.max_gap == seconds{max});
}

void check_instants(const Sample& sample, std::mt19937& random) {
  const List& list = sample.list;
  if (list.size() < 10) return;
  for (int i = 0; i < 50; ++i) {
    const std::size_t k = 2 + random() % (list.size() - 4);
    const std::int64_t t = list[k] - static_cast<int>(random() % 2);
    const bool fires = t == list[k];
    CHECK(next(sample.schedule, at(t)) == at(list[fires ? k + 1 : k]));
    CHECK(next_or_equal(sample.schedule, at(t)) == at(list[k]));
    CHECK(prev(sample.schedule, at(t)) == at(list[k - 1]));
    CHECK(prev_or_equal(sample.schedule, at(t)) == at(list[fires ? k : k - 1]));
    const std::size_t end = std::min(k + random() % 3000, list.size() - 1);
    CHECK(count(sample.schedule, at(list[k]), at(list[end])) ==
          static_cast<std::int64_t>(end - k));
  }
}

void check_reduction(const Sample& sample) {
  std::vector<std::size_t> dropped;
  const Schedule reduced = reduce(sample.schedule, &dropped);
  CHECK(reduced.crons.size() + dropped.size() == sample.schedule.crons.size());
  CHECK(frequency(reduced).firings == frequency(sample.schedule).firings);
  CHECK(compare(reduced, sample.schedule, at(0), seconds{0}) ==
        lockstep::Relation::Equal);
  // Nothing that is left is superfluous.
  for (std::size_t i = 0; i < reduced.crons.size(); ++i) {
    Schedule rest = reduced;
    rest.crons.erase(rest.crons.begin() + static_cast<std::ptrdiff_t>(i));
    CHECK(frequency(rest).firings < frequency(reduced).firings);
  }
  Schedule backwards = sample.schedule;
  std::ranges::reverse(backwards.crons);
  CHECK(reduce(backwards) == reduced);
}

void check_pair(const Sample& a, const Sample& b, std::mt19937& random) {
  List both, different;
  std::ranges::set_intersection(a.list, b.list, std::back_inserter(both));
  std::ranges::set_symmetric_difference(a.list, b.list,
                                        std::back_inserter(different));
  using lockstep::Relation;
  const Relation relation = different.empty() ? Relation::Equal
                            : both.empty()    ? Relation::Disjoint
                            : both == a.list  ? Relation::Subset
                            : both == b.list  ? Relation::Superset
                                              : Relation::Overlap;
  CHECK(compare(a.schedule, b.schedule, at(0), seconds{0}) == relation);
  const std::int64_t from =
      oracle::kCycleBegin + static_cast<std::int64_t>(random()) * 2;
  const auto first = std::ranges::lower_bound(different, from);
  const auto found =
      first_difference(a.schedule, b.schedule, at(from), seconds{0});
  if (different.empty()) {
    CHECK_FALSE(found.has_value());
  } else {
    CHECK(found == at(first != different.end()
                          ? *first
                          : different.front() + oracle::kCycleLength));
  }
}

void check_age(const Sample& a, const Sample& b) {
  const auto age = lockstep::age(a.schedule, b.schedule, at(0), seconds{0});
  REQUIRE(age.has_value() == (!a.list.empty() && !b.list.empty()));
  if (!age) return;
  std::int64_t newest = a.list.back() - oracle::kCycleLength;
  std::int64_t min = oracle::kCycleLength, max = 0;
  long double sum = 0;
  std::size_t i = 0;
  for (const std::int64_t tick : b.list) {
    while (i < a.list.size() && a.list[i] <= tick) newest = a.list[i++];
    min = std::min(min, tick - newest);
    max = std::max(max, tick - newest);
    sum += static_cast<long double>(tick - newest);
  }
  CHECK(age->min == seconds{min});
  CHECK(age->max == seconds{max});
  CHECK(age->mean_seconds ==
        doctest::Approx(
            static_cast<double>(sum / static_cast<long double>(b.list.size())))
            .epsilon(1e-14));
}

}  // namespace

TEST_CASE("unions equal the merged lists of their members") {
  std::mt19937 random(11);
  Sample before = random_union(random, 3);
  for (int i = 0; i < kUnions; ++i) {
    const Sample sample = random_union(random, i % 10 == 0 ? 10 : 4);
    CAPTURE(before.text);
    CAPTURE(sample.text);
    check_frequency(sample);
    check_instants(sample, random);
    check_reduction(sample);
    check_pair(before, sample, random);
    check_age(before, sample);
    Sample wider = sample;  // a superset
    wider.schedule.crons.insert(wider.schedule.crons.end(),
                                before.schedule.crons.begin(),
                                before.schedule.crons.end());
    wider.list.clear();
    std::ranges::set_union(sample.list, before.list,
                           std::back_inserter(wider.list));
    check_pair(sample, wider, random);
    check_age(sample, wider);
    check_reduction(wider);
    before = sample;
  }
}

TEST_CASE("the order is total and does not depend on how a union is written") {
  std::mt19937 random(3);
  std::vector<lockstep::Rank> ranks;
  const sys_seconds reference = at(1'704'067'200);
  for (int i = 0; i < 60; ++i) {
    ranks.push_back(rank(reduce(random_union(random, 3).schedule), reference));
  }
  for (const auto& a : ranks) {
    for (const auto& b : ranks) {
      CHECK((order(a, b) < 0) == (order(b, a) > 0));
      CHECK((order(a, b) == 0) == (a.schedule == b.schedule));
      for (const auto& c : ranks) {
        if (order(a, b) < 0 && order(b, c) < 0 && !(order(a, c) < 0)) {
          FAIL_CHECK("not transitive");
        }
      }
    }
  }
}
