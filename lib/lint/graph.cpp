// Rules about the lineage graph: cycles, names that nothing declares, ids that
// collide, tasks that no schedule reaches, contradicting inputs.

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/text.hpp"
#include "lint/checks.hpp"
#include "lint/dataset_id.hpp"

namespace lockstep {
namespace {

constexpr std::size_t kNotesShown = 8;

/// Names compared for suggestions in one run: enough for every real project,
/// and a bound for a file of nothing but wrong names.
constexpr std::size_t kComparisons = 5'000'000;

std::vector<std::string> names_of(const Project& project,
                                  const std::vector<NodeId>& nodes) {
  std::vector<std::string> result;
  for (const NodeId node : nodes) result.push_back(project[node].name);
  return result;
}

const Input* find_input(const Dataset& consumer, NodeId upstream) {
  const auto input =
      std::ranges::find(consumer.inputs, upstream, &Input::dataset);
  return input == consumer.inputs.end() ? nullptr : &*input;
}

/// The path with arrows; the middle of a long one is left out.
std::string path_text(const std::vector<std::string>& path) {
  constexpr std::size_t kShown = 10;
  std::vector<std::string> shown = path;
  if (path.size() > kShown + 1) {
    shown.erase(shown.begin() + kShown / 2, shown.end() - kShown / 2);
    shown.insert(shown.begin() + kShown / 2, "...");
  }
  return fmt::format("{}", fmt::join(shown, " -> "));
}

void report_cycle(const LintContext& ctx, const Cycle& cycle,
                  const Report& report) {
  const Project& project = ctx.project;
  const std::vector<std::string> path = names_of(project, cycle.shortest);
  const std::size_t length = path.size() - 1;
  std::string message =
      fmt::format("cycle of {} datasets: {}", length, path_text(path));
  if (cycle.members.size() > length) {
    message += fmt::format(
        " (the shortest of {} datasets that all depend on "
        "each other)",
        cycle.members.size());
  }
  Diagnostic result = finding("GRA001", std::move(message));
  result.nodes = names_of(project, cycle.members);
  for (std::size_t i = 0; i < length; ++i) {
    const Dataset& consumer = project[cycle.shortest[i + 1]];
    const Input* input = find_input(consumer, cycle.shortest[i]);
    const Location where =
        input && input->where.valid() ? input->where : consumer.where;
    if (i == 0) result.where = where;
    if (i >= kNotesShown || !where.valid()) continue;
    result.notes.push_back({fmt::format("{} reads {} here",
                                        quoted(consumer.name), quoted(path[i])),
                            where});
  }
  result.help =
      "remove one of these inputs; jobs in a cycle or behind one get no "
      "schedule";
  report(std::move(result));
}

/// Every name that a reference can mean, and those that lineage mentions as
/// external sources.
std::vector<std::string_view> known_names(const Project& project) {
  std::vector<std::string_view> result;
  for (const Dataset& dataset : project.datasets) {
    result.push_back(dataset.name);
    for (const std::string& name : dataset.external_refs) {
      result.push_back(name);
    }
  }
  std::ranges::sort(result);
  result.erase(std::unique(result.begin(), result.end()), result.end());
  return result;
}

/// Unknown as a dataset, but named by lineage as a source outside of it.
bool is_external(const UnknownReference& reference,
                 const std::vector<std::string_view>& known) {
  const std::string key = to_lower(reference.name);
  return std::ranges::any_of(
      known, [&](std::string_view name) { return to_lower(name) == key; });
}

Diagnostic unknown_reference(const UnknownReference& reference,
                             const std::string& suggestion) {
  Diagnostic result =
      finding("GRA002",
              fmt::format("unknown dataset {} in {}{}", quoted(reference.name),
                          quoted(reference.field), suggestion));
  result.where = reference.where;
  if (!reference.consumer.empty()) result.nodes = {reference.consumer};
  result.parameters = {{"field", reference.field}, {"name", reference.name}};
  return result;
}

/// The places of `nodes`, first one first.
std::vector<NodeId> by_place(const LintContext& ctx,
                             std::vector<NodeId> nodes) {
  std::ranges::stable_sort(nodes, [&](NodeId a, NodeId b) {
    return ctx.before(ctx.project[a].where, ctx.project[b].where);
  });
  return nodes;
}

void report_collision(const LintContext& ctx, const std::string& id,
                      const std::vector<NodeId>& nodes, const Report& report) {
  std::vector<std::string> names = names_of(ctx.project, nodes);
  Diagnostic result = finding(
      "GRA003", fmt::format("datasets {} get the same id {} in generated "
                            "pipelines",
                            join_words(names), quoted(id)));
  // Only what lockstep writes is known to use the id.
  if (!ctx.target || !ctx.target->emitted) result.severity = Severity::Warning;
  const std::vector<NodeId> ordered = by_place(ctx, nodes);
  result.where = ctx.project[ordered.back()].where;
  for (std::size_t i = 0; i + 1 < ordered.size() && i < kNotesShown; ++i) {
    const Dataset& dataset = ctx.project[ordered[i]];
    result.notes.push_back(
        {quoted(dataset.name) + " is declared here", dataset.where});
  }
  result.nodes = std::move(names);
  result.parameters = {{"id", id}};
  result.help = "rename one of them";
  report(std::move(result));
}

void report_conflict(const LintContext& ctx, const Dataset& dataset,
                     const Report& report) {
  const std::vector<CronUse>& ignored = dataset.conflicting_crons;
  std::vector<std::string> counting;
  for (const CronUse& use : dataset.crons) {
    counting.push_back(quoted(ctx.project[use.cron].text));
  }
  const std::string other = quoted(ctx.project[ignored.front().cron].text);
  const bool one_file =
      !dataset.crons.empty() &&
      dataset.crons.front().where.source == ignored.front().where.source;
  Diagnostic result = finding(
      "GRA005",
      fmt::format("dataset {} has cron {} here and {} {}", quoted(dataset.name),
                  other, join_words(counting),
                  one_file ? "elsewhere in this file" : "in an equal input"));
  result.where = place_of_cron(ctx, ignored.front());
  result.nodes = {dataset.name};
  result.parameters = {{"cron", ctx.project[ignored.front().cron].text}};
  for (std::size_t i = 0; i < dataset.crons.size() && i < kNotesShown; ++i) {
    result.notes.push_back({counting[i] + " stands here, and counts",
                            place_of_cron(ctx, dataset.crons[i])});
  }
  for (std::size_t i = 1; i < ignored.size() && i < kNotesShown; ++i) {
    result.notes.push_back(
        {quoted(ctx.project[ignored[i].cron].text) + " stands here",
         place_of_cron(ctx, ignored[i])});
  }
  result.help = "make them equal, or say in the project file which one counts";
  report(std::move(result));
}

}  // namespace

void check_cycle(const LintContext& ctx, const Report& report) {
  for (const Cycle& cycle : ctx.project.topology.cycles) {
    report_cycle(ctx, cycle, report);
  }
}

void check_unknown_reference(const LintContext& ctx, const Report& report) {
  if (ctx.project.unknown_references.empty()) return;
  const std::vector<std::string_view> known = known_names(ctx.project);
  std::map<std::string, std::string> suggestions;
  std::size_t comparisons = 0;
  for (const UnknownReference& reference : ctx.project.unknown_references) {
    const auto [entry, fresh] = suggestions.try_emplace(reference.name);
    const bool external = is_external(reference, known);
    if (fresh && !external && comparisons < kComparisons) {
      comparisons += known.size();
      entry->second = suggestion(reference.name, known);
    }
    Diagnostic result = unknown_reference(reference, entry->second);
    result.help = external
                      ? "lineage knows it as an external source only; declare "
                        "it under `datasets` to make it a dataset"
                      : "declare it under `datasets`, or in a lineage file";
    report(std::move(result));
  }
}

void check_id_collision(const LintContext& ctx, const Report& report) {
  if (have_own_ids(ctx.project, {})) return;
  std::map<std::string, std::vector<NodeId>> by_id;
  for (std::size_t i = 0; i < ctx.project.datasets.size(); ++i) {
    by_id[dataset_id(ctx.project.datasets[i].key)].push_back(NodeId(i));
  }
  for (const auto& [id, nodes] : by_id) {
    if (nodes.size() > 1) report_collision(ctx, id, nodes, report);
  }
}

void check_conflicting_crons(const LintContext& ctx, const Report& report) {
  for (const Dataset& dataset : ctx.project.datasets) {
    if (!dataset.conflicting_crons.empty()) {
      report_conflict(ctx, dataset, report);
    }
  }
}

}  // namespace lockstep
