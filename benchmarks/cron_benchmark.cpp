// Schedules: sorting 10,000 crons with parsing, and single calls over 1,000
// distinct crons (time per call).

#include <benchmark/benchmark.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "cron/cron.hpp"
#include "cron/schedule.hpp"
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

/// Calls `function` with each cron in turn.
template <class Function>
void each_cron(benchmark::State& state, const Function& function) {
  const std::vector<Cron> crons = compiled(synthetic::make_crons(1'000, kSeed));
  std::size_t i = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(function(crons[i], crons[crons.size() - 1 - i]));
    if (++i == crons.size()) i = 0;
  }
}

void compile_text(benchmark::State& state) {
  const auto texts = synthetic::make_crons(1'000, kSeed);
  std::size_t i = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(compile(texts[i], dialects().front()));
    if (++i == texts.size()) i = 0;
  }
}
void next_tick(benchmark::State& state) {
  each_cron(state,
            [](const Cron& a, const Cron&) { return next(a, kReference); });
}
void prev_tick(benchmark::State& state) {
  each_cron(state,
            [](const Cron& a, const Cron&) { return prev(a, kReference); });
}
void count_ten_years(benchmark::State& state) {
  constexpr sys_seconds kEnd = kReference + seconds{10 * 365 * 86'400};
  each_cron(state, [](const Cron& a, const Cron&) {
    return count(a, kReference, kEnd);
  });
}
void frequency_and_gaps(benchmark::State& state) {
  each_cron(state, [](const Cron& a, const Cron&) { return frequency(a); });
}
void compare_two(benchmark::State& state) {
  each_cron(state, [](const Cron& a, const Cron& b) { return compare(a, b); });
}

BENCHMARK(compile_text);
BENCHMARK(next_tick);
BENCHMARK(prev_tick);
BENCHMARK(count_ten_years);
BENCHMARK(frequency_and_gaps);
BENCHMARK(compare_two);

}  // namespace
}  // namespace lockstep
