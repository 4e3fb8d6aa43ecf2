// `report --format json`: the graph with what is known of every node and edge.
// Null stands where there is nothing to measure.

#include <array>

#include "report/json_parts.hpp"
#include "report/measured.hpp"

namespace lockstep {
namespace {

/// What every part of the document reads.
struct Facts {
  const Project& project;
  const Derivation& derivation;
  const Alignment& alignment;
  std::vector<CronTexts> texts;
  UnknownRootTable unknown;
};

void write_node(JsonWriter& json, const Facts& facts, NodeId node) {
  const Dataset& dataset = facts.project[node];
  json.begin_object().key("name").string(dataset.name);
  json.key("kind").string(label(dataset.kind)).key("cadence");
  write_cadence(json, facts.derivation, facts.texts,
                facts.derivation[node].cadence);
  write_node_measures(json, facts.project, facts.derivation, facts.alignment,
                      facts.unknown, node);
  json.key("external_refs").strings(dataset.external_refs).end_object();
}

void write_ends(JsonWriter& json, const Project& project, NodeId from,
                NodeId to) {
  json.line().begin_object().key("from").string(project[from].name);
  json.key("to").string(project[to].name);
}

void write_edge(JsonWriter& json, const Facts& facts, NodeId from, NodeId to,
                Read read) {
  static const EdgeMeasures kNone;
  const AlignedEdge* edge = edge_between(facts.alignment, from, to);
  write_ends(json, facts.project, from, to);
  json.key("binding").string(label(read));
  write_edge_measures(json, edge ? facts.alignment.measures(*edge) : kNone);
  json.end_object();
}

/// In the order of consumers, then of their inputs; a read of one's own past
/// is an edge here.
void write_edges(JsonWriter& json, const Facts& facts) {
  const Project& project = facts.project;
  json.key("edges").begin_array();
  for (std::size_t i = 0; i < project.datasets.size(); ++i) {
    const NodeId to(i);
    bool itself = project.graph.reads_itself(to);
    for (const Input& input : project.datasets[i].inputs) {
      if (itself && to < input.dataset) {
        write_edge(json, facts, to, to, Read::Latest);
        itself = false;
      }
      write_edge(json, facts, input.dataset, to, input.read);
    }
    if (itself) write_edge(json, facts, to, to, Read::Latest);
  }
  json.end_array();
}

/// What jobs read behind views: no edges of the graph, but measured as such.
void write_reads_behind_views(JsonWriter& json, const Facts& facts) {
  json.key("reads_through_views").begin_array();
  for (const AlignedEdge& edge : facts.alignment.edges) {
    if (edge.read.views.empty()) continue;
    write_ends(json, facts.project, edge.read.from, edge.read.to);
    write_names(json.key("views"), facts.project, edge.read.views);
    json.key("binding").string(label(facts.alignment.binding(edge).read));
    write_edge_measures(json, facts.alignment.measures(edge));
    json.end_object();
  }
  json.end_array();
}

std::size_t self_reads(const Project& project) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < project.datasets.size(); ++i) {
    count += project.graph.reads_itself(NodeId(i)) ? 1 : 0;
  }
  return count;
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
  json.key("edges").number(project.graph.edge_count() + self_reads(project));
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
                        const Alignment& alignment, const ToolInfo& tool) {
  const Facts facts{project, derivation, alignment,
                    cron_texts(project, derivation),
                    UnknownRootTable(project, alignment)};
  JsonWriter json;
  write_head(json, tool);
  json.key("as_of").instant(derivation.as_of);
  json.key("nodes").begin_array();
  for (std::size_t i = 0; i < project.datasets.size(); ++i) {
    write_node(json.line(), facts, NodeId(i));
  }
  json.end_array();
  write_edges(json, facts);
  write_reads_behind_views(json, facts);
  write_cycles(json, project);
  write_statistics(json, project, derivation);
  json.end_object();
  return json.take() + "\n";
}

}  // namespace lockstep
