// Every policy in zones of all kinds against a simulation of its engine: the
// ticks, one by one and backwards, counts, windows, and the effects of single
// transitions.

#include <doctest/doctest.h>

#include <algorithm>

#include "cron/policy.hpp"
#include "property/dst/engines.hpp"

namespace {

using lockstep::Clock;
using lockstep::Cron;
using lockstep::seconds;
using lockstep::sys_seconds;

sys_seconds at(std::int64_t minute) {
  return sys_seconds{seconds{minute * 60}};
}

struct Window {
  const char* zone;
  int from_day, to_day;  ///< UTC days since 1970
};

constexpr Window kWindows[] = {
    {"America/New_York", 19'700, 20'100},
    {"Europe/Berlin", 20'100, 20'500},
    {"Australia/Lord_Howe", 19'700, 20'100},
    {"Asia/Gaza", 19'000, 19'700},
    {"Europe/Dublin", 19'700, 20'100},
    {"America/Nuuk", 19'200, 19'900},
    {"America/Sao_Paulo", 17'300, 18'000},
    {"Asia/Kathmandu", 5'700, 5'900},
    {"UTC", 19'700, 19'800},
    {"Africa/Casablanca", 19'700, 20'200},
    {"Antarctica/Troll", 19'700, 20'100},
    {"Pacific/Apia", 15'000, 15'500},
    {"Antarctica/Casey", 17'400, 18'600},  // changes of three hours
    {"Europe/Berlin", 400'000, 400'400},   // year 3065
};

/// The walk of next() and of prev() over the span, and what lies between.
int wrong_walks(const Cron& cron, const Clock& clock,
                const std::vector<std::int64_t>& expected,
                const engines::Span& span) {
  int wrong = 0;
  auto tick = next_or_equal(cron, at(span.from), clock);
  for (const std::int64_t minute : expected) {
    wrong += tick != at(minute);
    wrong += !matches(cron, at(minute), clock);
    tick = next(cron, at(minute), clock);
  }
  wrong += tick && *tick < at(span.to);
  tick = prev(cron, at(span.to), clock);
  for (std::size_t i = expected.size(); i-- > 0;) {
    wrong += tick != at(expected[i]);
    tick = prev(cron, at(expected[i]), clock);
  }
  wrong += tick && *tick >= at(span.from);
  return wrong;
}

/// Counts, windows and matches at random instants.
int wrong_answers(const Cron& cron, const Clock& clock,
                  const std::vector<std::int64_t>& expected,
                  const engines::Span& span, std::mt19937& random) {
  int wrong = 0;
  const auto rank = [&](std::int64_t m) {
    return std::ranges::lower_bound(expected, m) - expected.begin();
  };
  const auto any = [&] {
    return span.from +
           static_cast<std::int64_t>(
               random() % static_cast<unsigned>(span.to - span.from));
  };
  for (int i = 0; i < 20; ++i) {
    const std::int64_t a = any(), b = any();
    wrong += count(cron, at(a), at(b), clock) !=
             std::max<std::int64_t>(0, rank(b) - rank(a));
    wrong +=
        matches(cron, at(a), clock) != std::ranges::binary_search(expected, a);
    const auto newest = rank(a + 1);
    if (newest < 2) continue;
    const auto found = window(cron, at(a), clock);
    wrong += !found || found->start != at(expected[newest - 2]) ||
             found->end != at(expected[newest - 1]);
    // Between ticks and at odd seconds.
    wrong += prev_or_equal(cron, at(a) + seconds{7}, clock) !=
             at(expected[newest - 1]);
  }
  wrong +=
      count(cron, at(span.from), at(span.to), clock) != std::ssize(expected);
  return wrong;
}

}  // namespace

TEST_CASE("policies equal their engines' loops") {
  lockstep::ZoneTable zones;
  std::mt19937 random(20'260);
  for (const Window& window : kWindows) {
    const auto zone = zones.find(window.zone);
    if (!zone) {
      MESSAGE("SKIPPED: no zone ", window.zone);
      continue;
    }
    const engines::Span span(window.zone, window.from_day * 1440LL,
                             window.to_day * 1440LL);
    for (int i = 0; i < 25; ++i) {
      const engines::Plain plain = engines::random_plain(random);
      const auto compiled =
          compile_with_facts(plain.text, *lockstep::find_dialect("croniter"));
      REQUIRE_MESSAGE(compiled.has_value(), plain.text);
      for (const lockstep::DstPolicy& policy : lockstep::policies()) {
        const Clock clock =
            clock_of(*zone, policy, compiled->cron, compiled->facts);
        const auto expected =
            engines::runs(std::string(policy.name), plain, span);
        CAPTURE(window.zone);
        CAPTURE(plain.text);
        CAPTURE(policy.name);
        REQUIRE(wrong_walks(compiled->cron, clock, expected, span) == 0);
        REQUIRE(wrong_answers(compiled->cron, clock, expected, span, random) ==
                0);
      }
    }
  }
}
