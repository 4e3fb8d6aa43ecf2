#include "cli/cron_options.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "cli/failure.hpp"
#include "cli/file.hpp"
#include "cli/table.hpp"
#include "load/load.hpp"
#include "model/draft.hpp"
#include "model/target.hpp"

namespace lockstep::cli {
namespace {

/// Appends the expressions that stand one a line in `text`.
void add_lines(std::string_view text, std::vector<std::string>& crons) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = trim(text.substr(0, end));
    if (!line.empty() && line.front() != '#') crons.emplace_back(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

void add_file(const Session& session, const std::string& path,
              std::vector<std::string>& crons) {
  const std::size_t limit = Limits().file_bytes;
  const Text text = path == "-" ? read_stream(session.streams().in, path, limit)
                                : read_file(path, limit);
  add_lines(text.view(), crons);
}

}  // namespace

std::optional<std::string> checked_dialect(const Arguments& arguments,
                                           std::string_view option) {
  const std::optional<std::string> name = arguments.text(option);
  if (!name || find_dialect(*name) != nullptr) return name;
  std::vector<std::string_view> names;
  for (const Dialect& dialect : dialects()) names.push_back(dialect.name);
  throw UsageError(fmt::format("unknown dialect {}{}: use {}", quoted(*name),
                               suggestion(*name, names),
                               fmt::join(names, ", ")));
}

std::optional<std::string> checked_target(const Arguments& arguments) {
  const std::optional<std::string> name = arguments.text("target");
  if (!name) return name;
  if (const auto found = find_target(*name); !found) {
    throw UsageError(fmt::format("--target: {}; {}", found.error().message,
                                 found.error().hint));
  }
  return name;
}

std::optional<std::string> checked_timezone(const Arguments& arguments) {
  const std::optional<std::string> name = arguments.text("timezone");
  if (!name) return name;
  ZoneTable zones;
  const auto zone = zones.find(*name);
  if (!zone) {
    const ZoneError& error = zone.error();
    throw UsageError(fmt::format("{}{}{}", error.message,
                                 error.hint.empty() ? "" : "; ", error.hint));
  }
  return name;
}

CronReading cron_reading(Session& session) {
  const Arguments& arguments = session.arguments();
  CronReading reading;
  const std::optional<std::string> dialect = checked_dialect(arguments);
  reading.dialect = dialect ? find_dialect(*dialect) : &dialects().front();
  reading.zone = checked_timezone(arguments).value_or("UTC");
  reading.clock.zone = reading.zones.find(reading.zone).value();
  reading.policy = find_policy(arguments.choice("dst", "wall"));
  reading.as_of = session.as_of().value_or(kDefaultAsOf);
  return reading;
}

std::string_view expand_preset(std::string_view text) {
  for (const Preset& preset : default_presets()) {
    if (preset.name == text) return preset.cron;
  }
  return text;
}

CronItem read_cron(std::string_view text, const Dialect& dialect,
                   const DstPolicy& policy, const Zone* zone) {
  const auto compiled = compile_with_facts(expand_preset(text), dialect);
  if (!compiled) return {std::string(text), Unexpected{compiled.error()}, {}};
  return {std::string(text), compiled->cron,
          clock_of(zone, policy, compiled->cron, compiled->facts)};
}

std::vector<CronItem> read_crons(Session& session, const CronReading& reading) {
  const Arguments& arguments = session.arguments();
  std::vector<std::string> texts;
  for (const std::string& operand : arguments.operands()) {
    if (operand == "-") {
      add_file(session, operand, texts);
    } else {
      texts.emplace_back(trim(operand));
    }
  }
  if (const auto path = arguments.text("input")) {
    add_file(session, *path, texts);
  }
  if (texts.empty()) throw UsageError("no cron expression given");
  std::vector<CronItem> items;
  items.reserve(texts.size());
  for (const std::string& text : texts) {
    items.push_back(
        read_cron(text, *reading.dialect, *reading.policy, reading.clock.zone));
  }
  return items;
}

std::string show_error(std::string_view text, const CronError& error,
                       std::size_t indent) {
  const std::string_view shown = expand_preset(text);
  const std::string margin(indent, ' ');
  const std::size_t start = std::min(error.offset, shown.size());
  const std::string_view place = shown.substr(start, error.length);
  std::string lines =
      fmt::format("{}{}\n{}{:{}}{:^>{}}\n", margin, shown, margin, "",
                  display_width(shown.substr(0, start)), "",
                  std::max<std::size_t>(1, display_width(place)));
  if (!error.hint.empty()) {
    lines += fmt::format("{}help: {}\n", margin, error.hint);
  }
  return lines;
}

void write_error(JsonWriter& json, const CronError& error) {
  json.begin_object().key("message").string(error.message);
  json.key("offset").number(error.offset).key("length").number(error.length);
  json.key("hint").string(error.hint).end_object();
}

int report_bad_crons(const Session& session, const std::vector<CronItem>& items,
                     std::vector<const CronItem*>& good) {
  int code = kOk;
  for (const CronItem& item : items) {
    if (item.cron) {
      good.push_back(&item);
      continue;
    }
    const CronError& error = item.cron.error();
    session.message(fmt::format("lockstep: invalid cron {}: {}\n{}",
                                quoted(item.text), error.message,
                                show_error(item.text, error, 2)));
    code = kFindings;
  }
  return code;
}

}  // namespace lockstep::cli
