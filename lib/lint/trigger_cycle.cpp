// TRG009: what starts what, datasets of one id taken as one, as generated
// pipelines do. Strong components of that graph.

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/text.hpp"
#include "lint/checks.hpp"
#include "lint/dataset_id.hpp"

namespace lockstep {
namespace {

/// Datasets and exposures by the id that they have in generated pipelines.
class Events {
 public:
  explicit Events(const Project& project) {
    for (const Dataset& dataset : project.datasets) {
      add(dataset_id(dataset.name));
    }
    for (const Exposure& exposure : project.exposures) {
      add(dataset_id(exposure.name));
    }
    for (auto& [id, event] : ids_) {
      event = NodeId(names_.size());
      names_.push_back(id);
    }
  }

  [[nodiscard]] NodeId of(std::string_view name) const {
    return ids_.at(dataset_id(name));
  }
  [[nodiscard]] const std::string& name(NodeId event) const {
    return names_[event.index()];
  }
  [[nodiscard]] std::size_t size() const { return names_.size(); }

 private:
  void add(std::string id) { ids_.try_emplace(std::move(id)); }

  std::map<std::string, NodeId, std::less<>> ids_;
  std::vector<std::string> names_;
};

/// A sensor and one of the datasets that start it.
struct Start {
  NodeId from, to;
};

std::vector<Start> starts_of(const LintContext& ctx) {
  std::vector<Start> starts;
  for (std::size_t i = 0; i < ctx.project.datasets.size(); ++i) {
    const NodeId node(i);
    const JobStart& start = ctx.derivation[node];
    if (start.type != StartType::Sensor || start.cyclic) continue;
    for (const NodeId from : start.datasets) starts.push_back({from, node});
  }
  return starts;
}

std::vector<Edge> event_edges(const LintContext& ctx, const Events& events,
                              const std::vector<Start>& starts) {
  const Project& project = ctx.project;
  std::vector<Edge> edges;
  for (const Start& start : starts) {
    edges.push_back({events.of(project[start.from].name),
                     events.of(project[start.to].name)});
  }
  for (const Exposure& exposure : project.exposures) {
    for (const auto& read : exposure.reads) {
      if (!read.value.valid()) continue;
      edges.push_back(
          {events.of(project[read.value].name), events.of(exposure.name)});
    }
  }
  return edges;
}

/// The jobs of a circle of events, with what starts each.
void report_circle(const LintContext& ctx, const Events& events,
                   const std::vector<Start>& starts,
                   const std::vector<NodeId>& circle, const Report& report) {
  std::vector<std::string> ids;
  for (const NodeId event : circle) ids.push_back(events.name(event));
  Diagnostic result =
      finding("TRG009", fmt::format("jobs start each other for ever: {}",
                                    fmt::join(ids, " -> ")));
  for (std::size_t i = 0; i + 1 < circle.size(); ++i) {
    for (const Start& start : starts) {
      const Dataset& from = ctx.project[start.from];
      const Dataset& to = ctx.project[start.to];
      if (events.of(from.name) != circle[i] ||
          events.of(to.name) != circle[i + 1]) {
        continue;
      }
      result.nodes.push_back(to.name);
      if (!result.where.valid()) result.where = to.where;
      result.notes.push_back(
          {fmt::format("{} starts {}", quoted(from.name), quoted(to.name)),
           to.where});
      break;
    }
  }
  std::ranges::sort(result.nodes);
  result.help =
      "generated pipelines take names that differ in punctuation or case for "
      "one dataset; rename one, give a job of the circle a cron, or drop the "
      "input";
  report(std::move(result));
}

}  // namespace

void check_trigger_cycle(const LintContext& ctx, const Report& report) {
  const std::vector<Start> starts = starts_of(ctx);
  if (starts.empty()) return;
  // If every id is one name's, GRA001 sees every circle.
  if (have_own_ids(ctx.project, ctx.project.exposures)) return;
  const Events events(ctx.project);
  const LineageGraph graph(events.size(), event_edges(ctx, events, starts));
  for (const Cycle& cycle : topology(graph).cycles) {
    report_circle(ctx, events, starts, cycle.shortest, report);
  }
  for (std::size_t i = 0; i < events.size(); ++i) {
    const NodeId event(i);
    if (graph.reads_itself(event)) {
      report_circle(ctx, events, starts, {event, event}, report);
    }
  }
}

}  // namespace lockstep
