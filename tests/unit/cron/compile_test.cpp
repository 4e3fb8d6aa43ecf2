// What each dialect accepts, how it prints back, and what it says of the rest:
// whole messages, the place in the text, the fix in words.

#include <doctest/doctest.h>

#include <string>

#include "cron/cron.hpp"

namespace {

const lockstep::Dialect& dialect(const char* name) {
  const auto* found = lockstep::find_dialect(name);
  REQUIRE_MESSAGE(found != nullptr, name);
  return *found;
}

/// `5-50/15 * * * *`, or `3+4: message (hint)`.
std::string outcome(std::string_view text, const char* name) {
  const auto cron = lockstep::compile(text, dialect(name));
  if (cron) {
    const auto printed = lockstep::print(*cron, dialect(name));
    return printed ? *printed : "not printable: " + printed.error().message;
  }
  const lockstep::CronError& error = cron.error();
  std::string result = std::to_string(error.offset) + '+' +
                       std::to_string(error.length) + ": " + error.message;
  if (!error.hint.empty()) result += " (" + error.hint + ')';
  return result;
}

struct Row {
  const char* dialect;
  const char* text;
  const char* outcome;
};

void check(std::span<const Row> rows) {
  for (const Row& row : rows) {
    CAPTURE(row.dialect);
    CAPTURE(row.text);
    CHECK(outcome(row.text, row.dialect) == row.outcome);
  }
}

}  // namespace

TEST_CASE("people's own texts stay as they are") {
  const char* const texts[] = {
      "* * * * *",       "0 * * * *",    "0 0 * * *",
      "*/15 * * * *",    "*/7 * * * *",  "0 0 * * 1-5",
      "0 9-17 * * 1-5",  "0 0 1 * *",    "0 0 1,15 * *",
      "0 0 */2 * *",     "0 0 31 * *",   "0 0 29 2 *",
      "0 0 L * *",       "0 0 * * L5",   "0 0 * * 5#3",
      "0 0 15W * *",     "0 0 13 * 5",   "30 4 1,15 * 5",
      "25,55 * * * *",   "10 */3 * * *", "0 6,12,20 * * *",
      "0 0 1 1,4,7 *",   "0 0 1 */3 *",  "0 8,20 * * 0,6",
      "5-50/15 * * * *", "0 0 1 * * 30", "0 0 1 1 * 0 2024-2026",
      "0 0,13 * * *",    "0 0 * 6-8 *",  "59 23 * * 0"};
  for (const char* text : texts) CHECK(outcome(text, "croniter") == text);
}

TEST_CASE("croniter") {
  const Row rows[] = {
      {"croniter", "  0   0 * * *  ", "0 0 * * *"},
      {"croniter", "@daily", "0 0 * * *"},
      {"croniter", "@DAILY", "0 0 * * *"},
      {"croniter", "@quarterly", "0 0 1 */3 *"},
      {"croniter", "5/15 * * * *", "5-50/15 * * * *"},
      {"croniter", "59/15 * * * *", "59 * * * *"},
      {"croniter@6.2.4", "59/15 * * * *", "*/15 * * * *"},
      {"croniter@4.0", "59/15 * * * *", "59 * * * *"},
      {"croniter", "*/90 * * * *", "0 * * * *"},
      {"croniter", "0 22-2 * * *", "0 0-2,22,23 * * *"},
      {"croniter", "0 0 * * FRI-MON", "0 0 * * 0,1,5,6"},
      {"croniter", "0 0 * JAN-JAN *", "0 0 * * *"},
      {"croniter", "0 0 * * 0-7", "0 0 * * *"},
      {"croniter", "0 0 1-31 * 1", "0 0 * * *"},
      {"croniter@2.0", "0 0 1-31 * 1", "0 0 * * 1"},
      {"croniter", "0 0 *,1 * 1", "0 0 * * 1"},
      {"croniter", "0 0 1-31,L * */3", "0 0 * * *"},
      {"croniter", "0 0 1 * */2", "0 0 1 * 0-6/2"},
      {"croniter", "0 0 ? * 1", "0 0 * * 1"},
      {"croniter", "0 0 31 2 *", "0 0 30 2 *"},
      {"croniter", "0 0 * * * 7", "0 0 * * * 7"},
      {"croniter@2.0.4", "0 0 ? * 1",
       "4+1: `?` is not valid in croniter 2.0.4 (write `*`)"},
      {"croniter@4.0.0", "0 0 * * 7",
       "8+1: weekday 7 is out of range 0-6 (write `0 0 * * 0` for what "
       "`croniter` means by it)"},
      {"croniter@4.0", "0 22-2 * * *",
       "2+4: range `22-2` runs backwards in croniter 4 (write `22-23,0-2`)"},
      {"croniter@6.0", "0 0 15W * *",
       "4+3: `15W` is not valid in croniter 5.0.1 (the dialects "
       "`croniter`, `quartz` and `eventbridge` have it)"},
      {"croniter", "60 0 * * *",
       "0+2: minute 60 is out of range 0-59 (the full hour is minute 0)"},
      {"croniter", "0 24 * * *",
       "2+2: hour 24 is out of range 0-23 (midnight is hour 0)"},
      {"croniter", "0 0 0 * *", "4+1: day of month 0 is out of range 1-31"},
      {"croniter", "99999999999999999999 * * * *",
       "0+20: minute 99999999 is out of range 0-59"},
      {"croniter", "*/0 * * * *",
       "0+3: step 0 never advances (write 1 or more)"},
      {"croniter", "*/x * * * *",
       "0+3: `x` is not a step (write a number after the slash)"},
      {"croniter", "0,,5 * * * *",
       "2+0: empty item in the minute field (remove the comma)"},
      {"croniter", "-5 * * * *",
       "0+2: `-5` is not a minute (write a number from 0 to 59)"},
      {"croniter", "0 0 * * MUN",
       "8+3: `MUN` is not a weekday (did you mean `SUN`?)"},
      {"croniter", "0 0 * FEBR *",
       "6+4: `FEBR` is not a month (did you mean `FEB`?)"},
      {"croniter", "0 0 * * 5L",
       "8+2: `5L` is not valid in croniter (write `L5`)"},
      {"croniter", "0 0 * * 5#6",
       "8+3: `6` is not a week of the month (write a number from 1 to 5 after "
       "the `#`)"},
      {"croniter", "0 0 * * 5#3,1",
       "8+5: `5#3,1` mixes weekdays with weekdays of the month (write a list "
       "of two crons)"},
      {"croniter", "0 0 1W,15W * *",
       "4+6: `W` stands alone in its field in croniter (write a list of two "
       "crons)"},
      {"croniter", "0 0 1 * 5#3",
       "8+3: croniter ignores the day of month beside `#` and `L` (write `*` "
       "as the day of month, or two crons)"},
      {"croniter", "0 22-2/3 * * *",
       "2+6: a step over the wrapped range `22-2/3` has no one meaning in "
       "croniter (write the values: `1,22`)"},
      {"croniter", "0 0 * * * # nightly",
       "10+9: a comment is not part of a cron (remove it)"},
      {"croniter", "* * * *",
       "0+7: 4 fields given; croniter has 5: minute, hour, day of month, "
       "month, weekday; or 6 or 7"},
      {"croniter", "",
       "0+0: no schedule where a cron is meant (write a cron such as `0 0 * "
       "* *`)"},
      {"croniter", " None ",
       "1+4: no schedule where a cron is meant (write a cron such as `0 0 * "
       "* *`)"},
      {"croniter", "0 1 * * * | 0 2 * * *",
       "10+1: two crons in one text (write them as a list: `crons: [..., "
       "...]`)"},
      {"croniter", "'0 1 * * *'",
       "0+1: quotes are not part of a cron (remove them)"},
      {"croniter", "CRON_TZ=Europe/Paris 0 1 * * *",
       "0+20: a time zone is not part of a cron (write it beside the cron: "
       "`timezone: Europe/Paris`)"},
      {"croniter", "@once",
       "0+5: \"@once\" runs once, when it is deployed: not a schedule (write "
       "a cron, or leave the schedule out)"},
      {"croniter", "@every 5m",
       "0+9: \"@every 5m\" counts from the start of a process, not from a "
       "date (write a cron, or leave the schedule out)"},
      {"croniter", "@dayly",
       "0+6: unknown macro \"@dayly\" (did you mean `@daily`?)"},
      {"croniter", "H H * * *",
       "0+1: `H` is chosen by the engine, not by the text (write the value "
       "that is in force)"},
      {"croniter", "R * * * *",
       "0+1: `R` is chosen by the engine, not by the text (write the value "
       "that is in force)"},
  };
  check(rows);
}

TEST_CASE("vixie") {
  const Row rows[] = {
      {"vixie", "0 0 */10 * 1", "0 0 */10 * 1"},
      {"vixie", "0 0 1 * */2", "0 0 1 * */2"},
      {"vixie", "0 0 1,15 * 5", "0 0 1,15 * 5"},
      {"vixie", "0 0 * * fri-sun", "0 0 * * 0,5,6"},
      {"vixie", "10-5 * * * *", "0 0 30 2 *"},
      {"vixie", "5/15 * * * *",
       "0+4: `5/15` is not valid in vixie cron (write `5-59/15`)"},
      {"vixie", "0 0 ? * 1", "4+1: `?` is not valid in vixie cron (write `*`)"},
      {"vixie", "0 0 L * *",
       "4+1: `L` is not valid in vixie cron (the dialects "
       "`croniter`, `quartz`, `snowflake` and `eventbridge` have it)"},
      {"vixie", "@DAILY",
       "0+6: \"@DAILY\" is not valid in vixie cron (write `@daily`)"},
      {"vixie", "@quarterly",
       "0+10: \"@quarterly\" is not valid in vixie cron (write `0 0 1 */3 "
       "*`)"},
      {"vixie", "@reboot",
       "0+7: \"@reboot\" runs when a machine starts: not a schedule (write a "
       "cron, or leave the schedule out)"},
      {"vixie", "0~30 * * * *",
       "0+4: `0~30` is chosen by the engine, not by the text (write the value "
       "that is in force)"},
      {"vixie", "0 0 * * * 30",
       "0+12: 6 fields given; vixie cron has 5: minute, hour, day of month, "
       "month, weekday (valid in the dialect `croniter`)"},
  };
  check(rows);
}

TEST_CASE("Quartz-like texts are recognised") {
  const Row rows[] = {
      {"croniter", "0 0/30 9-19 ? * MON-FRI",
       "12+1: `?` is not valid in the month field of croniter (write "
       "`*/30 9-19 * * 1-5` for what `quartz` means by it)"},
      {"croniter", "0 0 12 1/1 * ? *",
       "13+1: `?` is not valid in the second field of croniter (write "
       "`0 12 * * *` for what `quartz` means by it)"},
      {"croniter", "0 12 ? * MON-FRI *", "0 12 * * 1-5 *"},
      {"quartz", "0 0/30 9-19 ? * MON-FRI", "0 */30 9-19 ? * 2-6"},
      {"quartz", "0 0 12 1/1 * ? *", "0 0 12 * * ?"},
      {"quartz", "0 0 12 LW * ? 2030", "0 0 12 LW * ? 2030"},
      {"quartz", "0 0 12 L-3 * ?", "0 0 12 L-3 * ?"},
      {"quartz", "0 0 12 ? * 6L", "0 0 12 ? * 6L"},
      {"quartz", "0 0 12 ? * SUNDAY", "0 0 12 ? * 1"},
      {"quartz", "5/0 */0 12-14/0 ? * 2", "5 * 12 ? * 2"},
      {"quartz", "0 0 12 ? * MON-FRI/2",
       "11+9: Quartz ignores the step after names (write numbers)"},
      {"quartz", "0 0 12 ? * FRIDAY#3",
       "11+8: `FRIDAY#3` is not valid in Quartz (write `FRI#3`)"},
      {"quartz", "0 0 12 ? * FRIDAYL",
       "11+7: `FRIDAYL` is not valid in Quartz (write `FRIL`)"},
      {"quartz", "0 0 12 ? * MON-FRI#3",
       "11+9: `MON-FRI#3` is not valid in Quartz (write a list of crons)"},
      {"quartz", "0 0 12 ? * 2,6L",
       "11+4: `L` stands alone in its field in Quartz (write a list of "
       "crons)"},
      {"quartz", "0 0 12 ? * 2 2036-2028",
       "13+9: range `2036-2028` runs backwards in Quartz (write "
       "`2036-2199,1970-2028`)"},
      {"quartz", "0 0 12 ? * 1 ,", "0 0 0 30 2 ?"},
      {"quartz", "0 0 12 * * 2",
       "7+1: Quartz wants `?` in exactly one of day of month and weekday "
       "(write `?` in the one that is free)"},
      {"eventbridge", "0 12 ? * 2-6 2030", "0 12 ? * 2-6 2030"},
      {"eventbridge", "0 12 * * *",
       "0+10: 5 fields given; EventBridge has 6: minute, hour, day of month, "
       "month, weekday, year (write `0 12 * * ? *` for what "
       "`croniter` means by it)"},
  };
  check(rows);
}

TEST_CASE("the other dialects") {
  const Row rows[] = {
      {"kestra", "0 0 * * SUN-TUE",
       "8+7: range `SUN-TUE` runs backwards in Kestra (write `0-2`)"},
      {"kestra", "0 0 * * FRI-SUN", "0 0 * * 0,5,6"},
      {"kestra", "0 0 *,1 * 1", "0 0 * * *"},
      {"kestra", "0 0 */1 * 1", "0 0 * * 1"},
      {"kestra", "0 0 * * 3/4", "0 0 * * 0,3"},
      {"kestra", "*/90 * * * *",
       "0+4: step 90 is larger than the minute's range in Kestra (write `0` "
       "for the first value alone)"},
      {"kestra", "30 0 12 * * *", "30 0 12 * * *"},
      {"kubernetes", "0 0 * * 7",
       "8+1: weekday 7 is out of range 0-6 (write `0 0 * * 0` for what "
       "`croniter` means by it)"},
      {"kubernetes", "0 0 */1 * 1", "0 0 * * 1"},
      {"kubernetes", "0,,5 * * * *", "0,5 * * * *"},
      {"kubernetes", "?/20,5 0 1,? * 1", "0,5,20,40 0 * * 1"},
      {"cloud-scheduler", "5/15 * * * *",
       "0+4: `5/15` is not valid in Cloud Scheduler (write `5-59/15`)"},
      {"snowflake", "0 0 L * *", "0 0 L * *"},
      {"snowflake", "0 0 * * 5L", "0 0 * * 5L"},
      {"snowflake", "0 0 * * L5",
       "8+2: `L5` is not valid in Snowflake (write `5L`)"},
      {"github", "30 5 * * MON-FRI", "30 5 * * 1-5"},
      {"quartz", "@daily",
       "0+6: \"@daily\" is not valid in Quartz (write `0 0 0 * * ?`)"},
      {"quartz", "0 0 0 W15 * ?",
       "6+3: `W15` is not valid in Quartz (write `15W`)"},
      {"quartz", "0 9 * * 1-5",
       "0+11: 5 fields given; Quartz has 6: second, minute, hour, day of "
       "month, "
       "month, weekday; or 7 (write `0 0 9 ? * 2-6` for what `croniter` means "
       "by it)"},
      {"croniter", "0 0 LW * *",
       "4+2: `LW` is not valid in croniter (the dialects `quartz` and "
       "`eventbridge` have it)"},
      {"croniter", "0 0 L-3 * *",
       "4+3: `L-3` is not valid in croniter (the dialect `quartz` has it)"},
      {"kestra", "0 0 * * 5#3",
       "8+3: `5#3` is not valid in Kestra (the dialects `croniter`, `quartz` "
       "and `eventbridge` have it)"},
      {"kestra", "0 0 * * 5L",
       "8+2: `5L` is not valid in Kestra (the dialects `croniter`, `quartz`, "
       "`snowflake` and `eventbridge` have it)"},
      {"kubernetes", "?/5 * * * *", "*/5 * * * *"},
      {"croniter", "0 0 ?/5 * *",
       "4+3: `?/5` is not valid in croniter (write `*/5`)"},
      {"github", "@daily",
       "0+6: \"@daily\" is not valid in GitHub Actions (write `0 0 * * *`)"},
      {"portable", "0 0 * * 1-5", "0 0 * * 1-5"},
      {"portable", "0 0 1 * 1",
       "8+1: engines combine a day of month and a weekday in different ways "
       "(write `*` in one of them, or two crons)"},
      {"portable", "0 0 * * FRI-SUN",
       "8+7: `FRI-SUN` is not valid in portable cron (write `0,5,6`)"},
  };
  check(rows);
}

TEST_CASE("print says what a dialect cannot say") {
  const auto print = [](const char* text, const char* target) {
    const auto cron = lockstep::compile(text, dialect("croniter"));
    REQUIRE(cron.has_value());
    const auto printed = lockstep::print(*cron, dialect(target));
    return printed ? *printed : printed.error().message;
  };
  CHECK(print("0 0 L * *", "vixie") ==
        "vixie cron cannot say \"on the last day of the month\"");
  CHECK(print("0 0 * * * 30", "vixie") == "vixie cron cannot say seconds");
  CHECK(print("0 0 * * * 0 2030", "vixie") == "vixie cron cannot say years");
  CHECK(
      outcome("5 * * * * ? */7", "croniter@3.0") ==
      "10+1: `?` is not valid in the second field of croniter 3 (valid in the "
      "dialect `quartz`)");
  const auto late = lockstep::compile("0 0 0 1 1 ? 2150", dialect("quartz"));
  CHECK(lockstep::print(*late, dialect("croniter")).error().message ==
        "croniter cannot say years after 2099");
  CHECK(print("0 0 * * MON-FRI", "vixie") == "0 0 * * 1-5");
  const auto both = lockstep::compile("0 0 */10 * 1", dialect("vixie"));
  CHECK(lockstep::print(*both, dialect("croniter")).error().message ==
        "croniter cannot say \"on the 1st, the 11th, the 21st and the 31st of "
        "the month if it is a Monday\"");
  const auto either = compile("0 0 13 * 5", dialect("croniter"));
  const auto refused = lockstep::print(*either, dialect("quartz"));
  CHECK(refused.error().message ==
        "Quartz cannot say \"on the 13th of the month and on every Friday\"");
  CHECK(refused.error().hint ==
        "write two crons: `0 0 0 13 * ?` and `0 0 0 ? * 6`");
}

TEST_CASE("facts carry the places of fields and steps") {
  const auto compiled =
      lockstep::compile_with_facts(" */45  2 1 * 1-5 ", dialect("croniter"));
  REQUIRE(compiled.has_value());
  const lockstep::CronFacts& facts = compiled->facts;
  const auto range = [&](lockstep::CronField field) {
    return facts.field_ranges[static_cast<std::size_t>(field)];
  };
  using Range = std::pair<std::size_t, std::size_t>;
  CHECK(facts.fields == 5);
  CHECK(range(lockstep::CronField::Minute) == Range{1, 4});
  CHECK(range(lockstep::CronField::Hour) == Range{7, 1});
  CHECK(range(lockstep::CronField::DayOfWeek) == Range{13, 3});
  CHECK(range(lockstep::CronField::Second) == Range{0, 0});
  REQUIRE(facts.steps.size() == 1);
  CHECK(facts.steps[0].field == lockstep::CronField::Minute);
  CHECK(facts.steps[0].offset == 1);
  CHECK(facts.steps[0].length == 4);
  CHECK(facts.steps[0].last == 59);
  CHECK(facts.steps[0].step == 45);
  CHECK(facts.day_of_month_restricted);
  CHECK(facts.day_of_week_restricted);
  CHECK(facts.days_by_union);
  CHECK(facts.minute_or_hour_starts_star);
  CHECK_FALSE(facts.hour_is_star);
  CHECK_FALSE(facts.is_macro);
  const auto macro =
      lockstep::compile_with_facts("@hourly", dialect("croniter"));
  CHECK(macro->facts.is_macro);
  CHECK(macro->facts.hour_is_star);
  CHECK(macro->facts.steps.empty());
  const auto vixie =
      lockstep::compile_with_facts("0 0 */10 * 1", dialect("vixie"));
  CHECK_FALSE(vixie->facts.days_by_union);
}

TEST_CASE("texts that mean no schedule") {
  for (const char* text : {"", "  ", "None", "none", " NONE\t"}) {
    CHECK(lockstep::is_no_schedule(text));
  }
  for (const char* text : {"0", "Nonesuch", "no", "@daily"}) {
    CHECK_FALSE(lockstep::is_no_schedule(text));
  }
}

TEST_CASE("dialects are found by name and version") {
  CHECK(lockstep::dialects().front().name == "croniter");
  CHECK(lockstep::find_dialect("Vixie")->name == "vixie");
  CHECK(lockstep::find_dialect("croniter@6.2.2")->name == "croniter@6.2");
  CHECK(lockstep::find_dialect("croniter@2.0.3")->name == "croniter@2.0");
  CHECK(lockstep::find_dialect("croniter@1.0.15")->name == "croniter@2.0");
  CHECK(lockstep::find_dialect("croniter@9")->name == "croniter@7.0");
  for (const char* name : {"", "cronitor", "croniter@", "croniter@x", "@6",
                           "croniter@6.2.2.1", "croniter@-1", "vixie@4"}) {
    CHECK(lockstep::find_dialect(name) == nullptr);
  }
}

TEST_CASE("any bytes get an answer") {
  std::string text(200'000, '*');
  CHECK(outcome(text, "croniter") ==
        "0+200000: the text has 200000 bytes; a cron has at most 1024");
  for (int byte = 0; byte < 256; ++byte) {
    const char c = static_cast<char>(byte);
    for (const std::string& odd :
         {std::string(1, c), "0 0 * * " + std::string(1, c),
          std::string("0 0 * * 1") + c + '2', std::string("0 0 L") + c + " * *",
          std::string(5, c), "0 0 1" + std::string(1, c) + "W * 3#" + c}) {
      for (const lockstep::Dialect& each : lockstep::dialects()) {
        const auto cron = lockstep::compile(odd, each);
        if (cron) continue;
        CHECK(cron.error().offset + cron.error().length <= odd.size());
        CHECK_FALSE(cron.error().message.empty());
      }
    }
  }
}
