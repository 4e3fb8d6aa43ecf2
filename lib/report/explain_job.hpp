#pragma once
// `explain NAME`: one dataset or exposure with all that is known of it - what
// starts it, what it reads and how old that is, the runs that prove the worst
// case, what is promised and what is wrong.

#include <string>
#include <vector>

#include "lint/context.hpp"
#include "report/report.hpp"

namespace lockstep {

/// Whom to explain. All must outlive the call.
struct ExplainedJob {
  const LintContext& ctx;
  NodeId node;
  /// Of the whole project; those that name the dataset are shown.
  const std::vector<Diagnostic>& findings;
};

/// Its reads, promise and findings.
struct ExplainedExposure {
  const LintContext& ctx;
  const Exposure& exposure;
  const std::vector<Diagnostic>& findings;  ///< of the whole project
};

[[nodiscard]] std::string explain_job_text(const ExplainedJob&,
                                           const TextStyle&);
[[nodiscard]] std::string explain_job_json(const ExplainedJob&,
                                           const ToolInfo&);
[[nodiscard]] std::string explain_job_markdown(const ExplainedJob&);
// The same of an exposure.
[[nodiscard]] std::string explain_job_text(const ExplainedExposure&,
                                           const TextStyle&);
[[nodiscard]] std::string explain_job_json(const ExplainedExposure&,
                                           const ToolInfo&);
[[nodiscard]] std::string explain_job_markdown(const ExplainedExposure&);

}  // namespace lockstep
