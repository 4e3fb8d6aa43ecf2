// Rules about crons: rows of texts and what is said about them, and CRN003 and
// CRN005 against a scan of the calendar that knows nothing of masks.

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <random>
#include <set>

#include "linted.hpp"
#include "support/paths.hpp"

namespace lockstep {
namespace {

using test::lint_cron;
using test::lint_files;
using test::Linted;
using Lines = std::vector<std::string>;

struct Row {
  std::string_view cron, dialect;
  Lines lines;
};

void check(std::span<const Row> rows) {
  for (const Row& row : rows) {
    CAPTURE(row.cron);
    CHECK(lint_cron(row.cron, row.dialect).lines() == row.lines);
  }
}

TEST_CASE("crons that nobody should be told about") {
  for (const char* cron : {"* * * * *",
                           "0 * * * *",
                           "00 05 * * *",
                           "0 9 * * MON-FRI",
                           "@daily",
                           "@hourly",
                           "daily",
                           "weekly",
                           "None",
                           "none",
                           "0,30 * * * *",
                           "*/15 * * * *",
                           "5-59/15 * * * *",
                           "1-59/2 * * * *",
                           "*/7 9 * * *",
                           "0-29/7 * * * *",
                           "0 */6 * * *",
                           "41 3-23/8 * * *",
                           "0 8,12,16 * * *",
                           "0 0 1 */3 *",
                           "0 0 1 1,4,7,10 *",
                           "0 0 1,15 * *",
                           "0 0 29 2 *",
                           "0 0 * * 0",
                           "0 0 * * 7",
                           "0 0 * * SUN",
                           "0 0 * 1-6 *",
                           "*/45 9 * * *",
                           "0 0,12 * * *",
                           "0 9-17/2 * * *",
                           "0 */5 * * 1"}) {
    CAPTURE(cron);
    CHECK(lint_cron(cron).lines().empty());
  }
}

TEST_CASE("CRN001 points at the part that is wrong") {
  const Row rows[] = {
      {"60 * * * *",
       "",
       {"CRN001 error a.b: \"60 * * * *\" is no cron: minute 60 is out of "
        "range 0-59 @ 60"}},
      {"0 25 * * *",
       "",
       {"CRN001 error a.b: \"0 25 * * *\" is no cron: hour 25 is out of range "
        "0-23 @ 25"}}};
  check(rows);
  // A preset stands in the file under its own name.
  const Linted preset = lint_files(
      {{"lockstep.yaml",
        "version: 1\npresets: {often: \"61 * * * *\"}\ndatasets:\n  a.b: "
        "{schedule: often}\n"}});
  CHECK(preset.rules() == Lines{"CRN001"});
  CHECK(preset.lines()[0].ends_with("@ often"));
}

TEST_CASE("places inside a cron are found in JSON and in every quoting") {
  for (const std::string_view text :
       {"\"0 */5 * * *\"", "'0 */5 * * *'", "0 */5 * * *"}) {
    CAPTURE(text);
    const Linted yaml = lint_files(
        {{"d.yaml", fmt::format("datasets:\n  a.b: {{cron: {}}}\n", text)}});
    CHECK(yaml.lines().at(0).ends_with("@ */5"));
  }
  const auto json = [](std::string_view cron) {
    return lint_files(
               {{"l.json", fmt::format("[{{\"data\": {{\"name\": \"a.b\", "
                                       "\"typ\": \"table\", \"cron\": "
                                       "\"{}\"}}}}]",
                                       cron)}})
        .lines()
        .at(0);
  };
  CHECK(json("0 */5 * * *").ends_with("@ */5"));
  // Other bytes in the file: the whole value.
  CHECK(json("0 *\\/5 * * *").ends_with("@ \"0 *\\/5 * * *\""));
}

TEST_CASE("CRN002 is a cron without ticks") {
  const Row rows[] = {
      {"0 0 30 2 *",
       "",
       {"CRN002 error a.b: \"0 0 30 2 *\" never fires: no month of it has "
        "such a day @ 30 2 *"}},
      {"0 0 31 4,6,9,11 *",
       "",
       {"CRN002 error a.b: \"0 0 31 4,6,9,11 *\" never fires: no month of it "
        "has such a day @ 31 4,6,9,11 *"}}};
  check(rows);
}

TEST_CASE("CRN003 is a union that is no intersection") {
  const Row rows[] = {
      {"0 5 1-7 * 1",
       "",
       {"CRN003 warning a.b: \"0 5 1-7 * 1\" fires on day-of-month \"1-7\" and "
        "also on day-of-week \"1\": either is enough @ 1-7 * 1"}},
      // A written-out field restricts nothing, yet is no star.
      {"0 5 1-31 * 1",
       "croniter@5.0.1",
       {"CRN003 warning a.b: \"0 5 1-31 * 1\" fires on day-of-month \"1-31\" "
        "and also on day-of-week \"1\": either is enough @ 1-31 * 1"}},
      // vixie: a field that starts with a star does not restrict.
      {"0 5 */2 * 1", "vixie", {}},
      {"0 5 * * 1", "", {}},
      {"0 5 1-7 * *", "", {}}};
  for (const Row& row : rows) {
    CAPTURE(row.cron);
    Lines found;
    for (const std::string& line : lint_cron(row.cron, row.dialect).lines()) {
      if (line.starts_with("CRN003")) found.push_back(line);
    }
    CHECK(found == row.lines);
  }
  const Diagnostic d = lint_cron("0 5 1-7 * 1").result.diagnostics.at(0);
  // 2024-01-01 is both; the next day is only one of the first seven.
  CHECK(format_instant(d.witness->at) == "2024-01-02T05:00:00Z");
}

TEST_CASE("CRN003 witness is local") {
  const Diagnostic d =
      lint_cron("0 5 1-7 * 1", "", "Europe/Paris").result.diagnostics.at(0);
  CHECK(format_instant(d.witness->at) == "2024-01-02T04:00:00Z");
  CHECK(d.witness->local == "2024-01-02T05:00:00+01:00");
}

/// Does a day match both fields, one, or none? From the calendar alone.
bool some_day_in_one_only(const std::set<unsigned>& month_days,
                          const std::set<unsigned>& weekdays) {
  using namespace std::chrono;
  for (sys_days day{year(2024) / 1 / 1}; day < sys_days{year(2052) / 1 / 1};
       day += days(1)) {
    const bool by_month =
        month_days.contains(unsigned(year_month_day(day).day()));
    const bool by_week = weekdays.contains(weekday(day).c_encoding());
    if (by_month != by_week) return true;
  }
  return false;
}

TEST_CASE("CRN003 agrees with the calendar") {
  std::mt19937 random(7);
  for (int round = 0; round < 60; ++round) {
    std::set<unsigned> month_days, weekdays;
    const bool all_month = round % 5 == 0, all_week = round % 7 == 0;
    for (unsigned d = 1; d <= 31; ++d) {
      if (all_month || random() % 3 == 0) month_days.insert(d);
    }
    for (unsigned w = 0; w <= 6; ++w) {
      if (all_week || random() % 3 == 0) weekdays.insert(w);
    }
    month_days.insert(1);
    weekdays.insert(1);
    // Lists are restrictions to croniter, whatever they hold.
    const std::string cron = fmt::format(
        "0 0 {} * {}", fmt::join(month_days, ","), fmt::join(weekdays, ","));
    CAPTURE(cron);
    const Lines rules = lint_cron(cron, "croniter@5.0.1").rules();
    CHECK((std::ranges::count(rules, "CRN003") > 0) ==
          some_day_in_one_only(month_days, weekdays));
  }
}

TEST_CASE("CRN005 is a short last gap") {
  const Row rows[] = {
      {"*/45 * * * *",
       "",
       {"CRN005 warning a.b: \"*/45\" is not every 45 minutes: the step starts "
        "anew with each hour, so one gap is only 15 minutes @ */45"}},
      {"0 */5 * * *",
       "",
       {"CRN005 warning a.b: \"*/5\" is not every 5 hours: the step starts "
        "anew with each day, so one gap is only 4 hours @ */5"}},
      {"0 0 1 */5 *",
       "",
       {"CRN005 warning a.b: \"*/5\" is not every 5 months: the step starts "
        "anew with each year, so one gap is only 2 months @ */5"}},
      {"0 0 */2 * *",
       "",
       {"CRN005 info a.b: \"*/2\" is not every 2 days: the step starts anew "
        "with each month, so one gap is only 1 day @ */2"}},
      {"*/31 * * * *",
       "",
       {"CRN005 warning a.b: \"*/31\" is not every 31 minutes: the step starts "
        "anew with each hour, so one gap is only 29 minutes @ */31"}}};
  check(rows);
}

TEST_CASE("CRN005 shows the two ticks") {
  const auto ticks = [](std::string_view cron, std::string_view zone) {
    const Linted linted = lint_cron(cron, "", zone);
    std::string text;
    for (const WitnessRun& run :
         linted.result.diagnostics.at(0).witness->runs) {
      text += format_instant(run.tick) + " ";
    }
    return text;
  };
  CHECK(ticks("*/7 * * * *", "UTC") ==
        "2024-01-01T00:56:00Z 2024-01-01T01:00:00Z ");
  CHECK(ticks("30 */5 * * *", "Europe/Paris") ==
        "2024-01-01T19:30:00Z 2024-01-01T23:30:00Z ");
  CHECK(ticks("0 0 1 */5 *", "UTC") ==
        "2024-11-01T00:00:00Z 2025-01-01T00:00:00Z ");
  // The shortest gap of all: February of a common year.
  CHECK(ticks("0 0 */9 * *", "UTC") ==
        "2025-02-28T00:00:00Z 2025-03-01T00:00:00Z ");
}

TEST_CASE("CRN005 does not take a DST change for the short gap") {
  // 02:00 to 03:00 is skipped on 2024-03-31, so 00:00 and 05:00 of that day
  // are four hours apart as well.
  const Linted linted = lint_files(
      {{"lockstep.yaml",
        "version: 1\ntimezone: Europe/Paris\nas_of: 2024-03-30T22:30:00Z\n"
        "datasets:\n  a.b: {cron: \"0 */5 * * *\"}\n"}});
  const Witness& witness = *linted.result.diagnostics.at(0).witness;
  CHECK(witness.local == "2024-04-01T00:00:00+02:00");
  CHECK(format_instant(witness.runs.at(0).tick) == "2024-03-31T18:00:00Z");
}

/// The least distance of two firing minutes over three days, by scanning.
int least_gap(int minute_from, int minute_to, int step, int hour_from,
              int hour_to) {
  int least = 1 << 20, last = -1;
  for (int minute = 0; minute < 3 * 24 * 60; ++minute) {
    const int m = minute % 60, h = minute / 60 % 24;
    if (m < minute_from || m > minute_to || (m - minute_from) % step != 0) {
      continue;
    }
    if (h < hour_from || h > hour_to) continue;
    if (last >= 0) least = std::min(least, minute - last);
    last = minute;
  }
  return least;
}

TEST_CASE("CRN005 agrees with a scan of minutes") {
  std::string datasets = "datasets:\n";
  std::vector<std::string> crons;
  std::vector<bool> expected;
  for (int step = 2; step < 60; step += 3) {
    for (const auto& [from, to] : {std::pair(0, 59), std::pair(1, 59),
                                   std::pair(0, 29), std::pair(17, 58)}) {
      for (const auto& [first, last] :
           {std::pair(0, 23), std::pair(9, 11), std::pair(9, 10)}) {
        crons.push_back(
            fmt::format("{}-{}/{} {}-{} * * *", from, to, step, first, last));
        datasets += fmt::format("  d.n{}: {{cron: \"{}\"}}\n", expected.size(),
                                crons.back());
        const bool once = from + step > to;
        expected.push_back(!once &&
                           least_gap(from, to, step, first, last) < step);
      }
    }
  }
  LintOptions options;
  options.select = {"CRN005"};
  const Linted linted = lint_files({{"datasets.yaml", datasets}}, options);
  std::vector<bool> found(expected.size());
  for (const Diagnostic& d : linted.result.diagnostics) {
    for (const std::string& node : d.nodes) {
      found[std::stoul(node.substr(3))] = true;
    }
  }
  CHECK(std::ranges::count(expected, true) > 30);
  CHECK(std::ranges::count(expected, false) > 30);
  for (std::size_t i = 0; i < expected.size(); ++i) {
    CAPTURE(crons[i]);
    CHECK(found[i] == expected[i]);
  }
}

TEST_CASE("CRN006 is noise that a careful reader would shorten") {
  const Row rows[] = {
      {"0-59 * * * *",
       "",
       {"CRN006 info a.b: \"0-59 * * * *\" is a longer text for \"* * * * *\" "
        "@ 0-59 * * * *"}},
      {"*/1 * * * *",
       "",
       {"CRN006 info a.b: \"*/1 * * * *\" is a longer text for \"* * * * *\" @ "
        "*/1 * * * *"}},
      {"*/90 * * * *",
       "",
       {"CRN006 info a.b: \"*/90 * * * *\" is a longer text for \"0 * * * *\" "
        "@ */90 * * * *"}},
      // Names stay where nothing is wrong with them.
      {"0 9 1-5,3 * *",
       "",
       {"CRN006 info a.b: \"0 9 1-5,3 * *\" is a longer text for \"0 9 1-5 * "
        "*\" @ 0 9 1-5,3 * *"}},
      {"00-59 9 * * MON-FRI",
       "",
       {"CRN006 info a.b: \"00-59 9 * * MON-FRI\" is a longer text for \"* 9 * "
        "* MON-FRI\" @ 00-59 9 * * MON-FRI"}},
      {"0 9 * * 1,2,3,4,5",
       "",
       {"CRN006 info a.b: \"0 9 * * 1,2,3,4,5\" is a longer text for \"0 9 * * "
        "1-5\" @ 0 9 * * 1,2,3,4,5"}}};
  check(rows);
}

/// The texts after the edits of the first finding.
std::string fixed(const Linted& linted) {
  std::string text = linted.files[0].text;
  for (const Edit& edit : linted.result.diagnostics.at(0).fix.value().edits) {
    text.replace(edit.where.offset, edit.where.length, edit.text);
  }
  return text;
}

TEST_CASE("fixes are edits that leave a clean file") {
  CHECK(fixed(lint_cron("0-59/15 * * * *")) ==
        "datasets:\n  a.b: {cron: \"*/15 * * * *\"}\n");
  struct UnionRow {
    std::string_view before, after;
  };
  const UnionRow rows[] = {
      {"[\"0 * * * *\", \"0 6 * * *\"]", "[\"0 * * * *\"]"},
      {"['0 6 * * *', '0 * * * *']", "['0 * * * *']"},
      {"[0 6 * * *, 0 * * * *, 30 1 * * *]", "[0 * * * *, 30 1 * * *]"}};
  for (const UnionRow& row : rows) {
    const auto file = [](std::string_view crons) {
      return fmt::format("datasets:\n  a.b: {{crons: {}}}\n", crons);
    };
    const Linted linted = lint_files({{"datasets.yaml", file(row.before)}});
    CHECK(linted.rules() == Lines{"CRN008"});
    CHECK(fixed(linted) == file(row.after));
    CHECK(lint_files({{"datasets.yaml", file(row.after)}}).lines().empty());
  }
}

TEST_CASE("CRN008 names the member that adds nothing") {
  const auto lines = [](std::string_view crons) {
    return lint_files(
               {{"datasets.yaml",
                 fmt::format("datasets:\n  a.b: {{crons: {}}}\n", crons)}})
        .lines();
  };
  CHECK(lines("[\"0 * * * *\", \"0 6 * * *\"]") ==
        Lines{"CRN008 warning a.b: \"0 6 * * *\" adds no run: each is one of "
              "\"0 * * * *\" @ 0 6 * * *"});
  // Covered by two together.
  CHECK(lines("[\"0 0-11 * * *\", \"0 12-23 * * *\", \"0 8-16 * * *\"]") ==
        Lines{"CRN008 warning a.b: \"0 8-16 * * *\" adds no run: each is one "
              "of \"0 0-11 * * *\" and \"0 12-23 * * *\" @ 0 8-16 * * *"});
  CHECK(lines("[\"25,55 * * * *\", \"10 */3 * * *\"]").empty());
  CHECK(lines("[\"0 6 * * *\", {cron: \"0 6 * * *\", timezone: "
              "Europe/Paris}]")
            .empty());
  // A member that never fires is said to do so, and no more.
  CHECK(lines("[\"0 * * * *\", \"0 0 30 2 *\"]") ==
        Lines{"CRN002 error a.b: \"0 0 30 2 *\" never fires: no month of it "
              "has such a day @ 30 2 *"});
}

TEST_CASE("a schedule in many datasets is one finding at its first place") {
  const Linted linted = lint_files(
      {{"b.yaml", "datasets:\n  z.z: {cron: \"*/7 * * * *\"}\n"},
       {"a.yaml",
        "datasets:\n  y.y: {cron: \"*/7 * * * *\"}\n  a.a: {schedule: "
        "\"*/7 * * * *\"}\n"}});
  REQUIRE(linted.rules() == Lines{"CRN005"});
  const Diagnostic& d = linted.result.diagnostics[0];
  CHECK(d.nodes == Lines{"a.a", "y.y", "z.z"});
  CHECK(linted.sources[d.where.source].path == "a.yaml");
  CHECK(linted.sources.line_column(d.where).line == 2);
}

TEST_CASE("TZD005 is one finding for each zone name") {
  const Linted linted = lint_files(
      {{"lockstep.yaml",
        "version: 1\ntimezone: IST\ndatasets:\n  a.a: {cron: \"0 1 * * *\"}\n"
        "  a.b: {cron: \"0 2 * * *\"}\n  a.c: {cron: \"0 3 * * *\", timezone: "
        "EST}\n  a.d: {cron: \"0 3 * * *\", timezone: Europe/Paris}\n"}});
  REQUIRE(linted.rules() == Lines{"TZD005", "TZD005"});
  CHECK(linted.result.diagnostics[0].nodes == Lines{"a.a", "a.b"});
  CHECK(linted.sources.line_column(linted.result.diagnostics[0].where).line ==
        2);
  CHECK(linted.lines()[1] ==
        "TZD005 warning a.c: time zone \"EST\" is -05:00 all year, without "
        "daylight saving time @ EST");
}

TEST_CASE("TZD005 sees the project's zone before its first cron") {
  const Linted linted =
      lint_files({{"lockstep.yaml", "version: 1\ntimezone: Europe/Pari\n"}});
  REQUIRE(linted.rules() == Lines{"TZD005"});
  CHECK(linted.result.diagnostics[0].help == "did you mean \"Europe/Paris\"?");
  CHECK(linted.result.diagnostics[0].where.valid());
  CHECK(lint_files({{"lockstep.yaml", "version: 1\ntimezone: Europe/Paris\n"}})
            .rules()
            .empty());
}

TEST_CASE("of the crons of public repositories three never fire") {
  std::ifstream file(test::data_dir() / "cron/real_crons.tsv");
  if (!file) {
    MESSAGE("SKIPPED: no real crons here");
    return;
  }
  std::string datasets = "datasets:\n";
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with('#')) continue;
    datasets += fmt::format("  c.n{}: {{cron: '{}'}}\n", datasets.size(),
                            line.substr(0, line.find('\t')));
  }
  const Linted linted = lint_files({{"datasets.yaml", datasets}});
  std::set<std::string> never;
  for (const Diagnostic& d : linted.result.diagnostics) {
    if (d.rule == "CRN002") never.insert(d.parameters.at(0).second);
    // Every finding points at something in the file.
    CHECK(!linted.sources.text(d.where).empty());
  }
  CHECK(never ==
        std::set<std::string>{"* * 30 02 *", "0 0 30 2 *", "0 0 31 2 *"});
}

}  // namespace
}  // namespace lockstep
