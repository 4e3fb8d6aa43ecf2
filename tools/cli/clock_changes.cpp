#include "cli/clock_changes.hpp"

#include <cstdlib>

#include <fmt/format.h>

#include "base/text.hpp"
#include "cli/cron_relation.hpp"
#include "cron/effects.hpp"

namespace lockstep::cli {
namespace {

/// A gap and a fold.
constexpr std::size_t kShown = 2;

std::vector<DstEffect> changes_of(const CronItem& item,
                                  const CronReading& reading) {
  std::vector<DstEffect> found;
  if (!item.cron) return found;
  const sys_seconds end = reading.as_of + kDefaultHorizon;
  auto effect = next_effect(*item.cron, item.clock, reading.as_of, end);
  while (effect && found.size() < kShown) {
    found.push_back(*effect);
    effect = next_effect(*item.cron, item.clock, effect->at + seconds{1}, end);
  }
  return found;
}

/// `1 run lost`, `3 runs doubled`.
void add_part(std::vector<std::string>& parts, std::int64_t runs,
              std::string_view what) {
  if (runs == 0) return;
  parts.push_back(fmt::format("{} run{} {}", runs, runs == 1 ? "" : "s", what));
}

std::string what_happens(const DstEffect& effect) {
  std::vector<std::string> parts;
  add_part(parts, effect.lost - effect.moved, "lost");
  add_part(parts, effect.moved, "moved");
  add_part(parts, effect.doubled, "doubled");
  return parts.empty() ? "each time runs once"
                       : fmt::format("{}", fmt::join(parts, ", "));
}

}  // namespace

std::string clock_changes_text(const CronItem& item, const CronReading& reading,
                               std::size_t indent) {
  std::string text;
  for (const DstEffect& effect : changes_of(item, reading)) {
    text += fmt::format(
        "{}clocks go {} by {} at {}: {}\n", std::string(indent, ' '),
        effect.change > seconds{0} ? "forward" : "back",
        format_duration(seconds{std::abs(effect.change.count())}),
        format_instant(effect.at), what_happens(effect));
  }
  return text;
}

void write_clock_changes(JsonWriter& json, const CronItem& item,
                         const CronReading& reading) {
  json.begin_array();
  for (const DstEffect& effect : changes_of(item, reading)) {
    json.begin_object().key("at").instant(effect.at);
    json.key("change_seconds").number(effect.change.count());
    json.key("lost").number(effect.lost).key("moved").number(effect.moved);
    json.key("doubled").number(effect.doubled).end_object();
  }
  json.end_array();
}

}  // namespace lockstep::cli
