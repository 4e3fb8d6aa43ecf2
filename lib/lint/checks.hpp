#pragma once
// The checks of the rule table, by family.

#include "lint/context.hpp"

namespace lockstep {

// cron.cpp
void check_invalid_cron(const LintContext& ctx, const Report& report);
void check_never_fires(const LintContext& ctx, const Report& report);
void check_dom_dow_union(const LintContext& ctx, const Report& report);
// cron_step.cpp
void check_uneven_step(const LintContext& ctx, const Report& report);
// cron_text.cpp
void check_non_canonical(const LintContext& ctx, const Report& report);
void check_redundant_multi_cron(const LintContext& ctx, const Report& report);
// effective_cron.cpp
void check_irregular_frequency(const LintContext& ctx, const Report& report);
void check_clock_dependent_schedule(const LintContext& ctx,
                                    const Report& report);
// dst.cpp
void check_tick_in_gap(const LintContext& ctx, const Report& report);
void check_tick_in_fold(const LintContext& ctx, const Report& report);
// zone.cpp
void check_zone_ambiguous(const LintContext& ctx, const Report& report);
// graph.cpp
void check_cycle(const LintContext& ctx, const Report& report);
void check_unknown_reference(const LintContext& ctx, const Report& report);
void check_id_collision(const LintContext& ctx, const Report& report);
void check_unschedulable(const LintContext& ctx, const Report& report);
void check_conflicting_crons(const LintContext& ctx, const Report& report);

}  // namespace lockstep
