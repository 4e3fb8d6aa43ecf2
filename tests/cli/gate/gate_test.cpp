// `lockstep gate`: answers, exit codes, and events that are wrong.

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "support/paths.hpp"
#include "support/process.hpp"

namespace lockstep::test {
namespace {

const std::string kProject =
    (source_dir() / "fixtures/projects/starbake").string();

ProcessResult gate(const std::string& job, const std::string& events,
                   const std::vector<std::string>& more = {}) {
  std::vector<std::string> words = {"gate", job, kProject, "--quiet"};
  words.insert(words.end(), more.begin(), more.end());
  return lockstep(words, {.input = events});
}

std::string event(const std::string& dataset, const std::string& date) {
  return R"({"dataset":")" + dataset + R"(","scheduled_date":")" + date +
         R"(","at":")" + date + "\"}\n";
}

const std::string kOrders = event("starbake.orders", "2026-01-02T05:00Z");

TEST_CASE("yes, for which anchor and with which window") {
  const auto events =
      kOrders + event("STARBAKE.Customers", "2026-01-02T03:00Z");
  const ProcessResult text =
      gate("kpi.customer_orders", events, {"--at", "2026-01-02T05:30"});
  CHECK(text.code == 0);
  CHECK(text.out ==
        "kpi.customer_orders: start for 2026-01-02T05:00:00Z, window "
        "[2026-01-02T04:00:00Z, 2026-01-02T05:00:00Z)\n");
  const ProcessResult json =
      gate("kpi.customer_orders", events,
           {"--at", "2026-01-02T05:30", "--format", "json"});
  CHECK(json.code == 0);
  auto document = nlohmann::json::parse(json.out);
  document.erase("tool");
  CHECK(document == nlohmann::json::parse(R"({"version": 1,
      "job": "kpi.customer_orders", "at": "2026-01-02T05:30:00Z",
      "start": true, "anchor": "2026-01-02T05:00:00Z",
      "window": {"start": "2026-01-02T04:00:00Z",
                 "end": "2026-01-02T05:00:00Z"},
      "held": null, "missing": [], "next_anchor": "2026-01-02T06:00:00Z"})"));
}

TEST_CASE("no, what is missing, since when, and when it can come") {
  const auto events = kOrders +
                      event("starbake.customers", "2026-01-01T03:00Z") +
                      event("kpi.customer_orders", "2026-01-02T02:00Z");
  const ProcessResult text =
      gate("kpi.customer_orders", events, {"--at", "2026-01-02T05:30"});
  CHECK(text.code == 1);
  CHECK(text.out ==
        "kpi.customer_orders: wait, 2026-01-02T03:00:00Z needs\n"
        "  starbake.customers of 2026-01-02T03:00:00Z: newest "
        "2026-01-01T03:00:00Z, missing since 2026-01-02T03:00:00Z (2h 30m); "
        "it can come at any time\n");
  const ProcessResult json =
      gate("kpi.customer_orders", events,
           {"--at", "2026-01-02T05:30", "--format", "json"});
  CHECK(json.code == 1);
  auto document = nlohmann::json::parse(json.out);
  CHECK(document["tool"]["name"] == "lockstep");
  document.erase("tool");
  CHECK(document == nlohmann::json::parse(R"({"version": 1,
      "job": "kpi.customer_orders", "at": "2026-01-02T05:30:00Z",
      "start": false, "anchor": null, "window": null,
      "held": "2026-01-02T03:00:00Z",
      "missing": [{"dataset": "starbake.customers",
                   "due": "2026-01-02T03:00:00Z",
                   "newest": "2026-01-01T03:00:00Z",
                   "since": "2026-01-02T03:00:00Z",
                   "earliest": "2026-01-02T05:30:00Z"}],
      "next_anchor": "2026-01-02T06:00:00Z"})"));
  const ProcessResult early = gate(
      "kpi.customer_orders", event("kpi.customer_orders", "2026-01-02T05:00Z"),
      {"--at", "2026-01-02T05:30"});
  CHECK(early.code == 1);
  CHECK(early.out ==
        "kpi.customer_orders: wait, nothing is due before "
        "2026-01-02T06:00:00Z\n");
}

TEST_CASE("what happened on a run that --at lies before does not count") {
  const ProcessResult result =
      gate("kpi.order_items", "", {"--as-of", "2026-01-02T05:30"});
  CHECK(result.code == 1);
  CHECK(result.out.starts_with(
      "kpi.order_items: wait, 2026-01-02T05:00:00Z needs\n  "));
}

struct Row {
  std::string events, message;
};

TEST_CASE("events that are wrong") {
  const std::vector<Row> rows = {
      {"\n\n" + event("starbake.order", "2026-01-01"),
       "error[GRA002]: unknown dataset \"starbake.order\" (did you mean "
       "\"starbake.orders\"?)\n --> -:3:12\n"},
      {kOrders + R"({"datset":"x"})",
       "error[INP002]: \"datset\" is no key of an event (did you mean "
       "\"dataset\"?)\n --> -:2:2\n"},
      {"[1]", "error[INP002]: an event is a JSON object\n --> -:1:1\n"},
      {"7", "error[INP002]: an event is a JSON object\n --> -:1:1\n"},
      {R"({"dataset":["a"]})",
       "error[INP002]: a list is no value of an event\n --> -:1:12\n"},
      {R"({"dataset":{}})",
       "error[INP002]: a mapping is no value of an event\n --> -:1:12\n"},
      {R"({"dataset":3})",
       "error[INP002]: \"dataset\" is not a text\n --> -:1:12\n"},
      {R"({"dataset":"a","dataset":"a"})",
       "error[INP002]: \"dataset\" stands there twice\n --> -:1:16\n"},
      {R"({"dataset":"starbake.orders","scheduled_date":"2026-01-01"})",
       "error[INP002]: an event needs \"at\"\n --> -:1:1\n"},
      {R"({"dataset":"starbake.orders","at":"2026-01-01"})",
       "error[INP002]: an event of \"starbake.orders\" needs "
       "\"scheduled_date\"\n --> -:1:1\n"},
      {R"({"dataset":"starbake.orders","at":"2026-13-01"})",
       "error[INP002]: \"at\": \"2026-13-01\" is not an instant: month 13 is "
       "out of range 1-12\n --> -:1:35\n"},
      {R"({"dataset":)",
       "error[INP001]: the text ends too early: expected a value\n"
       " --> -:1:12\n"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.events);
    const ProcessResult result = gate("kpi.order_items", row.events);
    CHECK(result.code == 3);
    CHECK(result.out.empty());
    CHECK(result.err.substr(0, row.message.size()) == row.message);
  }
  // Sources have no ticks: when they came is their date.
  CHECK(gate("kpi.order_items",
             R"({"dataset":"crm.segment_rules","at":"2026-01-01"})")
            .code == 1);
}

TEST_CASE("jobs that there are not, or that nothing starts") {
  const std::vector<Row> rows = {
      {"kpi.order_item",
       "lockstep: unknown job \"kpi.order_item\" (did you mean "
       "\"kpi.order_items\"?)\n"},
      {"crm.segment_rules",
       "lockstep: nothing starts \"crm.segment_rules\" by itself: external "
       "source: no cron and no inputs are known\n"},
  };
  for (const Row& row : rows) {
    const ProcessResult result = gate(row.events, "");
    CHECK(result.code == 2);
    CHECK(result.err == row.message + "try \"lockstep gate --help\"\n");
  }
  const ProcessResult both = lockstep({"gate", "kpi.order_items", "-"});
  CHECK(both.code == 2);
  CHECK(both.err ==
        "lockstep: standard input brings the events: give a file, not \"-\"\n"
        "try \"lockstep gate --help\"\n");
}

}  // namespace
}  // namespace lockstep::test
