#pragma once
// The second waist: pipelines that know no orchestrator. lower() makes them of
// an analysed project, emitters print them and decide nothing. Everything an
// emitter needs is in here as values, names and cron masks.

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/id.hpp"
#include "base/source.hpp"
#include "base/time.hpp"
#include "cron/schedule.hpp"

namespace lockstep {

using DatasetId = Id<struct DatasetTag>;  ///< index into Pipeline::datasets
using TaskId = Id<struct TaskTag>;        ///< index into Pipeline::tasks
using GroupId = Id<struct GroupTag>;      ///< index into Pipeline::groups

// ---- What a command says ----

/// What is known only when a run starts.
enum class Placeholder : std::uint8_t {
  WindowStart,  ///< of the task's window, ISO 8601 with offset
  WindowEnd,    ///< its end: the nominal tick of the run
  Tick,         ///< the nominal tick, ISO 8601 with offset
  TickDate,     ///< its day in the pipeline's zone, `2026-01-31`
};

/// A literal text, or a placeholder.
struct Piece {
  std::string text;
  std::optional<Placeholder> value;  ///< then `text` is empty
  friend bool operator==(const Piece&, const Piece&) = default;
};
/// One argument of a command: its pieces one after the other. Never a shell
/// string: quoting is the emitter's business.
struct Word {
  std::vector<Piece> pieces;
  friend bool operator==(const Word&, const Word&) = default;
};
using Words = std::vector<Word>;
using StringMap = std::map<std::string, std::string>;

// ---- What starts a run, and what it waits for ----

/// Which data a run with the nominal tick t covers: it ends at t.
enum class WindowForm : std::uint8_t {
  Previous,  ///< from the previous tick of the pipeline
  Length,    ///< from t - length
  Lookback,  ///< from the previous tick - length
};
struct RunWindow {
  WindowForm form = WindowForm::Previous;
  seconds length{0};
  friend bool operator==(const RunWindow&, const RunWindow&) = default;
};

/// Until when data must be there.
struct Deadline {
  std::optional<seconds> max_age;  ///< at every instant, or at `ready_by`
  Schedule ready_by;
};

/// A dataset that a pipeline reads or writes.
struct PipelineDataset {
  std::string name;    ///< as users know it: `kpi.order_summary`
  std::string id;      ///< sanitised, lower case: `kpi_order_summary`
  Schedule schedule;   ///< its nominal ticks; empty: not known as crons
  bool known = false;  ///< it has nominal ticks, as crons or not
  std::optional<Deadline> promise;  ///< of those that the pipeline writes
};

/// Which date of an input a run with the anchor t demands.
enum class Demand : std::uint8_t {
  Due,     ///< the newest tick of the input at or before t
  Same,    ///< the tick whose label is label(t) + offset
  Window,  ///< the newest tick within the window of t, if there is one
};

/// One input that a gate looks at.
struct AwaitedDataset {
  DatasetId dataset;
  Schedule ticks;  ///< of its runs, or of the data cycle that stands for them
  Demand demand = Demand::Due;
  seconds offset{0};            ///< of Same, between labels
  bool label_is_start = false;  ///< its runs are labelled by the tick before
  /// From the anchor on: then the run does not happen. Absent: for ever.
  std::optional<seconds> timeout;
  /// Same and Window: that very run; false: a later one does its work, too.
  bool every_tick = true;
  /// Due: also a date after the tick before the due one, less this.
  std::optional<seconds> tolerance;
  /// Needed at these ticks only; empty: at every anchor.
  Schedule only_at;
};

/// The rule that lets a run start (alignment.md 2): the newest anchor t <= now
/// for which every awaited date is there, if newer than the last one.
struct Gate {
  Schedule anchors;             ///< the nominal ticks of the runs
  bool coalesces = true;        ///< a run does the work of all anchors since
                                ///< the last; false of runs by cron
  bool label_is_start = false;  ///< of the anchors
  RunWindow window;             ///< that Demand::Window looks into
  std::vector<AwaitedDataset> awaited;  ///< sorted by name
};

enum class SensorMode : std::uint8_t { Aligned, Any, All, Expression };

/// Boolean expression in postfix order; an operator takes the two before it.
struct SensorTerm {
  enum class Kind : std::uint8_t { Dataset, And, Or } kind;
  DatasetId dataset;
};

/// A start by events of datasets.
struct Sensor {
  SensorMode mode = SensorMode::Aligned;
  std::vector<DatasetId> datasets;     ///< what can start it, sorted
  std::vector<SensorTerm> expression;  ///< of Expression
  /// False: the native conjunction of `datasets` is faithful without a gate.
  bool gated = false;
};

/// Both empty: by hand alone. Both there: whichever comes first.
struct Start {
  Schedule crons;
  std::optional<Sensor> sensor;
};

// ---- Tasks ----

enum class TaskKind : std::uint8_t {
  Start,        ///< marks the beginning
  Gate,         ///< the first task of a gated sensor start: go on or skip
  Wait,         ///< of a start by cron: until the awaited runs have ended
  Preload,      ///< are there files to load? fails or says no otherwise
  SkipOrStart,  ///< goes on if the preload before it said yes, else skips
  Import,
  Load,
  Transform,
  Pre,
  Post,
  CreateCluster,
  DeleteCluster,  ///< whatever became of the tasks; not if none was created
  End,
  Custom,
};

/// Which ends of the tasks before it let a task run.
enum class RunWhen : std::uint8_t {
  AllSucceeded,
  NoneFailed,  ///< skipped ones are fine
  AllDone,     ///< whatever became of them
};

struct Task {
  std::string id;    ///< unique in the pipeline: `kpi.order_summary_task`
  std::string name;  ///< dataset, domain or job, as users know it
  TaskKind kind = TaskKind::Custom;
  Words command;  ///< empty: nothing to run
  StringMap env;
  std::string directory;  ///< that the command runs in; empty: anywhere
  std::vector<DatasetId> inputs, outputs;
  GroupId group;  ///< invalid: none
  RunWindow window;
  int retries = 0;
  seconds retry_delay{0};
  std::optional<seconds> timeout;
  RunWhen when = RunWhen::AllSucceeded;
  StringMap compute;         ///< properties of its Spark job or cluster
  std::optional<Gate> gate;  ///< of Gate and Wait
  /// Of Preload: looked for again after this, until `timeout`. Absent: once.
  std::optional<seconds> poll;
  /// Of Preload with `poll`: a timeout fails the task instead of skipping it.
  bool must_succeed = false;
};

/// A named part of a pipeline; groups nest.
struct TaskGroup {
  std::string id;
  GroupId parent;  ///< invalid: none; always an earlier group
};

struct TaskEdge {
  TaskId from, to;
  friend auto operator<=>(const TaskEdge&, const TaskEdge&) = default;
};

// ---- The pipeline ----

enum class EnvironmentKind : std::uint8_t {
  Shell,
  CloudRun,
  Dataproc,
  Fargate,
};

/// Where commands run. Options have their documented names and defaults.
struct Environment {
  EnvironmentKind kind = EnvironmentKind::Shell;
  StringMap options;
  StringMap metadata;  ///< of the machines of a cluster
};

struct Pipeline {
  std::string id;           ///< unique among those emitted together
  std::string description;  ///< one line
  std::string owner;
  std::vector<std::string> tags;  ///< sorted
  Start start;
  /// Nominal ticks: the crons, or of a sensor what is known of its anchors.
  Schedule ticks;
  bool label_is_start = false;  ///< runs are labelled by the previous tick
  std::string timezone;         ///< of dates without a zone
  std::optional<sys_seconds> start_date, end_date;
  bool catchup = false;
  int max_active_runs = 1;
  std::string pool;
  int retries = 0;
  seconds retry_delay{0};
  std::optional<seconds> timeout;
  std::optional<Deadline> promise;
  Environment environment;
  std::vector<PipelineDataset> datasets;  ///< sorted by name
  std::vector<TaskGroup> groups;
  std::vector<Task> tasks;          ///< in topological order, ties by id
  std::vector<TaskEdge> edges;      ///< sorted, transitively reduced
  std::vector<DatasetId> produced;  ///< sorted
  Location where;  ///< of the entry of `pipelines`, or of the first job

  [[nodiscard]] const Task& operator[](TaskId id_) const {
    return tasks[id_.index()];
  }
  [[nodiscard]] const PipelineDataset& operator[](DatasetId id_) const {
    return datasets[id_.index()];
  }
  /// The gate task, or nullptr.
  [[nodiscard]] const Task* gate() const;
};

/// ASCII letters, digits, `-` and `_` stay, every other run of bytes that is
/// one character becomes `_` (Starlake's sanitize_id), `$` becomes `S`; over
/// 200 bytes cut, and told apart by a hash. Not injective: callers look for
/// collisions.
[[nodiscard]] std::string sanitized(std::string_view name);

[[nodiscard]] std::string_view label(TaskKind kind);
[[nodiscard]] std::string_view label(SensorMode mode);
[[nodiscard]] std::string_view label(Demand demand);
[[nodiscard]] std::string_view label(EnvironmentKind kind);
[[nodiscard]] std::string_view label(Placeholder placeholder);

}  // namespace lockstep
