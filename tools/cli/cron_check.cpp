// `lockstep cron check`: does each expression parse, and what does it mean?

#include <fmt/format.h>

#include "cli/clock_changes.hpp"
#include "cli/cron_options.hpp"
#include "cli/failure.hpp"
#include "cli/histogram_text.hpp"
#include "cli/subcommands.hpp"
#include "cron/sets.hpp"
#include "report/json_parts.hpp"

namespace lockstep::cli {
namespace {

/// The text by which lockstep would write the same schedule.
std::string canonical(const CronItem& item, const Dialect& dialect) {
  const auto printed = print(*item.cron, dialect);
  return printed ? *printed : item.text;
}

std::string runs(const Frequency& found) {
  if (found.firings == 0) return "never fires";
  if (!found.periodic) return fmt::format("{} runs in all", found.firings);
  return fmt::format("{:.1f} runs a year",
                     static_cast<double>(found.firings) / 400);
}

/// --histogram
enum class Shown : std::uint8_t { Plain, Histogram };

std::string to_text(const std::vector<CronItem>& items,
                    const CronReading& reading, Shown shown) {
  constexpr std::size_t kIndent = 9;
  std::string text;
  for (const CronItem& item : items) {
    if (!item.cron) {
      const CronError& error = item.cron.error();
      text += fmt::format("invalid  {}\n", error.message);
      text += show_error(item.text, error, kIndent);
      continue;
    }
    text +=
        fmt::format("ok       {}  ({}", item.text, runs(frequency(*item.cron)));
    const std::string same = canonical(item, *reading.dialect);
    text += same == item.text ? ")\n" : fmt::format("; same as {})\n", same);
    text += clock_changes_text(item, reading, kIndent);
    if (shown == Shown::Plain) continue;
    text += histogram_text(
        gap_histogram({{{*item.cron, {}}}}), kIndent,
        item.cron->has_years() ? "in the years listed" : "in 400 years");
  }
  return text;
}

void write_item(JsonWriter& json, const CronItem& item,
                const CronReading& reading, Shown shown) {
  json.line().begin_object().key("cron").string(item.text);
  json.key("valid").boolean(item.cron.has_value());
  if (item.cron) {
    json.key("canonical").string(canonical(item, *reading.dialect));
    json.key("firings_per_cycle").number(frequency(*item.cron).firings);
    json.key("hash").string(fmt::format("{:016x}", hash(*item.cron)));
    json.key("error").null();
  } else {
    json.key("canonical").null().key("firings_per_cycle").null();
    json.key("hash").null().key("error");
    write_error(json, item.cron.error());
  }
  json.key("clock_changes");
  write_clock_changes(json, item, reading);
  if (shown == Shown::Histogram) {
    json.key("gap_histogram");
    write_histogram(
        json, item.cron ? std::optional(gap_histogram({{{*item.cron, {}}}}))
                        : std::nullopt);
  }
  json.end_object();
}

std::string to_json(const std::vector<CronItem>& items,
                    const CronReading& reading, Shown shown) {
  JsonWriter json;
  write_head(json, tool_info());
  json.key("dialect").string(reading.dialect->name);
  json.key("crons").begin_array();
  for (const CronItem& item : items) {
    write_item(json, item, reading, shown);
  }
  json.end_array().end_object();
  return json.take() + "\n";
}

}  // namespace

int cron_check_command(Session& session) {
  const CronReading reading = cron_reading(session);
  const std::vector<CronItem> items = read_crons(session, reading);
  const Shown shown =
      session.arguments().has("histogram") ? Shown::Histogram : Shown::Plain;
  session.output().write(session.arguments().format() == "json"
                             ? to_json(items, reading, shown)
                             : to_text(items, reading, shown));
  for (const CronItem& item : items) {
    if (!item.cron) return kFindings;
  }
  return kOk;
}

}  // namespace lockstep::cli
