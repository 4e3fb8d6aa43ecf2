// `lockstep cron check`: does each expression parse, and what does it mean?

#include <fmt/format.h>

#include "cli/cron_options.hpp"
#include "cli/failure.hpp"
#include "cli/subcommands.hpp"
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

std::string to_text(const std::vector<CronItem>& items,
                    const CronReading& reading) {
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
  }
  return text;
}

void write_error(JsonWriter& json, const CronError& error) {
  json.begin_object().key("message").string(error.message);
  json.key("offset").number(error.offset).key("length").number(error.length);
  json.key("hint").string(error.hint).end_object();
}

void write_item(JsonWriter& json, const CronItem& item,
                const Dialect& dialect) {
  json.line().begin_object().key("cron").string(item.text);
  json.key("valid").boolean(item.cron.has_value());
  if (item.cron) {
    json.key("canonical").string(canonical(item, dialect));
    json.key("firings_per_cycle").number(frequency(*item.cron).firings);
    json.key("error").null();
  } else {
    json.key("canonical").null().key("firings_per_cycle").null();
    json.key("error");
    write_error(json, item.cron.error());
  }
  json.end_object();
}

std::string to_json(const std::vector<CronItem>& items,
                    const CronReading& reading) {
  JsonWriter json;
  write_head(json, tool_info());
  json.key("dialect").string(reading.dialect->name);
  json.key("crons").begin_array();
  for (const CronItem& item : items) write_item(json, item, *reading.dialect);
  json.end_array().end_object();
  return json.take() + "\n";
}

}  // namespace

int cron_check_command(Session& session) {
  const CronReading reading = cron_reading(session);
  const std::vector<CronItem> items = read_crons(session, reading);
  session.output().write(session.arguments().format() == "json"
                             ? to_json(items, reading)
                             : to_text(items, reading));
  for (const CronItem& item : items) {
    if (!item.cron) return kFindings;
  }
  return kOk;
}

}  // namespace lockstep::cli
