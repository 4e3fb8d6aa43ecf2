// Schedules and gates as lockstep_runtime.py reads them, with their imports.
#include "emit/airflow_parts.hpp"
#include "emit/python_gate.hpp"

namespace lockstep {

Python runtime_schedule(DagFile& file, const Schedule& schedule) {
  if (!schedule.crons.empty()) file.import("lockstep_ticks", "Cron");
  return runtime_crons(schedule, "airflow");
}

Python runtime_gate(DagFile& file, const Task& task) {
  file.import("lockstep_runtime", "Gate");
  if (!task.gate->awaited.empty()) file.import("lockstep_runtime", "Input");
  file.import("lockstep_ticks", "Cron");
  return runtime_gate(file.pipeline, *task.gate, "airflow");
}

}  // namespace lockstep
