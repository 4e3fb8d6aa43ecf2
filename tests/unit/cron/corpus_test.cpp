// Answers that others measured: 66 expressions in cron engines, 2,967 calls of
// croniter's own tests, 728 crons of public repositories.

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <map>
#include <memory>
#include <set>
#include <sstream>

#include <nlohmann/json.hpp>

#include "cron/schedule.hpp"
#include "support/paths.hpp"

namespace {

using lockstep::seconds;
using lockstep::sys_seconds;

const std::string kData = (lockstep::test::data_dir() / "cron/").string();

bool missing(const std::string& path) {
  if (std::ifstream(path)) return false;
  MESSAGE("SKIPPED: no ", path);
  return true;
}

/// `240131T0630`, `:15` behind it where seconds count.
std::string short_form(sys_seconds t) {
  std::string text = lockstep::format_instant(t);  // 2024-01-31T06:30:15Z
  std::string result = text.substr(2, 2) + text.substr(5, 2) +
                       text.substr(8, 5) + text.substr(14, 2);
  if (text.substr(17, 2) != "00") result += ':' + text.substr(17, 2);
  return result;
}

std::string first_six(const lockstep::Cron& cron) {
  std::string text;
  auto tick = next_or_equal(cron, *lockstep::parse_instant("2024-01-01"));
  for (int i = 0; i < 6; ++i) {
    if (!tick) return text + "NEVER";
    text += (i == 0 ? "" : " ") + short_form(*tick);
    tick = next(cron, *tick);
  }
  return text;
}

std::string trimmed(std::string text) {
  text.erase(text.find_last_not_of(' ') + 1);
  text.erase(0, text.find_first_not_of(' '));
  return text;
}

/// For each expression what the engine gave.
std::map<std::string, std::string> matrix_column(const std::string& engine) {
  std::map<std::string, std::string> column;
  std::ifstream file(kData + "dialect_matrix.txt");
  std::string expression;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("## '")) {
      expression = line.substr(4, line.size() - 5);
      continue;
    }
    const std::size_t arrow = line.find("<- ");
    if (arrow == std::string::npos) continue;
    std::istringstream engines(line.substr(arrow + 3));
    for (std::string name; engines >> name;) {
      if (name.ends_with(',')) name.pop_back();
      if (name == engine) column[expression] = trimmed(line.substr(0, arrow));
    }
  }
  return column;
}

struct Known {
  const char* expression;
  const char* reason;
};

/// The columns are five-field texts; Quartz was given `0` seconds and `?`.
std::string for_quartz(std::string text) {
  std::istringstream words(text);
  std::vector<std::string> fields;
  for (std::string word; words >> word;) fields.push_back(word);
  if (fields.size() != 5) return text;
  if (fields[4] == "*") {
    fields[4] = "?";
  } else if (fields[2] == "*") {
    fields[2] = "?";
  }
  text = "0";
  for (const std::string& field : fields) text += ' ' + field;
  return text;
}

/// Checks a column; `known` differ, each for its reason.
void check_column(const char* engine, const char* dialect,
                  std::span<const Known> known) {
  const auto column = matrix_column(engine);
  CHECK(column.size() == 66);
  std::size_t explained = 0;
  for (const auto& [expression, given] : column) {
    CAPTURE(engine);
    CAPTURE(expression);
    const bool quartz = std::string_view(engine) == "quartz";
    const auto cron =
        lockstep::compile(quartz ? for_quartz(expression) : expression,
                          *lockstep::find_dialect(dialect));
    const std::string ours = cron ? first_six(*cron) : "ERR";
    const bool equal = given == "ERR" ? ours == given : ours.starts_with(given);
    const bool is_known = std::ranges::any_of(
        known, [&](const Known& row) { return expression == row.expression; });
    explained += is_known;
    CHECK_MESSAGE(equal != is_known, ours, " but ", given);
  }
  CHECK(explained == known.size());
}

// ---- croniter's own tests ----

struct Call {
  std::string expression;
  double start;
  bool backwards;
  nlohmann::json result;
  nlohmann::json options;
};

/// Why a call is not compared, or empty.
std::string reason_to_skip(const nlohmann::json& row) {
  if (!row[2].is_null()) return "in a zone: tests/unit/dst compares them";
  const nlohmann::json& options = row[5];
  if (options.contains("hash_id")) return "hashed values";
  if (options.value("expand_from_start_time", false)) {
    return "steps counted from the start";
  }
  return {};
}

lockstep::Dialect dialect_of(const nlohmann::json& options) {
  lockstep::Dialect dialect = *lockstep::find_dialect("croniter@6.3");
  if (!options.value("day_or", true)) {
    dialect.day_rule = lockstep::DayRule::Both;
  }
  if (options.value("implement_cron_bug", false)) {
    dialect.day_rule = lockstep::DayRule::EitherUnlessStarPrefix;
  }
  if (options.value("second_at_beginning", false)) {
    dialect.six_fields = "smhDMW";
    dialect.seven_fields = "smhDMWY";
  }
  return dialect;
}

std::string answer(const Call& call) {
  const auto cron =
      lockstep::compile(call.expression, dialect_of(call.options));
  if (!cron) return "refused";
  const auto floor = static_cast<std::int64_t>(std::floor(call.start));
  const sys_seconds start{seconds{floor}};
  const bool whole = static_cast<double>(floor) == call.start;
  const auto tick = !call.backwards ? next(*cron, start)
                    : whole         ? prev(*cron, start)
                                    : prev_or_equal(*cron, start);
  return tick ? std::to_string(tick->time_since_epoch().count()) : "none";
}

std::string expectation(const nlohmann::json& result) {
  if (result.is_string()) {
    const auto name = result.get<std::string>();
    return name == "CroniterBadDateError" ? "none" : name;
  }
  return std::to_string(result.get<std::int64_t>());
}

std::vector<nlohmann::json> croniter_rows() {
  const std::string command =
      "gzip -dc '" + kData + "croniter_triples.jsonl.gz'";
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"),
                                                   pclose);
  std::vector<nlohmann::json> rows;
  std::string line;
  for (int c = 0; pipe && c != EOF;) {
    c = std::fgetc(pipe.get());
    if (c != '\n' && c != EOF) {
      line += static_cast<char>(c);
    } else if (!line.empty()) {
      rows.push_back(nlohmann::json::parse(line));
      line.clear();
    }
  }
  return rows;
}

}  // namespace

TEST_CASE("engines as measured") {
  if (missing(kData + "dialect_matrix.txt")) return;
  const Known croniter[] = {
      {"0 0 31 2 *", "accepted: it never fires, which is a finding of lint"},
      {"0 0 0 * * *", "refused as in croniter 7: day 0; 6 took it for day 1"},
      {"R * * * *", "refused: a new random value at each parse"}};
  check_column("croniter6", "croniter", croniter);
  const Known croniter1[] = {
      {"0 0 31 2 *", "accepted: it never fires, which is a finding of lint"},
      {"0 0 30 2 3", "1.3 gave up where no day of the month came"},
      {"0 0 0 * * *", "refused: 1.3 took day 0 for day 1"},
      {"R * * * *", "refused: a new random value at each parse"}};
  check_column("croniter135", "croniter@2.0", croniter1);
  const Known cronie[] = {
      {"0 0 * * * 30", "refused: the sixth field would be the command"},
      {"0 0 * * * # comment", "refused: the comment would be the command"},
      {"0~30 * * * *", "refused: a random value at each start"},
      {"@reboot", "refused: not a schedule"}};
  check_column("cronie", "vixie", cronie);
  const Known robfig[] = {
      {"@every 5m", "refused: counts from the start of the process"},
      {"CRON_TZ=Europe/Berlin 0 0 * * *", "refused, as by the Kubernetes API"}};
  check_column("robfig", "kubernetes", robfig);
  const Known kestra[] = {
      {"0 0 0 * * *", "measured without its option withSeconds"}};
  check_column("kestra", "kestra", kestra);
  const Known quartz[] = {
      {"0 0 * * 5#3,1", "refused: Quartz mistakes it for the first Sunday"},
      {"0~30 * * * *", "refused: Quartz mistakes it for 0"}};
  check_column("quartz", "quartz", quartz);
}

TEST_CASE("croniter's own tests") {
  if (missing(kData + "croniter_triples.jsonl.gz")) return;
  const auto rows = croniter_rows();
  CHECK(rows.size() == 2967);
  const Known known[] = {
      {"* * * * *", "a test of croniter's argument types"},
      {"0 13 8 1,4,7,10 wed", "searched one year only, by an option"},
      {"0 0 1 1 * * 2099/1", "year 2099 lies beyond its search of 50 years"},
      {"0 0 * * Thu-Tue/2", "a step over a wrapped range: refused"},
      {"0 0 * * thu-tue/2", "a step over a wrapped range: refused"},
      {"0 0 1 Apr-Mar/2 *", "a step over a wrapped range: refused"},
      {"0 0 * * *,sat#3", "`*` beside `#`: refused"},
      {"0 0 1 2 fri#2", "`#` beside a day of month: refused"},
      {"0 0 15 * fri#2", "`#` beside a day of month: refused"},
      {"0 0 31 1 1#1", "`#` beside a day of month: refused"},
      {"30 23 1-7 JAN MON-FRI#1", "`#` beside a day of month: refused"},
      {"30 23 8-9 JAN MON-FRI#1", "`#` beside a day of month: refused"},
      {"0 0 31w 2 0", "`W` beside a weekday: refused"}};
  std::map<std::string, int> skipped;
  std::set<std::string> explained;
  int equal = 0;
  for (const auto& row : rows) {
    const std::string reason = reason_to_skip(row);
    if (!reason.empty()) {
      ++skipped[reason];
      continue;
    }
    const Call call{row[0], row[1], row[3], row[4], row[5]};
    const std::string ours = answer(call), theirs = expectation(call.result);
    if (ours == theirs) {
      ++equal;
      continue;
    }
    explained.insert(call.expression);
    const bool is_known = std::ranges::any_of(known, [&](const Known& each) {
      return call.expression == each.expression;
    });
    CHECK_MESSAGE(is_known, call.expression, ": ", ours, " but ", theirs);
  }
  CHECK(explained.size() == std::size(known));
  CHECK(equal == 2659);
  for (const auto& [reason, number] : skipped) {
    MESSAGE("not compared: ", number, ", ", reason);
  }
}

TEST_CASE("728 crons of public repositories in every dialect") {
  if (missing(kData + "real_crons.tsv")) return;
  std::ifstream file(kData + "real_crons.tsv");
  int crons = 0, valid = 0;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with('#')) continue;
    const std::string text = line.substr(0, line.find('\t'));
    ++crons;
    for (const lockstep::Dialect& dialect : lockstep::dialects()) {
      const auto cron = lockstep::compile(text, dialect);
      valid += cron.has_value() && &dialect == &lockstep::dialects()[0];
      if (!cron) {
        CHECK_FALSE(cron.error().message.empty());
        continue;
      }
      const auto printed = lockstep::print(*cron, dialect);
      CAPTURE(text);
      REQUIRE(printed.has_value());
      CHECK(*lockstep::compile(*printed, dialect) == *cron);
    }
  }
  CHECK(crons == 728);
  CHECK(valid == 715);
}
