// Merging by precedence: a stable sort puts the declarations of a dataset from
// the most to the least authoritative, then every field takes the first that
// declares it.
#include "model/merge.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"
#include "model/trigger.hpp"

namespace lockstep {
namespace {

using Declarations = std::span<const Declaration>;

/// The first declared value of a member, from the most authoritative on.
template <class T>
const T* first_declared(Declarations by_authority,
                        std::optional<T> DraftDataset::*member) {
  for (const Declaration& declaration : by_authority) {
    const auto& value = declaration.dataset->*member;
    if (value) return &*value;
  }
  return nullptr;
}

template <class T>
void take(T& out, const T* value) {
  if (value != nullptr) out = *value;
}

template <class T>
void take(std::optional<T>& out, const T* value) {
  if (value != nullptr) out = *value;
}

void sort_unique(std::vector<std::string>& words) {
  std::ranges::sort(words);
  words.erase(std::unique(words.begin(), words.end()), words.end());
}

// ---- Crons ----

CronUse use_of(const DraftCron& cron, const ZoneInForce& zone,
               CronTable& crons) {
  const std::string_view name = cron.zone ? cron.zone->value : zone.name;
  return {crons.intern(cron.text.value, name), cron.text.where,
          cron.zone ? cron.zone->where : zone.where};
}

/// A use with what sorts it by place, whatever number its source got.
struct PlacedUse {
  std::uint32_t draft;
  CronUse use;
};

std::vector<CronUse> by_place(std::vector<PlacedUse> uses) {
  const auto place = [](const PlacedUse& placed) {
    return std::pair(placed.draft, placed.use.where.offset);
  };
  if (uses.size() > 1) std::ranges::stable_sort(uses, {}, place);
  std::vector<CronUse> sorted;
  sorted.reserve(uses.size());
  for (const PlacedUse& placed : uses) sorted.push_back(placed.use);
  return sorted;
}

/// Settles the crons of one dataset. Of the most authoritative inputs that say
/// something, the first declaration of each job counts and the jobs' crons are
/// united; what others of the same job say besides is a conflict.
class CronMerge {
 public:
  CronMerge(const ZoneInForce& zone, CronTable& crons)
      : zone_(zone), crons_(crons) {}

  void add(Declarations by_authority) {
    std::optional<Precedence> level;
    for (const Declaration& declaration : by_authority) {
      if (level && declaration.precedence != *level) break;
      if (!declaration.dataset->crons_declared) continue;
      level = declaration.precedence;
      add_declaration(declaration);
    }
  }

  [[nodiscard]] bool any() const { return !taken_.empty(); }

  /// Hands out the crons; the jobs of `dataset` are known.
  void finish(Dataset& dataset) {
    for (Job& job : dataset.jobs) {
      const auto own = jobs_.find(to_lower(job.name));
      if (own != jobs_.end()) job.crons = by_place(std::move(own->second));
    }
    dataset.crons = by_place(std::move(taken_));
    dataset.conflicting_crons = by_place(std::move(conflicting_));
    dataset.schedule = crons_.schedule(dataset.crons);
  }

 private:
  void add_declaration(const Declaration& declaration) {
    const DraftDataset& draft = *declaration.dataset;
    if (draft.crons.empty()) return;  // `None` says nothing against a cron
    const auto [job, is_first] = jobs_.try_emplace(to_lower(draft.job_name));
    for (const DraftCron& cron : draft.crons) {
      const PlacedUse use{declaration.draft, use_of(cron, zone_, crons_)};
      if (is_first) {
        taken_.push_back(use);
        job->second.push_back(use);
      } else {
        add_conflict(use);
      }
    }
    for (const DraftCron& cron : draft.other_crons) {
      add_conflict({declaration.draft, use_of(cron, zone_, crons_)});
    }
  }

  void add_conflict(const PlacedUse& use) {
    const auto same = [&](const PlacedUse& other) {
      return crons_.same(use.use.cron, other.use.cron);
    };
    if (std::ranges::none_of(taken_, same) &&
        std::ranges::none_of(conflicting_, same)) {
      conflicting_.push_back(use);
    }
  }

  const ZoneInForce& zone_;
  CronTable& crons_;
  std::map<std::string, std::vector<PlacedUse>> jobs_;  ///< by key of a name
  std::vector<PlacedUse> taken_, conflicting_;
};

// ---- Inputs ----

/// Fills what `input` does not say yet.
void annotate(DraftInput& input, const DraftInput& other) {
  if (!input.read) input.read = other.read;
  if (!input.offset) input.offset = other.offset;
  if (!input.optional) input.optional = other.optional;
  if (!input.timeout) input.timeout = other.timeout;
  if (!input.guard) input.guard = other.guard;
}

Input make_input(NodeId dataset, const DraftInput& draft, Read default_read) {
  Input input;
  input.dataset = dataset;
  input.read = draft.read.value_or(default_read);
  // An offset that a more authoritative `read: latest` overrules is gone.
  if (input.read == Read::Same)
    input.offset = draft.offset.value_or(seconds{0});
  input.optional = draft.optional.value_or(false);
  input.timeout = draft.timeout;
  input.guard = draft.guard.value_or(Guard::Default);
  input.declared = draft.read || draft.offset || draft.guard;
  input.where = draft.dataset.where;
  return input;
}

std::vector<Input> merge_inputs(Declarations by_authority,
                                std::string_view consumer,
                                MergeContext& context) {
  std::vector<std::pair<NodeId, DraftInput*>> found;
  for (const Declaration& declaration : by_authority) {
    for (DraftInput& input : declaration.dataset->inputs) {
      const NodeId id = find_or_note(input.dataset, "inputs", consumer,
                                     context.nodes, context.unknown);
      if (id.valid()) found.emplace_back(id, &input);
    }
  }
  if (found.size() > 1) {
    std::ranges::stable_sort(found, {}, &std::pair<NodeId, DraftInput*>::first);
  }
  const Read default_read =
      context.settings.default_read.value_or(Read::Latest);
  std::vector<Input> inputs;
  inputs.reserve(found.size());
  for (std::size_t i = 0; i < found.size();) {
    const auto [id, first] = found[i];
    for (++i; i < found.size() && found[i].first == id; ++i) {
      annotate(*first, *found[i].second);
    }
    inputs.push_back(make_input(id, *first, default_read));
  }
  return inputs;
}

// ---- What it is ----

void merge_jobs(Dataset& dataset, Declarations by_authority) {
  std::map<std::string, Job> jobs;
  for (const Declaration& declaration : by_authority) {
    DraftDataset& draft = *declaration.dataset;
    if (draft.job_name.empty()) continue;
    const auto [job, added] = jobs.try_emplace(to_lower(draft.job_name));
    job->second.is_task |= draft.is_task;
    if (!added) continue;
    job->second.name = std::move(draft.job_name);
    job->second.write_type = std::move(draft.write_type);
    job->second.where = draft.where;
  }
  if (dataset.kind == NodeKind::External) jobs.clear();
  for (auto& [key, job] : jobs) dataset.jobs.push_back(std::move(job));
  if (dataset.kind != NodeKind::External && dataset.jobs.empty()) {
    Job& job = dataset.jobs.emplace_back();
    job.name = dataset.name;
    job.where = dataset.where;
    job.is_task = dataset.kind == NodeKind::Task;
  }
  std::ranges::sort(dataset.jobs, {}, &Job::name);
}

NodeKind kind_of(Declarations declarations, bool has_crons) {
  const auto any = [&](auto member) {
    return std::ranges::any_of(declarations, [&](const Declaration& d) {
      return static_cast<bool>(d.dataset->*member);
    });
  };
  if (any(&DraftDataset::is_view)) return NodeKind::View;
  const bool has_inputs = std::ranges::any_of(
      declarations,
      [](const Declaration& d) { return !d.dataset->inputs.empty(); });
  if (any(&DraftDataset::is_task) || has_inputs) return NodeKind::Task;
  // `trigger: none` says that a job makes it, which somebody starts.
  const bool by_hand =
      std::ranges::any_of(declarations, [](const Declaration& d) {
        return d.dataset->trigger && trim(d.dataset->trigger->value) == "none";
      });
  return has_crons || by_hand ? NodeKind::Load : NodeKind::External;
}

void merge_scalars(Dataset& dataset, Declarations by_authority,
                   const DraftSettings& defaults) {
  const auto first = [&](auto member) {
    return first_declared(by_authority, member);
  };
  dataset.duration = defaults.default_duration;
  take(dataset.duration, first(&DraftDataset::duration));
  dataset.duration_is_default =
      dataset.duration && first(&DraftDataset::duration) == nullptr;
  dataset.retries = defaults.default_retries.value_or(0);
  take(dataset.retries, first(&DraftDataset::retries));
  dataset.retry_delay = defaults.default_retry_delay.value_or(seconds{0});
  take(dataset.retry_delay, first(&DraftDataset::retry_delay));
  take(dataset.window, first(&DraftDataset::window));
  take(dataset.concurrency, first(&DraftDataset::concurrency));
  take(dataset.atomic, first(&DraftDataset::atomic));
  dataset.run_label = defaults.run_label.value_or(RunLabel::Tick);
  take(dataset.run_label, first(&DraftDataset::run_label));
  take(dataset.monitor_freshness, first(&DraftDataset::monitor_freshness));
  take(dataset.stream, first(&DraftDataset::stream));
  for (const Declaration& declaration : by_authority) {
    std::ranges::move(declaration.dataset->tags,
                      std::back_inserter(dataset.tags));
    std::ranges::move(declaration.dataset->external_refs,
                      std::back_inserter(dataset.external_refs));
  }
  sort_unique(dataset.tags);
  sort_unique(dataset.external_refs);
}

}  // namespace

Promise make_promise(const DraftPromise& draft, const ZoneInForce& zone,
                     CronTable& crons) {
  Promise promise;
  promise.max_age = draft.max_age;
  if (draft.ready_by) promise.ready_by = use_of(*draft.ready_by, zone, crons);
  promise.lower_bound = draft.lower_bound;
  promise.where = draft.where;
  return promise;
}

NodeId find_or_note(const Located<std::string>& name, std::string_view field,
                    std::string_view consumer, const NodesByName& nodes,
                    std::vector<UnknownReference>& unknown) {
  const NodeId known = nodes.find(name.value);
  if (known.valid()) return known;
  unknown.push_back(
      {name.value, std::string(field), std::string(consumer), name.where});
  return {};
}

void merge(std::span<const Declaration> declarations, NodeId id,
           MergeContext& context, Dataset& dataset) {
  const auto first = [](const Declaration& a, const Declaration& b) {
    return std::tuple(b.precedence, b.dataset->first_level) <
           std::tuple(a.precedence, a.dataset->first_level);
  };
  std::vector<Declaration> sorted(declarations.begin(), declarations.end());
  if (sorted.size() > 1) std::ranges::stable_sort(sorted, first);
  const Declarations by_authority = sorted;

  dataset.name = std::move(declarations.front().dataset->name);
  dataset.where = declarations.front().dataset->where;
  ZoneInForce zone{context.timezone, context.timezone_where};
  if (const auto* own = first_declared(by_authority, &DraftDataset::timezone)) {
    zone = {own->value, own->where};
  }
  CronMerge crons(zone, context.crons);
  crons.add(by_authority);
  dataset.kind = kind_of(declarations, crons.any());
  merge_jobs(dataset, by_authority);
  crons.finish(dataset);
  dataset.inputs = merge_inputs(by_authority, dataset.name, context);
  const auto declared =
      std::ranges::find_if(by_authority, [](const Declaration& declaration) {
        return declaration.dataset->trigger.has_value();
      });
  const bool has_trigger = declared != by_authority.end();
  dataset.trigger = merge_trigger(
      dataset, id, has_trigger ? &*declared->dataset->trigger : nullptr,
      context);
  dataset.trigger.in_lineage =
      has_trigger && declared->precedence == Precedence::Lineage;
  merge_scalars(dataset, by_authority, context.settings);
  if (const auto* promise =
          first_declared(by_authority, &DraftDataset::promise)) {
    dataset.promise = make_promise(*promise, zone, context.crons);
  }
  for (const Declaration& used : declarations) {
    used.dataset->crons = {};  // they take most memory
    used.dataset->inputs = {};
  }
}

}  // namespace lockstep
