// Rotates the minute and hour masks of a cron; a tick that would leave its day
// is refused unless every day fires.
#include "lint/shift.hpp"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "base/text.hpp"
#include "lint/edges.hpp"

namespace lockstep {
namespace {

constexpr int kMinutesPerHour = 60, kHoursPerDay = 24;

bool fires_every_day(const Cron& cron) {
  constexpr std::uint8_t kAllDays = 0x7f;
  return cron.day_pattern == DayPattern::Weekday &&
         cron.weekday_mask == kAllDays;
}

int floor_div(int a, int b) { return a / b - (a % b < 0 ? 1 : 0); }

std::optional<Cron> later_by(const Cron& cron, int minutes) {
  Cron result = cron;
  result.minute_mask = 0;
  result.hour_mask = 0;
  std::optional<int> hours;
  for (int i = 0; i < kMinutesPerHour; ++i) {
    if (((cron.minute_mask >> i) & 1) == 0) continue;
    const int carry = floor_div(i + minutes, kMinutesPerHour);
    if (hours.value_or(carry) != carry) return std::nullopt;
    hours = carry;
    result.minute_mask |= std::uint64_t{1}
                          << (i + minutes - carry * kMinutesPerHour);
  }
  for (int i = 0; i < kHoursPerDay; ++i) {
    if (((cron.hour_mask >> i) & 1) == 0) continue;
    const int hour = i + hours.value_or(0);
    const int days = floor_div(hour, kHoursPerDay);
    if (days != 0 && !fires_every_day(cron)) return std::nullopt;
    result.hour_mask |= std::uint32_t{1} << (hour - days * kHoursPerDay);
  }
  return result;
}

}  // namespace

seconds whole_minutes(seconds duration) {
  return std::chrono::ceil<std::chrono::minutes>(duration);
}

std::string harm_of_shift(const LintContext& ctx, NodeId node, seconds later) {
  const Alignment& alignment = ctx.alignment();
  std::vector<std::string> early, companions;
  for (const std::uint32_t index : alignment.readers(node)) {
    const AlignedEdge& edge = alignment.edges[index];
    const auto& slack = alignment.measures(edge).slack_min;
    const std::string reader = name_of(ctx, edge.read.to);
    if (alignment.binding(edge).pipeline) {
      companions.push_back(reader);
    } else if (reads_unguarded(ctx, edge) && slack &&
               slack->value >= seconds{0} && slack->value < later) {
      early.push_back(reader);
    }
  }
  constexpr std::size_t kShown = 3;
  std::string text;
  if (!companions.empty()) {
    text += fmt::format("; shift {} with it", join_words(companions, kShown));
  }
  if (!early.empty()) {
    text += fmt::format("; {} would then start before it has ended",
                        join_words(early, kShown));
  }
  return text;
}

std::optional<Fix> shift_fix(const LintContext& ctx, NodeId node,
                             seconds later) {
  const Dataset& dataset = ctx.project[node];
  if (dataset.crons.size() != 1) return std::nullopt;
  const CronUse& use = dataset.crons.front();
  const CompiledText& text = ctx.project[use.cron];
  if (!text.cron || !is_verbatim(ctx, use) || ctx.uses_at(use.where) != 1) {
    return std::nullopt;
  }
  const auto minutes =
      std::chrono::duration_cast<std::chrono::minutes>(later).count();
  const auto cron = later_by(text.cron->cron, static_cast<int>(minutes));
  if (!cron) return std::nullopt;
  const auto printed = print(*cron, *ctx.project.settings.dialect);
  if (!printed) return std::nullopt;
  return Fix{false, {{place_of_cron(ctx, use), *printed}}};
}

}  // namespace lockstep
