// TZD005 where a target is named: crons without a zone, which it reads in the
// zone of the machine that it runs on, whereas lockstep takes UTC.

#include "lint/zone_target.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"

namespace lockstep {
namespace {

/// The same runs in every zone: all day, every day, and as many minutes past
/// each quarter of an hour (offsets of zones are quarters of hours).
bool same_everywhere(const Cron& cron) {
  constexpr std::uint32_t kEveryHour = (1U << 24U) - 1U;
  constexpr std::uint64_t kEveryMinute = (std::uint64_t{1} << 60U) - 1U;
  constexpr std::uint32_t kEveryMonth = 0xfff;
  const std::uint64_t later =
      ((cron.minute_mask << 15U) & kEveryMinute) | cron.minute_mask >> 45U;
  return cron.hour_mask == kEveryHour && cron.month_mask == kEveryMonth &&
         later == cron.minute_mask && !cron.has_years() &&
         cron.day_pattern == DayPattern::Weekday && cron.weekday_mask == 0x7f;
}

/// The crons of jobs that name no zone, by place.
struct Unzoned {
  std::vector<const CronUse*> uses;
  std::vector<CronId> crons;       ///< distinct
  std::vector<std::string> nodes;  ///< sorted
};

Unzoned unzoned_crons(const LintContext& ctx) {
  Unzoned found;
  for (const Dataset& dataset : ctx.project.datasets) {
    for (const CronUse& use : dataset.crons) {
      const CompiledText& text = ctx.project[use.cron];
      if (use.zone_where.valid() || !text.cron ||
          frequency(text.cron->cron).firings == 0 ||
          same_everywhere(text.cron->cron)) {
        continue;
      }
      found.uses.push_back(&use);
      found.crons.push_back(use.cron);
      if (found.nodes.empty() || found.nodes.back() != dataset.name) {
        found.nodes.push_back(dataset.name);
      }
    }
  }
  std::ranges::sort(found.crons);
  found.crons.erase(std::unique(found.crons.begin(), found.crons.end()),
                    found.crons.end());
  return found;
}

}  // namespace

void check_zone_of_server(const LintContext& ctx, const Report& report) {
  if (!ctx.target || !ctx.target->zone_of_server ||
      ctx.project.settings.timezone_given) {
    return;
  }
  const Unzoned found = unzoned_crons(ctx);
  if (found.uses.empty()) return;
  const CronUse& first = **std::ranges::min_element(
      found.uses, [&](const CronUse* a, const CronUse* b) {
        return ctx.before(a->where, b->where);
      });
  const std::size_t others = found.crons.size() - 1;
  Diagnostic result = finding(
      "TZD005",
      fmt::format("no time zone is given, so {} reads {}{} in that of its "
                  "server",
                  ctx.target->label(), quoted(ctx.project[first.cron].text),
                  others == 0   ? ""
                  : others == 1 ? " and another cron"
                                : fmt::format(" and {} other crons", others)));
  result.where = place_of_cron(ctx, first);
  result.nodes = found.nodes;
  result.parameters = {{"target", std::string(ctx.target->name)}};
  result.help =
      "say the zone there and here: `timezone: UTC` in the project file, or "
      "that of the dataset";
  report(std::move(result));
}

}  // namespace lockstep
