// describe() of the crons in fixtures/cron/describe.tsv, word for word.

#include <doctest/doctest.h>

#include <fstream>
#include <string>

#include "cron/describe.hpp"
#include "support/paths.hpp"

TEST_CASE("crons in words") {
  std::ifstream file(lockstep::test::source_dir() / "fixtures" / "cron" /
                     "describe.tsv");
  int rows = 0;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with('#')) continue;
    const std::size_t first = line.find('\t');
    const std::size_t second = line.find('\t', first + 1);
    REQUIRE(second != std::string::npos);
    const std::string text = line.substr(first + 1, second - first - 1);
    CAPTURE(text);
    const auto cron =
        lockstep::compile(text, *lockstep::find_dialect(line.substr(0, first)));
    REQUIRE(cron.has_value());
    CHECK(lockstep::describe(*cron) == line.substr(second + 1));
    ++rows;
  }
  CHECK(rows > 60);
}

TEST_CASE("days that no rule explains are told month by month") {
  const lockstep::Dialect& dialect = *lockstep::find_dialect("croniter");
  const auto a = lockstep::compile("0 0 9 2 5", dialect);
  const auto b = lockstep::compile("0 0 8-10 * 1", dialect);
  const std::string text = lockstep::describe(lockstep::intersect(*a, *b));
  CAPTURE(text);
  CHECK(text.starts_with(
      "At 00:00, in February; in months of 28 days that begin on a Sunday on "
      "the 9th; in months of 28 days that begin on a Monday on the 9th; "));
  CHECK(text.ends_with(
      "; in months of 29 days that begin on a Friday on the 8th and the 9th; "
      "in months of 29 days that begin on a Saturday on the 9th."));
}
