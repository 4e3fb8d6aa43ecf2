// One problem, one finding: a finding that yields to another about the same
// thing is dropped. Every finding is indexed under the things it is about.

#include <algorithm>
#include <set>
#include <utility>

#include "base/text.hpp"
#include "lint/passes.hpp"

namespace lockstep {
namespace {

std::vector<std::string_view> words(std::string_view text) {
  std::vector<std::string_view> result;
  while (!(text = trim(text)).empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    result.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return result;
}

std::string joined(std::string_view kind, std::string_view a,
                   std::string_view b = {}) {
  // Lengths keep "a"+"bc" and "ab"+"c" apart.
  return std::string(kind) + std::to_string(a.size()) + ':' + std::string(a) +
         std::string(b);
}

std::string parameter(const Diagnostic& diagnostic, std::string_view key) {
  for (const auto& [name, value] : diagnostic.parameters) {
    if (name == key) return value;
  }
  return {};
}

/// The things a finding is about, as keys. A schedule rule meets another by
/// its cron, a rule about nodes by its datasets; one about an edge meets them
/// by the job that reads.
std::vector<std::string> keys(const Diagnostic& diagnostic, Subject subject,
                              Subject other) {
  std::vector<std::string> result;
  if (subject == Subject::Schedule && other == Subject::Schedule) {
    result.push_back(joined("cron", parameter(diagnostic, "cron"),
                            parameter(diagnostic, "timezone")));
  } else if (subject == Subject::Edge && other == Subject::Edge) {
    result.push_back(joined("edge", to_lower(diagnostic.nodes.front()),
                            to_lower(diagnostic.nodes.back())));
  } else if (subject == Subject::Edge) {
    result.push_back(joined("node", to_lower(diagnostic.nodes.back())));
  } else {
    for (const std::string& node : diagnostic.nodes) {
      result.push_back(joined("node", to_lower(node)));
    }
  }
  return result;
}

bool overlap(const Location& a, const Location& b) {
  return a.valid() && a.source == b.source &&
         a.offset < b.offset + std::max<std::size_t>(b.length, 1) &&
         b.offset < a.offset + std::max<std::size_t>(a.length, 1);
}

/// The ids of the rules to which others yield.
std::set<std::string_view> winners() {
  std::set<std::string_view> ids;
  for (const Rule& rule : rules()) {
    for (const std::string_view id : words(rule.yields_to)) ids.insert(id);
  }
  return ids;
}

/// Findings by rule, each under its keys for the subject of the one that asks.
class Index {
 public:
  explicit Index(const std::vector<Diagnostic>& findings)
      : findings_(findings) {
    const std::set<std::string_view> asked = winners();
    for (const Diagnostic& finding : findings) {
      const Rule* rule = find_rule(finding.rule);
      if (!rule || !asked.contains(rule->id)) continue;
      for (const Subject other :
           {Subject::Schedule, Subject::Node, Subject::Edge}) {
        for (std::string& key : keys(finding, rule->subject, other)) {
          keys_.emplace(rule->id, std::move(key));
        }
      }
    }
  }

  /// Is there a finding of `winner` about the same thing?
  [[nodiscard]] bool holds(const Rule& winner, const Diagnostic& finding,
                           Subject subject) const {
    if (subject == Subject::Place) {
      return std::ranges::any_of(findings_, [&](const Diagnostic& other) {
        return other.rule == winner.id && overlap(other.where, finding.where);
      });
    }
    return std::ranges::any_of(keys(finding, subject, winner.subject),
                               [&](const std::string& key) {
                                 return keys_.contains({winner.id, key});
                               });
  }

 private:
  const std::vector<Diagnostic>& findings_;
  std::set<std::pair<std::string_view, std::string>> keys_;
};

}  // namespace

void drop_yielding(std::vector<Diagnostic>& from,
                   const std::vector<Diagnostic>& to) {
  const Index index(to);
  std::vector<bool> yields(from.size());
  for (std::size_t i = 0; i < from.size(); ++i) {
    const Rule* rule = find_rule(from[i].rule);
    if (!rule) continue;
    yields[i] =
        std::ranges::any_of(words(rule->yields_to), [&](std::string_view id) {
          const Rule* winner = find_rule(id);
          return winner && index.holds(*winner, from[i], rule->subject);
        });
  }
  std::size_t i = 0;
  std::erase_if(from, [&](const Diagnostic&) { return yields[i++]; });
}

}  // namespace lockstep
