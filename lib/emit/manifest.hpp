#pragma once
// lockstep.manifest.json: which files of a folder lockstep wrote, and what it
// wrote into them; and what a new set of files means for that folder.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/expected.hpp"
#include "emit/emitter.hpp"

namespace lockstep {

inline constexpr std::string_view kManifestName = "lockstep.manifest.json";

/// One file. While a folder is being rewritten `previous` is what it held
/// before, so that the manifest is right at every moment.
struct ManifestFile {
  std::string sha256;
  std::string previous;  ///< empty: not there before, or already replaced
};

struct Manifest {
  std::string version;                        ///< of lockstep
  std::string target;                         ///< `airflow`
  std::string target_version;                 ///< `3.3`
  std::map<std::string, ManifestFile> files;  ///< by path
};

[[nodiscard]] std::string print(const Manifest& manifest);
/// The manifest, or why the text is none.
[[nodiscard]] Expected<Manifest, std::string> parse_manifest(
    std::string_view text);

/// What happens to one file of the folder.
enum class FileFate : std::uint8_t {
  Same,     ///< there already, byte for byte
  New,      ///< not there
  Changed,  ///< ours, with another content
  Stale,    ///< ours, no longer made
  Edited,   ///< ours, changed by somebody since: never touched
  Foreign,  ///< at a path of ours, not written by lockstep: never touched
};

struct PlannedFile {
  std::string path;
  FileFate fate = FileFate::Same;
  const OutputFile* file = nullptr;  ///< nullptr: stale
};

/// Sorted by path. `present`: the contents of those files of the folder that
/// the manifest or `files` name.
[[nodiscard]] std::vector<PlannedFile> plan(
    const std::vector<OutputFile>& files,
    const std::optional<Manifest>& manifest,
    const std::map<std::string, std::string>& present);

/// Paths that differ by case only would be one file on many machines: the
/// first such pair.
[[nodiscard]] std::optional<std::pair<std::string, std::string>>
colliding_paths(const std::vector<OutputFile>& files);

}  // namespace lockstep
