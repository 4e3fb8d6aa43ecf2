// The Dagster target: its versions, what they cannot say, its files.
#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "base/text.hpp"
#include "emit/dagster_parts.hpp"
#include "emit/python_gate.hpp"
#include "emit/runtime.hpp"
#include "emit/writer.hpp"

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
    if (task.when == RunWhen::AllDone) {
      report(fmt::format("dagster has no task such as {} that runs after one "
                         "that failed",
                         quoted(task.id)),
             "nearest is a run status sensor, or the task at the end of "
             "another pipeline");
    }
    if (task.poll) {
      report(fmt::format("{} looks for files again and again, which takes a "
                         "worker in dagster",
                         quoted(task.id)),
             "nearest is pre_load_strategy pending with a frequent cron");
    }
  }

  const Pipeline& pipeline_;
  std::string_view version_;
  std::vector<Diagnostic>& diagnostics_;
};

/// A Python name that Dagster takes for an op or a job, too.
std::string dagster_name(std::string_view id) {
  static const std::set<std::string, std::less<>> kTaken = {
      "conf",   "config", "context", "defs",   "dg",         "entry",
      "marker", "input",  "meta",    "output", "is_complete"};
  std::string name;
  for (const char c : python_name(id)) {
    const auto byte = static_cast<unsigned char>(c);
    name += byte < 0x80 ? c : '_';
  }
  if (kTaken.contains(name)) name += '_';
  return name;
}

/// `name`, `name_2`, ...: not in `taken`, which it joins.
std::string unique_name(const std::string& name, std::set<std::string>& taken) {
  std::string candidate = name;
  for (int i = 2; !taken.insert(to_lower(candidate)).second; ++i) {
    candidate = fmt::format("{}_{}", name, i);
  }
  return candidate;
}

OutputFile runtime_file(std::string_view name, std::string_view text,
                        const EmitRequest& request) {
  return {std::string(name), fmt::format("# {}\n{}", request.header, text)};
}

/// The one code location, which `dagster dev -f definitions.py` loads.
/// (Definitions.merge() is experimental in 1.9.)
std::string definitions_file(std::span<const Pipeline> pipelines,
                             const std::vector<DagsterNames>& names,
                             const EmitRequest& request) {
  std::set<std::string> modules;
  std::set<std::string> jobs, schedules, sensors;
  for (std::size_t i = 0; i < pipelines.size(); ++i) {
    const std::string& module = names[i].module;
    const Schedule& crons = pipelines[i].start.crons;
    modules.insert(module);
    jobs.insert(module + "." + module);
    const std::size_t count = one_zone(crons) ? 1 : crons.crons.size();
    for (std::size_t k = 0; !crons.crons.empty() && k < count; ++k) {
      schedules.insert(module + "." + dagster_schedule_name(names[i], k));
    }
    if (pipelines[i].start.sensor) {
      sensors.insert(module + "." + module + "_sensor");
    }
  }
  Writer writer;
  writer.line("# " + request.header).line().line("import dagster as dg");
  for (const std::string& module : modules) writer.line("import " + module);
  writer.line();
  Python definitions = Python::call("dg.Definitions");
  const auto add = [&](std::string_view name,
                       const std::set<std::string>& members) {
    Python list = Python::list();
    for (const std::string& member : members) list.item(Python(member));
    if (!list.empty()) definitions.argument(name, std::move(list));
  };
  add("jobs", jobs);
  add("schedules", schedules);
  add("sensors", sensors);
  statement(writer, "defs = ", definitions);
  return writer.take();
}

}  // namespace

std::vector<std::string> dagster_versions() { return {"1.9", "1.13"}; }

std::vector<DagsterNames> dagster_names(std::span<const Pipeline> pipelines) {
  std::set<std::string> modules = {"definitions", "lockstep_dagster",
                                   "lockstep_runtime", "lockstep_ticks",
                                   "dagster"};
  std::vector<DagsterNames> all;
  std::map<std::string, int> count;
  for (const Pipeline& pipeline : pipelines) {
    DagsterNames names;
    names.module = unique_name(dagster_name(pipeline.id), modules);
    std::set<std::string> taken = {to_lower(names.module)};
    for (const Task& task : pipeline.tasks) {
      names.nodes.push_back(unique_name(dagster_name(task.id), taken));
      ++count[names.nodes.back()];
    }
    all.push_back(std::move(names));
  }
  std::set<std::string> taken = modules;
  for (DagsterNames& names : all) {
    for (const std::string& node : names.nodes) {
      const std::string name =
          count[node] == 1 ? node : names.module + "_" + node;
      names.ops.push_back(unique_name(name, taken));
    }
  }
  return all;
}

std::vector<Diagnostic> dagster_unsupported(std::span<const Pipeline> pipelines,
                                            const EmitRequest& request) {
  std::vector<Diagnostic> diagnostics;
  for (const Pipeline& pipeline : pipelines) {
    Unsupported(pipeline, request.version, diagnostics).run();
  }
  return diagnostics;
}

std::vector<OutputFile> dagster_emit(std::span<const Pipeline> pipelines,
                                     const EmitRequest& request) {
  std::vector<OutputFile> files;
  if (pipelines.empty()) return files;
  files.push_back(
      runtime_file("lockstep_dagster.py", dagster_module(), request));
  files.push_back(
      runtime_file("lockstep_runtime.py", runtime_module(), request));
  files.push_back(runtime_file("lockstep_ticks.py", ticks_module(), request));
  const std::vector<DagsterNames> names = dagster_names(pipelines);
  for (std::size_t i = 0; i < pipelines.size(); ++i) {
    files.push_back({names[i].module + ".py",
                     dagster_module_file(pipelines[i], names[i], request)});
  }
  files.push_back(
      {"definitions.py", definitions_file(pipelines, names, request)});
  return files;
}

}  // namespace lockstep
