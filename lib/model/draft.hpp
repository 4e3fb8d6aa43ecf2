#pragma once
// What one input says, before it is merged with the others: loaders fill
// Drafts, resolve() settles contradictions by precedence and order.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/source.hpp"
#include "model/project.hpp"

namespace lockstep {

/// Later wins (inputs.md 6): of two values for one field the project file's
/// wins, then datasets files, then lineage files.
enum class Precedence : std::uint8_t { Lineage, Datasets, Project };

/// A cron as written, not yet compiled (zone and dialect come from settings
/// that may stand in another file).
struct DraftCron {
  Located<std::string> text;
  std::optional<Located<std::string>> zone;
};

struct DraftInput {
  Located<std::string> dataset;
  std::optional<Read> read;
  std::optional<seconds> offset;
  std::optional<bool> optional;
  std::optional<seconds> timeout;
  std::optional<Guard> guard;
};

struct DraftPromise {
  std::optional<seconds> max_age;
  std::optional<DraftCron> ready_by;
  std::optional<seconds> lower_bound;
  Location where;
};

/// One declaration of one dataset in one input. Absent fields say nothing.
struct DraftDataset {
  std::string name;      ///< the dataset's, as written (a sink where there is)
  std::string job_name;  ///< the job's, as written; empty: no job is declared
  Location where;
  bool is_task = false;      ///< typ task or model
  bool is_view = false;      ///< typ view, taskview, cte; write type VIEW
  bool first_level = false;  ///< a root of a task_deps tree: wins in conflicts
  std::string write_type;
  /// Of every cron of the dataset that names no zone itself, whichever input
  /// the cron comes from.
  std::optional<Located<std::string>> timezone;
  std::vector<DraftCron> crons;
  bool crons_declared = false;  ///< the field stands there, perhaps as `None`
  /// Crons of copies of this node in the same file that differ; the first
  /// stays in `crons`.
  std::vector<DraftCron> other_crons;
  std::vector<DraftInput> inputs;
  std::vector<std::string> external_refs;
  std::optional<seconds> monitor_freshness;
  std::optional<std::string> stream;
  std::vector<std::string> tags;
  std::optional<Located<std::string>> trigger;  ///< text; resolve() parses it
  std::optional<DurationRange> duration;
  std::optional<int> retries;
  std::optional<seconds> retry_delay;
  std::optional<WindowRule> window;
  std::optional<int> concurrency;
  std::optional<bool> atomic;
  std::optional<RunLabel> run_label;
  std::optional<DraftPromise> promise;
};

struct DraftExposure {
  Located<std::string> name;
  std::vector<Located<std::string>> reads;
  std::optional<DraftPromise> promise;
};

/// What a project file says beyond datasets. At most one counts; a second one
/// is a diagnostic.
struct DraftSettings {
  Location where;  ///< of the file's top mapping
  std::optional<std::string> name;
  std::optional<Located<std::string>> timezone;
  std::optional<Located<std::string>> dialect;
  std::optional<RunLabel> run_label;
  std::optional<sys_seconds> as_of;
  std::vector<std::pair<std::string, Located<std::string>>> presets;
  std::optional<DurationRange> default_duration;
  std::optional<int> default_retries;
  std::optional<seconds> default_retry_delay;
  std::optional<Located<std::string>> default_trigger;
  std::optional<Read> default_read;
  std::vector<Suppression> suppressions;
  LintSettings lint;
  std::vector<PipelineSettings> pipelines;
};

/// `include:` entry: a glob or path relative to the project file. tools/ finds
/// the files and loads them.
struct DraftInclude {
  Located<std::string> pattern;
  std::string format;  ///< forced loader; empty: sniff
  std::vector<std::pair<std::string, std::string>> schedules;  ///< selector ->
};

struct Draft {
  std::string path;  ///< of the source; drafts merge in sorted path order
  Precedence precedence = Precedence::Lineage;
  std::vector<DraftDataset> datasets;
  std::vector<DraftExposure> exposures;
  std::optional<DraftSettings> settings;
  std::vector<DraftInclude> includes;
};

/// What the command line says over the project file.
struct ResolveOptions {
  std::optional<std::string> timezone;
  std::optional<std::string> dialect;
  std::optional<std::string> target;  ///< over lint.target; known to exist
  std::optional<sys_seconds> as_of;
};

/// 2024-01-01T00:00Z, a Monday: the reference where nobody names one.
inline constexpr sys_seconds kDefaultAsOf{seconds{1'704'067'200}};

/// Merges the drafts into one project: interns names, compiles crons, parses
/// triggers, resolves references. Problems are appended to `diagnostics`
/// (rules INP...); rules of lint/ find the rest in the Project. The order of
/// `drafts` does not matter. O(n log n) in the number of declarations.
[[nodiscard]] Project resolve(std::vector<Draft> drafts, ZoneTable& zones,
                              const ResolveOptions& options,
                              std::vector<Diagnostic>& diagnostics);

/// Starlake's presets: hourly daily weekly monthly yearly.
struct Preset {
  std::string_view name, cron;
};
[[nodiscard]] std::span<const Preset> default_presets();

}  // namespace lockstep
