#pragma once
// Gates as lockstep_runtime.py reads them, and crons as lockstep_ticks.py does:
// the same calls in the files of every target in Python.

#include <string>
#include <string_view>

#include "emit/python_layout.hpp"
#include "pipeline/pipeline.hpp"

namespace lockstep {

/// The text of a cron as croniter reads it, which Airflow and Dagster use;
/// empty if it cannot.
[[nodiscard]] std::string croniter_text(const Cron& cron);
/// `UTC` where a cron has no zone of its own.
[[nodiscard]] std::string zone_of(const ZonedCron& cron);

/// `Cron("0 * * * *", "Europe/Paris")`, with the ticks that `engine` makes
/// where clocks change. What lockstep_ticks.py assumes is left out.
[[nodiscard]] Python runtime_cron(const ZonedCron& zoned,
                                  std::string_view engine);
/// A tuple of them.
[[nodiscard]] Python runtime_crons(const Schedule& schedule,
                                   std::string_view engine);
/// `Gate("job", anchors, inputs)`: what every gate has.
[[nodiscard]] Python runtime_gate_call(const Pipeline& pipeline,
                                       const Schedule& anchors, Python inputs,
                                       std::string_view engine);
/// `Input("kpi.orders", crons)`: what every input has.
[[nodiscard]] Python runtime_input(const PipelineDataset& dataset,
                                   const Schedule& ticks,
                                   std::string_view engine);
/// The gate of a Gate or Wait task.
[[nodiscard]] Python runtime_gate(const Pipeline& pipeline, const Gate& gate,
                                  std::string_view engine);

}  // namespace lockstep
