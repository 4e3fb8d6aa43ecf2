#include "load/problems.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace lockstep {

void Problems::add(Diagnostic diagnostic) {
  const auto known = by_message_.find(diagnostic.message);
  if (known != by_message_.end()) {
    ++shown_[known->second].echoes;
    return;
  }
  auto rule = std::find_if(rules_.begin(), rules_.end(), [&](const auto& row) {
    return row.first == diagnostic.rule;
  });
  if (rule == rules_.end()) {
    rule = rules_.insert(rules_.end(), {diagnostic.rule, OfRule{}});
  }
  OfRule& of_rule = rule->second;
  if (of_rule.shown == kShown) {
    if (of_rule.hidden++ == 0) of_rule.first_hidden = std::move(diagnostic);
    return;
  }
  ++of_rule.shown;
  by_message_.emplace(diagnostic.message, shown_.size());
  shown_.push_back({std::move(diagnostic)});
}

void Problems::flush(std::vector<Diagnostic>& diagnostics) {
  for (Shown& shown : shown_) {
    if (shown.echoes > 0) {
      shown.diagnostic.message +=
          fmt::format(" (and {} more {} in this file)", shown.echoes,
                      shown.echoes == 1 ? "time" : "times");
    }
    diagnostics.push_back(std::move(shown.diagnostic));
  }
  for (auto& [rule, of_rule] : rules_) {
    if (of_rule.hidden == 0) continue;
    Diagnostic& diagnostic = of_rule.first_hidden;
    if (of_rule.hidden > 1) {
      diagnostic.message +=
          fmt::format(" (and {} more problems like this)", of_rule.hidden - 1);
    }
    diagnostics.push_back(std::move(diagnostic));
  }
  *this = {};
}

}  // namespace lockstep
