#pragma once
// The whole tool as one function: words and streams in, exit code out.

#include "cli/streams.hpp"

namespace lockstep::cli {

/// Runs one command line (`argv[0]` is ignored). Never throws: every problem
/// becomes a message on `streams.err` and an exit code of failure.hpp.
[[nodiscard]] int run(int argc, const char* const* argv,
                      const Streams& streams);

}  // namespace lockstep::cli
