#pragma once
// A bar on standard error while inputs are read: only on a terminal, only
// after one second, gone when the work is done.

#include <chrono>
#include <cstddef>
#include <mutex>

#include "cli/session.hpp"

namespace lockstep::cli {

class Progress {
 public:
  /// `total` in bytes. Reads --progress and --quiet.
  Progress(const Session& session, std::size_t total);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress();

  /// So many more bytes of the total have been read. From any thread.
  void advance(std::size_t bytes);

 private:
  using Clock = std::chrono::steady_clock;

  int descriptor_;
  bool wanted_;
  bool shown_ = false;
  std::mutex mutex_;  ///< guards what follows
  std::size_t total_;
  std::size_t done_ = 0;
  int width_;
  Clock::time_point next_;
};

}  // namespace lockstep::cli
