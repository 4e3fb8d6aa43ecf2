// `lockstep cron eval`: one JSON request a line in, one answer a line out, in
// order, for as long as the other side asks. Answers leave whenever no request
// is waiting, so a partner may wait for each.

#include <cstring>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "cli/descriptor.hpp"
#include "cli/eval_answer.hpp"
#include "cli/failure.hpp"
#include "cli/subcommands.hpp"

namespace lockstep::cli {
namespace {

constexpr std::size_t kLongestLine = std::size_t{1} << 20;
constexpr std::size_t kChunk = std::size_t{64} << 10;

/// Cuts a stream into lines of bounded length.
class Lines {
 public:
  explicit Lines(int descriptor) : descriptor_(descriptor) {}

  /// Waits for more input; false at the end.
  bool fill() {
    if (begin_ > 0) {
      buffer_.erase(buffer_.begin(),
                    buffer_.begin() + static_cast<std::ptrdiff_t>(begin_));
      scanned_ -= begin_;
      begin_ = 0;
    }
    const std::size_t size = buffer_.size();
    buffer_.resize(size + kChunk);
    const std::size_t got =
        read_some(descriptor_, buffer_.data() + size, kChunk, "-");
    buffer_.resize(size + got);
    return got > 0;
  }

  /// The next whole line, without its end, if one is there.
  std::optional<std::string_view> next() {
    const std::string_view rest = std::string_view(buffer_).substr(scanned_);
    const std::size_t end = rest.find('\n');
    if (end == std::string_view::npos) {
      scanned_ = buffer_.size();
      return std::nullopt;
    }
    const std::string_view line =
        std::string_view(buffer_).substr(begin_, scanned_ + end - begin_);
    begin_ = scanned_ = scanned_ + end + 1;
    return line;
  }

  /// What stands there without a line end.
  [[nodiscard]] std::string_view rest() const {
    return std::string_view(buffer_).substr(begin_);
  }
  /// Forgets it.
  void drop_rest() { begin_ = scanned_ = buffer_.size(); }

 private:
  int descriptor_;
  std::string buffer_;
  std::size_t begin_ = 0;    ///< of the line at hand
  std::size_t scanned_ = 0;  ///< no line end between begin_ and here
};

/// Feeds lines to the server; a line that grows too long is refused once and
/// then skipped to its end.
class Conversation {
 public:
  Conversation(Session& session, EvalServer server)
      : lines_(session.streams().in),
        output_(session.output()),
        server_(std::move(server)) {}

  void run() {
    while (lines_.fill()) {
      while (const auto line = lines_.next()) take(*line);
      if (lines_.rest().size() > kLongestLine) {
        refuse();
        lines_.drop_rest();
      }
      flush();
    }
    if (!lines_.rest().empty() || skipping_) take(lines_.rest());
    flush();
  }

 private:
  void take(std::string_view line) {
    if (skipping_) {
      skipping_ = false;
    } else if (line.size() > kLongestLine) {
      EvalServer::refuse_long_line(kLongestLine, answers_);
    } else if (!trim(line).empty()) {
      server_.answer(line, answers_);
    }
    if (answers_.size() > kChunk) flush();
  }

  void refuse() {
    if (!skipping_) EvalServer::refuse_long_line(kLongestLine, answers_);
    skipping_ = true;
  }

  void flush() {
    if (!answers_.empty()) output_.write(answers_);
    answers_.clear();
  }

  Lines lines_;
  Output& output_;
  EvalServer server_;
  std::string answers_;
  bool skipping_ = false;
};

}  // namespace

int cron_eval_command(Session& session) {
  Conversation(session, EvalServer(cron_reading(session))).run();
  return kOk;
}

}  // namespace lockstep::cli
