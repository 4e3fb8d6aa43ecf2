// On which days data gets as old as it gets: projects with the days worked out
// by hand.

#include <doctest/doctest.h>

#include <string>

#include "analyze.hpp"
#include "lint/run_days.hpp"

namespace lockstep {
namespace {

struct Row {
  const char* datasets;  ///< the data is that of `a.b`
  const char* days;
};

TEST_CASE("the days of the greatest age are named") {
  const Row rows[] = {
      {"a.b: {cron: \"0 * * * *\"}", "every day"},
      {"a.b: {cron: \"0 6 * * *\"}", "every day"},
      // Friday's run is read until Monday's ends, after midnight at the latest.
      {"a.b: {cron: \"0 6 * * 1-5\"}", "Mondays"},
      {"a.b: {cron: \"30 23 * * 1-5\", duration: 1h}", "Tuesdays"},
      {"a.b: {cron: \"0 6 * * 1,3,5\"}", "Mondays"},
      {"a.b: {cron: \"0 6 * * 1,4\"}", "Mondays"},
      {"a.b: {cron: \"0 0 * * 2,5\"}", "Tuesdays"},
      // 25 hours long is the day on which clocks are put back.
      {"a.b: {cron: \"0 4 * * *\", timezone: Europe/Paris}",
       "the last Sunday of October"},
      {"a.b: {cron: \"0 4 * * *\", timezone: America/New_York}",
       "the first Sunday of November"},
      // 366 days from one new year to the next after a leap year.
      {"a.b: {cron: \"0 0 1 1 *\"}",
       "97 of 146097 days, the first 2025-01-01, 2029-01-01 and 2033-01-01"},
      // A weekly list behind an hourly job.
      {"w.x: {cron: \"0 5 * * 0\"}\n  a.b: {cron: \"15 * * * *\", inputs: "
       "[w.x]}",
       "Sundays"},
      // Every minute behind a monthly table: a year has 24 steps of its age.
      {"m.x: {cron: \"0 0 1,16 * *\"}\n  a.b: {cron: \"* * * * *\", inputs: "
       "[m.x]}",
       "the 1st of January, February, April, June, August, September and "
       "November"},
      {"a.b: {inputs: [x.y]}", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.datasets);
    const std::string text =
        "version: 1\ndatasets:\n  " + std::string(row.datasets) + "\n";
    Sources sources;
    sources.add({"lockstep.yaml", text, "", {}});
    const Analysis analysis = analyze(sources, {});
    const LintContext ctx({analysis.project, analysis.derivation}, sources);
    CHECK(days_of_worst_age(ctx, analysis.project.find("a.b")) == row.days);
  }
}

}  // namespace
}  // namespace lockstep
