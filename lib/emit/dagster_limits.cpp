// What a version of Dagster cannot say (EMT001), with the nearest form.
#include <fmt/format.h>

#include "base/text.hpp"
#include "emit/dagster_parts.hpp"
#include "emit/python_gate.hpp"

namespace lockstep {
namespace {

class Unsupported {
 public:
  Unsupported(const Pipeline& pipeline, std::string_view version,
              std::vector<Diagnostic>& diagnostics)
      : pipeline_(pipeline), version_(version), diagnostics_(diagnostics) {}

  void run() {
    for (const ZonedCron& zoned : pipeline_.start.crons.crons) {
      if (croniter_text(zoned.cron).empty()) {
        report("dagster cannot run a cron with seconds or years",
               "nearest is the cron without them");
      } else if (is_misread(zoned)) {
        report(
            fmt::format("dagster {} runs a cron of every hour in {} at other "
                        "minutes",
                        version_, zone_name(*zoned.clock.zone)),
            "nearest is a time zone that is whole hours from UTC");
      }
    }
    if (pipeline_.catchup && !pipeline_.start.crons.crons.empty()) {
      report("dagster does not make up for runs of the past by itself",
             "nearest is catchup: false, and a backfill of the partitions");
    }
    for (const Task& task : pipeline_.tasks) check_task(task);
  }

 private:
  /// 1.9.13 takes the minutes of UTC where the cron fires every hour; 1.13.27
  /// keeps those of before where clocks change by half an hour.
  [[nodiscard]] bool is_misread(const ZonedCron& zoned) const {
    constexpr std::uint32_t kEveryHour = 0xff'ffff;
    const Zone* const zone = zoned.clock.zone;
    if (zone == nullptr || zoned.cron.hour_mask != kEveryHour) return false;
    if (zone_name(*zone) == "Australia/Lord_Howe") return true;
    const sys_seconds at = pipeline_.start_date.value_or(sys_seconds{});
    return version_ == "1.9" &&
           utc_offset(*zone, at) % std::chrono::hours{1} != seconds{0};
  }

  void report(const std::string& message, std::string help) {
    Diagnostic diagnostic;
    diagnostic.rule = "EMT001";
    diagnostic.message =
        fmt::format("pipeline {}: {}", quoted(pipeline_.id), message);
    diagnostic.where = pipeline_.where;
    diagnostic.nodes = {pipeline_.id};
    diagnostic.help = std::move(help);
    diagnostics_.push_back(std::move(diagnostic));
  }

  void check_task(const Task& task) {
    const EnvironmentKind kind = pipeline_.environment.kind;
    if (task.kind != TaskKind::Preload || kind == EnvironmentKind::Shell) {
      return;
    }
    report(fmt::format("{} decides by an exit code, which {} does not give",
                       quoted(task.id), label(kind)),
           "nearest is environment shell for loads, or pre_load_strategy none");
  }

  const Pipeline& pipeline_;
  std::string_view version_;
  std::vector<Diagnostic>& diagnostics_;
};

}  // namespace

std::vector<Diagnostic> dagster_unsupported(std::span<const Pipeline> pipelines,
                                            const EmitRequest& request) {
  std::vector<Diagnostic> diagnostics;
  for (const Pipeline& pipeline : pipelines) {
    Unsupported(pipeline, request.version, diagnostics).run();
  }
  return diagnostics;
}

}  // namespace lockstep
