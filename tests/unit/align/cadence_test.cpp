// Explicit tick sequences and the table that interns them.
#include "align/cadence.hpp"

#include <doctest/doctest.h>

#include <vector>

#include "align/cadence_table.hpp"
#include "cron/dialect.hpp"

namespace lockstep {
namespace {

constexpr sys_seconds kMonday{seconds{1'704'067'200}};  // 2024-01-01

sys_seconds hour(int hours) { return kMonday + std::chrono::hours{hours}; }

/// Ticks at the given hours, repeated after `days`, or known once.
Cadence explicit_ticks(const std::vector<int>& hours, int days, bool repeats) {
  Cadence cadence;
  cadence.exact = false;
  for (const int at : hours) cadence.ticks.push_back(hour(at));
  cadence.start = kMonday;
  cadence.end = kMonday + std::chrono::days{days};
  cadence.repeats = repeats;
  return cadence;
}

Cadence of_cron(const char* text) {
  Cadence cadence;
  cadence.schedule.crons.push_back(
      {compile(text, dialects().front()).value(), {}});
  return cadence;
}

TEST_CASE("ticks that repeat extend both ways") {
  const Cadence cadence = explicit_ticks({1, 30}, 2, true);
  struct Row {
    int at, next, prev_or_equal;
  };
  const Row rows[] = {{0, 1, -18},     {1, 30, 1},     {29, 30, 1},
                      {30, 49, 30},    {47, 49, 30},   {48, 49, 30},
                      {49, 78, 49},    {-18, 1, -18},  {-19, -18, -47},
                      {-48, -47, -66}, {480, 481, 462}};
  for (const Row& row : rows) {
    CAPTURE(row.at);
    CHECK(next(cadence, hour(row.at)) == hour(row.next));
    CHECK(prev_or_equal(cadence, hour(row.at)) == hour(row.prev_or_equal));
  }
  CHECK(window(cadence, hour(2)) == Window{hour(-18), hour(1)});
  CHECK(period_days(cadence) == 2);
}

TEST_CASE("ticks over a horizon end with it") {
  const Cadence cadence = explicit_ticks({1, 30}, 2, false);
  CHECK(next(cadence, hour(-100)) == hour(1));
  CHECK(next(cadence, hour(30)) == std::nullopt);
  CHECK(prev_or_equal(cadence, hour(0)) == std::nullopt);
  CHECK(prev_or_equal(cadence, hour(100)) == hour(30));
  CHECK(window(cadence, hour(29)) == std::nullopt);
  CHECK(window(cadence, hour(30)) == Window{hour(1), hour(30)});
  CHECK(period_days(cadence) == std::nullopt);
}

TEST_CASE("nothing fires never") {
  const Cadence never;
  CHECK(!fires(never));
  CHECK(!fires(explicit_ticks({}, 1, true)));
  CHECK(next(never, kMonday) == std::nullopt);
  CHECK(prev_or_equal(explicit_ticks({}, 1, true), kMonday) == std::nullopt);
  CHECK(!elapsed_age(never, of_cron("0 * * * *"), kMonday, seconds{1}));
}

TEST_CASE("common periods") {
  CHECK(common_period(1, 7) == 7);
  CHECK(common_period(7, kCycleDays) == kCycleDays);
  CHECK(common_period(2, kCycleDays) == 2 * kCycleDays);
  CHECK(common_period(2, std::nullopt) == std::nullopt);
  CHECK(common_period(1'009, kCycleDays) == std::nullopt);
}

TEST_CASE("ages with explicit ticks") {
  const Cadence often = of_cron("0 * * * *");
  const Cadence ticks = explicit_ticks({1, 30}, 2, true);
  const auto late = elapsed_age(ticks, often, kMonday, seconds{1});
  REQUIRE(late);
  CHECK(late->min == seconds{0});
  CHECK(late->max == std::chrono::hours{28});
  const auto early =
      elapsed_age(of_cron("0 0 * * *"), ticks, kMonday, seconds{1});
  REQUIRE(early);
  CHECK(early->min == std::chrono::hours{1});
  CHECK(early->max == std::chrono::hours{6});
}

TEST_CASE("equal ticks are one cadence, different ones are not") {
  CadenceTable table(hour(10), std::chrono::days{30});
  const auto twice = explicit_ticks({1, 30, 49, 78}, 4, true);
  const CadenceId id = table.intern_explicit(twice);
  CHECK(table[id].ticks == explicit_ticks({1, 30}, 2, true).ticks);
  CHECK(table[id].runs_per_year == doctest::Approx(365.2425));
  CHECK(table.intern_explicit(explicit_ticks({1, 30}, 2, true)) == id);
  Cadence later = explicit_ticks({49, 78}, 2, true);
  later.start = hour(48);
  later.end = hour(96);
  CHECK(table.intern_explicit(later) == id);
  CHECK(table.intern_explicit(explicit_ticks({1, 30}, 3, true)) != id);
  CHECK(table.intern_explicit(explicit_ticks({1, 31}, 2, true)) != id);
  CHECK(table.intern_explicit(explicit_ticks({1, 30}, 2, false)) != id);
  const CadenceId daily = table.intern(of_cron("0 0 * * *").schedule);
  CHECK(table.intern(of_cron("0 0 */1 * *").schedule) == daily);
  CHECK(table.intern(of_cron("0 0 * * 1").schedule) != daily);
  CHECK(table.by_frequency(id, daily) == 0);
  CHECK(table.contains(daily, table.intern(of_cron("0 0 1 * *").schedule)));
  CHECK(!table.contains(daily, id));
}

}  // namespace
}  // namespace lockstep
