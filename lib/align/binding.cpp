// One pass in topological order collects what stands behind each view; a second
// one makes the edges.
#include "align/binding.hpp"

#include <algorithm>
#include <cstddef>
#include <map>

#include "align/same_pipeline.hpp"

namespace lockstep {
namespace {

/// A dataset behind a chain of views.
struct Source {
  NodeId dataset;
  std::vector<NodeId> views;
  bool joined = true;  ///< may all run in one pipeline?
};

bool shorter(const Source& a, const Source& b) {
  if (a.dataset != b.dataset) return a.dataset < b.dataset;
  if (a.views.size() != b.views.size()) return a.views.size() < b.views.size();
  return a.views < b.views;
}

/// Sorted by dataset, of each the shortest chain.
void keep_shortest(std::vector<Source>& sources) {
  std::ranges::sort(sources, shorter);
  const auto rest = std::unique(
      sources.begin(), sources.end(),
      [](const Source& a, const Source& b) { return a.dataset == b.dataset; });
  sources.erase(rest, sources.end());
}

class EdgeMaker {
 public:
  EdgeMaker(const Project& project, const Derivation& derivation)
      : project_(project),
        derivation_(derivation),
        pipelines_(project),
        behind_(project.datasets.size()) {
    result_.unknown.resize(project.datasets.size());
    result_.starts.resize(project.datasets.size());
  }

  ReadEdges run() {
    for (const NodeId node : project_.topology.order) {
      if (project_[node].kind == NodeKind::View) look_behind(node);
    }
    result_.begin.push_back(0);
    for (std::size_t i = 0; i < project_.datasets.size(); ++i) {
      const NodeId node(i);
      if (has_runs(derivation_, node)) add_starts(node);
      if (is_measured(project_, derivation_, node)) add_edges(node);
      result_.begin.push_back(static_cast<std::uint32_t>(result_.edges.size()));
    }
    return std::move(result_);
  }

 private:
  [[nodiscard]] bool is_view(NodeId node) const {
    return project_[node].kind == NodeKind::View &&
           !project_[node].inputs.empty() && !derivation_[node].cyclic;
  }

  /// What one input stands for: itself, or what is behind the view.
  void append_sources(NodeId reader, const Input& input,
                      std::vector<Source>& sources) const {
    const bool joined = pipelines_.may_join(reader, input);
    const NodeId node = input.dataset;
    if (!is_view(node)) {
      sources.push_back({node, {}, joined});
      return;
    }
    for (const Source& source : behind_[node.index()]) {
      sources.push_back({source.dataset, {node}, joined && source.joined});
      auto& views = sources.back().views;
      views.insert(views.end(), source.views.begin(), source.views.end());
    }
  }

  void look_behind(NodeId view) {
    if (!is_view(view)) return;
    auto& sources = behind_[view.index()];
    for (const Input& input : project_[view].inputs) {
      if (input.dataset != view) append_sources(view, input, sources);
    }
    keep_shortest(sources);
  }

  /// Inputs that an `aligned` sensor waits for: those with a cadence that are
  /// not optional; all of them if all are.
  [[nodiscard]] bool none_required(NodeId node) const {
    return std::ranges::none_of(project_[node].inputs, [&](const Input& input) {
      return input.dataset != node && !input.optional &&
             derivation_[input.dataset].cadence.valid();
    });
  }

  [[nodiscard]] bool waits(NodeId node, const Input& input,
                           bool optional_counts) const {
    if (input.guard == Guard::None) return false;
    const JobStart& start = derivation_[node];
    if (start.type == StartType::Sensor) {
      return start.mode == TriggerMode::Aligned &&
             (!input.optional || optional_counts);
    }
    return input.guard == Guard::Sensor || input.read != Read::Latest;
  }

  [[nodiscard]] Binding binding_of(NodeId node, const Input& input,
                                   const Source& source,
                                   bool optional_counts) const {
    const NodeId from = source.dataset;
    const Dataset& job = project_[node];
    Binding binding;
    binding.read = input.read;
    if (input.read == Read::Same) {
      binding.offset = input.offset;
      binding.reader_label = job.run_label;
      binding.input_label = project_[from].run_label;
    } else if (input.read == Read::Window) {
      binding.window = job.window.kind;
      binding.length = job.window.length;
    }
    binding.waits = waits(node, input, optional_counts);
    binding.pipeline =
        !binding.waits && derivation_[node].type == StartType::Schedule &&
        source.joined &&
        share_a_cron(*derivation_.cadence(from), *derivation_.cadence(node));
    if (binding.waits) binding.timeout = input.timeout;
    return binding;
  }

  BindingId intern(const Binding& binding) {
    const auto [entry, added] =
        ids_.try_emplace(binding, BindingId(result_.bindings.size()));
    if (added) result_.bindings.push_back(binding);
    return entry->second;
  }

  void add_starts(NodeId node) {
    const JobStart& start = derivation_[node];
    const bool triggered =
        start.type == StartType::Sensor && start.mode != TriggerMode::Aligned;
    const bool optional_counts = none_required(node);
    for (const Input& input : project_[node].inputs) {
      const NodeId from = input.dataset;
      if (from == node || !has_runs(derivation_, from)) continue;
      const Source source{from, {}, pipelines_.may_join(node, input)};
      const Binding binding = binding_of(node, input, source, optional_counts);
      if (triggered || binding.waits || binding.pipeline) {
        result_.starts[node.index()].push_back({from, intern(binding)});
      }
    }
  }

  struct Way {
    Source source;
    const Input* input;
  };

  void add_edges(NodeId node) {
    std::vector<Way> ways;
    for (const Input& input : project_[node].inputs) {
      if (input.dataset == node) continue;
      std::vector<Source> sources;
      append_sources(node, input, sources);
      for (Source& source : sources) {
        if (source.dataset != node) ways.push_back({std::move(source), &input});
      }
    }
    std::ranges::sort(ways, shorter, &Way::source);
    const bool optional_counts = none_required(node);
    for (std::size_t i = 0; i < ways.size(); ++i) {
      const NodeId from = ways[i].source.dataset;
      const bool again = i > 0 && ways[i - 1].source.dataset == from;
      if (!is_measured(project_, derivation_, from)) {
        if (!again && !derivation_[from].cadence.valid()) {
          result_.unknown[node.index()].push_back(from);
        }
        continue;
      }
      const Binding binding =
          binding_of(node, *ways[i].input, ways[i].source, optional_counts);
      if (again) {
        wait_too(binding);
        continue;
      }
      result_.edges.push_back({from, node, ways[i].input, intern(binding),
                               std::move(ways[i].source.views)});
    }
  }

  /// The last edge has another way that may wait.
  void wait_too(const Binding& other) {
    ReadEdge& edge = result_.edges.back();
    Binding binding = result_.bindings[edge.binding.index()];
    if (!other.waits || binding.waits) return;
    binding.waits = true;
    binding.pipeline = false;
    edge.binding = intern(binding);
  }

  const Project& project_;
  const Derivation& derivation_;
  Pipelines pipelines_;
  std::vector<std::vector<Source>> behind_;  ///< by view
  std::map<Binding, BindingId> ids_;
  ReadEdges result_;
};

}  // namespace

bool has_runs(const Derivation& derivation, NodeId node) {
  const Cadence* cadence = derivation.cadence(node);
  return cadence != nullptr && fires(*cadence);
}

bool is_measured(const Project& project, const Derivation& derivation,
                 NodeId node) {
  return has_runs(derivation, node) &&
         (project[node].kind != NodeKind::View || project[node].inputs.empty());
}

ReadEdges read_edges(const Project& project, const Derivation& derivation) {
  return EdgeMaker(project, derivation).run();
}

}  // namespace lockstep
