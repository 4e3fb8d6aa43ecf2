#include "show.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "analyze.hpp"
#include "cron/dialect.hpp"

namespace lockstep::test {
namespace {

std::string crons(const Schedule& schedule) {
  std::string text;
  for (const ZonedCron& zoned : schedule.crons) {
    text += text.empty() ? "" : " + ";
    text += *print(zoned.cron, dialects().front());
    if (zoned.clock.zone != nullptr && zone_name(*zoned.clock.zone) != "UTC") {
      text += " " + zone_name(*zoned.clock.zone);
    }
  }
  return text;
}

std::string names(const Pipeline& pipeline, const std::vector<DatasetId>& ids) {
  std::string text;
  for (const DatasetId id : ids) {
    text += (text.empty() ? "" : ",") + pipeline[id].name;
  }
  return text;
}

std::string start_of(const Pipeline& pipeline) {
  const Start& start = pipeline.start;
  if (!start.sensor) {
    return start.crons.crons.empty() ? "by hand" : "cron " + crons(start.crons);
  }
  return fmt::format("{}{} {}", label(start.sensor->mode),
                     start.sensor->gated ? " gated" : "",
                     names(pipeline, start.sensor->datasets));
}

}  // namespace

Lowered lower_yaml(std::string_view yaml, std::string_view environment) {
  Sources sources;
  sources.add({"lockstep.yaml", yaml, "", {}});
  static std::vector<Analysis> kept;  // schedules point into its zones
  kept.push_back(analyze(sources, {}));
  const Analysis& analysis = kept.back();
  for (const Diagnostic& diagnostic : analysis.diagnostics) {
    FAIL_CHECK(diagnostic.message);
  }
  LowerOptions options;
  options.environment = environment;
  return lower(analysis.project, analysis.derivation, options);
}

std::string show(const Pipeline& pipeline) {
  std::string text = pipeline.id + ": " + start_of(pipeline) + ";";
  for (const Task& task : pipeline.tasks) {
    text += " " + task.id;
    if (!task.gate) continue;
    text += "(";
    for (const AwaitedDataset& awaited : task.gate->awaited) {
      text += (text.ends_with('(') ? "" : ",") + pipeline[awaited.dataset].name;
    }
    text += ")";
  }
  text += ";";
  for (const TaskEdge& edge : pipeline.edges) {
    text += fmt::format(" {}>{}", pipeline[edge.from].id, pipeline[edge.to].id);
  }
  return text + "\n";
}

std::string show(const Lowered& lowered) {
  std::string text;
  for (const Pipeline& pipeline : lowered.pipelines) text += show(pipeline);
  for (const std::string& note : lowered.notes) text += "note: " + note + "\n";
  return text + show(lowered.diagnostics);
}

std::string show(const Words& command) {
  std::string text;
  for (const Word& word : command) {
    text += text.empty() ? "" : " ";
    for (const Piece& piece : word.pieces) {
      text +=
          piece.value ? fmt::format("<{}>", label(*piece.value)) : piece.text;
    }
  }
  return text;
}

std::string show(const std::vector<Diagnostic>& diagnostics) {
  std::string text;
  for (const Diagnostic& diagnostic : diagnostics) {
    text += diagnostic.rule + ": " + diagnostic.message;
    if (!diagnostic.help.empty()) text += " | " + diagnostic.help;
    text += "\n";
  }
  return text;
}

}  // namespace lockstep::test
