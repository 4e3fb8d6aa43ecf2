#pragma once
// The page of a job before it has a format: sections of facts, tables and
// lines. Texts are as they are; a renderer escapes, wraps and aligns.

#include <string>
#include <utility>
#include <vector>

#include "report/explain_job.hpp"

namespace lockstep {

struct PageSection {
  std::string title;
  std::vector<std::pair<std::string, std::string>> facts;  ///< key, value
  std::vector<std::string> head;                           ///< of the table
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> lines;
};

struct Page {
  std::string title;                  ///< the name
  std::string subtitle;               ///< what it is and where it stands
  std::vector<PageSection> sections;  ///< none is empty
};

[[nodiscard]] Page page_of(const ExplainedJob& job);
[[nodiscard]] Page page_of(const ExplainedExposure& exposure);

struct Verdict;
/// `kept, gets 1d old`; `node` needs no name.
[[nodiscard]] std::string verdict_text(const LintContext& ctx, NodeId node,
                                       const Verdict& verdict);
/// `none` if there are none.
[[nodiscard]] PageSection finding_section(
    const Sources& sources, const std::vector<const Diagnostic*>& findings);

}  // namespace lockstep
