// Asks a cron engine and lockstep the same: the next ticks of 10,000 random
// texts of the engine's dialect from several starts, and of 3,000 crons of the
// night in zones whose clocks change. Differences that no row
// of the table explains are printed, with both answers, and fail.
//
// usage: oracle ENGINE RUN.SH FOLDER | --readme README.md
// The requests and answers stay in FOLDER. Exit 77 if the engine is not to be
// had here. --readme checks that the table of differences stands in README.md.

#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <regex>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/time.hpp"
#include "cron/cron.hpp"
#include "cron/policy.hpp"
#include "engines.hpp"
#include "requests.hpp"

namespace {

using lockstep::sys_seconds;
using nlohmann::json;
using oracle::Difference;
using oracle::Engine;
using oracle::Known;
using oracle::kStarts;
using oracle::kTicks;
using oracle::Request;

constexpr int kMostShown = 30;

// ---- Answers ----

/// Ticks from each start, or why the text is refused.
struct Answer {
  std::vector<std::vector<std::int64_t>> ticks;
  std::string refusal;
};

lockstep::Clock clock_of(const Request& request, const Engine& engine,
                         const lockstep::CompiledCron& compiled) {
  static lockstep::ZoneTable zones;
  if (request.zone == "UTC") return {};
  return clock_of(*zones.find(request.zone),
                  *lockstep::find_policy(engine.policy), compiled.cron,
                  compiled.facts);
}

Answer ask_lockstep(const Request& request, const Engine& engine) {
  Answer answer;
  const auto compiled =
      lockstep::compile_with_facts(request.text, engine.dialect);
  if (!compiled) {
    answer.refusal = compiled.error().message;
    return answer;
  }
  const lockstep::Clock clock = clock_of(request, engine, *compiled);
  for (const std::int64_t start : request.starts) {
    auto& ticks = answer.ticks.emplace_back();
    sys_seconds at{lockstep::seconds{start}};
    while (ticks.size() < kTicks) {
      const auto tick = next(compiled->cron, at, clock);
      if (!tick) break;
      ticks.push_back(tick->time_since_epoch().count());
      at = *tick;
    }
  }
  return answer;
}

/// Arguments of the program.
struct Places {
  std::string script, folder;
};

void write_requests(const std::string& path,
                    const std::vector<Request>& requests) {
  std::ofstream file(path);
  for (const Request& request : requests) {
    const json line{{"cron", request.text},
                    {"from", request.starts},
                    {"n", kTicks},
                    {"zone", request.zone}};
    file << line.dump() << '\n';
  }
}

/// Exit code of the engine; its answers in the order of the requests.
int ask_engine(const Engine& engine, const Places& places,
               const std::vector<Request>& requests,
               std::vector<Answer>& answers) {
  const std::string stem = fmt::format("{}/{}", places.folder, engine.name);
  const std::string in = stem + ".requests", out = stem + ".answers";
  write_requests(in, requests);
  const std::string command = fmt::format("'{}' {} <'{}' >'{}'", places.script,
                                          engine.command, in, out);
  const int status = std::system(command.c_str());
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
  }
  std::ifstream file(out);
  for (std::string line; std::getline(file, line);) {
    const json parsed = json::parse(line);
    Answer& answer = answers.emplace_back();
    if (parsed.contains("ticks")) parsed["ticks"].get_to(answer.ticks);
    answer.refusal = parsed.value("error", "");
  }
  return 0;
}

// ---- Comparison ----

sys_seconds instant(std::int64_t seconds) {
  return sys_seconds{lockstep::seconds{seconds}};
}

int year_of(std::int64_t seconds) {
  const auto day = std::chrono::floor<std::chrono::days>(instant(seconds));
  return static_cast<int>(std::chrono::year_month_day{day}.year());
}

/// Equal, but for ticks that lie beyond what the engine looks at.
bool same_ticks(const Engine& engine, std::int64_t start,
                const std::vector<std::int64_t>& ours,
                const std::vector<std::int64_t>& theirs) {
  if (theirs.size() > ours.size() ||
      !std::equal(theirs.begin(), theirs.end(), ours.begin())) {
    return false;
  }
  if (theirs.size() == ours.size()) return true;
  const std::int64_t last = theirs.empty() ? start : theirs.back();
  const int missing = year_of(ours[theirs.size()]);
  return missing >= engine.end_year ||
         missing - year_of(last) >= engine.horizon_years;
}

struct Found {
  Difference difference;
  std::string shown;  ///< both answers
};

std::string list(const std::vector<std::int64_t>& ticks) {
  std::string text;
  for (const std::int64_t tick : ticks) {
    text += ' ' + lockstep::format_instant(instant(tick));
  }
  return text.empty() ? " never" : text;
}

std::optional<Found> compare(const Engine& engine, const Request& request,
                             const Answer& ours, const Answer& theirs) {
  if (ours.ticks.empty() && theirs.ticks.empty()) return std::nullopt;
  if (ours.ticks.empty()) {
    return Found{Difference::WeRefuse,
                 fmt::format("    lockstep: {}\n    engine:  {}\n",
                             ours.refusal, list(theirs.ticks[0]))};
  }
  if (theirs.ticks.empty()) {
    return Found{Difference::TheyRefuse,
                 fmt::format("    lockstep:{}\n    engine:   {}\n",
                             list(ours.ticks[0]), theirs.refusal)};
  }
  for (std::size_t i = 0; i < kStarts; ++i) {
    if (same_ticks(engine, request.starts[i], ours.ticks[i], theirs.ticks[i])) {
      continue;
    }
    return Found{
        Difference::OtherTicks,
        fmt::format("    after {}\n    lockstep:{}\n    engine:  {}\n",
                    lockstep::format_instant(instant(request.starts[i])),
                    list(ours.ticks[i]), list(theirs.ticks[i]))};
  }
  return std::nullopt;
}

/// Counts what the rows of the table explain.
class Explainer {
 public:
  explicit Explainer(const Engine& engine) {
    for (const Known& known : oracle::known_differences()) {
      if (!std::regex_match(std::string(engine.name),
                            std::regex(std::string(known.engines))))
        continue;
      rows_.push_back({known,
                       std::regex(std::string(known.pattern),
                                  std::regex::ECMAScript | std::regex::icase),
                       0});
    }
  }

  bool explains(const Request& request, const Found& found) {
    const std::string subject =
        fmt::format("{} {}\n{}", request.text, request.zone, found.shown);
    bool explained = false;
    for (Row& row : rows_) {
      if (row.known.difference != found.difference) continue;
      if (!std::regex_search(subject, row.pattern)) continue;
      ++row.hits;
      explained = true;
    }
    return explained;
  }

  /// False if a row explained nothing: it can go.
  bool report() const {
    bool all_used = true;
    for (const Row& row : rows_) {
      fmt::print("{:6} known, {}: {}\n", row.hits,
                 name_of(row.known.difference), row.known.reason);
      all_used = all_used && row.hits > 0;
    }
    if (!all_used) fmt::print("a row of the table explains nothing\n");
    return all_used;
  }

 private:
  struct Row {
    Known known;
    std::regex pattern;
    int hits;
  };
  std::vector<Row> rows_;
};

int run(const Engine& engine, const Places& places) {
  const std::vector<Request> requests = requests_for(engine);
  std::vector<Answer> theirs;
  if (const int code = ask_engine(engine, places, requests, theirs);
      code != 0) {
    return code;
  }
  if (theirs.size() != requests.size()) {
    fmt::print("{} answers to {} requests\n", theirs.size(), requests.size());
    return 1;
  }
  Explainer explainer(engine);
  std::map<std::string_view, int> unexplained;
  int accepted = 0, shown = 0;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    const Request& request = requests[i];
    accepted += !theirs[i].ticks.empty();
    const auto found =
        compare(engine, request, ask_lockstep(request, engine), theirs[i]);
    if (!found || explainer.explains(request, *found)) continue;
    ++unexplained[name_of(found->difference)];
    if (shown++ < kMostShown)
      fmt::print("\"{}\" in {}\n{}", request.text, request.zone, found->shown);
  }
  fmt::print("{}: {} texts, {} accepted by the engine\n", engine.name,
             requests.size(), accepted);
  const bool all_used = explainer.report();
  for (const auto& [name, number] : unexplained) {
    fmt::print("{:6} UNEXPLAINED, {}\n", number, name);
  }
  return unexplained.empty() && all_used ? 0 : 1;
}

std::string markdown_table() {
  std::string table = "| engine | difference | why |\n|---|---|---|\n";
  for (const Known& known : oracle::known_differences()) {
    table += fmt::format("| `{}` | {} | {} |\n", known.engines,
                         name_of(known.difference), known.reason);
  }
  return table;
}

int check_readme(const std::string& path) {
  std::ifstream file(path);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const std::string table = markdown_table();
  if (text.find(table) != std::string::npos) return 0;
  fmt::print("{} lacks this table:\n{}", path, table);
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (words.size() == 2 && words[0] == "--readme")
    return check_readme(words[1]);
  for (const Engine& engine : oracle::engines()) {
    if (words.size() == 3 && engine.name == words[0]) {
      return run(engine, {words[1], words[2]});
    }
  }
  fmt::print(stderr,
             "usage: oracle ENGINE RUN.SH FOLDER | --readme README.md\n");
  for (const Engine& engine : oracle::engines()) {
    fmt::print(stderr, "  {}\n", engine.name);
  }
  return 2;
}
