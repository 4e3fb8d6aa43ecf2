#include "cli/progress.hpp"

#include <unistd.h>

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "cli/descriptor.hpp"

namespace lockstep::cli {
namespace {

constexpr std::chrono::milliseconds kFirst{1'000};
constexpr std::chrono::milliseconds kBetween{100};

}  // namespace

Progress::Progress(const Session& session, std::size_t total)
    : descriptor_(session.streams().err),
      wanted_(session.arguments().choice("progress", "auto") == "auto" &&
              !session.arguments().has("quiet") && isatty(descriptor_) == 1),
      total_(total),
      width_(std::clamp(session.message_style().width - 20, 10, 60)),
      next_(Clock::now() + kFirst) {}

Progress::~Progress() {
  if (shown_) static_cast<void>(write_all(descriptor_, "\r\x1b[K"));
}

void Progress::advance(std::size_t bytes) {
  if (!wanted_ || total_ == 0) return;
  const std::scoped_lock lock(mutex_);
  done_ += bytes;
  const Clock::time_point now = Clock::now();
  if (now < next_) return;
  next_ = now + kBetween;
  shown_ = true;
  const double share = static_cast<double>(std::min(done_, total_)) /
                       static_cast<double>(total_);
  const auto filled = static_cast<std::size_t>(share * width_);
  const std::string bar(filled, '#');
  static_cast<void>(write_all(
      descriptor_,
      fmt::format("\rreading [{:<{}}] {:3.0f} %", bar, width_, share * 100)));
}

}  // namespace lockstep::cli
