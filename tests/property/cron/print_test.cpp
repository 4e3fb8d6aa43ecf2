// What print writes, compile reads back as the same cron, in every dialect;
// what it refuses names a reason.

#include <doctest/doctest.h>

#include "property/cron/oracle.hpp"

TEST_CASE("print and compile are inverse in every dialect") {
  std::mt19937 random(99);
  int printed = 0, refused = 0;
  for (int i = 0; i < 1500; ++i) {
    const auto expression =
        oracle::random_expression(random, {.specials = i % 2 == 0,
                                           .seconds = i % 7 == 0,
                                           .most_ticks_per_day = 1440});
    const auto everything = oracle::everything(expression.rule);
    const auto cron = lockstep::compile(expression.text(), everything);
    REQUIRE(cron.has_value());
    CAPTURE(expression.text());
    const auto own = lockstep::print(*cron, everything);
    if (own) CHECK(*lockstep::compile(*own, everything) == *cron);
    for (const lockstep::Dialect& dialect : lockstep::dialects()) {
      const auto text = lockstep::print(*cron, dialect);
      if (!text) {
        ++refused;
        CHECK_FALSE(text.error().message.empty());
        continue;
      }
      ++printed;
      CAPTURE(*text);
      const auto again = lockstep::compile(*text, dialect);
      REQUIRE(again.has_value());
      CHECK(*again == *cron);
      CHECK(*lockstep::print(*again, dialect) == *text);
    }
  }
  CHECK(printed > 3000);
  CHECK(refused > 1000);
}
