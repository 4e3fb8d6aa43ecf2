#pragma once
// The first waist: everything the inputs say, merged, resolved and sorted.
// Loaders produce Drafts (draft.hpp), resolve() makes the Project of them,
// every analysis reads it.

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/id.hpp"
#include "cron/cron.hpp"
#include "cron/schedule.hpp"
#include "lineage/graph.hpp"
#include "model/target.hpp"
#include "model/target_options.hpp"

namespace lockstep {

template <class T>
struct Located {
  T value{};
  Location where;
};

enum class NodeKind : std::uint8_t { Load, Task, View, External };

/// A distinct cron text in a zone, compiled once for all its places.
struct CompiledText {
  std::string text;      ///< as written: `0 * * * *`, `daily`, `@hourly`
  std::string expanded;  ///< a preset replaced; what was compiled
  std::string zone;      ///< IANA name in force
  std::optional<ZonedCron> cron;   ///< absent if text or zone do not parse
  std::optional<CronError> error;  ///< then why; offsets into `expanded`
  std::optional<ZoneError> zone_error;
  CronFacts facts;
};

/// A place of a cron.
struct CronUse {
  CronId cron;
  Location where;  ///< of the text
  /// Of the zone's text: the cron's own, else the dataset's, else the
  /// project's; nowhere if none names it.
  Location zone_where;
};

enum class Read : std::uint8_t { Latest, Same, Window };
enum class Guard : std::uint8_t { Default, Sensor, None };

/// An edge as its consumer declares it.
struct Input {
  NodeId dataset;
  Read read = Read::Latest;
  seconds offset{0};
  bool optional = false;
  std::optional<seconds> timeout;
  Guard guard = Guard::Default;
  /// A read, offset or guard was declared: never in one pipeline silently.
  bool declared = false;
  Location where;
};

enum class TriggerMode : std::uint8_t { Aligned, Any, All, Expression, None };

/// Boolean expression over inputs in postfix order: a node id, or an operator
/// that takes the two results before it.
struct TriggerTerm {
  enum class Kind : std::uint8_t { Dataset, And, Or } kind;
  NodeId dataset;
};
struct Trigger {
  TriggerMode mode = TriggerMode::Aligned;
  std::vector<TriggerTerm> terms;  ///< for Expression
  std::string text;                ///< as written, for Expression
  bool declared = false;
  bool in_lineage = false;  ///< declared by a lineage file, in its own words
  Location where;
};

struct DurationRange {
  seconds min{0}, max{0};
};

/// `max_age` holds at every instant, with `ready_by` at the deadlines only.
struct Promise {
  std::optional<seconds> max_age;
  std::optional<CronUse> ready_by;
  std::optional<seconds> lower_bound;
  Location where;
};

enum class WindowKind : std::uint8_t { Previous, Length, Lookback };
struct WindowRule {
  WindowKind kind = WindowKind::Previous;
  seconds length{0};
  bool declared = false;
  Location where;
};

enum class RunLabel : std::uint8_t { Tick, IntervalStart };

/// What produces a dataset; several jobs may write one.
struct Job {
  std::string name;  ///< as written; differs from the dataset if a sink does
  std::string write_type;  ///< `APPEND`, `VIEW`... as written; may be empty
  Location where;
  bool is_task = false;  ///< false: the dataset under the name of a table
  /// Of this job alone, by place; empty if the dataset's come from inputs of
  /// more authority.
  std::vector<CronUse> crons;
};

/// One node. Two values for one field were settled by resolve().
struct Dataset {
  std::string key;   ///< lower-cased name: the identity
  std::string name;  ///< as first written
  NodeKind kind = NodeKind::External;
  Location where;              ///< first place that names it as a dataset
  std::vector<Job> jobs;       ///< sorted by name; empty for external sources
  std::vector<CronUse> crons;  ///< union; sorted by place
  ScheduleId schedule;         ///< of those that parse, reduced; invalid: none
                               ///< declared or none parses
  /// Sorted by dataset id, each once: parallel to graph.upstream(). A read of
  /// itself is in the graph only.
  std::vector<Input> inputs;
  Trigger trigger;
  std::optional<DurationRange> duration;  ///< declared, or a default declared
  bool duration_is_default = false;
  int retries = 0;
  seconds retry_delay{0};
  WindowRule window;
  std::optional<int> concurrency;
  bool atomic = true;
  RunLabel run_label = RunLabel::Tick;
  std::optional<Promise> promise;
  seconds monitor_freshness{0};  ///< Starlake's `freshness`; 0: none
  std::string stream;
  std::vector<std::string> tags;           ///< sorted
  std::vector<std::string> external_refs;  ///< sorted; parentRefs without node
  /// Other crons that an equal input gave for it (GRA005), first wins.
  std::vector<CronUse> conflicting_crons;
};

struct Exposure {
  std::string name;
  std::vector<Located<NodeId>> reads;
  std::optional<Promise> promise;
  Location where;
};

/// A name in `inputs`, `reads`, a trigger or a suppression that is no dataset.
struct UnknownReference {
  std::string name;
  std::string field;     ///< `inputs`, `reads`, `select`, `trigger`, `suppress`
  std::string consumer;  ///< the dataset or exposure that names it; may be ""
  Location where;
};

struct Suppression {
  std::string rule;      ///< id, or rule name
  std::string dataset;   ///< empty: any
  std::string upstream;  ///< empty: any
  std::string reason;
  std::optional<sys_seconds> until;  ///< midnight UTC; in force before it
  Location where;
  Location dataset_where, upstream_where;  ///< nowhere if empty
};

struct LintSettings {
  std::vector<Located<std::string>> select, ignore;
  std::map<std::string, Located<std::string>> severity;  ///< rule -> level
  std::optional<seconds> wait, margin, skew;
  std::optional<double> runs_per_day, idle_share, lost_share, ticks_per_minute;
  std::optional<double> sensor_slots;
  std::string baseline;
  std::optional<Located<std::string>> target;  ///< as written
};

struct PipelineSettings {
  std::string name;  ///< template
  std::vector<Located<std::string>> select;
  OptionValues target;  ///< by name, checked
  Location where;
};

/// What applies to the whole project.
struct Settings {
  std::string name;
  std::string timezone = "UTC";
  Location timezone_where;  ///< nowhere if no project file names it
  bool timezone_given = false;  ///< by the project file or the command line
  std::optional<ZoneError> timezone_error;  ///< why there is no such zone
  const Dialect* dialect = nullptr;
  const Target* target = nullptr;  ///< what runs the jobs; nullptr: not said
  RunLabel run_label = RunLabel::Tick;
  sys_seconds as_of{};  ///< resolved: option, project file, 2024-01-01
  std::vector<Suppression> suppressions;
  LintSettings lint;
  std::vector<PipelineSettings> pipelines;
};

struct Project {
  Settings settings;
  std::vector<Dataset> datasets;    ///< index = NodeId; sorted by key
  std::vector<CompiledText> crons;  ///< index = CronId; sorted (text, zone)
  std::vector<Schedule> schedules;  ///< index = ScheduleId; reduced, distinct
  std::vector<Exposure> exposures;
  std::vector<UnknownReference> unknown_references;
  LineageGraph graph;
  Topology topology;

  [[nodiscard]] const Dataset& operator[](NodeId id) const {
    return datasets[id.index()];
  }
  [[nodiscard]] const CompiledText& operator[](CronId id) const {
    return crons[id.index()];
  }
  [[nodiscard]] const Schedule& operator[](ScheduleId id) const {
    return schedules[id.index()];
  }
  /// By name in any case; invalid id if there is none. O(log n).
  [[nodiscard]] NodeId find(std::string_view name) const;
};

}  // namespace lockstep
