#include "load/task_graph.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace lockstep {
namespace {

std::uint64_t pair_key(std::uint32_t high, std::uint32_t low) {
  return std::uint64_t{high} << 32 | low;
}

/// Does a reference as SQL writes it, with or without its domain, mean `name`?
bool refers_to(std::string_view reference, std::string_view name) {
  constexpr FoldedEqual equal;
  if (equal(reference, name)) return true;
  if (name.size() <= reference.size()) return false;
  const std::size_t dot = name.size() - reference.size() - 1;
  return name[dot] == '.' && equal(reference, name.substr(dot + 1));
}

}  // namespace

std::string starlake_trigger(std::string_view text) {
  const std::string_view word = trim(text);
  return to_lower(word) == "any" ? "aligned" : std::string(word);
}

std::uint32_t TaskGraph::find_or_add_job(std::uint32_t name,
                                         std::uint32_t dataset) {
  const auto next = static_cast<std::uint32_t>(jobs_.size());
  if (plain_job_.size() < names_.size()) {
    plain_job_.resize(names_.size(), kNone);
    is_dataset_.resize(names_.size(), false);
  }
  std::uint32_t& job =
      name == dataset
          ? plain_job_[name]
          : renamed_jobs_.try_emplace(pair_key(name, dataset), kNone)
                .first->second;
  if (job == kNone) {
    job = next;
    jobs_.push_back({.name = name, .dataset = dataset});
    if (!is_dataset_[dataset]) ++dataset_count_;
    is_dataset_[dataset] = true;
  }
  return job;
}

TaskGraph::NodeRef TaskGraph::add(const NodeCopy& copy) {
  NodeRef node;
  node.dataset = names_.intern(copy.dataset);
  const std::uint32_t name =
      copy.name == copy.dataset ? node.dataset : names_.intern(copy.name);
  const std::size_t known = jobs_.size();
  node.job = find_or_add_job(name, node.dataset);

  Job& job = jobs_[node.job];
  const bool wins = copy.first_level && !job.first_level;
  if (wins || jobs_.size() > known) job.where = copy.name_place;
  job.first_level |= copy.first_level;
  job.is_task |= copy.is_task;
  job.is_view |= copy.is_view;
  merge_cron(job, copy);
  merge_text(job.write_type, copy.write_type, wins);
  merge_text(job.stream, copy.stream, wins);
  if (job.trigger == kNone || wins) {
    if (!copy.trigger.empty()) job.trigger_place = copy.trigger_place;
    merge_text(job.trigger, copy.trigger, wins);
  }
  if (copy.freshness_seconds != 0 && (job.freshness_seconds == 0 || wins)) {
    job.freshness_seconds = copy.freshness_seconds;
  }
  return node;
}

void TaskGraph::merge_text(std::uint32_t& kept, std::string_view text,
                           bool wins) {
  if (text.empty() || (kept != kNone && !wins)) return;
  kept = texts_.intern(text);
}

void TaskGraph::merge_cron(Job& job, const NodeCopy& copy) {
  job.cron_declared |= copy.cron_declared;
  if (copy.cron.empty()) return;
  const bool wins = copy.first_level && !job.cron_is_first_level;
  if (job.cron.text != kNone && texts_[job.cron.text] == copy.cron) {
    if (wins) job.cron.place = copy.cron_place;
    job.cron_is_first_level |= copy.first_level;
    return;
  }
  CronText cron{texts_.intern(copy.cron), copy.cron_place};
  if (job.cron.text == kNone || wins) {
    std::swap(job.cron, cron);
    job.cron_is_first_level = copy.first_level;
  }
  const auto is_same = [](std::uint32_t text) {
    return [text](const CronText& other) { return other.text == text; };
  };
  // The winner may have been met before as a loser.
  std::erase_if(job.other_crons, is_same(job.cron.text));
  if (cron.text != kNone &&
      std::none_of(job.other_crons.begin(), job.other_crons.end(),
                   is_same(cron.text))) {
    job.other_crons.push_back(cron);
  }
}

void TaskGraph::add_inputs(NodeRef node, std::span<const Child> children) {
  std::vector<Child>& inputs = jobs_[node.job].inputs;
  // Copies of a node nearly always repeat its children in the same order.
  if (std::equal(children.begin(), children.end(), inputs.begin(), inputs.end(),
                 [](const Child& a, const Child& b) {
                   return a.dataset == b.dataset;
                 })) {
    return;
  }
  const bool is_first = inputs.empty();
  if (!is_first && !jobs_[node.job].has_edges) {
    for (const Child& input : inputs) {
      edges_.insert(pair_key(node.job, input.dataset));
    }
    jobs_[node.job].has_edges = true;
  }
  taken_by_.resize(names_.size(), kNone);
  for (const Child& child : children) {
    const bool is_new =
        is_first ? std::exchange(taken_by_[child.dataset], node.job) != node.job
                 : edges_.insert(pair_key(node.job, child.dataset)).second;
    if (is_new) inputs.push_back(child);
  }
}

void TaskGraph::add_external_ref(NodeRef node, std::string_view reference,
                                 std::span<const Child> children) {
  for (const Child& child : children) {
    if (refers_to(reference, names_[child.dataset])) return;
  }
  std::vector<std::uint32_t>& refs = jobs_[node.job].external_refs;
  const std::uint32_t id = texts_.intern(reference);
  if (std::find(refs.begin(), refs.end(), id) == refs.end()) refs.push_back(id);
}

DraftCron TaskGraph::draft_cron(const CronText& cron,
                                const TextMap& map) const {
  return {.text = {texts_[cron.text], map.locate(cron.place)},
          .zone = std::nullopt};
}

void TaskGraph::fill(DraftDataset& draft, const Job& job,
                     const TextMap& map) const {
  draft.name = names_[job.dataset];
  const bool has_job = job.is_task || job.is_view || job.cron.text != kNone ||
                       !job.inputs.empty();
  if (has_job) draft.job_name = names_[job.name];
  draft.where = map.locate(job.where);
  draft.is_task = job.is_task;
  draft.is_view = job.is_view;
  draft.first_level = job.first_level;
  draft.crons_declared = job.cron_declared;
  if (job.cron.text != kNone) draft.crons.push_back(draft_cron(job.cron, map));
  for (const CronText& cron : job.other_crons) {
    draft.other_crons.push_back(draft_cron(cron, map));
  }
  if (job.write_type != kNone) draft.write_type = texts_[job.write_type];
  if (job.stream != kNone) draft.stream = texts_[job.stream];
  if (job.trigger != kNone) {
    draft.trigger = {starlake_trigger(texts_[job.trigger]),
                     map.locate(job.trigger_place)};
  }
  if (job.freshness_seconds != 0) {
    draft.monitor_freshness = seconds{job.freshness_seconds};
  }
  for (const std::uint32_t ref : job.external_refs) {
    draft.external_refs.push_back(texts_[ref]);
  }
  draft.inputs.reserve(job.inputs.size());
  for (const Child& child : job.inputs) {
    draft.inputs.push_back(
        {.dataset = {names_[child.dataset],
                     map.locate({child.offset, child.length})},
         .read = std::nullopt,
         .offset = std::nullopt,
         .optional = std::nullopt,
         .timeout = std::nullopt,
         .guard = std::nullopt});
  }
}

void TaskGraph::append_to(Draft& draft, const TextMap& map) const {
  draft.datasets.reserve(draft.datasets.size() + jobs_.size());
  for (const Job& job : jobs_) fill(draft.datasets.emplace_back(), job, map);
}

}  // namespace lockstep
