// `lockstep cron eval`: every answer's text, order, robustness against any
// bytes, bounded memory, and a partner that waits for each answer.

#include <doctest/doctest.h>

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <random>
#include <string>

#include <nlohmann/json.hpp>

#include "support/paths.hpp"
#include "support/process.hpp"

namespace lockstep::test {
namespace {

struct Row {
  std::string request, answer;
};

const Row kRows[] = {
    {R"({"op":"next","cron":"0 9 * * 1-5","from":"2024-01-05T12:00:00Z","n":3,"timezone":"Europe/Paris","dst":"wall","dialect":"croniter"})",
     R"({"ticks":["2024-01-08T08:00:00Z","2024-01-09T08:00:00Z","2024-01-10T08:00:00Z"]})"},
    // Exclusive in both directions; n is 1, from the reference by
    // default.
    {R"({"op":"next","cron":"0 0 * * *"})",
     R"({"ticks":["2024-01-02T00:00:00Z"]})"},
    {R"({"op":"prev","cron":"0 0 * * *","n":2,"from":"2024-01-01"})",
     R"({"ticks":["2023-12-31T00:00:00Z","2023-12-30T00:00:00Z"]})"},
    {R"({"op":"next","cron":"0 0 30 2 *","n":2})", R"({"ticks":[]})"},
    // Years outside four digits.
    {R"({"op":"next","cron":"0 0 1 1 *","from":"9999-06-01"})",
     R"({"ticks":["+10000-01-01T00:00:00Z"]})"},
    {R"({"op":"next","cron":"0 0 1 1 *","from":"0000-12-31"})",
     R"({"ticks":["0001-01-01T00:00:00Z"]})"},
    {R"({"op":"count","cron":"daily","from":"2024-01-01","to":"2025-01-01"})",
     R"({"count":366})"},
    {R"({"op":"count","cron":"daily","from":"2025-01-01","to":"2024-01-01"})",
     R"({"count":0})"},
    {R"({"op":"window","cron":"0 * * * *","at":"2024-06-01T12:30Z"})",
     R"({"start":"2024-06-01T11:00:00Z","end":"2024-06-01T12:00:00Z"})"},
    {R"({"op":"window","cron":"0 0 30 2 *"})", R"({"start":null,"end":null})"},
    {R"({"op":"frequency","cron":"0 0 31 * *"})",
     R"({"firings_per_cycle":2800,"min_gap_seconds":2678400,"max_gap_seconds":5270400,"uniform":false})"},
    {R"({"op":"frequency","cron":"*/15 * * * *"})",
     R"({"firings_per_cycle":14025312,"min_gap_seconds":900,"max_gap_seconds":900,"uniform":true})"},
    {R"({"op":"frequency","cron":"0 0 30 2 *"})",
     R"({"firings_per_cycle":0,"min_gap_seconds":null,"max_gap_seconds":null,"uniform":false})"},
    {R"({"op":"compare","a":"0 * * * *","b":"0 0 * * *"})",
     R"({"relation":"superset","first_difference":"2024-01-01T01:00:00Z","age_seconds":{"min":0,"max":0,"mean":0.0}})"},
    {R"({"op":"compare","a":"daily","b":"@daily"})",
     R"({"relation":"equal","first_difference":null,"age_seconds":{"min":0,"max":0,"mean":0.0}})"},
    {R"({"op":"compare","a":"daily","b":"0 0 30 2 *","from":"2024-03-01"})",
     R"({"relation":"disjoint","first_difference":"2024-03-01T00:00:00Z","age_seconds":null})"},
    {R"({"op":"check","cron":"0 9 * * MON-FRI"})",
     R"({"valid":true,"canonical":"0 9 * * 1-5"})"},
    {R"({"op":"check","cron":"61 * * * *"})",
     R"({"valid":false,"error":{"message":"minute 61 is out of range 0-59","offset":0,"hint":""}})"},
    // Bad requests.
    {R"({"op":"next","cron":"0 61 * * *"})",
     R"({"error":{"message":"hour 61 is out of range 0-23","offset":2,"hint":""}})"},
    {R"({"op":"nxt","cron":"daily"})",
     R"x({"error":{"message":"unknown op \"nxt\" (did you mean \"next\"?)","offset":null,"hint":"known: check, compare, convert, count, describe, frequency, next, prev, window"}})x"},
    {R"({"op":"describe","cron":"daily"})",
     R"({"description":"At 00:00 every day."})"},
    {R"({"op":"describe","cron":"0 0 9 ? * 6L","dialect":"quartz"})",
     R"({"description":"At 09:00 on the last Friday of the month."})"},
    {R"({"op":"describe"})",
     R"({"error":{"message":"\"cron\" of \"describe\" is missing","offset":null,"hint":"it is a cron expression"}})"},
    {R"({"op":"convert","cron":"0 9 * * MON","to":"quartz"})",
     R"({"cron":"0 0 9 ? * 2","kept":false,"note":null})"},
    {R"({"op":"convert","cron":"0 9 * * MON","from":"kestra","to":"github"})",
     R"({"cron":"0 9 * * MON","kept":true,"note":null})"},
    {R"x({"op":"convert","cron":"0 0 */2 * 1","to":"vixie"})x",
     R"x({"cron":"0 0 1-31/2 * 1","kept":false,"note":"vixie cron reads \"0 0 */2 * 1\" in another way: At 00:00 on every 2nd day from the 1st to the 31st of the month if it is a Monday"})x"},
    {R"({"op":"convert","cron":"0 0 L * *","to":"vixie"})",
     R"({"error":{"message":"vixie cron cannot say \"on the last day of the month\"","offset":0,"hint":""}})"},
    {R"({"op":"convert","cron":"daily"})",
     R"({"error":{"message":"\"to\" of \"convert\" is missing","offset":null,"hint":"it is a dialect"}})"},
    {R"({"op":"frequency","cron":"*/7 * * * *","histogram":true})",
     R"({"firings_per_cycle":31556952,"min_gap_seconds":240,"max_gap_seconds":420,"uniform":false,"gap_histogram":[[240,3506328],[420,28050624]]})"},
    {R"({"op":"compare","a":"0 6 * * 1-5","b":"0 0 * * *","histogram":true})",
     R"({"relation":"disjoint","first_difference":"2024-01-01T00:00:00Z","age_seconds":{"min":64800,"max":237600,"mean":101828.57142857143},"age_histogram":[[64800,104355],[151200,20871],[237600,20871]]})"},
    {R"({"op":"frequency","cron":"daily","histogram":1})",
     R"({"error":{"message":"\"histogram\" is neither true nor false","offset":null,"hint":"write true, or leave it out"}})"},
    {R"({"cron":"daily"})",
     R"({"error":{"message":"the request has no \"op\"","offset":null,"hint":"known: check, compare, convert, count, describe, frequency, next, prev, window"}})"},
    {R"({"op":"next"})",
     R"({"error":{"message":"\"cron\" of \"next\" is missing","offset":null,"hint":"it is a cron expression"}})"},
    {R"({"op":"count","cron":"daily"})",
     R"({"error":{"message":"\"to\" of \"count\" is missing","offset":null,"hint":"it is an instant such as 2024-01-01T00:00:00Z"}})"},
    {R"({"op":"next","cron":"daily","from":"noon"})",
     R"({"error":{"message":"\"from\": \"noon\" is not an instant","offset":null,"hint":"write 2024-01-31, 2024-01-31T06:30Z or 2024-01-31T06:30:00+02:00"}})"},
    {R"({"op":"next","cron":"daily","timezone":"Europe/Pari"})",
     R"x({"error":{"message":"unknown time zone \"Europe/Pari\"","offset":null,"hint":"did you mean \"Europe/Paris\"?"}})x"},
    // Changes of the clock.
    {R"({"op":"next","cron":"30 2 * * *","timezone":"Europe/Berlin","dst":"airflow","from":"2024-03-31","n":1})",
     R"({"ticks":["2024-03-31T01:30:00Z"]})"},
    {R"({"op":"prev","cron":"30 2 * * *","timezone":"Europe/Berlin","dst":"dagster","from":"2024-10-28","n":2})",
     R"({"ticks":["2024-10-27T01:30:00Z","2024-10-26T00:30:00Z"]})"},
    {R"({"op":"count","cron":"30 2 * * *","timezone":"Europe/Berlin","dst":"eventbridge","from":"2024-03-01","to":"2024-04-01"})",
     R"({"count":30})"},
    {R"({"op":"window","cron":"30 2 * * *","timezone":"Europe/Berlin","dst":"vixie","at":"2024-03-31T12:00Z"})",
     R"({"start":"2024-03-30T01:30:00Z","end":"2024-03-31T01:00:00Z"})"},
    {R"({"op":"compare","a":"30 2 * * *","b":"0 3 * * *","timezone":"Europe/Berlin","dst":"vixie"})",
     R"({"relation":"overlap","first_difference":"2024-01-01T01:30:00Z","age_seconds":{"min":1800,"max":1800,"mean":1800.0}})"},
    {R"({"op":"compare","cron":"30 2 * * *","as":["kestra","Airflow"],"timezone":"Europe/Berlin"})",
     R"({"relation":"overlap","first_difference":"2024-03-31T01:30:00Z","age_seconds":{"min":0,"max":86400,"mean":246.44030668127053},"scope":"for ever","differences":[{"at":"2024-03-31T01:30:00Z","only":"airflow"},{"at":"2024-10-27T00:30:00Z","only":"kestra"},{"at":"2024-10-27T01:30:00Z","only":"airflow"},{"at":"2025-03-30T01:30:00Z","only":"airflow"},{"at":"2025-10-26T00:30:00Z","only":"kestra"}]})"},
    {R"({"op":"compare","cron":"0 12 * * *","as":["kestra","airflow"],"timezone":"Europe/Berlin"})",
     R"({"relation":"equal","first_difference":null,"age_seconds":{"min":0,"max":0,"mean":0.0},"scope":"for ever","differences":[]})"},
    {R"({"op":"compare","cron":"30 2 * * *","as":["kestra","airflow"],"dst":"wall"})",
     R"({"relation":"equal","first_difference":null,"age_seconds":{"min":0,"max":0,"mean":0.0},"scope":"for ever","differences":[]})"},
    // One reads `*/2` as a restriction of the day, the other does not.
    {R"({"op":"compare","cron":"0 0 */2 * 1","as":["vixie","croniter"]})",
     R"({"relation":"subset","first_difference":"2024-01-03T00:00:00Z","age_seconds":{"min":0,"max":1641600,"mean":564429.7611179303},"scope":"for ever","differences":[{"at":"2024-01-03T00:00:00Z","only":"croniter"},{"at":"2024-01-05T00:00:00Z","only":"croniter"},{"at":"2024-01-07T00:00:00Z","only":"croniter"},{"at":"2024-01-08T00:00:00Z","only":"croniter"},{"at":"2024-01-09T00:00:00Z","only":"croniter"}]})"},
    {R"({"op":"next","cron":"daily","dst":"airfow"})",
     R"x({"error":{"message":"unknown dst policy \"airfow\" (did you mean \"airflow\"?)","offset":null,"hint":"known: wall, vixie, croniter, airflow, dagster, kestra, quartz, kubernetes, systemd, eventbridge"}})x"},
    {R"({"op":"compare","cron":"daily","as":["kestra","airfow"]})",
     R"x({"error":{"message":"unknown engine \"airfow\" (did you mean \"airflow\"?)","offset":null,"hint":"known: airflow, dagster, croniter, kestra, kubernetes, quartz, vixie, eventbridge, github, snowflake, cloud-scheduler or a dialect"}})x"},
    {R"({"op":"compare","as":["kestra","airflow"]})",
     R"({"error":{"message":"\"cron\" of \"compare\" is missing","offset":null,"hint":"it is a cron expression"}})"},
    {R"({"op":"compare","cron":"daily","as":["kestra"]})",
     R"({"error":{"message":"\"as\" is not a list of two engines","offset":null,"hint":"write [\"kestra\", \"airflow\"]"}})"},
    {R"({"op":"compare","cron":"daily","as":"kestra"})",
     R"({"error":{"message":"\"as\" is not a list of two engines","offset":null,"hint":"write [\"kestra\", \"airflow\"]"}})"},
    {R"({"op":"compare","cron":"daily","as":["kestra",["airflow"]]})",
     R"({"error":{"message":"\"as\" is not a list of two engines","offset":null,"hint":"write [\"kestra\", \"airflow\"]"}})"},
    {R"({"op":"next","cron":"daily","crn":"daily"})",
     R"x({"error":{"message":"unknown key \"crn\"","offset":null,"hint":"did you mean \"cron\"? known: op, cron, a, b, from, to, at, timezone, dst, dialect, n, histogram, as"}})x"},
    {R"({"op":"next","cron":"daily","cron":"hourly"})",
     R"({"error":{"message":"\"cron\" stands there twice","offset":null,"hint":"leave one out"}})"},
    {R"({"op":"next","cron":"daily","n":0})",
     R"({"error":{"message":"\"n\" is 0","offset":null,"hint":"write a number from 1 to 10000"}})"},
    {R"({"op":"next","cron":"daily","n":10001})",
     R"({"error":{"message":"\"n\" is 10001","offset":null,"hint":"write a number from 1 to 10000"}})"},
    {R"({"op":"next","cron":"daily","n":-1})",
     R"({"error":{"message":"\"n\" is -1","offset":null,"hint":"write a number from 1 to 10000"}})"},
    {R"({"op":"next","cron":"daily","n":"3"})",
     R"({"error":{"message":"\"n\" is not a whole number","offset":null,"hint":"write a number from 1 to 10000"}})"},
    {R"({"op":"next","cron":5})",
     R"({"error":{"message":"\"cron\" is not a text","offset":null,"hint":"write it in quotes"}})"},
    {R"({"op":"next","cron":["daily"]})",
     R"({"error":{"message":"\"cron\" is not a text","offset":null,"hint":"write it in quotes"}})"},
    {R"(["next"])",
     R"x({"error":{"message":"a request is a JSON object","offset":null,"hint":"write {\"op\": \"next\", ...}"}})x"},
    {R"({"op":"next",)",
     R"({"error":{"message":"invalid JSON: the text ends too early: expected a key in double quotes","offset":13,"hint":"write one JSON object a line"}})"},
};

TEST_CASE("each request has its answer, in order") {
  std::string requests, answers;
  for (const Row& row : kRows) {
    requests += row.request + "\n";
    answers += row.answer + "\n";
  }
  const ProcessResult result = lockstep({"cron", "eval"}, {.input = requests});
  CHECK(result.code == 0);
  CHECK(result.err == "");
  std::size_t at = 0;
  for (const Row& row : kRows) {
    const std::size_t end = result.out.find('\n', at);
    REQUIRE(end != std::string::npos);
    CAPTURE(row.request);
    CHECK(result.out.substr(at, end - at) == row.answer);
    at = end + 1;
  }
  CHECK(at == result.out.size());
}

TEST_CASE("options give what a request leaves out") {
  const ProcessResult result =
      lockstep({"cron", "eval", "--timezone", "Asia/Tokyo", "--as-of",
                "2024-06-01", "--dialect", "vixie"},
               {.input = R"({"op":"next","cron":"0 9 * * *"})"
                         "\n"
                         R"({"op":"check","cron":"0 0 L * *"})"});
  CHECK(
      result.out.starts_with("{\"ticks\":[\"2024-06-02T00:00:00Z\"]}\n"
                             "{\"valid\":false,\"error\":{"));
}

TEST_CASE("blank lines are passed over, the last line needs no end") {
  CHECK(lockstep({"cron", "eval"}).out == "");
  CHECK(lockstep({"cron", "eval"}, {.input = "\n \r\n\t\n"}).out == "");
  CHECK(lockstep({"cron", "eval"},
                 {.input = "\r\n{\"op\":\"next\",\"cron\":\"daily\"}\r\n"
                           "{\"op\":\"next\",\"cron\":\"daily\"}"})
            .out ==
        "{\"ticks\":[\"2024-01-02T00:00:00Z\"]}\n"
        "{\"ticks\":[\"2024-01-02T00:00:00Z\"]}\n");
}

TEST_CASE("a line over 1 MiB is refused once, the next one answered") {
  const std::string good = R"({"op":"next","cron":"daily"})";
  const std::string answer = "{\"ticks\":[\"2024-01-02T00:00:00Z\"]}\n";
  const std::string refusal =
      "{\"error\":{\"message\":\"the line is longer than 1048576 bytes\","
      "\"offset\":1048576,\"hint\":\"write one request a line\"}}\n";
  // Blanks before the object: a line of exactly the limit is fine.
  const auto padded = [&](std::size_t size) {
    return std::string(size - good.size(), ' ') + good;
  };
  for (const std::size_t extra : {1, 70'000, 5'000'000}) {
    const ProcessResult result = lockstep(
        {"cron", "eval"},
        {.input = good + "\n" + padded((1 << 20) + extra) + "\n" + good});
    CAPTURE(extra);
    CHECK(result.out == answer + refusal + answer);
    CHECK(result.peak_kilobytes < 30'000);
  }
  CHECK(lockstep({"cron", "eval"}, {.input = padded(1 << 20)}).out == answer);
  CHECK(lockstep({"cron", "eval"}, {.input = std::string(3 << 20, 'x')}).out ==
        refusal);
}

TEST_CASE("any bytes get one well-formed answer a line") {
  std::mt19937 random(7);
  const std::string seeds[] = {kRows[0].request, kRows[13].request,
                               kRows[6].request, ""};
  std::string input;
  std::size_t lines = 0;
  for (int i = 0; i < 3'000; ++i) {
    std::string line = seeds[random() % 4];
    const std::size_t changes = 1 + random() % 8;
    for (std::size_t k = 0; k < changes; ++k) {
      const char byte = static_cast<char>(random());
      const std::size_t at = line.empty() ? 0 : random() % line.size();
      if (random() % 2 == 0 && !line.empty()) {
        line[at] = byte;
      } else {
        line.insert(at, 1, byte);
      }
    }
    for (char& byte : line) {
      if (byte == '\n') byte = 'n';
    }
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    input += line + "\n";
    ++lines;
  }
  const ProcessResult result = lockstep({"cron", "eval"}, {.input = input});
  CHECK(result.code == 0);
  CHECK(result.err == "");
  std::size_t answers = 0, at = 0;
  while (at < result.out.size()) {
    const std::size_t end = result.out.find('\n', at);
    REQUIRE(end != std::string::npos);
    const std::string answer = result.out.substr(at, end - at);
    CAPTURE(answer);
    CHECK(nlohmann::json::accept(answer));
    at = end + 1;
    ++answers;
  }
  CHECK(answers == lines);
}

TEST_CASE("memory does not grow with the number of distinct crons") {
  std::string input;
  for (int minute = 0; minute < 60; ++minute) {
    for (int hour = 0; hour < 24; ++hour) {
      for (int day = 1; day <= 28; ++day) {
        input += "{\"op\":\"next\",\"cron\":\"" + std::to_string(minute) + " " +
                 std::to_string(hour) + " " + std::to_string(day) + " * *\"}\n";
      }
    }
  }
  const ProcessResult result = lockstep({"cron", "eval"}, {.input = input});
  CHECK(std::count(result.out.begin(), result.out.end(), '\n') == 60 * 24 * 28);
  CHECK(result.out.find("error") == std::string::npos);
  CHECK(result.peak_kilobytes < 30'000);
}

/// Waits at most ten seconds for one answer.
std::string read_line(int descriptor) {
  std::string line;
  char byte = 0;
  pollfd waiting{descriptor, POLLIN, 0};
  while (poll(&waiting, 1, 10'000) == 1 && read(descriptor, &byte, 1) == 1) {
    if (byte == '\n') return line;
    line += byte;
  }
  return line + "<no answer>";
}

TEST_CASE("a partner that waits for each answer gets it") {
  std::array<int, 2> requests{}, answers{};
  REQUIRE(pipe2(requests.data(), O_CLOEXEC) == 0);
  REQUIRE(pipe2(answers.data(), O_CLOEXEC) == 0);
  const pid_t child = fork();
  if (child == 0) {
    dup2(requests[0], STDIN_FILENO);
    dup2(answers[1], STDOUT_FILENO);
    execl(binary_path().c_str(), "lockstep", "cron", "eval", nullptr);
    _exit(127);
  }
  close(requests[0]);
  close(answers[1]);
  for (int i = 1; i <= 3; ++i) {
    const std::string request = "{\"op\":\"next\",\"cron\":\"0 0 " +
                                std::to_string(i + 1) + " * *\"}\n";
    // In two pieces: an answer waits for the whole line only.
    CHECK(write(requests[1], request.data(), 9) == 9);
    CHECK(write(requests[1], request.data() + 9, request.size() - 9) > 0);
    CHECK(read_line(answers[0]) ==
          "{\"ticks\":[\"2024-01-0" + std::to_string(i + 1) + "T00:00:00Z\"]}");
  }
  close(requests[1]);
  int status = 0;
  CHECK(waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
  close(answers[0]);
}

}  // namespace
}  // namespace lockstep::test
