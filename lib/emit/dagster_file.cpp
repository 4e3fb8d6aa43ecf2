// The text of one pipeline's module: imports, what its runs are for, its
// assets, ops in order, the job that joins them, what starts it.
#include <algorithm>

#include <fmt/format.h>

#include "emit/dagster_parts.hpp"
#include "emit/python_gate.hpp"

namespace lockstep {
namespace {

bool is_standard_library(std::string_view module) {
  return module == "collections.abc" || module == "datetime";
}

/// FORMAT, Run, entry: constants, then classes, then functions, as isort has
/// them.
int rank(std::string_view name) {
  const auto is_capital = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (std::ranges::all_of(name, is_capital)) return 0;
  return is_capital(name[0]) ? 1 : 2;
}

void write_import(Writer& writer, std::string_view from,
                  const std::set<std::string>& names) {
  std::vector<std::string> sorted(names.begin(), names.end());
  std::ranges::stable_sort(sorted, {}, rank);
  writer.line(fmt::format("from {} import {}", from, fmt::join(sorted, ", ")));
}

/// What Dagster sees of a promise: not how old the data is, but when it was
/// updated last. A dataset that is not updated in time breaks the promise.
Python freshness_of(DagsterModule& module, const Deadline& promise) {
  Python span = Python::call(module.import("datetime", "timedelta"));
  // Without an age the update of the deadline's own day must be there.
  span.argument("seconds",
                Python(std::to_string(
                    promise.max_age.value_or(seconds{86'400}).count())));
  if (promise.ready_by.crons.empty()) {
    Python window = Python::call("dg.FreshnessPolicy.time_window");
    window.argument("fail_window", std::move(span));
    return window;
  }
  const ZonedCron& ready_by = promise.ready_by.crons.front();
  Python deadline = Python::call("dg.FreshnessPolicy.cron");
  deadline.argument("deadline_cron",
                    Python::text(croniter_text(ready_by.cron)));
  deadline.argument("lower_bound_delta", std::move(span));
  deadline.argument("timezone", Python::text(zone_of(ready_by)));
  return deadline;
}

/// `name@example.org`; Dagster takes no other owners but teams.
bool is_mail(std::string_view text) {
  constexpr std::string_view kLetters =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  const std::string allowed = std::string(kLetters) + "0123456789._%+-@";
  const std::size_t at = text.find('@');
  const std::size_t dot = text.rfind('.');
  return at != std::string_view::npos && at > 0 && at == text.rfind('@') &&
         dot != std::string_view::npos && dot > at + 1 &&
         text.size() > dot + 2 &&
         text.find_first_not_of(allowed) == std::string_view::npos &&
         text.find_first_not_of(kLetters, dot + 1) == std::string_view::npos;
}

Python owner_of(const Pipeline& pipeline) {
  const std::string& owner = pipeline.owner;
  return Python::text(is_mail(owner) ? owner : "team:" + owner);
}

/// Dagster maps the partitions of one time zone only. Across zones a partition
/// depends on the newest one.
Python dependency(const Pipeline& pipeline, DatasetId input) {
  const PipelineDataset& dataset = pipeline[input];
  Python key = Python::text(dataset.id);
  const bool across =
      has_partitions(pipeline) &&
      std::ranges::any_of(dataset.schedule.crons, [&](const ZonedCron& zoned) {
        return zone_of(zoned) != zone_of(pipeline.start.crons.crons.front());
      });
  if (!across) return key;
  Python call = Python::call("dg.AssetDep");
  call.item(std::move(key));
  call.argument("partition_mapping", Python("dg.LastPartitionMapping()"));
  return call;
}

}  // namespace

bool has_owner(const Pipeline& pipeline) {
  return !pipeline.owner.empty() && pipeline.owner != "airflow";
}

DagsterModule::DagsterModule(const Pipeline& described,
                             const DagsterNames& given,
                             const EmitRequest& request)
    : pipeline(described), names(given), newest(request.version != "1.9") {}

std::string DagsterModule::import(std::string_view module,
                                  std::string_view name) {
  imports_[std::string(module)].emplace(name);
  return std::string(name);
}

void DagsterModule::head(const std::string& head, const std::string& result) {
  if (columns(head + result) + body.margin() <= 88) {
    body.line(head + result);
    return;
  }
  const std::size_t open = head.find('(');
  const std::string inside = head.substr(open + 1, head.size() - open - 2);
  body.line(head.substr(0, open + 1));
  if (!inside.empty()) body.indent().line(inside + ",").dedent();
  body.line(")" + result);
}

std::string DagsterModule::take(std::string_view header) {
  Writer writer;
  writer.line(fmt::format("# {}", header)).line();
  bool any = false;
  for (const auto& [module, list] : imports_) {
    if (!is_standard_library(module)) continue;
    write_import(writer, module, list);
    any = true;
  }
  if (any) writer.line();
  writer.line("import dagster as dg");
  for (const auto& [module, list] : imports_) {
    if (!is_standard_library(module)) write_import(writer, module, list);
  }
  writer.line().raw(body.take());
  return writer.take();
}

Python dagster_spec(DagsterModule& module, DatasetId id,
                    std::string_view callee) {
  const Pipeline& pipeline = module.pipeline;
  const PipelineDataset& dataset = pipeline[id];
  std::set<DatasetId> inputs;
  for (const Task& task : pipeline.tasks) {
    if (std::ranges::find(task.outputs, id) == task.outputs.end()) continue;
    inputs.insert(task.inputs.begin(), task.inputs.end());
  }
  Python spec = Python::call(callee);
  spec.argument("key", Python::text(dataset.id));
  Python deps = Python::list();
  for (const DatasetId input : inputs) {
    deps.item(dependency(pipeline, input));
  }
  if (!deps.empty()) spec.argument("deps", std::move(deps));
  Python metadata = Python::dict();
  metadata.entry("dataset", Python::text(dataset.name));
  std::string crons;
  for (const ZonedCron& zoned : dataset.schedule.crons) {
    const std::string text = croniter_text(zoned.cron);
    if (text.empty()) continue;
    crons += (crons.empty() ? "" : "; ") + text + " " + zone_of(zoned);
  }
  if (!crons.empty()) metadata.entry("cron", Python::text(crons));
  if (has_owner(pipeline) && !module.newest) {
    metadata.entry("owner", Python::text(pipeline.owner));
  }
  spec.argument("metadata", std::move(metadata));
  if (has_owner(pipeline) && module.newest) {
    spec.argument("owners", Python::list({owner_of(pipeline)}));
  }
  spec.argument("group_name", Python::text(module.names.module));
  if (has_partitions(pipeline)) {
    spec.argument("partitions_def", Python("PARTITIONS"));
  }
  if (dataset.promise && module.newest) {
    spec.argument("freshness_policy", freshness_of(module, *dataset.promise));
  }
  return spec;
}

void write_specs(DagsterModule& module, const std::vector<DatasetId>& ids) {
  if (ids.empty()) return;
  Python list = Python::list();
  for (const DatasetId id : ids) {
    list.item(dagster_spec(module, id, "dg.AssetSpec"));
  }
  statement(module.body, "ASSETS = ", list);
  module.definitions["assets"].emplace_back("ASSETS");
}

}  // namespace lockstep
