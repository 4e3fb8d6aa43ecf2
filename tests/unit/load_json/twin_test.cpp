// Real files against an independent twin: a naive recursive walk over a whole
// JSON document that collects sets of nodes, edges and crons.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "loading.hpp"
#include "support/paths.hpp"

namespace lockstep::test {
namespace {

using nlohmann::json;

const std::filesystem::path kData = data_dir();

/// What both sides must agree on.
struct Graph {
  std::set<std::string> nodes;
  std::set<std::pair<std::string, std::string>> edges;  ///< consumer, input
  std::map<std::string, std::set<std::string>> crons;

  friend bool operator==(const Graph&, const Graph&) = default;
};

std::string field(const json& data, const char* key) {
  return data.contains(key) && data[key].is_string()
             ? data[key].get<std::string>()
             : std::string();
}

bool means_none(const std::string& text) {
  return text.empty() || to_lower(trim(text)) == "none";
}

void walk(const json& node, Graph& graph, const std::string& consumer) {
  const json& data = node["data"];
  std::string sink = field(data, "sink");
  std::string cron = field(data, "cron");
  const bool misplaced =
      sink.find(' ') != std::string::npos || to_lower(sink) == "none";
  if (field(data, "typ") == "table" && !data.contains("cron") && misplaced) {
    cron = std::exchange(sink, "");
  }
  const std::string key = to_lower(sink.empty() ? field(data, "name") : sink);
  graph.nodes.insert(key);
  if (!consumer.empty()) graph.edges.emplace(consumer, key);
  if (!means_none(cron)) graph.crons[key].insert(cron);
  if (!node.contains("children")) return;
  for (const json& child : node["children"]) walk(child, graph, key);
}

Graph twin_graph(const std::string& text) {
  Graph graph;
  for (const json& root : json::parse(text)) walk(root, graph, "");
  return graph;
}

Graph loaded_graph(const Draft& draft) {
  Graph graph;
  for (const DraftDataset& dataset : draft.datasets) {
    const std::string key = to_lower(dataset.name);
    graph.nodes.insert(key);
    for (const DraftInput& input : dataset.inputs) {
      graph.edges.emplace(key, to_lower(input.dataset.value));
    }
    for (const DraftCron& cron : dataset.crons) {
      graph.crons[key].insert(cron.text.value);
    }
    for (const DraftCron& cron : dataset.other_crons) {
      graph.crons[key].insert(cron.text.value);
    }
  }
  return graph;
}

bool has_data() {
  if (std::filesystem::exists(kData)) return true;
  MESSAGE("SKIPPED: no real data beside the project");
  return false;
}

std::string read_text(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  REQUIRE(file);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string unzip(const std::filesystem::path& path) {
  const std::string command = "gzip -dc '" + path.string() + "'";
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"),
                                                   pclose);
  REQUIRE(pipe);
  std::string text;
  std::vector<char> buffer(1 << 16);
  while (const std::size_t count =
             fread(buffer.data(), 1, buffer.size(), pipe.get())) {
    text.append(buffer.data(), count);
  }
  return text;
}

/// Everything but spelling and order, which the file's order decides.
std::string canonical(const Draft& draft) {
  std::vector<std::string> all;
  for (DraftDataset dataset : draft.datasets) {
    std::sort(dataset.inputs.begin(), dataset.inputs.end(),
              [](const DraftInput& a, const DraftInput& b) {
                return to_lower(a.dataset.value) < to_lower(b.dataset.value);
              });
    std::sort(dataset.external_refs.begin(), dataset.external_refs.end());
    all.push_back(to_lower(describe(dataset)));
  }
  std::sort(all.begin(), all.end());
  return lines(all);
}

void shuffle(json& nodes, std::mt19937& random) {
  for (json& node : nodes) {
    if (node.contains("children")) shuffle(node["children"], random);
  }
  std::shuffle(nodes.begin(), nodes.end(), random);
}

TEST_CASE("every real task_deps file gives the twin's graph in any order") {
  if (!has_data()) return;
  // File, nodes, edges, nodes with a cron (all from the twin), problems.
  std::vector<std::string> counts;
  std::mt19937 random(20260101);
  for (const auto& entry :
       std::filesystem::directory_iterator(kData / "task_deps")) {
    const std::string text = read_text(entry.path());
    CAPTURE(entry.path().filename().string());
    const Loaded loaded = load_text(text, entry.path().string());
    const Graph graph = twin_graph(text);
    CHECK(loaded_graph(loaded.draft) == graph);
    counts.push_back(fmt::format("{} {} {} {} {}", entry.path().stem().string(),
                                 graph.nodes.size(), graph.edges.size(),
                                 graph.crons.size(), loaded.problems.size()));
    for (int round = 0; round < 5; ++round) {
      json document = json::parse(text);
      shuffle(document, random);
      CHECK(canonical(load_text(document.dump()).draft) ==
            canonical(loaded.draft));
    }
  }
  std::sort(counts.begin(), counts.end());
  CHECK(lines(counts) ==
        "0b08fa6b5d50 4 3 0 0\n"
        "314c82771d27 7 9 0 0\n"
        "4bad8c030ef5 7 9 2 0\n"
        "56d7505b4a3f 8 9 0 0\n"
        "5e395163cf21 7 9 3 0\n"
        "63b368171b76 7 9 2 0\n"
        "7c094b080107 7 9 3 0\n"
        "8e11dc312c54 4 3 0 0\n"
        "e83502834b87 7 9 3 0\n"
        "efd0786f8e79 4 3 0 0");
}

TEST_CASE("nested and flat forms of an estate are one graph") {
  if (!has_data()) return;
  for (const auto& [name, nodes] :
       {std::pair{"near-models", 160}, {"crosschain-models", 797}}) {
    CAPTURE(name);
    const std::string flat =
        read_text(kData / "estates" / (std::string(name) + "_task_deps.json"));
    const std::string nested = unzip(
        kData / "perf" / (std::string("flipside_") + name + "_nested.json.gz"));
    const Loaded from_flat = load_text(flat);
    const Loaded from_nested = load_text(nested);
    const Graph graph = loaded_graph(from_flat.draft);
    CHECK(lines(from_flat.problems) == "");
    CHECK(lines(from_nested.problems) == "");
    CHECK(graph.nodes.size() == static_cast<std::size_t>(nodes));
    CHECK(graph.nodes == loaded_graph(from_nested.draft).nodes);
    CHECK(graph.edges == loaded_graph(from_nested.draft).edges);
    CHECK(graph == twin_graph(flat));
    CHECK(loaded_graph(from_nested.draft) == twin_graph(nested));
  }
}

/// A random forest that unfolds a random graph, with casing and copies that
/// differ, sinks, poisoned sinks and conflicting crons.
class ForestMaker {
 public:
  explicit ForestMaker(unsigned seed) : random_(seed) {}

  std::string make() {
    json roots = json::array();
    for (int root = number(1, 4); root > 0; --root) {
      roots.push_back(node(number(0, kNames - 1), 4));
    }
    return roots.dump(number(-1, 2));
  }

 private:
  static constexpr int kNames = 9;

  int number(int low, int high) {
    return std::uniform_int_distribution(low, high)(random_);
  }
  bool one_in(int n) { return number(1, n) == 1; }

  json node(int id, int depth) {
    std::string name = fmt::format("d{}.n{}", id % 3, id);
    if (one_in(3)) name[0] = 'D';
    json data{{"name", name}};
    const bool table = one_in(3);
    data["typ"] = table ? "table" : "task";
    if (!table && one_in(2)) data["sink"] = fmt::format("out.n{}", id / 2);
    if (one_in(2)) data["cron"] = fmt::format("{} * * * *", number(0, 2));
    if (table && one_in(3)) data["sink"] = one_in(2) ? "None" : "7 0 * * *";
    if (one_in(4)) data["cron"] = "NONE";
    json result{{"data", data}, {"task", !table}};
    if (depth > 0 && id > 0 && !one_in(4)) {
      for (int child = number(0, 3); child > 0; --child) {
        result["children"].push_back(node(number(0, id), depth - 1));
      }
    }
    return result;
  }

  std::mt19937 random_;
};

TEST_CASE("random forests give the twin's graph") {
  for (unsigned seed = 0; seed < 2'000; ++seed) {
    const std::string text = ForestMaker(seed).make();
    CAPTURE(text);
    const Loaded loaded = load_text(text);
    REQUIRE(loaded_graph(loaded.draft) == twin_graph(text));
    for (const std::string& problem : loaded.problems) {
      REQUIRE(problem.starts_with("INP005"));
    }
  }
}

}  // namespace
}  // namespace lockstep::test
