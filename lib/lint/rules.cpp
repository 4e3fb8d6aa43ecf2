// The rule table. A row's function is its check; its page is docs/ID.md. Rules
// that need a target and are not here, and why: docs/targets.md.

#include "lint/rule.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.hpp"
#include "lint/checks.hpp"
#include "lint/pages.hpp"

namespace lockstep {
namespace {

using enum Severity;
using enum Subject;

constexpr std::string_view kFirst = "0.1.0";

constexpr Rule kRules[] = {
    {"ALN001", "starts-before-upstream", "alignment", Error, Edge,
     "A job starts before the input that it needs has ended", kFirst,
     "RAC002 ALN002 ALN004", false, check_starts_before_upstream},
    {"ALN002", "disjoint-grids", "alignment", Error, Edge,
     "A job waits for a run that does not exist", kFirst, "RAC002", false,
     check_disjoint_grids},
    {"ALN003", "wrong-instance", "alignment", Warning, Edge,
     "A job names a run that is neither the newest nor the next", kFirst,
     "RAC002 ALN002 ALN004 ALN001 RAC004 ALN006 ALN007", false,
     check_wrong_instance},
    {"ALN004", "future-instance", "alignment", Error, Edge,
     "A run that is waited for ends after the timeout", kFirst, "RAC002 ALN002",
     false, check_future_instance},
    {"ALN005", "long-wait", "alignment", Warning, Edge,
     "A job with a cron waits too long for an input", kFirst,
     "ALN002 ALN004 ALN003", false, check_long_wait},
    {"ALN006", "just-missed", "alignment", Warning, Edge,
     "A job starts shortly before its input ends, and reads the run before",
     kFirst, "RAC002 ALN002 ALN004 ALN001 RAC004", false, check_just_missed},
    {"ALN007", "thin-slack", "alignment", Warning, Edge,
     "A job starts right after its input has ended", kFirst,
     "RAC002 ALN002 ALN004 ALN001 RAC004 ALN006", false, check_thin_slack},
    {"ALN008", "no-new-input-runs", "alignment", Warning, Node,
     "Most runs of a job find nothing new in any input", kFirst, "", false,
     check_no_new_input_runs},
    {"ALN009", "lost-updates", "alignment", Info, Node,
     "Most runs of a job are read by nobody", kFirst, "", false,
     check_lost_updates},
    {"ALN010", "cadence-illusion", "alignment", Warning, Node,
     "A job runs far more often than the data behind it changes", kFirst,
     "ALN008 TRG001", false, check_cadence_illusion},
    {"ALN011", "join-skew", "alignment", Warning, Node,
     "A job joins sources of very different ages", kFirst, "", false,
     check_join_skew},
    {"ALN012", "diamond-version-skew", "alignment", Warning, Node,
     "A job joins two versions of one source", kFirst, "", false,
     check_diamond_version_skew},
    {"ALN013", "binding-not-constant", "alignment", Info, Edge,
     "A job reads an equally frequent input at varying distances", kFirst,
     "RAC002 ALN002 ALN004 ALN001 RAC004 ALN006 ALN007 ALN003 ALN014 TZD003",
     false, check_binding_not_constant},
    {"ALN014", "calendar-hole", "alignment", Warning, Edge,
     "An input rests on days on which it is read", kFirst,
     "RAC002 ALN002 ALN004 ALN001 RAC004 ALN006 ALN007 ALN003", false,
     check_calendar_hole},
    {"ALN015", "same-cadence-separate-crons", "alignment", Info, Edge,
     "Two pipelines follow one schedule, one after the other", kFirst, "",
     false, check_same_cadence_separate_crons},
    {"ALN016", "slower-child-of-window", "alignment", Warning, Edge,
     "The last run of a window may end after the window is read", kFirst,
     "WIN003", false, check_slower_child_of_window},
    {"CRN001", "invalid-cron", "cron", Error, Schedule,
     "A cron does not parse in the dialect of the project", kFirst, "", true,
     check_invalid_cron},
    {"CRN002", "never-fires", "cron", Error, Schedule,
     "A cron names days that no calendar has", kFirst, "", false,
     check_never_fires},
    {"CRN003", "dom-dow-union", "cron", Warning, Schedule,
     "Day of month and day of week are combined by OR", kFirst,
     "CRN001 CRN002 CRN004", false, check_dom_dow_union},
    {"CRN004", "dialect-divergence", "cron", Error, Schedule,
     "The target reads a cron in another way, or not at all", kFirst,
     "CRN001 CRN002", false, check_dialect_divergence},
    {"CRN005", "uneven-step", "cron", Warning, Schedule,
     "A step does not divide its field, so the last gap is shorter", kFirst,
     "CRN001 CRN002", false, check_uneven_step},
    {"CRN006", "non-canonical", "cron", Info, Schedule,
     "A shorter text means the same cron", kFirst, "CRN001 CRN002 CRN003",
     false, check_non_canonical},
    {"CRN007", "irregular-frequency", "cron", Info, Node,
     "Two inputs change places in an order by next gap", kFirst, "", false,
     check_irregular_frequency},
    {"CRN008", "redundant-multi-cron", "cron", Warning, Schedule,
     "A cron of a union adds no run to the others", kFirst, "CRN001 CRN002",
     false, check_redundant_multi_cron},
    {"CRN009", "clock-dependent-schedule", "cron", Info, Node,
     "A generator would make a cron from the time at which it runs", kFirst, "",
     false, check_clock_dependent_schedule},
    {"CRN010", "too-frequent-for-target", "cron", Warning, Schedule,
     "A schedule runs more often than the target starts a job", kFirst,
     "CRN001 CRN002 CRN004", false, check_too_frequent},
    {"EMT001", "not-expressible", "emit", Error, Node,
     "A pipeline needs what the target has no construct for", kFirst, "", false,
     nullptr},
    {"EMT002", "emitted-differs", "emit", Error, Node,
     "A written file says something else than its pipeline", kFirst, "", false,
     nullptr},
    {"FRS001", "sla-infeasible", "freshness", Error, Node,
     "Data gets older than its promise allows", kFirst, "", false,
     check_sla_infeasible},
    {"FRS002", "sla-tight", "freshness", Warning, Node,
     "Data gets almost as old as its promise allows", kFirst, "FRS001", false,
     check_sla_tight},
    {"FRS003", "deadline-unreachable", "freshness", Error, Node,
     "No run ends in time for a deadline", kFirst, "", false,
     check_deadline_unreachable},
    {"FRS004", "monitor-flaps", "freshness", Warning, Node,
     "A freshness monitor alerts between two runs that are on time", kFirst, "",
     false, check_monitor_flaps},
    {"FRS005", "promise-inversion", "freshness", Warning, Node,
     "Data promises to be younger than what it is made of", kFirst, "FRS001",
     false, check_promise_inversion},
    {"FRS006", "leaf-without-sla", "freshness", Info, Node,
     "A leaf has no promise where others have one", kFirst, "", false,
     check_leaf_without_sla},
    {"GRA001", "cycle", "graph", Error, Node,
     "Datasets read each other in a circle", kFirst, "", false, check_cycle},
    {"GRA002", "unknown-reference", "graph", Error, Place,
     "A name is used that no input declares", kFirst, "", true,
     check_unknown_reference},
    {"GRA003", "id-collision", "graph", Error, Node,
     "Two datasets get the same id in generated pipelines", kFirst, "", false,
     check_id_collision},
    {"GRA004", "unschedulable", "graph", Info, Node,
     "No schedule reaches a task through its inputs", kFirst,
     "GRA001 GRA002 CRN001 CRN002", false, check_unschedulable},
    {"GRA005", "conflicting-crons", "graph", Warning, Node,
     "Equal inputs give one dataset different crons", kFirst, "", false,
     check_conflicting_crons},
    {"INP001", "invalid-syntax", "input", Error, Place,
     "An input cannot be parsed", kFirst, "", true, nullptr},
    {"INP002", "invalid-value", "input", Error, Place,
     "A field has a value of the wrong type or outside its range", kFirst, "",
     true, nullptr},
    {"INP003", "unknown-key", "input", Warning, Place,
     "A key means nothing here", kFirst, "", true, nullptr},
    {"INP004", "duplicate-key", "input", Error, Place,
     "A key stands twice in one mapping", kFirst, "", true, nullptr},
    {"INP005", "repaired-input", "input", Warning, Place,
     "An input carries a known defect that was repaired", kFirst, "", true,
     nullptr},
    {"INP006", "over-limit", "input", Error, Place, "An input is over a limit",
     kFirst, "", true, nullptr},
    {"LOD001", "herd", "load", Warning, Node,
     "Too many pipelines start in one minute", kFirst, "", false, check_herd},
    {"LOD002", "sensor-slots", "load", Warning, Node,
     "Waiting pipelines take all places of workers", kFirst, "", false,
     check_sensor_slots},
    {"RAC001", "concurrent-writers", "race", Error, Node,
     "Two jobs write one dataset at the same time", kFirst, "", false,
     check_concurrent_writers},
    {"RAC002", "read-while-write", "race", Warning, Edge,
     "A job reads a dataset while it is written", kFirst, "", false,
     check_read_while_write},
    {"RAC003", "self-overlap", "race", Warning, Node,
     "A job may still run when its next run is due", kFirst, "", false,
     check_self_overlap},
    {"RAC004", "tie", "race", Warning, Edge,
     "A job and its input start at the same instant without an order", kFirst,
     "RAC002 ALN002 ALN004 ALN001", false, check_tie},
    {"SUP001", "unused-suppression", "suppression", Info, Place,
     "A suppression matches no finding or is over", kFirst, "GRA002", false,
     nullptr},
    {"SUP002", "baseline-stale", "suppression", Warning, Place,
     "The baseline holds findings that are gone", kFirst, "", false, nullptr},
    {"TRG001", "all-runs-at-slowest", "trigger", Warning, Node,
     "A trigger over all inputs runs as rarely as the slowest of them", kFirst,
     "", false, check_all_runs_at_slowest},
    {"TRG002", "any-storm", "trigger", Warning, Node,
     "A trigger over any input runs too often", kFirst, "", false,
     check_any_storm},
    {"TRG003", "cross-interval-pairing", "trigger", Error, Node,
     "A trigger joins runs of different intervals", kFirst, "", false,
     check_cross_interval_pairing},
    {"TRG004", "dead-trigger", "trigger", Error, Node,
     "A job waits for what never comes", kFirst, "GRA001 CRN001 CRN002", false,
     check_dead_trigger},
    {"TRG008", "multi-producer", "trigger", Warning, Node,
     "Several jobs write a dataset that starts others", kFirst, "RAC001", false,
     check_multi_producer},
    {"TRG009", "trigger-cycle", "trigger", Error, Node,
     "Jobs start each other in a circle of names", kFirst, "GRA001", false,
     check_trigger_cycle},
    {"TRG010", "desync-persists", "trigger", Warning, Node,
     "One extra update shifts all later runs", kFirst, "TRG001", false,
     check_desync_persists},
    {"TRG011", "cron-and-trigger-conflict", "trigger", Warning, Node,
     "A job has a cron and a trigger, which is ignored", kFirst, "", false,
     check_cron_and_trigger_conflict},
    {"TRG012", "optional-never-matters", "trigger", Info, Edge,
     "An optional input is always complete, or never", kFirst, "", false,
     check_optional_never_matters},
    {"TZD001", "tick-in-gap", "zone", Warning, Schedule,
     "A cron names a local time that clocks put forward skip", kFirst,
     "CRN001 CRN002", false, check_tick_in_gap},
    {"TZD002", "tick-in-fold", "zone", Warning, Schedule,
     "A cron names a local time that clocks put back repeat", kFirst,
     "CRN001 CRN002", false, check_tick_in_fold},
    {"TZD003", "order-flips-with-dst", "zone", Warning, Edge,
     "Which run of an input is read changes with the clocks", kFirst,
     "RAC002 ALN002 ALN004 ALN001 RAC004 ALN006 ALN007 ALN003 ALN014", false,
     check_order_flips_with_dst},
    {"TZD004", "window-length-varies", "zone", Warning, Edge,
     "A window of data changes its length with the clocks", kFirst,
     "WIN001 WIN009", false, check_window_length_varies},
    {"TZD005", "zone-ambiguous", "zone", Error, Schedule,
     "A time zone is unknown, ambiguous or an abbreviation", kFirst, "", true,
     check_zone_ambiguous},
    {"TZD007", "utc-cron-local-deadline", "zone", Info, Node,
     "A job in UTC meets a local deadline by little for half of the year",
     kFirst, "FRS001 FRS003", false, check_utc_cron_local_deadline},
    {"WIN001", "window-gap", "window", Error, Edge,
     "Runs of an input are in no window of its reader", kFirst, "ALN002", false,
     check_window_gap},
    {"WIN002", "window-overlap", "window", Warning, Edge,
     "A job that appends reads runs of an input twice", kFirst, "", false,
     check_window_overlap},
    {"WIN003", "incomplete-at-start", "window", Error, Edge,
     "A window is read before its last run has ended", kFirst, "", false,
     check_incomplete_at_start},
    {"WIN004", "boundary-mismatch", "window", Warning, Edge,
     "A window begins or ends between the runs of its input", kFirst, "WIN001",
     false, check_boundary_mismatch},
    {"WIN009", "fixed-length-vs-calendar", "window", Warning, Node,
     "Windows of one length on a schedule of varying gaps", kFirst, "", false,
     check_fixed_length_window},
};

}  // namespace

std::span<const Rule> rules() { return kRules; }

const Rule* find_rule(std::string_view id_or_name) {
  // Findings name their rules as the table does.
  const auto id = std::ranges::lower_bound(kRules, id_or_name, {}, &Rule::id);
  if (id != std::end(kRules) && id->id == id_or_name) return id;
  const std::string wanted = to_lower(id_or_name);
  const auto* row = std::ranges::find_if(kRules, [&](const Rule& rule) {
    return to_lower(rule.id) == wanted || rule.name == wanted;
  });
  return row == std::end(kRules) ? nullptr : row;
}

std::string_view rule_page(const Rule& rule) {
  const auto pages = rule_pages();
  const auto page = std::ranges::find(pages, rule.id, &RulePage::id);
  return page == pages.end() ? std::string_view() : page->markdown;
}

bool selects(std::string_view selector, const Rule& rule) {
  const std::string wanted = to_lower(selector);
  return !wanted.empty() && (wanted == "all" || wanted == rule.name ||
                             to_lower(rule.id).starts_with(wanted));
}

std::vector<std::string> unknown_selectors(
    std::span<const std::string> selectors) {
  std::vector<std::string_view> known = {"ALL"};
  for (const Rule& rule : kRules) {
    known.push_back(rule.id);
    known.push_back(rule.name);
  }
  std::vector<std::string> result;
  for (const std::string& selector : selectors) {
    const bool any = std::ranges::any_of(
        kRules, [&](const Rule& rule) { return selects(selector, rule); });
    if (any) continue;
    result.push_back(fmt::format("unknown rule {}{}", quoted(selector),
                                 suggestion(selector, known)));
  }
  return result;
}

}  // namespace lockstep
