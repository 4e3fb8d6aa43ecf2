// The rule of one job from what derive() and read_edges() found.
#include <algorithm>

#include "align/gate.hpp"
#include "align/same_pipeline.hpp"
#include "align/slots.hpp"

namespace lockstep {
namespace {

class RuleMaker {
 public:
  RuleMaker(const Project& project, const Derivation& derivation,
            const ReadEdges& edges, NodeId node)
      : project_(project),
        derivation_(derivation),
        edges_(edges),
        node_(node),
        start_(derivation[node]) {}

  GateRule make(const GateOptions& options) {
    const Dataset& job = project_[node_];
    rule_.job = job.name;
    rule_.mode = start_.mode;
    rule_.anchors = ticks_of(node_);
    rule_.coalesces = start_.type == StartType::Sensor;
    rule_.label = job.run_label;
    rule_.window = job.window.kind;
    rule_.length = job.window.length;
    if (rule_.coalesces && start_.mode != TriggerMode::Aligned) {
      add_slots();
    } else {
      add_waits();
      apply(options);
    }
    return std::move(rule_);
  }

 private:
  [[nodiscard]] Cadence ticks_of(NodeId node) const {
    const Cadence* cadence = derivation_.cadence(node);
    return cadence == nullptr ? Cadence{} : *cadence;
  }

  // ---- Inputs that runs wait for ----

  void add_waits() {
    for (const StartEdge& edge : edges_.starts[node_.index()]) {
      const Binding& binding = edges_.bindings[edge.binding.index()];
      const Dataset& dataset = project_[edge.from];
      GateInput input{.dataset = dataset.name,
                      .ticks = ticks_of(edge.from),
                      .read = binding.read,
                      .offset = binding.offset,
                      .label = binding.input_label,
                      .timeout = binding.timeout};
      input.every_tick = derivation_[edge.from].type == StartType::Schedule;
      if (!binding.waits) {
        input.only_at = shared_crons(input.ticks, rule_.anchors);
      }
      rule_.inputs.push_back(std::move(input));
    }
  }

  // ---- Starlake's data cycle ----

  /// Mean time between two ticks; nullopt if it never fires.
  static std::optional<double> interval_of(const Cadence& cadence) {
    if (cadence.runs_per_year <= 0) return std::nullopt;
    return 365.2425 * 86'400 / cadence.runs_per_year;
  }

  [[nodiscard]] seconds freshness_of(const std::string& dataset) const {
    return project_[project_.find(dataset)].monitor_freshness;
  }

  void apply(const GateOptions& options) {
    if (!options.data_cycle || !rule_.coalesces) return;
    Cadence cycle;
    cycle.schedule = *options.data_cycle;
    cycle.runs_per_year =
        static_cast<double>(frequency(cycle.schedule).firings) / 400;
    const auto interval = interval_of(cycle);
    if (!interval) return;
    const auto slower = [&](const GateInput& input, double tolerated) {
      const auto own = interval_of(input.ticks);
      return own && *interval < *own + tolerated;
    };
    if (options.optional_datasets) {
      std::erase_if(rule_.inputs,
                    [&](const GateInput& input) { return slower(input, 0); });
    }
    for (GateInput& input : rule_.inputs) {
      const seconds freshness = freshness_of(input.dataset);
      if (options.beyond_data_cycle && input.read == Read::Latest &&
          slower(input, static_cast<double>(freshness.count()))) {
        input.tolerance = freshness;
      }
    }
    add_unscheduled(cycle, *interval, options);
  }

  /// Inputs without ticks of their own come once a data cycle.
  void add_unscheduled(const Cadence& cycle, double interval,
                       const GateOptions& options) {
    for (const Input& input : project_[node_].inputs) {
      const NodeId from = input.dataset;
      if (from == node_ || derivation_[from].cadence.valid()) continue;
      const seconds freshness = project_[from].monitor_freshness;
      const bool within = interval < static_cast<double>(freshness.count());
      if (input.optional || (options.optional_datasets && within)) continue;
      GateInput waited{.dataset = project_[from].name, .ticks = cycle};
      if (options.beyond_data_cycle && within) waited.tolerance = freshness;
      rule_.inputs.push_back(std::move(waited));
    }
  }

  // ---- Slots ----

  void add_slots() {
    if (start_.cadence.valid()) {
      Slots slots = slots_of(project_, derivation_, node_);
      for (const NodeId slot : slots.nodes) add_slot(slot);
      rule_.condition = std::move(slots.condition);
    } else if (start_.mode == TriggerMode::Expression) {
      add_expression();
    } else {
      add_joined();
    }
  }

  void add_slot(NodeId node) {
    rule_.inputs.push_back(
        {.dataset = project_[node].name, .ticks = ticks_of(node)});
  }
  void push_slot(NodeId node) {
    rule_.condition.push_back({SlotTerm::Kind::Slot, static_cast<std::uint32_t>(
                                                         rule_.inputs.size())});
    add_slot(node);
  }

  /// No input has ticks, so all that the expression names count.
  void add_expression() {
    for (const TriggerTerm& term : project_[node_].trigger.terms) {
      if (term.kind == TriggerTerm::Kind::Dataset) {
        push_slot(term.dataset);
        continue;
      }
      rule_.condition.push_back({term.kind == TriggerTerm::Kind::And
                                     ? SlotTerm::Kind::And
                                     : SlotTerm::Kind::Or});
    }
  }

  void add_joined() {
    const auto op = start_.mode == TriggerMode::Any ? SlotTerm::Kind::Or
                                                    : SlotTerm::Kind::And;
    for (const NodeId dataset : start_.datasets) {
      push_slot(dataset);
      if (rule_.inputs.size() > 1) rule_.condition.push_back({op});
    }
  }

  const Project& project_;
  const Derivation& derivation_;
  const ReadEdges& edges_;
  NodeId node_;
  const JobStart& start_;
  GateRule rule_;
};

void put_on(Schedule& schedule, const DstPolicy& policy) {
  for (ZonedCron& member : schedule.crons) {
    // Emitted crons are printed from their masks: every hour becomes `*`.
    CronFacts facts;
    facts.hour_is_star = member.cron.hour_mask == (1U << 24U) - 1U;
    member.clock = clock_of(member.clock.zone, policy, member.cron, facts);
  }
}

}  // namespace

std::optional<GateRule> gate_rule(const Project& project,
                                  const Derivation& derivation,
                                  const ReadEdges& edges, NodeId node,
                                  const GateOptions& options) {
  const JobStart& start = derivation[node];
  const bool starts =
      start.type == StartType::Schedule ||
      (start.type == StartType::Sensor &&
       !(start.mode != TriggerMode::Aligned && start.datasets.empty()));
  if (!starts || start.cyclic) return std::nullopt;
  return RuleMaker(project, derivation, edges, node).make(options);
}

GateRule under(GateRule rule, const DstPolicy& policy) {
  put_on(rule.anchors.schedule, policy);
  for (GateInput& input : rule.inputs) {
    put_on(input.ticks.schedule, policy);
    put_on(input.only_at, policy);
  }
  return rule;
}

}  // namespace lockstep
