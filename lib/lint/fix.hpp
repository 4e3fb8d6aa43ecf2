#pragma once
// Mends: the edits of findings, applied to the texts of a run. What no edit
// touches stays byte for byte, comments and layout included.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/source.hpp"

namespace lockstep {

/// Edits of one source, by offset; none overlaps another.
struct SourceEdits {
  SourceId source;
  std::vector<Edit> edits;
};

struct FixPlan {
  std::vector<SourceEdits> sources;  ///< by id; only those with edits
  std::size_t fixes = 0;             ///< findings that they mend
  std::size_t unsafe = 0;            ///< left out because they are not safe
  std::size_t generated = 0;         ///< left out because of where they are
};

struct FixOptions {
  bool with_unsafe = false;
  /// False for sources that must not change: standard input, files that other
  /// tools generate.
  std::function<bool(SourceId)> editable;
};

/// The fixes of `diagnostics`, in their order. A fix that would touch bytes of
/// one before it is left for the next pass. O(n log n) in the number of edits,
/// beside the moving of those behind an edit.
[[nodiscard]] FixPlan plan_fixes(const std::vector<Diagnostic>& diagnostics,
                                 const Sources& sources,
                                 const FixOptions& options);

/// `text` with edits as they come out of plan_fixes().
[[nodiscard]] std::string apply_edits(std::string_view text,
                                      const std::vector<Edit>& edits);

/// The change as a unified diff with three lines of context, `path` on both
/// sides: what `patch -p0` takes.
[[nodiscard]] std::string unified_diff(std::string_view path,
                                       std::string_view text,
                                       const std::vector<Edit>& edits);

}  // namespace lockstep
