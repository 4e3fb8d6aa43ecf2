// Histograms against explicit lists of all firings of 400 years, and against
// the sums that frequency() and age() give.

#include <doctest/doctest.h>

#include <algorithm>
#include <map>

#include "cron/histogram.hpp"
#include "property/cron/oracle.hpp"

namespace {

using lockstep::Histogram;
using lockstep::HistogramBar;
using lockstep::Schedule;
using lockstep::seconds;
using List = std::vector<std::int64_t>;

constexpr int kSchedules = 50;

struct Sample {
  Schedule schedule;
  List list;
  std::string text;
};

Sample random_schedule(std::mt19937& random, int members, bool seconds_too) {
  Sample sample;
  for (int i = 0; i < members; ++i) {
    const auto member = oracle::random_expression(
        random,
        {.specials = true, .seconds = seconds_too, .most_ticks_per_day = 4});
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

Histogram bars_of(const std::map<std::int64_t, std::int64_t>& counts) {
  Histogram bars;
  for (const auto& [value, number] : counts) {
    bars.push_back({seconds{value}, number});
  }
  return bars;
}

Histogram gaps_of(const List& list) {
  std::map<std::int64_t, std::int64_t> counts;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const bool last = i + 1 == list.size();
    ++counts[(last ? list.front() + oracle::kCycleLength : list[i + 1]) -
             list[i]];
  }
  return bars_of(counts);
}

Histogram ages_of(const List& a, const List& b) {
  std::map<std::int64_t, std::int64_t> counts;
  if (a.empty()) return {};
  std::int64_t newest = a.back() - oracle::kCycleLength;
  std::size_t i = 0;
  for (const std::int64_t tick : b) {
    while (i < a.size() && a[i] <= tick) newest = a[i++];
    ++counts[tick - newest];
  }
  return bars_of(counts);
}

/// Number of all, and their sum.
std::pair<std::int64_t, long double> total(const Histogram& bars) {
  std::int64_t number = 0;
  long double sum = 0;
  for (const HistogramBar& bar : bars) {
    number += bar.number;
    sum += static_cast<long double>(bar.value.count()) *
           static_cast<long double>(bar.number);
  }
  return {number, sum};
}

void check_gaps(const Sample& sample) {
  const Histogram found = gap_histogram(sample.schedule);
  CHECK(found == gaps_of(sample.list));
  const auto frequency = lockstep::frequency(sample.schedule);
  if (found.empty()) return;
  CHECK(found.front().value == frequency.min_gap);
  CHECK(found.back().value == frequency.max_gap);
  const auto [number, sum] = total(found);
  CHECK(number == frequency.firings);
  CHECK(sum == static_cast<long double>(oracle::kCycleLength));
}

void check_ages(const Sample& a, const Sample& b) {
  const auto found = age_histogram(a.schedule, b.schedule);
  REQUIRE(found.has_value());
  CHECK(*found == ages_of(a.list, b.list));
  const auto age = lockstep::age(a.schedule, b.schedule, {}, {});
  REQUIRE(age.has_value() == !found->empty());
  if (!age) return;
  CHECK(found->front().value == age->min);
  CHECK(found->back().value == age->max);
  const auto [number, sum] = total(*found);
  CHECK(number == lockstep::frequency(b.schedule).firings);
  CHECK(age->mean_seconds ==
        doctest::Approx(
            static_cast<double>(sum / static_cast<long double>(number)))
            .epsilon(1e-14));
}

}  // namespace

TEST_CASE("histograms equal those of the lists of all firings of 400 years") {
  std::mt19937 random(29);
  Sample before = random_schedule(random, 1, false);
  for (int i = 0; i < kSchedules; ++i) {
    const Sample sample = random_schedule(random, 1 + i % 3, i % 8 == 0);
    CAPTURE(before.text);
    CAPTURE(sample.text);
    check_gaps(sample);
    check_ages(before, sample);
    before = sample;
  }
}

TEST_CASE("histograms of dense, rare, listed and impossible schedules") {
  const auto schedule = [](const char* text) {
    return Schedule{
        {{*lockstep::compile(text, lockstep::dialects().front()), {}}}};
  };
  const auto minutes = [](std::int64_t n) { return seconds{n * 60}; };
  const auto days = [](std::int64_t n) { return seconds{n * 86'400}; };
  CHECK(gap_histogram(schedule("*/7 * * * *")) ==
        Histogram{{minutes(4), 3'506'328}, {minutes(7), 28'050'624}});
  CHECK(gap_histogram(schedule("0 0 29 2 *")) ==
        Histogram{{days(1'461), 94}, {days(2'921), 3}});
  CHECK(gap_histogram(schedule("0 0 1 1 * 0 2030,2031,2040")) ==
        Histogram{{days(365), 1}, {days(3'288 - 1), 1}});
  CHECK(gap_histogram(schedule("0 0 30 2 *")).empty());
  CHECK(gap_histogram(Schedule{}).empty());
  // 0 0 * * 1-5 at the ticks of 0 6 * * *: cron.md 4.5.
  CHECK(age_histogram(schedule("0 0 * * 1-5"), schedule("0 6 * * *")) ==
        Histogram{{minutes(360), 104'355},
                  {minutes(1'800), 20'871},
                  {minutes(3'240), 20'871}});
  CHECK(age_histogram(schedule("0 0 30 2 *"), schedule("0 6 * * *")) ==
        Histogram{});
  CHECK(age_histogram(schedule("0 0 1 1 *"), schedule("0 0 3 1 * 0 2030")) ==
        Histogram{{days(2), 1}});
  CHECK(age_histogram(schedule("0 0 1 1 *"), schedule("* * * * *")) ==
        std::nullopt);
  lockstep::ZoneTable zones;
  Schedule elsewhere = schedule("0 0 * * *");
  elsewhere.crons[0].clock.zone = *zones.find("Europe/Paris");
  CHECK(age_histogram(elsewhere, schedule("0 0 * * *")) == std::nullopt);
}
