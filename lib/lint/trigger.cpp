// TRG rules that look at one job: how often its trigger starts it, what else
// could start it, and which of its inputs count.

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "lint/checks.hpp"
#include "lint/edges.hpp"

namespace lockstep {
namespace {

constexpr double kDaysPerYear = 365.2425;
constexpr double kRunsPerDay = 96;
constexpr std::size_t kConsumersShown = 3;

double rate_of(const LintContext& ctx, NodeId node) {
  const Cadence* cadence = ctx.derivation.cadence(node);
  return cadence ? cadence->runs_per_year : 0;
}

/// `24 times a day`, `once a week`, `12 times a year`.
std::string rate_text(double runs_per_year) {
  struct Unit {
    std::string_view name;
    double per_year;
  };
  constexpr double kDaysPerWeek = 7;
  const Unit units[] = {{"day", kDaysPerYear},
                        {"week", kDaysPerYear / kDaysPerWeek},
                        {"year", 1}};
  const Unit& unit = *std::ranges::find_if(units, [&](const Unit& u) {
    constexpr double kAlmost = 0.999;
    return u.per_year == 1 || runs_per_year >= u.per_year * kAlmost;
  });
  const std::string times =
      fmt::format("{:.3g}", runs_per_year / unit.per_year);
  return times == "1" ? fmt::format("once a {}", unit.name)
                      : fmt::format("{} times a {}", times, unit.name);
}

bool is_sensor(const LintContext& ctx, NodeId node, TriggerMode mode) {
  const JobStart& start = ctx.derivation[node];
  return start.type == StartType::Sensor && start.mode == mode &&
         ctx.alignment().is_measured(node);
}

/// Where the trigger is declared, else the job.
Location place_of_trigger(const Dataset& dataset) {
  return dataset.trigger.where.valid() ? dataset.trigger.where : dataset.where;
}

/// Another trigger in place of the one that a project declares for the job;
/// nothing where it is a default, or a lineage file's word.
std::optional<Fix> replace_trigger(const LintContext& ctx,
                                   const Dataset& dataset,
                                   std::string_view text) {
  const Trigger& trigger = dataset.trigger;
  if (!trigger.declared || trigger.in_lineage || !trigger.where.valid()) {
    return std::nullopt;
  }
  const std::string_view written = ctx.sources.text(trigger.where);
  const std::size_t start = to_lower(written).find("all");
  if (start == std::string::npos) return std::nullopt;
  const Location word{trigger.where.source, trigger.where.offset + start, 3};
  return Fix{false, {{word, std::string(text)}}};
}

/// TRG001 for one job.
void check_all(const LintContext& ctx, NodeId node, const Report& report) {
  const std::vector<NodeId>& inputs = ctx.derivation[node].datasets;
  const auto rate = [&](NodeId input) { return rate_of(ctx, input); };
  const NodeId fastest = *std::ranges::max_element(inputs, {}, rate);
  const NodeId slowest = *std::ranges::min_element(inputs, {}, rate);
  if (rate_of(ctx, node) * 2 > rate_of(ctx, fastest)) return;
  const Dataset& dataset = ctx.project[node];
  Diagnostic result = job_finding(
      ctx, "TRG001", node,
      fmt::format("{} runs {}, though {} changes {}: trigger all waits for {}",
                  name_of(ctx, node), rate_text(rate_of(ctx, node)),
                  name_of(ctx, fastest), rate_text(rate_of(ctx, fastest)),
                  name_of(ctx, slowest)));
  result.where = place_of_trigger(dataset);
  result.parameters = {{"fastest", ctx.project[fastest].name},
                       {"slowest", ctx.project[slowest].name}};
  result.help = fmt::format(
      "trigger aligned runs it {}, with every run of {}, and reads the newest "
      "of the others",
      rate_text(rate_of(ctx, fastest)), name_of(ctx, fastest));
  result.fix = replace_trigger(ctx, dataset, "aligned");
  report(std::move(result));
}

/// Jobs that write one dataset; its name as that of a table is none.
std::vector<std::string> writers_of(const Dataset& dataset) {
  std::vector<std::string> names;
  for (const Job& job : dataset.jobs) {
    if (job.is_task) names.push_back(job.name);
  }
  return names;
}

/// By dataset, the sensors that it starts.
std::vector<std::vector<NodeId>> started_by(const LintContext& ctx) {
  std::vector<std::vector<NodeId>> result(ctx.project.datasets.size());
  for (std::size_t i = 0; i < result.size(); ++i) {
    const JobStart& start = ctx.derivation.jobs[i];
    if (start.type != StartType::Sensor) continue;
    for (const NodeId input : start.datasets) {
      result[input.index()].emplace_back(i);
    }
  }
  return result;
}

struct Completeness {
  std::int64_t runs = 0, complete = 0;
};

/// At how many starts the due run of an input has ended.
Completeness completeness(const LintContext& ctx, const AlignedEdge& edge) {
  const Alignment& alignment = ctx.alignment();
  const Scope& scope = alignment.measures(edge).scope;
  const Reader reader = alignment.reader(edge);
  const RunSequence& runs = *alignment.runs_of(edge.read.to);
  Completeness result;
  for (auto run = runs.first_reaching(scope.from); run && run->tick < scope.to;
       run = runs.after(*run)) {
    const Need need = reader.need(run->tick, previous_tick(runs, *run));
    if (!need.run) continue;
    ++result.runs;
    if (need.run->end <= run->start) ++result.complete;
  }
  return result;
}

/// TRG012 for one input.
void check_optional(const LintContext& ctx, const AlignedEdge& edge,
                    const Report& report) {
  const Completeness seen = completeness(ctx, edge);
  const bool always = seen.complete == seen.runs;
  if (seen.runs == 0 || (!always && seen.complete > 0)) return;
  Diagnostic result = edge_finding(
      ctx, "TRG012", edge,
      fmt::format("optional input {} of {} {} at {} start",
                  name_of(ctx, edge.read.from), name_of(ctx, edge.read.to),
                  always ? "is complete" : "is never complete",
                  always ? "every" : "any"));
  result.where = edge.read.declared->where;
  result.share_of_runs = 1;
  result.scope = scope_text(ctx.alignment().measures(edge).scope);
  result.help =
      always ? "`optional` changes nothing unless a run of it is late or fails"
             : "leave `optional` out to wait for it, or expect its run before";
  report(std::move(result));
}

}  // namespace

void check_all_runs_at_slowest(const LintContext& ctx, const Report& report) {
  for (std::size_t i = 0; i < ctx.project.datasets.size(); ++i) {
    if (is_sensor(ctx, NodeId(i), TriggerMode::All)) {
      check_all(ctx, NodeId(i), report);
    }
  }
}

void check_any_storm(const LintContext& ctx, const Report& report) {
  const double budget =
      ctx.project.settings.lint.runs_per_day.value_or(kRunsPerDay);
  for (std::size_t i = 0; i < ctx.project.datasets.size(); ++i) {
    const NodeId node(i);
    if (!is_sensor(ctx, node, TriggerMode::Any)) continue;
    const double runs_per_day = rate_of(ctx, node) / kDaysPerYear;
    if (runs_per_day <= budget) continue;
    const std::vector<NodeId>& inputs = ctx.derivation[node].datasets;
    const NodeId fastest = *std::ranges::max_element(
        inputs, {}, [&](NodeId input) { return rate_of(ctx, input); });
    Diagnostic result = job_finding(
        ctx, "TRG002", node,
        fmt::format("trigger any runs {} {:.4g} times a day, over the budget "
                    "of {:.4g}; {} alone changes {}",
                    name_of(ctx, node), runs_per_day, budget,
                    name_of(ctx, fastest), rate_text(rate_of(ctx, fastest))));
    result.where = place_of_trigger(ctx.project[node]);
    result.help =
        "trigger aligned runs it once for each tick of its fastest input; a "
        "cron or `lint.budget.runs_per_day` says what is meant";
    report(std::move(result));
  }
}

void check_multi_producer(const LintContext& ctx, const Report& report) {
  const auto started = started_by(ctx);
  for (std::size_t i = 0; i < started.size(); ++i) {
    const Dataset& dataset = ctx.project.datasets[i];
    const std::vector<std::string> writers = writers_of(dataset);
    if (writers.size() < 2 || started[i].empty()) continue;
    std::vector<std::string> consumers;
    for (const NodeId node : started[i]) {
      consumers.push_back(quoted(ctx.project[node].name));
    }
    Diagnostic result = finding(
        "TRG008",
        fmt::format("{} {} after the first of the {} jobs that write {}: {}",
                    join_words(consumers, kConsumersShown),
                    consumers.size() == 1 ? "starts" : "start", writers.size(),
                    quoted(dataset.name), join_words(writers)));
    result.where = dataset.where;
    result.nodes = {dataset.name};
    result.help =
        "write into one dataset each and join them in a job of its own, or "
        "give the consumer a cron after the last of them";
    report(std::move(result));
  }
}

void check_cron_and_trigger_conflict(const LintContext& ctx,
                                     const Report& report) {
  for (const Dataset& dataset : ctx.project.datasets) {
    const Trigger& trigger = dataset.trigger;
    if (!trigger.declared || trigger.in_lineage) continue;
    const auto cron =
        std::ranges::find_if(dataset.crons, [&](const CronUse& use) {
          return use.where.source == trigger.where.source;
        });
    if (cron == dataset.crons.end()) continue;
    Diagnostic result = finding(
        "TRG011", fmt::format("the trigger of {} is ignored: its cron {} "
                              "starts it",
                              quoted(dataset.name),
                              quoted(ctx.project[cron->cron].text)));
    result.where = trigger.where;
    result.nodes = {dataset.name};
    result.notes.push_back({"the cron stands here", place_of_cron(ctx, *cron)});
    result.help = "remove the trigger, or the cron to start it by its inputs";
    report(std::move(result));
  }
}

void check_optional_never_matters(const LintContext& ctx,
                                  const Report& report) {
  for (const AlignedEdge& edge : ctx.alignment().edges) {
    const Input* input = edge.read.declared;
    if (!input->optional || ctx.alignment().binding(edge).waits) continue;
    const NodeId node = edge.read.to;
    if (is_sensor(ctx, node, TriggerMode::Aligned) ||
        is_sensor(ctx, node, TriggerMode::All)) {
      check_optional(ctx, edge, report);
    }
  }
}

}  // namespace lockstep
