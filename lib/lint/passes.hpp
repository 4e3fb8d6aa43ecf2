#pragma once
// What happens to findings after all checks have run, pass by pass.

#include <span>
#include <vector>

#include "lint/context.hpp"

namespace lockstep {

/// True for findings that say that an input was not read as it stands. They
/// are never deselected, suppressed or left out by a baseline: everything else
/// that is said would rest on sand.
[[nodiscard]] bool is_reading_error(const Diagnostic& diagnostic);

/// precedence.cpp: removes the findings of `from` that yield to one of `to`
/// about the same thing. O((from + to) log to).
void drop_yielding(std::vector<Diagnostic>& from,
                   const std::vector<Diagnostic>& to);

/// suppress.cpp: removes the findings that the suppressions in force cover
/// and returns a finding (SUP001) for each suppression that covers none, is
/// over or names no rule; `selected` says which rules ran.
[[nodiscard]] std::vector<Diagnostic> apply_suppressions(
    std::vector<Diagnostic>& findings, const LintContext& ctx,
    sys_seconds today, const std::function<bool(const Rule&)>& selected);

/// baseline.cpp: removes the findings whose fingerprints stand in `baseline`
/// and returns how many of those match no finding any more.
[[nodiscard]] std::size_t apply_baseline(std::vector<Diagnostic>& findings,
                                         std::span<const std::string> baseline);

}  // namespace lockstep
