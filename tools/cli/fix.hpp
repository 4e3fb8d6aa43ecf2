#pragma once
// `lint --fix` and `--diff`: the edits of findings, written into the inputs or
// shown as a patch.

#include <string>
#include <vector>

#include "base/diagnostic.hpp"
#include "cli/inputs.hpp"
#include "cli/session.hpp"
#include "lint/fix.hpp"

namespace lockstep::cli {

/// What can be mended. Standard input and generated lineage (task_deps, DAG
/// files) stay as they are: the next generation would undo the change.
[[nodiscard]] FixPlan fixes_for(const Session& session, const Inputs& inputs,
                                const std::vector<Diagnostic>& findings);

/// Replaces every file of the plan, each whole or not at all.
void write_fixes(const Session& session, const Inputs& inputs,
                 const FixPlan& plan);

/// The plan as a patch for `patch -p0`.
[[nodiscard]] std::string show_fixes(const Inputs& inputs, const FixPlan& plan);

/// Says how many findings were mended, in how many files, and what was left.
void note_fixes(const Session& session, std::size_t mended,
                const FixPlan& left);

}  // namespace lockstep::cli
