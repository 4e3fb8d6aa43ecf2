// The exact analysis along lineage over 10^3 to 10^6 nodes, 1.5 edges a node,
// 50 distinct crons: what lint asks of every job, and every measure there is.
// The counter is the time per node. And a chain of 20 jobs whose crons run from
// every minute to once a year.

#include <benchmark/benchmark.h>

#include <array>
#include <string>

#include "align/alignment.hpp"
#include "analyze.hpp"
#include "synthetic.hpp"

namespace lockstep {
namespace {

Analysis analysis_of(const std::string& lineage, const std::string& datasets) {
  Sources sources;
  if (!lineage.empty()) sources.add({.path = "lineage.json", .text = lineage});
  sources.add({.path = "datasets.yaml", .text = datasets});
  return analyze(sources, {});
}

Analysis synthetic_analysis(std::size_t nodes) {
  const synthetic::Estate estate = synthetic::make_estate({.nodes = nodes});
  return analysis_of(synthetic::flat_task_deps(estate),
                     synthetic::datasets_yaml(estate));
}

/// Every job reads the one before.
Analysis chain_analysis() {
  constexpr std::array kCrons = {"* * * * *", "0 * * * *", "0 0 1 * *",
                                 "0 0 1 1 *", "30 6 * * *"};
  std::string text = "datasets:\n";
  for (std::size_t i = 0; i < 20; ++i) {
    text += "  s.j" + std::to_string(10 + i) + ": {cron: \"" +
            kCrons[i % kCrons.size()] + "\"";
    if (i > 0) text += ", inputs: [s.j" + std::to_string(9 + i) + "]";
    text += "}\n";
  }
  return analysis_of("", text);
}

void measure_edges(const Alignment& alignment) {
  for (const AlignedEdge& edge : alignment.edges) {
    benchmark::DoNotOptimize(alignment.measures(edge));
    benchmark::DoNotOptimize(alignment.at_best(edge));
  }
}

void measure_all(const Alignment& alignment) {
  measure_edges(alignment);
  for (std::size_t i = 0; i < alignment.nodes.size(); ++i) {
    benchmark::DoNotOptimize(alignment.measures(NodeId(i)));
    benchmark::DoNotOptimize(alignment.version_skew(NodeId(i)));
  }
}

void count_nodes(benchmark::State& state) {
  state.counters["per_node"] =
      benchmark::Counter(static_cast<double>(state.range(0)),
                         benchmark::Counter::kIsIterationInvariantRate |
                             benchmark::Counter::kInvert);
}

void edges_and_idle(benchmark::State& state) {
  const Analysis analysis =
      synthetic_analysis(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) {
    const Alignment alignment = align(analysis.project, analysis.derivation);
    measure_edges(alignment);
    for (std::size_t i = 0; i < alignment.nodes.size(); ++i) {
      benchmark::DoNotOptimize(alignment.idle(NodeId(i)));
    }
  }
  count_nodes(state);
}

void all_measures(benchmark::State& state) {
  const Analysis analysis =
      synthetic_analysis(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) {
    measure_all(align(analysis.project, analysis.derivation));
  }
  count_nodes(state);
}

void chain_of_twenty(benchmark::State& state) {
  const Analysis analysis = chain_analysis();
  for (auto _ : state) {
    measure_all(align(analysis.project, analysis.derivation));
  }
}

void sizes(benchmark::internal::Benchmark* benchmark) {
  benchmark->RangeMultiplier(10)
      ->Range(1'000, 1'000'000)
      ->Unit(benchmark::kMillisecond);
}

BENCHMARK(edges_and_idle)->Apply(sizes);
BENCHMARK(all_measures)->Apply(sizes);
BENCHMARK(chain_of_twenty)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace lockstep
