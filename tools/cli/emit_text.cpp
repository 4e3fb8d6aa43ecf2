#include "cli/emit_text.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "cli/table.hpp"
#include "cron/dialect.hpp"
#include "lint/fix.hpp"

namespace lockstep::cli {
namespace {

std::string start_in_words(const Pipeline& pipeline) {
  const Start& start = pipeline.start;
  if (start.sensor) {
    std::vector<std::string> names;
    for (const DatasetId id : start.sensor->datasets) {
      names.push_back(pipeline[id].name);
    }
    return fmt::format("{}{}: {}", label(start.sensor->mode),
                       start.sensor->gated ? ", gate" : "",
                       join_words(names, 3));
  }
  std::vector<std::string> crons;
  for (const ZonedCron& zoned : start.crons.crons) {
    const auto text = print(zoned.cron, dialects().front());
    crons.push_back(text ? *text : "a cron");
  }
  return crons.empty() ? "by hand" : "schedule: " + join_words(crons, 3);
}

/// The lines of a text that differ from another, as one edit.
Edit edit_between(std::string_view before, std::string_view after) {
  std::size_t head = 0;
  const std::size_t shorter = std::min(before.size(), after.size());
  while (head < shorter && before[head] == after[head]) ++head;
  while (head > 0 && before[head - 1] != '\n') --head;
  std::size_t tail = 0;
  while (tail < shorter - head &&
         before[before.size() - 1 - tail] == after[after.size() - 1 - tail]) {
    ++tail;
  }
  // Back to a line's begin: the tail starts behind a line end.
  while (tail > 0 && before[before.size() - tail - 1] != '\n') --tail;
  Edit edit;
  edit.where = {SourceId(0), head, before.size() - tail - head};
  edit.text = after.substr(head, after.size() - tail - head);
  return edit;
}

}  // namespace

std::string list_of_targets(const Emitters& emitters) {
  Table table({"TARGET", "WRITES", "VERSIONS", "ENVIRONMENTS"});
  for (const Emitter& emitter : emitters.all()) {
    std::vector<std::string> environments;
    for (const EnvironmentKind kind : emitter.environments) {
      environments.emplace_back(label(kind));
    }
    table.add_row({emitter.name, emitter.summary,
                   fmt::format("{}", fmt::join(emitter.versions, " ")),
                   fmt::format("{}", fmt::join(environments, " "))});
  }
  return table.text();
}

std::string list_of_pipelines(const std::vector<Pipeline>& pipelines) {
  Table table({"PIPELINE", "TASKS", "STARTS BY", "MAKES"});
  for (const Pipeline& pipeline : pipelines) {
    std::vector<std::string> made;
    for (const DatasetId id : pipeline.produced) {
      made.push_back(pipeline[id].name);
    }
    table.add_row({pipeline.id, std::to_string(pipeline.tasks.size()),
                   start_in_words(pipeline), join_words(made, 3)});
  }
  return table.text();
}

std::string_view word_of(FileFate fate) {
  switch (fate) {
    case FileFate::New:
      return "new";
    case FileFate::Changed:
      return "changed";
    case FileFate::Stale:
      return "no longer made";
    case FileFate::Edited:
      return "edited by hand";
    case FileFate::Foreign:
      return "not written by lockstep";
    case FileFate::Same:
      break;
  }
  return "same";
}

std::string patch_of(const EmitFolder& folder,
                     const std::vector<PlannedFile>& planned) {
  std::string patch;
  for (const PlannedFile& file : planned) {
    const auto present = folder.present.find(file.path);
    const std::string before =
        present == folder.present.end() ? "" : present->second;
    const std::string after = file.file != nullptr ? file.file->text : "";
    if (before == after) continue;
    const std::vector<Edit> edits = {edit_between(before, after)};
    patch += unified_diff(file.path, before, edits);
  }
  return patch;
}

}  // namespace lockstep::cli
