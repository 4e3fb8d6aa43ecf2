#pragma once
// What the commands of tasks call: one row a runner. A runner turns a task
// into words with placeholders; quoting and windows come later.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"
#include "pipeline/options.hpp"
#include "pipeline/pipeline.hpp"

namespace lockstep {

/// One task that wants a command.
struct CommandRequest {
  TaskKind kind;
  std::string name;    ///< of the job: `kpi.order_summary`
  std::string domain;  ///< may be empty
  std::vector<std::string> tables;
  /// Its runs have nominal ticks, so there is a window to speak of.
  bool has_window = true;
};

/// What a runner says; an empty command means that it has none for the kind.
struct Runner {
  std::string name;
  std::string summary;
  Words (*command)(const CommandRequest& request, const Options& options,
                   std::vector<Diagnostic>& diagnostics) = nullptr;
};

/// The runners of a program, sorted by name.
class Runners {
 public:
  [[nodiscard]] std::span<const Runner> all() const { return runners_; }
  /// nullptr if unknown.
  [[nodiscard]] const Runner* find(std::string_view name) const;

 private:
  friend void register_runner(Runners& runners, Runner runner);
  std::vector<Runner> runners_;
};

/// Adds a runner, or replaces the one of the same name.
void register_runner(Runners& runners, Runner runner);

/// What the runner starlake calls: `starlake load ...` on the shell, without
/// the first word elsewhere.
[[nodiscard]] Words starlake_command(const CommandRequest& request,
                                     const Options& options,
                                     std::vector<Diagnostic>& diagnostics);

/// `a,b,c`.
[[nodiscard]] std::string joined_names(const std::vector<std::string>& names);

/// starlake, dbt and command.
[[nodiscard]] Runners built_in_runners();

/// A literal word.
[[nodiscard]] Word word(std::string text);
/// Words of a command line: blanks separate, quotes of either kind join,
/// `{{...}}` is replaced: what is known when a run starts by a placeholder
/// (window_start, window_end, tick, date), `values` by their texts. Unknown
/// names are appended to `unknown`.
[[nodiscard]] Words parse_command(std::string_view line,
                                  const StringMap& values,
                                  std::vector<std::string>& unknown);

}  // namespace lockstep
