#pragma once
// The pages of lint rules as tests: their fenced blocks, and what lint says of
// the files in them. Pages run as on 2026-01-01; a file `baseline.json` of a
// page is its baseline.

#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"

namespace lockstep::test {

/// "```yaml example datasets.yaml": a fenced block and its words.
struct PageBlock {
  std::string kind;  ///< example, near-miss, output, options
  std::string path;
  std::string body;
};
[[nodiscard]] std::vector<PageBlock> blocks_of(std::string_view page);

struct PageFindings {
  std::vector<Diagnostic> diagnostics;
  std::string text;  ///< as the command prints them, information listed
};
/// Lints the blocks of one kind as the command does. Throws std::runtime_error
/// for options that no page has had so far.
[[nodiscard]] PageFindings lint_blocks(const std::vector<PageBlock>& blocks,
                                       std::string_view kind);

}  // namespace lockstep::test
