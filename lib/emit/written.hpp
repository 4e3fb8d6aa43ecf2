#pragma once
// Translation validation: what was written is read back by code that shares
// nothing with what wrote it, and compared with the pipelines that it was made
// of (EMT002). A reader looks for the constructs of its target and takes their
// texts; it builds neither masks nor ids of its own.

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/diagnostic.hpp"
#include "pipeline/pipeline.hpp"

namespace lockstep {

struct OutputFile;

/// A cron as a file says it.
struct WrittenCron {
  std::string cron, timezone;
};

/// What one file says of a pipeline. Tasks as they are called there.
struct WrittenPipeline {
  std::string path;
  std::string id;
  std::vector<WrittenCron> crons;    ///< that start it
  std::vector<WrittenCron> windows;  ///< between whose ticks they lie, if said
  std::vector<std::string> tasks;
  std::vector<std::pair<std::string, std::string>> edges;
  std::map<std::string, std::vector<std::string>> outputs;  ///< ids of datasets
  /// The target has letters, digits and `_` alone: others became `_`.
  bool plain_names = false;
};

/// Airflow: `task_id=`, `>>`, timetables, `outlets=`. Files without a DAG are
/// left out.
[[nodiscard]] std::vector<WrittenPipeline> read_airflow(
    std::span<const OutputFile> files);
/// Dagster: what a function under `@dg.job` calls, also through graphs,
/// `ScheduleDefinition`, `updates=`.
[[nodiscard]] std::vector<WrittenPipeline> read_dagster(
    std::span<const OutputFile> files);

/// A pipeline that no file holds: a fault of what was written, or new.
enum class Absent : std::uint8_t { Reported, Allowed };

/// EMT002, one finding for each pipeline that differs: a pipeline that is not
/// there or that nobody asked for, then its first task, edge, dataset and tick.
/// Ticks are compared from `from` on: for ever where crons share a zone, else
/// for five years. O(size of both).
[[nodiscard]] std::vector<Diagnostic> differences(
    std::span<const Pipeline> pipelines,
    std::span<const WrittenPipeline> written, sys_seconds from,
    Absent absent = Absent::Reported);

}  // namespace lockstep
