#pragma once
// The options of one pipeline: what its entry in the project file says, else
// the defaults of model/target_options.hpp.

#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"
#include "model/project.hpp"
#include "pipeline/pipeline.hpp"

namespace lockstep {

/// Values are checked already; every name must be in the table.
class Options {
 public:
  /// `settings` may be nullptr: defaults alone. `environment` comes from the
  /// command line and wins; empty: none.
  Options(const PipelineSettings* settings, std::string_view environment);

  [[nodiscard]] std::string text(std::string_view name) const;
  [[nodiscard]] bool flag(std::string_view name) const;
  [[nodiscard]] int number(std::string_view name) const;
  [[nodiscard]] seconds duration(std::string_view name) const;
  [[nodiscard]] std::vector<std::string> words(std::string_view name) const;
  [[nodiscard]] StringMap entries(std::string_view name) const;
  /// True if the project file says it.
  [[nodiscard]] bool given(std::string_view name) const;
  /// Where it says so, else the entry of the pipeline.
  [[nodiscard]] Location where(std::string_view name) const;

 private:
  const PipelineSettings* settings_;
  std::string environment_;
};

/// Where commands run, with every option of that environment. Options that it
/// needs and that nobody gave are errors (INP002).
[[nodiscard]] Environment environment_of(const Options& options,
                                         std::vector<Diagnostic>& diagnostics);

/// An error (INP002) about an option.
[[nodiscard]] Diagnostic option_error(const Options& options,
                                      std::string_view name,
                                      std::string message,
                                      std::string help = {});

}  // namespace lockstep
