#pragma once
// Pipelines as short texts, so that a test compares all of them at once.

#include <string>
#include <string_view>
#include <vector>

#include "pipeline/lower.hpp"

namespace lockstep::test {

/// Lowers a lockstep.yaml. Problems of loading fail the test.
[[nodiscard]] Lowered lower_yaml(std::string_view yaml,
                                 std::string_view environment = {});

/// One line a pipeline: `id: start; tasks in order; edges`.
[[nodiscard]] std::string show(const Pipeline& pipeline);
[[nodiscard]] std::string show(const Lowered& lowered);
/// Words of a command with `<placeholder>`s, blanks between.
[[nodiscard]] std::string show(const Words& command);
/// `RULE line: message` lines.
[[nodiscard]] std::string show(const std::vector<Diagnostic>& diagnostics);

}  // namespace lockstep::test
