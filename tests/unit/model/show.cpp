// Datasets as compact lines, and places as path:line:column.
#include "show.hpp"

#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"
#include "base/time.hpp"

namespace lockstep {
namespace {

std::string place(const Resolved& resolved, const Location& where) {
  if (!where.valid()) return "nowhere";
  const LineColumn at = resolved.sources.line_column(where);
  return fmt::format("{}:{}:{}", resolved.sources[where.source].path, at.line,
                     at.column);
}

std::string show(const Resolved& resolved, const CronUse& use) {
  const CompiledText& cron = resolved.project[use.cron];
  std::string text = fmt::format(" '{}' {}", cron.text, cron.zone);
  if (cron.expanded != cron.text) text += fmt::format(" = {}", cron.expanded);
  return text + " @" + place(resolved, use.where);
}

std::string show(const Resolved& resolved, const Promise& promise) {
  std::string text = " promise";
  if (promise.max_age) text += " age " + format_duration(*promise.max_age);
  if (promise.ready_by) text += " ready" + show(resolved, *promise.ready_by);
  if (promise.lower_bound) {
    text += " within " + format_duration(*promise.lower_bound);
  }
  return text;
}

std::string show(const Resolved& resolved, const Input& input) {
  constexpr const char* kReads[] = {"latest", "same", "window"};
  constexpr const char* kGuards[] = {"default", "sensor", "none"};
  std::string text = " <- " + resolved.project[input.dataset].name;
  if (input.read != Read::Latest) {
    text += fmt::format(" {}", kReads[int(input.read)]);
  }
  if (input.offset != seconds{0}) text += " " + format_duration(input.offset);
  if (input.optional) text += " optional";
  if (input.timeout) text += " timeout " + format_duration(*input.timeout);
  if (input.guard != Guard::Default) {
    text += fmt::format(" guard {}", kGuards[int(input.guard)]);
  }
  return text + (input.declared ? " declared" : "");
}

std::string show(const Resolved& resolved, const Trigger& trigger) {
  constexpr const char* kModes[] = {"aligned", "any", "all", "expression",
                                    "none"};
  std::string text;
  if (trigger.mode != TriggerMode::Aligned || trigger.declared) {
    text += fmt::format(" trigger {}", kModes[int(trigger.mode)]);
  }
  if (!trigger.declared && !text.empty()) text += " by default";
  for (const TriggerTerm& term : trigger.terms) {
    text += " ";
    text += term.kind == TriggerTerm::Kind::And ? "&"
            : term.kind == TriggerTerm::Kind::Or
                ? "|"
                : resolved.project[term.dataset].name;
  }
  return text;
}

std::string show(const WindowRule& window) {
  constexpr const char* kKinds[] = {"previous", "length", "lookback"};
  return fmt::format(" window {} {}", kKinds[int(window.kind)],
                     format_duration(window.length));
}

std::string scalars(const Dataset& dataset) {
  std::string text;
  if (dataset.duration) {
    text +=
        fmt::format(" takes {}-{}{}", format_duration(dataset.duration->min),
                    format_duration(dataset.duration->max),
                    dataset.duration_is_default ? " by default" : "");
  }
  if (dataset.retries != 0) text += fmt::format(" retries {}", dataset.retries);
  if (dataset.retry_delay != seconds{0}) {
    text += " every " + format_duration(dataset.retry_delay);
  }
  if (dataset.window.declared) text += show(dataset.window);
  if (dataset.concurrency) {
    text += fmt::format(" concurrency {}", *dataset.concurrency);
  }
  if (!dataset.atomic) text += " not atomic";
  if (dataset.run_label != RunLabel::Tick) text += " label interval_start";
  if (dataset.monitor_freshness != seconds{0}) {
    text += " monitor " + format_duration(dataset.monitor_freshness);
  }
  if (!dataset.stream.empty()) text += " stream " + dataset.stream;
  if (!dataset.tags.empty()) text += " tags " + join_words(dataset.tags);
  if (!dataset.external_refs.empty()) {
    text += " refs " + join_words(dataset.external_refs);
  }
  return text;
}

std::string show(const Resolved& resolved, const Dataset& dataset) {
  constexpr const char* kKinds[] = {"load", "task", "view", "external"};
  std::string text =
      fmt::format("{} {}", kKinds[int(dataset.kind)], dataset.name);
  for (const Job& job : dataset.jobs) {
    if (job.name != dataset.name) text += " by " + job.name;
    if (!job.write_type.empty()) text += " " + job.write_type;
  }
  for (const CronUse& use : dataset.crons) text += show(resolved, use);
  if (dataset.schedule.valid()) {
    text += fmt::format(" schedule of {}",
                        resolved.project[dataset.schedule].crons.size());
  }
  for (const CronUse& use : dataset.conflicting_crons) {
    text += " not" + show(resolved, use);
  }
  for (const Input& input : dataset.inputs) text += show(resolved, input);
  text += show(resolved, dataset.trigger) + scalars(dataset);
  if (dataset.promise) text += show(resolved, *dataset.promise);
  return text + "\n";
}

std::string show(const Settings& settings) {
  std::string text =
      fmt::format("settings {} {} {} {}\n", settings.name, settings.timezone,
                  settings.dialect->name, format_instant(settings.as_of));
  for (const Suppression& suppression : settings.suppressions) {
    text += fmt::format("suppress {} {} {}\n", suppression.rule,
                        suppression.dataset, suppression.upstream);
  }
  return text;
}

}  // namespace

std::unique_ptr<Resolved> resolve_files(std::vector<File> files,
                                        const ResolveOptions& options) {
  auto resolved = std::make_unique<Resolved>();
  for (const File& file : files) {
    resolved->sources.add({std::string(file.path), file.text, "", {}});
  }
  const Limits limits;
  LoadContext context{resolved->sources, limits, resolved->diagnostics};
  std::vector<Draft> drafts;
  for (std::size_t i = 0; i < files.size(); ++i) {
    drafts.push_back(load(SourceId(i), context));
  }
  resolved->project = resolve(std::move(drafts), resolved->zones, options,
                              resolved->diagnostics);
  return resolved;
}

std::string show_findings(const Resolved& resolved) {
  std::string text;
  for (const Diagnostic& diagnostic : resolved.diagnostics) {
    text += fmt::format("{} {} {}", diagnostic.rule,
                        place(resolved, diagnostic.where), diagnostic.message);
    if (!diagnostic.help.empty()) text += " [" + diagnostic.help + "]";
    text += "\n";
  }
  for (const UnknownReference& unknown : resolved.project.unknown_references) {
    text += fmt::format("unknown {} {} in {} of '{}'\n",
                        place(resolved, unknown.where), unknown.name,
                        unknown.field, unknown.consumer);
  }
  return text;
}

std::string show_dataset(const Resolved& resolved, std::string_view name) {
  const NodeId id = resolved.project.find(name);
  return id.valid() ? show(resolved, resolved.project[id]) : "none\n";
}

std::string show_project(const Resolved& resolved) {
  const Project& project = resolved.project;
  std::string text = show(project.settings);
  for (const Dataset& dataset : project.datasets) {
    text +=
        fmt::format("{} @{} {} {}", dataset.key, place(resolved, dataset.where),
                    dataset.schedule.value, show(resolved, dataset));
  }
  for (const CompiledText& cron : project.crons) {
    text += fmt::format("cron '{}' {} {}{}\n", cron.text, cron.zone,
                        cron.expanded, cron.cron ? "" : " broken");
  }
  for (const Exposure& exposure : project.exposures) {
    text += "exposure " + exposure.name;
    for (const auto& read : exposure.reads) {
      text += " " + project[read.value].name;
    }
    if (exposure.promise) text += show(resolved, *exposure.promise);
    text += "\n";
  }
  for (const Edge& edge : project.graph.edges()) {
    text +=
        fmt::format("{} -> {}\n", project[edge.from].key, project[edge.to].key);
  }
  for (std::size_t i = 0; i < project.datasets.size(); ++i) {
    if (project.graph.reads_itself(NodeId(i))) {
      text += project.datasets[i].key + " reads itself\n";
    }
  }
  return text + show_findings(resolved);
}

}  // namespace lockstep
