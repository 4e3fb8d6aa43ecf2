// Schedules: sorting 10,000 crons with parsing, and single calls.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "cron/cron.hpp"
#include "cron/schedule.hpp"
#include "cron/stream.hpp"
#include "synthetic.hpp"

namespace lockstep {
namespace {

constexpr sys_seconds kReference{seconds{1'704'067'200}};  // 2024-01-01
constexpr std::uint64_t kSeed = 20'240'101;

std::vector<Cron> compiled(const std::vector<std::string>& texts) {
  std::vector<Cron> result;
  for (const std::string& text : texts) {
    result.push_back(compile(text, dialects().front()).value());
  }
  return result;
}

void sort_with_parsing(benchmark::State& state) {
  const auto texts =
      synthetic::make_crons(static_cast<std::size_t>(state.range(0)), kSeed);
  for (auto _ : state) {
    std::vector<std::pair<Rank, std::size_t>> ranked;
    for (std::size_t i = 0; i < texts.size(); ++i) {
      const Cron cron = compile(texts[i], dialects().front()).value();
      ranked.emplace_back(rank(Schedule{{{cron, {}}}}, kReference), i);
    }
    std::ranges::sort(ranked, [](const auto& a, const auto& b) {
      return order(a.first, b.first) < 0;
    });
    benchmark::DoNotOptimize(ranked.data());
  }
}
BENCHMARK(sort_with_parsing)
    ->Arg(1'000)
    ->Arg(10'000)
    ->Unit(benchmark::kMillisecond);

// ---- Single calls, what they need in the first-level cache: 64 crons, each
// asked at 256 random instants of forty years before the next one's turn. ----

constexpr std::size_t kCrons = 64;
constexpr std::size_t kInstants = 256;

/// Those of the made-up estates, mostly daily and hourly.
std::vector<std::string> usual_texts() {
  return synthetic::make_crons(kCrons, kSeed);
}
/// Those that need the calendar.
std::vector<std::string> sparse_texts() {
  return {"0 0 29 2 *",  "0 0 29 2 1",  "0 0 L * *",     "0 0 * * L5",
          "0 0 * * 5#3", "0 0 15W * *", "30 4 1,15 * 5", "0 0 31 * *",
          "0 0 1 1 *",   "0 0 */2 * *", "0 0 1 */3 *",   "0 0 13 * 5"};
}

const Clock& utc() {
  static const Clock clock;
  return clock;
}
const Clock& paris() {
  static ZoneTable zones;
  static const Clock clock{*zones.find("Europe/Paris"), {}};
  return clock;
}

struct Question {
  const Cron& cron;
  const Cron& other;  ///< one more, changing with the instant
  sys_seconds at, end;
  const Clock& clock;
};

template <class Ask>
void each(benchmark::State& state, const std::vector<std::string>& texts,
          const Clock& clock, const Ask& ask) {
  const std::vector<Cron> crons = compiled(texts);
  std::vector<sys_seconds> instants;
  for (std::uint64_t i = 0; i <= kInstants; ++i) {
    const std::uint64_t after = i * 2'654'435'761 % 1'262'304'000;
    instants.emplace_back(
        seconds{946'684'800 + static_cast<std::int64_t>(after)});
  }
  std::size_t i = 0;
  for (auto _ : state) {
    const std::size_t at = i % kInstants;
    const auto [from, to] = std::minmax(instants[at], instants[at + 1]);
    benchmark::DoNotOptimize(
        ask(Question{crons[i / kInstants % crons.size()],
                     crons[at % crons.size()], from, to, clock}));
    ++i;
  }
}

const auto kNext = [](const Question& q) {
  return next(q.cron, q.at, q.clock);
};
const auto kPrev = [](const Question& q) {
  return prev(q.cron, q.at, q.clock);
};
const auto kMatches = [](const Question& q) {
  return matches(q.cron, q.at, q.clock);
};
const auto kCount = [](const Question& q) {
  return count(q.cron, q.at, q.end, q.clock);
};
const auto kCompare = [](const Question& q) {
  return compare(q.cron, q.other);
};
const auto kFrequency = [](const Question& q) { return frequency(q.cron); };
const auto kAge = [](const Question& q) { return age(q.cron, q.other); };

/// Time a tick.
void stream(benchmark::State& state, const std::vector<std::string>& texts,
            const Clock& clock) {
  constexpr int kTicks = 1'024;
  const std::vector<Cron> crons = compiled(texts);
  std::size_t i = 0;
  while (state.KeepRunningBatch(kTicks)) {
    TickStream ticks(crons[i++ % crons.size()], kReference, clock);
    for (int n = 0; n < kTicks; ++n) benchmark::DoNotOptimize(ticks.next());
  }
}

void compile_each(benchmark::State& state,
                  const std::vector<std::string>& texts) {
  std::size_t i = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        compile(texts[i++ % texts.size()], dialects().front()));
  }
}

BENCHMARK_CAPTURE(each, next, usual_texts(), utc(), kNext);
BENCHMARK_CAPTURE(each, next_sparse, sparse_texts(), utc(), kNext);
BENCHMARK_CAPTURE(each, next_paris, usual_texts(), paris(), kNext);
BENCHMARK_CAPTURE(each, prev, usual_texts(), utc(), kPrev);
BENCHMARK_CAPTURE(each, prev_sparse, sparse_texts(), utc(), kPrev);
BENCHMARK_CAPTURE(each, prev_paris, usual_texts(), paris(), kPrev);
BENCHMARK_CAPTURE(stream, usual, usual_texts(), utc());
BENCHMARK_CAPTURE(stream, sparse, sparse_texts(), utc());
BENCHMARK_CAPTURE(stream, paris, usual_texts(), paris());
BENCHMARK_CAPTURE(each, matches, usual_texts(), utc(), kMatches);
BENCHMARK_CAPTURE(each, matches_paris, usual_texts(), paris(), kMatches);
BENCHMARK_CAPTURE(each, count, usual_texts(), utc(), kCount);
BENCHMARK_CAPTURE(each, count_sparse, sparse_texts(), utc(), kCount);
BENCHMARK_CAPTURE(each, compare, usual_texts(), utc(), kCompare);
BENCHMARK_CAPTURE(each, compare_sparse, sparse_texts(), utc(), kCompare);
BENCHMARK_CAPTURE(each, frequency, usual_texts(), utc(), kFrequency);
BENCHMARK_CAPTURE(each, frequency_sparse, sparse_texts(), utc(), kFrequency);
BENCHMARK_CAPTURE(each, age, usual_texts(), utc(), kAge);
BENCHMARK_CAPTURE(each, age_sparse, sparse_texts(), utc(), kAge);
BENCHMARK_CAPTURE(compile_each, usual, usual_texts());
BENCHMARK_CAPTURE(compile_each, sparse, sparse_texts());

}  // namespace
}  // namespace lockstep
