#pragma once
// The folder that `emit` writes into: what is there, and how a new set of files
// gets there so that the manifest is right at every moment.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "emit/manifest.hpp"

namespace lockstep::cli {

/// What a folder holds of what matters to `emit`.
struct EmitFolder {
  std::string path;
  std::optional<Manifest> manifest;
  std::map<std::string, std::string> present;  ///< contents by path
  std::vector<std::string> foreign;  ///< other files, sorted, hidden ones left
                                     ///< out
};

/// Reads the manifest and the files that it or `files` name. A folder that is
/// not there is empty. Throws Failure for what cannot be read.
[[nodiscard]] EmitFolder read_folder(const std::string& path,
                                     const std::vector<OutputFile>& files);

/// Writes what is new or changed, deletes what is stale if `prune`, then the
/// manifest. First a manifest that names old and new contents: killed at any
/// moment, every file is whole and named. Throws Failure.
void write_folder(const EmitFolder& folder,
                  const std::vector<PlannedFile>& planned, Manifest manifest,
                  bool prune);

}  // namespace lockstep::cli
