// Reading: nested and flat task_deps, datasets YAML. Bytes per second.

#include <benchmark/benchmark.h>

#include <string>
#include <utility>

#include "load/load.hpp"
#include "synthetic.hpp"

namespace lockstep {
namespace {

void load_text(benchmark::State& state, const std::string& path,
               const std::string& text) {
  Sources sources;
  const SourceId id = sources.add({.path = path, .text = text});
  const Limits limits;
  std::size_t datasets = 0;
  for (auto _ : state) {
    std::vector<Diagnostic> diagnostics;
    LoadContext context{sources, limits, diagnostics};
    const Draft draft = load(id, context);
    datasets = draft.datasets.size();
    if (!diagnostics.empty()) state.SkipWithError("the input is not clean");
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) *
                          static_cast<std::int64_t>(text.size()));
  state.counters["datasets"] = static_cast<double>(datasets);
}

/// 1,500 datasets, files as long as the argument says in MB. As many edges as
/// it takes to unfold to that length.
void nested(benchmark::State& state) {
  const synthetic::Estate estate =
      synthetic::make_estate({.nodes = 1'500, .edges_per_node = 4});
  load_text(state, "lineage.json",
            synthetic::nested_task_deps(
                estate, static_cast<std::size_t>(state.range(0)) * 1'000'000));
}
BENCHMARK(nested)->Arg(1)->Arg(27)->Arg(60)->Arg(120)->Unit(
    benchmark::kMillisecond);

void flat(benchmark::State& state) {
  const synthetic::Estate estate = synthetic::make_estate(
      {.nodes = static_cast<std::size_t>(state.range(0))});
  load_text(state, "lineage.json", synthetic::flat_task_deps(estate));
}
BENCHMARK(flat)->Arg(1'000)->Arg(100'000)->Unit(benchmark::kMillisecond);

void datasets(benchmark::State& state) {
  const synthetic::Estate estate = synthetic::make_estate(
      {.nodes = static_cast<std::size_t>(state.range(0))});
  load_text(state, "datasets.yaml", synthetic::datasets_yaml(estate));
}
BENCHMARK(datasets)->Arg(1'000)->Arg(100'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace lockstep
