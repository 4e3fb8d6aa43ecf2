#pragma once
// What every source text of the project must satisfy: the include layers, no
// world below tools/, and plain hygiene. Checks read one text line by line.

#include <string>
#include <string_view>
#include <vector>

namespace lockstep::tidy {

/// All problems of the file at `path` (relative to the project, with '/'), as
/// `path:line: problem`, in line order.
[[nodiscard]] std::vector<std::string> check_file(std::string_view path,
                                                  std::string_view text);

/// Ids of the rules that a text of the rule table names: every literal such
/// as "CRN001", sorted, each once.
[[nodiscard]] std::vector<std::string> rule_ids(std::string_view text);

}  // namespace lockstep::tidy
