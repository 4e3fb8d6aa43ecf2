// Values that were worked out by hand or by brute force before the code was
// written: firings per 400 years, gaps, ages.

#include <doctest/doctest.h>

#include <chrono>
#include <limits>

#include "cron/schedule.hpp"

namespace {

using lockstep::seconds;
using lockstep::sys_seconds;

lockstep::Cron compiled(const char* text, const char* dialect = "croniter") {
  const auto cron = lockstep::compile(text, *lockstep::find_dialect(dialect));
  REQUIRE_MESSAGE(cron.has_value(), text);
  return *cron;
}

sys_seconds instant(const char* text) { return *lockstep::parse_instant(text); }

}  // namespace

TEST_CASE("firings and gaps over the cycle") {
  struct Row {
    const char* text;
    std::int64_t firings, min_gap, max_gap;
    const char* dialect = "croniter";
  };
  constexpr std::int64_t kMinute = 60, kHour = 3600, kDay = 86'400;
  const Row rows[] = {
      {"* * * * *", 210'379'680, kMinute, kMinute},
      {"*/7 * * * *", 31'556'952, 4 * kMinute, 7 * kMinute},
      {"0 * * * *", 3'506'328, kHour, kHour},
      {"0 */5 * * *", 730'485, 4 * kHour, 5 * kHour},
      {"0 0 * * *", 146'097, kDay, kDay},
      {"0 0 * * 1-5", 104'355, kDay, 3 * kDay},
      {"0 0 13 * 5", 24'983, kDay, 7 * kDay},
      {"30 4 1,15 * 5", 29'097, kDay, 7 * kDay},
      {"0 0 * * 0", 20'871, 7 * kDay, 7 * kDay},
      {"0 0 */2 * *", 74'497, kDay, 2 * kDay},
      {"0 0 1 * *", 4'800, 28 * kDay, 31 * kDay},
      {"0 0 L * *", 4'800, 28 * kDay, 31 * kDay},
      {"0 0 * * L5", 4'800, 28 * kDay, 35 * kDay},
      {"0 0 31 * *", 2'800, 31 * kDay, 61 * kDay},
      {"0 0 1 1 *", 400, 365 * kDay, 366 * kDay},
      {"0 0 29 2 *", 97, 1461 * kDay, 2921 * kDay},
      {"0 0 29 2 1", 1'697, kDay, 350 * kDay},
      {"0 0 */2 * 1", 10'640, 7 * kDay, 21 * kDay, "vixie"},
      {"* * * * * */20", 631'139'040, 20, 20},
      {"0 12 * * * 0 2024-2026", 1'096, kDay, kDay},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const auto frequency = lockstep::frequency(compiled(row.text, row.dialect));
    CHECK(frequency.firings == row.firings);
    CHECK(frequency.min_gap == seconds{row.min_gap});
    CHECK(frequency.max_gap == seconds{row.max_gap});
    CHECK(frequency.uniform() == (row.min_gap == row.max_gap));
  }
  const auto never = lockstep::frequency(compiled("0 0 31 2 *"));
  CHECK(never.firings == 0);
  CHECK_FALSE(never.min_gap.has_value());
  const auto once = lockstep::frequency(compiled("0 0 1 1 * 0 2030"));
  CHECK(once.firings == 1);
  CHECK_FALSE(once.periodic);
  CHECK_FALSE(once.max_gap.has_value());
}

TEST_CASE("ages of one cron at the ticks of another") {
  struct Row {
    const char *a, *b;
    std::int64_t min_minutes, max_minutes;
    double mean_minutes;
  };
  const Row rows[] = {
      {"0 * * * *", "30 4 * * *", 30, 30, 30},
      {"0 0 * * 1-5", "0 6 * * *", 360, 3'240, 977.142857142857},
      {"0 5 * * *", "0 4 * * *", 1'380, 1'380, 1'380},
      {"*/15 * * * *", "*/7 * * * *", 0, 14, 8},
      {"0 0 * * *", "0 0 * * *", 0, 0, 0},
  };
  for (const Row& row : rows) {
    CAPTURE(row.a);
    const auto age = lockstep::age(compiled(row.a), compiled(row.b));
    REQUIRE(age.has_value());
    CHECK(age->min == seconds{row.min_minutes * 60});
    CHECK(age->max == seconds{row.max_minutes * 60});
    CHECK(age->mean_seconds == doctest::Approx(row.mean_minutes * 60));
  }
  CHECK_FALSE(
      lockstep::age(compiled("0 0 31 2 *"), compiled("* * * * *")).has_value());
}

TEST_CASE("texts with equal ticks compile to equal crons") {
  const std::pair<const char*, const char*> rows[] = {
      {"0 0 31 4,5 *", "0 0 31 5 *"},
      {"0 0 30 2 *", "0 0 31 2,4,6 *"},
      {"0 0 * * 0", "0 0 * * 7"},
      {"0 0 * * MON-FRI", "0 0 * * 1,2,3,4,5"},
      {"0 0 1-31 * *", "@daily"},
      {"*/60 * * * *", "@hourly"},
      {"0 0 28-31 2 *", "0 0 28-29 2 *"},
      {"0 0 L 1 *", "0 0 31 1 *"},
      {"0 0 1 1 * 0 2024,2025", "0 0 1 1 * 0 2024-2025"},
      {"0 0 29 2 * 0 2024-2027", "0 0 29 2 * 0 2024"},
  };
  for (const auto& [a, b] : rows) {
    CAPTURE(a);
    CHECK(compiled(a) == compiled(b));
  }
  CHECK_FALSE(compiled("0 0 30 * *") == compiled("0 0 31 * *"));
}

TEST_CASE("windows are the newest complete interval") {
  const auto daily = compiled("0 5 * * *");
  CHECK(window(daily, instant("2024-03-01T04:59:59Z")) ==
        lockstep::Window{instant("2024-02-28T05:00:00Z"),
                         instant("2024-02-29T05:00:00Z")});
  CHECK(window(daily, instant("2024-03-01T05:00:00Z")) ==
        lockstep::Window{instant("2024-02-29T05:00:00Z"),
                         instant("2024-03-01T05:00:00Z")});
  CHECK_FALSE(window(compiled("0 0 31 2 *"), instant("2024-01-01")));
  // The first tick of a year list has no tick before it.
  const auto listed = compiled("0 0 1 1 * 0 2024-2025");
  CHECK_FALSE(window(listed, instant("2024-06-01")));
  CHECK(window(listed, instant("2030-01-01"))->start == instant("2024-01-01"));
}

TEST_CASE("the far past and future, and instants beyond all time") {
  const auto leap = compiled("0 0 29 2 *");
  const auto day = [](int year, unsigned month, unsigned number) {
    using namespace std::chrono;
    return sys_seconds{sys_days{std::chrono::year{year} / month / number}};
  };
  CHECK(next(leap, day(-32'000, 3, 1)) == day(-31'996, 2, 29));
  CHECK(next(leap, day(31'996, 3, 1)) == day(32'000, 2, 29));
  CHECK(next(leap, day(2096, 3, 1)) == day(2104, 2, 29));
  CHECK(prev(leap, day(1904, 2, 29)) == day(1896, 2, 29));
  CHECK(prev(leap, day(-31'999, 1, 1)) == day(-32'000, 2, 29));
  CHECK(count(leap, day(-32'000, 1, 1), day(32'000, 1, 1)) == 160 * 97);
  for (const std::int64_t t : {std::numeric_limits<std::int64_t>::max(),
                               std::numeric_limits<std::int64_t>::min()}) {
    const sys_seconds extreme{seconds{t}};
    CHECK_FALSE(next(leap, extreme).has_value());
    CHECK_FALSE(prev(leap, extreme).has_value());
    CHECK_FALSE(matches(leap, extreme));
    CHECK(count(leap, extreme, extreme) == 0);
  }
}

TEST_CASE("years end a schedule") {
  const auto listed = compiled("0 0 1 1 * 0 2024,2030");
  CHECK(next(listed, instant("1950-01-01")) == instant("2024-01-01"));
  CHECK(next(listed, instant("2024-01-01")) == instant("2030-01-01"));
  CHECK_FALSE(next(listed, instant("2030-01-01")).has_value());
  CHECK(prev(listed, instant("2090-01-01")) == instant("2030-01-01"));
  CHECK_FALSE(prev(listed, instant("2024-01-01")).has_value());
  CHECK(count(listed, instant("2000-01-01"), instant("2100-01-01")) == 2);
  CHECK(day_period(listed) == lockstep::DayPeriod::None);
}

TEST_CASE("the period of the days") {
  using lockstep::DayPeriod;
  const std::pair<const char*, DayPeriod> rows[] = {
      {"*/5 * * * *", DayPeriod::Day}, {"0 0 * * 1-5", DayPeriod::Week},
      {"0 0 * * 0-6", DayPeriod::Day}, {"0 0 1 * *", DayPeriod::Cycle},
      {"0 0 * 1 *", DayPeriod::Cycle}, {"0 0 * * 1#1", DayPeriod::Cycle},
      {"0 0 31 2 *", DayPeriod::None},
  };
  for (const auto& [text, period] : rows) {
    CAPTURE(text);
    CHECK(day_period(compiled(text)) == period);
  }
}
