// The table of built-in targets.
#include "emit/emitter.hpp"

#include <algorithm>
#include <utility>

#include "emit/airflow_parts.hpp"
#include "emit/dagster_parts.hpp"

namespace lockstep {

const Emitter* Emitters::find(std::string_view name) const {
  const auto found = std::ranges::find(
      emitters_, name, [](const Emitter& e) -> auto& { return e.name; });
  return found == emitters_.end() ? nullptr : &*found;
}

void register_emitter(Emitters& emitters, Emitter emitter) {
  auto& rows = emitters.emitters_;
  const auto place =
      std::ranges::lower_bound(rows, emitter.name, {}, &Emitter::name);
  if (place != rows.end() && place->name == emitter.name) {
    *place = std::move(emitter);
  } else {
    rows.insert(place, std::move(emitter));
  }
}

Emitters built_in_emitters() {
  using enum EnvironmentKind;
  std::vector<std::string> airflow;
  for (const AirflowVersion& version : airflow_versions()) {
    airflow.emplace_back(version.name);
  }
  Emitters emitters;
  register_emitter(emitters, {"airflow",
                              "Apache Airflow DAGs in Python",
                              airflow,
                              {Shell, CloudRun, Dataproc, Fargate},
                              &airflow_unsupported,
                              &airflow_emit,
                              &read_airflow});
  register_emitter(emitters, {"dagster",
                              "Dagster ops, jobs, schedules, sensors",
                              dagster_versions(),
                              {Shell, CloudRun, Dataproc, Fargate},
                              &dagster_unsupported,
                              &dagster_emit,
                              &read_dagster});
  return emitters;
}

}  // namespace lockstep
