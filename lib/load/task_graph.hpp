#pragma once
// The distinct nodes and edges of a task_deps forest: hash-consing of names,
// and one record per job into which every further copy of a node is merged.

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/text_pool.hpp"
#include "load/text_map.hpp"
#include "model/draft.hpp"

namespace lockstep {

/// One copy of a node as the file shows it; absent texts are empty.
struct NodeCopy {
  std::string_view name;
  Place name_place;
  std::string_view dataset;  ///< the sink, else the name
  bool first_level = false;
  bool is_task = false;
  bool is_view = false;
  bool cron_declared = false;  ///< perhaps as `None`; then `cron` is empty
  std::string_view cron;
  Place cron_place;
  std::string_view write_type;
  std::string_view stream;
  std::string_view trigger;
  Place trigger_place;
  std::int64_t freshness_seconds = 0;  ///< 0: none
};

/// Our word for a `dataset_triggering_strategy`: Starlake's `any` starts a run
/// on any event and then waits for all inputs, which is `aligned`.
[[nodiscard]] std::string starlake_trigger(std::string_view text);

class TaskGraph {
 public:
  static constexpr std::uint32_t kNone = 0xFFFF'FFFF;

  /// A job (what writes) and its dataset (what is written).
  struct NodeRef {
    std::uint32_t job = kNone;
    std::uint32_t dataset = kNone;
    [[nodiscard]] bool valid() const { return job != kNone; }
  };
  /// A dataset read, and where its name stands.
  struct Child {
    std::size_t offset;
    std::uint32_t length;
    std::uint32_t dataset;
  };

  /// Merges one copy. Of two values for one field that of a first-level copy
  /// stays, else the first; a second cron is remembered beside it.
  NodeRef add(const NodeCopy& copy);
  /// The children of one copy; each input of a job counts once.
  void add_inputs(NodeRef node, std::span<const Child> children);
  /// A reference to something that is no node, unless it names a child.
  void add_external_ref(NodeRef node, std::string_view reference,
                        std::span<const Child> children);
  void mark_task(NodeRef node) { jobs_[node.job].is_task = true; }

  [[nodiscard]] std::size_t dataset_count() const { return dataset_count_; }
  [[nodiscard]] std::string_view dataset_name(NodeRef node) const {
    return names_[node.dataset];
  }

  /// One DraftDataset for each job, in the order in which they first appear.
  void append_to(Draft& draft, const TextMap& map) const;

 private:
  using Texts = TextPool<std::hash<std::string_view>, std::equal_to<>>;

  struct CronText {
    std::uint32_t text = kNone;
    Place place;
  };
  struct Job {
    std::uint32_t name;
    std::uint32_t dataset;
    Place where = {};
    bool first_level = false;
    bool is_task = false;
    bool is_view = false;
    bool cron_declared = false;
    bool cron_is_first_level = false;
    CronText cron = {};
    std::vector<CronText> other_crons = {};
    std::uint32_t write_type = kNone;
    std::uint32_t stream = kNone;
    std::uint32_t trigger = kNone;
    Place trigger_place = {};
    std::int64_t freshness_seconds = 0;
    std::vector<Child> inputs = {};
    bool has_edges = false;  ///< its inputs are in edges_
    std::vector<std::uint32_t> external_refs = {};
  };

  std::uint32_t find_or_add_job(std::uint32_t name, std::uint32_t dataset);
  void merge_text(std::uint32_t& kept, std::string_view text, bool wins);
  void merge_cron(Job& job, const NodeCopy& copy);
  [[nodiscard]] DraftCron draft_cron(const CronText& cron,
                                     const TextMap& map) const;
  void fill(DraftDataset& draft, const Job& job, const TextMap& map) const;

  FoldedTextPool names_;  ///< of datasets and jobs
  Texts texts_;  ///< crons, write types and the like: few
  std::deque<Job> jobs_;
  std::vector<std::uint32_t> plain_job_;  ///< by name: the job of that dataset
  std::vector<bool> is_dataset_;          ///< by name
  std::size_t dataset_count_ = 0;
  std::unordered_map<std::uint64_t, std::uint32_t> renamed_jobs_;
  /// By name: the job that took it for an input last.
  std::vector<std::uint32_t> taken_by_;
  /// Job, dataset: of jobs whose copies differ in their children.
  std::unordered_set<std::uint64_t> edges_;
};

}  // namespace lockstep
