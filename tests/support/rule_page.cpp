#include "support/rule_page.hpp"

#include <algorithm>
#include <iterator>
#include <regex>
#include <sstream>
#include <stdexcept>

#include "analyze.hpp"
#include "emit/emitter.hpp"
#include "lint/rule.hpp"
#include "pipeline/lower.hpp"
#include "report/report.hpp"

namespace lockstep::test {
namespace {

constexpr sys_seconds kToday{seconds{1'767'225'600}};
constexpr std::string_view kBaseline = "baseline.json";

std::vector<std::string> fingerprints_of(const std::string& text) {
  static const std::regex kPrint("[0-9a-f]{16}");
  std::vector<std::string> result;
  for (std::sregex_iterator it(text.begin(), text.end(), kPrint), end;
       it != end; ++it) {
    result.push_back(it->str());
  }
  return result;
}

/// The options that pages use: names may be this long.
Limits limits_of(const std::vector<PageBlock>& blocks) {
  static const std::regex kOption("--max-name-bytes ([0-9]+)\n");
  Limits limits;
  for (const PageBlock& block : blocks) {
    std::smatch match;
    if (block.kind != "options" || block.body.starts_with("emit ")) continue;
    if (!std::regex_match(block.body, match, kOption)) {
      throw std::runtime_error("unknown options of a page: " + block.body);
    }
    limits.name_bytes = std::stoul(match[1]);
  }
  return limits;
}

/// Emitted files of a page are in this folder.
bool is_written(const PageBlock& block) {
  return block.path.starts_with("written/");
}

std::vector<OutputFile> written_files(const std::vector<PageBlock>& blocks,
                                      std::string_view kind) {
  std::vector<OutputFile> files;
  for (const PageBlock& block : blocks) {
    if (block.kind == kind && is_written(block)) {
      files.push_back({block.path, block.body});
    }
  }
  return files;
}

/// What `lockstep emit TARGET --target-version VERSION [--check]` finds, for
/// pages whose options are these words; nothing for others.
std::vector<Diagnostic> emit_findings(const std::vector<PageBlock>& blocks,
                                      std::string_view kind,
                                      const Analysis& analysis) {
  static const std::regex kOption(
      "emit (\\S+) --target-version (\\S+)( --check)?\n");
  for (const PageBlock& block : blocks) {
    std::smatch match;
    if (block.kind != "options" ||
        !std::regex_match(block.body, match, kOption)) {
      continue;
    }
    const Lowered lowered = lower(analysis.project, analysis.derivation);
    const Emitters emitters = built_in_emitters();
    const Emitter* const emitter = emitters.find(match[1].str());
    if (emitter == nullptr) {
      throw std::runtime_error("unknown target of a page: " + block.body);
    }
    std::vector<Diagnostic> found = lowered.diagnostics;
    std::ranges::move(
        emitter->unsupported(lowered.pipelines, {match[2].str(), ""}),
        std::back_inserter(found));
    if (match[3].matched) {
      std::ranges::move(differences(lowered.pipelines,
                                    emitter->read(written_files(blocks, kind)),
                                    analysis.project.settings.as_of),
                        std::back_inserter(found));
    }
    return found;
  }
  return {};
}

}  // namespace

std::vector<PageBlock> blocks_of(std::string_view page) {
  constexpr std::string_view kFence = "```";
  std::vector<PageBlock> result;
  for (std::size_t at = 0; (at = page.find(kFence, at)) != page.npos;) {
    const std::size_t line_end = page.find('\n', at);
    const std::size_t end = page.find(kFence, line_end);
    std::istringstream words(std::string(page.substr(at, line_end - at)));
    std::string language;
    PageBlock block;
    words >> language >> block.kind >> block.path;
    block.body = page.substr(line_end + 1, end - line_end - 1);
    result.push_back(std::move(block));
    at = end + kFence.size();
  }
  return result;
}

PageFindings lint_blocks(const std::vector<PageBlock>& blocks,
                         std::string_view kind) {
  Sources sources;
  LintOptions options;
  options.today = kToday;
  for (const PageBlock& block : blocks) {
    if (block.kind != kind || is_written(block)) continue;
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
  std::ranges::move(emit_findings(blocks, kind, analysis),
                    std::back_inserter(result.diagnostics));
  TextStyle style;
  style.width = 80;
  style.show_info = true;
  return {result.diagnostics,
          diagnostics_text(result.diagnostics, sources, style)};
}

}  // namespace lockstep::test
