// Runs the pages of the named rules (all without names) and prints what fails:
// `CRN001 example` if the output is not the page's, `CRN001 near-miss` if the
// near miss has a finding of the rule, `CRN001 other` if it has another one.
// Linked with rule sources in which one condition is broken. Before each half
// of a page stands a line with its name, so that a crash has a place.

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "lint/rule.hpp"
#include "support/rule_page.hpp"

namespace {

using namespace lockstep;

void check_page(const Rule& rule) {
  const std::string id(rule.id);
  std::printf("%s\n", id.c_str());
  std::fflush(stdout);
  const auto blocks = test::blocks_of(rule_page(rule));
  const auto output =
      std::ranges::find(blocks, "output", &test::PageBlock::kind);
  if (test::lint_blocks(blocks, "example").text != output->body) {
    std::printf("%s example\n", id.c_str());
  }
  std::printf("near-miss-of-%s\n", id.c_str());
  std::fflush(stdout);
  const auto silent = test::lint_blocks(blocks, "near-miss").diagnostics;
  if (silent.empty()) return;
  const bool own = std::ranges::any_of(
      silent, [&](const Diagnostic& d) { return d.rule == rule.id; });
  std::printf("%s %s\n", id.c_str(), own ? "near-miss" : "other");
}

}  // namespace

int main(int count, char** words) {
  const std::vector<std::string> ids(words + 1, words + count);
  for (const Rule& rule : rules()) {
    if (ids.empty() || std::ranges::find(ids, rule.id) != ids.end()) {
      check_page(rule);
    }
  }
}
