// FRS rules about promises and monitors as declared: monitors that alert on
// schedule, promises younger than those of their inputs, leaves without one.

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "lint/checks.hpp"
#include "lint/edges.hpp"

namespace lockstep {
namespace {

constexpr seconds kOne{1};

// ---- FRS004 ----

/// A monitor that is longer than so many gaps sees nothing.
constexpr int kBlindGaps = 3;

/// The gaps between ticks after which a monitor alerts although all is well.
struct AlertGaps {
  std::int64_t over = 0, all = 0;
  seconds longest{0};
  sys_seconds from, to;  ///< the first of the longest
};

AlertGaps gaps_of(const Cadence& cadence, seconds limit, const Scope& scope) {
  AlertGaps gaps;
  auto tick = next(cadence, scope.from - kOne);
  while (tick && *tick < scope.to) {
    const auto following = next(cadence, *tick);
    if (!following) break;
    const seconds gap = *following - *tick;
    ++gaps.all;
    if (gap > limit) ++gaps.over;
    if (gap > gaps.longest) {
      gaps.longest = gap;
      gaps.from = *tick;
      gaps.to = *following;
    }
    tick = following;
  }
  return gaps;
}

Diagnostic monitor_finding(const LintContext& ctx, NodeId node,
                           std::string message) {
  const Dataset& dataset = ctx.project[node];
  Diagnostic result = job_finding(ctx, "FRS004", node, std::move(message));
  result.where = dataset.where;
  result.parameters.emplace_back("freshness",
                                 format_duration(dataset.monitor_freshness));
  return result;
}

/// Several runs may fail before it says so.
void report_blind(const LintContext& ctx, NodeId node, seconds gap,
                  const Report& report) {
  const seconds monitor = ctx.project[node].monitor_freshness;
  Diagnostic result = monitor_finding(
      ctx, node,
      fmt::format("the monitor of {} alerts after {}, but its runs are at most "
                  "{} apart: several may fail before",
                  name_of(ctx, node), format_duration(monitor),
                  format_duration(gap)));
  result.severity = Severity::Info;
  result.help =
      fmt::format("alert after {} or less", format_duration(kBlindGaps * gap));
  report(std::move(result));
}

void check_monitor(const LintContext& ctx, NodeId node, const Report& report) {
  const Dataset& dataset = ctx.project[node];
  const seconds monitor = dataset.monitor_freshness;
  const Cadence* cadence = ctx.derivation.cadence(node);
  const seconds duration = dataset.duration.value_or(DurationRange{}).max;
  const auto usual = calendar_gaps(*cadence);
  if (!usual) return;
  const bool blind = monitor > kBlindGaps * usual->greatest;
  if (!blind && monitor >= *greatest_gap(*cadence) + duration) return;
  const Scope scope =
      scope_of(*ctx.alignment().runs_of(node), ctx.alignment().horizon);
  const AlertGaps gaps = gaps_of(*cadence, monitor - duration, scope);
  if (blind && monitor > kBlindGaps * gaps.longest) {
    report_blind(ctx, node, gaps.longest, report);
  }
  if (gaps.over == 0) return;
  Diagnostic result = monitor_finding(
      ctx, node,
      fmt::format("the monitor of {} alerts after {}, but its runs are up to "
                  "{} apart{}",
                  name_of(ctx, node), format_duration(monitor),
                  format_duration(gaps.longest),
                  duration > seconds{0} ? fmt::format(" and take up to {}",
                                                      format_duration(duration))
                                        : ""));
  result.witness = witness_of(ctx, node, gaps.from + monitor);
  result.witness->runs = {
      witness_run(ctx, node, {0, gaps.from, gaps.from, gaps.from + duration}),
      witness_run(ctx, node, {0, gaps.to, gaps.to, gaps.to + duration})};
  result.share_of_runs = share_of(gaps.over, gaps.all);
  result.scope = scope_text(scope);
  result.help = fmt::format("alert after {} or more",
                            format_duration(gaps.longest + duration));
  report(std::move(result));
}

// ---- FRS005 ----

/// The age that holds at every instant; promises for deadlines say nothing
/// about others.
std::optional<seconds> steady_age(const std::optional<Promise>& promise) {
  if (!promise || promise->ready_by) return std::nullopt;
  return promise->max_age;
}

/// By node: itself or the ancestor with a cadence that promises the greatest
/// age; of equal ones the first by name.
std::vector<NodeId> weakest_promises(const LintContext& ctx) {
  std::vector<NodeId> weakest(ctx.project.datasets.size());
  const auto age = [&](NodeId node) {
    return *steady_age(ctx.project[node].promise);
  };
  const auto take = [&](NodeId& best, NodeId other) {
    if (!other.valid()) return;
    if (!best.valid() || age(other) > age(best)) best = other;
  };
  for (const NodeId node : ctx.project.topology.order) {
    NodeId& best = weakest[node.index()];
    const bool promises =
        ctx.derivation.cadence(node) && steady_age(ctx.project[node].promise);
    if (promises) best = node;
    for (const NodeId from : ctx.project.graph.upstream(node)) {
      if (from != node) take(best, weakest[from.index()]);
    }
  }
  return weakest;
}

void report_inversion(const LintContext& ctx, std::string_view title,
                      const std::string& name, const Promise& promise,
                      NodeId upstream, const Report& report) {
  const Dataset& input = ctx.project[upstream];
  Diagnostic result = finding(
      "FRS005",
      fmt::format("{} promises data at most {} old, but {} before it promises "
                  "no more than {}",
                  title, format_duration(*promise.max_age), quoted(input.name),
                  format_duration(*input.promise->max_age)));
  result.where = promise.where;
  result.nodes = {name};
  result.parameters = {{"upstream", input.name}};
  result.notes.push_back(
      {quoted(input.name) + " promises here", input.promise->where});
  result.help = fmt::format("promise {} here too, or less there",
                            format_duration(*input.promise->max_age));
  report(std::move(result));
}

// ---- FRS006 ----

std::vector<bool> shown_in_exposures(const Project& project) {
  std::vector<bool> shown(project.datasets.size());
  for (const Exposure& exposure : project.exposures) {
    for (const auto& read : exposure.reads) {
      if (read.value.valid()) shown[read.value.index()] = true;
    }
  }
  return shown;
}

void report_leaf(std::string title, const std::string& name,
                 const Location& where, const Report& report) {
  Diagnostic result =
      finding("FRS006", std::move(title) + " has no promise of freshness");
  result.where = where;
  result.nodes = {name};
  result.help = "say how old its data may be with `freshness`, as others do";
  report(std::move(result));
}

bool is_leaf(const Project& project, NodeId node) {
  return project[node].kind != NodeKind::External &&
         std::ranges::all_of(project.graph.downstream(node),
                             [&](NodeId to) { return to == node; });
}

}  // namespace

void check_monitor_flaps(const LintContext& ctx, const Report& report) {
  for (std::size_t i = 0; i < ctx.project.datasets.size(); ++i) {
    const NodeId node(i);
    if (ctx.project[node].monitor_freshness > seconds{0} &&
        ctx.alignment().is_measured(node)) {
      check_monitor(ctx, node, report);
    }
  }
}

void check_promise_inversion(const LintContext& ctx, const Report& report) {
  const std::vector<NodeId> weakest = weakest_promises(ctx);
  const auto is_weaker = [&](NodeId input, seconds age) {
    return input.valid() && *ctx.project[input].promise->max_age > age;
  };
  for (std::size_t i = 0; i < weakest.size(); ++i) {
    const Dataset& dataset = ctx.project.datasets[i];
    const auto age = steady_age(dataset.promise);
    if (!age || !is_weaker(weakest[i], *age)) continue;
    report_inversion(ctx, quoted(dataset.name), dataset.name, *dataset.promise,
                     weakest[i], report);
  }
  for (const Exposure& exposure : ctx.project.exposures) {
    const auto age = steady_age(exposure.promise);
    if (!age) continue;
    NodeId worst;
    for (const auto& read : exposure.reads) {
      const NodeId input = weakest[read.value.index()];
      if (is_weaker(input, worst.valid() ? *ctx.project[worst].promise->max_age
                                         : *age)) {
        worst = input;
      }
    }
    if (!worst.valid()) continue;
    report_inversion(ctx, "exposure " + quoted(exposure.name), exposure.name,
                     *exposure.promise, worst, report);
  }
}

void check_leaf_without_sla(const LintContext& ctx, const Report& report) {
  const Project& project = ctx.project;
  const bool any =
      std::ranges::any_of(
          project.datasets,
          [](const Dataset& d) { return d.promise.has_value(); }) ||
      std::ranges::any_of(project.exposures, [](const Exposure& e) {
        return e.promise.has_value();
      });
  if (!any) return;
  const std::vector<bool> shown = shown_in_exposures(project);
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const Dataset& dataset = project.datasets[i];
    if (!dataset.promise && !shown[i] && is_leaf(project, NodeId(i))) {
      report_leaf(quoted(dataset.name), dataset.name, dataset.where, report);
    }
  }
  for (const Exposure& exposure : project.exposures) {
    if (exposure.promise) continue;
    report_leaf("exposure " + quoted(exposure.name), exposure.name,
                exposure.where, report);
  }
}

}  // namespace lockstep
