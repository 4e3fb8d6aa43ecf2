#pragma once
// What a trigger asks of the inputs of a job: the inputs that it names or
// implies, as a formula over their cadences.

#include <string>
#include <vector>

#include "align/inputs.hpp"
#include "align/recurrence.hpp"
#include "model/project.hpp"

namespace lockstep {

/// The inputs that the trigger names or implies, and its formula over them.
struct Condition {
  std::vector<AwaitedInput> members;
  Formula formula;
};

/// Of `any`, `all` and expressions; the formula is empty if no input that
/// counts has a cadence.
[[nodiscard]] Condition condition_of(const Trigger& trigger,
                                     const Inputs& inputs,
                                     CadenceTable& cadences);

/// `a & (b | c)` with the names as shown; `&` binds tighter.
[[nodiscard]] std::string print_expression(const Project& project,
                                           const Trigger& trigger);

}  // namespace lockstep
