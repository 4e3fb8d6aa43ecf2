// `report --format json`: the graph with what is known of every node and edge.
// Measures that no analysis has computed are null.

#include <array>
#include <initializer_list>
#include <string_view>

#include "report/json_parts.hpp"

namespace lockstep {
namespace {

void write_nulls(JsonWriter& json,
                 std::initializer_list<std::string_view> keys) {
  for (const std::string_view key : keys) json.key(key).null();
}

void write_node(JsonWriter& json, const Project& project,
                const Derivation& derivation,
                const std::vector<CronTexts>& texts, NodeId node) {
  const Dataset& dataset = project[node];
  json.begin_object().key("name").string(dataset.name);
  json.key("kind").string(label(dataset.kind)).key("cadence");
  write_cadence(json, derivation, texts, derivation[node].cadence);
  write_nulls(json, {"age_max_seconds", "lag_max_seconds", "skew_max_seconds",
                     "witness", "scope"});
  json.key("runs_per_year");
  const Cadence* cadence = derivation.cadence(node);
  cadence ? json.number(cadence->runs_per_year) : json.null();
  write_nulls(json, {"idle_share", "unknown_roots", "bound"});
  json.key("external_refs").strings(dataset.external_refs).end_object();
}

void write_edge(JsonWriter& json, const Project& project, NodeId from,
                NodeId to, Read read) {
  json.line().begin_object().key("from").string(project[from].name);
  json.key("to").string(project[to].name);
  json.key("binding").string(label(read));
  write_nulls(json, {"slack_min_seconds", "wait_max_seconds",
                     "staleness_max_seconds", "lost_share"});
  json.end_object();
}

/// In the order of consumers, then of their inputs; a self-reference is an
/// edge here.
void write_edges(JsonWriter& json, const Project& project) {
  json.key("edges").begin_array();
  for (std::size_t i = 0; i < project.datasets.size(); ++i) {
    for (const Input& input : project.datasets[i].inputs) {
      write_edge(json, project, input.dataset, NodeId(i), input.read);
    }
  }
  json.end_array();
}

void write_statistics(JsonWriter& json, const Project& project,
                      const Derivation& derivation) {
  std::array<std::size_t, 4> kinds{}, starts{};
  for (const Dataset& dataset : project.datasets) {
    ++kinds[static_cast<std::size_t>(dataset.kind)];
  }
  for (const JobStart& start : derivation.jobs) {
    ++starts[static_cast<std::size_t>(start.type)];
  }
  json.key("statistics").begin_object();
  json.key("nodes").number(project.datasets.size());
  json.key("edges").number(project.graph.edge_count());
  json.key("kinds").begin_object();
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    json.key(label(static_cast<NodeKind>(i))).number(kinds[i]);
  }
  json.end_object().key("starts").begin_object();
  for (std::size_t i = 0; i < starts.size(); ++i) {
    json.key(label(static_cast<StartType>(i))).number(starts[i]);
  }
  json.end_object();
  json.key("distinct_cadences").number(derivation.cadences.size());
  json.end_object();
}

}  // namespace

std::string report_json(const Project& project, const Derivation& derivation,
                        const ToolInfo& tool) {
  const std::vector<CronTexts> texts = cron_texts(project, derivation);
  JsonWriter json;
  write_head(json, tool);
  json.key("as_of").instant(derivation.as_of);
  json.key("nodes").begin_array();
  for (std::size_t i = 0; i < project.datasets.size(); ++i) {
    json.line();
    write_node(json, project, derivation, texts, NodeId(i));
  }
  json.end_array();
  write_edges(json, project);
  write_cycles(json, project);
  write_statistics(json, project, derivation);
  json.end_object();
  return json.take() + "\n";
}

}  // namespace lockstep
