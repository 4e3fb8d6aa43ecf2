// TZD001 and TZD002: crons that name local times which their zone skips or
// repeats. Jobs that run in every hour are left alone: their clock goes on.

#include <optional>

#include <fmt/format.h>

#include "base/text.hpp"
#include "cron/divergence.hpp"
#include "cron/effects.hpp"
#include "lint/checks.hpp"

namespace lockstep {
namespace {

constexpr std::int64_t kHoursPerCycle = kCycleDays * 24;
constexpr std::uint32_t kEveryHour = (1U << 24U) - 1U;
/// Here every zone follows its last rule, and no year list reaches.
constexpr sys_seconds kRegular{seconds{16'725'225'600}};  // 2500-01-01

enum class Kind : std::uint8_t { Gap, Fold };

/// The changes of clocks over the horizon that concern one cron.
struct Findings {
  DstEffect first;
  std::int64_t ticks = 0;  ///< local times skipped or repeated
  bool for_ever = false;   ///< it happens again and again
};

/// The first effect of a kind in [from, to).
std::optional<DstEffect> next_of(Kind kind, const ZonedCron& cron,
                                 sys_seconds from, sys_seconds to) {
  for (auto effect = next_effect(cron.cron, cron.clock, from, to); effect;
       effect =
           next_effect(cron.cron, cron.clock, effect->at + seconds{1}, to)) {
    const bool gap = effect->change > seconds{0};
    if (gap == (kind == Kind::Gap) && effect->named > 0) return effect;
  }
  return std::nullopt;
}

/// Runs about once an hour or more, so that nobody misses one of them.
bool runs_all_day(const Cron& cron) {
  const Frequency found = frequency(cron);
  return cron.hour_mask == kEveryHour ||
         (found.periodic && found.firings >= kHoursPerCycle);
}

std::optional<Findings> search(Kind kind, const ZonedCron& cron,
                               sys_seconds from, seconds horizon) {
  if (cron.clock.zone == nullptr || runs_all_day(cron.cron)) return {};
  const auto first = next_of(kind, cron, from, from + horizon);
  if (!first) return {};
  Findings found{*first, 0, false};
  for (auto effect = first; effect;
       effect = next_of(kind, cron, effect->at + seconds{1}, from + horizon)) {
    found.ticks += effect->named;
  }
  found.for_ever = next_of(kind, cron, kRegular, kRegular + kCycle).has_value();
  return found;
}

std::string text_of(std::chrono::local_seconds local) {
  return format_instant(sys_seconds{local.time_since_epoch()});
}

/// `02:30`
std::string time_text(std::chrono::local_seconds local) {
  const std::string text = text_of(local);
  const std::size_t time = text.find('T') + 1;
  return text.substr(time, text.ends_with(":00Z") ? 5 : 8);
}

std::string date_text(const std::string& instant) {
  return instant.substr(0, instant.find('T'));
}

Witness witness_of(Kind kind, const ZonedCron& cron, const DstEffect& effect,
                   const std::string& node) {
  const sys_seconds second = effect.at + (effect.first - effect.low);
  Witness witness =
      witness_at(kind == Kind::Gap ? effect.at : second, cron.clock);
  if (kind == Kind::Fold) {
    witness.runs = {{node, second + effect.change, {}, {}},
                    {node, second, {}, {}}};
    return witness;
  }
  // The runs around the hole.
  for (const auto tick : {prev(cron.cron, effect.at, cron.clock),
                          next_or_equal(cron.cron, effect.at, cron.clock)}) {
    if (tick) witness.runs.push_back({node, *tick, {}, {}});
  }
  return witness;
}

std::string message_of(Kind kind, const DstEffect& effect,
                       const std::string& zone) {
  const std::string tick = fmt::format("{} on {}", time_text(effect.first),
                                       date_text(text_of(effect.first)));
  const std::string low = time_text(effect.low), high = time_text(effect.high);
  return kind == Kind::Gap
             ? fmt::format(
                   "{} does not exist in {}, where clocks go forward from {} "
                   "to {}",
                   tick, quoted(zone), low, high)
             : fmt::format(
                   "{} comes twice in {}, where clocks go back from {} to {}",
                   tick, quoted(zone), high, low);
}

std::string help_of(Kind kind, const DstEffect& effect) {
  return fmt::format(
      "{}; times before {} or from {} on, or the time zone \"UTC\", mean the "
      "same everywhere",
      kind == Kind::Gap ? "engines leave this run out, or run it at the end of "
                          "the gap, or later by the gap"
                        : "engines run it at the first time, at the second, "
                          "or at both",
      time_text(effect.low), time_text(effect.high));
}

/// How the target runs the cron, if that was seen on the engine: GitHub's pages
/// do not tell it of folds, those of others of the wall clock at best.
std::optional<Clock> clock_of_target(const LintContext& ctx,
                                     const CompiledText& text) {
  if (!ctx.target || ctx.target->name == "github") return std::nullopt;
  const auto engine = find_engine(ctx.target->name);
  if (!engine || engine->policy == &policies().front()) return std::nullopt;
  return clock_of(text.cron->clock.zone, *engine->policy, text.cron->cron,
                  text.facts);
}

/// `Airflow 3.3 runs it at 03:30; `, or nothing.
std::string what_the_target_does(const LintContext& ctx,
                                 const CompiledText& text,
                                 const DstEffect& effect) {
  const auto clock = clock_of_target(ctx, text);
  if (!clock || effect.named > 1) return "";
  const std::string name = ctx.target->label();
  const Cron& cron = text.cron->cron;
  const auto there =
      next_effect(cron, *clock, effect.at, effect.at + seconds{1});
  const bool gap = effect.change > seconds{0};
  if (there && there->doubled > 0) return name + " runs it twice; ";
  if (there && gap && there->lost > there->moved) {
    return name + " leaves it out; ";
  }
  const sys_seconds from = gap ? effect.at : effect.at + effect.change;
  const auto run = next_or_equal(cron, from, *clock);
  if (!run || *run >= effect.at + std::chrono::abs(effect.change)) return "";
  if (gap) {
    const std::string local = format_local(*clock->zone, *run);
    return fmt::format("{} runs it at {}; ", name,
                       local.substr(local.find('T') + 1, 5));
  }
  return fmt::format("{} runs it at the {} time; ", name,
                     *run < effect.at ? "first" : "second");
}

void check_changes(Kind kind, std::string_view rule, const LintContext& ctx,
                   const Report& report) {
  const sys_seconds from = ctx.derivation.as_of;
  const seconds horizon = ctx.derivation.horizon;
  for (const CronUsers& users : ctx.crons) {
    const CompiledText& text = ctx.text(users);
    if (!text.cron) continue;
    const auto found = search(kind, *text.cron, from, horizon);
    if (!found) continue;
    Diagnostic result = cron_finding(ctx, rule, users,
                                     message_of(kind, found->first, text.zone));
    result.witness =
        witness_of(kind, *text.cron, found->first, users.nodes.front());
    const auto all = count(text.cron->cron, from, from + horizon);
    result.share_of_runs =
        static_cast<double>(found->ticks) / static_cast<double>(all);
    result.scope = found->for_ever
                       ? "for ever"
                       : "until " + date_text(format_instant(from + horizon));
    result.help = what_the_target_does(ctx, text, found->first) +
                  help_of(kind, found->first);
    report(std::move(result));
  }
}

}  // namespace

void check_tick_in_gap(const LintContext& ctx, const Report& report) {
  check_changes(Kind::Gap, "TZD001", ctx, report);
}

void check_tick_in_fold(const LintContext& ctx, const Report& report) {
  check_changes(Kind::Fold, "TZD002", ctx, report);
}

}  // namespace lockstep
