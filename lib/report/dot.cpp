// The graph for Graphviz: a cluster for each domain, shapes by kind, solid
// edges where an input starts its consumer, dashed ones where it is only read.

#include <fmt/format.h>

#include "report/graph_text.hpp"
#include "report/report.hpp"
#include "report/terminal.hpp"

namespace lockstep {
namespace {

/// A double-quoted string of the DOT language. In labels Graphviz also reads
/// backslashes and HTML entities, so both are escaped.
std::string quoted_id(std::string_view text) {
  std::string result = "\"";
  for (const char c : printable(text).text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
    if (c == '&') result += "amp;";
  }
  return result + '"';
}

std::string_view shape(NodeKind kind) {
  switch (kind) {
    case NodeKind::Load:
      return "cylinder";
    case NodeKind::Task:
      return "box";
    case NodeKind::View:
      return "note";
    case NodeKind::External:
      break;
  }
  return "folder";
}

std::string node_line(const Project& project, const Derivation& derivation,
                      const std::vector<CronTexts>& texts, NodeId node) {
  const std::string id = quoted_id(project[node].name);
  const std::string cadence = quoted_id(cadence_line(derivation, texts, node));
  // `\n` between the two parts of the label is Graphviz's own line break.
  const std::string label = cadence == "\"\"" ? id
                                              : id.substr(0, id.size() - 1) +
                                                    "\\n" + cadence.substr(1);
  return fmt::format("    {} [label={}, shape={}];\n", id, label,
                     shape(project[node].kind));
}

}  // namespace

std::string report_dot(const Project& project, const Derivation& derivation) {
  const std::vector<CronTexts> texts = cron_texts(project, derivation);
  std::string out =
      "digraph lockstep {\n  rankdir=LR;\n  node [fontname=\"Helvetica\"];\n";
  std::size_t cluster = 0;
  for (const auto& [domain, nodes] : by_domain(project)) {
    out += fmt::format("  subgraph cluster_{} {{\n    label={};\n", cluster++,
                       quoted_id(domain));
    for (const NodeId node : nodes) {
      out += node_line(project, derivation, texts, node);
    }
    out += "  }\n";
  }
  for (const Edge& edge : project.graph.edges()) {
    out += fmt::format(
        "  {} -> {}{};\n", quoted_id(project[edge.from].name),
        quoted_id(project[edge.to].name),
        starts(derivation, edge.from, edge.to) ? "" : " [style=dashed]");
  }
  return out + "}\n";
}

}  // namespace lockstep
