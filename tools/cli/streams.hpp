#pragma once
// The three standard streams as file descriptors.

namespace lockstep::cli {

struct Streams {
  int in = 0;
  int out = 1;
  int err = 2;
};

}  // namespace lockstep::cli
