// Drafts as compact lines, and places as line:column.
#include "show.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "base/time.hpp"

namespace lockstep {
namespace {

std::string place(const Sources& sources, const Location& where) {
  if (!where.valid()) return "nowhere";
  const LineColumn at = sources.line_column(where);
  return fmt::format("{}:{}", at.line, at.column);
}

std::string finding(const Sources& sources, const Diagnostic& diagnostic) {
  std::string line;
  if (diagnostic.severity == Severity::Warning) line += "warning ";
  line += fmt::format("{} {} {}", diagnostic.rule,
                      place(sources, diagnostic.where), diagnostic.message);
  if (!diagnostic.help.empty()) line += fmt::format(" [{}]", diagnostic.help);
  for (const Note& note : diagnostic.notes) {
    line +=
        fmt::format(" (note {} {})", place(sources, note.where), note.message);
  }
  return line + "\n";
}

std::string show(const DurationRange& range) {
  return range.min == range.max
             ? format_duration(range.min)
             : fmt::format("[{}, {}]", format_duration(range.min),
                           format_duration(range.max));
}

std::string show(const DraftCron& cron) {
  return cron.zone ? fmt::format("'{}' {}", cron.text.value, cron.zone->value)
                   : fmt::format("'{}'", cron.text.value);
}

std::string show(const DraftPromise& promise) {
  std::string text;
  if (promise.max_age) text += " age " + format_duration(*promise.max_age);
  if (promise.ready_by) text += " ready " + show(*promise.ready_by);
  if (promise.lower_bound) {
    text += " within " + format_duration(*promise.lower_bound);
  }
  return text;
}

std::string show(const DraftInput& input) {
  constexpr const char* kReads[] = {"latest", "same", "window"};
  constexpr const char* kGuards[] = {"default", "sensor", "none"};
  std::string text = " <- " + input.dataset.value;
  if (input.read) text += fmt::format(" {}", kReads[int(*input.read)]);
  if (input.offset) text += " offset " + format_duration(*input.offset);
  if (input.optional) text += *input.optional ? " optional" : " required";
  if (input.timeout) text += " timeout " + format_duration(*input.timeout);
  if (input.guard) text += fmt::format(" guard {}", kGuards[int(*input.guard)]);
  return text;
}

std::string show(const WindowRule& window) {
  constexpr const char* kKinds[] = {"previous", "length", "lookback"};
  return fmt::format("{} {}", kKinds[int(window.kind)],
                     format_duration(window.length));
}

std::string show(const DraftDataset& dataset) {
  std::string text = dataset.name;
  if (dataset.crons_declared && dataset.crons.empty()) text += " no cron";
  for (const DraftCron& cron : dataset.crons) text += " " + show(cron);
  if (dataset.timezone) text += " zone " + dataset.timezone->value;
  if (dataset.duration) text += " takes " + show(*dataset.duration);
  if (dataset.retries) text += fmt::format(" retries {}", *dataset.retries);
  if (dataset.retry_delay) {
    text += " every " + format_duration(*dataset.retry_delay);
  }
  for (const DraftInput& input : dataset.inputs) text += show(input);
  if (dataset.trigger) text += " trigger " + dataset.trigger->value;
  if (dataset.promise) text += " promise" + show(*dataset.promise);
  if (dataset.window) text += " window " + show(*dataset.window);
  if (dataset.concurrency) {
    text += fmt::format(" concurrency {}", *dataset.concurrency);
  }
  if (dataset.atomic) text += *dataset.atomic ? " atomic" : " not atomic";
  if (dataset.run_label) {
    text += *dataset.run_label == RunLabel::Tick ? " label tick"
                                                 : " label interval_start";
  }
  if (!dataset.tags.empty()) text += " tags " + join_words(dataset.tags);
  return text + "\n";
}

std::string show(const std::vector<Located<std::string>>& texts) {
  std::string text;
  for (const auto& item : texts) text += " " + item.value;
  return text;
}

std::string show(const LintSettings& lint) {
  std::string text;
  if (!lint.select.empty()) text += " select" + show(lint.select);
  if (!lint.ignore.empty()) text += " ignore" + show(lint.ignore);
  for (const auto& [rule, level] : lint.severity) {
    text += fmt::format(" {}={}", rule, level.value);
  }
  const auto span = [&](const char* name, const std::optional<seconds>& value) {
    if (value) text += fmt::format(" {} {}", name, format_duration(*value));
  };
  const auto number = [&](const char* name, const std::optional<double>& v) {
    if (v) text += fmt::format(" {} {}", name, *v);
  };
  span("wait", lint.wait);
  span("margin", lint.margin);
  span("skew", lint.skew);
  number("runs_per_day", lint.runs_per_day);
  number("idle_share", lint.idle_share);
  number("lost_share", lint.lost_share);
  number("ticks_per_minute", lint.ticks_per_minute);
  number("sensor_slots", lint.sensor_slots);
  if (lint.target) text += " target " + lint.target->value;
  if (!lint.baseline.empty()) text += " baseline " + lint.baseline;
  return text.empty() ? "" : "lint" + text + "\n";
}

std::string show(const Suppression& suppression) {
  std::string text = "suppress " + suppression.rule;
  if (!suppression.dataset.empty()) text += " of " + suppression.dataset;
  if (!suppression.upstream.empty()) text += " from " + suppression.upstream;
  if (!suppression.reason.empty()) {
    text += fmt::format(" because '{}'", suppression.reason);
  }
  if (suppression.until) text += " until " + format_instant(*suppression.until);
  return text + "\n";
}

std::string show(const DraftSettings& settings) {
  std::string text;
  if (settings.name) text += " name " + *settings.name;
  if (settings.timezone) text += " zone " + settings.timezone->value;
  if (settings.dialect) text += " dialect " + settings.dialect->value;
  if (settings.run_label) {
    text += *settings.run_label == RunLabel::Tick ? " label tick"
                                                  : " label interval_start";
  }
  if (settings.as_of) text += " as of " + format_instant(*settings.as_of);
  for (const auto& [name, cron] : settings.presets) {
    text += fmt::format(" {}='{}'", name, cron.value);
  }
  if (settings.default_duration) {
    text += " takes " + show(*settings.default_duration);
  }
  if (settings.default_retries) {
    text += fmt::format(" retries {}", *settings.default_retries);
  }
  if (settings.default_retry_delay) {
    text += " every " + format_duration(*settings.default_retry_delay);
  }
  if (settings.default_trigger) {
    text += " trigger " + settings.default_trigger->value;
  }
  if (settings.default_read) {
    text += fmt::format(" read {}", int(*settings.default_read));
  }
  text = text.empty() ? "" : "settings" + text + "\n";
  for (const PipelineSettings& pipeline : settings.pipelines) {
    text += "pipeline " + pipeline.name + show(pipeline.select);
    for (const auto& [key, value] : pipeline.target) {
      text += fmt::format(" {}={}", key, value.text);
    }
    text += "\n";
  }
  text += show(settings.lint);
  for (const Suppression& suppression : settings.suppressions) {
    text += show(suppression);
  }
  return text;
}

}  // namespace

Loaded load_text(std::string_view text, std::string_view path,
                 const Limits& limits) {
  Loaded loaded;
  Sources sources;
  const std::string format = path == "lockstep.yaml" ? "" : "datasets";
  const SourceId source = sources.add({std::string(path), text, format, {}});
  LoadContext context{sources, limits, loaded.diagnostics};
  loaded.draft = load(source, context);
  loaded.over_limit = context.over_limit;
  for (const Diagnostic& diagnostic : loaded.diagnostics) {
    loaded.findings += finding(sources, diagnostic);
  }
  return loaded;
}

std::string show(const Draft& draft) {
  std::string text;
  if (draft.settings) text += show(*draft.settings);
  for (const DraftInclude& include : draft.includes) {
    text += "include " + include.pattern.value;
    if (!include.format.empty()) text += " as " + include.format;
    for (const auto& [selector, schedule] : include.schedules) {
      text += fmt::format(" {}={}", selector, schedule);
    }
    text += "\n";
  }
  for (const DraftDataset& dataset : draft.datasets) text += show(dataset);
  for (const DraftExposure& exposure : draft.exposures) {
    text +=
        fmt::format("exposure {}{}", exposure.name.value, show(exposure.reads));
    if (exposure.promise) text += " promise" + show(*exposure.promise);
    text += "\n";
  }
  return text;
}

}  // namespace lockstep
