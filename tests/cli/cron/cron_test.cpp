// `lockstep cron`: whole outputs of every subcommand but eval.

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "support/process.hpp"
#include "support/shell.hpp"

namespace lockstep::test {
namespace {

struct Row {
  std::vector<std::string> arguments;
  std::string out;
  std::string err;
  int code = 0;
};

void check(const Row& row) {
  std::vector<std::string> arguments = {"cron"};
  arguments.insert(arguments.end(), row.arguments.begin(), row.arguments.end());
  const ProcessResult result = lockstep(arguments);
  CHECK(result.code == row.code);
  CHECK(without_versions(result.out) == row.out);
  CHECK(result.err == row.err);
}

const std::string kHead =
    R"({"version":1,"tool":{"name":"lockstep","version":"VERSION",)"
    R"("tzdata":"TZDATA"},)";

TEST_CASE("cron sort shows groups in aligned columns, most frequent first") {
  check({{"sort", "0 0 * * *", "0 * * * *", "daily", "*/7 * * * *",
          "0 0 29 2 *", "0 0 30 2 *", "0 0 * * *"},
         "group  cron         runs a year  gap between runs\n"
         "1      */7 * * * *  78892.4      4m to 7m\n"
         "2      0 * * * *    8765.8       1h\n"
         "3      0 0 * * *    365.2        1d\n"
         "       daily        365.2        1d\n"
         "4      0 0 29 2 *   0.2          1461d to 2921d\n"
         "5      0 0 30 2 *   0.0          never fires\n",
         ""});
  check({{"sort", "--measure", "count:week", "0 9 * * 1-5", "0 0 */2 * *"},
         "group  cron         runs a year  gap between runs  runs in a week\n"
         "1      0 9 * * 1-5  260.9        1d to 3d          5\n"
         "2      0 0 */2 * *  186.2        1d to 2d          3\n",
         ""});
}

TEST_CASE("cron sort --format json has the documented shape") {
  check({{"sort", "--format", "json", "0 * * * *", "0 0 * * *"},
         kHead +
             R"("measure":"mean","reference":"2024-01-01T00:00:00Z","groups":[
{"firings_per_cycle":3506328,"crons":["0 * * * *"]},
{"firings_per_cycle":146097,"crons":["0 0 * * *"]}],"order":[
{"cron":"0 * * * *","firings_per_cycle":3506328,"mean_interval_seconds":3600.0,"min_gap_seconds":3600,"max_gap_seconds":3600,"uniform":true},
{"cron":"0 0 * * *","firings_per_cycle":146097,"mean_interval_seconds":86400.0,"min_gap_seconds":86400,"max_gap_seconds":86400,"uniform":true}]}
)",
         ""});
  check(
      {{"sort", "--format", "json", "--measure", "next-gap", "--reference",
        "2024-01-05T10:00Z", "0 9 * * 1-5", "0 0 30 2 *"},
       kHead +
           R"("measure":"next-gap","reference":"2024-01-05T00:00:00Z","groups":[
{"next_gap_seconds":259200,"crons":["0 9 * * 1-5"]},
{"next_gap_seconds":null,"crons":["0 0 30 2 *"]}],"order":[
{"cron":"0 9 * * 1-5","firings_per_cycle":104355,"mean_interval_seconds":120960.0,"min_gap_seconds":86400,"max_gap_seconds":259200,"uniform":false,"next_gap_seconds":259200},
{"cron":"0 0 30 2 *","firings_per_cycle":0,"mean_interval_seconds":null,"min_gap_seconds":null,"max_gap_seconds":null,"uniform":false,"next_gap_seconds":null}]}
)",
       ""});
}

TEST_CASE("the measures of Starlake flip where the mean does not") {
  // README of the design: next-gap depends on the day it is asked.
  const auto order = [](const std::string& day) {
    return lockstep({"cron", "sort", "--measure", "next-gap", "--reference",
                     day, "0 9 * * 1-5", "0 0 */2 * *"})
        .out;
  };
  CHECK(order("2024-01-01") != order("2024-01-05"));
}

TEST_CASE("the order of expressions changes nothing") {
  const std::vector<std::string> crons = {"0 0 * * *", "@daily", "0 5 * * *",
                                          "5 0 * * *", "0 * * * *"};
  std::vector<std::string> forward = {"cron", "sort"};
  std::vector<std::string> backward = forward;
  forward.insert(forward.end(), crons.begin(), crons.end());
  backward.insert(backward.end(), crons.rbegin(), crons.rend());
  CHECK(lockstep(forward).out == lockstep(backward).out);
}

TEST_CASE("bad expressions are all explained, the others sorted") {
  const ProcessResult result =
      lockstep({"cron", "sort", "61 * * * *", "0 * * * *", "0 24 * * *"});
  CHECK(result.code == 1);
  CHECK(result.out ==
        "group  cron       runs a year  gap between runs\n"
        "1      0 * * * *  8765.8       1h\n");
  CHECK(result.err.starts_with(
      "lockstep: invalid cron \"61 * * * *\": minute 61 is out of range 0-59\n"
      "  61 * * * *\n"
      "  ^^\n"));
  CHECK(result.err.find("  0 24 * * *\n    ^^\n") != std::string::npos);
}

TEST_CASE("expressions also come from a list") {
  const ScratchDirectory scratch;
  write_file(scratch.path() / "list", "# nightly\n\n0 0 * * *\r\n  hourly  \n");
  const std::string expected =
      lockstep({"cron", "sort", "0 0 * * *", "hourly"}).out;
  CHECK(lockstep({"cron", "sort", "--input", "list"},
                 {.directory = scratch.path()})
            .out == expected);
  CHECK(lockstep({"cron", "sort", "-"}, {.input = "hourly\n0 0 * * *"}).out ==
        expected);
  const ProcessResult none = lockstep({"cron", "sort", "-"}, {.input = "#\n"});
  CHECK(none.code == 2);
}

TEST_CASE("cron next and prev list ticks, in a zone with its wall clock") {
  check({{"next", "0 9 * * 1-5", "-n", "2", "--from", "2024-01-05T12:00Z",
          "--timezone", "Europe/Paris"},
         "2024-01-08T08:00:00Z  2024-01-08T09:00:00+01:00\n"
         "2024-01-09T08:00:00Z  2024-01-09T09:00:00+01:00\n",
         ""});
  check({{"prev", "daily", "hourly", "-n", "1"},
         "daily\n  2023-12-31T00:00:00Z\nhourly\n  2023-12-31T23:00:00Z\n",
         ""});
  check({{"next", "0 0 30 2 *"}, "never\n", ""});
  check({{"next", "daily", "-n", "1", "--as-of", "2024-02-28", "--format",
          "json"},
         kHead +
             R"("from":"2024-02-28T00:00:00Z","timezone":"UTC","crons":[
{"cron":"daily","ticks":["2024-02-29T00:00:00Z"]}]}
)",
         ""});
}

TEST_CASE("cron window and count") {
  check({{"window", "daily", "0 0 30 2 *", "--at", "2024-02-01T05:00Z"},
         "cron        start                 end\n"
         "daily       2024-01-31T00:00:00Z  2024-02-01T00:00:00Z\n"
         "0 0 30 2 *  never                 -\n",
         ""});
  check({{"window", "0 0 30 2 *", "--format", "json"},
         kHead + R"("at":"2024-01-01T00:00:00Z","timezone":"UTC","crons":[
{"cron":"0 0 30 2 *","start":null,"end":null}]}
)",
         ""});
  check({{"count", "daily", "hourly", "--to", "2024-02-01"},
         "cron    runs\ndaily   31\nhourly  744\n",
         ""});
  check(
      {{"count", "daily", "--from", "2024-02-01", "--to", "2024-03-01",
        "--format", "json"},
       kHead +
           R"("from":"2024-02-01T00:00:00Z","to":"2024-03-01T00:00:00Z","timezone":"UTC","crons":[
{"cron":"daily","count":29}]}
)",
       ""});
}

TEST_CASE("cron compare says it in words") {
  check({{"compare", "0 * * * *", "0 0 * * *"},
         "A: 0 * * * *\n"
         "B: 0 0 * * *\n"
         "\n"
         "superset: every tick of B is a tick of A, but not the other way "
         "round\n"
         "first difference from 2024-01-01T00:00:00Z on: 2024-01-01T01:00:00Z "
         "is a tick of A only\n"
         "age of A at the ticks of B: always 0s\n"
         "age of B at the ticks of A: 0s to 23h, 11h 30m on average\n",
         ""});
  check({{"compare", "daily", "@daily"},
         "A: daily\nB: @daily\n\nequal: both fire at the same instants\n"
         "age of A at the ticks of B: always 0s\n"
         "age of B at the ticks of A: always 0s\n",
         ""});
  check({{"compare", "0 0 30 2 *", "daily"},
         "A: 0 0 30 2 *\nB: daily\n\n"
         "disjoint: they never fire at the same instant\n"
         "first difference from 2024-01-01T00:00:00Z on: 2024-01-01T00:00:00Z "
         "is a tick of B only\n"
         "age of A at the ticks of B: unknown, one of them never fires\n"
         "age of B at the ticks of A: unknown, one of them never fires\n",
         ""});
  check(
      {{"compare", "--format", "json", "0 9 * * 1-5", "0 0 * * *"},
       kHead +
           R"("a":"0 9 * * 1-5","b":"0 0 * * *","relation":"disjoint","first_difference":"2024-01-01T00:00:00Z","age_seconds":{"min":54000,"max":226800,"mean":91028.57142857143}}
)",
       ""});
}

TEST_CASE("cron check tells what is wrong and where") {
  check(
      {{"check", "0 9 * * MON-FRI", "0 9 * * 1-5", "61 * * * *", "0 0 30 2 *"},
       "ok       0 9 * * MON-FRI  (260.9 runs a year; same as 0 9 * * 1-5)\n"
       "ok       0 9 * * 1-5  (260.9 runs a year)\n"
       "invalid  minute 61 is out of range 0-59\n"
       "         61 * * * *\n"
       "         ^^\n"
       "ok       0 0 30 2 *  (never fires)\n",
       "",
       1});
  check({{"check", "61 * * * *", "@hourly", "--format", "json"},
         kHead + R"("dialect":"croniter","crons":[
{"cron":"61 * * * *","valid":false,"canonical":null,"firings_per_cycle":null,"hash":null,"error":{"message":"minute 61 is out of range 0-59","offset":0,"length":2,"hint":""},"clock_changes":[]},
{"cron":"@hourly","valid":true,"canonical":"0 * * * *","firings_per_cycle":3506328,"hash":"a3a28779415c34e2","error":null,"clock_changes":[]}]}
)",
         "",
         1});
}

TEST_CASE("--dst says whose way with changes of the clock") {
  const auto next_with = [](const char* policy) {
    return std::vector<std::string>{
        "next",          "30 2 * * *", "-n",         "1",     "--timezone",
        "Europe/Berlin", "--from",     "2024-03-31", "--dst", policy};
  };
  check({next_with("wall"), "2024-04-01T00:30:00Z  2024-04-01T02:30:00+02:00\n",
         ""});
  check({next_with("dagster"),
         "2024-03-31T01:00:00Z  2024-03-31T03:00:00+02:00\n", ""});
  check({next_with("airflow"),
         "2024-03-31T01:30:00Z  2024-03-31T03:30:00+02:00\n", ""});
  check({{"count", "30 2 * * *", "--timezone", "Europe/Berlin", "--from",
          "2024-01-01", "--to", "2025-01-01", "--dst", "quartz"},
         "cron        runs\n30 2 * * *  365\n",
         ""});
  check({{"check", "30 2 * * *", "0 12 * * *", "--timezone", "Europe/Berlin"},
         "ok       30 2 * * *  (365.2 runs a year)\n"
         "         clocks go forward by 1h at 2024-03-31T01:00:00Z: 1 run "
         "lost\n"
         "         clocks go back by 1h at 2024-10-27T01:00:00Z: 1 run "
         "doubled\n"
         "ok       0 12 * * *  (365.2 runs a year)\n",
         ""});
  check({{"check", "30 2 * * *", "--timezone", "Europe/Berlin", "--dst",
          "vixie", "--format", "json"},
         kHead + R"("dialect":"croniter","crons":[
{"cron":"30 2 * * *","valid":true,"canonical":"30 2 * * *","firings_per_cycle":146097,"hash":"821ad569d2f7c186","error":null,"clock_changes":[{"at":"2024-03-31T01:00:00Z","change_seconds":3600,"lost":1,"moved":1,"doubled":0},{"at":"2024-10-27T01:00:00Z","change_seconds":-3600,"lost":0,"moved":0,"doubled":0}]}]}
)",
         ""});
}

TEST_CASE("cron compare --as tells where two engines part") {
  check({{"compare", "--as", "kestra", "--as", "airflow", "30 2 * * *",
          "--timezone", "Europe/Berlin"},
         "30 2 * * * in Europe/Berlin\n"
         "  as kestra: dialect kestra, dst kestra\n"
         "  as airflow: dialect croniter, dst airflow\n"
         "\n"
         "overlap, for ever: each has runs that the other has not\n"
         "first differences from 2024-01-01T00:00:00Z on:\n"
         "  2024-03-31T01:30:00Z  2024-03-31T03:30:00+02:00  airflow only\n"
         "  2024-10-27T00:30:00Z  2024-10-27T02:30:00+02:00  kestra only\n"
         "  2024-10-27T01:30:00Z  2024-10-27T02:30:00+01:00  airflow only\n"
         "  2025-03-30T01:30:00Z  2025-03-30T03:30:00+02:00  airflow only\n"
         "  2025-10-26T00:30:00Z  2025-10-26T02:30:00+02:00  kestra only\n",
         ""});
  check({{"compare", "--as", "dagster,vixie", "0 12 * * *", "--timezone",
          "Europe/Berlin"},
         "0 12 * * * in Europe/Berlin\n"
         "  as dagster: dialect croniter, dst dagster\n"
         "  as vixie: dialect vixie, dst vixie\n"
         "\n"
         "equal, for ever: both run at the same instants\n",
         ""});
  check({{"compare", "--as", "kubernetes,quartz", "30 2 * * *"},
         "",
         "lockstep: \"30 2 * * *\" is no cron as quartz: 5 fields given; "
         "Quartz has 6: second, minute, hour, day of month, month, weekday; or "
         "7\n"
         "  30 2 * * *\n"
         "  ^^^^^^^^^^\n"
         "  help: write `0 30 2 * * ?` for what `croniter` means by it\n",
         1});
  check({{"compare", "--as", "kestra", "30 2 * * *"},
         "",
         "lockstep: \"lockstep cron compare --as\" needs two engines and one "
         "expression: lockstep cron compare --as ENGINE --as ENGINE CRON\n"
         "try \"lockstep cron compare --help\"\n",
         2});
  check(
      {{"compare", "--as", "kestra,airflow", "--format", "json", "30 2 * * *",
        "--timezone", "Europe/Berlin", "--from", "2030-01-01"},
       kHead +
           R"("cron":"30 2 * * *","timezone":"Europe/Berlin","as":[{"name":"kestra","dialect":"kestra","dst":"kestra"},{"name":"airflow","dialect":"croniter","dst":"airflow"}],"relation":"overlap","scope":"for ever","first_difference":"2030-03-31T01:30:00Z","age_seconds":{"min":0,"max":86400,"mean":246.44030668127053},"differences":[
{"at":"2030-03-31T01:30:00Z","local":"2030-03-31T03:30:00+02:00","only":"airflow"},
{"at":"2030-10-27T00:30:00Z","local":"2030-10-27T02:30:00+02:00","only":"kestra"},
{"at":"2030-10-27T01:30:00Z","local":"2030-10-27T02:30:00+01:00","only":"airflow"},
{"at":"2031-03-30T01:30:00Z","local":"2031-03-30T03:30:00+02:00","only":"airflow"},
{"at":"2031-10-26T00:30:00Z","local":"2031-10-26T02:30:00+02:00","only":"kestra"}]}
)",
       ""});
}

}  // namespace
}  // namespace lockstep::test
