// `derive --format json`: one job a line, names sorted; the shape is fixed in
// the command's documentation, other programs read it.

#include "report/json_parts.hpp"
#include "report/report.hpp"

namespace lockstep {
namespace {

void write_task(JsonWriter& json, const Dataset& dataset) {
  std::vector<std::string> others;
  for (const Job& job : dataset.jobs) {
    if (job.name != dataset.name) others.push_back(job.name);
  }
  if (others.empty()) return;
  json.key("task").string(others.front());
  if (dataset.jobs.size() > 1) {
    json.key("tasks").begin_array();
    for (const Job& job : dataset.jobs) json.string(job.name);
    json.end_array();
  }
}

void write_start(JsonWriter& json, const Project& project,
                 const JobStart& start) {
  const bool sensor = start.type == StartType::Sensor;
  json.key("start").begin_object();
  json.key("type").string(label(start.type));
  json.key("mode");
  sensor ? json.string(label(start.mode)) : json.null();
  write_names(json.key("datasets"), project, start.datasets);
  json.key("expression");
  sensor&& start.mode == TriggerMode::Expression ? json.string(start.expression)
                                                 : json.null();
  json.end_object();
}

}  // namespace

void write_job_start(JsonWriter& json, const Project& project,
                     const Derivation& derivation,
                     const std::vector<CronTexts>& texts, NodeId node) {
  const JobStart& start = derivation[node];
  json.key("name").string(project[node].name);
  write_task(json, project[node]);
  json.key("kind").string(label(project[node].kind));
  write_start(json, project, start);
  json.key("cadence");
  write_cadence(json, derivation, texts, start.cadence);
  json.key("effective_cron").string_or_null(start.effective_cron);
  write_names(json.key("fastest"), project, start.fastest);
  write_names(json.key("slower"), project, start.slower);
  write_names(json.key("unscheduled"), project, start.unscheduled);
  json.key("window");
  if (start.window) {
    json.begin_object().key("start").instant(start.window->start);
    json.key("end").instant(start.window->end).end_object();
  } else {
    json.null();
  }
  json.key("reason").string(start.reason);
}

std::string derive_json(const Project& project, const Derivation& derivation,
                        const ToolInfo& tool) {
  const std::vector<CronTexts> texts = cron_texts(project, derivation);
  JsonWriter json;
  write_head(json, tool);
  json.key("as_of").instant(derivation.as_of);
  json.key("jobs").begin_array();
  for (std::size_t i = 0; i < project.datasets.size(); ++i) {
    json.line().begin_object();
    write_job_start(json, project, derivation, texts, NodeId(i));
    json.end_object();
  }
  json.end_array();
  write_cycles(json, project);
  json.end_object();
  return json.take() + "\n";
}

}  // namespace lockstep
