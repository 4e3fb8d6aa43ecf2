// Where the rules about alignment and windows begin and end: one project of an
// input u and a reader v a row.

#include <doctest/doctest.h>

#include <string>

#include "lint/edges.hpp"
#include "lint/shift.hpp"
#include "rows.hpp"

namespace lockstep::test {
namespace {

TEST_CASE("a start before the end of the input, just before it, right after") {
  const char* const daily = "cron: '0 2 * * *'";
  const char* const half_an_hour = "cron: '0 2 * * *', duration: 30m";
  const char* const up_to = "cron: '0 2 * * *', duration: [5m, 30m]";
  const char* const hourly = "cron: '0 * * * *'";
  check_rows({
      {half_an_hour, "cron: '10 2 * * *', inputs: [u]", "ALN001E"},
      {up_to, "cron: '10 2 * * *', inputs: [u]", "ALN001W"},
      {half_an_hour, "cron: '40 2 * * *', inputs: [u]", ""},
      {half_an_hour,
       "cron: '10 2 * * *', inputs: [{dataset: u, guard: sensor}]", ""},
      // Runs more often than its input: it catches up.
      {half_an_hour, "cron: '*/12 2 * * *', inputs: [u]", "ALN008W"},
      {daily, "cron: '30 1 * * *', inputs: [u]", "ALN006W"},
      {daily, "cron: '0 0 * * *', inputs: [u]", "ALN006W"},  // 2 hours
      {"cron: '0 8 * * *'", "cron: '59 5 * * *', inputs: [u]", "ALN006I"},
      {"cron: '0 4 * * *'", "cron: '0 20 * * *', inputs: [u]", ""},
      {hourly, "cron: '53 * * * *', inputs: [u]", "ALN006W"},
      {hourly, "cron: '52 * * * *', inputs: [u]", "ALN006I"},
      {hourly, "cron: '44 * * * *', inputs: [u]", ""},
      {daily, "cron: '4 2 * * *', inputs: [u]", "ALN007W"},
      {daily, "cron: '5 2 * * *', inputs: [u]", ""},
      {daily, "cron: '5 2 * * *', inputs: [u]", "ALN007W",
       "lint: {budget: {margin: 6m}}"},
      {"cron: '0 5 * * *'", "cron: '4 5 * * *', inputs: [u]", "ALN007W",
       "timezone: Europe/Berlin"},
      // No start has five minutes to spare.
      {"cron: '*/5 * * * *'", "cron: '3 2 * * *', inputs: [u]", "ALN009I"},
  });
}

TEST_CASE("days of rest") {
  const char* const weekdays = "cron: '0 2 * * 1-5'";
  check_rows({
      {weekdays, "cron: '0 4 * * *', inputs: [u]", "ALN014W"},
      {weekdays, "cron: '0 4 * * 1-5', inputs: [u]", ""},
      // Runs less often than its input.
      {weekdays, "cron: '0 4 * * 6', inputs: [u]", "ALN009I"},
      {"cron: '0 2 * * 1-4'", "cron: '0 4 * * *', inputs: [u]", "ALN014W"},
      {"cron: '0 2 1,8,15,22 * *'", "cron: '0 4 * * 1-6', inputs: [u]",
       "ALN008W"},
  });
}

TEST_CASE("windows") {
  const char* const daily = "cron: '0 0 * * *'";
  check_rows({
      {daily,
       "cron: '0 0 * * 1', window: {length: 6d}, inputs: [{dataset: u, read: "
       "window}]",
       "WIN001E"},
      {daily,
       "cron: '0 0 * * 1', window: {length: 7d}, inputs: [{dataset: u, read: "
       "window}]",
       ""},
      // Overlaps, but nothing says that it appends.
      {daily,
       "cron: '0 0 * * 1', window: {length: 8d}, inputs: [{dataset: u, read: "
       "window}]",
       ""},
      {daily, "cron: '0 1 * * 1', inputs: [{dataset: u, read: window}]",
       "WIN004W"},
      {daily,
       "cron: '0 0 1 * *', window: {length: 31d}, inputs: [{dataset: u, read: "
       "window}]",
       "WIN009W"},
      // The same days on the wall clock, daylight saving or not.
      {daily, "cron: '0 0 1 * *', inputs: [{dataset: u, read: window}]", "",
       "timezone: Europe/Paris"},
  });
}

TEST_CASE("idle runs and faces of old data") {
  check_rows({
      {"cron: '0 2 * * 1'", "cron: '0 3 * * *', inputs: [u]", "ALN008W"},
      {"cron: '0 2 * * *'", "cron: '30 3,15 * * *', inputs: [u]", ""},  // half
      {"cron: '0 2 * * 1'", "cron: '0 3 * * *', inputs: [u]", "",
       "lint: {budget: {idle_share: 0.9}}"},
  });
}

TEST_CASE("the mend of a near miss shifts the cron") {
  struct Shift {
    const char* u;
    const char* v;
    const char* expected;  // empty: no mend
  };
  const Shift rows[] = {
      {"0 11 * * *", "0 10 * * *", "5 11 * * *"},
      {"0 0 * * *", "50 23 * * *", "5 0 * * *"},
      {"0 1 * * 2", "30 23 * * 1", ""},  // would fall on another day
      {"10 */6 * * *", "0,1 */6 * * *", ""},
      {"1 * * * *", "55 * * * *", "6 * * * *"}};
  for (const Shift& row : rows) {
    INFO(row.v, " shifted behind ", row.u);
    const Linted linted =
        lint_pair("cron: '" + std::string(row.u) + "'",
                  "cron: '" + std::string(row.v) + "', inputs: [u]");
    std::string text;
    for (const Diagnostic& d : linted.result.diagnostics) {
      if (d.fix) text = d.fix->edits.at(0).text;
    }
    CHECK(text == row.expected);
  }
  // Windows that end within a run of the input.
  const Shift windows[] = {{"0 0 * * *", "0 6 * * *", "0 0 * * *"},
                           {"30 * * * *", "0 */6 * * *", "30 5-23/6 * * *"},
                           {"0 0 * * *", "0 6 * * 1", "0 0 * * 1"},
                           {"0 22 * * *", "0 6 * * 1", "0 22 * * 1"},
                           {"0 0 1 * *", "0 6 15 * *", ""}};
  for (const Shift& row : windows) {
    INFO(row.v, " reads windows of ", row.u);
    const Linted linted =
        lint_pair("cron: '" + std::string(row.u) + "'",
                  "cron: '" + std::string(row.v) +
                      "', inputs: [{dataset: u, read: window}]");
    std::string text;
    for (const Diagnostic& d : linted.result.diagnostics) {
      if (d.rule == "WIN004" && d.fix) text = d.fix->edits.at(0).text;
    }
    CHECK(text == row.expected);
  }
  CHECK(whole_minutes(seconds{61}) == seconds{120});
  CHECK(percent(0.125) == "12.5%");
}

}  // namespace
}  // namespace lockstep::test
