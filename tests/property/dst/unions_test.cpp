// Unions, relations, divergence and effects of transitions under random
// policies against the lists of runs that the engines' loops give.

#include <doctest/doctest.h>

#include <algorithm>
#include <map>

#include "cron/divergence.hpp"
#include "cron/effects.hpp"
#include "property/dst/engines.hpp"

namespace {

using lockstep::Relation;
using lockstep::Schedule;
using lockstep::seconds;
using lockstep::sys_seconds;
using Runs = std::vector<std::int64_t>;

sys_seconds at(std::int64_t minute) {
  return sys_seconds{seconds{minute * 60}};
}

/// A schedule and its runs.
struct Known {
  Schedule schedule;
  Runs runs;
  std::string text;
};

class Maker {
 public:
  Maker(const std::string& zone, std::int64_t from_day, std::int64_t to_day)
      : span(zone, from_day * 1440, to_day * 1440), zone_(*zones_.find(zone)) {}

  void add(Known& known, const engines::Plain& plain) {
    const auto& policies = lockstep::policies();
    const lockstep::DstPolicy& policy = policies[random() % policies.size()];
    const auto compiled =
        compile_with_facts(plain.text, *lockstep::find_dialect("croniter"));
    REQUIRE(compiled.has_value());
    known.schedule.crons.push_back(
        {compiled->cron,
         clock_of(zone_, policy, compiled->cron, compiled->facts)});
    const Runs runs = engines::runs(std::string(policy.name), plain, span);
    known.runs.insert(known.runs.end(), runs.begin(), runs.end());
    std::ranges::sort(known.runs);
    known.runs.erase(std::unique(known.runs.begin(), known.runs.end()),
                     known.runs.end());
    known.text += std::string(policy.name) + " " + plain.text + "; ";
  }

  Known make(std::size_t members) {
    Known known;
    for (; members > 0; --members) add(known, engines::random_plain(random));
    return known;
  }

  std::int64_t any_minute() {
    return span.from +
           static_cast<std::int64_t>(
               random() % static_cast<unsigned>(span.to - span.from));
  }

  std::mt19937 random{4'711};
  engines::Span span;

 private:
  lockstep::ZoneTable zones_;
  const lockstep::Zone* zone_;
};

bool no_zones() {
  if (lockstep::ZoneTable().find("America/New_York")) return false;
  MESSAGE("SKIPPED: the machine has no zone database");
  return true;
}

int wrong_union(const Known& known, Maker& maker) {
  int wrong = 0;
  const Schedule& schedule = known.schedule;
  const auto rank = [&](std::int64_t m) {
    return std::ranges::lower_bound(known.runs, m) - known.runs.begin();
  };
  for (int i = 0; i < 30; ++i) {
    const std::int64_t a = maker.any_minute(), b = maker.any_minute();
    wrong += count(schedule, at(a), at(b)) !=
             std::max<std::int64_t>(0, rank(b) - rank(a));
    const auto after = rank(a + 1), before = rank(a);
    if (after < std::ssize(known.runs)) {
      wrong += next(schedule, at(a)) != at(known.runs[after]);
    }
    if (before > 0) {
      wrong += prev(schedule, at(a)) != at(known.runs[before - 1]);
    }
  }
  return wrong;
}

/// Local times of the cron that the span's clock skips or shows twice.
std::int64_t changed_times(const engines::Plain& plain,
                           const engines::Span& span) {
  std::int64_t times = 0;
  for (std::int64_t m = span.from + 1; m < span.to; ++m) {
    const std::int64_t before = span.local(m - 1) + 1, after = span.local(m);
    for (std::int64_t l = std::min(before, after); l < std::max(before, after);
         ++l) {
      times += plain.at_minute(l);
    }
  }
  return times;
}

struct Shares {
  Runs a_alone, b_alone, both;
};

Shares shares_of(const Runs& a, const Runs& b) {
  Shares shares;
  std::ranges::set_difference(a, b, std::back_inserter(shares.a_alone));
  std::ranges::set_difference(b, a, std::back_inserter(shares.b_alone));
  std::ranges::set_intersection(a, b, std::back_inserter(shares.both));
  return shares;
}

/// A relation holds for ever, so it must hold in the span; what the span shows
/// in full must be overlap.
bool fits(Relation relation, const Shares& shares) {
  const bool a = !shares.a_alone.empty(), b = !shares.b_alone.empty();
  switch (relation) {
    case Relation::Equal:
      return !a && !b;
    case Relation::Disjoint:
      return shares.both.empty();
    case Relation::Subset:
      return !a;
    case Relation::Superset:
      return !b;
    case Relation::Overlap:
      return true;
  }
  return false;
}

void check_difference(const Known& x, const Known& y, const Shares& shares,
                      Maker& maker) {
  Runs all = shares.a_alone;
  all.insert(all.end(), shares.b_alone.begin(), shares.b_alone.end());
  std::ranges::sort(all);
  const std::int64_t from = maker.any_minute();
  const auto found = diverge(x.schedule, y.schedule, at(from), seconds{0}, 3);
  CHECK(found.for_ever);
  auto expected = std::ranges::lower_bound(all, from);
  for (const lockstep::Difference& difference : found.first) {
    if (expected == all.end()) {
      CHECK(difference.at >= at(maker.span.to));
      continue;
    }
    CHECK(difference.at == at(*expected));
    CHECK(difference.of_first ==
          std::ranges::binary_search(shares.a_alone, *expected));
    ++expected;
  }
  if (found.first.size() < 3) CHECK(expected == all.end());
}

}  // namespace

TEST_CASE("unions of policies equal merged lists") {
  if (no_zones()) return;
  Maker maker("America/New_York", 19'700, 20'000);
  for (int i = 0; i < 60; ++i) {
    const Known known = maker.make(2 + static_cast<std::size_t>(i % 3));
    CAPTURE(known.text);
    CHECK(wrong_union(known, maker) == 0);
  }
}

TEST_CASE("relations and first differences of policies in one zone") {
  if (no_zones()) return;
  Maker maker("Europe/Berlin", 20'100, 20'500);
  std::map<Relation, int> seen;
  for (int i = 0; i < 150; ++i) {
    Known x, y;
    const engines::Plain plain = engines::random_plain(maker.random);
    maker.add(x, plain);
    // Mostly the same text under two policies.
    maker.add(y, i % 5 == 0 ? engines::random_plain(maker.random) : plain);
    if (i % 7 == 0) maker.add(y, engines::random_plain(maker.random));
    CAPTURE(x.text);
    CAPTURE(y.text);
    const Shares shares = shares_of(x.runs, y.runs);
    const Relation relation =
        compare(x.schedule, y.schedule, at(maker.span.from), seconds{0});
    CHECK(fits(relation, shares));
    ++seen[relation];
    check_difference(x, y, shares, maker);
  }
  CHECK(seen[Relation::Equal] > 5);
  CHECK(seen[Relation::Overlap] > 5);
  CHECK(seen[Relation::Subset] + seen[Relation::Superset] > 5);
}

TEST_CASE("effects of transitions add up to the runs") {
  if (no_zones()) return;
  for (const char* zone :
       {"Europe/Berlin", "Australia/Lord_Howe", "Antarctica/Troll"}) {
    Maker maker(zone, 20'140, 20'500);
    for (int i = 0; i < 60; ++i) {
      Known known;
      const engines::Plain plain = engines::random_plain(maker.random);
      maker.add(known, plain);
      CAPTURE(zone);
      CAPTURE(known.text);
      const auto& member = known.schedule.crons[0];
      // By hand: how often does each local time of the cron run?
      std::map<std::int64_t, int> times;
      const std::int64_t from = maker.span.local(maker.span.from);
      const std::int64_t end = maker.span.local(maker.span.to - 1) + 1;
      for (std::int64_t l = plain.after(from - 1); l < end; l = plain.after(l))
        times[l] = 0;
      lockstep::DstEffect expected, sum;
      for (const std::int64_t m : known.runs) {
        const auto time = times.find(maker.span.local(m));
        if (time == times.end()) {
          ++expected.moved;
        } else if (++time->second == 2) {
          ++expected.doubled;
        }
      }
      for (const auto& time : times) expected.lost += time.second == 0;
      expected.named = changed_times(plain, maker.span);
      auto effect = next_effect(member.cron, member.clock, at(maker.span.from),
                                at(maker.span.to));
      for (; effect;
           effect = next_effect(member.cron, member.clock,
                                effect->at + seconds{1}, at(maker.span.to))) {
        sum.named += effect->named;
        sum.moved += effect->moved;
        sum.doubled += effect->doubled;
        sum.lost += effect->lost;
      }
      CHECK(sum.named == expected.named);
      CHECK(sum.moved == expected.moved);
      CHECK(sum.doubled == expected.doubled);
      CHECK(sum.lost == expected.lost);
    }
  }
}
