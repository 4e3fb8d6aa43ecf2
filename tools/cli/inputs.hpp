#pragma once
// The INPUT operands of a command, found, read and loaded. The order in which
// they are given never matters: everything is sorted by path.

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/source.hpp"
#include "cli/file.hpp"
#include "cli/session.hpp"
#include "load/load.hpp"
#include "model/draft.hpp"

namespace lockstep::cli {

/// The name of the project file.
inline constexpr std::string_view kProjectFile = "lockstep.yaml";

/// What the inputs say. The texts live as long as this does.
struct Inputs {
  std::deque<Text> texts;  ///< index = SourceId
  Sources sources;
  std::vector<Draft> drafts;
  std::vector<Diagnostic> diagnostics;
  bool over_limit = false;
  std::string project_path;  ///< the first project file; empty: there is none
};

/// Files, directories, `-`, or the project file here or above. Problems of
/// content are diagnostics; a file that cannot be read is a Failure.
[[nodiscard]] Inputs load_inputs(const Session& session);

/// True if there is a project file here or above.
[[nodiscard]] bool has_project();

/// The files of a known format below `directory`, sorted, hidden ones and
/// project files left out: what a directory means that has no project file.
[[nodiscard]] std::vector<std::string> known_files(const std::string& directory,
                                                   const Limits& limits);

/// The limits of the --max options.
[[nodiscard]] Limits limits_of(const Arguments& arguments);

}  // namespace lockstep::cli
