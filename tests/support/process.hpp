#pragma once
// Runs the built program without a shell: exact argument words, exact bytes on
// standard input. Streams go through files, so nothing can block.

#include <filesystem>
#include <string>
#include <vector>

namespace lockstep::test {

struct ProcessOptions {
  std::string input = {};                ///< standard input
  std::filesystem::path directory = {};  ///< working directory; empty: here
  std::vector<std::string> variables =
      {};  ///< `NAME=value`, over the environment
  std::filesystem::path output =
      {};  ///< standard output to this file or device
};

struct ProcessResult {
  int code = -1;            ///< exit code; 128 + signal if a signal ended it
  std::string out;          ///< standard output
  std::string err;          ///< standard error
  /// Resident memory; 0 under a sanitizer, whose own would be counted.
  long peak_kilobytes = 0;
  double seconds = 0;       ///< wall clock
};

/// Runs the built `lockstep` with `arguments`. The environment is small: PATH,
/// LC_ALL=C and `options.variables`.
[[nodiscard]] ProcessResult lockstep(const std::vector<std::string>& arguments,
                                     const ProcessOptions& options = {});

}  // namespace lockstep::test
