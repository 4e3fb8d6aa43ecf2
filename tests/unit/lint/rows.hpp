#pragma once
// Rules that a project of an input u and a reader v meets, a row each.

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "linted.hpp"

namespace lockstep::test {

/// Rules with the first letter of their severity: `ALN001E ALN008W`.
inline std::string rules_of(const Linted& linted, bool with_info = true) {
  std::vector<std::string> rules;
  for (const Diagnostic& d : linted.result.diagnostics) {
    if (d.severity == Severity::Info && !with_info) continue;
    rules.push_back(d.rule + "EWI"[static_cast<std::size_t>(d.severity)]);
  }
  return fmt::format("{}", fmt::join(rules, " "));
}

inline std::string project_of(const std::string& u, const std::string& v,
                              const std::string& head = "") {
  return "version: 1\n" + head + "\ndatasets:\n  u: {" + u + "}\n  v: {" + v +
         "}\n";
}

inline Linted lint_pair(const std::string& u, const std::string& v,
                        const std::string& head = "") {
  return lint_files({{"lockstep.yaml", project_of(u, v, head)}});
}

struct Row {
  std::string u, v;
  const char* expected;
  std::string head = "";
};

inline void check_rows(const std::vector<Row>& rows, bool with_info = true) {
  for (const Row& row : rows) {
    INFO(project_of(row.u, row.v, row.head));
    CHECK(rules_of(lint_pair(row.u, row.v, row.head), with_info) ==
          row.expected);
  }
}

}  // namespace lockstep::test
