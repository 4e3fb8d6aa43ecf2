// `lockstep cron next|prev|window|count`: the ticks of expressions.

#include <functional>
#include <utility>

#include <fmt/format.h>

#include "cli/cron_options.hpp"
#include "cli/failure.hpp"
#include "cli/subcommands.hpp"
#include "cli/table.hpp"
#include "report/json_parts.hpp"

namespace lockstep::cli {
namespace {

using Items = std::vector<const CronItem*>;
using Step = std::optional<sys_seconds> (*)(const Cron&, sys_seconds,
                                            const Clock&);

sys_seconds from_of(const Session& session, const CronReading& reading) {
  return session.arguments().instant("from").value_or(reading.as_of);
}

/// Writes a document with one entry of `crons` for each item; `entry` adds
/// the members after its cron.
std::string crons_json(
    const CronReading& reading, const Items& items,
    const std::vector<std::pair<std::string_view, sys_seconds>>& instants,
    const std::function<void(JsonWriter&, const CronItem&)>& entry) {
  JsonWriter json;
  write_head(json, tool_info());
  for (const auto& [name, instant] : instants) json.key(name).instant(instant);
  json.key("timezone").string(reading.zone);
  json.key("crons").begin_array();
  for (const CronItem* const item : items) {
    json.line().begin_object().key("cron").string(item->text);
    entry(json, *item);
    json.end_object();
  }
  json.end_array().end_object();
  return json.take() + "\n";
}

std::vector<sys_seconds> ticks(const Cron& cron, sys_seconds from,
                               std::uint64_t limit, Step step,
                               const Clock& clock) {
  std::vector<sys_seconds> found;
  std::optional<sys_seconds> tick = step(cron, from, clock);
  while (tick && found.size() < limit) {
    found.push_back(*tick);
    tick = step(cron, *tick, clock);
  }
  return found;
}

/// `2024-01-08T08:00:00Z`, in a zone `...  2024-01-08T09:00:00+01:00`.
std::string show_instant(sys_seconds instant, const CronReading& reading) {
  std::string text = format_instant(instant);
  if (reading.zone != "UTC") {
    text += "  " + format_local(*reading.clock.zone, instant);
  }
  return text;
}

std::string ticks_text(
    const CronReading& reading, const Items& items,
    const std::function<std::vector<sys_seconds>(const CronItem&)>& ticks_of) {
  std::string text;
  for (const CronItem* const item : items) {
    if (items.size() > 1) text += item->text + "\n";
    const std::vector<sys_seconds> found = ticks_of(*item);
    if (found.empty()) text += "never\n";
    for (const sys_seconds tick : found) {
      text += (items.size() > 1 ? "  " : "") + show_instant(tick, reading);
      text += "\n";
    }
  }
  return text;
}

int ticks_command(Session& session, Step step) {
  const CronReading reading = cron_reading(session);
  const std::vector<CronItem> all = read_crons(session, reading);
  Items items;
  const int code = report_bad_crons(session, all, items);
  const sys_seconds from = from_of(session, reading);
  const std::uint64_t limit = session.arguments().number("count").value_or(5);
  const auto ticks_of = [&](const CronItem& item) {
    return ticks(*item.cron, from, limit, step, item.clock);
  };
  if (session.arguments().format() == "text") {
    session.output().write(ticks_text(reading, items, ticks_of));
    return code;
  }
  session.output().write(
      crons_json(reading, items, {{"from", from}},
                 [&](JsonWriter& json, const CronItem& item) {
                   json.key("ticks").begin_array();
                   for (const sys_seconds tick : ticks_of(item))
                     json.instant(tick);
                   json.end_array();
                 }));
  return code;
}

void write_window(JsonWriter& json, const std::optional<Window>& found) {
  json.key("start");
  found ? json.instant(found->start) : json.null();
  json.key("end");
  found ? json.instant(found->end) : json.null();
}

}  // namespace

int cron_next_command(Session& session) { return ticks_command(session, next); }

int cron_prev_command(Session& session) { return ticks_command(session, prev); }

int cron_window_command(Session& session) {
  const CronReading reading = cron_reading(session);
  const std::vector<CronItem> all = read_crons(session, reading);
  Items items;
  const int code = report_bad_crons(session, all, items);
  const sys_seconds at =
      session.arguments().instant("at").value_or(reading.as_of);
  const auto window_of = [&](const CronItem& item) {
    return window(*item.cron, at, item.clock);
  };
  if (session.arguments().format() == "json") {
    session.output().write(
        crons_json(reading, items, {{"at", at}},
                   [&](JsonWriter& json, const CronItem& item) {
                     write_window(json, window_of(item));
                   }));
    return code;
  }
  Table table({"cron", "start", "end"});
  for (const CronItem* const item : items) {
    const std::optional<Window> found = window_of(*item);
    table.add_row({item->text,
                   found ? show_instant(found->start, reading) : "never",
                   found ? show_instant(found->end, reading) : "-"});
  }
  session.output().write(table.text());
  return code;
}

int cron_count_command(Session& session) {
  const CronReading reading = cron_reading(session);
  const std::optional<sys_seconds> to = session.arguments().instant("to");
  if (!to) throw UsageError("\"lockstep cron count\" needs --to INSTANT");
  const std::vector<CronItem> all = read_crons(session, reading);
  Items items;
  const int code = report_bad_crons(session, all, items);
  const sys_seconds from = from_of(session, reading);
  const auto count_of = [&](const CronItem& item) {
    return count(*item.cron, from, *to, item.clock);
  };
  if (session.arguments().format() == "json") {
    session.output().write(
        crons_json(reading, items, {{"from", from}, {"to", *to}},
                   [&](JsonWriter& json, const CronItem& item) {
                     json.key("count").number(count_of(item));
                   }));
    return code;
  }
  Table table({"cron", "runs"});
  for (const CronItem* const item : items) {
    table.add_row({item->text, std::to_string(count_of(*item))});
  }
  session.output().write(table.text());
  return code;
}

}  // namespace lockstep::cli
