#pragma once
// The Python modules that go with generated files, as they lie in runtime/.

#include <string_view>

namespace lockstep {

/// lockstep_ticks.py: the ticks of crons as engines make them.
[[nodiscard]] std::string_view ticks_module();
/// lockstep_runtime.py: the gate, for every engine that runs Python.
[[nodiscard]] std::string_view runtime_module();
/// lockstep_airflow.py: what touches Airflow itself.
[[nodiscard]] std::string_view airflow_module();
/// lockstep_dagster.py: what touches Dagster itself.
[[nodiscard]] std::string_view dagster_module();
/// lockstep_fargate.py: Dagster's tasks on AWS Fargate.
[[nodiscard]] std::string_view fargate_module();

}  // namespace lockstep
