#include "load/problems.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace lockstep {

void Problems::error(std::string_view rule, std::string message, Place place,
                     std::string help) {
  Diagnostic diagnostic;
  diagnostic.rule = rule;
  diagnostic.message = std::move(message);
  diagnostic.where = map_.locate(place);
  diagnostic.help = std::move(help);
  add(std::move(diagnostic));
}

Problems::OfRule& Problems::of_rule(const std::string& rule) {
  const auto known =
      std::find_if(rules_.begin(), rules_.end(),
                   [&](const auto& row) { return row.first == rule; });
  if (known != rules_.end()) return known->second;
  return rules_.emplace_back(rule, OfRule{}).second;
}

void Problems::add(Diagnostic diagnostic) {
  const auto known = by_message_.find(diagnostic.message);
  if (known != by_message_.end()) {
    ++shown_[known->second].echoes;
    return;
  }
  OfRule& rule = of_rule(diagnostic.rule);
  if (rule.shown == kShown) {
    if (rule.hidden++ == 0) rule.first_hidden = std::move(diagnostic);
    return;
  }
  ++rule.shown;
  by_message_.emplace(diagnostic.message, shown_.size());
  shown_.push_back({std::move(diagnostic)});
}

void Problems::flush(std::vector<Diagnostic>& diagnostics) {
  for (auto& [diagnostic, echoes] : shown_) {
    if (echoes > 0) {
      diagnostic.message += fmt::format(" (and {} more {} in this file)",
                                        echoes, echoes == 1 ? "time" : "times");
    }
    diagnostics.push_back(std::move(diagnostic));
  }
  for (auto& [rule, of_rule] : rules_) {
    if (of_rule.hidden == 0) continue;
    if (of_rule.hidden > 1) {
      of_rule.first_hidden.message +=
          fmt::format(" (and {} more problems that {} reports in this file)",
                      of_rule.hidden - 1, rule);
    }
    diagnostics.push_back(std::move(of_rule.first_hidden));
  }
}

}  // namespace lockstep
