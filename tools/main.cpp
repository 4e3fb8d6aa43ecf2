// Entry point: wires argv and the standard streams into the command line.

#include <csignal>

#include "cli/run.hpp"

int main(int argc, char** argv) {
  // A closed pipe is an error of write(2) here, so that temporary files go.
  std::signal(SIGPIPE, SIG_IGN);
  return lockstep::cli::run(argc, argv, {});
}
