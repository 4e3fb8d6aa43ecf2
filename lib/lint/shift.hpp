#pragma once
// What starting a job later would mean: the cron that does it, and who would
// then be too early.

#include <optional>
#include <string>

#include "lint/context.hpp"

namespace lockstep {

/// Rounded up.
[[nodiscard]] seconds whole_minutes(seconds duration);

/// `; "x" and "y" would then start before it has ended`, or nothing.
[[nodiscard]] std::string harm_of_shift(const LintContext& ctx, NodeId node,
                                        seconds later);

/// Rewrites the one cron of a job so that every tick is that much later, or
/// earlier if negative, not safe; nothing if no cron says it, if it has several
/// crons, or if others have theirs from the same place. `later`: whole minutes.
[[nodiscard]] std::optional<Fix> shift_fix(const LintContext& ctx, NodeId node,
                                           seconds later);

}  // namespace lockstep
