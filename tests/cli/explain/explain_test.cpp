// `lockstep explain`: which of rule and job a name means, and what is unknown.

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "support/process.hpp"
#include "support/shell.hpp"

namespace lockstep::test {
namespace {

/// A task under a name of its own, and a dataset that has the name of a rule.
struct Shop : ScratchDirectory {
  Shop() {
    write_file(
        path() / "lineage.json",
        R"([{"data":{"name":"kpi.build","typ":"task","sink":"kpi.Orders"},
 "children":[{"data":{"name":"shop.orders","typ":"table","cron":"0 2 * * *"}}]}])");
    write_file(path() / "lockstep.yaml",
               "version: 1\ninclude: [lineage.json]\n"
               "datasets:\n  never-fires: {cron: \"0 3 * * *\"}\n"
               "exposures:\n  Board: {reads: [kpi.orders]}\n"
               "  never-fires: {reads: [kpi.orders]}\n");
    write_file(path() / "broken.yaml",
               "datasets:\n  a.b: {cron: \"0 25 * * *\"}\n");
    write_file(path() / "empty/readme", "");
  }
  [[nodiscard]] ProcessResult run(std::vector<std::string> words,
                                  const std::string& below = "") const {
    words.insert(words.begin(), "explain");
    return lockstep(words, {.directory = path() / below});
  }
};

struct Row {
  std::vector<std::string> words;
  const char* begins;
};

TEST_CASE("a name means a rule, then a job; with an INPUT the job") {
  const Shop shop;
  const Row rows[] = {
      {{"never-fires"}, "# CRN002 never-fires\n"},
      {{"crn002"}, "# CRN002 never-fires\n"},
      {{"never-fires", "."}, "never-fires\n  load --> lockstep.yaml:4:3\n"},
      {{"CRN002", "."}, "# CRN002 never-fires\n"},
      {{"kpi.orders"}, "kpi.Orders\n  task, written by kpi.build --> "},
      {{"KPI.BUILD"}, "kpi.Orders\n  task, written by kpi.build --> "},
      {{"shop.orders", "lineage.json"}, "shop.orders\n  load --> "},
      {{"board"}, "Board\n  exposure --> lockstep.yaml:6:3\n"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.begins);
    const ProcessResult result = shop.run(row.words);
    CHECK(result.out.substr(0, std::string(row.begins).size()) == row.begins);
    CHECK(result.err == "");
    CHECK(result.code == 0);
  }
}

TEST_CASE("what has no page is told with the nearest name") {
  const Shop shop;
  const ProcessResult job = shop.run({"kpi.order"});
  CHECK(job.code == 2);
  CHECK(job.out == "");
  CHECK(job.err ==
        "lockstep: no rule, dataset, task or exposure has the name "
        "\"kpi.order\" (did "
        "you mean \"kpi.Orders\"?); \"lockstep derive\" lists datasets, "
        "\"lockstep rules\" rules\ntry \"lockstep explain --help\"\n");
  const ProcessResult rule = shop.run({"CRN99"}, "empty");
  CHECK(rule.code == 2);
}

TEST_CASE("every format has a page of a job") {
  const Shop shop;
  const ProcessResult document =
      shop.run({"kpi.orders", "--format", "json", "--as-of", "2026-01-01"});
  CHECK(document.code == 0);
  const auto parsed = nlohmann::json::parse(document.out);
  CHECK(parsed["job"]["name"] == "kpi.Orders");
  CHECK(parsed["job"]["task"] == "kpi.build");
  CHECK(parsed["as_of"] == "2026-01-01T00:00:00Z");
  const ProcessResult page = shop.run({"kpi.orders", "--format", "markdown"});
  CHECK(page.code == 0);
  CHECK(page.out.starts_with("# kpi.Orders\n\ntask, written by kpi.build"));
}

TEST_CASE("an error in an input is told and ends with code 1") {
  const Shop shop;
  const ProcessResult result = shop.run({"a.b", "broken.yaml"});
  CHECK(result.code == 1);
  CHECK(result.out.find("error[CRN001]: ") != std::string::npos);
  CHECK(result.err.starts_with("error[CRN001]: "));
}

}  // namespace
}  // namespace lockstep::test
