// Every page of lib/lint/docs is a test: its example gives exactly its output,
// its near miss stays silent, and rows and pages match one to one. Pages run as
// on 2026-01-01; a file `baseline.json` of a page is its baseline.

#include <doctest/doctest.h>

#include <algorithm>
#include <iterator>
#include <regex>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "analyze.hpp"
#include "emit/emitter.hpp"
#include "lint/pages.hpp"
#include "lint/rule.hpp"
#include "pipeline/lower.hpp"
#include "report/report.hpp"

namespace lockstep {
namespace {

constexpr sys_seconds kToday{seconds{1'767'225'600}};
constexpr std::string_view kBaseline = "baseline.json";

/// "```yaml example datasets.yaml": a fenced block and its words.
struct Block {
  std::string kind;  ///< example, near-miss, output, options
  std::string path;
  std::string body;
};

std::vector<Block> blocks_of(std::string_view page) {
  constexpr std::string_view kFence = "```";
  std::vector<Block> result;
  for (std::size_t at = 0; (at = page.find(kFence, at)) != page.npos;) {
    const std::size_t line_end = page.find('\n', at);
    const std::size_t end = page.find(kFence, line_end);
    std::istringstream words(std::string(page.substr(at, line_end - at)));
    std::string language;
    Block block;
    words >> language >> block.kind >> block.path;
    block.body = page.substr(line_end + 1, end - line_end - 1);
    result.push_back(std::move(block));
    at = end + kFence.size();
  }
  return result;
}

std::vector<std::string> fingerprints_of(const std::string& text) {
  static const std::regex kPrint("[0-9a-f]{16}");
  std::vector<std::string> result;
  for (std::sregex_iterator it(text.begin(), text.end(), kPrint), end;
       it != end; ++it) {
    result.push_back(it->str());
  }
  return result;
}

struct Run {
  std::vector<Diagnostic> diagnostics;
  std::string text;
};

/// The options that pages use: names may be this long.
Limits limits_of(const std::vector<Block>& blocks) {
  static const std::regex kOption("--max-name-bytes ([0-9]+)\n");
  Limits limits;
  for (const Block& block : blocks) {
    std::smatch match;
    if (block.kind != "options" || block.body.starts_with("emit ")) continue;
    REQUIRE(std::regex_match(block.body, match, kOption));
    limits.name_bytes = std::stoul(match[1]);
  }
  return limits;
}

/// What `lockstep emit TARGET --target-version VERSION` finds, for pages whose
/// options are these words; nothing for others.
std::vector<Diagnostic> emit_findings(const std::vector<Block>& blocks,
                                      const Analysis& analysis) {
  static const std::regex kOption("emit (\\S+) --target-version (\\S+)\n");
  for (const Block& block : blocks) {
    std::smatch match;
    if (block.kind != "options" ||
        !std::regex_match(block.body, match, kOption)) {
      continue;
    }
    const Lowered lowered = lower(analysis.project, analysis.derivation);
    const Emitters emitters = built_in_emitters();
    const Emitter* const emitter = emitters.find(match[1].str());
    REQUIRE(emitter != nullptr);
    std::vector<Diagnostic> found = lowered.diagnostics;
    std::ranges::move(
        emitter->unsupported(lowered.pipelines, {match[2].str(), ""}),
        std::back_inserter(found));
    return found;
  }
  return {};
}

/// Lints the blocks of one kind as the command does.
Run run(const std::vector<Block>& blocks, std::string_view kind) {
  Sources sources;
  LintOptions options;
  options.today = kToday;
  for (const Block& block : blocks) {
    if (block.kind != kind) continue;
    if (block.path == kBaseline) {
      options.has_baseline = true;
      options.baseline = fingerprints_of(block.body);
    } else {
      sources.add({block.path, block.body, "", {}});
    }
  }
  AnalyzeOptions analyze_options;
  analyze_options.limits = limits_of(blocks);
  Analysis analysis = analyze(sources, analyze_options);
  LintResult result = lint({analysis.project, analysis.derivation}, sources,
                           std::move(analysis.diagnostics), options);
  std::ranges::move(emit_findings(blocks, analysis),
                    std::back_inserter(result.diagnostics));
  TextStyle style;
  style.width = 80;
  style.show_info = true;
  return {result.diagnostics,
          diagnostics_text(result.diagnostics, sources, style)};
}

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
    const std::vector<Block> blocks = blocks_of(rule_page(rule));
    std::string expected;
    for (const Block& block : blocks) {
      if (block.kind == "output") expected = block.body;
    }
    const Run example = run(blocks, "example");
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
    const std::vector<Block> blocks = blocks_of(rule_page(rule));
    CHECK(std::ranges::count(blocks, "near-miss", &Block::kind) > 0);
    CHECK(run(blocks, "near-miss").text == "no problems found\n");
  }
}

}  // namespace
}  // namespace lockstep
