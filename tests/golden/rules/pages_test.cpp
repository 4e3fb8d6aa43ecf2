// Every page of lib/lint/docs is a test: its example gives exactly its output,
// its near miss stays silent, and rows and pages match one to one.

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "lint/pages.hpp"
#include "lint/rule.hpp"
#include "support/rule_page.hpp"

namespace lockstep {
namespace {

using test::blocks_of;
using test::lint_blocks;
using test::PageBlock;
using test::PageFindings;

TEST_CASE("rows and pages match one to one") {
  std::vector<std::string> rows, pages;
  for (const Rule& rule : rules()) rows.emplace_back(rule.id);
  for (const RulePage& page : rule_pages()) pages.emplace_back(page.id);
  CHECK(rows == pages);
}

TEST_CASE("a page opens with its row") {
  for (const Rule& rule : rules()) {
    const std::string head = "# " + std::string(rule.id) + " " +
                             std::string(rule.name) + "\n\n" +
                             std::string(rule.summary) + ".\n\nSeverity: ";
    CHECK(rule_page(rule).substr(0, head.size()) == head);
  }
}

TEST_CASE("the example of a page gives its output") {
  for (const Rule& rule : rules()) {
    CAPTURE(rule.id);
    const std::vector<PageBlock> blocks = blocks_of(rule_page(rule));
    std::string expected;
    for (const PageBlock& block : blocks) {
      if (block.kind == "output") expected = block.body;
    }
    const PageFindings example = lint_blocks(blocks, "example");
    CHECK(example.text == expected);
    const bool shown = std::ranges::any_of(
        example.diagnostics,
        [&](const Diagnostic& d) { return d.rule == rule.id; });
    CHECK(shown);
  }
}

TEST_CASE("the near miss of a page stays silent") {
  for (const Rule& rule : rules()) {
    CAPTURE(rule.id);
    const std::vector<PageBlock> blocks = blocks_of(rule_page(rule));
    CHECK(std::ranges::count(blocks, "near-miss", &PageBlock::kind) > 0);
    CHECK(lint_blocks(blocks, "near-miss").text == "no problems found\n");
  }
}

}  // namespace
}  // namespace lockstep
