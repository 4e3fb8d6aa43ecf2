// The age of pairs in closed form against the general path that lays out the
// days of the 400 years, for many more pairs than explicit lists allow.

#include <doctest/doctest.h>

#include "cron/timeline.hpp"
#include "property/cron/oracle.hpp"

namespace {

using lockstep::Cron;

constexpr int kPairs = 3'000;

/// Crons that exercise the corners: rare, dense, by one day field, by both.
constexpr const char* kTexts[] = {
    "* * * * *",     "*/7 * * * *",  "0 0 * * *",     "59 23 * * *",
    "0 0 29 2 *",    "0 0 29 2 1",   "0 0 L * *",     "0 0 * * L5",
    "0 0 * * 5#5",   "0 6 * * 1-5",  "30 4 1,15 * 5", "0 0 31 * *",
    "15 12 1 1 *",   "0 0 * 2 *",    "0 0 15W * *",   "0 0 */2 * 1",
    "0 0 31 12 * 0", "0 0 1 3 * 59", "5 5 * * 0 */7", "* * * * * *",
    "0 0 29 2 * 30"};

std::vector<Cron> corners() {
  std::vector<Cron> crons;
  for (const auto rule :
       {lockstep::DayRule::EitherUnlessStar, lockstep::DayRule::Both}) {
    lockstep::Dialect dialect = lockstep::dialects().front();
    dialect.day_rule = rule;
    for (const char* text : kTexts) {
      const auto cron = lockstep::compile(text, dialect);
      REQUIRE_MESSAGE(cron.has_value(), text);
      crons.push_back(*cron);
    }
  }
  return crons;
}

void check(const Cron& a, const Cron& b) {
  const auto fast = lockstep::age(a, b);
  const auto general = lockstep::union_age({&a}, {&b});
  REQUIRE(fast.has_value() == general.has_value());
  if (!fast) return;
  CHECK(fast->min == general->min);
  CHECK(fast->max == general->max);
  CHECK(fast->mean_seconds == general->mean_seconds);
}

}  // namespace

TEST_CASE("ages of all pairs of corner cases") {
  const std::vector<Cron> crons = corners();
  for (const Cron& a : crons) {
    for (const Cron& b : crons) check(a, b);
  }
}

TEST_CASE("ages of random pairs") {
  std::mt19937 random(41);
  for (int i = 0; i < kPairs; ++i) {
    oracle::Shape shape;
    shape.seconds = i % 25 == 0;
    const auto first = oracle::random_expression(random, shape);
    shape.seconds = i % 50 == 0;
    auto second = oracle::random_expression(random, shape);
    second.rule = first.rule;
    if (random() % 3 == 0) second.day = first.day;
    if (random() % 3 == 0) second.weekday = first.weekday;
    if (random() % 3 == 0) second.month = first.month;
    CAPTURE(first.text());
    CAPTURE(second.text());
    const lockstep::Dialect dialect = oracle::everything(first.rule);
    check(compile(first.text(), dialect).value(),
          compile(second.text(), dialect).value());
  }
}
