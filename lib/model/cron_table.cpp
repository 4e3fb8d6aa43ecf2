#include "model/cron_table.hpp"

#include <algorithm>
#include <functional>
#include <numeric>
#include <optional>
#include <tuple>

#include <fmt/format.h>

#include "base/text.hpp"

namespace lockstep {
namespace {

// `dayly`, not `0 0 * *`: people mean a preset.
bool looks_like_preset(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           c == '-';
  });
}

CronError unknown_preset(std::string_view text, const Presets& presets) {
  std::vector<std::string_view> names;
  for (const auto& [name, cron] : presets) names.push_back(name);
  const std::string_view meant = did_you_mean(text, names);
  const std::vector<std::string> known(names.begin(), names.end());
  return {0, text.size(), "no preset has this name",
          meant.empty() ? "known presets: " + join_words(known)
                        : fmt::format("did you mean {}?", quoted(meant))};
}

}  // namespace

bool ScheduleLess::operator()(const Schedule& a, const Schedule& b) const {
  return std::ranges::lexicographical_compare(
      a.crons, b.crons, [](const ZonedCron& x, const ZonedCron& y) {
        const auto order = x.cron <=> y.cron;
        if (order != 0) return order < 0;
        if (x.clock.rule != y.clock.rule) {
          return x.clock.rule < y.clock.rule;
        }
        return std::less<>{}(x.clock.zone, y.clock.zone);
      });
}

CronTable::CronTable(ZoneTable& zones, const Dialect& dialect, Presets presets)
    : zones_(zones), dialect_(dialect), presets_(std::move(presets)) {
  for (const Preset& preset : default_presets()) {
    presets_.try_emplace(std::string(preset.name),
                         Located<std::string>{std::string(preset.cron), {}});
  }
}

CronId CronTable::intern(std::string_view text, std::string_view zone) {
  auto key = std::pair(std::string(text), std::string(zone));
  const auto known = ids_.find(key);
  if (known != ids_.end()) return known->second;
  const CronId id(crons_.size());
  CompiledText entry;
  entry.text = key.first;
  entry.zone = key.second;
  compile_text(entry);
  crons_.push_back(std::move(entry));
  ids_.emplace(std::move(key), id);
  return id;
}

void CronTable::compile_text(CompiledText& entry) const {
  const auto preset = presets_.find(to_lower(entry.text));
  entry.expanded = preset != presets_.end() ? preset->second.value : entry.text;
  auto compiled = compile_with_facts(entry.expanded, dialect_);
  if (!compiled) {
    entry.error = preset == presets_.end() && looks_like_preset(entry.text)
                      ? unknown_preset(entry.text, presets_)
                      : compiled.error();
  } else {
    entry.facts = std::move(compiled->facts);
  }
  auto zone = zones_.find(entry.zone);
  if (!zone) entry.zone_error = zone.error();
  if (!compiled || !zone) return;
  // One spelling of UTC, so that equal schedules are equal.
  const Clock clock{*zone == zones_.utc() ? nullptr : *zone};
  entry.cron = ZonedCron{compiled->cron, clock};
}

bool CronTable::same(CronId a, CronId b) const {
  const CompiledText& left = (*this)[a];
  const CompiledText& right = (*this)[b];
  return a == b || (left.cron && left.cron == right.cron);
}

ScheduleId CronTable::schedule(std::span<const CronUse> uses) {
  std::vector<CronId> ids;
  for (const CronUse& use : uses) {
    if ((*this)[use.cron].cron) ids.push_back(use.cron);
  }
  if (ids.empty()) return {};
  std::ranges::sort(ids);
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  const auto known = unions_.find(ids);
  if (known != unions_.end()) return known->second;

  Schedule all;
  for (const CronId id : ids) all.crons.push_back(*(*this)[id].cron);
  const Schedule reduced = reduce(all);
  const auto [place, is_new] =
      schedule_ids_.try_emplace(reduced, ScheduleId(schedules_.size()));
  if (is_new) schedules_.push_back(reduced);
  unions_.emplace(std::move(ids), place->second);
  return place->second;
}

void CronTable::report_unused_presets(
    std::vector<Diagnostic>& diagnostics) const {
  for (const auto& preset : presets_) {
    const Located<std::string>& cron = preset.second;
    const bool used = std::ranges::any_of(crons_, [&](const CompiledText& c) {
      return to_lower(c.text) == preset.first;
    });
    if (used || !cron.where.valid()) continue;
    auto compiled = compile(cron.value, dialect_);
    if (compiled) continue;
    const CronError& error = compiled.error();
    Diagnostic diagnostic;
    diagnostic.rule = "INP002";
    diagnostic.message =
        fmt::format("preset {}: {}", quoted(preset.first), error.message);
    diagnostic.where = cron.where;
    if (cron.where.length == cron.value.size()) {
      diagnostic.where.offset += error.offset;
      diagnostic.where.length = error.length;
    }
    diagnostic.help = error.hint;
    diagnostics.push_back(std::move(diagnostic));
  }
}

std::vector<CronId> CronTable::finish(Project& project) {
  std::vector<std::size_t> order(crons_.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
    return std::tie(crons_[a].text, crons_[a].zone) <
           std::tie(crons_[b].text, crons_[b].zone);
  });
  std::vector<CronId> final_ids(crons_.size());
  for (const std::size_t old : order) {
    final_ids[old] = CronId(project.crons.size());
    project.crons.push_back(std::move(crons_[old]));
  }
  project.schedules = std::move(schedules_);
  return final_ids;
}

}  // namespace lockstep
