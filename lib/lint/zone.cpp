// TZD005: a time zone that is unknown or means several things. One finding
// for each name, because one setting is usually behind all of its uses.

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/text.hpp"
#include "lint/checks.hpp"
#include "lint/zone_target.hpp"

namespace lockstep {
namespace {

/// Abbreviations that the zone database knows as fixed offsets, whereas people
/// who write them mostly mean a zone with daylight saving time.
struct FixedZone {
  std::string_view name, offset, meant;
};
constexpr FixedZone kFixed[] = {{"EST", "-05:00", "America/New_York"},
                                {"MST", "-07:00", "America/Denver"},
                                {"HST", "-10:00", "Pacific/Honolulu"}};

/// The users of one zone name.
struct ZoneUsers {
  const std::optional<ZoneError>* error = nullptr;
  Location where;
  std::vector<std::string> nodes;
};

Location place_of_zone(const LintContext& ctx, const CronUse& use) {
  return use.zone_where.valid() ? use.zone_where : place_of_cron(ctx, use);
}

/// The cron itself is the problem then (CRN001, CRN002).
bool is_broken(const CompiledText& text) {
  return text.error || (text.cron && frequency(text.cron->cron).firings == 0);
}

std::map<std::string, ZoneUsers> zones_in_use(const LintContext& ctx) {
  std::map<std::string, ZoneUsers> result;
  for (const CronUsers& users : ctx.crons) {
    if (is_broken(ctx.text(users))) continue;
    ZoneUsers& zone = result[ctx.text(users).zone];
    const Location where = place_of_zone(ctx, users.first);
    if (!zone.error || ctx.before(where, zone.where)) zone.where = where;
    zone.error = &ctx.text(users).zone_error;
    zone.nodes.insert(zone.nodes.end(), users.nodes.begin(), users.nodes.end());
  }
  // The project's own, even before the first cron stands in it.
  const Settings& settings = ctx.project.settings;
  result.try_emplace(
      settings.timezone,
      ZoneUsers{&settings.timezone_error, settings.timezone_where, {}});
  for (auto& [name, zone] : result) {
    std::ranges::sort(zone.nodes);
    zone.nodes.erase(std::unique(zone.nodes.begin(), zone.nodes.end()),
                     zone.nodes.end());
  }
  return result;
}

Diagnostic zone_finding(const std::string& name, const ZoneUsers& zone,
                        std::string message, std::string help) {
  Diagnostic result = finding("TZD005", std::move(message));
  result.where = zone.where;
  result.nodes = zone.nodes;
  result.parameters = {{"timezone", name}};
  result.help = std::move(help);
  return result;
}

}  // namespace

void check_zone_ambiguous(const LintContext& ctx, const Report& report) {
  check_zone_of_server(ctx, report);
  for (const auto& [name, zone] : zones_in_use(ctx)) {
    if (*zone.error) {
      report(zone_finding(name, zone, (*zone.error)->message,
                          (*zone.error)->hint));
      continue;
    }
    const auto* fixed = std::ranges::find(kFixed, name, &FixedZone::name);
    if (fixed == std::end(kFixed)) continue;
    Diagnostic result = zone_finding(
        name, zone,
        fmt::format("time zone {} is {} all year, without daylight saving "
                    "time",
                    quoted(name), fixed->offset),
        fmt::format("name the place, such as {}", quoted(fixed->meant)));
    result.severity = Severity::Warning;
    report(std::move(result));
  }
}

}  // namespace lockstep
