#pragma once
// Builds small Projects by hand, so that tests of analyses need no loader and
// no merging. Everything is valid by assumption; names never written as jobs
// become external sources.

#include <optional>
#include <string>
#include <vector>

#include "model/project.hpp"

namespace lockstep::test {

struct InputSpec {
  std::string name;
  bool optional = false;
  Guard guard = Guard::Default;
  Read read = Read::Latest;
  seconds offset{0};
  std::optional<seconds> timeout = {};
};

struct JobSpec {
  std::string name;
  /// Five fields, or five fields and a time zone.
  std::vector<std::string> crons = {};
  std::vector<InputSpec> inputs = {};
  /// Empty (aligned), `any`, `all`, `none` or an expression with blanks around
  /// every token: `a & ( b | c )`.
  std::string trigger = {};
  DurationRange duration = {};
  NodeKind kind = NodeKind::Task;
  WindowKind window = WindowKind::Previous;
  seconds window_length{0};
  RunLabel run_label = RunLabel::Tick;
};

/// Plain inputs by name.
[[nodiscard]] std::vector<InputSpec> reads(
    const std::vector<std::string>& names);

/// `zones` must outlive the project.
[[nodiscard]] Project build_project(const std::vector<JobSpec>& jobs,
                                    ZoneTable& zones,
                                    sys_seconds as_of = sys_seconds{
                                        seconds{1'704'067'200}});

/// The same as a lockstep.yaml, to be read when a test fails.
[[nodiscard]] std::string to_yaml(const std::vector<JobSpec>& jobs);

}  // namespace lockstep::test
