// Schedules and gates as lockstep_runtime.py reads them.
#include <utility>

#include <fmt/format.h>

#include "emit/airflow_parts.hpp"

namespace lockstep {
namespace {

Python number(seconds span) { return Python(std::to_string(span.count())); }

Python input(DagFile& file, const AwaitedDataset& awaited) {
  Python call = Python::call(file.import("lockstep_runtime", "Input"));
  call.item(Python::text(file.pipeline[awaited.dataset].name));
  call.item(runtime_schedule(file, awaited.ticks));
  if (awaited.demand != Demand::Due) {
    call.argument("read", Python::text(label(awaited.demand)));
  }
  if (awaited.offset != seconds{0}) {
    call.argument("offset", number(awaited.offset));
  }
  if (awaited.label_is_start) {
    call.argument("label_is_start", Python("True"));
  }
  if (awaited.timeout) call.argument("timeout", number(*awaited.timeout));
  if (!awaited.every_tick) call.argument("every_tick", Python("False"));
  if (awaited.tolerance) call.argument("tolerance", number(*awaited.tolerance));
  if (!awaited.only_at.crons.empty()) {
    call.argument("only_at", runtime_schedule(file, awaited.only_at));
  }
  return call;
}

}  // namespace

Python runtime_schedule(DagFile& file, const Schedule& schedule) {
  Python list = Python::tuple();
  for (const ZonedCron& zoned : schedule.crons) {
    Python call = Python::call(file.import("lockstep_ticks", "Cron"));
    call.item(Python::text(airflow_cron(zoned.cron)));
    if (zone_of(zoned) != "UTC") call.item(Python::text(zone_of(zoned)));
    list.item(std::move(call));
  }
  return list;
}

Python runtime_gate(DagFile& file, const Task& task) {
  const Gate& gate = *task.gate;
  Python call = Python::call(file.import("lockstep_runtime", "Gate"));
  call.item(Python::text(file.pipeline.id));
  call.item(runtime_schedule(file, gate.anchors));
  Python inputs = Python::tuple();
  for (const AwaitedDataset& awaited : gate.awaited) {
    inputs.item(input(file, awaited));
  }
  call.item(std::move(inputs));
  if (gate.label_is_start) call.argument("label_is_start", Python("True"));
  if (gate.window.form == WindowForm::Length) {
    call.argument("length", number(gate.window.length));
  } else if (gate.window.form == WindowForm::Lookback) {
    call.argument("lookback", number(gate.window.length));
  }
  return call;
}

}  // namespace lockstep
