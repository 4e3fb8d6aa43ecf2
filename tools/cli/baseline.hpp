#pragma once
// The baseline file of `lint`: fingerprints of the findings that a project
// lives with, so that only new ones count.

#include <string>
#include <vector>

#include "cli/session.hpp"
#include "model/project.hpp"

namespace lockstep::cli {

/// --baseline, or `lint.baseline` of the project file relative to that file;
/// empty if there is none.
[[nodiscard]] std::string baseline_path(const Arguments& arguments,
                                        const Project& project,
                                        const std::string& project_path);

/// Throws Failure if it cannot be read or is no baseline.
[[nodiscard]] std::vector<std::string> read_baseline(const std::string& path);

/// Replaces the file by these findings, one a line, so that differences stay
/// small. Problems of reading the inputs are left out: nobody lives with them.
void write_baseline(const Session& session, const std::string& path,
                    const std::vector<Diagnostic>& findings);

}  // namespace lockstep::cli
