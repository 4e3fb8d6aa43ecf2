#include "cli/cron_divergence.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "cli/cron_relation.hpp"
#include "cli/failure.hpp"
#include "report/json_parts.hpp"

namespace lockstep::cli {
namespace {

/// The expression as one engine reads it.
struct Reading {
  Engine engine;
  CronItem item;
};

/// What the two engines are compared over.
struct Question {
  sys_seconds from;
  seconds horizon;
};

Engine engine_of(const std::string& name) {
  const auto engine = find_engine(name);
  if (engine) return *engine;
  throw UsageError(
      fmt::format("--as: {}: use {}", unknown_engine(name), known_engines()));
}

std::vector<Reading> readings_of(Session& session, const CronReading& reading) {
  const Arguments& arguments = session.arguments();
  const std::vector<std::string> names = arguments.list("as");
  if (names.size() != 2 || arguments.operands().size() != 1) {
    throw UsageError(
        "\"lockstep cron compare --as\" needs two engines and one expression: "
        "lockstep cron compare --as ENGINE --as ENGINE CRON");
  }
  if (arguments.has("dialect")) {
    throw UsageError("--dialect means nothing beside --as, which names it");
  }
  const std::string text(trim(arguments.operands()[0]));
  std::vector<Reading> readings;
  for (const std::string& name : names) {
    const Engine engine = engine_of(name);
    const DstPolicy& policy =
        arguments.has("dst") ? *reading.policy : *engine.policy;
    readings.push_back(
        {{engine.name, engine.dialect, &policy},
         read_cron(text, *engine.dialect, policy, reading.clock.zone)});
  }
  return readings;
}

/// Explains the expressions that an engine refuses.
bool all_read(const Session& session, const std::vector<Reading>& readings) {
  bool all = true;
  for (const auto& [engine, item] : readings) {
    if (item.cron) continue;
    session.message(fmt::format("lockstep: {} is no cron as {}: {}\n{}",
                                quoted(item.text), engine.name,
                                item.cron.error().message,
                                show_error(item.text, item.cron.error(), 2)));
    all = false;
  }
  return all;
}

ZonedCron zoned(const Reading& reading) {
  return {*reading.item.cron, reading.item.clock};
}

std::string relation_words(Relation relation, const std::string& a,
                           const std::string& b) {
  switch (relation) {
    case Relation::Equal:
      return "both run at the same instants";
    case Relation::Disjoint:
      return "they never run at the same instant";
    case Relation::Subset:
      return fmt::format("{} runs whenever {} does, and at other times", b, a);
    case Relation::Superset:
      return fmt::format("{} runs whenever {} does, and at other times", a, b);
    case Relation::Overlap:
      return "each has runs that the other has not";
  }
  return "";
}

std::string to_text(const std::vector<Reading>& readings,
                    const Divergence& found, const Question& question,
                    const CronReading& reading) {
  std::string text =
      fmt::format("{} in {}\n", readings[0].item.text, reading.zone);
  for (const auto& [engine, item] : readings) {
    text += fmt::format("  as {}: dialect {}, dst {}\n", engine.name,
                        engine.dialect->name, engine.policy->name);
  }
  const std::string names[] = {std::string(readings[0].engine.name),
                               std::string(readings[1].engine.name)};
  text +=
      fmt::format("\n{}, {}: {}\n", relation_name(found.relation),
                  scope_text(found.for_ever, question.from, question.horizon),
                  relation_words(found.relation, names[0], names[1]));
  if (found.first.empty()) return text;
  text += fmt::format("first differences from {} on:\n",
                      format_instant(question.from));
  for (const Difference& difference : found.first) {
    text += fmt::format("  {}  {}  {} only\n", format_instant(difference.at),
                        format_local(*reading.clock.zone, difference.at),
                        names[difference.of_first ? 0 : 1]);
  }
  return text;
}

void write_age(JsonWriter& json, const std::optional<Age>& found) {
  if (!found) {
    json.null();
    return;
  }
  json.begin_object().key("min").number(found->min.count());
  json.key("max").number(found->max.count());
  json.key("mean").number(found->mean_seconds).end_object();
}

std::string to_json(const std::vector<Reading>& readings,
                    const Divergence& found, const Question& question,
                    const CronReading& reading) {
  JsonWriter json;
  write_head(json, tool_info());
  json.key("cron").string(readings[0].item.text);
  json.key("timezone").string(reading.zone);
  json.key("as").begin_array();
  for (const auto& [engine, item] : readings) {
    json.begin_object().key("name").string(engine.name);
    json.key("dialect").string(engine.dialect->name);
    json.key("dst").string(engine.policy->name).end_object();
  }
  json.end_array().key("relation").string(relation_name(found.relation));
  json.key("scope").string(
      scope_text(found.for_ever, question.from, question.horizon));
  json.key("first_difference");
  found.first.empty() ? json.null() : json.instant(found.first[0].at);
  json.key("age_seconds");
  write_age(json, age(zoned(readings[0]), zoned(readings[1]), question.from,
                      question.horizon));
  json.key("differences").begin_array();
  for (const Difference& difference : found.first) {
    json.line().begin_object().key("at").instant(difference.at);
    json.key("local").string(format_local(*reading.clock.zone, difference.at));
    json.key("only")
        .string(readings[difference.of_first ? 0 : 1].engine.name)
        .end_object();
  }
  json.end_array().end_object();
  return json.take() + "\n";
}

}  // namespace

std::string unknown_engine(std::string_view name) {
  std::vector<std::string_view> names(engine_names().begin(),
                                      engine_names().end());
  for (const Dialect& dialect : dialects()) names.push_back(dialect.name);
  return "unknown engine " + quoted(name) + suggestion(name, names);
}

std::string known_engines() {
  return fmt::format("{} or a dialect", fmt::join(engine_names(), ", "));
}

int cron_divergence_command(Session& session) {
  const CronReading reading = cron_reading(session);
  const std::vector<Reading> readings = readings_of(session, reading);
  if (!all_read(session, readings)) return kFindings;
  const Arguments& arguments = session.arguments();
  const Question question{
      arguments.instant("from").value_or(reading.as_of),
      arguments.duration("horizon").value_or(kDefaultHorizon)};
  const Divergence found =
      diverge({{zoned(readings[0])}}, {{zoned(readings[1])}}, question.from,
              question.horizon, kShownDifferences);
  session.output().write(arguments.format() == "json"
                             ? to_json(readings, found, question, reading)
                             : to_text(readings, found, question, reading));
  return kOk;
}

}  // namespace lockstep::cli
