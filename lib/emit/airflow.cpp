// The Airflow target: its versions, what they cannot say, its files.
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/text.hpp"
#include "emit/airflow_parts.hpp"
#include "emit/python_gate.hpp"
#include "emit/runtime.hpp"

namespace lockstep {
namespace {

// Checked on the real ones. 2.9 has the `|` of datasets but neither an extra
// for each event nor the events of inlets.
constexpr AirflowVersion kVersions[] = {
    {"2.9", false, false}, {"2.10", false, true}, {"2.11", false, true},
    {"3.0", true, true},   {"3.1", true, true},   {"3.2", true, true},
    {"3.3", true, true},
};

class Unsupported {
 public:
  Unsupported(const Pipeline& pipeline, const AirflowVersion& version,
              std::vector<Diagnostic>& diagnostics)
      : pipeline_(pipeline), version_(version), diagnostics_(diagnostics) {}

  void run() {
    check_crons();
    check_gates();
    check_preload();
  }

 private:
  void report(std::string message, std::string help) {
    Diagnostic diagnostic;
    diagnostic.rule = "EMT001";
    diagnostic.message =
        fmt::format("pipeline {}: {}", quoted(pipeline_.id), message);
    diagnostic.where = pipeline_.where;
    diagnostic.nodes = {pipeline_.id};
    diagnostic.help = std::move(help);
    diagnostics_.push_back(std::move(diagnostic));
  }

  void check_crons() {
    for (const ZonedCron& zoned : pipeline_.start.crons.crons) {
      if (croniter_text(zoned.cron).empty()) {
        const auto text = print(zoned.cron, *find_dialect("quartz"));
        report(fmt::format("airflow cannot run the cron {}",
                           quoted(text ? *text : "with seconds or years")),
               "airflow has minutes, no seconds, and no years: nearest is the "
               "cron without them");
      }
      if (pipeline_.label_is_start) check_intervals(zoned);
    }
  }

  /// What the interval timetable does where clocks go forward.
  void check_intervals(const ZonedCron& zoned) {
    constexpr std::uint32_t kEveryHour = 0xff'ffff;
    constexpr std::string_view kHelp =
        "run_label: tick gives a timetable without intervals; windows stay the "
        "same";
    if (zoned.cron.hour_mask == kEveryHour) {
      // At the half-hour gap of this zone it stops for ever at one interval
      // (2.9 to 3.2) or fails (3.3).
      if (zone_of(zoned) == "Australia/Lord_Howe") {
        report(
            "airflow's interval timetable stops at the change of the clock in "
            "Australia/Lord_Howe",
            std::string(kHelp));
      }
    } else if (const auto gap = crowded_gap(zoned)) {
      report(fmt::format("airflow's interval timetable loses a window on {}, "
                         "when clocks in {} skip more than one of its runs",
                         format_instant(*gap).substr(0, 10), zone_of(zoned)),
             std::string(kHelp));
    }
  }

  /// The first change of the clock within two years that skips several ticks.
  /// Airflow puts each behind the gap, looks for the newest before the first
  /// of them, and finds the last one.
  [[nodiscard]] std::optional<sys_seconds> crowded_gap(
      const ZonedCron& zoned) const {
    const Zone* const zone = zoned.clock.zone;
    if (zone == nullptr || is_fixed_offset(*zone)) return std::nullopt;
    constexpr seconds kDay{86'400};
    sys_seconds day = pipeline_.start_date.value_or(sys_seconds{});
    for (const sys_seconds end = day + 731 * kDay; day < end; day += kDay) {
      const seconds before = utc_offset(*zone, day);
      const seconds after = utc_offset(*zone, day + kDay);
      if (after <= before) continue;
      const sys_seconds local = change_within(*zone, day, kDay) + before;
      if (count(zoned.cron, local, local + (after - before)) > 1) return local;
    }
    return std::nullopt;
  }

  /// The instant of the one change of offset in (from, from + length].
  static sys_seconds change_within(const Zone& zone, sys_seconds from,
                                   seconds length) {
    const seconds before = utc_offset(zone, from);
    while (length > seconds{1}) {
      const seconds half = length / 2;
      if (utc_offset(zone, from + half) == before) {
        from += half;
        length -= half;
      } else {
        length = half;
      }
    }
    return from + length;
  }

  void check_gates() {
    if (version_.events) return;
    for (const Task& task : pipeline_.tasks) {
      if (task.kind != TaskKind::Gate && task.kind != TaskKind::Wait) continue;
      report(fmt::format(
                 "airflow {} has no dates of events, which {} needs",
                 version_.name,
                 task.kind == TaskKind::Gate ? "its gate" : quoted(task.id)),
             "airflow 2.10 has them; nearest in 2.9 is trigger: all");
      return;
    }
  }

  void check_preload() {
    if (pipeline_.environment.kind == EnvironmentKind::Shell) return;
    for (const Task& task : pipeline_.tasks) {
      if (task.kind != TaskKind::Preload) continue;
      report(fmt::format("{} decides by an exit code, which {} does not give",
                         quoted(task.id), label(pipeline_.environment.kind)),
             "nearest is environment shell for loads, or pre_load_strategy "
             "none");
    }
  }

  const Pipeline& pipeline_;
  const AirflowVersion& version_;
  std::vector<Diagnostic>& diagnostics_;
};

}  // namespace

std::span<const AirflowVersion> airflow_versions() { return kVersions; }

const AirflowVersion& airflow_version(std::string_view name) {
  return *std::ranges::find(kVersions, name, &AirflowVersion::name);
}

std::vector<Diagnostic> airflow_unsupported(std::span<const Pipeline> pipelines,
                                            const EmitRequest& request) {
  std::vector<Diagnostic> diagnostics;
  const AirflowVersion& version = airflow_version(request.version);
  for (const Pipeline& pipeline : pipelines) {
    Unsupported(pipeline, version, diagnostics).run();
  }
  return diagnostics;
}

std::vector<OutputFile> airflow_emit(std::span<const Pipeline> pipelines,
                                     const EmitRequest& request) {
  const AirflowVersion& version = airflow_version(request.version);
  const auto module = [&](std::string_view name, std::string_view text) {
    return OutputFile{std::string(name),
                      fmt::format("# {}\n{}", request.header, text)};
  };
  std::vector<OutputFile> files;
  if (pipelines.empty()) return files;
  files.push_back(module("lockstep_airflow.py", airflow_module()));
  files.push_back(module("lockstep_runtime.py", runtime_module()));
  files.push_back(module("lockstep_ticks.py", ticks_module()));
  for (const Pipeline& pipeline : pipelines) {
    for (const AirflowDag& dag : airflow_dags(pipeline, version)) {
      files.push_back(
          {dag.id + ".py", airflow_dag_file(dag, version, request)});
    }
  }
  return files;
}

}  // namespace lockstep
