#include "loading.hpp"

#include <fmt/format.h>

namespace lockstep::test {
namespace {

std::string place(const Sources& sources, const Location& where) {
  if (!where.valid()) return "-";
  const LineColumn at = sources.line_column(where);
  return fmt::format("{}:{}+{}", at.line, at.column, where.length);
}

}  // namespace

std::string describe(const DraftDataset& dataset) {
  std::string line = dataset.name;
  const auto add = [&](std::string_view word, std::string_view value) {
    line += fmt::format(" {}={}", word, value);
  };
  if (!dataset.job_name.empty() && dataset.job_name != dataset.name) {
    add("job", dataset.job_name);
  }
  if (dataset.job_name.empty()) line += " no-job";
  if (dataset.first_level) line += " first";
  if (dataset.is_task) line += " task";
  if (dataset.is_view) line += " view";
  if (!dataset.write_type.empty()) add("write", dataset.write_type);
  for (const DraftCron& cron : dataset.crons) {
    add("cron", cron.text.value);
    if (cron.zone) add("zone", cron.zone->value);
  }
  if (dataset.crons_declared && dataset.crons.empty()) line += " cron-none";
  for (const DraftCron& cron : dataset.other_crons) {
    add("other-cron", cron.text.value);
  }
  if (dataset.monitor_freshness) {
    add("freshness", fmt::to_string(dataset.monitor_freshness->count()));
  }
  if (dataset.stream) add("stream", *dataset.stream);
  if (dataset.trigger) add("trigger", dataset.trigger->value);
  if (dataset.retries) add("retries", fmt::to_string(*dataset.retries));
  if (dataset.retry_delay) {
    add("retry_delay", fmt::to_string(dataset.retry_delay->count()));
  }
  for (const std::string& ref : dataset.external_refs) add("external", ref);
  for (const DraftInput& input : dataset.inputs) {
    add("reads", input.dataset.value);
  }
  return line;
}

Loaded load_text(std::string_view text, std::string_view path,
                 std::string_view format, const Limits& limits) {
  Loaded loaded;
  Sources sources;
  const SourceId source = sources.add({.path = std::string(path),
                                       .text = text,
                                       .format = std::string(format),
                                       .on_progress = {}});
  LoadContext context{sources, limits, loaded.diagnostics};
  loaded.draft = load(source, context);
  loaded.over_limit = context.over_limit;
  for (const DraftDataset& dataset : loaded.draft.datasets) {
    loaded.datasets.push_back(describe(dataset));
  }
  for (const Diagnostic& diagnostic : loaded.diagnostics) {
    loaded.problems.push_back(fmt::format("{} {} {}", diagnostic.rule,
                                          place(sources, diagnostic.where),
                                          diagnostic.message));
  }
  return loaded;
}

std::string lines(const std::vector<std::string>& items) {
  return fmt::format("{}", fmt::join(items, "\n"));
}

}  // namespace lockstep::test
