// Two sorted lists side by side: the first item that only one of them has.
#include "emit/written.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/text.hpp"
#include "base/time.hpp"
#include "cron/dialect.hpp"

namespace lockstep {
namespace {

constexpr seconds kTicksCompared{5LL * 366 * 86'400};

/// What is missing in a file, or too much; empty: nothing.
template <class T, class Spoken>
std::string first_unlike(std::vector<T> wanted, std::vector<T> found,
                         const Spoken& spoken) {
  std::ranges::sort(wanted);
  std::ranges::sort(found);
  const auto [a, b] = std::ranges::mismatch(wanted, found);
  if (a == wanted.end() && b == found.end()) return {};
  const bool missing = a != wanted.end() && (b == found.end() || *a < *b);
  return missing ? "lacks " + spoken(*a) : "has " + spoken(*b) + " besides";
}

std::string plain(std::string_view name) {
  std::string result(name);
  for (char& c : result) {
    const bool stays = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                       (c >= '0' && c <= '9');
    if (!stays) c = '_';
  }
  // A name that the language has taken gets one `_` more.
  while (result.ends_with('_')) result.pop_back();
  return result;
}

class Comparison {
 public:
  Comparison(const Pipeline& pipeline,
             std::span<const WrittenPipeline* const> files, sys_seconds from)
      : pipeline_(pipeline), files_(files), from_(from) {}

  /// The first difference in words; empty: none.
  std::string run() {
    for (const WrittenPipeline* file : files_) {
      for (const auto part :
           {&Comparison::tasks, &Comparison::edges, &Comparison::outputs}) {
        std::string text = (this->*part)(*file);
        if (!text.empty()) return quoted(file->path) + " " + text;
      }
    }
    std::string text = ticks(&WrittenPipeline::crons);
    const bool windows = std::ranges::any_of(
        files_, [](const auto* file) { return !file->windows.empty(); });
    if (text.empty() && windows) text = ticks(&WrittenPipeline::windows);
    return text.empty() ? text : quoted(files_[0]->path) + " " + text;
  }

 private:
  [[nodiscard]] static std::string named(const WrittenPipeline& file,
                                         const std::string& id) {
    return file.plain_names ? plain(id) : id;
  }

  /// Of the tasks in the file: the second of two that become one gets `_2`.
  [[nodiscard]] std::vector<std::string> names_in(
      const WrittenPipeline& file) const {
    std::vector<std::string> names;
    std::map<std::string, int> alike;
    for (const Task& task : pipeline_.tasks) {
      std::string name = named(file, task.id);
      const int number = ++alike[to_lower(name)];
      if (file.plain_names && number > 1) name += fmt::format("_{}", number);
      names.push_back(std::move(name));
    }
    return names;
  }

  std::string tasks(const WrittenPipeline& file) {
    std::vector<std::string> wanted = names_in(file), found;
    for (const std::string& id : file.tasks) found.push_back(named(file, id));
    return first_unlike(std::move(wanted), std::move(found),
                        [](const std::string& id) { return "task " + id; });
  }

  std::string edges(const WrittenPipeline& file) {
    std::vector<std::pair<std::string, std::string>> wanted, found;
    const std::vector<std::string> names = names_in(file);
    for (const TaskEdge& edge : pipeline_.edges) {
      wanted.emplace_back(names[edge.from.index()], names[edge.to.index()]);
    }
    for (const auto& [from, to] : file.edges) {
      found.emplace_back(named(file, from), named(file, to));
    }
    return first_unlike(
        std::move(wanted), std::move(found), [](const auto& edge) {
          return fmt::format("edge {} -> {}", edge.first, edge.second);
        });
  }

  std::string outputs(const WrittenPipeline& file) {
    std::vector<std::pair<std::string, std::string>> wanted, found;
    const std::vector<std::string> names = names_in(file);
    for (std::size_t i = 0; i < pipeline_.tasks.size(); ++i) {
      for (const DatasetId id : pipeline_.tasks[i].outputs) {
        wanted.emplace_back(names[i], pipeline_[id].id);
      }
    }
    for (const auto& [task, ids] : file.outputs) {
      for (const std::string& id : ids) {
        found.emplace_back(named(file, task), id);
      }
    }
    return first_unlike(
        std::move(wanted), std::move(found), [](const auto& made) {
          return fmt::format("dataset {} of task {}", made.second, made.first);
        });
  }

  std::string ticks(std::vector<WrittenCron> WrittenPipeline::*crons) {
    const Schedule& wanted = pipeline_.start.crons;
    Schedule found;
    for (const WrittenPipeline* file : files_) {
      for (const WrittenCron& cron : file->*crons) {
        std::string problem = add(cron, found);
        if (!problem.empty()) return problem;
      }
    }
    if (wanted.crons.empty() != found.crons.empty()) {
      return found.crons.empty() ? "lacks a schedule"
                                 : "has a schedule besides";
    }
    if (wanted.crons.empty()) return {};
    const auto at = first_difference(wanted, found, from_, kTicksCompared);
    if (!at) return {};
    const bool missing = next_or_equal(wanted, *at) == at;
    return fmt::format("{} the tick {}{}", missing ? "lacks" : "has",
                       format_instant(*at), missing ? "" : " besides");
  }

  std::string add(const WrittenCron& written, Schedule& found) const {
    const auto cron = compile(written.cron, dialects().front());
    if (!cron) return "has the cron " + quoted(written.cron);
    if (written.timezone == "UTC") {
      found.crons.push_back({*cron, {}});
      return {};
    }
    for (const ZonedCron& zoned : pipeline_.start.crons.crons) {
      const Zone* const zone = zoned.clock.zone;
      if (zone == nullptr || zone_name(*zone) != written.timezone) continue;
      found.crons.push_back({*cron, zoned.clock});
      return {};
    }
    return "has the time zone " + quoted(written.timezone);
  }

  const Pipeline& pipeline_;
  std::span<const WrittenPipeline* const> files_;
  sys_seconds from_;
};

Diagnostic finding(const Location& where, std::string message) {
  Diagnostic diagnostic;
  diagnostic.rule = "EMT002";
  diagnostic.message = std::move(message);
  diagnostic.where = where;
  diagnostic.help = "lockstep explain EMT002";
  return diagnostic;
}

}  // namespace

std::vector<Diagnostic> differences(std::span<const Pipeline> pipelines,
                                    std::span<const WrittenPipeline> written,
                                    sys_seconds from, Absent absent) {
  std::map<std::string, std::vector<const WrittenPipeline*>> files;
  for (const WrittenPipeline& file : written) {
    files[file.plain_names ? plain(file.id) : file.id].push_back(&file);
  }
  std::vector<Diagnostic> findings;
  for (const Pipeline& pipeline : pipelines) {
    auto own = files.find(pipeline.id);
    if (own == files.end()) own = files.find(plain(pipeline.id));
    if (own == files.end() && absent == Absent::Allowed) continue;
    const std::string text =
        own == files.end() ? std::string("is in no file")
                           : Comparison(pipeline, own->second, from).run();
    if (own != files.end()) files.erase(own);
    if (text.empty()) continue;
    findings.push_back(
        finding(pipeline.where,
                fmt::format("pipeline {}: {}", quoted(pipeline.id), text)));
  }
  for (const auto& [id, others] : files) {
    findings.push_back(
        finding({}, fmt::format("{} holds pipeline {}, which nothing makes",
                                quoted(others[0]->path), quoted(id))));
  }
  return findings;
}

}  // namespace lockstep
