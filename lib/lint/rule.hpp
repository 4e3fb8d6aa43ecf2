#pragma once
// A lint rule: one row, one function, one page. A rule reads the finished
// analysis and sees no other rule's result.

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "align/start.hpp"
#include "base/diagnostic.hpp"
#include "model/project.hpp"

namespace lockstep {

/// What every check reads.
struct LintInput {
  const Project& project;
  const Derivation& derivation;
};

using Report = std::function<void(Diagnostic)>;

/// One row of the table in rules.cpp.
struct Rule {
  std::string_view id;      ///< `CRN001`
  std::string_view name;    ///< `invalid-cron`: reads after "allow"
  std::string_view family;  ///< `cron`, `graph`, `suppression`, `input`
  Severity severity;        ///< default; a check may report a milder one
  std::string_view summary;
  std::string_view since;      ///< first version that has it
  std::string_view yields_to;  ///< ids, blank-separated: a finding on the same
                               ///< nodes and place of one of these hides it
  /// nullptr: reported elsewhere (loaders, the suppression pass).
  void (*check)(const LintInput&, const Report&);
};

[[nodiscard]] std::span<const Rule> rules();
/// By id in any case or by name; nullptr if there is none.
[[nodiscard]] const Rule* find_rule(std::string_view id_or_name);
/// The Markdown page of a rule, compiled in from docs/ID.md.
[[nodiscard]] std::string_view rule_page(const Rule& rule);

struct LintOptions {
  std::vector<std::string> select;  ///< ids, prefixes, names, ALL; empty: ALL
  std::vector<std::string> ignore;
  sys_seconds today{};                ///< for `until`; passed in by tools/
  std::vector<std::string> baseline;  ///< fingerprints to leave out
  bool has_baseline = false;
};

struct LintResult {
  /// Sorted by file, place, rule, message; suppressed ones are gone.
  std::vector<Diagnostic> diagnostics;
  std::size_t suppressed = 0;
  std::size_t baselined = 0;
};

/// Runs every selected rule, then precedence, severity settings, suppressions
/// and the baseline. `loading` are the diagnostics of loaders and resolve():
/// they take part like any other finding.
[[nodiscard]] LintResult lint(const LintInput& input, const Sources& sources,
                              std::vector<Diagnostic> loading,
                              const LintOptions& options);

/// 16 hex digits over rule, nodes and parameters: never lines or paths.
[[nodiscard]] std::string fingerprint(const Diagnostic& diagnostic);

}  // namespace lockstep
