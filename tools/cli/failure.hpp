#pragma once
// The ways in which a command ends early. Each is thrown where it is
// noticed and caught in run(), which turns it into a message and an exit code.

#include <stdexcept>
#include <string>
#include <string_view>

namespace lockstep::cli {

/// The conventional codes (cli.md).
enum ExitCode : int {
  kOk = 0,
  kFindings = 1,      ///< findings at the threshold, or an error in an input
  kWrongUsage = 2,    ///< the command line is wrong
  kCouldNotRun = 3,   ///< the world failed: a file, a limit, a full disk
  kPipeClosed = 141,  ///< 128 + SIGPIPE: who reads our output has gone
};

/// The command line is wrong.
struct UsageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The world failed: one message with what and why.
struct Failure : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Everything has been said already; the command ends with this code.
struct Stop {
  int code;
};

/// The reader of standard output has closed it; nothing is left to say.
struct PipeClosed {};

/// `cannot read "x": no such file or directory` from an errno value.
[[nodiscard]] Failure system_failure(std::string_view what, int error_number);

}  // namespace lockstep::cli
