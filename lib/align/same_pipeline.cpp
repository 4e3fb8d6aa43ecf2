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

void replace_all(std::string& text, std::string_view what,
                 std::string_view by) {
  for (std::size_t at = text.find(what); at != std::string::npos;
       at = text.find(what, at + by.size())) {
    text.replace(at, what.size(), by);
  }
}

/// The name of the pipeline of a dataset. Jobs that share a cron share their
/// schedule, so `{{schedule}}` tells none of them apart.
std::string rendered(std::string name, const Dataset& dataset) {
  const std::string_view key = dataset.key;
  const std::size_t dot = key.rfind('.');
  std::string_view domain, table = key;
  if (dot != std::string_view::npos) {
    table = key.substr(dot + 1);
    domain = key.substr(0, dot);
    domain = domain.substr(domain.rfind('.') + 1);
  }
  replace_all(name, "{{domain}}", domain);
  replace_all(name, "{{table}}", table);
  replace_all(name, "{{name}}", key);
  replace_all(name, "{{tag}}", dataset.tags.empty() ? "" : dataset.tags[0]);
  return name;
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

Pipelines::Pipelines(const Project& project)
    : project_(project), names_(project.datasets.size()) {
  for (std::size_t i = 0; i < names_.size(); ++i) {
    const Dataset& dataset = project.datasets[i];
    for (const PipelineSettings& pipeline : project.settings.pipelines) {
      if (!selected(pipeline, dataset)) continue;
      names_[i] = rendered(pipeline.name, dataset);
      break;
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
