// `report --format markdown`: a table of ages, one dataset a row, and a table
// of reads, one edge a row.

#include <fmt/format.h>

#include "lint/edges.hpp"
#include "report/labels.hpp"
#include "report/markdown.hpp"
#include "report/measured.hpp"
#include "report/report.hpp"

namespace lockstep {
namespace {

/// With every run at its longest if that is the worst case, else what is known
/// of it.
std::string age_text(const std::optional<Extreme>& extreme, bool exact,
                     std::optional<seconds> bound = {}) {
  if (!extreme) return "-";
  if (exact) return format_duration(extreme->value);
  return bound ? "≤ " + format_duration(*bound)
               : "≥ " + format_duration(extreme->value);
}

std::string length_text(const std::optional<Extreme>& extreme) {
  return extreme ? format_duration(extreme->value) : "-";
}

/// `2024-01-01 23:00` on the wall clock of the job.
std::string start_text(const Derivation& derivation, NodeId node,
                       const Run& run) {
  constexpr std::size_t kMinutes = 16;  // 2024-01-01T23:00
  std::string text = witness_at(run.start, clock_of(derivation, node))
                         .local.substr(0, kMinutes);
  text[text.find('T')] = ' ';
  return text;
}

std::string unknown_text(const Project& project, const UnknownRoots& unknown) {
  std::vector<std::string> names;
  constexpr std::size_t kShown = 3;
  for (const NodeId root : unknown.roots) {
    if (names.size() == kShown) break;
    names.push_back(code_span(project[root].name));
  }
  const std::size_t rest = unknown.roots.size() - names.size();
  std::string text = fmt::format("{}", fmt::join(names, ", "));
  if (rest > 0) text += fmt::format(" and {} more", rest);
  return text + (unknown.more ? " or so" : "");
}

/// What the ages of a row do not say by themselves.
std::string remarks(const Project& project, const NodeMeasures& measures,
                    const UnknownRoots& unknown) {
  std::string text;
  if (!measures.scope.for_ever) {
    text = "until " + format_instant(measures.scope.to).substr(0, 10);
  }
  if (!unknown.roots.empty()) {
    text += fmt::format("{}without {}", text.empty() ? "" : "; ",
                        unknown_text(project, unknown));
  }
  return text;
}

std::string node_row(const Project& project, const Derivation& derivation,
                     const Alignment& alignment,
                     const std::vector<CronTexts>& texts,
                     const UnknownRootTable& unknown, NodeId node) {
  const NodeMeasures* found = alignment.measures(node);
  static const NodeMeasures kNone;
  const NodeMeasures& measures = found ? *found : kNone;
  return table_row(
      {code_span(project[node].name), std::string(label(derivation[node].type)),
       code_span(cadence_line(derivation, texts, node)),
       age_text(measures.age_max, measures.exact, measures.age_bound),
       age_text(measures.lag_max, measures.exact, measures.lag_bound),
       age_text(measures.skew_max, measures.exact),
       measures.age_max ? start_text(derivation, node, measures.age_max->run)
                        : "-",
       found ? remarks(project, measures, unknown[node]) : ""});
}

std::string edge_row(const Project& project, const Alignment& alignment,
                     const AlignedEdge& edge) {
  const EdgeMeasures& measures = alignment.measures(edge);
  const Binding& binding = alignment.binding(edge);
  std::string read(label(binding.read));
  if (binding.waits) read += ", waits";
  if (binding.pipeline) read += ", same pipeline";
  for (const NodeId view : edge.read.views) {
    read += ", through " + code_span(project[view].name);
  }
  return table_row(
      {code_span(project[edge.read.from].name),
       code_span(project[edge.read.to].name), read,
       length_text(measures.slack_min), length_text(measures.wait_max),
       length_text(measures.staleness_max),
       measures.offered > 0 ? percent(share_of(measures.lost, measures.offered))
                            : "-"});
}

}  // namespace

std::string report_markdown(const Project& project,
                            const Derivation& derivation,
                            const Alignment& alignment) {
  const std::vector<CronTexts> texts = cron_texts(project, derivation);
  const UnknownRootTable unknown(project, alignment);
  std::string out =
      fmt::format("# Freshness{}\n\n{} datasets, {} edges, as of {}.\n\n",
                  project.settings.name.empty()
                      ? ""
                      : " of " + markdown_text(project.settings.name),
                  project.datasets.size(), project.graph.edge_count(),
                  format_instant(derivation.as_of));
  out +=
      "Oldest: how old the data gets that a reader sees. Published: how old it "
      "is when a\nrun ends. Apart: the greatest distance of the sources of one "
      "run. Worst run: the\nstart of the run whose data gets that old, on the "
      "clock of the job.\n\n"
      "| dataset | start | cadence | oldest | published | apart | worst run | "
      "holds |\n|---|---|---|--:|--:|--:|---|---|\n";
  for (std::size_t i = 0; i < project.datasets.size(); ++i) {
    out += node_row(project, derivation, alignment, texts, unknown, NodeId(i));
  }
  if (alignment.edges.empty()) return out;
  out +=
      "\nSlack: from the end of the run that is needed to the tick of the "
      "reader, at least.\nStale: from the tick of the run that is read to the "
      "start of the reader, at most.\nUnread: runs that this reader never "
      "reads.\n\n"
      "| input | reader | read | slack | wait | stale | unread |\n"
      "|---|---|---|--:|--:|--:|--:|\n";
  for (const AlignedEdge& edge : alignment.edges) {
    out += edge_row(project, alignment, edge);
  }
  return out;
}

}  // namespace lockstep
