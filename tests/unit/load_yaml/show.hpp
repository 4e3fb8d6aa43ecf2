#pragma once
// Drafts and findings as text, so that tests compare the whole of them.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "load/load.hpp"
#include "model/draft.hpp"

namespace lockstep {

/// What came of one text.
struct Loaded {
  Draft draft;
  std::vector<Diagnostic> diagnostics;
  bool over_limit = false;
  /// One line a finding: `INP002 3:9 message [help] (note 1:1 first)`; warnings
  /// begin with `warning`.
  std::string findings;
};

/// Loads `text` through the table of loaders: lockstep.yaml as a project file,
/// a file of any other name as datasets.
[[nodiscard]] Loaded load_text(std::string_view text,
                               std::string_view path = "lockstep.yaml",
                               const Limits& limits = {});

/// Every field of a draft that says something, one line a dataset, exposure or
/// group of settings.
[[nodiscard]] std::string show(const Draft& draft);

}  // namespace lockstep
