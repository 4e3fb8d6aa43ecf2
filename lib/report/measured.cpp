#include "report/measured.hpp"

#include <algorithm>
#include <iterator>
#include <map>

#include "lint/edges.hpp"
#include "lint/promises.hpp"
#include "report/json_parts.hpp"

namespace lockstep {
namespace {

void keep_first(UnknownRoots& set) {
  std::ranges::sort(set.roots);
  set.roots.erase(std::unique(set.roots.begin(), set.roots.end()),
                  set.roots.end());
  if (set.roots.size() <= kMaximumUnknownRoots) return;
  set.roots.resize(kMaximumUnknownRoots);
  set.more = true;
}

void write_run(JsonWriter& json, const Project& project, const ChainRun& link) {
  json.begin_object().key("job").string(project[link.node].name);
  json.key("tick").instant(link.run.tick);
  json.key("start").instant(link.run.start);
  json.key("end").instant(link.run.end).end_object();
}

void write_seconds(JsonWriter& json, std::string_view key,
                   const std::optional<Extreme>& extreme) {
  json.key(key);
  extreme ? json.number(extreme->value.count()) : json.null();
}

void write_share(JsonWriter& json, std::string_view key, std::int64_t part,
                 std::int64_t all) {
  json.key(key);
  all > 0 ? json.number(share_of(part, all)) : json.null();
}

void write_age_witness(JsonWriter& json, const Project& project,
                       const Derivation& derivation, const Alignment& alignment,
                       NodeId node, const Extreme& worst) {
  const Witness witness =
      witness_at(worst.run.start, clock_of(derivation, node));
  json.begin_object().key("at").instant(witness.at);
  json.key("local").string(witness.local);
  json.key("read_until").instant(worst.at).key("runs").begin_array();
  for (const ChainRun& link : oldest_chain(alignment, node, worst.run)) {
    write_run(json, project, link);
  }
  json.end_array().end_object();
}

void write_unknown(JsonWriter& json, const Project& project,
                   const NodeMeasures* measures, const UnknownRoots& unknown) {
  json.key("unknown_roots");
  if (!measures) {
    json.null().key("more_unknown_roots").null().key("bound").null();
    return;
  }
  write_names(json, project, unknown.roots);
  json.key("more_unknown_roots").boolean(unknown.more);
  json.key("bound").string(measures->exact       ? "exact"
                           : measures->age_bound ? "upper"
                                                 : "lower");
}

/// What `bound` says of the greatest ages.
std::optional<seconds> known_age(const NodeMeasures& measures,
                                 const std::optional<Extreme>& worst,
                                 const std::optional<seconds>& bound) {
  if (!measures.exact && bound) return bound;
  return worst ? std::optional(worst->value) : std::nullopt;
}

}  // namespace

const AlignedEdge* edge_between(const Alignment& alignment, NodeId from,
                                NodeId to) {
  const auto inputs = alignment.inputs(to);
  const auto found = std::ranges::find_if(inputs, [&](const AlignedEdge& edge) {
    return edge.read.from == from && edge.read.views.empty();
  });
  return found == inputs.end() ? nullptr : &*found;
}

UnknownRootTable::UnknownRootTable(const Project& project,
                                   const Alignment& alignment)
    : sets_(1), index_(project.datasets.size(), 0) {
  std::map<UnknownRoots, std::size_t> known = {{{}, 0}};
  for (const NodeId node : project.topology.order) {
    UnknownRoots set;
    set.roots = alignment.unknown_inputs[node.index()];
    for (const AlignedEdge& edge : alignment.inputs(node)) {
      const UnknownRoots& from = (*this)[edge.read.from];
      std::ranges::copy(from.roots, std::back_inserter(set.roots));
      set.more = set.more || from.more;
    }
    if (set.roots.empty()) continue;
    keep_first(set);
    const auto [found, added] = known.try_emplace(set, sets_.size());
    if (added) sets_.push_back(std::move(set));
    index_[node.index()] = found->second;
  }
}

void write_node_measures(JsonWriter& json, const Project& project,
                         const Derivation& derivation,
                         const Alignment& alignment,
                         const UnknownRootTable& unknown, NodeId node) {
  static const NodeMeasures kNone;
  const NodeMeasures* found = alignment.measures(node);
  const NodeMeasures& measures = found ? *found : kNone;
  const auto write_age = [&](std::string_view key, std::optional<seconds> age) {
    json.key(key);
    age ? json.number(age->count()) : json.null();
  };
  write_age("age_max_seconds",
            known_age(measures, measures.age_max, measures.age_bound));
  write_age("lag_max_seconds",
            known_age(measures, measures.lag_max, measures.lag_bound));
  write_seconds(json, "skew_max_seconds", measures.skew_max);
  json.key("witness");
  if (measures.age_max) {
    write_age_witness(json, project, derivation, alignment, node,
                      *measures.age_max);
  } else {
    json.null();
  }
  json.key("scope");
  found ? json.string(scope_text(measures.scope)) : json.null();
  json.key("runs_per_year");
  const Cadence* cadence = derivation.cadence(node);
  found     ? json.number(measures.runs_per_year)
  : cadence ? json.number(cadence->runs_per_year)
            : json.null();
  const bool reads = found && !alignment.inputs(node).empty();
  write_share(json, "idle_share", measures.idle, reads ? measures.idle_of : 0);
  write_unknown(json, project, found, unknown[node]);
}

void write_edge_measures(JsonWriter& json, const EdgeMeasures& measures) {
  write_seconds(json, "slack_min_seconds", measures.slack_min);
  write_seconds(json, "wait_max_seconds", measures.wait_max);
  write_seconds(json, "staleness_max_seconds", measures.staleness_max);
  write_share(json, "lost_share", measures.lost, measures.offered);
}

}  // namespace lockstep
