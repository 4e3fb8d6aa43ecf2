// select() is the inverse of count(), for any cron, in any zone.

#include <doctest/doctest.h>

#include <random>

#include "cron/sets.hpp"

namespace {

using lockstep::Clock;
using lockstep::Cron;
using lockstep::seconds;
using lockstep::sys_seconds;

const char* const kCrons[] = {
    "* * * * *",     "*/7 * * * *",      "0 0 * * *",
    "30 2 * * *",    "0 9 * * 1-5",      "0 0 29 2 *",
    "0 0 * 2 1#5",   "0 0 31 * *",       "0 0 L * *",
    "0 0 13 * 5",    "30 1-3 * 3,10 0",  "*/20 1,2 * * *",
    "0 0 * * * */7", "5 4 3 2 * 1 2024", "0 12 * * * 0 2001,2010-2040"};

void check(const Cron& cron, sys_seconds from, std::int64_t k,
           const Clock& clock) {
  CAPTURE(k);
  CAPTURE(from.time_since_epoch().count());
  const auto found = select(cron, from, k, clock);
  if (!found) {
    // Only a year list ends.
    CHECK(cron.has_years());
    const sys_seconds begin{seconds{0}}, end{seconds{7'258'118'400}};
    CHECK((k < 0 ? count(cron, begin, from, clock) < -k
                 : count(cron, from, end, clock) <= k));
    return;
  }
  CHECK(matches(cron, *found, clock));
  if (k >= 0) {
    CHECK(count(cron, from, *found, clock) == k);
  } else {
    CHECK(*found < from);
    CHECK(count(cron, *found, from, clock) == -k);
  }
}

}  // namespace

TEST_CASE("select is the inverse of count") {
  lockstep::ZoneTable zones;
  std::mt19937_64 random(3);
  const lockstep::Dialect& dialect = lockstep::dialects().front();
  for (const char* const zone :
       {"", "Europe/Paris", "Australia/Lord_Howe", "America/New_York"}) {
    Clock clock;
    if (*zone != 0) clock.zone = *zones.find(zone);
    CAPTURE(zone);
    for (const char* const text : kCrons) {
      CAPTURE(text);
      const Cron cron = *lockstep::compile(text, dialect);
      for (const std::int64_t reach : {3, 1'000, 1'000'000}) {
        for (int i = 0; i < 12; ++i) {
          const auto k = static_cast<std::int64_t>(
                             random() % static_cast<std::uint64_t>(2 * reach)) -
                         reach;
          // In a zone within some hundred years, or the test takes too long.
          const bool far = clock.zone != nullptr &&
                           count(cron, sys_seconds{seconds{0}},
                                 sys_seconds{seconds{86'400 * 3'650}}) < 3'000;
          check(cron, sys_seconds{seconds{std::int64_t(random() >> 32U)}},
                far ? k % 100 : k, clock);
        }
      }
    }
  }
}

TEST_CASE("select beside the ends of time") {
  const lockstep::Dialect& dialect = lockstep::dialects().front();
  const Cron daily = *lockstep::compile("0 0 * * *", dialect);
  const Cron never = *lockstep::compile("0 0 30 2 *", dialect);
  const sys_seconds from{seconds{0}};
  CHECK(select(daily, from, 0) == from);
  CHECK(select(daily, from, -1) == from - seconds{86'400});
  CHECK(select(daily, from, 146'097) == from + lockstep::kCycle);
  CHECK_FALSE(select(never, from, 0));
  CHECK_FALSE(select(daily, from, std::int64_t{1} << 62));
  CHECK_FALSE(select(daily, from, -(std::int64_t{1} << 62)));
  CHECK_FALSE(select(daily, sys_seconds::max(), 0));
}

TEST_CASE("the hash of a cron is the same everywhere") {
  // Python: FNV-1a over struct.pack("<QQIH28I4Q", *masks).
  const lockstep::Dialect& dialect = lockstep::dialects().front();
  const auto hash_of = [&](const char* text) {
    return lockstep::hash(*lockstep::compile(text, dialect));
  };
  CHECK(hash_of("0 0 * * *") == hash_of("@daily"));
  CHECK(hash_of("0 0 31 4,5 *") == hash_of("0 0 31 5 *"));
  CHECK(hash_of("0 0 30 2 *") == 0x614B'FA7D'11B3'49BD);
  CHECK(hash_of("0 0 * * *") == 0x7D0E'0C17'9BAD'D1CA);
  CHECK(hash_of("0 12 * * * 0 2030") == 0xBB4A'896C'74B1'8A67);
}
