// One call a record of the gate; arguments that are defaults are left out.
#include "emit/python_gate.hpp"

#include <utility>

#include "cron/dialect.hpp"

namespace lockstep {
namespace {

Python number(seconds span) { return Python(std::to_string(span.count())); }

Python awaited_input(const Pipeline& pipeline, const AwaitedDataset& awaited,
                     std::string_view engine) {
  Python call = runtime_input(pipeline[awaited.dataset], awaited.ticks, engine);
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
    call.argument("only_at", runtime_crons(awaited.only_at, engine));
  }
  return call;
}

}  // namespace

std::string croniter_text(const Cron& cron) {
  if (cron.second_mask != 1 || cron.has_years()) return {};
  const auto text = print(cron, *find_dialect("croniter"));
  return text ? *text : "";
}

std::string zone_of(const ZonedCron& cron) {
  return cron.clock.zone == nullptr ? "UTC" : zone_name(*cron.clock.zone);
}

Python runtime_cron(const ZonedCron& zoned, std::string_view engine) {
  const bool is_default = engine == "airflow";
  const std::string zone = zone_of(zoned);
  Python call = Python::call("Cron");
  call.item(Python::text(croniter_text(zoned.cron)));
  if (!is_default || zone != "UTC") call.item(Python::text(zone));
  if (!is_default) call.item(Python::text(engine));
  return call;
}

Python runtime_crons(const Schedule& schedule, std::string_view engine) {
  Python list = Python::tuple();
  for (const ZonedCron& zoned : schedule.crons) {
    list.item(runtime_cron(zoned, engine));
  }
  return list;
}

Python runtime_gate_call(const Pipeline& pipeline, const Schedule& anchors,
                         Python inputs, std::string_view engine) {
  Python call = Python::call("Gate");
  call.item(Python::text(pipeline.id));
  call.item(runtime_crons(anchors, engine));
  call.item(std::move(inputs));
  return call;
}

Python runtime_input(const PipelineDataset& dataset, const Schedule& ticks,
                     std::string_view engine) {
  Python call = Python::call("Input");
  call.item(Python::text(dataset.name));
  call.item(runtime_crons(ticks, engine));
  return call;
}

Python runtime_gate(const Pipeline& pipeline, const Gate& gate,
                    std::string_view engine) {
  Python inputs = Python::tuple();
  for (const AwaitedDataset& awaited : gate.awaited) {
    inputs.item(awaited_input(pipeline, awaited, engine));
  }
  Python call =
      runtime_gate_call(pipeline, gate.anchors, std::move(inputs), engine);
  if (gate.label_is_start) call.argument("label_is_start", Python("True"));
  if (gate.window.form == WindowForm::Length) {
    call.argument("length", number(gate.window.length));
  } else if (gate.window.form == WindowForm::Lookback) {
    call.argument("lookback", number(gate.window.length));
  }
  return call;
}

}  // namespace lockstep
