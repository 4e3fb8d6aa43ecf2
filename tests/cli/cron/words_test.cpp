// `lockstep cron describe`, `cron convert` and `--histogram`: whole outputs.

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
  std::string err = {};
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

TEST_CASE("cron describe says one sentence, or a table of them") {
  check({{"describe", "0 0 13 * 5"},
         "At 00:00 on the 13th of the month and on every Friday.\n"});
  check({{"describe", "--dialect", "quartz", "0 0 9 ? * 2-6"},
         "At 09:00 from Monday to Friday.\n"});
  check({{"describe", "daily", "*/45 * * * *", "0 0 30 2 *"},
         "cron          meaning\n"
         "daily         At 00:00 every day.\n"
         "*/45 * * * *  At minutes 0 and 45 of every hour.\n"
         "0 0 30 2 *    Never.\n"});
  check({{"describe", "--format", "json", "daily"},
         kHead + R"("dialect":"croniter","crons":[
{"cron":"daily","description":"At 00:00 every day."}]}
)"});
  check({{"describe", "0 24 * * *"},
         "",
         "lockstep: invalid cron \"0 24 * * *\": hour 24 is out of range 0-23\n"
         "  0 24 * * *\n    ^^\n  help: midnight is hour 0\n",
         1});
  CHECK(
      lockstep({"cron", "describe", "-"}, {.input = "# list\n@hourly\n"}).out ==
      "Every hour, on the hour.\n");
}

TEST_CASE("cron convert keeps what means the same and prints the rest") {
  check({{"convert", "--to", "quartz", "0 9 * * 1-5"}, "0 0 9 ? * 2-6\n"});
  check({{"convert", "--from", "quartz", "--to", "kestra", "0 0 9 ? * 2-6",
          "0 30 */2 * * ?"},
         "quartz          kestra\n"
         "0 0 9 ? * 2-6   0 9 * * 1-5\n"
         "0 30 */2 * * ?  30 */2 * * *\n"});
  check({{"convert", "--to", "vixie", "0 9 * * MON", "5/15 * * * *"},
         "croniter      vixie\n"
         "0 9 * * MON   0 9 * * MON\n"
         "5/15 * * * *  5-50/15 * * * *\n"});
}

TEST_CASE("cron convert says where two engines differ, and what none can say") {
  check({{"convert", "--to", "vixie", "0 0 */2 * 1"},
         "0 0 1-31/2 * 1\n",
         "lockstep: vixie cron reads \"0 0 */2 * 1\" in another way: At 00:00 "
         "on every 2nd day from the 1st to the 31st of the month if it is a "
         "Monday\n"});
  check({{"convert", "--to", "quartz", "0 0 13 * 5"},
         "",
         "lockstep: cannot convert \"0 0 13 * 5\": Quartz cannot say \"on the "
         "13th of the month and on every Friday\"\n"
         "  0 0 13 * 5\n  ^^^^^^^^^^\n"
         "  help: write two crons: `0 0 0 13 * ?` and `0 0 0 ? * 6`\n",
         1});
  check({{"convert", "--format", "json", "--to", "kestra", "0 0 L * *",
          "0 9 * * MON", "0 0 0 1 1 ? 2030"},
         kHead + R"("from":"croniter","to":"kestra","crons":[
{"cron":"0 0 L * *","converted":null,"kept":false,"note":null,"error":{"message":"Kestra cannot say \"on the last day of the month\"","offset":0,"length":9,"hint":""}},
{"cron":"0 9 * * MON","converted":"0 9 * * MON","kept":true,"note":null,"error":null},
{"cron":"0 0 0 1 1 ? 2030","converted":null,"kept":false,"note":null,"error":{"message":"day of month 0 is out of range 1-31","offset":4,"length":1,"hint":"write `0 0 1 1 * 0 2030` for what `quartz` means by it"}}]}
)",
         "",
         1});
  check({{"convert", "daily"},
         "",
         "lockstep: \"lockstep cron convert\" needs --to NAME, a dialect\n"
         "try \"lockstep cron convert --help\"\n",
         2});
}

TEST_CASE("--histogram tells how often each gap and each age occurs") {
  check({{"check", "--histogram", "0 0 31 * *", "0 0 1 1 * 0 2030,2031"},
         "ok       0 0 31 * *  (7.0 runs a year)\n"
         "         31d  800 times in 400 years\n"
         "         59d  303 times in 400 years\n"
         "         60d  97 times in 400 years\n"
         "         61d  1600 times in 400 years\n"
         "ok       0 0 1 1 * 0 2030,2031  (2 runs in all)\n"
         "         365d  1 time in the years listed\n"});
  check({{"check", "--histogram", "--format", "json", "*/7 * * * *"},
         kHead + R"("dialect":"croniter","crons":[
{"cron":"*/7 * * * *","valid":true,"canonical":"*/7 * * * *","firings_per_cycle":31556952,"hash":"3bc23c76a3d6604f","error":null,"clock_changes":[],"gap_histogram":[[240,3506328],[420,28050624]]}]}
)"});
  check({{"compare", "--histogram", "0 0 * * *", "0 6 * * 1-5"},
         "A: 0 0 * * *\nB: 0 6 * * 1-5\n\n"
         "disjoint: they never fire at the same instant\n"
         "first difference from 2024-01-01T00:00:00Z on: 2024-01-01T00:00:00Z "
         "is a tick of A only\n"
         "age of A at the ticks of B: always 6h\n"
         "  6h  104355 times in 400 years\n"
         "age of B at the ticks of A: 18h to 2d 18h, 1d 4h 17m on average\n"
         "  18h     104355 times in 400 years\n"
         "  1d 18h  20871 times in 400 years\n"
         "  2d 18h  20871 times in 400 years\n"});
  const auto many =
      lockstep({"cron", "compare", "--histogram", "0 0 * * 1", "*/30 * * * *"});
  CHECK(many.out.find("  9h 30m  20871 times in 400 years\n"
                      "  and 316 longer ones; --format json has all\n") !=
        std::string::npos);
}

}  // namespace
}  // namespace lockstep::test
