// The graph for Mermaid, which GitHub and GitLab draw in Markdown. Ids are
// numbers, so that no name can become syntax; labels are escaped by entities.

#include <fmt/format.h>

#include "base/text.hpp"
#include "report/graph_text.hpp"
#include "report/report.hpp"
#include "report/terminal.hpp"

namespace lockstep {
namespace {

bool is_plain(char32_t c) {
  return c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
         (c >= 'A' && c <= 'Z') || c == ' ' || c == '.' || c == '_' ||
         c == '-' || c == '/' || c == ',' || c == ':';
}

/// Text of a quoted label. Mermaid reads `#42;` as the character of that code,
/// and Markdown (`*`, `_`, backquotes) in newer versions.
std::string escaped(std::string_view text) {
  const std::string shown = printable(text).text;
  std::string result;
  for (std::string_view rest = shown; !rest.empty();) {
    const CodePoint c = decode(rest);
    if (is_plain(c.value)) {
      result += rest.substr(0, c.length);
    } else {
      result += fmt::format("#{};", static_cast<std::uint32_t>(c.value));
    }
    rest.remove_prefix(c.length);
  }
  return result;
}

/// Brackets draw the shape: a database, a box, a document, a stadium.
std::pair<std::string_view, std::string_view> brackets(NodeKind kind) {
  switch (kind) {
    case NodeKind::Load:
      return {"[(", ")]"};
    case NodeKind::Task:
      return {"[", "]"};
    case NodeKind::View:
      return {"[/", "/]"};
    case NodeKind::External:
      break;
  }
  return {"([", "])"};
}

std::string node_line(const Project& project, const Derivation& derivation,
                      const std::vector<CronTexts>& texts, NodeId node) {
  const auto [open, close] = brackets(project[node].kind);
  const std::string cadence = cadence_line(derivation, texts, node);
  return fmt::format("    n{}{}\"{}{}{}\"{}\n", node.value, open,
                     escaped(project[node].name),
                     cadence.empty() ? "" : "<br/>", escaped(cadence), close);
}

}  // namespace

std::string report_mermaid(const Project& project,
                           const Derivation& derivation) {
  const std::vector<CronTexts> texts = cron_texts(project, derivation);
  std::string out = "flowchart LR\n";
  std::size_t group = 0;
  for (const auto& [domain, nodes] : by_domain(project)) {
    out += fmt::format("  subgraph d{}[\"{}\"]\n", group++,
                       domain.empty() ? " " : escaped(domain));
    for (const NodeId node : nodes) {
      out += node_line(project, derivation, texts, node);
    }
    out += "  end\n";
  }
  for (const Edge& edge : project.graph.edges()) {
    out += fmt::format("  n{} {} n{}\n", edge.from.value,
                       starts(derivation, edge.from, edge.to) ? "-->" : "-.->",
                       edge.to.value);
  }
  return out;
}

}  // namespace lockstep
