// One pipeline a group: its options, its start, its tasks.
#include "pipeline/lower.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "align/binding.hpp"
#include "base/text.hpp"
#include "pipeline/builder.hpp"
#include "pipeline/group.hpp"
#include "pipeline/group_parts.hpp"

namespace lockstep {
namespace {

std::optional<sys_seconds> day_of(const Options& options,
                                  std::string_view name) {
  const std::string text = options.text(name);
  if (text.empty()) return std::nullopt;
  const auto day = parse_instant(text);
  return day ? std::optional(*day) : std::nullopt;
}

/// What the options say of the whole pipeline.
void apply_options(PipelineBuilder& builder, const JobGroup& group) {
  const Options& options = builder.options;
  const Settings& settings = builder.grouping.project.settings;
  Pipeline& pipeline = builder.pipeline;
  pipeline.id = pipeline_id(group.name);
  pipeline.owner = options.text("owner");
  pipeline.tags = options.words("tags");
  for (const Unit& unit : group.units) {
    const Dataset& dataset = builder.grouping.project[unit.node];
    pipeline.tags.insert(pipeline.tags.end(), dataset.tags.begin(),
                         dataset.tags.end());
    const std::string domain = parts_of(dataset.name).domain;
    if (dataset.kind == NodeKind::Load && !domain.empty()) {
      pipeline.tags.push_back(domain);
    }
  }
  std::ranges::sort(pipeline.tags);
  pipeline.tags.erase(std::unique(pipeline.tags.begin(), pipeline.tags.end()),
                      pipeline.tags.end());
  pipeline.timezone =
      options.given("timezone") ? options.text("timezone") : settings.timezone;
  pipeline.start_date = day_of(options, "start_date");
  if (!pipeline.start_date) {
    pipeline.start_date = midnight_of(settings.as_of);
  }
  pipeline.end_date = day_of(options, "end_date");
  pipeline.catchup = options.flag("catchup");
  pipeline.max_active_runs = std::max(1, options.number("max_active_runs"));
  pipeline.pool = options.text("default_pool");
  pipeline.retries = options.number("retries");
  pipeline.retry_delay = options.duration("retry_delay");
  if (options.given("timeout")) {
    pipeline.timeout = options.duration("timeout");
  }
  pipeline.environment = environment_of(options, builder.diagnostics);
  const Dataset& first = builder.grouping.project[group.units.front().node];
  pipeline.where =
      group.settings != nullptr ? group.settings->where : first.where;
}

/// `jobs` names tasks: one that is not there would be waited for in vain.
void check_jobs(PipelineBuilder& builder) {
  const Project& project = builder.grouping.project;
  std::set<std::string_view> names;
  const StringMap jobs = builder.options.entries("jobs");
  for (const Dataset& dataset : project.datasets) {
    if (jobs.empty()) return;
    names.insert(dataset.name);
    for (const Job& job : dataset.jobs) names.insert(job.name);
  }
  for (const auto& [name, text] : jobs) {
    if (names.contains(name)) continue;
    const std::vector<std::string_view> known(names.begin(), names.end());
    builder.diagnostics.push_back(
        option_error(builder.options, "jobs",
                     fmt::format("there is no task {}{}", quoted(name),
                                 suggestion(name, known))));
  }
}

Deadline deadline_of(const Project& project, const Promise& promise) {
  Deadline deadline{promise.max_age, {}};
  if (promise.ready_by) {
    const auto& cron = project[promise.ready_by->cron].cron;
    if (cron) deadline.ready_by.crons.push_back(*cron);
  }
  return deadline;
}

/// Those of its datasets, and the strictest of them.
void add_promises(PipelineBuilder& builder, const JobGroup& group) {
  const Project& project = builder.grouping.project;
  for (const Unit& unit : group.units) {
    const auto& promise = project[unit.node].promise;
    if (!promise || (!promise->max_age && !promise->ready_by)) continue;
    const Deadline deadline = deadline_of(project, *promise);
    const DatasetId dataset = builder.dataset(unit.node);
    builder.pipeline.datasets[dataset.index()].promise = deadline;
    auto& kept = builder.pipeline.promise;
    if (kept && (!promise->max_age || kept->max_age <= promise->max_age)) {
      continue;
    }
    kept = deadline;
  }
}

Task plain_task(std::string id, TaskKind kind, RunWhen when) {
  Task task;
  task.id = std::move(id);
  task.name = task.id;
  task.kind = kind;
  task.when = when;
  return task;
}

/// A task of the user's own before or after all others; nothing without one.
std::optional<TaskId> add_own_task(PipelineBuilder& builder, TaskKind kind) {
  const bool before = kind == TaskKind::Pre;
  const std::string_view option = before ? "pre_command" : "post_command";
  const std::string line = builder.options.text(option);
  if (trim(line).empty()) return std::nullopt;
  Task task = plain_task(before ? "pre_tasks" : "post_tasks", kind,
                         before ? RunWhen::AllSucceeded : RunWhen::AllDone);
  std::vector<std::string> unknown;
  task.command =
      parse_command(line, {{"pipeline", builder.pipeline.id}}, unknown);
  for (const std::string& name : unknown) {
    builder.diagnostics.push_back(option_error(
        builder.options, option,
        fmt::format("{} is no placeholder", quoted(name)),
        "known are {{pipeline}}, {{window_start}}, {{window_end}}, {{tick}} "
        "and {{date}}"));
  }
  return builder.add(std::move(task));
}

/// A cluster for the tasks of a run, created before and deleted after them.
std::optional<TaskId> add_cluster(PipelineBuilder& builder, TaskKind kind) {
  const auto& options = builder.pipeline.environment.options;
  const auto serverless = options.find("dataproc_serverless");
  if (builder.pipeline.environment.kind != EnvironmentKind::Dataproc ||
      serverless == options.end() || serverless->second == "true") {
    return std::nullopt;
  }
  const bool create = kind == TaskKind::CreateCluster;
  const std::string cluster = sanitized(options.at("dataproc_name"));
  Task task = plain_task(
      fmt::format("{}_{}_cluster", create ? "create" : "delete", cluster), kind,
      create ? RunWhen::AllSucceeded : RunWhen::AllDone);
  if (create) task.compute = cluster_properties(builder.options);
  return builder.add(std::move(task));
}

/// `_daily` at the ends of a load pipeline whose entry was split, as Starlake
/// names them.
std::string suffix_of(const PipelineBuilder& builder, const JobGroup& group) {
  const bool loads = std::ranges::all_of(group.units, [&](const Unit& unit) {
    return builder.grouping.project[unit.node].kind == NodeKind::Load;
  });
  return loads && !group.schedule.empty() ? "_" + sanitized(group.schedule)
                                          : std::string();
}

Pipeline lower_group(PipelineBuilder& builder, const JobGroup& group) {
  apply_options(builder, group);
  check_jobs(builder);
  add_promises(builder, group);
  const std::string suffix = suffix_of(builder, group);
  TaskId begin = add_start_task(builder, group);
  builder.pipeline.tasks[begin.index()].id += suffix;
  if (builder.options.given("description")) {
    builder.pipeline.description = builder.options.text("description");
  }
  const auto follow = [&](std::optional<TaskId> task) {
    if (!task) return;
    builder.edge(begin, *task);
    begin = *task;
  };
  follow(add_own_task(builder, TaskKind::Pre));
  const auto create = add_cluster(builder, TaskKind::CreateCluster);
  follow(create);
  const auto remove = add_cluster(builder, TaskKind::DeleteCluster);
  const auto post = add_own_task(builder, TaskKind::Post);
  const TaskId end = builder.add(
      plain_task("end" + suffix, TaskKind::End, RunWhen::NoneFailed));
  add_tasks(builder, group, begin, end);
  // What ends the run ends the cluster and comes before the user's last task.
  std::vector<TaskId> leaves;
  for (const TaskEdge& edge : builder.pipeline.edges) {
    if (edge.to == end) leaves.push_back(edge.from);
  }
  for (const auto& last : {remove, post}) {
    if (!last) continue;
    for (const TaskId leaf : leaves) builder.edge(leaf, *last);
    builder.edge(*last, end);
  }
  if (create && remove) builder.edge(*create, *remove);
  for (const Unit& unit : group.units) {
    builder.pipeline.produced.push_back(builder.dataset(unit.node));
  }
  return builder.finish();
}

void report_runner(const Options& options, const Runners& runners,
                   std::vector<Diagnostic>& diagnostics) {
  std::vector<std::string_view> names;
  std::vector<std::string> words;
  for (const Runner& runner : runners.all()) {
    names.push_back(runner.name);
    words.push_back(runner.name);
  }
  const std::string name = options.text("runner");
  diagnostics.push_back(option_error(
      options, "runner",
      fmt::format("unknown runner {}{}", quoted(name), suggestion(name, names)),
      "known are " + join_words(words)));
}

void note_separated(std::vector<std::string> separated,
                    std::vector<std::string>& notes) {
  if (separated.empty()) return;
  std::ranges::sort(separated);
  separated.erase(std::unique(separated.begin(), separated.end()),
                  separated.end());
  notes.push_back(fmt::format(
      "jobs that run right behind others, in another pipeline, wait for them: "
      "{}",
      join_words(separated, 3)));
}

/// Datasets of one id would be one asset of the orchestrator.
void report_collisions(const Project& project,
                       std::vector<Diagnostic>& diagnostics) {
  std::map<std::string, const Dataset*> ids;
  for (const Dataset& dataset : project.datasets) {
    const std::string id = to_lower(sanitized(dataset.name));
    const auto [first, added] = ids.try_emplace(id, &dataset);
    if (added) continue;
    Diagnostic diagnostic;
    diagnostic.rule = "GRA003";
    diagnostic.message = fmt::format("{} and {} would be one dataset, {}",
                                     quoted(first->second->name),
                                     quoted(dataset.name), quoted(id));
    diagnostic.where = dataset.where;
    diagnostic.nodes = {first->second->name, dataset.name};
    diagnostic.help = "rename one of them";
    diagnostics.push_back(std::move(diagnostic));
  }
}

/// The same mistake in an option is found in every pipeline of its entry.
void remove_repeats(std::vector<Diagnostic>& diagnostics) {
  const auto key = [](const Diagnostic& d) {
    return std::tie(d.where, d.rule, d.message);
  };
  std::ranges::stable_sort(diagnostics, {}, key);
  diagnostics.erase(std::unique(diagnostics.begin(), diagnostics.end(),
                                [&](const Diagnostic& a, const Diagnostic& b) {
                                  return key(a) == key(b);
                                }),
                    diagnostics.end());
}

}  // namespace

Lowered lower(const Project& project, const Derivation& derivation,
              const LowerOptions& options) {
  Lowered lowered;
  const Grouping grouping =
      group(project, derivation, options.environment, lowered.diagnostics);
  lowered.notes = grouping.notes;
  std::vector<std::string> separated;
  const ReadEdges edges = read_edges(grouping.project, grouping.derivation);
  for (const JobGroup& job_group : grouping.groups) {
    const Options chosen(job_group.settings, options.environment);
    const Runner* runner = options.runners.find(chosen.text("runner"));
    if (runner == nullptr) {
      report_runner(chosen, options.runners, lowered.diagnostics);
      continue;
    }
    PipelineBuilder builder(grouping, edges, chosen, *runner);
    lowered.pipelines.push_back(lower_group(builder, job_group));
    std::ranges::move(builder.separated, std::back_inserter(separated));
    std::ranges::move(builder.diagnostics,
                      std::back_inserter(lowered.diagnostics));
  }
  std::ranges::sort(lowered.pipelines, {}, &Pipeline::id);
  note_separated(std::move(separated), lowered.notes);
  report_collisions(project, lowered.diagnostics);
  remove_repeats(lowered.diagnostics);
  return lowered;
}

std::span<const std::string_view> environment_names() {
  static constexpr std::array<std::string_view, 4> kNames = {
      "shell", "cloud_run", "dataproc", "fargate"};
  return kNames;
}

}  // namespace lockstep
