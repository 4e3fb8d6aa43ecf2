// Entry point: wires argv and the standard streams into the command line.

#include <fcntl.h>

#include <csignal>

#include "cli/run.hpp"

namespace {

/// A standard stream that is closed would be the number of the next file that
/// is opened, and messages would land in that file. The stand-in is open the
/// wrong way round, so that using it fails.
void occupy_closed_streams() {
  for (int stream = 0; stream <= 2; ++stream) {
    if (fcntl(stream, F_GETFD) != -1) continue;
    static_cast<void>(open("/dev/null", stream == 0 ? O_WRONLY : O_RDONLY));
  }
}

}  // namespace

int main(int argc, char** argv) {
  occupy_closed_streams();
  // A closed pipe is an error of write(2) here, so that temporary files go.
  std::signal(SIGPIPE, SIG_IGN);
  return lockstep::cli::run(argc, argv, {});
}
