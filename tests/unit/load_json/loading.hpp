#pragma once
// Loads a text as the tool would and shows the outcome as short lines, so that
// a test compares everything at once.

#include <string>
#include <string_view>
#include <vector>

#include "load/load.hpp"

namespace lockstep::test {

struct Loaded {
  Draft draft;
  std::vector<Diagnostic> diagnostics;
  bool over_limit = false;
  std::vector<std::string> datasets;  ///< one line each, in order
  std::vector<std::string> problems;  ///< `INP001 1:5-7 message`, in order
};

/// `path` only matters for its extension; an empty `format` means sniff.
[[nodiscard]] Loaded load_text(std::string_view text,
                               std::string_view path = "lineage.json",
                               std::string_view format = {},
                               const Limits& limits = {});

[[nodiscard]] std::string describe(const DraftDataset& dataset);

/// Lines joined with line ends, for whole comparisons.
[[nodiscard]] std::string lines(const std::vector<std::string>& items);

}  // namespace lockstep::test
