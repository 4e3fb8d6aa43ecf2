// Writes random questions to the gate with the answers of the library, and the
// ticks of every schedule of the fixtures, as one JSON object a line.
// compare.py asks lockstep_runtime.py the same.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "align/gate.hpp"
#include "analyze.hpp"
#include "cron/dialect.hpp"
#include "load/load.hpp"
#include "property/alignment/system.hpp"

namespace lockstep::test {
namespace {

using Json = nlohmann::json;

std::int64_t number(sys_seconds at) { return at.time_since_epoch().count(); }
Json number(std::optional<sys_seconds> at) {
  return at ? Json(number(*at)) : Json();
}

const Dialect& croniter() { return *find_dialect("croniter"); }

struct Zoned {
  std::string name;
  /// Instants near which clocks change, and an ordinary one.
  std::vector<std::string> moments;
};

const std::vector<Zoned> kZones = {
    {"UTC", {"2024-02-29T00:00Z"}},
    {"Europe/Paris", {"2024-03-31T01:00Z", "2024-10-27T01:00Z"}},
    {"America/New_York", {"2024-03-10T07:00Z", "2024-11-03T06:00Z"}},
    {"Australia/Lord_Howe", {"2024-04-06T15:00Z", "2024-10-05T15:30Z"}},
    {"Africa/Cairo", {"2024-04-25T22:00Z", "2024-10-31T21:00Z"}},
    {"Asia/Kolkata", {"2024-06-01T00:00Z"}},
};

std::string random_text(Random& random) {
  static const std::vector<std::string> minutes = {
      "0", "0", "0", "30", "15", "10,40", "*/20", "*/45", "*", "*/5", "59"};
  static const std::vector<std::string> hours = {
      "*", "*", "0", "2", "2,3", "*/6", "1-3", "8-18", "0-22", "23", "12"};
  static const std::vector<std::string> days = {"*", "*",   "*",  "*",
                                                "1", "1-7", "31", "L"};
  static const std::vector<std::string> weekdays = {
      "*", "*", "*", "1-5", "0", "6", "1,4", "0#1", "L5"};
  const std::string day = random.pick(days);
  const std::string week = day == "*" ? random.pick(weekdays) : "*";
  return random.pick(minutes) + " " + random.pick(hours) + " " + day +
         (random.one_in(9) ? " 3,10 " : " * ") + week;
}

Cadence random_ticks(Random& random, const Zone* zone) {
  Cadence ticks;
  const int count = random.one_in(4) ? 2 : 1;
  for (int i = 0; i < count; ++i) {
    const Cron cron = compile(random_text(random), croniter()).value();
    ticks.schedule.crons.push_back({cron, {zone, {}}});
  }
  return ticks;
}

void randomize_input(Random& random, GateInput& input) {
  static const std::vector<seconds> offsets = {
      seconds{0}, seconds{0}, seconds{3'600}, seconds{-9 * 3'600},
      seconds{86'400}};
  switch (random.below(6)) {
    case 0:
      input.read = Read::Same;
      input.offset = random.pick(offsets);
      break;
    case 1:
      input.read = Read::Window;
      break;
    case 2:
      if (random.one_in(2)) input.tolerance = seconds{random.below(3) * 43'200};
      break;
    default:
      break;
  }
  if (random.one_in(6)) input.timeout = seconds{random.below(30) * 1'800};
  if (random.one_in(6)) input.label = RunLabel::IntervalStart;
  input.every_tick = !random.one_in(3);
}

std::string join(const std::vector<GateInput>& inputs, std::string_view word) {
  std::string text;
  for (const GateInput& input : inputs) {
    if (!text.empty()) text += word;
    text += "'" + input.dataset + "' in new";
  }
  return text;
}

/// Also says the condition as Python does.
std::string randomize_condition(Random& random, GateRule& rule) {
  const bool any = random.one_in(2);
  rule.mode = any ? TriggerMode::Any : TriggerMode::All;
  for (std::size_t i = 0; i < rule.inputs.size(); ++i) {
    rule.condition.push_back(
        {SlotTerm::Kind::Slot, static_cast<std::uint32_t>(i)});
    if (i == 0) continue;
    rule.condition.push_back({any ? SlotTerm::Kind::Or : SlotTerm::Kind::And});
  }
  return join(rule.inputs, any ? " or " : " and ");
}

GateRule random_rule(Random& random, ZoneTable& zones, const Zoned& zoned,
                     std::string& condition) {
  const Zone* zone = zones.find(zoned.name).value();
  GateRule rule;
  rule.job = "job";
  rule.anchors = random_ticks(random, zone);
  const int inputs = 1 + random.below(3);
  for (int i = 0; i < inputs; ++i) {
    GateInput input;
    input.dataset = std::string(1, static_cast<char>('a' + i));
    const Zone* other = random.one_in(4) ? zones.utc() : zone;
    input.ticks = random.one_in(3) ? rule.anchors : random_ticks(random, other);
    randomize_input(random, input);
    if (random.one_in(8)) input.only_at = random_ticks(random, zone).schedule;
    rule.inputs.push_back(std::move(input));
  }
  if (random.one_in(6)) condition = randomize_condition(random, rule);
  if (random.one_in(4)) rule.label = RunLabel::IntervalStart;
  const int window = random.below(6);
  if (window == 0) rule.window = WindowKind::Length;
  if (window == 1) rule.window = WindowKind::Lookback;
  if (window <= 1) rule.length = seconds{random.below(4) * 43'200};
  return rule;
}

/// A few dates of each input, mostly its ticks; late, twice, out of order.
std::vector<GateEvent> random_events(Random& random, const GateRule& rule,
                                     sys_seconds now) {
  std::vector<GateEvent> events;
  const auto add = [&](const std::string& dataset, const Cadence& ticks) {
    std::optional<sys_seconds> date =
        now + seconds{random.below(4) == 0 ? 86'400 : 0};
    const int count = random.below(6);
    for (int i = 0; i < count; ++i) {
      date = prev_or_equal(ticks, *date - seconds{i > 0 ? 1 : 0});
      if (!date) return;
      if (random.one_in(5)) continue;
      const seconds late{random.one_in(3) ? random.below(40'000) : 60};
      events.push_back({dataset, *date, *date + late});
      if (random.one_in(12)) events.back().date += seconds{1'234};
    }
  };
  for (const GateInput& input : rule.inputs) add(input.dataset, input.ticks);
  if (!random.one_in(5)) {
    std::optional<sys_seconds> last = now;
    for (int back = random.below(6); back >= 0 && last; --back) {
      last = prev_or_equal(rule.anchors, *last - seconds{1});
    }
    if (last) events.push_back({rule.job, *last, *last + seconds{120}});
  }
  return events;
}

Json crons_of(const Schedule& schedule) {
  Json crons = Json::array();
  for (const ZonedCron& member : schedule.crons) {
    const std::string zone =
        member.clock.zone == nullptr ? "UTC" : zone_name(*member.clock.zone);
    crons.push_back({print(member.cron, croniter()).value(), zone});
  }
  return crons;
}

Json rule_json(const GateRule& rule, const std::string& condition) {
  static constexpr const char* kReads[] = {"latest", "same", "window"};
  Json inputs = Json::array();
  for (const GateInput& input : rule.inputs) {
    Json json = {{"dataset", input.dataset},
                 {"crons", crons_of(input.ticks.schedule)},
                 {"read", kReads[static_cast<int>(input.read)]},
                 {"offset", input.offset.count()},
                 {"label_is_start", input.label == RunLabel::IntervalStart},
                 {"every_tick", input.every_tick},
                 {"only_at", crons_of(input.only_at)}};
    if (input.timeout) json["timeout"] = input.timeout->count();
    if (input.tolerance) json["tolerance"] = input.tolerance->count();
    inputs.push_back(std::move(json));
  }
  Json json = {{"job", rule.job},
               {"anchors", crons_of(rule.anchors.schedule)},
               {"inputs", inputs},
               {"label_is_start", rule.label == RunLabel::IntervalStart}};
  if (rule.window == WindowKind::Length) json["length"] = rule.length.count();
  if (rule.window == WindowKind::Lookback) {
    json["lookback"] = rule.length.count();
  }
  if (!condition.empty()) json["condition"] = condition;
  return json;
}

Json answer_json(const GateAnswer& answer) {
  Json missing = Json::array();
  for (const Missing& input : answer.missing) {
    missing.push_back({input.dataset, number(input.due), number(input.newest),
                       number(input.since)});
  }
  return {
      {"start", answer.start},
      {"anchor", number(answer.anchor)},
      {"begin", answer.window ? Json(number(answer.window->start)) : Json()},
      {"missing", missing}};
}

void write_gates(int count) {
  ZoneTable zones;
  Random random(7);
  for (int i = 0; i < count; ++i) {
    const Zoned& zoned = random.pick(kZones);
    std::string condition;
    GateRule rule = random_rule(random, zones, zoned, condition);
    const std::string engine = random.one_in(2) ? "airflow" : "dagster";
    rule = under(std::move(rule), *find_policy(engine));
    const sys_seconds now = *parse_instant(random.pick(zoned.moments)) +
                            seconds{random.below(4 * 86'400) - 86'400};
    const std::vector<GateEvent> events = random_events(random, rule, now);
    Json shown = Json::array();
    for (const GateEvent& event : events) {
      shown.push_back({event.dataset, number(event.date), number(event.at)});
    }
    std::cout << Json{{"engine", engine},
                      {"rule", rule_json(rule, condition)},
                      {"events", shown},
                      {"now", number(now)},
                      {"answer", answer_json(ask(rule, events, now))}}
                     .dump()
              << "\n";
  }
}

// ---- Every cron of the fixtures ----

std::vector<std::string> files_below(const std::filesystem::path& directory) {
  std::vector<std::string> files;
  if (!std::filesystem::exists(directory)) return files;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(directory)) {
    if (entry.is_regular_file()) files.push_back(entry.path().string());
  }
  std::ranges::sort(files);
  return files;
}

/// The texts of all crons that a file is understood to hold.
void collect_crons(const std::string& path, std::set<std::string>& texts) {
  std::ifstream stream(path, std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(stream)), {});
  if (sniff(path, text) == nullptr) return;
  Sources sources;
  const SourceId source = sources.add({.path = path, .text = text});
  const Limits limits;
  std::vector<Diagnostic> diagnostics;
  LoadContext context{sources, limits, diagnostics};
  std::vector<Draft> drafts;
  drafts.push_back(load(source, context));
  const Analysis analysis = analyze(std::move(drafts), diagnostics, {});
  for (const CompiledText& cron : analysis.project.crons) {
    if (!cron.cron) continue;
    const auto printed = print(cron.cron->cron, croniter());
    // Emitters refuse seconds and years; Python knows five fields.
    if (printed && std::ranges::count(*printed, ' ') == 4) {
      texts.insert(*printed);
    }
  }
}

/// Crons of many ticks an hour, which fixtures have few of.
const std::vector<std::string> kDense = {
    "* * * * *",    "*/5 * * * *", "*/45 * * * *",   "7,37 * * * *",
    "59 * * * *",   "0,1 * * * *", "*/7 * * 3,10 *", "30 * * * 0",
    "0 * 1-7 * *",  "* 1-3 * * *", "*/2 0-22 * * *", "15,45 1-3 * * *",
    "58,59 * L * *"};

/// An instant before a moment: few ticks before it, so that the ones behind it
/// are among those that are written.
sys_seconds before(const Cron& cron, const Clock& clock, sys_seconds moment) {
  constexpr int kTicks = 15;
  sys_seconds from = moment;
  for (int i = 0; i < kTicks; ++i) {
    const auto tick = prev(cron, from, clock);
    if (!tick || *tick < moment - std::chrono::hours{20}) break;
    from = *tick;
  }
  return std::max(from - seconds{1}, moment - std::chrono::hours{20});
}

/// The ticks around each moment of each zone, at most so many.
void write_ticks(const std::set<std::string>& texts) {
  constexpr std::size_t kMost = 40;
  ZoneTable zones;
  for (const std::string& text : texts) {
    for (const Zoned& zoned : kZones) {
      for (const std::string engine : {"airflow", "dagster"}) {
        const auto compiled = compile_with_facts(text, croniter());
        const Clock clock =
            clock_of(zones.find(zoned.name).value(), *find_policy(engine),
                     compiled->cron, compiled->facts);
        for (const std::string& moment : zoned.moments) {
          const sys_seconds from =
              before(compiled->cron, clock, *parse_instant(moment));
          Json ticks = Json::array();
          auto tick = next(compiled->cron, from, clock);
          while (tick && ticks.size() < kMost) {
            ticks.push_back(number(*tick));
            tick = next(compiled->cron, *tick, clock);
          }
          std::cout << Json{{"engine", engine},
                            {"cron", text},
                            {"zone", zoned.name},
                            {"from", number(from)},
                            {"ticks", ticks}}
                           .dump()
                    << "\n";
        }
      }
    }
  }
}

}  // namespace
}  // namespace lockstep::test

int main(int argc, char** argv) {
  std::set<std::string> texts(lockstep::test::kDense.begin(),
                              lockstep::test::kDense.end());
  for (int i = 2; i < argc; ++i) {
    for (const std::string& file : lockstep::test::files_below(argv[i])) {
      lockstep::test::collect_crons(file, texts);
    }
  }
  lockstep::test::write_gates(std::atoi(argv[1]));
  lockstep::test::write_ticks(texts);
}
