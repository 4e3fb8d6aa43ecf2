// Real datasets files, where they are there: every line is read, nothing is
// said.
#include <cstddef>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "show.hpp"
#include "support/paths.hpp"

namespace lockstep {
namespace {

struct Row {
  std::string_view file;
  std::size_t datasets, crons, tags;
};
// Counted with regular expressions, not with a YAML reader.
constexpr Row kRows[] = {
    {"near-models_datasets.yaml", 114, 117, 132},
    {"crosschain-models_datasets.yaml", 252, 257, 272},
};

TEST_CASE("real datasets files are read without a word") {
  for (const Row& row : kRows) {
    const std::string path =
        (test::data_dir() / "estates/").string() + std::string(row.file);
    std::ifstream file(path, std::ios::binary);
    if (!file) {
      MESSAGE("SKIPPED: there is no " << path);
      continue;
    }
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    const Loaded loaded = load_text(text, "a.yaml");
    CAPTURE(row.file);
    CHECK(loaded.findings == "");
    std::size_t crons = 0, tags = 0;
    for (const DraftDataset& dataset : loaded.draft.datasets) {
      crons += dataset.crons.size();
      tags += dataset.tags.size();
    }
    CHECK(loaded.draft.datasets.size() == row.datasets);
    CHECK(crons == row.crons);
    CHECK(tags == row.tags);
  }
}

}  // namespace
}  // namespace lockstep
