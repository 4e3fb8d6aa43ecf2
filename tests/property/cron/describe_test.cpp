// Every sentence of describe(), read back by a reader of its own, gives the
// ticks of the cron that it is about.

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "cron/describe.hpp"
#include "property/cron/oracle.hpp"
#include "property/cron/sentence.hpp"
#include "support/paths.hpp"

namespace {

using lockstep::Cron;
using lockstep::seconds;
using lockstep::sys_seconds;
using std::chrono::sys_days;
using std::chrono::year;
using std::chrono::year_month_day;

/// Compares the days from January 1 of `first` to the end of `last`.
void check_years(const Cron& cron, const sentence::Meaning& meaning, int first,
                 int last) {
  const auto end = sys_days{year{last + 1} / 1 / 1};
  const auto ticks = static_cast<std::int64_t>(meaning.times.size());
  for (sys_days day{year{first} / 1 / 1}; day < end;
       day += std::chrono::days{1}) {
    const sys_seconds start = day;
    const bool fires = meaning.day(year_month_day(day));
    const std::int64_t found = count(cron, start, start + seconds{86'400});
    if (found != (fires ? ticks : 0)) {
      FAIL_CHECK("day ", (day - sys_days{}).count(), ": ", found, " ticks");
      return;
    }
  }
}

void check(const Cron& cron) {
  const std::string text = describe(cron);
  CAPTURE(text);
  const auto meaning = sentence::read(text);
  REQUIRE(meaning.has_value());
  const auto tick = next(cron, sys_days{year{1960} / 1 / 1});
  REQUIRE(tick.has_value() == !meaning->times.empty());
  if (!tick) return;
  // The times of one day, then which days: a cron is their product.
  const sys_seconds day = std::chrono::floor<std::chrono::days>(*tick);
  CHECK(count(cron, day, day + seconds{86'400}) ==
        static_cast<std::int64_t>(meaning->times.size()));
  for (const int time : meaning->times) {
    if (!matches(cron, day + seconds{time})) {
      FAIL_CHECK("no tick at second ", time, " of the day");
      break;
    }
  }
  if (cron.has_years()) return check_years(cron, *meaning, 1968, 2201);
  check_years(cron, *meaning, 2000, 2028);
}

}  // namespace

TEST_CASE("sentences of random crons mean their ticks") {
  std::mt19937 random(4);
  for (int i = 0; i < 1000; ++i) {
    const auto expression =
        oracle::random_expression(random, {.specials = i % 2 == 0,
                                           .seconds = i % 5 == 0,
                                           .most_ticks_per_day = 1440});
    const auto cron = lockstep::compile(expression.text(),
                                        oracle::everything(expression.rule));
    REQUIRE(cron.has_value());
    CAPTURE(expression.text());
    check(*cron);
    if (i % 20 == 0) {  // what no text says: days in common of two crons
      const auto other = oracle::random_expression(random, {});
      check(intersect(
          *cron,
          *lockstep::compile(other.text(), oracle::everything(other.rule))));
    }
  }
}

TEST_CASE("sentences of crons with years mean their ticks") {
  std::mt19937 random(5);
  const lockstep::Dialect& dialect = *lockstep::find_dialect("quartz");
  for (const char* const years :
       {"2025", "2025-2030", "2024/4", "2001,2003-2005,2100", "1970/3", "*"}) {
    for (const char* const days :
         {"* * ?", "29 2 ?", "? * 6#3", "L * ?", "? 2 1#5", "31W 4,5 ?"}) {
      const std::string text = std::string("0 30 4 ") + days + ' ' + years;
      CAPTURE(text);
      const auto cron = lockstep::compile(text, dialect);
      REQUIRE(cron.has_value());
      check(*cron);
    }
  }
}

TEST_CASE("sentences of real crons mean their ticks") {
  const std::filesystem::path list =
      lockstep::test::data_dir() / "cron" / "real_crons.tsv";
  if (!std::filesystem::exists(list)) {
    MESSAGE("SKIPPED: no list of real crons");
    return;
  }
  std::set<Cron> seen;
  std::ifstream file(list);
  for (std::string line; std::getline(file, line);) {
    const std::string text = line.substr(0, line.find('\t'));
    if (line.starts_with('#')) continue;
    for (const char* const name : {"croniter", "quartz", "kestra"}) {
      const auto cron = lockstep::compile(text, *lockstep::find_dialect(name));
      if (!cron || !seen.insert(*cron).second) continue;
      CAPTURE(text);
      check(*cron);
    }
  }
  CHECK(seen.size() > 500);
}
