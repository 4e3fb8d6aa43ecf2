// Rules about one cron: it does not parse, never fires, or joins its two day
// fields by OR.

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "lint/checks.hpp"

namespace lockstep {
namespace {

std::string_view field_text(const CompiledText& text, CronField field) {
  const auto [offset, length] =
      text.facts.field_ranges[static_cast<std::size_t>(field)];
  return std::string_view(text.expanded).substr(offset, length);
}

/// The text with one field replaced by a star.
std::string with_star(const CompiledText& text, CronField field) {
  const auto [offset, length] =
      text.facts.field_ranges[static_cast<std::size_t>(field)];
  return std::string(text.expanded).replace(offset, length, "*");
}

/// The ticks of a cron whose day both fields name: all of them, unless the
/// dialect combines the two by OR.
Cron both_days(const CompiledText& text) {
  Cron both = text.cron->cron;
  for (std::size_t i = 0; i < both.day_mask.size(); ++i) {
    for (std::size_t w = 0; w < both.day_mask[i].size(); ++w) {
      both.day_mask[i][w] = text.facts.day_of_month_mask[i][w] &
                            text.facts.day_of_week_mask[i][w];
    }
  }
  return intersect(text.cron->cron, both);  // in canonical form
}

std::string both_help(const std::string& text, std::string_view dialect) {
  return text.empty()
             ? fmt::format(
                   "for both at once dialect {} has no text: keep one field "
                   "and let the job check the other",
                   dialect)
             : fmt::format("for both at once write {}", quoted(text));
}

void report_if_union(const LintContext& ctx, const CronUsers& users,
                     const Report& report) {
  const CompiledText& text = ctx.text(users);
  const Cron both = both_days(text);
  if (both == text.cron->cron) return;
  Diagnostic result =
      cron_finding(ctx, "CRN003", users,
                   fmt::format("{} fires on day-of-month {} and also on "
                               "day-of-week {}: either is enough",
                               quoted(text.expanded),
                               quoted(field_text(text, CronField::DayOfMonth)),
                               quoted(field_text(text, CronField::DayOfWeek))));
  const auto first =
      text.facts.field_ranges[std::size_t(CronField::DayOfMonth)];
  const auto last = text.facts.field_ranges[std::size_t(CronField::DayOfWeek)];
  result.where = place_in_cron(ctx, users.first, first.first,
                               last.first + last.second - first.first);
  const Schedule either{{*text.cron}};
  const Schedule only_both{{{both, text.cron->clock}}};
  if (const auto at =
          first_difference(either, only_both, ctx.derivation.as_of, kCycle)) {
    result.witness = witness_at(*at, text.cron->clock);
  }
  const Dialect& dialect = *ctx.project.settings.dialect;
  std::string both_text;
  if (auto printed = print(both, dialect)) both_text = *printed;
  result.help = fmt::format("for either say it with two crons, {} and {}; {}",
                            quoted(with_star(text, CronField::DayOfWeek)),
                            quoted(with_star(text, CronField::DayOfMonth)),
                            both_help(both_text, dialect.name));
  result.scope = "for ever";
  if (!both_text.empty()) {
    result.fix = rewrite_everywhere(ctx, users, both_text, false);
  }
  report(std::move(result));
}

}  // namespace

void check_invalid_cron(const LintContext& ctx, const Report& report) {
  for (const CronUsers& users : ctx.crons) {
    const CompiledText& text = ctx.text(users);
    if (!text.error) continue;
    Diagnostic result =
        cron_finding(ctx, "CRN001", users,
                     fmt::format("{} is no cron: {}", quoted(text.text),
                                 text.error->message));
    result.where =
        place_in_cron(ctx, users.first, text.error->offset, text.error->length);
    result.help = text.error->hint;
    report(std::move(result));
  }
}

void check_never_fires(const LintContext& ctx, const Report& report) {
  for (const CronUsers& users : ctx.crons) {
    const CompiledText& text = ctx.text(users);
    if (!text.cron || frequency(text.cron->cron).firings > 0) continue;
    Diagnostic result = cron_finding(
        ctx, "CRN002", users,
        fmt::format("{} never fires: no month of it has such a day",
                    quoted(text.expanded)));
    const auto first =
        text.facts.field_ranges[std::size_t(CronField::DayOfMonth)];
    const auto last =
        text.facts.field_ranges[std::size_t(CronField::DayOfWeek)];
    result.where = place_in_cron(ctx, users.first, first.first,
                                 last.first + last.second - first.first);
    result.help =
        "February has 28 or 29 days, April, June, September and November have "
        "30";
    result.scope = "for ever";
    report(std::move(result));
  }
}

void check_dom_dow_union(const LintContext& ctx, const Report& report) {
  for (const CronUsers& users : ctx.crons) {
    const CompiledText& text = ctx.text(users);
    if (text.cron) report_if_union(ctx, users, report);
  }
}

}  // namespace lockstep
