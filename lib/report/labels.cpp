#include "report/labels.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.hpp"

namespace lockstep {
namespace {

std::string text_of(const Project& project, const ZonedCron& zoned) {
  if (auto text = print(zoned.cron, *project.settings.dialect)) return *text;
  const auto written =
      std::ranges::find_if(project.crons, [&](const CompiledText& c) {
        return c.cron && c.cron->cron == zoned.cron;
      });
  return written == project.crons.end() ? "" : written->expanded;
}

CronTexts texts_of(const Project& project, const Schedule& schedule) {
  CronTexts result;
  for (const ZonedCron& zoned : schedule.crons) {
    result.crons.push_back(text_of(project, zoned));
    result.zones.push_back(zoned.clock.zone ? zone_name(*zoned.clock.zone)
                                            : "UTC");
  }
  return result;
}

}  // namespace

std::string_view label(Severity severity) {
  static constexpr std::array<std::string_view, 3> kLabels = {
      "error", "warning", "info"};
  return kLabels[static_cast<std::size_t>(severity)];
}

std::string_view label(NodeKind kind) {
  static constexpr std::array<std::string_view, 4> kLabels = {
      "load", "task", "view", "external"};
  return kLabels[static_cast<std::size_t>(kind)];
}

std::string_view label(StartType type) {
  static constexpr std::array<std::string_view, 4> kLabels = {
      "schedule", "sensor", "manual", "none"};
  return kLabels[static_cast<std::size_t>(type)];
}

std::string_view label(TriggerMode mode) {
  static constexpr std::array<std::string_view, 5> kLabels = {
      "aligned", "any", "all", "expression", "none"};
  return kLabels[static_cast<std::size_t>(mode)];
}

std::string_view label(Read read) {
  static constexpr std::array<std::string_view, 3> kLabels = {"latest", "same",
                                                              "window"};
  return kLabels[static_cast<std::size_t>(read)];
}

std::string_view domain_of(std::string_view key) {
  const std::size_t last = key.rfind('.');
  if (last == std::string_view::npos) return {};
  const std::string_view rest = key.substr(0, last);
  return rest.substr(rest.rfind('.') + 1);
}

std::vector<std::string> names(const Project& project,
                               const std::vector<NodeId>& nodes) {
  std::vector<std::string> result;
  result.reserve(nodes.size());
  for (const NodeId node : nodes) result.push_back(project[node].name);
  return result;
}

const std::string* CronTexts::one_zone() const {
  const bool same =
      std::ranges::all_of(zones, [&](const auto& z) { return z == zones[0]; });
  return !zones.empty() && same ? &zones.front() : nullptr;
}

std::vector<CronTexts> cron_texts(const Project& project,
                                  const Derivation& derivation) {
  std::vector<CronTexts> result;
  result.reserve(derivation.cadences.size());
  for (const Cadence& cadence : derivation.cadences) {
    result.push_back(texts_of(project, cadence.schedule));
  }
  return result;
}

std::string cadence_line(const Derivation& derivation,
                         const std::vector<CronTexts>& texts, NodeId node) {
  const Cadence* cadence = derivation.cadence(node);
  if (!cadence) return {};
  const CronTexts& text = texts[derivation[node].cadence.index()];
  if (text.crons.empty()) {
    return fmt::format("about {:.6g} runs a year", cadence->runs_per_year);
  }
  std::vector<std::string> crons = text.crons;
  const std::string* zone = text.one_zone();
  for (std::size_t i = 0; !zone && i < crons.size(); ++i) {
    crons[i] += " " + text.zones[i];
  }
  return join_words(crons, 3) + (zone && *zone != "UTC" ? " " + *zone : "");
}

}  // namespace lockstep
