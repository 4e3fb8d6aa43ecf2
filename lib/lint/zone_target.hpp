#pragma once
// The part of TZD005 that needs a target.

#include "lint/context.hpp"

namespace lockstep {

/// One finding for all crons without a zone, where the target would read them
/// in that of its server.
void check_zone_of_server(const LintContext& ctx, const Report& report);

}  // namespace lockstep
