// From drafts to the project: settings, then names to ids in sorted order,
// then each dataset by merging its declarations, then what refers to datasets,
// then the graph.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/text.hpp"
#include "cron/dialect.hpp"
#include "model/cron_table.hpp"
#include "model/draft.hpp"
#include "model/merge.hpp"
#include "model/project.hpp"

namespace lockstep {
namespace {

void sort_by_path(std::vector<Draft>& drafts) {
  std::ranges::stable_sort(drafts, [](const Draft& a, const Draft& b) {
    return std::tie(a.path, a.precedence) < std::tie(b.path, b.precedence);
  });
}

/// The settings of the first project file; more of them are errors.
DraftSettings take_settings(std::vector<Draft>& drafts,
                            std::vector<Diagnostic>& diagnostics) {
  Draft* first = nullptr;
  for (Draft& draft : drafts) {
    if (!draft.settings) continue;
    if (first == nullptr) {
      first = &draft;
      continue;
    }
    Diagnostic diagnostic;
    diagnostic.rule = "INP002";
    diagnostic.message = fmt::format(
        "a second project file; the settings of {} "
        "are in force",
        quoted(first->path));
    diagnostic.where = draft.settings->where;
    diagnostic.notes.push_back({"the first", first->settings->where});
    diagnostic.help = "keep one file with \"version: 1\" among the inputs";
    diagnostics.push_back(std::move(diagnostic));
  }
  return first == nullptr ? DraftSettings{} : std::move(*first->settings);
}

const Dialect& choose_dialect(const DraftSettings& settings,
                              const ResolveOptions& options,
                              std::vector<Diagnostic>& diagnostics) {
  const Dialect& fallback = dialects().front();
  if (!options.dialect && !settings.dialect) return fallback;
  const std::string& name =
      options.dialect ? *options.dialect : settings.dialect->value;
  if (const Dialect* found = find_dialect(name)) return *found;
  std::vector<std::string_view> names;
  for (const Dialect& dialect : dialects()) names.push_back(dialect.name);
  Diagnostic diagnostic;
  diagnostic.rule = "INP002";
  diagnostic.message = fmt::format("dialect: {} is not known{}", quoted(name),
                                   suggestion(name, names));
  if (!options.dialect) diagnostic.where = settings.dialect->where;
  const std::vector<std::string> known(names.begin(), names.end());
  diagnostic.help = "known dialects: " + join_words(known, known.size());
  diagnostics.push_back(std::move(diagnostic));
  return fallback;
}

/// nullptr if none is named, or none that is known.
const Target* choose_target(const DraftSettings& settings,
                            const ResolveOptions& options,
                            std::vector<Diagnostic>& diagnostics) {
  if (!options.target && !settings.lint.target) return nullptr;
  const std::string& name =
      options.target ? *options.target : settings.lint.target->value;
  const auto found = find_target(name);
  if (found) return *found;
  Diagnostic diagnostic;
  diagnostic.rule = "INP002";
  diagnostic.message = "target: " + found.error().message;
  if (!options.target) diagnostic.where = settings.lint.target->where;
  diagnostic.help = found.error().hint;
  diagnostics.push_back(std::move(diagnostic));
  return nullptr;
}

Settings make_settings(DraftSettings& draft, const ResolveOptions& options,
                       const Dialect& dialect, const Target* target,
                       ZoneTable& zones) {
  Settings settings;
  settings.name = draft.name.value_or("");
  if (options.timezone) {
    settings.timezone = *options.timezone;
  } else if (draft.timezone) {
    settings.timezone = draft.timezone->value;
    settings.timezone_where = draft.timezone->where;
  }
  if (const auto zone = zones.find(settings.timezone); !zone) {
    settings.timezone_error = zone.error();
  }
  settings.timezone_given = options.timezone || draft.timezone;
  settings.dialect = &dialect;
  settings.target = target;
  settings.run_label = draft.run_label.value_or(RunLabel::Tick);
  settings.as_of = options.as_of.value_or(draft.as_of.value_or(kDefaultAsOf));
  settings.suppressions = std::move(draft.suppressions);
  settings.lint = std::move(draft.lint);
  settings.pipelines = std::move(draft.pipelines);
  return settings;
}

Presets presets_of(const DraftSettings& settings) {
  Presets presets;
  for (const auto& [name, cron] : settings.presets) {
    presets.try_emplace(to_lower(name), cron);
  }
  return presets;
}

/// Every declaration, those of one key together, in sorted order of keys and
/// within a key in path order.
struct Declarations {
  std::vector<Declaration> all;
  std::vector<std::string> keys;    ///< distinct, sorted: index = NodeId
  std::vector<std::size_t> begins;  ///< of a key's declarations; one more
  NodesByName nodes;

  [[nodiscard]] std::span<const Declaration> of(std::size_t key) const {
    return std::span(all).subspan(begins[key], begins[key + 1] - begins[key]);
  }
};

/// Gives names their ids: keys sorted.
void number_nodes(Declarations& declarations) {
  const FoldedTextPool& names = declarations.nodes.names;
  std::vector<std::pair<std::string, std::uint32_t>> sorted;
  sorted.reserve(names.size());
  for (std::uint32_t i = 0; i < names.size(); ++i) {
    sorted.emplace_back(to_lower(names[i]), i);
  }
  std::ranges::sort(sorted);
  declarations.nodes.ids.resize(names.size());
  declarations.keys.reserve(names.size());
  for (auto& [key, number] : sorted) {
    declarations.nodes.ids[number] = NodeId(declarations.keys.size());
    declarations.keys.push_back(std::move(key));
  }
}

/// A counting sort by node.
Declarations collect(std::vector<Draft>& drafts) {
  Declarations result;
  std::vector<std::uint32_t> numbers;
  for (const Draft& draft : drafts) {
    for (const DraftDataset& dataset : draft.datasets) {
      numbers.push_back(result.nodes.names.intern(dataset.name));
    }
  }
  number_nodes(result);
  result.begins.resize(result.keys.size() + 1);
  const auto node_of = [&](std::size_t i) {
    return result.nodes.ids[numbers[i]].index();
  };
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    ++result.begins[node_of(i) + 1];
  }
  std::partial_sum(result.begins.begin(), result.begins.end(),
                   result.begins.begin());
  std::vector<std::size_t> next = result.begins;
  result.all.resize(numbers.size());
  std::size_t i = 0;
  for (std::uint32_t rank = 0; rank < drafts.size(); ++rank) {
    for (DraftDataset& dataset : drafts[rank].datasets) {
      result.all[next[node_of(i++)]++] = {drafts[rank].precedence, rank,
                                          &dataset};
    }
  }
  return result;
}

std::vector<Exposure> merge_exposures(std::vector<Draft>& drafts,
                                      const ZoneInForce& zone,
                                      MergeContext& context) {
  std::vector<DraftExposure*> all;
  for (Draft& draft : drafts) {
    for (DraftExposure& exposure : draft.exposures) all.push_back(&exposure);
  }
  const auto key = [](const DraftExposure* e) {
    return to_lower(e->name.value);
  };
  std::ranges::stable_sort(all, {}, key);
  const auto repeats = std::unique(
      all.begin(), all.end(),
      [&](const auto* a, const auto* b) { return key(a) == key(b); });
  all.erase(repeats, all.end());
  std::vector<Exposure> exposures;
  for (const DraftExposure* draft : all) {
    Exposure exposure;
    exposure.name = draft->name.value;
    exposure.where = draft->name.where;
    for (const auto& name : draft->reads) {
      const NodeId id = find_or_note(name, "reads", exposure.name,
                                     context.nodes, context.unknown);
      if (id.valid()) exposure.reads.push_back({id, name.where});
    }
    if (draft->promise) {
      exposure.promise = make_promise(*draft->promise, zone, context.crons);
    }
    exposures.push_back(std::move(exposure));
  }
  return exposures;
}

/// Patterns and `tag:` selectors name no dataset.
bool is_name(std::string_view text) {
  return text.find_first_of("*?[:") == std::string_view::npos;
}

void check_names(const Settings& settings, MergeContext& context) {
  const auto check = [&](const std::string& name, const Location& where,
                         std::string_view field) {
    if (name.empty() || !is_name(name)) return;
    static_cast<void>(
        find_or_note({name, where}, field, "", context.nodes, context.unknown));
  };
  for (const Suppression& suppression : settings.suppressions) {
    check(suppression.dataset, suppression.dataset_where, "suppress");
    check(suppression.upstream, suppression.upstream_where, "suppress");
  }
  for (const PipelineSettings& pipeline : settings.pipelines) {
    for (const auto& name : pipeline.select) {
      check(name.value, name.where, "select");
    }
  }
}

/// Gives every use of a cron its final id.
void renumber(Project& project, std::span<const CronId> final_ids) {
  const auto move_promise = [&](std::optional<Promise>& promise) {
    if (!promise || !promise->ready_by) return;
    promise->ready_by->cron = final_ids[promise->ready_by->cron.index()];
  };
  for (Dataset& dataset : project.datasets) {
    for (CronUse& use : dataset.crons) use.cron = final_ids[use.cron.index()];
    for (CronUse& use : dataset.conflicting_crons) {
      use.cron = final_ids[use.cron.index()];
    }
    move_promise(dataset.promise);
  }
  for (Exposure& exposure : project.exposures) move_promise(exposure.promise);
}

/// The graph has reads of oneself, `inputs` has none.
LineageGraph make_graph(std::vector<Dataset>& datasets) {
  std::vector<Edge> edges;
  for (std::size_t i = 0; i < datasets.size(); ++i) {
    for (const Input& input : datasets[i].inputs) {
      edges.push_back({input.dataset, NodeId(i)});
    }
    std::erase_if(datasets[i].inputs, [&](const Input& input) {
      return input.dataset == NodeId(i);
    });
  }
  return {datasets.size(), std::move(edges)};
}

}  // namespace

Project resolve(std::vector<Draft> drafts, ZoneTable& zones,
                const ResolveOptions& options,
                std::vector<Diagnostic>& diagnostics) {
  sort_by_path(drafts);
  DraftSettings settings = take_settings(drafts, diagnostics);
  const Dialect& dialect = choose_dialect(settings, options, diagnostics);
  CronTable crons(zones, dialect, presets_of(settings));
  Project project;
  const Target* const target = choose_target(settings, options, diagnostics);
  project.settings = make_settings(settings, options, dialect, target, zones);

  Declarations declarations = collect(drafts);
  const ZoneInForce zone{project.settings.timezone,
                         project.settings.timezone_where};
  MergeContext context{settings,   zone.name,
                       zone.where, declarations.nodes,
                       crons,      project.unknown_references,
                       diagnostics};
  project.datasets.resize(declarations.keys.size());
  for (std::size_t i = 0; i < declarations.keys.size(); ++i) {
    merge(declarations.of(i), NodeId(i), context, project.datasets[i]);
  }
  project.exposures = merge_exposures(drafts, zone, context);
  check_names(project.settings, context);
  drafts.clear();
  for (std::size_t i = 0; i < declarations.keys.size(); ++i) {
    project.datasets[i].key = std::move(declarations.keys[i]);
  }
  crons.report_unused_presets(diagnostics);
  renumber(project, crons.finish(project));
  project.graph = make_graph(project.datasets);
  project.topology = topology(project.graph);
  return project;
}

}  // namespace lockstep
