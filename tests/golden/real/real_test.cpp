// Whole commands over real lineage that nobody here wrote, where it is at hand:
// exit codes, the same graph as a plain walk over the whole JSON tree finds,
// and the same bytes whatever the order of arguments.

#include <algorithm>
#include <filesystem>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "support/paths.hpp"
#include "support/shell.hpp"

using namespace lockstep::test;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

const fs::path kData = data_dir();

bool at_hand() {
  const bool there = fs::is_directory(kData / "task_deps");
  if (!there) MESSAGE("SKIPPED: no real data beside the sources");
  return there;
}

std::vector<std::string> trees() {
  std::vector<std::string> result;
  for (const auto& entry : fs::directory_iterator(kData / "task_deps")) {
    result.push_back("task_deps/" + entry.path().filename().string());
  }
  std::sort(result.begin(), result.end());
  return result;
}

std::string lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = char(c - 'A' + 'a');
  }
  return text;
}

// Nodes and edges, lower-cased; without self edges.
struct Graph {
  std::set<std::string> nodes;
  std::set<std::pair<std::string, std::string>> edges;
  friend bool operator==(const Graph&, const Graph&) = default;
};

// A table's sink that is no name: the files of February to July 2026.
std::string key(const json& data) {
  const std::string sink = data.value("sink", "");
  const bool poisoned = sink == "None" || sink.find(' ') != std::string::npos;
  return lower(sink.empty() || poisoned ? data.at("name").get<std::string>()
                                        : sink);
}

Graph walk(const json& roots) {
  Graph graph;
  std::vector<const json*> open;
  for (const json& root : roots) open.push_back(&root);
  while (!open.empty()) {
    const json& node = *open.back();
    open.pop_back();
    const std::string name = key(node.at("data"));
    graph.nodes.insert(name);
    if (!node.contains("children")) continue;
    for (const json& child : node.at("children")) {
      const std::string from = key(child.at("data"));
      if (from != name) graph.edges.emplace(from, name);
      open.push_back(&child);
    }
  }
  return graph;
}

Graph reported(const std::string& text) {
  const json report = json::parse(text);
  Graph graph;
  for (const json& node : report.at("nodes")) {
    graph.nodes.insert(lower(node.at("name")));
  }
  for (const json& edge : report.at("edges")) {
    graph.edges.emplace(lower(edge.at("from")), lower(edge.at("to")));
  }
  return graph;
}

ShellResult run(const std::string& words) {
  return shell("lockstep " + words, kData);
}

// What derive says, job by job, but for the kind: the nested files do not say
// which tasks are views.
std::vector<std::string> starts(const std::string& inputs) {
  const json derived = json::parse(run("derive --format json " + inputs).out);
  std::vector<std::string> result;
  for (json job : derived.at("jobs")) {
    job.erase("kind");
    result.push_back(job.dump());
  }
  return result;
}

const json& job(const json& derived, const std::string& name) {
  for (const json& job : derived.at("jobs")) {
    if (job.at("name") == name) return job;
  }
  FAIL("no job " << name);
  return derived;
}

}  // namespace

TEST_CASE("trees of every year are read whole") {
  if (!at_hand()) return;
  REQUIRE(trees().size() == 10);
  for (const std::string& tree : trees()) {
    INFO(tree);
    const Graph graph = walk(json::parse(read_file(kData / tree)));
    const ShellResult report = run("report --format json " + tree);
    CHECK(report.code == 0);
    CHECK(reported(report.out) == graph);
    const ShellResult derive = run("derive --format json " + tree);
    CHECK(derive.code == 0);
    CHECK(json::parse(derive.out).at("jobs").size() == graph.nodes.size());
    const ShellResult lint = run("lint --format json " + tree);
    CHECK(json::parse(lint.out).at("summary").at("error") == 0);
    CHECK(lint.code ==
          (json::parse(lint.out).at("summary").at("warning") == 0 ? 0 : 1));
  }
}

TEST_CASE("the worked example of the design") {
  if (!at_hand()) return;
  const json derived =
      json::parse(run("derive --format json task_deps/7c094b080107.json").out);
  for (const char* name : {"kpi.product_summary", "kpi.revenue_summary"}) {
    const json& task = job(derived, name);
    CHECK(task.at("start").at("type") == "sensor");
    CHECK(task.at("start").at("mode") == "aligned");
    CHECK(task.at("start").at("datasets") == json{"starbake.order_line"});
    CHECK(task.at("fastest") == json{"starbake.order_line"});
    CHECK(task.at("cadence").at("crons") == json{"0 * * * *"});
  }
  CHECK(job(derived, "kpi.revenue_summary").at("slower") ==
        json{"starbake.orders"});
  CHECK(job(derived, "kpi.product_summary").at("slower") ==
        json{"starbake.orders", "starbake.product"});
  CHECK(job(derived, "kpi.order_summary").at("fastest").at(0) ==
        "kpi.product_summary");

  const json without =
      json::parse(run("derive --format json task_deps/63b368171b76.json").out);
  const json& summary = job(without, "kpi.product_summary");
  CHECK(summary.at("cadence").at("crons") == json{"0 0 * * *"});
  CHECK(summary.at("unscheduled") == json{"starbake.order_line"});
  CHECK(summary.at("effective_cron").is_null());
}

TEST_CASE("an estate is one graph in every form") {
  if (!at_hand()) return;
  struct Row {
    std::string name;
    std::size_t nodes;
  };
  for (const auto& [name, nodes] : {Row{"near", 160}, Row{"crosschain", 797}}) {
    INFO(name);
    const std::string flat = "estates/" + name + "-models_task_deps.json";
    const std::string datasets = "estates/" + name + "-models_datasets.yaml";
    const std::string nested =
        "perf/flipside_" + name + "-models_nested.json.gz";
    const ScratchDirectory scratch;
    const std::string unpacked = (scratch.path() / "nested.json").string();
    REQUIRE(shell("gzip -dc " + nested + " >" + unpacked, kData).code == 0);

    const Graph graph = walk(json::parse(read_file(kData / flat)));
    REQUIRE(graph.nodes.size() == nodes);
    for (const std::string& inputs :
         {flat + " " + datasets, unpacked + " " + datasets}) {
      INFO(inputs);
      CHECK(reported(run("report --format json " + inputs).out) == graph);
      const ShellResult derive = run("derive --format json " + inputs);
      CHECK(derive.code == 0);
      CHECK(json::parse(derive.out).at("jobs").size() == nodes);
      const json lint = json::parse(run("lint --format json " + inputs).out);
      CHECK(lint.at("summary").at("error") == 0);
    }
    const std::string other = unpacked + " " + datasets;
    const bool same = starts(flat + " " + datasets) == starts(other);
    CHECK(same);
  }
}

TEST_CASE("the order of arguments changes no byte") {
  if (!at_hand()) return;
  std::vector<std::string> inputs = trees();
  inputs.push_back("estates/near-models_task_deps.json");
  inputs.push_back("estates/near-models_datasets.yaml");
  for (const char* command :
       {"derive", "derive --format json", "derive --format csv",
        "lint --format json", "lint --severity info", "report --format json",
        "report --format dot", "report --format mermaid"}) {
    INFO(command);
    const auto with = [&](const std::vector<std::string>& order) {
      std::string words = command;
      for (const std::string& input : order) words += " " + input;
      return run(words);
    };
    const ShellResult sorted = with(inputs);
    CHECK(sorted.out != "");
    std::vector<std::string> order = inputs;
    std::reverse(order.begin(), order.end());
    const bool reversed = with(order).out == sorted.out;
    CHECK(reversed);
    std::rotate(order.begin(), order.begin() + 5, order.end());
    const bool rotated = with(order).out == sorted.out;
    CHECK(rotated);
  }
}
