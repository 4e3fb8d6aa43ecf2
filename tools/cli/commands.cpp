// The one table of subcommands and the options that they share.

#include <iterator>

#include "cli/command.hpp"
#include "cli/subcommands.hpp"

namespace lockstep::cli {
namespace {

using enum ValueKind;

constexpr Option kProjectOptions[] = {
    {"input-format", 0, Text, "NAME",
     "read every INPUT as this format instead of looking at its content"},
    {"horizon", 0, Duration, "SPAN",
     "where \"for ever\" cannot be proved: how far to look (default 5y)"},
    {"progress", 0, Choice, "auto|never",
     "a bar on a terminal for work over one second"},
    {"max-file-bytes", 0, Count, "N", "largest file (default 2147483648)"},
    {"max-depth", 0, Count, "N", "deepest nesting (default 10000)"},
    {"max-alias-nodes", 0, Count, "N",
     "most YAML nodes that aliases may add (default 100000)"},
    {"max-name-bytes", 0, Count, "N", "longest name (default 1024)"},
    {"max-nodes", 0, Count, "N", "most datasets (default 10000000)"},
};

constexpr Option kScheduleOptions[] = {
    {"as-of", 0, Instant, "INSTANT",
     "the reference instant, or now (default: as_of of the project, else "
     "2024-01-01)"},
    {"timezone", 0, Text, "ZONE", "zone of every cron that names none"},
    {"dialect", 0, Text, "NAME", "how crons are read (default croniter)"},
};

constexpr Option kOutputOptions[] = {
    {"output", 'o', Path, "FILE", "write to FILE, whole or not at all"},
    {"color", 0, Choice, "auto|always|never",
     "colours (auto: on a terminal unless NO_COLOR is set)"},
    {"quiet", 'q', Flag, "", "no messages but errors"},
};

constexpr Command kCommands[] = {
    {"completions",
     "shell completions",
     "bash|zsh|fish",
     1,
     1,
     "",
     kOutput,
     {},
     "lockstep completions bash > ~/.local/share/bash-completion/completions/"
     "lockstep\n"
     "lockstep completions fish | source",
     completions_command},
};

}  // namespace

std::span<const Command> commands() { return kCommands; }

std::vector<Option> options_of(const Command& command) {
  std::vector<Option> options;
  if (!command.formats.empty()) {
    options.push_back({"format", 0, Choice, command.formats, "output format"});
  }
  options.insert(options.end(), command.options.begin(), command.options.end());
  const auto add = [&](Groups group, std::span<const Option> shared) {
    if ((command.groups & group) == 0) return;
    options.insert(options.end(), shared.begin(), shared.end());
  };
  add(kSchedule, kScheduleOptions);
  add(kProject, kProjectOptions);
  add(kOutput, kOutputOptions);
  return options;
}

}  // namespace lockstep::cli
