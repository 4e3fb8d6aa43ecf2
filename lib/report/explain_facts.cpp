#include "report/explain_facts.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "report/labels.hpp"

namespace lockstep {
namespace {

void judge_deadlines(const LintContext& ctx, Verdict& verdict) {
  const auto deadlines = deadlines_of(ctx, ctx.alignment(), verdict.promised);
  if (!deadlines) return;
  for (const NodeId node : verdict.promised.shows) {
    auto missed = missed_deadlines(*ctx.alignment().runs_of(node),
                                   verdict.promised, *deadlines);
    if (verdict.missed &&
        missed.missed.size() <= verdict.missed->missed.size()) {
      continue;
    }
    verdict.missed = std::move(missed);
    verdict.late = node;
  }
  if (verdict.missed) verdict.kept = verdict.missed->missed.empty();
}

void judge_age(const LintContext& ctx, Verdict& verdict) {
  verdict.worst = worst_age(ctx, ctx.alignment(), verdict.promised);
  if (!verdict.worst) return;
  verdict.kept = verdict.worst->age <= *verdict.promised.promise->max_age;
}

Verdict verdict_on(const LintContext& ctx, Promised promised) {
  Verdict verdict;
  verdict.promised = std::move(promised);
  if (verdict.promised.promise->max_age) {
    judge_age(ctx, verdict);
  } else {
    judge_deadlines(ctx, verdict);
  }
  return verdict;
}

}  // namespace

std::vector<Verdict> verdicts_on(const LintContext& ctx, NodeId node) {
  std::vector<Verdict> result;
  for (Promised& promised : promises_of(ctx)) {
    const bool own =
        !promised.is_exposure && promised.name == ctx.project[node].name;
    if (!own &&
        std::ranges::find(promised.shows, node) == promised.shows.end()) {
      continue;
    }
    result.push_back(verdict_on(ctx, std::move(promised)));
  }
  return result;
}

std::vector<Verdict> verdicts_on(const LintContext& ctx,
                                 const Exposure& exposure) {
  std::vector<Verdict> result;
  for (Promised& promised : promises_of(ctx)) {
    if (promised.is_exposure && promised.name == exposure.name) {
      result.push_back(verdict_on(ctx, std::move(promised)));
    }
  }
  return result;
}

std::string promise_text(const LintContext& ctx, const Promise& promise) {
  std::string deadline;
  if (promise.ready_by) {
    const CompiledText& text = ctx.project[promise.ready_by->cron];
    deadline =
        quoted(text.zone == "UTC" ? text.text : text.text + " " + text.zone);
  }
  if (!promise.max_age) return "ready by " + deadline;
  std::string text = "at most " + format_duration(*promise.max_age) + " old";
  if (!deadline.empty()) text += " at " + deadline;
  return text;
}

Readers readers_of(const Project& project, NodeId node) {
  Readers readers;
  for (const NodeId reader : project.graph.downstream(node)) {
    readers.datasets.push_back(project[reader].name);
  }
  for (const Exposure& exposure : project.exposures) {
    if (std::ranges::find(exposure.reads, node, &Located<NodeId>::value) !=
        exposure.reads.end()) {
      readers.exposures.push_back(exposure.name);
    }
  }
  return readers;
}

std::vector<const Diagnostic*> findings_on(
    std::string_view name, const std::vector<Diagnostic>& findings) {
  std::vector<const Diagnostic*> result;
  for (const Diagnostic& finding : findings) {
    if (std::ranges::find(finding.nodes, name) != finding.nodes.end()) {
      result.push_back(&finding);
    }
  }
  std::ranges::stable_sort(result, {}, &Diagnostic::severity);
  return result;
}

std::string binding_text(const Binding& binding) {
  std::string text(label(binding.read));
  if (binding.offset > seconds{0}) {
    text += " " + format_duration(binding.offset) + " later";
  } else if (binding.offset < seconds{0}) {
    text += " " + format_duration(-binding.offset) + " earlier";
  }
  if (binding.pipeline) {
    text += ", in one pipeline";
  } else if (binding.waits) {
    text += ", waits";
  }
  if (binding.timeout) {
    text += " for " + format_duration(*binding.timeout);
  }
  return text;
}

std::string place_text(const Sources& sources, const Location& where) {
  if (!where.valid()) return {};
  const LineColumn place = sources.line_column(where);
  return fmt::format("{}:{}:{}", sources[where.source].path, place.line,
                     place.column);
}

}  // namespace lockstep
