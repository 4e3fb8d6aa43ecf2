#pragma once
// Text that stays text in GitHub-flavoured Markdown.

#include <string>
#include <string_view>
#include <vector>

namespace lockstep {

/// A code span that may stand in a table: fenced by one backtick more than the
/// text has in a row, bars escaped. An empty text gives a dash.
[[nodiscard]] std::string code_span(std::string_view text);

/// Prose with everything escaped that Markdown or HTML would read.
[[nodiscard]] std::string markdown_text(std::string_view text);

/// `| a | b |` and a line end.
[[nodiscard]] std::string table_row(const std::vector<std::string>& cells);

}  // namespace lockstep
