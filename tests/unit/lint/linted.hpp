#pragma once
// Texts to findings, as the tests of rules need them.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "analyze.hpp"
#include "lint/rule.hpp"

namespace lockstep::test {

struct File {
  std::string path;
  std::string text;
};

/// Findings and the texts that they point into.
struct Linted {
  std::vector<File> files;
  Sources sources;
  LintResult result;

  /// `CRN005 warning a.b: message @ marked bytes`, in order.
  [[nodiscard]] std::vector<std::string> lines() const {
    static constexpr std::string_view kSeverity[] = {"error", "warning",
                                                     "info"};
    std::vector<std::string> lines;
    for (const Diagnostic& d : result.diagnostics) {
      lines.push_back(
          fmt::format("{} {} {}: {} @ {}", d.rule,
                      kSeverity[static_cast<std::size_t>(d.severity)],
                      fmt::join(d.nodes, ","), d.message,
                      d.where.valid() ? sources.text(d.where) : "nowhere"));
    }
    return lines;
  }
  [[nodiscard]] std::vector<std::string> rules() const {
    std::vector<std::string> rules;
    for (const Diagnostic& d : result.diagnostics) rules.push_back(d.rule);
    return rules;
  }
};

/// Lints files as the command does.
inline Linted lint_files(std::vector<File> files,
                         const LintOptions& options = {}) {
  Linted linted;
  linted.files = std::move(files);
  for (const File& file : linted.files) {
    linted.sources.add({file.path, file.text, "", {}});
  }
  Analysis analysis = analyze(linted.sources, {});
  linted.result = lint({analysis.project, analysis.derivation}, linted.sources,
                       std::move(analysis.diagnostics), options);
  return linted;
}

/// A datasets file with one dataset `a.b` of one cron.
inline Linted lint_cron(std::string_view cron, std::string_view dialect = "",
                        std::string_view timezone = "UTC") {
  std::vector<File> files = {
      {"datasets.yaml",
       fmt::format("datasets:\n  a.b: {{cron: \"{}\"}}\n", cron)},
      {"lockstep.yaml", fmt::format("version: 1\ntimezone: {}\n", timezone)}};
  if (!dialect.empty()) {
    files.back().text += fmt::format("dialect: {}\n", dialect);
  }
  return lint_files(std::move(files));
}

}  // namespace lockstep::test
