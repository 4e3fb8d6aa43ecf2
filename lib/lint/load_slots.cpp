// LOD002: at some instant more pipelines wait than there are places to wait in.
// A sweep over the starts and ends of all waits; alike pipelines are walked
// through once. Whatever waits in a place can hold it from what it waits for.

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>

#include <fmt/format.h>

#include "align/reader.hpp"
#include "align/same_pipeline.hpp"
#include "base/text.hpp"
#include "lint/checks.hpp"
#include "lint/edges.hpp"

namespace lockstep {
namespace {

/// Jobs that start together by cron, in one pipeline: one place.
struct Waiting {
  std::vector<NodeId> jobs;
  std::vector<const AlignedEdge*> edges;  ///< what they wait for
  const RunSequence* runs = nullptr;      ///< of the first; ticks are alike
  seconds longest{0};
};

/// One run of a pipeline waits in [from, to).
struct Wait {
  sys_seconds from, to;
};

/// How many places there are, and who says so.
struct Places {
  double count = 0;
  bool declared = false;
};

std::optional<Places> places(const LintContext& ctx) {
  const auto& declared = ctx.project.settings.lint.sensor_slots;
  if (declared) return Places{*declared, true};
  if (!ctx.target || !ctx.target->waiting_places) return std::nullopt;
  return Places{static_cast<double>(*ctx.target->waiting_places), false};
}

/// With these options a pipeline does not wait for what the analysis says.
bool waits_for_less(const PipelineSettings* settings) {
  if (!settings) return false;
  const auto pulls = settings->target.find("run_dependencies_first");
  return settings->target.contains("filtered_datasets") ||
         (pulls != settings->target.end() && pulls->second.text == "true");
}

/// Of jobs that start by cron: how long they wait for this input at most,
/// runs that give up included.
seconds longest_wait(const LintContext& ctx, const AlignedEdge& edge) {
  const JobStart& start = ctx.derivation[edge.read.to];
  const Binding& binding = ctx.alignment().binding(edge);
  if (start.type != StartType::Schedule || !start.cadence.valid() ||
      !binding.waits) {
    return seconds{0};
  }
  const EdgeMeasures& measures = ctx.alignment().measures(edge);
  if (measures.timed_out.runs > 0) return *binding.timeout;
  return measures.wait_max ? measures.wait_max->value : seconds{0};
}

/// By name and ticks, as pipelines are grouped; those of stages that wait for
/// each other are still told as one.
std::vector<Waiting> waiting_pipelines(const LintContext& ctx) {
  std::map<std::pair<std::string, CadenceId>, Waiting> groups;
  for (const AlignedEdge& edge : ctx.alignment().edges) {
    const seconds longest = longest_wait(ctx, edge);
    if (longest <= seconds{0}) continue;
    const NodeId job = edge.read.to;
    const Dataset& dataset = ctx.project[job];
    const PipelineSettings* const settings = settings_of(ctx.project, dataset);
    if (waits_for_less(settings)) continue;
    const std::string name = pipeline_name(
        settings ? std::string_view(settings->name) : "{{domain}}", dataset,
        "");
    Waiting& group = groups[{name, ctx.derivation[job].cadence}];
    group.runs = ctx.alignment().runs_of(edge.read.to);
    group.edges.push_back(&edge);
    group.longest = std::max(group.longest, longest);
    if (group.jobs.empty() || group.jobs.back() != job) {
      group.jobs.push_back(job);
    }
  }
  std::vector<Waiting> result;
  for (auto& [key, group] : groups) result.push_back(std::move(group));
  return result;
}

/// No instant has more waits than this: ticks come at most twice as close
/// together where clocks go forward.
double most_at_once(const std::vector<Waiting>& pipelines) {
  double sum = 0;
  for (const Waiting& pipeline : pipelines) {
    const auto gap = least_gap(pipeline.runs->cadence());
    sum += 1;
    if (gap) sum += static_cast<double>(2 * pipeline.longest / *gap);
  }
  return sum;
}

/// The time after which all waits repeat, if it is short; else the horizon.
Scope scope_of_waits(const LintContext& ctx,
                     const std::vector<Waiting>& pipelines) {
  const Scope& horizon = ctx.alignment().horizon;
  std::int64_t period = 1;
  for (const Waiting& pipeline : pipelines) {
    for (const AlignedEdge* edge : pipeline.edges) {
      const Scope& scope = ctx.alignment().measures(*edge).scope;
      period = std::lcm(period, (scope.to - scope.from).count());
      if (!scope.for_ever || period > (horizon.to - horizon.from).count()) {
        return horizon;
      }
    }
  }
  return {true, horizon.from, horizon.from + seconds{period}};
}

/// How long the run of a tick waits; empty if it does not.
Wait wait_of(const LintContext& ctx, const Waiting& pipeline, const Run& run) {
  Wait wait{run.tick, run.tick};
  const auto previous = previous_tick(*pipeline.runs, run);
  for (const AlignedEdge* edge : pipeline.edges) {
    const Need need = ctx.alignment().reader(*edge).need(run.tick, previous);
    if (!need.run) continue;
    sys_seconds end = need.run->end;
    if (const auto& timeout = ctx.alignment().binding(*edge).timeout) {
      end = std::min(end, run.tick + *timeout);
    }
    wait.to = std::max(wait.to, end);
  }
  return wait;
}

/// Calls `take` with the waits of a pipeline that touch [from, to), and runs.
template <class Take>
void for_each_wait(const LintContext& ctx, const Waiting& pipeline,
                   sys_seconds from, sys_seconds to, const Take& take) {
  auto tick = pipeline.runs->next_tick(from - pipeline.longest - seconds{1});
  for (; tick && *tick < to; tick = pipeline.runs->next_tick(*tick)) {
    const Wait wait = wait_of(ctx, pipeline, Run{0, *tick, *tick, *tick});
    if (wait.to > wait.from && wait.to > from) take(wait);
  }
}

/// What decides about the waits of a pipeline.
using Likeness =
    std::pair<const Cadence*, std::vector<std::pair<RunsId, BindingId>>>;

Likeness likeness_of(const LintContext& ctx, const Waiting& pipeline) {
  Likeness likeness{&pipeline.runs->cadence(), {}};
  for (const AlignedEdge* edge : pipeline.edges) {
    likeness.second.emplace_back(
        ctx.alignment().nodes[edge->read.from.index()].runs,
        edge->read.binding);
  }
  std::ranges::sort(likeness.second);
  return likeness;
}

struct Peak {
  std::int64_t waits = 0;
  sys_seconds at{};
};

/// The first instant of `scope` with the most waits.
Peak peak_of(const LintContext& ctx, const std::vector<Waiting>& pipelines,
             const Scope& scope) {
  std::map<Likeness, std::pair<const Waiting*, std::int64_t>> classes;
  for (const Waiting& pipeline : pipelines) {
    auto& entry = classes[likeness_of(ctx, pipeline)];
    entry.first = &pipeline;
    ++entry.second;
  }
  std::vector<std::pair<sys_seconds, std::int64_t>> steps;
  for (const auto& [likeness, entry] : classes) {
    const std::int64_t weight = entry.second;
    for_each_wait(ctx, *entry.first, scope.from, scope.to,
                  [&](const Wait& wait) {
                    steps.emplace_back(std::max(wait.from, scope.from), weight);
                    steps.emplace_back(wait.to, -weight);
                  });
  }
  std::ranges::sort(steps);  // ends before starts
  Peak peak;
  std::int64_t now = 0;
  for (const auto& [at, change] : steps) {
    now += change;
    if (now > peak.waits) peak = {now, at};
  }
  return peak;
}

/// Names the jobs that wait at the peak; runs of the first of them.
void add_waiters(const LintContext& ctx, const std::vector<Waiting>& pipelines,
                 const Peak& peak, Diagnostic& result) {
  constexpr std::size_t kShown = 5;
  Witness witness{peak.at, format_instant(peak.at), {}};
  for (const Waiting& pipeline : pipelines) {
    bool waits = false;
    for_each_wait(
        ctx, pipeline, peak.at, peak.at + seconds{1}, [&](const Wait& wait) {
          waits = true;
          if (witness.runs.size() >= kShown) return;
          witness.runs.push_back({ctx.project[pipeline.jobs.front()].name,
                                  wait.from,
                                  wait.to,
                                  {}});
        });
    if (!waits) continue;
    for (const NodeId job : pipeline.jobs) {
      const Location where = place_of_cron(ctx, ctx.project[job].crons.front());
      if (ctx.before(where, result.where)) result.where = where;
      result.nodes.push_back(ctx.project[job].name);
    }
  }
  std::ranges::sort(result.nodes);
  result.witness = std::move(witness);
}

std::string counted(std::int64_t count, std::string_view one,
                    std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

std::string message_of(const LintContext& ctx, const Peak& peak,
                       const Places& limit) {
  const std::string waiting =
      fmt::format("{} at {}", counted(peak.waits, "run waits", "runs wait"),
                  format_instant(peak.at));
  if (!limit.declared) {
    return fmt::format(
        "{}, and {} runs {:.4g} at a time, waiting ones included", waiting,
        ctx.target->label(), limit.count);
  }
  return limit.count == 1
             ? waiting + ", and there is 1 place of a worker"
             : fmt::format("{}, and there are {:.4g} places of workers",
                           waiting, limit.count);
}

}  // namespace

void check_sensor_slots(const LintContext& ctx, const Report& report) {
  const auto limit = places(ctx);
  if (!limit) return;
  const std::vector<Waiting> pipelines = waiting_pipelines(ctx);
  if (most_at_once(pipelines) <= limit->count) return;
  const Scope scope = scope_of_waits(ctx, pipelines);
  const Peak peak = peak_of(ctx, pipelines, scope);
  if (static_cast<double>(peak.waits) <= limit->count) return;
  Diagnostic result = finding("LOD002", message_of(ctx, peak, *limit));
  add_waiters(ctx, pipelines, peak, result);
  result.scope = scope_text(scope);
  result.help =
      limit->declared
          ? "start them later, or leave out their crons: then their inputs "
            "start them"
          : "start them later, or leave out their crons: then their inputs "
            "start them; or set max_concurrent_runs there and "
            "`lint.budget.sensor_slots` here";
  report(std::move(result));
}

}  // namespace lockstep
