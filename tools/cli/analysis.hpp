#pragma once
// What every command about a project starts with: load the operands, analyse
// them, say what is wrong with them.

#include "analyze.hpp"
#include "cli/inputs.hpp"
#include "cli/session.hpp"

namespace lockstep::cli {

struct AnalyzedInputs {
  Inputs inputs;
  Analysis analysis;
};

/// Loads and analyses the operands. Over a limit, or with an unknown --dialect
/// or --timezone, it throws instead. What it returns is never destroyed.
[[nodiscard]] AnalyzedInputs& analyze_inputs(Session& session);

/// Prints what is wrong with the inputs on standard error. kFindings if one
/// of the problems is an error.
[[nodiscard]] int report_input_problems(const Session& session,
                                        const AnalyzedInputs& analyzed);

}  // namespace lockstep::cli
