// 100,000 random pairs of crons against merged lists of their ticks. All of
// them repeat every week, so that a week is the whole truth about them; pairs
// over 400 years are in property_cron.

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "cron/sets.hpp"

namespace {

using lockstep::Cron;
using lockstep::Relation;
using lockstep::Schedule;
using lockstep::seconds;
using lockstep::sys_seconds;
using List = std::vector<std::int64_t>;

constexpr int kPairs = 100'000;
constexpr std::int64_t kWeek = 7 * 86'400;
/// 2024-01-07, a Sunday.
constexpr std::int64_t kSunday = 1'704'585'600;

sys_seconds at(std::int64_t t) { return sys_seconds{seconds{t}}; }

using Random = std::minstd_rand;
using Set = std::set<int>;

/// The values of a cron's fields, and the ticks of a week that they make.
struct Sample {
  Set minutes, hours, weekdays;
  Cron cron;
  List ticks;
};

Set some(Random& random, int most, int size) {
  Set set;
  for (int n = 1 + static_cast<int>(random()) % most; n > 0; --n) {
    set.insert(static_cast<int>(random()) % size);
  }
  return set;
}

std::string list(const Set& set) {
  std::string text;
  for (const int value : set) {
    text += (text.empty() ? "" : ",") + std::to_string(value);
  }
  return text;
}

void finish(Sample& sample) {
  const std::string text = list(sample.minutes) + ' ' + list(sample.hours) +
                           " * * " + list(sample.weekdays);
  sample.cron = *lockstep::compile(text, lockstep::dialects().front());
  for (const int day : sample.weekdays) {
    for (const int hour : sample.hours) {
      for (const int minute : sample.minutes) {
        sample.ticks.push_back(kSunday + (day * 24 + hour) * 3600 +
                               minute * 60);
      }
    }
  }
}

/// The second of a pair has much in common with the first.
std::pair<Sample, Sample> random_pair(Random& random) {
  Sample a, b;
  a.minutes = some(random, 3, 60);
  a.hours = some(random, 3, 24);
  a.weekdays =
      random() % 3 == 0 ? some(random, 5, 7) : Set{0, 1, 2, 3, 4, 5, 6};
  b = a;
  if (random() % 2 == 0) b.minutes = some(random, 3, 60);
  if (random() % 2 == 0) b.hours = some(random, 3, 24);
  if (random() % 2 == 0) b.weekdays = some(random, 5, 7);
  if (random() % 4 == 0) b.minutes.insert(a.minutes.begin(), a.minutes.end());
  if (random() % 4 == 0) b.hours.insert(a.hours.begin(), a.hours.end());
  finish(a);
  finish(b);
  return {a, b};
}

Relation relation_of(const List& a, const List& b, const List& both) {
  if (a == b) return Relation::Equal;
  if (both.empty()) return Relation::Disjoint;
  if (both == a) return Relation::Subset;
  return both == b ? Relation::Superset : Relation::Overlap;
}

/// Ticks before t on the list repeated for ever, and tick number k of it.
std::int64_t rank(const List& ticks, std::int64_t t) {
  std::int64_t weeks = (t - kSunday) / kWeek;
  if (t < kSunday + weeks * kWeek) --weeks;
  const auto place = std::ranges::lower_bound(ticks, t - weeks * kWeek);
  return weeks * static_cast<std::int64_t>(ticks.size()) +
         (place - ticks.begin());
}
std::int64_t tick(const List& ticks, std::int64_t k) {
  const auto size = static_cast<std::int64_t>(ticks.size());
  const std::int64_t weeks = k / size - (k % size < 0 ? 1 : 0);
  return ticks[static_cast<std::size_t>(k - weeks * size)] + weeks * kWeek;
}

bool instants_agree(const Sample& sample, Random& random) {
  const List& ticks = sample.ticks;
  const std::int64_t t = kSunday +
                         static_cast<std::int64_t>(random() % (400 * kWeek)) -
                         200 * kWeek;
  const std::int64_t middle = t + static_cast<std::int64_t>(random() % kWeek);
  const std::int64_t end = middle + static_cast<std::int64_t>(random() % kWeek);
  const auto after = next(sample.cron, at(t)),
             before = prev(sample.cron, *after);
  const auto k = static_cast<std::int64_t>(random() % 2'000) - 1'000;
  const auto chosen = select(sample.cron, at(t), k);
  return after == at(tick(ticks, rank(ticks, t + 1))) && *after > at(t) &&
         before <= at(t) && chosen == at(tick(ticks, rank(ticks, t) + k)) &&
         count(sample.cron, at(t), at(end)) ==
             rank(ticks, end) - rank(ticks, t) &&
         count(sample.cron, at(t), at(middle)) +
                 count(sample.cron, at(middle), at(end)) ==
             count(sample.cron, at(t), at(end)) &&
         (k < 0 ? -count(sample.cron, *chosen, at(t))
                : count(sample.cron, at(t), *chosen)) == k;
}

bool sets_agree(const Sample& a, const Sample& b) {
  List both, either;
  std::ranges::set_intersection(a.ticks, b.ticks, std::back_inserter(both));
  std::ranges::set_union(a.ticks, b.ticks, std::back_inserter(either));
  const Relation found = compare(a.cron, b.cron);
  const Cron common = intersect(a.cron, b.cron);
  const bool in = found == Relation::Equal || found == Relation::Subset;
  const bool around = found == Relation::Equal || found == Relation::Superset;
  const Schedule x{{{a.cron, {}}}}, y{{{b.cron, {}}}};
  const std::int64_t weeks = 20'871;
  return found == relation_of(a.ticks, b.ticks, both) &&
         (in && around) == (a.cron == b.cron) &&
         (hash(a.cron) == hash(b.cron)) == (a.ticks == b.ticks) &&
         count(common, at(kSunday), at(kSunday + kWeek)) ==
             static_cast<std::int64_t>(both.size()) &&
         frequency(unite(x, y)).firings ==
             static_cast<std::int64_t>(either.size()) * weeks &&
         frequency(*intersect(x, y)).firings ==
             static_cast<std::int64_t>(both.size()) * weeks;
}

bool age_agrees(const Sample& a, const Sample& b) {
  std::int64_t min = kWeek, max = 0, sum = 0;
  for (const std::int64_t t : b.ticks) {
    const std::int64_t old = t - tick(a.ticks, rank(a.ticks, t + 1) - 1);
    min = std::min(min, old);
    max = std::max(max, old);
    sum += old;
  }
  const auto found = age(a.cron, b.cron);
  const double mean =
      static_cast<double>(sum) / static_cast<double>(b.ticks.size());
  return found && found->min == seconds{min} && found->max == seconds{max} &&
         std::abs(found->mean_seconds - mean) < 1e-6;
}

}  // namespace

TEST_CASE("100,000 random pairs equal the merged lists of their ticks") {
  Random random(8);
  int seen[5] = {};
  for (int i = 0; i < kPairs; ++i) {
    const auto [a, b] = random_pair(random);
    const bool right =
        instants_agree(a, random) && sets_agree(a, b) && age_agrees(a, b);
    if (!right) {
      FAIL_CHECK(list(a.minutes), ' ', list(a.hours), " * * ", list(a.weekdays),
                 " and ", list(b.minutes), ' ', list(b.hours), " * * ",
                 list(b.weekdays));
    }
    ++seen[static_cast<int>(compare(a.cron, b.cron))];
  }
  for (const int number : seen) CHECK(number > 1'000);
}
