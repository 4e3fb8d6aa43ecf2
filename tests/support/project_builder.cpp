#include "support/project_builder.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <sstream>
#include <stdexcept>

#include "cron/dialect.hpp"

namespace lockstep::test {
namespace {

struct CronText {
  std::string text, zone;
  friend auto operator<=>(const CronText&, const CronText&) = default;
};

CronText split_zone(const std::string& cron) {
  std::istringstream words(cron);
  std::vector<std::string> fields;
  for (std::string word; words >> word;) fields.push_back(word);
  std::string zone = "UTC";
  if (fields.size() > 5) {
    zone = fields.back();
    fields.pop_back();
  }
  std::string text;
  for (const std::string& field : fields) {
    text += (text.empty() ? "" : " ") + field;
  }
  return {text, zone};
}

CompiledText compile_text(const CronText& cron, ZoneTable& zones) {
  CompiledText compiled;
  compiled.text = compiled.expanded = cron.text;
  compiled.zone = cron.zone;
  auto parsed = compile(cron.text, dialects().front());
  if (!parsed) {
    compiled.error = parsed.error();
    return compiled;
  }
  const auto zone = zones.find(cron.zone);
  if (!zone) throw std::runtime_error("zone " + cron.zone);
  const bool utc = cron.zone == "UTC";
  compiled.cron = ZonedCron{*parsed, {utc ? nullptr : *zone}};
  return compiled;
}

NodeId find_node(const Project& project, const std::string& name) {
  const auto found =
      std::lower_bound(project.datasets.begin(), project.datasets.end(), name,
                       [](const Dataset& dataset, const std::string& key) {
                         return dataset.key < key;
                       });
  if (found == project.datasets.end() || found->key != name) return {};
  return NodeId(static_cast<std::size_t>(found - project.datasets.begin()));
}

/// Dijkstra's shunting yard.
std::vector<TriggerTerm> parse_expression(const Project& project,
                                          const std::string& text) {
  std::istringstream words(text);
  std::vector<TriggerTerm> output;
  std::vector<char> operators;
  const auto pop = [&] {
    output.push_back({operators.back() == '&' ? TriggerTerm::Kind::And
                                              : TriggerTerm::Kind::Or,
                      NodeId()});
    operators.pop_back();
  };
  for (std::string word; words >> word;) {
    if (word == "(") {
      operators.push_back('(');
    } else if (word == ")") {
      while (operators.back() != '(') pop();
      operators.pop_back();
    } else if (word == "&" || word == "|") {
      while (!operators.empty() && operators.back() != '(' &&
             (operators.back() == '&' || word == "|")) {
        pop();
      }
      operators.push_back(word[0]);
    } else {
      output.push_back({TriggerTerm::Kind::Dataset, find_node(project, word)});
    }
  }
  while (!operators.empty()) pop();
  return output;
}

Trigger trigger_of(const Project& project, const std::string& text) {
  Trigger trigger;
  trigger.declared = !text.empty();
  trigger.text = text;
  if (text == "any") {
    trigger.mode = TriggerMode::Any;
  } else if (text == "all") {
    trigger.mode = TriggerMode::All;
  } else if (text == "none") {
    trigger.mode = TriggerMode::None;
  } else if (!text.empty() && text != "aligned") {
    trigger.mode = TriggerMode::Expression;
    trigger.terms = parse_expression(project, text);
  }
  return trigger;
}

ScheduleId schedule_of(Project& project, const Dataset& dataset) {
  Schedule schedule;
  for (const CronUse& use : dataset.crons) {
    if (project[use.cron].cron) {
      schedule.crons.push_back(*project[use.cron].cron);
    }
  }
  if (schedule.crons.empty()) return {};
  schedule = reduce(schedule);
  for (std::size_t i = 0; i < project.schedules.size(); ++i) {
    if (project.schedules[i] == schedule) return ScheduleId(i);
  }
  project.schedules.push_back(schedule);
  return ScheduleId(project.schedules.size() - 1);
}

std::string input_line(const InputSpec& input) {
  std::string line = "      - {dataset: " + input.name;
  if (input.optional) line += ", optional: true";
  if (input.read == Read::Same) line += ", read: same";
  if (input.read == Read::Window) line += ", read: window";
  if (input.offset != seconds{0}) {
    line += ", offset: " + std::to_string(input.offset.count());
  }
  if (input.timeout) {
    line += ", timeout: " + std::to_string(input.timeout->count());
  }
  if (input.guard != Guard::Default) {
    line += input.guard == Guard::Sensor ? ", guard: sensor" : ", guard: none";
  }
  return line + "}\n";
}

}  // namespace

std::vector<InputSpec> reads(const std::vector<std::string>& names) {
  std::vector<InputSpec> inputs;
  for (const std::string& name : names) inputs.push_back({.name = name});
  return inputs;
}

Project build_project(const std::vector<JobSpec>& jobs, ZoneTable& zones,
                      sys_seconds as_of) {
  Project project;
  project.settings.as_of = as_of;
  project.settings.dialect = &dialects().front();
  std::map<std::string, const JobSpec*> by_name;
  std::set<CronText> crons;
  for (const JobSpec& job : jobs) {
    for (const InputSpec& input : job.inputs) by_name[input.name];
    for (const std::string& cron : job.crons) crons.insert(split_zone(cron));
  }
  for (const JobSpec& job : jobs) by_name[job.name] = &job;
  for (const CronText& cron : crons) {
    project.crons.push_back(compile_text(cron, zones));
  }
  for (const auto& [name, job] : by_name) {
    Dataset dataset;
    dataset.key = dataset.name = name;
    project.datasets.push_back(dataset);
  }
  std::vector<Edge> edges;
  std::size_t index = 0;
  for (const auto& [name, job] : by_name) {
    const NodeId node(index++);
    if (job == nullptr) continue;
    Dataset& dataset = project.datasets[node.index()];
    dataset.kind = job->kind;
    dataset.duration = job->duration;
    dataset.trigger = trigger_of(project, job->trigger);
    dataset.window.kind = job->window;
    dataset.window.length = job->window_length;
    dataset.run_label = job->run_label;
    for (const std::string& cron : job->crons) {
      const auto place = crons.find(split_zone(cron));
      dataset.crons.push_back({CronId(static_cast<std::size_t>(
                                   std::distance(crons.begin(), place))),
                               {},
                               {}});
    }
    dataset.schedule = schedule_of(project, dataset);
    for (const InputSpec& spec : job->inputs) {
      Input input;
      input.dataset = find_node(project, spec.name);
      input.optional = spec.optional;
      input.guard = spec.guard;
      input.read = spec.read;
      input.offset = spec.offset;
      input.timeout = spec.timeout;
      input.declared =
          spec.read != Read::Latest || spec.guard != Guard::Default;
      dataset.inputs.push_back(input);
      edges.push_back({input.dataset, node});
    }
    std::sort(
        dataset.inputs.begin(), dataset.inputs.end(),
        [](const Input& a, const Input& b) { return a.dataset < b.dataset; });
  }
  project.graph = LineageGraph(project.datasets.size(), std::move(edges));
  project.topology = topology(project.graph);
  return project;
}

std::string to_yaml(const std::vector<JobSpec>& jobs) {
  std::string yaml = "version: 1\ndatasets:\n";
  for (const JobSpec& job : jobs) {
    yaml += "  " + job.name + ":\n";
    for (std::size_t i = 0; i < job.crons.size(); ++i) {
      yaml += (i == 0 ? "    crons: [\"" : ", \"") + job.crons[i] + "\"";
    }
    if (!job.crons.empty()) yaml += "]\n";
    if (job.duration.max > seconds{0}) {
      yaml += "    duration: [" + std::to_string(job.duration.min.count()) +
              ", " + std::to_string(job.duration.max.count()) + "]\n";
    }
    if (!job.trigger.empty()) yaml += "    trigger: \"" + job.trigger + "\"\n";
    if (!job.inputs.empty()) yaml += "    inputs:\n";
    for (const InputSpec& input : job.inputs) yaml += input_line(input);
    if (job.kind != NodeKind::Task) {
      yaml += job.kind == NodeKind::View ? "    # a view\n" : "    # a load\n";
    }
    if (job.window != WindowKind::Previous) {
      const bool length = job.window == WindowKind::Length;
      yaml += std::string("    window: {") +
              (length ? "length: " : "lookback: ") +
              std::to_string(job.window_length.count()) + "}\n";
    }
    if (job.run_label == RunLabel::IntervalStart) {
      yaml += "    run_label: interval_start\n";
    }
  }
  return yaml;
}

}  // namespace lockstep::test
