#pragma once
// Renderers: finished analyses and findings to text in one format each. All
// return strings; nothing here prints.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "align/start.hpp"
#include "base/diagnostic.hpp"
#include "base/source.hpp"
#include "model/project.hpp"

namespace lockstep {

struct Alignment;

/// What every document says about its maker.
struct ToolInfo {
  std::string version;
  std::string tzdata;  ///< "2025b"; "unknown" if it cannot be told
};

struct TextStyle {
  bool color = false;
  int width = 100;         ///< columns of the terminal; 0: unlimited
  bool show_info = false;  ///< lint: list info findings instead of counting
};

// derive
[[nodiscard]] std::string derive_text(const Project&, const Derivation&,
                                      const TextStyle&);
[[nodiscard]] std::string derive_json(const Project&, const Derivation&,
                                      const ToolInfo&);
[[nodiscard]] std::string derive_csv(const Project&, const Derivation&);

// report
[[nodiscard]] std::string report_json(const Project&, const Derivation&,
                                      const Alignment&, const ToolInfo&);
/// Tables of ages and of reads, for wikis and pull requests.
[[nodiscard]] std::string report_markdown(const Project&, const Derivation&,
                                          const Alignment&);
[[nodiscard]] std::string report_dot(const Project&, const Derivation&);
[[nodiscard]] std::string report_mermaid(const Project&, const Derivation&);

// diagnostics
struct Summary {
  std::size_t error = 0, warning = 0, info = 0;
};
[[nodiscard]] Summary summarize(const std::vector<Diagnostic>&);
/// Snippet, caret, notes, help; one line of counts at the end.
[[nodiscard]] std::string diagnostics_text(const std::vector<Diagnostic>&,
                                           const Sources&, const TextStyle&);

/// What a document of findings says beside them.
struct Findings {
  const std::vector<Diagnostic>& diagnostics;
  const Sources& sources;
  const ToolInfo& tool;
  const std::string& scope;  ///< where "for ever" is not proved
};
[[nodiscard]] std::string diagnostics_json(const Findings&);
/// SARIF 2.1.0 (OASIS): what code scanning services and editors read.
[[nodiscard]] std::string diagnostics_sarif(const Findings&);
/// GitHub workflow commands: `::error file=..,line=..,col=..::..`.
[[nodiscard]] std::string diagnostics_github(const Findings&);
/// GitLab's Code Quality report: a JSON array, one issue a finding.
[[nodiscard]] std::string diagnostics_gitlab(const Findings&);
/// JUnit XML: a failed test case for each error and warning.
[[nodiscard]] std::string diagnostics_junit(const Findings&);
/// Checkstyle XML: findings by file.
[[nodiscard]] std::string diagnostics_checkstyle(const Findings&);
/// Reviewdog Diagnostic Format: one JSON document with suggestions.
[[nodiscard]] std::string diagnostics_rdjson(const Findings&);

/// A machine format of findings.
struct FindingsFormat {
  std::string_view name;
  std::string (*render)(const Findings&);
};
/// In the order in which help lists them.
[[nodiscard]] std::span<const FindingsFormat> findings_formats();

}  // namespace lockstep
