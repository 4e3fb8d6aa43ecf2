#pragma once
// What every command works with: its arguments, where its output goes, what it
// may say on the way, and the facts of the outside world (clock, terminal,
// time zone database) that only tools/ may know.

#include <memory>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "cli/arguments.hpp"
#include "cli/output.hpp"
#include "cli/streams.hpp"
#include "report/report.hpp"

namespace lockstep::cli {

class Session {
 public:
  Session(const Arguments& arguments, const Streams& streams);

  [[nodiscard]] const Arguments& arguments() const { return arguments_; }
  [[nodiscard]] const Streams& streams() const { return streams_; }
  /// Standard output, or the file of -o.
  [[nodiscard]] Output& output() { return output_; }

  /// Writes a message to standard error, with a line end if it has none.
  void message(std::string_view text) const;
  /// The same, but not under --quiet.
  void note(std::string_view text) const;

  /// Colour and width for text on the output or on standard error.
  [[nodiscard]] TextStyle output_style() const;
  [[nodiscard]] TextStyle message_style() const;
  /// --as-of; `now` is read from the clock once and printed.
  [[nodiscard]] std::optional<sys_seconds> as_of();

 private:
  [[nodiscard]] TextStyle style(int descriptor) const;

  const Arguments& arguments_;
  Streams streams_;
  Output output_;
  std::optional<sys_seconds> now_;
};

/// The clock, in whole seconds.
[[nodiscard]] sys_seconds clock_now();
/// Version of the tool and of the machine's time zone database.
[[nodiscard]] ToolInfo tool_info();

}  // namespace lockstep::cli
