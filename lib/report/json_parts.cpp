#include "report/json_parts.hpp"

namespace lockstep {

void write_head(JsonWriter& json, const ToolInfo& tool) {
  json.begin_object().key("version").number(1);
  json.key("tool").begin_object().key("name").string("lockstep");
  json.key("version").string(tool.version);
  json.key("tzdata").string(tool.tzdata).end_object();
}

void write_names(JsonWriter& json, const Project& project,
                 const std::vector<NodeId>& nodes) {
  json.begin_array();
  for (const NodeId node : nodes) json.string(project[node].name);
  json.end_array();
}

void write_cadence(JsonWriter& json, const Derivation& derivation,
                   const std::vector<CronTexts>& texts, CadenceId cadence) {
  if (!cadence.valid()) {
    json.null();
    return;
  }
  const CronTexts& text = texts[cadence.index()];
  json.begin_object().key("crons").strings(text.crons).key("timezone");
  if (const std::string* zone = text.one_zone()) {
    json.string(*zone);
  } else {
    json.null();
    if (!text.zones.empty()) json.key("timezones").strings(text.zones);
  }
  const Cadence& ticks = derivation.cadences[cadence.index()];
  json.key("runs_per_year").number(ticks.runs_per_year);
  json.key("exact").boolean(ticks.exact).end_object();
}

void write_cycles(JsonWriter& json, const Project& project) {
  json.key("cycles").begin_array();
  for (const Cycle& cycle : project.topology.cycles) {
    write_names(json, project, cycle.shortest);
  }
  json.end_array();
}

}  // namespace lockstep
