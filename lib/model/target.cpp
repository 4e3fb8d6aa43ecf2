// The table, and names with versions.
#include "model/target.hpp"

#include <vector>

#include <fmt/format.h>

#include "base/text.hpp"

namespace lockstep {
namespace {

constexpr seconds kMinute{60};
constexpr seconds kFiveMinutes{300};

// Airflow and Dagster get crons of five fields from lockstep. What waits there
// is, on Airflow, a sensor in mode `reschedule`, which holds no slot. On
// Dagster it is a task, and its run counts: dagster 1.13's instance has the
// QueuedRunCoordinator, whose max_concurrent_runs is 10 unless dagster.yaml
// says otherwise; 1.9's has the DefaultRunCoordinator, which counts nothing
// (dagster/_core/instance/ref.py, run_coordinator/queued_run_coordinator.py).
//
// Without a zone: Kestra takes ZoneId.systemDefault() (kestra-io/kestra#18477,
// kept by #19010), Kubernetes the zone of kube-controller-manager (CronJob,
// "Time zones"), Quartz TimeZone.getDefault(), cron(8) the machine's. Airflow,
// Dagster, SQLMesh, GitHub, EventBridge and Cloud Scheduler take UTC, Snowflake
// demands a zone.
//
// SQLMesh: "must run at a frequency of 5 minutes or slower" (core/node.py).
// GitHub: "the shortest interval you can run scheduled workflows is once every
// 5 minutes". Kestra (withSeconds) and Quartz run every second, the others have
// no field for seconds.
constexpr Target kTargets[] = {
    {"airflow", "2.9", "Airflow", "croniter", true, kMinute},
    {"airflow", "2.10", "Airflow", "croniter", true, kMinute},
    {"airflow", "2.11", "Airflow", "croniter", true, kMinute},
    {"airflow", "3.0", "Airflow", "croniter", true, kMinute},
    {"airflow", "3.1", "Airflow", "croniter", true, kMinute},
    {"airflow", "3.2", "Airflow", "croniter", true, kMinute},
    {"airflow", "3.3", "Airflow", "croniter", true, kMinute},
    {"dagster", "1.9", "Dagster", "croniter", true, kMinute},
    {"dagster", "1.13", "Dagster", "croniter", true, kMinute, false, 10},
    {"cloud-scheduler", "", "Cloud Scheduler", "cloud-scheduler", false,
     kMinute},
    {"eventbridge", "", "EventBridge", "eventbridge", false, kMinute},
    {"github", "", "GitHub Actions", "github", false, kFiveMinutes},
    {"kestra", "", "Kestra", "kestra", false, seconds{0}, true},
    {"kubernetes", "", "Kubernetes", "kubernetes", false, kMinute, true},
    {"quartz", "", "Quartz", "quartz", false, seconds{0}, true},
    {"snowflake", "", "Snowflake", "snowflake", false, kMinute},
    {"sqlmesh", "", "SQLMesh", "croniter", false, kFiveMinutes},
    {"vixie", "", "cron", "vixie", false, kMinute, true},
};

std::vector<std::string_view> names() {
  std::vector<std::string_view> all;
  for (const Target& target : kTargets) {
    if (all.empty() || all.back() != target.name) all.push_back(target.name);
  }
  return all;
}

std::vector<std::string> versions_of(std::string_view name) {
  std::vector<std::string> all;
  for (const Target& target : kTargets) {
    if (target.name == name && !target.version.empty()) {
      all.emplace_back(target.version);
    }
  }
  return all;
}

TargetError unknown_name(std::string_view name) {
  const std::vector<std::string_view> known = names();
  const std::vector<std::string> words(known.begin(), known.end());
  return {
      fmt::format("unknown target {}{}", quoted(name), suggestion(name, known)),
      "known targets: " + join_words(words, words.size())};
}

TargetError unknown_version(std::string_view name, std::string_view version) {
  const std::vector<std::string> known = versions_of(name);
  return {fmt::format("unknown version {} of {}", quoted(version), name),
          known.empty() ? fmt::format("{} has no versions here: write {}", name,
                                      quoted(name))
                        : "known versions: " + join_words(known, known.size())};
}

}  // namespace

std::string Target::label() const {
  return version.empty() ? std::string(title)
                         : fmt::format("{} {}", title, version);
}

std::span<const Target> targets() { return kTargets; }

Expected<const Target*, TargetError> find_target(std::string_view text) {
  const std::string key = to_lower(trim(text));
  const std::size_t at = key.find('@');
  const std::string_view name = std::string_view(key).substr(0, at);
  const Target* newest = nullptr;
  for (const Target& target : kTargets) {
    if (target.name == name) newest = &target;
  }
  if (newest == nullptr) return Unexpected{unknown_name(name)};
  if (at == std::string::npos) return newest;
  const std::string_view version = std::string_view(key).substr(at + 1);
  for (const Target& target : kTargets) {
    if (target.name == name && target.version == version && !version.empty()) {
      return &target;
    }
  }
  return Unexpected{unknown_version(name, version)};
}

}  // namespace lockstep
