// lint() as a list of passes: checks, precedence, severity, suppressions,
// baseline, order.

#include <algorithm>
#include <array>
#include <tuple>

#include <fmt/format.h>

#include "base/text.hpp"
#include "lint/passes.hpp"

namespace lockstep {
namespace {

/// Which rules run. Options that select replace the project file's choice.
class Selection {
 public:
  Selection(const LintSettings& settings, const LintOptions& options)
      : select_(options.select), ignore_(options.ignore) {
    if (!options.select.empty()) return;
    for (const auto& selector : settings.select) {
      select_.push_back(selector.value);
    }
    for (const auto& selector : settings.ignore) {
      ignore_.push_back(selector.value);
    }
  }

  [[nodiscard]] bool operator()(const Rule& rule) const {
    const auto names = [&](const std::string& s) { return selects(s, rule); };
    return (select_.empty() || std::ranges::any_of(select_, names)) &&
           std::ranges::none_of(ignore_, names);
  }

 private:
  std::vector<std::string> select_, ignore_;
};

std::optional<Severity> parse_level(std::string_view text) {
  if (text == "error") return Severity::Error;
  if (text == "warning") return Severity::Warning;
  if (text == "info") return Severity::Info;
  return std::nullopt;
}

Diagnostic setting_problem(std::string message, const Location& where,
                           std::string help) {
  Diagnostic result = finding("INP002", std::move(message));
  result.severity = Severity::Warning;  // the run means the same without it
  result.where = where;
  result.help = std::move(help);
  return result;
}

/// Selectors and levels of the project file that mean nothing.
void check_settings(const LintSettings& settings,
                    std::vector<Diagnostic>& findings) {
  const auto check = [&](const std::string& selector, const Location& where) {
    for (std::string& message : unknown_selectors({&selector, 1})) {
      findings.push_back(setting_problem(std::move(message), where,
                                         "`lockstep rules` lists the rules"));
    }
  };
  for (const auto& selector : settings.select) {
    check(selector.value, selector.where);
  }
  for (const auto& selector : settings.ignore) {
    check(selector.value, selector.where);
  }
  for (const auto& [selector, level] : settings.severity) {
    check(selector, level.where);
    if (parse_level(level.value)) continue;
    findings.push_back(setting_problem(
        fmt::format("unknown severity {}", quoted(level.value)), level.where,
        "one of error, warning, info; `ignore` switches a rule off"));
  }
}

/// The project file's level for a rule: that of the longest selector; ALL is
/// the shortest.
std::optional<Severity> level_for(const LintSettings& settings,
                                  const Rule& rule) {
  std::optional<Severity> result;
  std::size_t longest = 0;
  for (const auto& [selector, level] : settings.severity) {
    const std::size_t length =
        to_lower(selector) == "all" ? 1 : selector.size();
    if (length <= longest || !selects(selector, rule)) continue;
    longest = length;
    result = parse_level(level.value);
  }
  return result;
}

void apply_severities(std::vector<Diagnostic>& findings,
                      const LintSettings& settings) {
  if (settings.severity.empty()) return;
  for (Diagnostic& finding : findings) {
    const Rule* rule = find_rule(finding.rule);
    if (!rule || is_reading_error(finding)) continue;
    finding.severity = level_for(settings, *rule).value_or(finding.severity);
  }
}

void run_checks(const LintContext& ctx,
                const std::function<bool(const Rule&)>& selected,
                std::vector<Diagnostic>& findings) {
  for (const Rule& rule : rules()) {
    if (!rule.check || !selected(rule)) continue;
    rule.check(ctx, [&](Diagnostic diagnostic) {
      findings.push_back(std::move(diagnostic));
    });
  }
}

/// By place, then rule, message and nodes; equal ones once.
void put_in_order(std::vector<Diagnostic>& findings, const LintContext& ctx) {
  const auto rest = [](const Diagnostic& d) {
    return std::tie(d.rule, d.message, d.nodes);
  };
  std::ranges::sort(findings, [&](const Diagnostic& a, const Diagnostic& b) {
    if (ctx.before(a.where, b.where)) return true;
    if (ctx.before(b.where, a.where)) return false;
    return rest(a) < rest(b);
  });
  const auto repeated =
      std::unique(findings.begin(), findings.end(),
                  [&](const Diagnostic& a, const Diagnostic& b) {
                    return a.where == b.where && rest(a) == rest(b);
                  });
  findings.erase(repeated, findings.end());
}

Diagnostic baseline_stale(std::size_t count) {
  Diagnostic result = finding(
      "SUP002", fmt::format("{} of the baseline {} no finding any more",
                            count == 1 ? "one fingerprint"
                                       : fmt::format("{} fingerprints", count),
                            count == 1 ? "matches" : "match"));
  result.help = "write it anew with --write-baseline";
  return result;
}

void append(std::vector<Diagnostic>& to, std::vector<Diagnostic> from) {
  std::ranges::move(from, std::back_inserter(to));
}

}  // namespace

bool is_reading_error(const Diagnostic& diagnostic) {
  return diagnostic.rule.starts_with("INP") &&
         diagnostic.severity == Severity::Error;
}

LintResult lint(const LintInput& input, const Sources& sources,
                std::vector<Diagnostic> loading, const LintOptions& options) {
  const LintContext ctx(input, sources);
  const LintSettings& settings = ctx.project.settings.lint;
  const Selection selected(settings, options);
  LintResult result;
  std::vector<Diagnostic>& findings = result.diagnostics;
  findings = std::move(loading);
  check_settings(settings, findings);
  std::erase_if(findings, [&](const Diagnostic& diagnostic) {
    const Rule* rule = find_rule(diagnostic.rule);
    return rule && !is_reading_error(diagnostic) && !selected(*rule);
  });
  run_checks(ctx, selected, findings);
  drop_yielding(findings, findings);

  if (!ctx.project.settings.suppressions.empty()) {
    const std::vector<Diagnostic> all = findings;
    std::vector<Diagnostic> unused =
        apply_suppressions(findings, ctx, options.today, selected);
    result.suppressed = all.size() - findings.size();
    if (selected(*find_rule("SUP001"))) {
      drop_yielding(unused, all);
      append(findings, std::move(unused));
    }
  }
  apply_severities(findings, settings);

  if (options.has_baseline) {
    const std::size_t before = findings.size();
    const std::size_t stale = apply_baseline(findings, options.baseline);
    result.baselined = before - findings.size();
    // A choice of rules on the command line leaves out findings that the
    // baseline still needs.
    const bool narrowed = !options.select.empty() || !options.ignore.empty();
    if (stale > 0 && !narrowed && selected(*find_rule("SUP002"))) {
      findings.push_back(baseline_stale(stale));
      apply_severities(findings, settings);
    }
  }
  put_in_order(findings, ctx);
  return result;
}

std::vector<Diagnostic> input_problems(const LintInput& input,
                                       const Sources& sources,
                                       std::vector<Diagnostic> loading,
                                       sys_seconds today) {
  LintContext ctx(input, sources);
  ctx.target = nullptr;  // what a target makes of the inputs is for lint()
  std::vector<Diagnostic> findings = std::move(loading);
  check_settings(ctx.project.settings.lint, findings);
  const auto selected = [](const Rule& rule) { return rule.input_problem; };
  run_checks(ctx, selected, findings);
  drop_yielding(findings, findings);
  // Which suppressions do nothing is for lint() to say: all rules ran there.
  static_cast<void>(apply_suppressions(findings, ctx, today, selected));
  put_in_order(findings, ctx);
  return findings;
}

}  // namespace lockstep
