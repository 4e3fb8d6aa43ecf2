#include "requests.hpp"

#include <array>
#include <iterator>

#include <fmt/format.h>

#include "grammar.hpp"

namespace oracle {
namespace {

constexpr int kTexts = 10'000;
constexpr int kDifferentStarts = 16;
constexpr int kZonedTexts = 3'000;

/// Instants at which the clocks of a zone change: spring, then autumn. All
/// lie behind us, so that every engine's copy of the zones has them.
struct Change {
  std::string_view zone;
  std::int64_t at;
};
constexpr Change kChanges[] = {{"Europe/Paris", 1'711'846'800},
                               {"Europe/Paris", 1'729'990'800},
                               {"America/New_York", 1'710'054'000},
                               {"America/New_York", 1'730'613'600},
                               {"Australia/Lord_Howe", 1'712'415'600},
                               {"Australia/Lord_Howe", 1'728'142'200},
                               {"Australia/Sydney", 1'712'419'200},
                               {"Australia/Sydney", 1'728'144'000},
                               {"America/St_Johns", 1'710'048'600},
                               {"America/St_Johns", 1'730'608'200}};
/// Before a change, in seconds: a day and more, some hours, an hour and some
/// minutes. Not within the hour that will come twice: from there Quartz and
/// cron-utils pass over what is left of it.
constexpr std::int64_t kAhead[] = {93'600, 10'800, 4'200};
static_assert(std::size(kAhead) == kStarts);

constexpr const char* kMinutes[] = {"0",    "30",   "15,45", "*/15", "*/20",
                                    "*/45", "*/30", "*",     "59",   "1-58/7"};
constexpr const char* kHours[] = {"*",   "*/2", "1-3",  "0-5",    "1",
                                  "2",   "3",   "0,12", "1,2",    "*/3",
                                  "1-2", "2,3", "0-23", "1,2,14", "0,2,4"};
/// Day of month, month, weekday; some with the change's own days.
constexpr const char* kDays[] = {"* * *", "* * *",   "* * 0", "* 3,4,10,11 *",
                                 "* * 6", "*/2 * *", "7 * *", "31 * *"};

template <std::size_t size>
const char* one_of(Grammar& random, const char* const (&choices)[size]) {
  return choices[static_cast<std::size_t>(
      random.below(static_cast<int>(size)))];
}

std::string night_text(const Engine& engine, Grammar& random) {
  const std::string minute = one_of(random, kMinutes);
  const std::string hour = one_of(random, kHours);
  // Quartz wants seconds and a `?` for one of the days; its Sunday is 1.
  if (engine.policy == "quartz")
    return fmt::format("0 {} {} * * ?", minute, hour);
  return fmt::format("{} {} {}", minute, hour, one_of(random, kDays));
}

Request night_request(const Engine& engine, Grammar& random) {
  const Change& change = kChanges[static_cast<std::size_t>(
      random.below(static_cast<int>(std::size(kChanges))))];
  Request request{night_text(engine, random), std::string(change.zone), {}};
  for (const std::int64_t ahead : kAhead) {
    request.starts.push_back(change.at - ahead);
  }
  return request;
}

/// Any second from 1971 to 2060, months and years that end among them.
std::vector<std::int64_t> random_starts(Grammar& random) {
  std::vector<std::int64_t> starts{1'709'164'799, 1'735'689'599, 951'782'400};
  while (starts.size() < kDifferentStarts) {
    starts.push_back(31'536'000 + std::int64_t{random.below(2'147'483'647)} +
                     random.below(661'000'000));
  }
  return starts;
}

}  // namespace

std::vector<Request> requests_for(const Engine& engine) {
  std::uint64_t seed = 20'240'101;
  for (const char c : engine.name) {
    seed = seed * 31 + static_cast<unsigned char>(c);
  }
  Grammar grammar(engine.dialect, seed, engine.grammar);
  const std::vector<std::int64_t> starts = random_starts(grammar);
  std::vector<Request> requests(kTexts);
  for (Request& request : requests) {
    request.text = grammar.text();
    request.zone = "UTC";
    for (std::size_t i = 0; i < kStarts; ++i) {
      request.starts.push_back(
          starts[static_cast<std::size_t>(grammar.below(kDifferentStarts))]);
    }
  }
  if (engine.policy.empty()) return requests;
  for (int i = 0; i < kZonedTexts; ++i) {
    requests.push_back(night_request(engine, grammar));
  }
  return requests;
}

}  // namespace oracle
