// Suppressions are data in the project file. A finding about a cron in several
// datasets goes when every one of them is covered; a finding about nodes or an
// edge goes when one suppression names it.

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "lint/passes.hpp"

namespace lockstep {
namespace {

bool same_name(std::string_view a, std::string_view b) {
  return to_lower(a) == to_lower(b);
}

bool names_rule(const Suppression& suppression, const Diagnostic& finding) {
  const Rule* rule = find_rule(suppression.rule);
  return rule && rule->id == finding.rule;
}

bool is_about_edge(const Diagnostic& finding) {
  const Rule* rule = find_rule(finding.rule);
  return rule && rule->subject == Subject::Edge;
}

/// Does the suppression cover the part of the finding that is about `node`?
bool covers(const Suppression& suppression, const Diagnostic& finding,
            std::string_view node) {
  const bool edge = is_about_edge(finding);
  if (!suppression.upstream.empty() &&
      !(edge && same_name(suppression.upstream, finding.nodes.front()))) {
    return false;
  }
  return suppression.dataset.empty() ||
         same_name(suppression.dataset, edge ? finding.nodes.back() : node);
}

/// The suppressions of a project, which of them are in force and which did
/// something.
class Suppressions {
 public:
  Suppressions(const std::vector<Suppression>& all, sys_seconds today)
      : all_(all), today_(today), used_(all.size()) {}

  [[nodiscard]] bool over(std::size_t i) const {
    return all_[i].until && today_ >= *all_[i].until;
  }
  [[nodiscard]] bool used(std::size_t i) const { return used_[i]; }

  /// True if the finding goes. Marks every suppression that has a part in it.
  bool cover(const Diagnostic& finding) {
    if (finding.nodes.empty()) return cover_node(finding, "");
    const Rule* rule = find_rule(finding.rule);
    const bool all = rule && rule->subject == Subject::Schedule;
    std::size_t covered = 0;
    for (const std::string& node : finding.nodes) {
      covered += cover_node(finding, node) ? 1 : 0;
    }
    return all ? covered == finding.nodes.size() : covered > 0;
  }

 private:
  bool cover_node(const Diagnostic& finding, std::string_view node) {
    bool covered = false;
    for (std::size_t i = 0; i < all_.size(); ++i) {
      if (over(i) || !names_rule(all_[i], finding)) continue;
      if (!covers(all_[i], finding, node)) continue;
      used_[i] = true;
      covered = true;
    }
    return covered;
  }

  const std::vector<Suppression>& all_;
  sys_seconds today_;
  std::vector<bool> used_;
};

/// `CRN005`, `ALN001 for kpi.x`, `ALN001 for kpi.x reading kpi.y`.
std::string subject_text(const Suppression& suppression, const Rule& rule) {
  std::string text(rule.id);
  if (!suppression.dataset.empty()) {
    text += " for " + quoted(suppression.dataset);
  }
  if (!suppression.upstream.empty()) {
    text += " reading " + quoted(suppression.upstream);
  }
  return text;
}

Diagnostic unused(const Suppression& suppression, std::string message,
                  std::string help) {
  Diagnostic result = finding("SUP001", std::move(message));
  result.where = suppression.where;
  result.help = std::move(help);
  result.parameters = {{"dataset", suppression.dataset},
                       {"rule", suppression.rule},
                       {"upstream", suppression.upstream}};
  return result;
}

Diagnostic unknown_rule(const Suppression& suppression) {
  const std::string name = suppression.rule;
  return unused(suppression,
                "suppression of an " + unknown_selectors({&name, 1}).front(),
                "`lockstep rules` lists the rules");
}

Diagnostic idle(const Suppression& suppression, const Rule& rule, bool over) {
  const std::string subject = subject_text(suppression, rule);
  if (over) {
    return unused(suppression,
                  fmt::format("suppression of {} is over since {}", subject,
                              format_instant(*suppression.until).substr(0, 10)),
                  "mend what it hid, or give it a new date");
  }
  return unused(suppression,
                fmt::format("suppression of {} matches no finding", subject),
                "delete it");
}

/// The edit that takes the lines of a block item (`- {rule: ...}`) out;
/// nullopt if something else stands on them.
std::optional<Edit> removal(const Sources& sources, const Location& item) {
  if (!item.valid()) return std::nullopt;
  const std::string_view text = sources[item.source].text;
  const std::size_t begin = text.rfind('\n', item.offset) + 1;
  const std::size_t end = text.find('\n', item.offset + item.length);
  if (end == std::string_view::npos) return std::nullopt;
  const std::size_t last = item.offset + item.length;
  const bool alone = trim(text.substr(begin, item.offset - begin)) == "-" &&
                     trim(text.substr(last, end - last)).empty();
  if (!alone) return std::nullopt;
  return Edit{{item.source, begin, end + 1 - begin}, ""};
}

}  // namespace

std::vector<Diagnostic> apply_suppressions(
    std::vector<Diagnostic>& findings, const LintContext& ctx,
    sys_seconds today, const std::function<bool(const Rule&)>& selected) {
  const std::vector<Suppression>& all = ctx.project.settings.suppressions;
  Suppressions suppressions(all, today);
  std::erase_if(findings, [&](const Diagnostic& finding) {
    return !is_reading_error(finding) && suppressions.cover(finding);
  });
  std::vector<Diagnostic> result;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Rule* rule = find_rule(all[i].rule);
    if (!rule) {
      result.push_back(unknown_rule(all[i]));
    } else if (!suppressions.used(i) && selected(*rule)) {
      result.push_back(idle(all[i], *rule, suppressions.over(i)));
    }
  }
  for (Diagnostic& unused : result) {
    if (auto edit = removal(ctx.sources, unused.where)) {
      unused.fix = Fix{true, {*edit}};
    }
  }
  return result;
}

}  // namespace lockstep
