#pragma once
// A bar on standard error while inputs are read: only on a terminal, only
// after one second, gone when the work is done.

#include <chrono>
#include <cstddef>

#include "cli/session.hpp"

namespace lockstep::cli {

class Progress {
 public:
  /// `total` in bytes. Reads --progress and --quiet.
  Progress(const Session& session, std::size_t total);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress();

  /// `done` bytes of the total have been read.
  void update(std::size_t done);

 private:
  using Clock = std::chrono::steady_clock;

  int descriptor_;
  bool wanted_;
  bool shown_ = false;
  std::size_t total_;
  int width_;
  Clock::time_point next_;
};

}  // namespace lockstep::cli
