// One function a record of the pipeline, keys in the order of its fields.
#include "emit/pipelines_json.hpp"

#include <nlohmann/json.hpp>

#include "cron/dialect.hpp"

namespace lockstep {
namespace {

using Json = nlohmann::ordered_json;

Json span_or_null(const std::optional<seconds>& span) {
  return span ? Json(span->count()) : Json();
}

Json to_json(const Schedule& schedule) {
  Json list = Json::array();
  for (const ZonedCron& zoned : schedule.crons) {
    const auto text = print(zoned.cron, dialects().front());
    list.push_back(
        {{"cron", text ? Json(*text) : Json()},
         {"timezone",
          zoned.clock.zone == nullptr ? "UTC" : zone_name(*zoned.clock.zone)}});
  }
  return list;
}

Json to_json(const RunWindow& window) {
  static constexpr const char* kForms[] = {"previous", "length", "lookback"};
  Json json{{"form", kForms[static_cast<std::size_t>(window.form)]}};
  if (window.form != WindowForm::Previous) {
    json["seconds"] = window.length.count();
  }
  return json;
}

Json names(const Pipeline& pipeline, const std::vector<DatasetId>& ids) {
  Json list = Json::array();
  for (const DatasetId id : ids) list.push_back(pipeline[id].name);
  return list;
}

Json to_json(const Pipeline& pipeline, const AwaitedDataset& awaited) {
  return {{"dataset", pipeline[awaited.dataset].name},
          {"ticks", to_json(awaited.ticks)},
          {"demand", label(awaited.demand)},
          {"offset_seconds", awaited.offset.count()},
          {"label", awaited.label_is_start ? "interval_start" : "tick"},
          {"timeout_seconds", span_or_null(awaited.timeout)},
          {"every_tick", awaited.every_tick},
          {"tolerance_seconds", span_or_null(awaited.tolerance)},
          {"only_at", to_json(awaited.only_at)}};
}

Json to_json(const Pipeline& pipeline, const Gate& gate) {
  Json awaited = Json::array();
  for (const AwaitedDataset& entry : gate.awaited) {
    awaited.push_back(to_json(pipeline, entry));
  }
  return {{"anchors", to_json(gate.anchors)},
          {"coalesces", gate.coalesces},
          {"label", gate.label_is_start ? "interval_start" : "tick"},
          {"window", to_json(gate.window)},
          {"awaited", std::move(awaited)}};
}

Json to_json(const Pipeline& pipeline, const Sensor& sensor) {
  Json expression = Json::array();
  for (const SensorTerm& term : sensor.expression) {
    if (term.kind == SensorTerm::Kind::Dataset) {
      expression.push_back(
          {{"dataset", term.dataset.valid() ? Json(pipeline[term.dataset].name)
                                            : Json()}});
    } else {
      expression.push_back(term.kind == SensorTerm::Kind::And ? "and" : "or");
    }
  }
  return {{"mode", label(sensor.mode)},
          {"datasets", names(pipeline, sensor.datasets)},
          {"expression", std::move(expression)},
          {"gated", sensor.gated}};
}

Json to_json(const Pipeline& pipeline, const Start& start) {
  return {{"crons", to_json(start.crons)},
          {"sensor", start.sensor ? to_json(pipeline, *start.sensor) : Json()}};
}

Json to_json(const Words& command) {
  Json words = Json::array();
  for (const Word& word : command) {
    Json pieces = Json::array();
    for (const Piece& piece : word.pieces) {
      pieces.push_back(piece.value ? Json{{"value", label(*piece.value)}}
                                   : Json{{"text", piece.text}});
    }
    words.push_back(std::move(pieces));
  }
  return words;
}

Json to_json(const Pipeline& pipeline, const Task& task) {
  static constexpr const char* kWhen[] = {"all_succeeded", "none_failed",
                                          "all_done"};
  return {{"id", task.id},
          {"name", task.name},
          {"kind", label(task.kind)},
          {"group", task.group.valid()
                        ? Json(pipeline.groups[task.group.index()].id)
                        : Json()},
          {"command", to_json(task.command)},
          {"env", task.env},
          {"directory", task.directory.empty() ? Json() : Json(task.directory)},
          {"compute", task.compute},
          {"inputs", names(pipeline, task.inputs)},
          {"outputs", names(pipeline, task.outputs)},
          {"window", to_json(task.window)},
          {"retries", task.retries},
          {"retry_delay_seconds", task.retry_delay.count()},
          {"timeout_seconds", span_or_null(task.timeout)},
          {"poll_seconds", span_or_null(task.poll)},
          {"must_succeed", task.must_succeed},
          {"when", kWhen[static_cast<std::size_t>(task.when)]},
          {"gate", task.gate ? to_json(pipeline, *task.gate) : Json()}};
}

Json date_or_null(const std::optional<sys_seconds>& day) {
  return day ? Json(format_instant(*day)) : Json();
}

Json promise_or_null(const std::optional<Deadline>& promise) {
  if (!promise) return {};
  return {{"max_age_seconds", span_or_null(promise->max_age)},
          {"ready_by", to_json(promise->ready_by)}};
}

Json groups_of(const Pipeline& pipeline) {
  Json groups = Json::array();
  for (const TaskGroup& group : pipeline.groups) {
    groups.push_back(
        {{"id", group.id},
         {"parent", group.parent.valid()
                        ? Json(pipeline.groups[group.parent.index()].id)
                        : Json()}});
  }
  return groups;
}

Json datasets_of(const Pipeline& pipeline) {
  Json datasets = Json::array();
  for (const PipelineDataset& dataset : pipeline.datasets) {
    datasets.push_back({{"name", dataset.name},
                        {"id", dataset.id},
                        {"ticks", to_json(dataset.schedule)},
                        {"scheduled", dataset.known},
                        {"promise", promise_or_null(dataset.promise)}});
  }
  return datasets;
}

Json to_json(const Pipeline& pipeline) {
  Json tasks = Json::array();
  for (const Task& task : pipeline.tasks) {
    tasks.push_back(to_json(pipeline, task));
  }
  Json edges = Json::array();
  for (const TaskEdge& edge : pipeline.edges) {
    edges.push_back({pipeline[edge.from].id, pipeline[edge.to].id});
  }
  return {{"id", pipeline.id},
          {"description", pipeline.description},
          {"owner", pipeline.owner},
          {"tags", pipeline.tags},
          {"start", to_json(pipeline, pipeline.start)},
          {"ticks", to_json(pipeline.ticks)},
          {"label", pipeline.label_is_start ? "interval_start" : "tick"},
          {"timezone", pipeline.timezone},
          {"start_date", date_or_null(pipeline.start_date)},
          {"end_date", date_or_null(pipeline.end_date)},
          {"catchup", pipeline.catchup},
          {"max_active_runs", pipeline.max_active_runs},
          {"pool", pipeline.pool},
          {"retries", pipeline.retries},
          {"retry_delay_seconds", pipeline.retry_delay.count()},
          {"timeout_seconds", span_or_null(pipeline.timeout)},
          {"promise", promise_or_null(pipeline.promise)},
          {"environment",
           {{"kind", label(pipeline.environment.kind)},
            {"options", pipeline.environment.options}}},
          {"datasets", datasets_of(pipeline)},
          {"produced", names(pipeline, pipeline.produced)},
          {"groups", groups_of(pipeline)},
          {"tasks", std::move(tasks)},
          {"edges", std::move(edges)}};
}

}  // namespace

std::string pipelines_json(std::span<const Pipeline> pipelines,
                           std::string_view version) {
  Json list = Json::array();
  for (const Pipeline& pipeline : pipelines) list.push_back(to_json(pipeline));
  const Json json{{"version", 1},
                  {"tool", {{"name", "lockstep"}, {"version", version}}},
                  {"pipelines", std::move(list)}};
  return json.dump(1) + "\n";
}

}  // namespace lockstep
