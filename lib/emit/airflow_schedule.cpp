// When a DAG runs: explicit timetables with explicit zones, datasets in
// Airflow's own algebra.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "cron/schedule.hpp"
#include "emit/airflow_parts.hpp"
#include "emit/python_gate.hpp"

namespace lockstep {
namespace {

/// One cron that fires as all of them do, if their masks can be joined.
std::optional<ZonedCron> union_of(const Schedule& schedule) {
  ZonedCron joined = schedule.crons.front();
  for (const ZonedCron& zoned : schedule.crons) {
    if (!(zoned.clock == joined.clock)) return std::nullopt;
    joined.cron.minute_mask |= zoned.cron.minute_mask;
    joined.cron.hour_mask |= zoned.cron.hour_mask;
    joined.cron.month_mask |= zoned.cron.month_mask;
  }
  // The days of each must be those of all, or the joined masks say too much.
  const bool same = compare(Schedule{{joined}}, schedule, sys_seconds{},
                            seconds{86'400}) == Relation::Equal;
  if (!same || croniter_text(joined.cron).empty()) return std::nullopt;
  return joined;
}

Python cron_arguments(std::string_view callee,
                      const std::vector<ZonedCron>& crons) {
  Python call = Python::call(callee);
  for (const ZonedCron& zoned : crons) {
    call.item(Python::text(croniter_text(zoned.cron)));
  }
  call.argument("timezone", Python::text(zone_of(crons.front())));
  return call;
}

Python timetable(DagFile& file) {
  const auto& crons = file.dag.crons;
  if (crons.size() > 1) {
    return cron_arguments(file.import("airflow.timetables.trigger",
                                      "MultipleCronTriggerTimetable"),
                          crons);
  }
  if (file.pipeline.label_is_start) {
    return cron_arguments(
        file.import("airflow.timetables.interval", "CronDataIntervalTimetable"),
        crons);
  }
  return cron_arguments(
      file.import("airflow.timetables.trigger", "CronTriggerTimetable"), crons);
}

using enum Python::Parentheses;

/// Infix of a postfix expression. `&` binds tighter in Python, too, but nobody
/// should have to know. Chains of one operator stay flat.
Python infix(DagFile& file, const std::vector<SensorTerm>& terms) {
  struct Part {
    Python code;
    SensorTerm::Kind kind;
  };
  std::vector<Part> stack;
  for (const SensorTerm& term : terms) {
    if (term.kind == SensorTerm::Kind::Dataset) {
      stack.push_back({Python(file.dataset(term.dataset)), term.kind});
      continue;
    }
    Part right = std::move(stack.back());
    stack.pop_back();
    Part& left = stack.back();
    if (left.kind != term.kind) {
      Python chain = Python::operation(
          term.kind == SensorTerm::Kind::And ? "&" : "|", Always);
      chain.item(std::move(left.code));
      left = {std::move(chain), term.kind};
    }
    left.code.item(std::move(right.code));
  }
  return std::move(stack.front().code);
}

Python sensor(DagFile& file, const Sensor& start) {
  const bool any = start.mode == SensorMode::Any ||
                   (start.mode == SensorMode::Aligned && start.gated);
  if (start.mode == SensorMode::Expression) {
    return start.expression.size() == 1 ? file.datasets(start.datasets)
                                        : infix(file, start.expression);
  }
  if (!any || start.datasets.size() == 1) return file.datasets(start.datasets);
  Python chain = Python::operation("|", Always);
  for (const DatasetId id : start.datasets) {
    chain.item(Python(file.dataset(id)));
  }
  return chain;
}

}  // namespace

std::vector<AirflowDag> airflow_dags(const Pipeline& pipeline,
                                     const AirflowVersion& version) {
  const Schedule& crons = pipeline.start.crons;
  AirflowDag whole{&pipeline, pipeline.id, crons.crons};
  if (crons.crons.size() < 2 || (version.sdk && one_zone(crons))) {
    return {whole};
  }
  if (const auto joined = union_of(crons)) {
    whole.crons = {*joined};
    return {whole};
  }
  std::vector<AirflowDag> dags;
  for (const ZonedCron& zoned : crons.crons) {
    dags.push_back({&pipeline,
                    fmt::format("{}_cron{}", pipeline.id, dags.size() + 1),
                    {zoned}});
  }
  return dags;
}

Python airflow_schedule(DagFile& file) {
  const Start& start = file.pipeline.start;
  if (!start.sensor) {
    return file.dag.crons.empty() ? Python("None") : timetable(file);
  }
  Python datasets = sensor(file, *start.sensor);
  if (file.dag.crons.empty()) return datasets;
  const std::string_view what = file.version.sdk ? "assets" : "datasets";
  Python both = Python::call(file.import(
      fmt::format("airflow.timetables.{}", what),
      file.version.sdk ? "AssetOrTimeSchedule" : "DatasetOrTimeSchedule"));
  both.argument("timetable", timetable(file));
  both.argument(what, std::move(datasets));
  return both;
}

Python airflow_date(DagFile& file, sys_seconds day) {
  const std::chrono::year_month_day date(
      std::chrono::floor<std::chrono::days>(day));
  Python call = Python::call(file.import("pendulum", "datetime"));
  call.item(Python(std::to_string(int(date.year()))));
  call.item(Python(std::to_string(unsigned(date.month()))));
  call.item(Python(std::to_string(unsigned(date.day()))));
  call.argument("tz", Python::text(file.pipeline.timezone));
  return call;
}

Python airflow_span(DagFile& file, seconds span) {
  Python call = Python::call(file.import("datetime", "timedelta"));
  call.argument("seconds", Python(std::to_string(span.count())));
  return call;
}

}  // namespace lockstep
