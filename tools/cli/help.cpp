#include "cli/help.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

namespace lockstep::cli {
namespace {

std::string command_list(std::string_view prefix) {
  std::string text;
  for (const Command& command : commands()) {
    if (!command.name.starts_with(prefix)) continue;
    text += fmt::format("  {:<14} {}\n", command.name, command.summary);
  }
  return text;
}

/// `-o, --output FILE`
std::string option_usage(const Option& option) {
  std::string usage =
      option.shortcut != 0 ? fmt::format("-{}, ", option.shortcut) : "    ";
  usage += fmt::format("--{}", option.name);
  if (!option.value.empty()) usage += fmt::format(" {}", option.value);
  return usage;
}

/// Lines of `usage  help`; a usage too wide for its column has its own line.
std::string option_list(const std::vector<Option>& options) {
  constexpr std::size_t kColumn = 26;
  std::string text;
  for (const Option& option : options) {
    const std::string usage = option_usage(option);
    if (usage.size() > kColumn) {
      text +=
          fmt::format("  {}\n  {:<{}}  {}\n", usage, "", kColumn, option.help);
    } else {
      text += fmt::format("  {:<{}}  {}\n", usage, kColumn, option.help);
    }
  }
  return text;
}

std::string indented(std::string_view lines) {
  std::string text;
  while (!lines.empty()) {
    const std::size_t end = std::min(lines.find('\n'), lines.size());
    text += fmt::format("  {}\n", lines.substr(0, end));
    lines.remove_prefix(std::min(end + 1, lines.size()));
  }
  return text;
}

}  // namespace

std::string overview_help() {
  return fmt::format(
      "Proves whether lineage and schedules are in step, says where they are\n"
      "not, and derives the schedule or sensor that each transform needs.\n\n"
      "usage: lockstep COMMAND [INPUT...] [options]\n\n"
      "INPUT: files, directories (searched for lockstep.yaml, then for known\n"
      "formats), - for standard input. Without INPUT: the lockstep.yaml here\n"
      "or above.\n\ncommands:\n{}\n"
      "  lockstep COMMAND --help   options and examples of a command\n"
      "  lockstep --version        version, also of the time zone database\n\n"
      "exit code: 0 clean, 1 findings or an error in an input, 2 wrong usage,\n"
      "3 could not run\n",
      command_list(""));
}

std::string group_help(std::string_view group) {
  return fmt::format(
      "usage: lockstep {0} COMMAND ...\n\ncommands:\n{1}\n"
      "  lockstep {0} COMMAND --help   options and examples of a command\n",
      group, command_list(std::string(group) + " "));
}

std::string command_help(const Command& command) {
  std::vector<Option> options = options_of(command);
  options.push_back({"help", 'h', ValueKind::Flag, "", "print this"});
  return fmt::format(
      "{}\n\nusage: lockstep {}{}{} [options]\n\n{}{}options:\n{}\n"
      "examples:\n{}",
      command.summary, command.name, command.operands.empty() ? "" : " ",
      command.operands, command.details, command.details.empty() ? "" : "\n",
      option_list(options), indented(command.examples));
}

}  // namespace lockstep::cli
