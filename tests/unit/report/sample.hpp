#pragma once
// A small project and its derivation, made by hand so that names which no
// loader lets through can be rendered too.

#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "align/start.hpp"
#include "model/project.hpp"
#include "report/report.hpp"

namespace lockstep::test {

inline constexpr sys_seconds kAsOf{seconds{1'704'067'200}};  // 2024-01-01
inline const ToolInfo kTool{"1.2.3", "2025b"};

struct Sample {
  Project project;
  Derivation derivation;

  Sample() {
    project.settings.dialect = &dialects().front();
    derivation.as_of = derivation.reference = kAsOf;
  }

  /// Names in sorted order; kind by what is there.
  NodeId add(std::string name, NodeKind kind) {
    Dataset dataset;
    dataset.key = dataset.name = std::move(name);
    dataset.kind = kind;
    project.datasets.push_back(dataset);
    derivation.jobs.emplace_back();
    return NodeId(project.datasets.size() - 1);
  }

  CadenceId cadence(std::string_view cron, const Zone* zone = nullptr) {
    Cadence cadence;
    cadence.schedule.crons = {
        {*compile(cron, *project.settings.dialect), {zone}}};
    cadence.runs_per_year =
        static_cast<double>(frequency(cadence.schedule).firings) / 400;
    derivation.cadences.push_back(cadence);
    return CadenceId(derivation.cadences.size() - 1);
  }

  JobStart& start(NodeId node) { return derivation.jobs[node.index()]; }

  void connect(std::vector<Edge> edges) {
    for (const Edge& edge : edges) {
      Input input;
      input.dataset = edge.from;
      project.datasets[edge.to.index()].inputs.push_back(input);
    }
    project.graph = LineageGraph(project.datasets.size(), std::move(edges));
    project.topology = topology(project.graph);
  }
};

/// Hourly orders, daily customers, a sensor task over both, an external file.
inline Sample shop() {
  Sample sample;
  const NodeId summary = sample.add("kpi.order_summary", NodeKind::Task);
  const NodeId customers = sample.add("starbake.customers", NodeKind::Load);
  const NodeId orders = sample.add("starbake.orders", NodeKind::Load);
  const NodeId rates = sample.add("world.rates", NodeKind::External);
  const CadenceId daily = sample.cadence("0 0 * * *");
  const CadenceId hourly = sample.cadence("0 * * * *");
  for (const auto& [node, cadence, cron, hours] :
       {std::tuple(customers, daily, "0 0 * * *", 24),
        std::tuple(orders, hourly, "0 * * * *", 1)}) {
    JobStart& load = sample.start(node);
    load.type = StartType::Schedule;
    load.cadence = cadence;
    load.effective_cron = cron;
    load.window = Window{kAsOf - std::chrono::hours(hours), kAsOf};
    load.reason = "its own cron";
  }
  JobStart& start = sample.start(summary);
  start = sample.start(orders);
  start.type = StartType::Sensor;
  start.datasets = start.fastest = {orders};
  start.slower = {customers};
  start.unscheduled = {rates};
  start.leader = orders;
  start.reason =
      "starbake.orders is the most frequent of its inputs; daily "
      "starbake.customers is waited for when due";
  sample.start(rates).reason = "no schedule and no inputs";
  sample.project.datasets[summary.index()].jobs = {
      {"kpi.build_summary", "OVERWRITE", {}, true, {}}};
  sample.project.datasets[summary.index()].external_refs = {"crm.leads"};
  sample.connect({{customers, summary}, {orders, summary}, {rates, summary}});
  return sample;
}

/// Names that are syntax somewhere.
inline const std::vector<std::string>& hostile_names() {
  static const std::vector<std::string> kNames = {
      "a.\"quoted\"",
      "a.<b>&amp;|{}[]();--",
      "a.=1+1,;\r\nnext,line",
      "a.\\n\\\"backslash\\",
      "a.\x01\x1b[31m\x7f",
      "a.caf\xC3\xA9 \xE6\xB3\xA8\xE6\x96\x87 \xF0\x9F\x8D\x9E",
      "a.\xFF\xC3",
      "a.\xE2\x80\xAE"
      "evil",
      "a.%0A::error::x",
      "a.`tick` $(x) #quot; %%"};
  return kNames;
}

/// One task over all hostile names.
inline Sample hostile() {
  Sample sample;
  std::vector<Edge> edges;
  const NodeId task = sample.add("a", NodeKind::Task);
  for (const std::string& name : hostile_names()) {
    const NodeId node = sample.add(name, NodeKind::Load);
    sample.start(node).reason = "reason of " + name;
    edges.push_back({node, task});
    sample.start(task).unscheduled.push_back(node);
  }
  sample.connect(edges);
  return sample;
}

}  // namespace lockstep::test
