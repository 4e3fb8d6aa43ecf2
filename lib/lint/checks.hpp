#pragma once
// The checks of the rule table, by family.

#include "lint/context.hpp"

namespace lockstep {

// cron.cpp
void check_invalid_cron(const LintContext& ctx, const Report& report);
void check_never_fires(const LintContext& ctx, const Report& report);
void check_dom_dow_union(const LintContext& ctx, const Report& report);
// cron_target.cpp
void check_dialect_divergence(const LintContext& ctx, const Report& report);
void check_too_frequent(const LintContext& ctx, const Report& report);
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
// trigger.cpp
void check_all_runs_at_slowest(const LintContext& ctx, const Report& report);
void check_any_storm(const LintContext& ctx, const Report& report);
void check_multi_producer(const LintContext& ctx, const Report& report);
void check_cron_and_trigger_conflict(const LintContext& ctx,
                                     const Report& report);
void check_optional_never_matters(const LintContext& ctx, const Report& report);
// trigger_dead.cpp
void check_dead_trigger(const LintContext& ctx, const Report& report);
// trigger_firing.cpp
void check_cross_interval_pairing(const LintContext& ctx, const Report& report);
void check_desync_persists(const LintContext& ctx, const Report& report);
// trigger_cycle.cpp
void check_trigger_cycle(const LintContext& ctx, const Report& report);
// freshness.cpp
void check_sla_infeasible(const LintContext& ctx, const Report& report);
void check_sla_tight(const LintContext& ctx, const Report& report);
void check_deadline_unreachable(const LintContext& ctx, const Report& report);
// monitors.cpp
void check_monitor_flaps(const LintContext& ctx, const Report& report);
void check_promise_inversion(const LintContext& ctx, const Report& report);
void check_leaf_without_sla(const LintContext& ctx, const Report& report);
// race.cpp
void check_concurrent_writers(const LintContext& ctx, const Report& report);
void check_read_while_write(const LintContext& ctx, const Report& report);
void check_self_overlap(const LintContext& ctx, const Report& report);
void check_tie(const LintContext& ctx, const Report& report);
// alignment.cpp
void check_starts_before_upstream(const LintContext& ctx, const Report& report);
void check_just_missed(const LintContext& ctx, const Report& report);
void check_thin_slack(const LintContext& ctx, const Report& report);
// same.cpp
void check_disjoint_grids(const LintContext& ctx, const Report& report);
void check_wrong_instance(const LintContext& ctx, const Report& report);
// waits.cpp
void check_future_instance(const LintContext& ctx, const Report& report);
void check_long_wait(const LintContext& ctx, const Report& report);
// updates.cpp
void check_lost_updates(const LintContext& ctx, const Report& report);
// versions.cpp
void check_diamond_version_skew(const LintContext& ctx, const Report& report);
// same_cadence.cpp
void check_binding_not_constant(const LintContext& ctx, const Report& report);
void check_same_cadence_separate_crons(const LintContext& ctx,
                                       const Report& report);
// alignment_jobs.cpp
void check_no_new_input_runs(const LintContext& ctx, const Report& report);
void check_cadence_illusion(const LintContext& ctx, const Report& report);
void check_join_skew(const LintContext& ctx, const Report& report);
// window.cpp
void check_window_gap(const LintContext& ctx, const Report& report);
void check_window_overlap(const LintContext& ctx, const Report& report);
void check_incomplete_at_start(const LintContext& ctx, const Report& report);
void check_slower_child_of_window(const LintContext& ctx, const Report& report);
void check_boundary_mismatch(const LintContext& ctx, const Report& report);
void check_fixed_length_window(const LintContext& ctx, const Report& report);
// alignment_days.cpp
void check_calendar_hole(const LintContext& ctx, const Report& report);
// load.cpp
void check_herd(const LintContext& ctx, const Report& report);
// load_slots.cpp
void check_sensor_slots(const LintContext& ctx, const Report& report);
// zone_runs.cpp
void check_order_flips_with_dst(const LintContext& ctx, const Report& report);
void check_window_length_varies(const LintContext& ctx, const Report& report);
void check_utc_cron_local_deadline(const LintContext& ctx,
                                   const Report& report);

}  // namespace lockstep
