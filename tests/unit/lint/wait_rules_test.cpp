// Waits for one run of an input (ALN002 to ALN005): the cases that people get
// wrong, in both ways of labelling runs, and what is no wait at all.

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "rows.hpp"

namespace lockstep::test {
namespace {

const char* const kInterval = "run_label: interval_start";
const char* const kParis = "timezone: Europe/Paris";

/// What a job with this cron and one input says.
std::string reads(const std::string& cron, const std::string& how) {
  return "cron: '" + cron + "', inputs: [{dataset: u, " + how + "}]";
}

struct Wait {
  std::string u, v, offset;
  const char* expected;
  std::string head = "";
};

/// Errors and warnings.
void check_waits(const std::vector<Wait>& waits) {
  std::vector<Row> rows;
  for (const Wait& wait : waits) {
    rows.push_back({"cron: '" + wait.u + "'",
                    reads(wait.v, "offset: " + wait.offset), wait.expected,
                    wait.head});
  }
  check_rows(rows, /*with_info=*/false);
}

TEST_CASE("waits that public projects got wrong, and how they mended them") {
  check_waits({
      // bigquery-etl 7587: hours match, days do not; the run at midnight is
      // what was meant.
      {"0 * * * *", "0 4 * * *", "-4h", "ALN003W", kInterval},
      {"0 * * * *", "0 4 * * *", "19h", "", kInterval},
      {"0 * * * *", "0 4 * * *", "23h", "", kInterval},
      {"0 * * * *", "0 4 * * *", "22h", "ALN003W", kInterval},
      // bigquery-etl 8305
      {"30 * * * *", "0 2 * * *", "-1h30m", "ALN003W", kInterval},
      {"30 * * * *", "0 2 * * *", "22h30m", "", kInterval},
      // bigquery-etl 4020
      {"0 2 * * *", "0 5 * * *", "-1h", "ALN002E", kInterval},
      {"0 2 * * *", "0 5 * * *", "-3h", "", kInterval},
      // bigquery-etl 9471
      {"0 */3 * * *", "0 3 * * *", "0s", "ALN003W", kInterval},
      {"0 */3 * * *", "0 3 * * *", "21h", "", kInterval},
      // bigquery-etl 9742: starts ten hours before the run with its label.
      {"0 14 * * *", "0 4 * * *", "10h", "ALN005W", kInterval},
      {"0 14 * * *", "0 14 * * *", "0s", "", kInterval},
      // telemetry-airflow 595: the sign.
      {"0 1 * * *", "0 2 * * *", "1h", "ALN002E", kInterval},
      {"0 1 * * *", "0 2 * * *", "-1h", "", kInterval},
      // telemetry-airflow 1077: the newest day of a week.
      {"0 1 * * *", "0 1 * * 1", "0s", "ALN003W", kInterval},
      {"0 1 * * *", "0 1 * * 1", "6d", "", kInterval},
      // airflow 268: a label of 110 minutes before is one of yesterday.
      {"10 * * * *", "0 1 * * *", "-110m", "ALN003W", kInterval},
      {"10 * * * *", "0 1 * * *", "22h10m", "", kInterval},
  });
}

TEST_CASE("sound waits are silent, whatever the cadences") {
  check_waits({
      {"0 2 * * *", "0 4 * * *", "-2h", ""},
      {"0 4 * * *", "0 2 * * *", "2h", ""},
      {"0 2 * * *", "0 2 * * *", "0s", ""},
      {"0 2 * * *", "0 1 * * 1", "1h", ""},
      {"0 2 * * *", "0 2 * * 1", "0s", ""},
      {"0 * * * *", "0 5 * * *", "0s", ""},
      {"0 * * * *", "30 5 * * *", "30m", ""},
      {"0 6 * * *", "0 8 1 * *", "-2h", ""},
      {"0 6 1 * *", "0 8 1 * *", "-2h", "", kInterval},
      {"0 6 1 * *", "0 8 1 1 *", "-2h", ""},
      {"0 6 * * 1-5", "0 7 * * 1-5", "-1h", "", kInterval},
      {"*/15 * * * *", "*/30 * * * *", "15m", "", kInterval},
      {"0 6 * * *", "0 8 * * *", "-2h", "", kParis},
      {"0 6 * * *", "0 8 * * 0", "-2h", "", kParis},
      {"0 6 * * *", "0 8 1 * *", "-2h", "", kParis},
  });
  // Each its own label: the job's is the tick, the input's the tick before.
  check_rows(
      {
          {"cron: '0 2 * * *', run_label: interval_start",
           reads("0 5 1 * *", "offset: -27h"), ""},
          {"crons: ['0 6 * * *', '0 18 * * *']",
           reads("0 7 * * *", "offset: -1h"), ""},
          {"crons: ['0 6 * * *', '0 18 * * *'], run_label: interval_start",
           reads("0 7 * * *", "offset: -13h"), ""},
      },
      /*with_info=*/false);
}

TEST_CASE("labels that no run has") {
  check_waits({
      {"0 2 * * *", "0 4 * * *", "-1h", "ALN002E"},
      {"0 2 * * 1", "0 2 * * *", "0s", "ALN002E"},
      {"0 2 1 * *", "0 2 * * 1", "0s", "ALN002E"},
      {"0 2 * * 1-5", "0 4 * * *", "-2h", "ALN002E"},
      // A day of 86,400 seconds is not one of the wall clock, twice a year.
      {"0 6 * * *", "0 6 * * *", "-1d", "ALN002E", kParis},
      {"0 6 * * *", "0 6 * * *", "-1d", "ALN003W"},
      // Mondays after a Friday.
      {"0 6 * * 1-5", "0 6 * * 1-5", "-1d", "ALN002E"},
  });
  check_rows({
      {"cron: '0 6 * * *', timezone: America/New_York",
       reads("0 12 * * *", "offset: -1h"), "ALN002E"},
      {"cron: '0 6 * * *', timezone: America/New_York",
       reads("0 12 * * *", "offset: -1h") + ", timezone: Europe/Paris",
       "ALN002E"},
      // Nobody waits for what is optional, if it comes on some days.
      {"cron: '0 2 * * 1'",
       reads("0 2 * * *", "read: same, optional: true, guard: none"),
       "ALN008W"},
      {"cron: '0 2 * * 1'",
       reads("0 3 * * *", "read: same, optional: true, guard: none"),
       "ALN008W ALN002E"},
  });
}

TEST_CASE("runs that are neither the newest nor the next") {
  check_waits({
      {"0 2 * * *", "0 4 * * *", "-1d2h", "ALN003W"},
      {"0 2 * * *", "0 4 * * *", "22h", "ALN005W"},  // the next
      {"0 2 * * *", "0 4 * * *", "1d22h", "ALN003W"},
      {"0 * * * *", "0 4 * * *", "-1h", "ALN003W"},
      {"0 * * * *", "0 4 * * *", "-4h", ""},  // completes yesterday
      {"0 * * * *", "0 4 * * *", "-28h", "ALN003W"},
      // On the two days of 23 and 25 hours it is another hour.
      {"0 * * * *", "0 4 * * *", "-4h", "ALN003W", kParis},
      // Months have several lengths: no offset is always right.
      {"0 2 * * *", "0 2 1 * *", "28d", "ALN003W", kInterval},
  });
}

TEST_CASE("timeouts and budgets") {
  const char* const range = "cron: '0 5 * * *', duration: [1h, 3h]";
  const char* const often = "lint: {budget: {wait: 3h30m}}";
  check_rows({
      {range, reads("0 4 * * *", "offset: 1h, timeout: 5h"), "ALN005W"},
      {range, reads("0 4 * * *", "offset: 1h, timeout: 2h"), "ALN004W"},
      {range, reads("0 4 * * *", "offset: 1h, timeout: 90m"), "ALN004E"},
      {range, reads("0 4 * * *", "guard: sensor, timeout: 90m"), ""},
      {range, reads("0 6 * * *", "guard: sensor, timeout: 1h"), "ALN004W"},
      {range, reads("0 6 * * *", "guard: sensor, timeout: 2h"), ""},
      {range, reads("0 5 * * *", "guard: sensor"), "ALN005W"},
      {range, reads("30 4 * * *", "offset: 30m"), "", often},
      {range, reads("29 4 * * *", "offset: 31m"), "ALN005W", often},
      // On Mondays only.
      {"crons: ['0 5 * * 1', '0 3 * * 0,2-6'], duration: 1h",
       reads("0 5 * * *", "guard: sensor, timeout: 30m"), "ALN004W"},
      // A sensor starts when all is there.
      {range, "inputs: [{dataset: u, read: same}]", ""},
  });
}

TEST_CASE("declarations that contradict each other are told all at once") {
  const Linted linted = lint_files({{"lockstep.yaml", R"(version: 1
datasets:
  u: {cron: "0 2 * * *", duration: [2h, 1h]}
  v:
    cron: "0 4 * * *"
    window: {length: 0s}
    inputs: [{dataset: u, read: latest, offset: -2h}]
  w:
    cron: "0 4 * * *"
    window: {length: -1d}
    inputs: [{dataset: u, read: window, offset: 1h}]
  x:
    cron: "0 4 * * *"
    inputs: [{dataset: u, offset: -1h}]
)"}});
  CHECK(linted.lines() ==
        std::vector<std::string>{
            "INP002 error : duration: \"2h\" is more than \"1h\" @ [2h, 1h]",
            "INP002 error : length: \"0s\" is not more than 0 @ 0s",
            "INP002 error : inputs: an offset counts between single runs, so "
            "it needs read: same @ latest",
            "INP002 error : length: \"-1d\" is not more than 0 @ -1d",
            "WIN004 warning u,w: windows of \"w\" begin or end between runs of "
            "\"u\" @ u",
            "INP002 error : inputs: an offset counts between single runs, so "
            "it needs read: same @ window",
            "ALN002 error u,x: every run of \"x\" waits for ever: no run of "
            "\"u\" has a label 1h before its own @ u"});
}

TEST_CASE("the offsets that would do, or what would") {
  struct Help {
    std::string u, v, offset, expected, head = "";
  };
  const std::string has_one = "\"u\" has a run for every run of \"v\" with ";
  const std::string due = " (the newest run that is due)";
  const std::string after = " (the one after)";
  const std::string wait =
      "`read: latest` with `guard: sensor` waits for the newest run that is "
      "due";
  const std::string window = ", `read: window` for all since its last run";
  const Help rows[] = {
      {"0 2 * * *", "0 4 * * *", "-1h",
       has_one + "the offset -2h" + due + " or 22h" + after},
      {"0 2 * * *", "0 4 * * *", "-47h",
       has_one + "the offset -2h" + due + " or 22h" + after +
           " or -2d 2h (nearest to this one)"},
      {"0 2 * * *", "0 4 * * 1", "0s",
       has_one + "the offset 5d 22h" + due + " or 6d 22h" + after +
           " or -2h (nearest to this one)",
       kInterval},
      {"0 * * * *", "30 4 * * *", "0s",
       has_one + "the offset -30m" + due + " or 30m" + after},
      // Months are of 28 to 31 days, so the same day is due in some.
      {"0 2 * * *", "0 3 1 * *", "0s",
       has_one + "the offset 26d 23h (a run that is always due) or 27d 23h" +
           after + " or -1h (nearest to this one)",
       kInterval},
      {"0 2 * * 1", "0 4 * * *", "-2h", "no single offset fits; " + wait},
      {"0 2 1 * *", "0 4 1 1,6 *", "1h", has_one + "the offset -2h" + due},
      {"0 2 * * *", "0 2 1 * *", "0s",
       "no single offset always reads the newest; " + wait + window, kInterval},
      {"0 2 * * *", "0 4 * * *", "46h",
       "`offset: -2h` reads the newest one, `offset: 22h` waits for the next "
       "one"},
      {"0 2 * * *", "0 4 * * *", "-50h", "`offset: -2h` reads the newest one"},
  };
  LintOptions options;
  options.select = {"ALN002", "ALN003"};
  for (const Help& row : rows) {
    const std::string text =
        project_of("cron: '" + row.u + "'",
                   reads(row.v, "offset: " + row.offset), row.head);
    INFO(text);
    const Linted linted = lint_files({{"lockstep.yaml", text}}, options);
    REQUIRE(linted.result.diagnostics.size() == 1);
    CHECK(linted.result.diagnostics[0].help == row.expected);
  }
}

}  // namespace
}  // namespace lockstep::test
