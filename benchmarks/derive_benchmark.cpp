// From texts to derived starts, whole and by pass, over 10^3 to 10^6 nodes,
// 1.5 edges a node, 50 distinct crons. The counter is the time per node.

#include <benchmark/benchmark.h>

#include <string>
#include <utility>
#include <vector>

#include "align/start.hpp"
#include "analyze.hpp"
#include "load/load.hpp"
#include "model/draft.hpp"
#include "synthetic.hpp"

namespace lockstep {
namespace {

/// The two files of an estate, as Sources that point into them.
struct Files {
  explicit Files(std::size_t nodes) {
    const synthetic::Estate estate = synthetic::make_estate({.nodes = nodes});
    lineage = synthetic::flat_task_deps(estate);
    datasets = synthetic::datasets_yaml(estate);
    sources.add({.path = "lineage.json", .text = lineage});
    sources.add({.path = "datasets.yaml", .text = datasets});
  }
  [[nodiscard]] std::vector<Draft> drafts() const {
    std::vector<Diagnostic> diagnostics;
    const Limits limits;
    LoadContext context{sources, limits, diagnostics};
    std::vector<Draft> result;
    for (std::size_t i = 0; i < sources.size(); ++i) {
      result.push_back(load(SourceId(i), context));
    }
    return result;
  }

  std::string lineage, datasets;
  Sources sources;
};

void count_nodes(benchmark::State& state) {
  state.counters["per_node"] =
      benchmark::Counter(static_cast<double>(state.range(0)),
                         benchmark::Counter::kIsIterationInvariantRate |
                             benchmark::Counter::kInvert);
}

void analyze_all(benchmark::State& state) {
  const Files files(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) {
    benchmark::DoNotOptimize(analyze(files.sources, {}));
  }
  count_nodes(state);
}

void resolve_only(benchmark::State& state) {
  const Files files(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) {
    state.PauseTiming();
    std::vector<Draft> drafts = files.drafts();
    std::vector<Diagnostic> diagnostics;
    ZoneTable zones;
    state.ResumeTiming();
    benchmark::DoNotOptimize(
        resolve(std::move(drafts), zones, {}, diagnostics));
  }
  count_nodes(state);
}

void derive_only(benchmark::State& state) {
  const Files files(static_cast<std::size_t>(state.range(0)));
  const Analysis analysis = analyze(files.sources, {});
  for (auto _ : state) benchmark::DoNotOptimize(derive(analysis.project));
  count_nodes(state);
}

void sizes(benchmark::internal::Benchmark* benchmark) {
  benchmark->RangeMultiplier(10)
      ->Range(1'000, 1'000'000)
      ->Unit(benchmark::kMillisecond);
}

BENCHMARK(analyze_all)->Apply(sizes);
BENCHMARK(resolve_only)->Apply(sizes);
BENCHMARK(derive_only)->Apply(sizes);

}  // namespace
}  // namespace lockstep
