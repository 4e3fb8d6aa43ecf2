// `lockstep cron describe` and `cron convert`: expressions in words, and in
// the words of another dialect.

#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"
#include "cli/cron_options.hpp"
#include "cli/failure.hpp"
#include "cli/subcommands.hpp"
#include "cli/table.hpp"
#include "cron/convert.hpp"
#include "cron/describe.hpp"
#include "report/json_parts.hpp"

namespace lockstep::cli {
namespace {

/// A cron and what it became.
using Pair = std::pair<std::string, std::string>;

/// One of them alone, several beside what was asked.
std::string pairs_text(const std::vector<Pair>& pairs, std::size_t asked,
                       std::vector<std::string> titles) {
  if (asked == 1) return pairs.empty() ? "" : pairs.front().second + "\n";
  Table table(std::move(titles));
  for (const auto& [cron, words] : pairs) table.add_row({cron, words});
  return table.text();
}

// ---- describe ----

std::string descriptions_json(const std::vector<const CronItem*>& items,
                              const CronReading& reading) {
  JsonWriter json;
  write_head(json, tool_info());
  json.key("dialect").string(reading.dialect->name);
  json.key("crons").begin_array();
  for (const CronItem* const item : items) {
    json.line().begin_object().key("cron").string(item->text);
    json.key("description").string(describe(*item->cron)).end_object();
  }
  json.end_array().end_object();
  return json.take() + "\n";
}

// ---- convert ----

using Converted = Expected<Conversion, CronError>;

void write_conversion(JsonWriter& json, const CronItem& item,
                      const Converted& found) {
  json.line().begin_object().key("cron").string(item.text);
  json.key("converted");
  found ? json.string(found->text) : json.null();
  json.key("kept").boolean(found && found->kept);
  json.key("note");
  found && !found->note.empty() ? json.string(found->note) : json.null();
  json.key("error");
  if (found) {
    json.null();
  } else {
    write_error(json, found.error());
  }
  json.end_object();
}

std::string conversions_json(const std::vector<CronItem>& items,
                             const std::vector<Converted>& found,
                             const Dialect& from, const Dialect& to) {
  JsonWriter json;
  write_head(json, tool_info());
  json.key("from").string(from.name).key("to").string(to.name);
  json.key("crons").begin_array();
  for (std::size_t i = 0; i < items.size(); ++i) {
    write_conversion(json, items[i], found[i]);
  }
  json.end_array().end_object();
  return json.take() + "\n";
}

/// What converts; the rest is explained on standard error.
std::vector<Pair> converted_pairs(const Session& session,
                                  const std::vector<CronItem>& items,
                                  const std::vector<Converted>& found) {
  std::vector<Pair> pairs;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::string text = quoted(items[i].text);
    if (!found[i]) {
      const CronError& error = found[i].error();
      session.message(fmt::format("lockstep: cannot convert {}: {}\n{}", text,
                                  error.message,
                                  show_error(items[i].text, error, 2)));
      continue;
    }
    if (!found[i]->note.empty()) {
      session.note("lockstep: " + found[i]->note);
    }
    pairs.emplace_back(items[i].text, found[i]->text);
  }
  return pairs;
}

const Dialect& target_dialect(const Arguments& arguments) {
  const auto name = checked_dialect(arguments, "to");
  if (!name) {
    throw UsageError("\"lockstep cron convert\" needs --to NAME, a dialect");
  }
  return *find_dialect(*name);
}

}  // namespace

int cron_describe_command(Session& session) {
  const CronReading reading = cron_reading(session);
  const std::vector<CronItem> all = read_crons(session, reading);
  std::vector<const CronItem*> items;
  const int code = report_bad_crons(session, all, items);
  if (session.arguments().format() == "json") {
    session.output().write(descriptions_json(items, reading));
    return code;
  }
  std::vector<Pair> pairs;
  for (const CronItem* const item : items) {
    pairs.emplace_back(item->text, describe(*item->cron));
  }
  session.output().write(pairs_text(pairs, all.size(), {"cron", "meaning"}));
  return code;
}

int cron_convert_command(Session& session) {
  CronReading reading = cron_reading(session);
  const Dialect& to = target_dialect(session.arguments());
  if (const auto name = checked_dialect(session.arguments(), "from")) {
    reading.dialect = find_dialect(*name);
  }
  const std::vector<CronItem> items = read_crons(session, reading);
  std::vector<Converted> found;
  int code = kOk;
  for (const CronItem& item : items) {
    found.push_back(convert(expand_preset(item.text), *reading.dialect, to));
    if (!found.back()) code = kFindings;
  }
  session.output().write(
      session.arguments().format() == "json"
          ? conversions_json(items, found, *reading.dialect, to)
          : pairs_text(
                converted_pairs(session, items, found), items.size(),
                {std::string(reading.dialect->name), std::string(to.name)}));
  return code;
}

}  // namespace lockstep::cli
