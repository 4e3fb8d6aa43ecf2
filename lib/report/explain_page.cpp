// One function a section, in the order of the page.
#include "report/explain_page.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "lint/edges.hpp"
#include "lint/run_days.hpp"
#include "report/explain_facts.hpp"
#include "report/labels.hpp"
#include "report/measured.hpp"

namespace lockstep {
namespace {

std::string sensor_text(const Project& project, const JobStart& start) {
  if (start.mode == TriggerMode::Expression) {
    return "a sensor, when " + start.expression;
  }
  const std::vector<std::string> datasets = names(project, start.datasets);
  return fmt::format("a sensor, {}{}{}", label(start.mode),
                     datasets.empty() ? "" : ": ", join_words(datasets));
}

std::string start_text(const LintContext& ctx, NodeId node) {
  const JobStart& start = ctx.derivation[node];
  switch (start.type) {
    case StartType::Schedule:
      return "its schedule";
    case StartType::Sensor:
      return sensor_text(ctx.project, start);
    case StartType::Manual:
      return "hand";
    case StartType::None:
      break;
  }
  return "nothing";
}

/// `2024-01-01T23:00:00Z`, the wall clock of the job added where it differs.
std::string instant_text(const LintContext& ctx, NodeId node, sys_seconds at) {
  const Clock clock = clock_of(ctx.derivation, node);
  const bool local = clock.zone && utc_offset(*clock.zone, at) != seconds{0};
  return format_instant(at) +
         (local ? fmt::format(" ({})", format_local(*clock.zone, at)) : "");
}

std::string duration_text(const DurationRange& range) {
  if (range.min == range.max) return format_duration(range.max);
  return fmt::format("{} to {}", format_duration(range.min),
                     format_duration(range.max));
}

PageSection start_section(const LintContext& ctx, NodeId node) {
  const JobStart& start = ctx.derivation[node];
  const Dataset& dataset = ctx.project[node];
  PageSection section{"Start", {}, {}, {}, {}};
  section.facts.emplace_back("started by", start_text(ctx, node));
  section.facts.emplace_back("why", start.reason);
  if (const Cadence* cadence = ctx.derivation.cadence(node)) {
    section.facts.emplace_back(
        "ticks", fmt::format("{}, {:.6g} a year", crons_of(ctx, node),
                             cadence->runs_per_year));
  }
  if (dataset.duration) {
    section.facts.emplace_back("takes", duration_text(*dataset.duration));
  }
  if (start.window) {
    section.facts.emplace_back(
        "window", fmt::format("{} to {}, the newest at {}",
                              format_instant(start.window->start),
                              format_instant(start.window->end),
                              format_instant(ctx.derivation.as_of)));
  }
  return section;
}

// ---- Ages ----

/// Why no age is known.
std::string no_age_text(const LintContext& ctx, NodeId node) {
  if (ctx.derivation[node].cyclic) return "it is in or behind a cycle";
  if (ctx.project[node].kind == NodeKind::View) {
    return "a view moves no data: its readers see what it reads, at their own "
           "start";
  }
  if (ctx.project[node].kind == NodeKind::External) {
    return "an external source counts as always current";
  }
  return "no run is known: it has no ticks";
}

std::string of_runs(std::int64_t part, std::int64_t all) {
  if (part >= all) return "every run";
  return fmt::format("{} of {} runs", part, all);
}

/// `, on Mondays`, `, every day`; how many runs where no class of days is it.
std::string when_text(const std::string& days, const Extreme& extreme,
                      std::int64_t runs) {
  if (days.empty()) return "; " + of_runs(extreme.count, runs);
  return (days.starts_with("every ") ? ", " : ", on ") + days;
}

void add_ages(const LintContext& ctx, NodeId node, const NodeMeasures& measures,
              PageSection& section) {
  if (const auto& age = measures.age_max) {
    section.facts.emplace_back(
        "oldest",
        fmt::format(
            "{}, just before {}{}", format_duration(age->value),
            instant_text(ctx, node, age->at),
            when_text(days_of_worst_age(ctx, node), *age, measures.runs)));
  }
  if (const auto& lag = measures.lag_max) {
    section.facts.emplace_back(
        "published",
        fmt::format("{} old, by the run of {}; {}", format_duration(lag->value),
                    instant_text(ctx, node, lag->run.tick),
                    of_runs(lag->count, measures.runs)));
  }
  const auto& skew = measures.skew_max;
  if (skew && skew->value > seconds{0}) {
    section.facts.emplace_back(
        "apart", fmt::format("its sources by {}, in the run of {}; {}",
                             format_duration(skew->value),
                             instant_text(ctx, node, skew->run.tick),
                             of_runs(skew->count, measures.runs)));
  }
}

/// A number of seconds that was computed as a mean.
std::string mean_text(double value) {
  return format_duration(seconds{static_cast<std::int64_t>(value + 0.5)});
}

void add_work(const LintContext& ctx, NodeId node, const NodeMeasures& measures,
              PageSection& section) {
  if (!ctx.alignment().inputs(node).empty() && measures.idle_of > 0) {
    section.facts.emplace_back(
        "idle",
        fmt::format("{} of the runs find nothing new in any input",
                    percent(share_of(measures.idle, measures.idle_of))));
  }
  const auto& wait = measures.wait_max;
  if (wait && wait->value > seconds{0}) {
    section.facts.emplace_back(
        "waits", fmt::format("{} at most, {} on average, {} a day",
                             format_duration(wait->value),
                             mean_text(measures.wait_mean_seconds),
                             mean_text(measures.waiting_seconds_a_day)));
  }
  if (measures.utilisation > 0) {
    section.facts.emplace_back(
        "busy", fmt::format("{} of the time", percent(measures.utilisation)));
  }
  if (measures.dropped > 0) {
    section.facts.emplace_back(
        "dropped", fmt::format("{} of {} ticks have no run", measures.dropped,
                               measures.dropped + measures.runs));
  }
}

void add_scope(const LintContext& ctx, NodeId node,
               const NodeMeasures& measures, PageSection& section) {
  section.facts.emplace_back("holds", scope_text(measures.scope));
  if (!measures.exact) {
    const auto& bound = measures.age_bound;
    section.facts.emplace_back(
        "bounds",
        "durations are ranges and jobs wait: these are the ages with every run "
        "at its longest, " +
            (bound ? "in any case at most " + format_duration(*bound)
                   : std::string("and others may make them greater")));
  }
  const UnknownRootTable table(ctx.project, ctx.alignment());
  const UnknownRoots& unknown = table[node];
  if (unknown.roots.empty()) return;
  section.facts.emplace_back(
      "not counted",
      fmt::format("{}: nothing says when {}",
                  join_words(names(ctx.project, unknown.roots)),
                  unknown.roots.size() == 1 ? "it changes" : "they change"));
}

PageSection age_section(const LintContext& ctx, NodeId node) {
  PageSection section{"Age of its data", {}, {}, {}, {}};
  const NodeMeasures* measures = ctx.alignment().measures(node);
  if (!measures) {
    section.facts.emplace_back("unknown", no_age_text(ctx, node));
    return section;
  }
  add_ages(ctx, node, *measures, section);
  add_work(ctx, node, *measures, section);
  add_scope(ctx, node, *measures, section);
  return section;
}

/// The runs through which the oldest data came.
PageSection chain_section(const LintContext& ctx, NodeId node) {
  PageSection section{"Where the oldest comes from",
                      {},
                      {"run of", "tick", "starts", "ends"},
                      {},
                      {}};
  const NodeMeasures* measures = ctx.alignment().measures(node);
  if (!measures || !measures->age_max) return section;
  const auto chain =
      oldest_chain(ctx.alignment(), node, measures->age_max->run);
  const auto unless = [](sys_seconds at, sys_seconds same) {
    return at == same ? std::string() : format_instant(at);
  };
  for (const ChainRun& link : chain) {
    section.rows.push_back({ctx.project[link.node].name,
                            instant_text(ctx, link.node, link.run.tick),
                            unless(link.run.start, link.run.tick),
                            unless(link.run.end, link.run.start)});
  }
  return section;
}

// ---- Inputs and readers ----

std::string length_text(const std::optional<Extreme>& extreme) {
  return extreme ? format_duration(extreme->value) : "-";
}

std::vector<std::string> read_row(const LintContext& ctx,
                                  const AlignedEdge& edge) {
  const EdgeMeasures& measures = ctx.alignment().measures(edge);
  std::string how = binding_text(ctx.alignment().binding(edge));
  if (edge.read.declared && edge.read.declared->optional) how += ", optional";
  if (!edge.read.views.empty()) {
    how += " through " + join_words(names(ctx.project, edge.read.views), 1);
  }
  return {ctx.project[edge.read.from].name,
          how,
          length_text(measures.staleness_max),
          length_text(measures.slack_min),
          length_text(measures.wait_max),
          measures.offered > 0
              ? percent(share_of(measures.lost, measures.offered))
              : "-"};
}

PageSection read_section(const LintContext& ctx, NodeId node) {
  PageSection section{"Reads", {}, {}, {}, {}};
  section.head = {"input", "how", "stale", "slack", "wait", "unread"};
  for (const AlignedEdge& edge : ctx.alignment().inputs(node)) {
    section.rows.push_back(read_row(ctx, edge));
  }
  std::vector<NodeId> unmeasured = ctx.alignment().unknown_inputs[node.index()];
  if (!ctx.alignment().measures(node)) {
    const auto inputs = ctx.project.graph.upstream(node);
    unmeasured.assign(inputs.begin(), inputs.end());
  }
  for (const NodeId input : unmeasured) {
    const bool known = ctx.derivation.cadence(input) != nullptr;
    section.rows.push_back({ctx.project[input].name,
                            known ? "-" : "when it changes is unknown", "-",
                            "-", "-", "-"});
  }
  if (ctx.project.graph.reads_itself(node)) {
    section.rows.push_back(
        {ctx.project[node].name, "its own past", "-", "-", "-", "-"});
  }
  return section;
}

PageSection reader_section(const LintContext& ctx, NodeId node) {
  constexpr std::size_t kShown = 20;
  PageSection section{"Read by", {}, {}, {}, {}};
  const Readers readers = readers_of(ctx.project, node);
  if (!readers.datasets.empty()) {
    section.facts.emplace_back("datasets",
                               join_words(readers.datasets, kShown));
  }
  if (!readers.exposures.empty()) {
    section.facts.emplace_back("exposures",
                               join_words(readers.exposures, kShown));
  }
  return section;
}

// ---- Verdicts ----

PageSection promise_section(const LintContext& ctx, NodeId node) {
  PageSection section{"Promises", {}, {}, {}, {}};
  for (const Verdict& verdict : verdicts_on(ctx, node)) {
    const Promised& promised = verdict.promised;
    section.lines.push_back(fmt::format(
        "{}{}: {}",
        promised.is_exposure ? "exposure " + promised.name + ", " : "",
        promise_text(ctx, *promised.promise),
        verdict_text(ctx, node, verdict)));
  }
  return section;
}

std::string subtitle_of(const ExplainedJob& job) {
  const Dataset& dataset = job.ctx.project[job.node];
  std::string text(label(dataset.kind));
  for (const Job& writer : dataset.jobs) {
    if (writer.name != dataset.name) text += ", written by " + writer.name;
    if (!writer.write_type.empty()) text += ", " + writer.write_type;
  }
  const std::string place = place_text(job.ctx.sources, dataset.where);
  return place.empty() ? text : text + " --> " + place;
}

}  // namespace

std::string verdict_text(const LintContext& ctx, NodeId node,
                         const Verdict& verdict) {
  if (!verdict.kept) {
    return "unknown: no run is known to have read all its inputs";
  }
  if (const auto& missed = verdict.missed) {
    if (*verdict.kept) return "kept";
    return fmt::format("broken by {} at {} of {} deadlines, first at {}",
                       ctx.project[verdict.late].name, missed->missed.size(),
                       missed->deadlines,
                       format_instant(missed->missed.front()));
  }
  const WorstAge& worst = *verdict.worst;
  std::string text =
      fmt::format("{}, {}gets {} old", *verdict.kept ? "kept" : "broken",
                  worst.node == node ? "" : ctx.project[worst.node].name + " ",
                  format_duration(worst.age));
  if (worst.deadlines > 0 && !*verdict.kept) {
    text += fmt::format(", {} of {} deadlines fail", worst.broken.size(),
                        worst.deadlines);
  }
  return text;
}

PageSection finding_section(const Sources& sources,
                            const std::vector<const Diagnostic*>& findings) {
  PageSection section{"Findings", {}, {}, {}, {}};
  for (const Diagnostic* finding : findings) {
    const std::string place = place_text(sources, finding->where);
    section.lines.push_back(
        fmt::format("{}[{}]: {}{}{}", label(finding->severity), finding->rule,
                    finding->message, place.empty() ? "" : " --> ", place));
  }
  if (section.lines.empty()) section.lines = {"none"};
  return section;
}

Page page_of(const ExplainedJob& job) {
  const LintContext& ctx = job.ctx;
  Page page{ctx.project[job.node].name, subtitle_of(job), {}};
  for (PageSection& section : std::vector{
           start_section(ctx, job.node), age_section(ctx, job.node),
           chain_section(ctx, job.node), read_section(ctx, job.node),
           reader_section(ctx, job.node), promise_section(ctx, job.node),
           finding_section(
               job.ctx.sources,
               findings_on(job.ctx.project[job.node].name, job.findings))}) {
    if (section.facts.empty() && section.rows.empty() &&
        section.lines.empty()) {
      continue;
    }
    page.sections.push_back(std::move(section));
  }
  return page;
}

}  // namespace lockstep
