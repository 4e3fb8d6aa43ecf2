// The page of a job for wikis and pull requests.

#include <fmt/format.h>

#include "report/explain_page.hpp"
#include "report/markdown.hpp"

namespace lockstep {
namespace {

std::vector<std::string> escaped(const std::vector<std::string>& cells) {
  std::vector<std::string> result;
  for (const std::string& cell : cells) {
    result.push_back(markdown_text(cell));
  }
  return result;
}

void append_section(const PageSection& section, std::string& out) {
  out += fmt::format("\n## {}\n\n", section.title);
  for (const auto& [key, value] : section.facts) {
    out += fmt::format("- {}: {}\n", key, markdown_text(value));
  }
  if (!section.rows.empty()) {
    out += table_row(section.head);
    out += table_row(std::vector<std::string>(section.head.size(), "---"));
    for (const auto& row : section.rows) out += table_row(escaped(row));
  }
  for (const std::string& line : section.lines) {
    out += fmt::format("- {}\n", markdown_text(line));
  }
}

std::string markdown_of(const Page& page) {
  std::string out = fmt::format("# {}\n\n{}\n", markdown_text(page.title),
                                markdown_text(page.subtitle));
  for (const PageSection& section : page.sections) {
    append_section(section, out);
  }
  return out;
}

}  // namespace

std::string explain_job_markdown(const ExplainedJob& job) {
  return markdown_of(page_of(job));
}

std::string explain_job_markdown(const ExplainedExposure& exposure) {
  return markdown_of(page_of(exposure));
}

}  // namespace lockstep
