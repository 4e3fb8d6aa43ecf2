// A stream of ticks against calls of next() from tick to tick, in UTC and in
// zones with transitions of every kind, under every rule for them.

#include <doctest/doctest.h>

#include <random>

#include "cron/stream.hpp"
#include "property/cron/oracle.hpp"

namespace {

using lockstep::Clock;
using lockstep::Cron;
using lockstep::DstRule;
using lockstep::FoldAction;
using lockstep::GapAction;
using lockstep::seconds;
using lockstep::sys_seconds;

constexpr int kExpressions = 300;
constexpr std::int64_t kFrom = 946'684'800, kSpan = 40LL * 366 * 86'400;

constexpr const char* kZones[] = {"Europe/Paris", "America/New_York",
                                  "Australia/Lord_Howe", "Africa/Casablanca",
                                  "Asia/Tokyo"};
constexpr DstRule kRules[] = {{},
                              {GapAction::EndOfGap, FoldAction::First, true},
                              {GapAction::EndOfGap, FoldAction::Second, false},
                              {GapAction::Shift, FoldAction::Second, false},
                              {GapAction::Skip, FoldAction::UnlessLone, false},
                              {GapAction::Elapsed, FoldAction::Elapsed, false}};

/// The first `number` ticks at or after `from`, and the end if there is one.
void check(const Cron& cron, std::int64_t from, const Clock& clock,
           int number) {
  lockstep::TickStream stream(cron, sys_seconds{seconds{from}}, clock);
  auto expected = next_or_equal(cron, sys_seconds{seconds{from}}, clock);
  for (int i = 0; i < number; ++i) {
    const auto tick = stream.next();
    REQUIRE(tick == expected);
    if (tick) expected = next(cron, *tick, clock);
  }
}

}  // namespace

TEST_CASE("streams of random crons") {
  std::mt19937 random(77);
  lockstep::ZoneTable zones;
  for (int i = 0; i < kExpressions; ++i) {
    const auto expression = oracle::random_expression(
        random, {.specials = true, .seconds = i % 8 == 0});
    CAPTURE(expression.text());
    const auto cron =
        compile(expression.text(), oracle::everything(expression.rule));
    REQUIRE(cron.has_value());
    const std::int64_t from =
        kFrom + static_cast<std::int64_t>(
                    (std::uint64_t{random()} << 10U | random() % 1024) %
                    static_cast<std::uint64_t>(kSpan));
    check(*cron, from, {}, 800);
    check(*cron, from - 800LL * kSpan, {}, 100);
    Clock clock{*zones.find(kZones[random() % std::size(kZones)]), {}};
    for (const DstRule& rule : kRules) {
      clock.rule = rule;
      check(*cron, from, clock, 150);
    }
  }
}

TEST_CASE("streams that pass hundreds of transitions, centuries, or end") {
  lockstep::ZoneTable zones;
  const lockstep::Dialect& quartz = *lockstep::find_dialect("quartz");
  for (const char* text :
       {"0 30 2 * * ?", "0 30 1 ? * SUN", "0 0 0 29 2 ?", "0 0 12 ? * 2#5",
        "0 0 0 1 1 ? 2030-2035", "0 0 0 29 2 ? 2023,2096,2104", "0 0 0 30 2 ?",
        "30 0 0/6 L * ? 1999"}) {
    CAPTURE(text);
    const auto cron = lockstep::compile(text, quartz);
    REQUIRE(cron.has_value());
    check(*cron, -kFrom, {}, 3'000);
    for (const DstRule& rule : kRules) {
      check(*cron, kFrom, {*zones.find("America/New_York"), rule}, 700);
    }
  }
}

TEST_CASE("a stream far from our time") {
  const Cron cron =
      lockstep::compile("*/7 3 * * *", lockstep::dialects().front()).value();
  check(cron, std::numeric_limits<std::int64_t>::max(), {}, 3);
  check(cron, std::numeric_limits<std::int64_t>::min(), {}, 3);
}
