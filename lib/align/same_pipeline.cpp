// A dataset belongs to the first pipeline that selects it. Selectors are names
// with `*` for any bytes, or `tag:NAME`.
#include "align/same_pipeline.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "base/text.hpp"

namespace lockstep {
namespace {

/// Greedy match with one point of return: O(pattern * text) at worst.
bool matches_pattern(std::string_view pattern, std::string_view text) {
  std::size_t p = 0, t = 0, star = std::string_view::npos, resume = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

bool selected(const PipelineSettings& pipeline, const Dataset& dataset) {
  constexpr std::string_view kTag = "tag:";
  return pipeline.select.empty() ||
         std::ranges::any_of(
             pipeline.select, [&](const Located<std::string>& selector) {
               const std::string_view text = selector.value;
               if (text.starts_with(kTag)) {
                 return std::ranges::find(dataset.tags,
                                          text.substr(kTag.size())) !=
                        dataset.tags.end();
               }
               return matches_pattern(to_lower(text), dataset.key);
             });
}

/// What a placeholder of a name template stands for.
std::string_view value_of(std::string_view word, const Dataset& dataset,
                          std::string_view schedule) {
  const std::string_view key = dataset.key;
  const std::size_t dot = key.rfind('.');
  const bool has_domain = dot != std::string_view::npos;
  if (word == "table") return has_domain ? key.substr(dot + 1) : key;
  if (word == "name") return key;
  if (word == "schedule") return schedule;
  if (word == "tag") return dataset.tags.empty() ? "" : dataset.tags[0];
  if (!has_domain) return {};  // {{domain}}
  const std::string_view before = key.substr(0, dot);
  return before.substr(before.rfind('.') + 1);
}

bool is_transform(const Dataset& dataset) {
  return dataset.kind == NodeKind::Task || dataset.kind == NodeKind::View;
}

}  // namespace

Schedule shared_crons(const Cadence& a, const Cadence& b) {
  Schedule shared;
  const auto& others = b.schedule.crons;
  for (const ZonedCron& cron : a.schedule.crons) {
    if (std::ranges::find(others, cron) != others.end()) {
      shared.crons.push_back(cron);
    }
  }
  return shared;
}

bool share_a_cron(const Cadence& a, const Cadence& b) {
  const auto& others = b.schedule.crons;
  return std::ranges::any_of(a.schedule.crons, [&](const ZonedCron& cron) {
    return std::ranges::find(others, cron) != others.end();
  });
}

const PipelineSettings* settings_of(const Project& project,
                                    const Dataset& dataset) {
  for (const PipelineSettings& pipeline : project.settings.pipelines) {
    if (selected(pipeline, dataset)) return &pipeline;
  }
  return nullptr;
}

std::string pipeline_name(std::string_view name_template,
                          const Dataset& dataset, std::string_view schedule) {
  std::string name;
  for (std::string_view rest = name_template; !rest.empty();) {
    const std::size_t open = std::min(rest.find("{{"), rest.size());
    name += rest.substr(0, open);
    rest.remove_prefix(open);
    if (rest.empty()) break;
    const std::size_t close = std::min(rest.find("}}"), rest.size());
    name += value_of(trim(rest.substr(2, close - 2)), dataset, schedule);
    rest.remove_prefix(std::min(close + 2, rest.size()));
  }
  return to_lower(name);
}

Pipelines::Pipelines(const Project& project)
    : project_(project), names_(project.datasets.size()) {
  for (std::size_t i = 0; i < names_.size(); ++i) {
    const Dataset& dataset = project.datasets[i];
    const PipelineSettings* const pipeline = settings_of(project, dataset);
    // Jobs that share a cron share their schedule, so `{{schedule}}` tells
    // none of them apart.
    if (pipeline != nullptr) {
      names_[i] = pipeline_name(pipeline->name, dataset, "");
    }
  }
}

bool Pipelines::may_join(NodeId consumer, const Input& input) const {
  if (input.declared || input.guard != Guard::Default ||
      input.read != Read::Latest || !is_transform(project_[consumer]) ||
      !is_transform(project_[input.dataset])) {
    return false;
  }
  return !are_apart(consumer, input.dataset);
}

bool Pipelines::are_apart(NodeId a, NodeId b) const {
  const std::string& first = names_[a.index()];
  const std::string& second = names_[b.index()];
  return !first.empty() && !second.empty() && first != second;
}

}  // namespace lockstep
