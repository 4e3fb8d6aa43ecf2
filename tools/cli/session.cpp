#include "cli/session.hpp"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <algorithm>

#include <array>
#include <cstdlib>

#include "cli/descriptor.hpp"

namespace lockstep::cli {
namespace {

int terminal_width(int descriptor) {
  winsize size{};
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 100;
  return size.ws_col;
}

bool is_set(const char* variable) {
  const char* const value = std::getenv(variable);
  return value != nullptr && *value != '\0';
}

/// The release of the database that cctz reads: the first line of tzdata.zi,
/// `# version 2025b`, in the directory of zones.
std::string tzdata_version() {
  const char* const directory = std::getenv("TZDIR");
  const std::string path =
      std::string(is_set("TZDIR") ? directory : "/usr/share/zoneinfo") +
      "/tzdata.zi";
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  std::array<char, 64> head{};
  const ssize_t got = file ? read(file.get(), head.data(), head.size()) : 0;
  constexpr std::string_view kStart = "# version ";
  const std::string_view text(head.data(),
                              static_cast<std::size_t>(got > 0 ? got : 0));
  if (!text.starts_with(kStart)) return "unknown";
  return std::string(
      text.substr(kStart.size(), text.find('\n') - kStart.size()));
}

/// The file of -o; empty if there is none, or if -o names a folder.
std::string output_file(const Arguments& arguments) {
  const auto& options = arguments.command().options;
  const bool folder =
      std::any_of(options.begin(), options.end(), [](const Option& option) {
        return option.name == "output" && option.value == "DIR";
      });
  return folder ? "" : arguments.text("output").value_or("");
}

}  // namespace

Session::Session(const Arguments& arguments, const Streams& streams)
    : arguments_(arguments),
      streams_(streams),
      output_(streams.out, output_file(arguments)) {}

void Session::message(std::string_view text) const {
  // Nobody can be told that standard error is closed.
  const std::string_view end = text.ends_with('\n') ? "" : "\n";
  static_cast<void>(write_all(streams_.err, std::string(text).append(end)));
}

void Session::note(std::string_view text) const {
  if (!arguments_.has("quiet")) message(text);
}

TextStyle Session::style(int descriptor) const {
  const std::string when = arguments_.choice("color", "auto");
  const bool terminal = isatty(descriptor) == 1;
  TextStyle style;
  style.color =
      when == "always" || (when == "auto" && terminal && !is_set("NO_COLOR"));
  style.width = terminal ? terminal_width(descriptor) : 0;
  return style;
}

TextStyle Session::output_style() const {
  if (!output_.is_file()) return style(streams_.out);
  TextStyle plain;
  plain.color = arguments_.choice("color", "auto") == "always";
  plain.width = 0;
  return plain;
}

TextStyle Session::message_style() const { return style(streams_.err); }

std::optional<sys_seconds> Session::as_of() {
  const std::optional<std::string> text = arguments_.text("as-of");
  if (text != "now") return arguments_.instant("as-of");
  if (!now_) {
    now_ = clock_now();
    note("lockstep: as of " + format_instant(*now_));
  }
  return now_;
}

sys_seconds clock_now() {
  return std::chrono::floor<seconds>(std::chrono::system_clock::now());
}

ToolInfo tool_info() { return {LOCKSTEP_VERSION, tzdata_version()}; }

}  // namespace lockstep::cli
