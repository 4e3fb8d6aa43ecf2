// lockstep_synthesize: writes a made-up estate to a directory and prints how
// its degrees and its depth are distributed.

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <stdexcept>

#include "synthetic.hpp"

namespace lockstep::synthetic {
namespace {

namespace fs = std::filesystem;

void write(const fs::path& path, const std::string& text) {
  std::ofstream out(path, std::ios::binary);
  out << text;
  out.close();
  if (!out) throw std::runtime_error("cannot write " + path.string());
  std::cout << fmt::format("{:>12} bytes  {}\n", text.size(), path.string());
}

std::string percentiles(std::vector<std::size_t> values) {
  std::ranges::sort(values);
  std::string result;
  for (const std::size_t percent : {50, 75, 90, 95, 99, 100}) {
    const std::size_t at = (values.size() - 1) * percent / 100;
    result += fmt::format("  p{} {}", percent, values.empty() ? 0 : values[at]);
  }
  return result;
}

/// Without roots (fan-in) and leaves (fan-out), as in the statistics of the
/// real estates.
void print_statistics(const Estate& estate) {
  const std::size_t n = estate.datasets.size();
  std::vector<std::size_t> fan_out(n), depth(n), fan_in;
  std::size_t edge_count = 0, scheduled = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const Dataset& dataset = estate.datasets[i];
    edge_count += dataset.inputs.size();
    scheduled += dataset.cron >= 0 ? 1 : 0;
    if (!dataset.inputs.empty()) fan_in.push_back(dataset.inputs.size());
    for (const std::uint32_t input : dataset.inputs) {
      ++fan_out[input];
      depth[i] = std::max(depth[i], depth[input] + 1);
    }
  }
  std::cout << fmt::format(
      "nodes {}  edges {}  loads {}  leaves {}  scheduled {}\n", n, edge_count,
      n - fan_in.size(), std::ranges::count(fan_out, 0U), scheduled);
  std::erase(fan_out, 0U);
  std::cout << "fan-in " << percentiles(fan_in) << "\nfan-out"
            << percentiles(fan_out) << "\ndepth  " << percentiles(depth)
            << '\n';
}

int run(int argc, char** argv) {
  CLI::App app("Writes a made-up estate for benchmarks");
  Options options;
  std::string directory;
  std::size_t megabytes = 0;
  app.add_option("directory", directory, "where to write")->required();
  app.add_option("--nodes", options.nodes, "datasets")->capture_default_str();
  app.add_option("--edges-per-node", options.edges_per_node)
      ->capture_default_str();
  app.add_option("--crons", options.crons, "distinct crons")
      ->capture_default_str();
  app.add_option("--seed", options.seed)->capture_default_str();
  app.add_option("--nested-mb", megabytes,
                 "write nested lineage of about that size instead of flat");
  CLI11_PARSE(app, argc, argv);

  const Estate estate = make_estate(options);
  fs::create_directories(directory);
  write(fs::path(directory) / "lineage.json",
        megabytes > 0 ? nested_task_deps(estate, megabytes * 1'000'000)
                      : flat_task_deps(estate));
  write(fs::path(directory) / "datasets.yaml", datasets_yaml(estate));
  write(fs::path(directory) / "crons.txt",
        fmt::format("{}\n", fmt::join(estate.crons, "\n")));
  print_statistics(estate);
  return 0;
}

}  // namespace
}  // namespace lockstep::synthetic

int main(int argc, char** argv) {
  try {
    return lockstep::synthetic::run(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "lockstep_synthesize: " << error.what() << '\n';
    return 3;
  }
}
