#pragma once
// Runs the built program the way a user does: through the shell. For tests of
// whole commands and of what the documents promise.

#include <filesystem>
#include <string>

namespace lockstep::test {

struct ShellResult {
  int code = -1;    ///< exit code; 128 + signal if a signal ended it
  std::string out;  ///< standard output
  std::string err;  ///< standard error
};

/// Runs `command` with /bin/sh in `directory`, the built `lockstep` first in
/// PATH, standard input empty, no terminal, and an environment without the
/// variables that change output (NO_COLOR, COLUMNS, TZ, LC_ALL=C).
[[nodiscard]] ShellResult shell(const std::string& command,
                                const std::filesystem::path& directory);

/// The whole file; fails the test if it cannot be read.
[[nodiscard]] std::string read_file(const std::filesystem::path& path);
/// Writes the whole file, making the folders above it.
void write_file(const std::filesystem::path& path, const std::string& text);

/// A new empty directory, removed with all it holds at the end of its life.
class ScratchDirectory {
 public:
  ScratchDirectory();
  ~ScratchDirectory();
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// Compares `actual` with the golden file at `path`; with
/// LOCKSTEP_UPDATE_GOLDEN set in the environment it writes the file instead.
void check_golden(const std::filesystem::path& path, const std::string& actual);

/// `text` with the versions of tool and time zone data replaced, which differ
/// from machine to machine.
[[nodiscard]] std::string without_versions(std::string text);

}  // namespace lockstep::test
