// The Dagster target: its versions, what they cannot say, its files.
#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "base/text.hpp"
#include "emit/dagster_parts.hpp"
#include "emit/python_gate.hpp"
#include "emit/runtime.hpp"
#include "emit/writer.hpp"

namespace lockstep {
namespace {

/// A Python name that Dagster takes for an op or a job, too.
std::string dagster_name(std::string_view id) {
  static const std::set<std::string, std::less<>> kTaken = {
      "ASSETS",   "Cron",       "FORMAT",  "Gate",        "Input",
      "Iterator", "PARTITIONS", "RUN",     "Run",         "check",
      "conf",     "config",     "context", "datetime",    "defs",
      "dg",       "entry",      "input",   "is_complete", "joined",
      "marker",   "meta",       "output",  "run_task",    "timedelta"};
  std::string name;
  for (const char c : python_name(id)) {
    const auto byte = static_cast<unsigned char>(c);
    name += byte < 0x80 ? c : '_';
  }
  if (kTaken.contains(name)) name += '_';
  return name;
}

/// `name`, `name_2`, ...: neither it nor what is made of it with a suffix is in
/// `taken`, which they join.
std::string unique_name(const std::string& name, std::set<std::string>& taken,
                        std::initializer_list<std::string_view> suffixes) {
  const auto is_taken = [&](const std::string& candidate) {
    return taken.contains(candidate) ||
           std::ranges::any_of(suffixes, [&](std::string_view suffix) {
             return taken.contains(candidate + std::string(suffix));
           });
  };
  std::string candidate = name;
  for (int i = 2; is_taken(to_lower(candidate)); ++i) {
    candidate = fmt::format("{}_{}", name, i);
  }
  taken.insert(to_lower(candidate));
  for (const std::string_view suffix : suffixes) {
    taken.insert(to_lower(candidate) + std::string(suffix));
  }
  return candidate;
}

/// isort's order: no case, numbers by their value.
bool is_before(std::string_view a, std::string_view b) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto number = [&](std::string_view& text) {
    const std::size_t zeros =
        std::min(text.find_first_not_of('0'), text.size());
    text.remove_prefix(zeros);
    const std::string_view rest = text;
    while (!text.empty() && is_digit(text[0])) text.remove_prefix(1);
    return rest.substr(0, rest.size() - text.size());
  };
  while (!a.empty() && !b.empty()) {
    if (is_digit(a[0]) && is_digit(b[0])) {
      const std::string_view x = number(a), y = number(b);
      if (x.size() != y.size()) return x.size() < y.size();
      if (x != y) return x < y;
    } else {
      const std::string x = to_lower(a.substr(0, 1));
      const std::string y = to_lower(b.substr(0, 1));
      if (x != y) return x < y;
      a.remove_prefix(1);
      b.remove_prefix(1);
    }
  }
  return a.empty() && !b.empty();
}

/// The one code location, which `dagster dev -f definitions.py` loads.
/// (Definitions.merge() is experimental in 1.9.)
std::string definitions_file(
    const std::map<std::string, std::set<std::string>>& lists,
    const std::set<std::string>& modules, const EmitRequest& request) {
  Writer writer;
  writer.line("# " + request.header).line();
  std::vector<std::string> imported(modules.begin(), modules.end());
  imported.emplace_back("dagster");
  std::ranges::stable_sort(imported, is_before);
  for (const std::string& module : imported) {
    writer.line("import " + module + (module == "dagster" ? " as dg" : ""));
  }
  writer.line();
  Python definitions = Python::call("dg.Definitions");
  for (const auto& [name, members] : lists) {
    Python list = Python::list();
    for (const std::string& member : members) list.item(Python(member));
    definitions.argument(name, std::move(list));
  }
  statement(writer, "defs = ", definitions);
  return writer.take();
}

/// Writes modules; of a dataset that several pipelines make the first one says
/// what Dagster shall know of it.
class FolderWriter {
 public:
  FolderWriter(std::span<const Pipeline> pipelines, const EmitRequest& request)
      : pipelines_(pipelines),
        request_(request),
        names_(dagster_names(pipelines)) {}

  std::vector<OutputFile> write() {
    add_runtime("lockstep_dagster.py", dagster_module());
    add_runtime("lockstep_runtime.py", runtime_module());
    add_runtime("lockstep_ticks.py", ticks_module());
    if (std::ranges::any_of(pipelines_, [](const Pipeline& pipeline) {
          return pipeline.environment.kind == EnvironmentKind::Fargate;
        })) {
      add_runtime("lockstep_fargate.py", fargate_module());
    }
    for (std::size_t i = 0; i < pipelines_.size(); ++i) {
      add_module(pipelines_[i], names_[i]);
    }
    files_.push_back(
        {"definitions.py", definitions_file(lists_, modules_, request_)});
    return std::move(files_);
  }

 private:
  void add_runtime(std::string_view name, std::string_view text) {
    files_.push_back(
        {std::string(name), fmt::format("# {}\n{}", request_.header, text)});
  }

  void add_module(const Pipeline& pipeline, const DagsterNames& names) {
    DagsterModule module(pipeline, names, request_);
    write_run(module);
    write_specs(module, new_assets(pipeline));
    write_ops(module);
    write_job(module);
    write_starts(module);
    modules_.insert(names.module);
    for (const auto& [list, members] : module.definitions) {
      for (const std::string& member : members) {
        lists_[list].insert(fmt::format("{}{}.{}", list == "assets" ? "*" : "",
                                        names.module, member));
      }
    }
    files_.push_back({names.module + ".py", module.take(request_.header)});
  }

  [[nodiscard]] std::vector<DatasetId> new_assets(const Pipeline& pipeline) {
    std::vector<DatasetId> ids;
    for (const DatasetId id : pipeline.produced) {
      if (assets_.insert(pipeline[id].id).second) ids.push_back(id);
    }
    return ids;
  }

  std::span<const Pipeline> pipelines_;
  const EmitRequest& request_;
  std::vector<DagsterNames> names_;
  std::set<std::string> assets_, modules_;
  std::map<std::string, std::set<std::string>> lists_;
  std::vector<OutputFile> files_;
};

}  // namespace

std::vector<std::string> dagster_versions() { return {"1.9", "1.13"}; }

std::vector<DagsterNames> dagster_names(std::span<const Pipeline> pipelines) {
  std::set<std::string> modules = {"dagster",          "definitions",
                                   "lockstep_dagster", "lockstep_fargate",
                                   "lockstep_runtime", "lockstep_ticks"};
  std::vector<DagsterNames> all;
  std::map<std::string, int> count;
  for (const Pipeline& pipeline : pipelines) {
    DagsterNames names;
    names.module = unique_name(
        dagster_name(pipeline.id), modules,
        {"_schedule", "_sensor", "_failed", "_canceled", "_afterwards"});
    std::set<std::string> taken = {to_lower(names.module)};
    const auto node = [&](const std::string& id) {
      const std::string name = unique_name(dagster_name(id), taken, {"_done"});
      ++count[name];
      return name;
    };
    for (const Task& task : pipeline.tasks) {
      names.nodes.push_back(node(task.id));
    }
    for (const TaskGroup& group : pipeline.groups) {
      names.group_nodes.push_back(node(group.id));
    }
    all.push_back(std::move(names));
  }
  std::set<std::string> taken = modules;
  for (DagsterNames& names : all) {
    const auto defined = [&](const std::vector<std::string>& nodes) {
      std::vector<std::string> functions;
      for (const std::string& node : nodes) {
        functions.push_back(
            unique_name(count[node] == 1 ? node : names.module + "_" + node,
                        taken, {"_done"}));
      }
      return functions;
    };
    names.ops = defined(names.nodes);
    names.graphs = defined(names.group_nodes);
  }
  return all;
}

std::vector<OutputFile> dagster_emit(std::span<const Pipeline> pipelines,
                                     const EmitRequest& request) {
  if (pipelines.empty()) return {};
  return FolderWriter(pipelines, request).write();
}

}  // namespace lockstep
