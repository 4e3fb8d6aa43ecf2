// The lineage graph: construction, topology, reduction from 10^3 to 10^6
// nodes. The counter is the time per node: near constant means near linear.

#include <benchmark/benchmark.h>

#include "lineage/graph.hpp"
#include "synthetic.hpp"

namespace lockstep {
namespace {

LineageGraph make_graph(std::size_t nodes) {
  const synthetic::Estate estate = synthetic::make_estate({.nodes = nodes});
  return {nodes, synthetic::edges(estate)};
}

void count_nodes(benchmark::State& state) {
  state.SetComplexityN(state.range(0));
  state.counters["per_node"] =
      benchmark::Counter(static_cast<double>(state.range(0)),
                         benchmark::Counter::kIsIterationInvariantRate |
                             benchmark::Counter::kInvert);
}

void construct(benchmark::State& state) {
  const auto nodes = static_cast<std::size_t>(state.range(0));
  const std::vector<Edge> edges = make_graph(nodes).edges();
  for (auto _ : state) benchmark::DoNotOptimize(LineageGraph(nodes, edges));
  count_nodes(state);
}

template <auto algorithm>
void run(benchmark::State& state) {
  const LineageGraph graph =
      make_graph(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(algorithm(graph));
  count_nodes(state);
}

void sizes(benchmark::internal::Benchmark* benchmark) {
  benchmark->RangeMultiplier(10)
      ->Range(1'000, 1'000'000)
      ->Unit(benchmark::kMillisecond);
}

BENCHMARK(construct)->Apply(sizes);
BENCHMARK(run<topology>)->Apply(sizes)->Name("topology");
BENCHMARK(run<transitive_reduction>)->Apply(sizes)->Name("reduction");

}  // namespace
}  // namespace lockstep
