#pragma once
// A lint rule: one row, one function, one page. A rule reads the finished
// analysis and sees no other rule's result; the passes of lint.cpp settle what
// stays.

#include <cstdint>
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

/// What the checks share beside it (check.hpp).
struct LintContext;

using Report = std::function<void(Diagnostic)>;

/// What a finding is about. Two findings are about the same thing if they
/// stand at overlapping places, name the same cron and zone, share a dataset,
/// or name the same edge (nodes = {upstream, consumer}).
enum class Subject : std::uint8_t { Place, Schedule, Node, Edge };

/// One row of the table in rules.cpp.
struct Rule {
  std::string_view id;      ///< `CRN001`
  std::string_view name;    ///< `invalid-cron`: reads after "allow"
  std::string_view family;  ///< `cron`, `graph`, `suppression`, `input`
  Severity severity;        ///< default; a check may report a milder one
  Subject subject;
  std::string_view summary;
  std::string_view since;      ///< first version that has it
  std::string_view yields_to;  ///< ids, blank-separated: a finding of one of
                               ///< these about the same thing hides it
  /// Shown by every command, not only by lint: an input is not usable as is.
  bool input_problem;
  /// nullptr: reported elsewhere (loaders, the suppression pass).
  void (*check)(const LintContext&, const Report&);
};

/// Sorted by id.
[[nodiscard]] std::span<const Rule> rules();
/// By id or name, in any case; nullptr if there is none.
[[nodiscard]] const Rule* find_rule(std::string_view id_or_name);
/// The Markdown page of a rule, compiled in from docs/ID.md.
[[nodiscard]] std::string_view rule_page(const Rule& rule);

/// Does a selector (an id, the beginning of ids, a name, or ALL; in any case)
/// name the rule?
[[nodiscard]] bool selects(std::string_view selector, const Rule& rule);
/// The selectors that name no rule, each as a message: `unknown rule "CRN09"
/// (did you mean "CRN009"?)`. For --select and --ignore: wrong usage.
[[nodiscard]] std::vector<std::string> unknown_selectors(
    std::span<const std::string> selectors);

struct LintOptions {
  /// Ids, prefixes, names, ALL. Empty: what the project file selects, or ALL.
  std::vector<std::string> select;
  std::vector<std::string> ignore;    ///< beside what the project file ignores
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
/// they take part like any other finding, but errors of reading always stay.
/// Selectors of the project file that name no rule are findings (INP002).
[[nodiscard]] LintResult lint(const LintInput& input, const Sources& sources,
                              std::vector<Diagnostic> loading,
                              const LintOptions& options);

/// What every other command shows: `loading` and the rules marked as input
/// problems, whatever the project file selects, less what its suppressions
/// cover on the day `today`; sorted.
[[nodiscard]] std::vector<Diagnostic> input_problems(
    const LintInput& input, const Sources& sources,
    std::vector<Diagnostic> loading, sys_seconds today);

/// 16 hex digits over rule, nodes and parameters: never lines or paths.
[[nodiscard]] std::string fingerprint(const Diagnostic& diagnostic);

}  // namespace lockstep
