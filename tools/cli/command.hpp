#pragma once
// The records of the one table of subcommands: what a command is called, what
// it accepts and which function runs it. Parsing, help and completions all
// read these rows, so they cannot disagree.

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace lockstep::cli {

class Session;

/// What an option's value is. Decides how it is checked and completed.
enum class ValueKind : std::uint8_t {
  Flag,      ///< no value
  Text,      ///< any
  Choice,    ///< one of the words of Option::value, separated by `|`
  List,      ///< words separated by commas, may be repeated
  Path,      ///< a file name
  Instant,   ///< base/time.hpp, or `now` where the help says so
  Duration,  ///< base/time.hpp, or years: `5y`
  Count,     ///< a whole number, at least 1
};

/// One option: `--format`, `-o FILE`.
struct Option {
  std::string_view name;  ///< without dashes: `format`
  char shortcut = 0;      ///< `o` for `-o`; 0: none
  ValueKind kind = ValueKind::Flag;
  std::string_view value;  ///< placeholder `FILE`; words of a choice
  std::string_view help;
};

/// Sets of options that several commands share (bits).
enum Groups : unsigned {
  kProject = 1,   ///< reading inputs: forced format, horizon, limits, progress
  kSchedule = 2,  ///< how crons are read: reference, time zone, dialect
  kOutput = 4,    ///< -o, --color, --quiet
};

/// One row of commands().
struct Command {
  std::string_view name;      ///< `derive`, `cron sort`
  std::string_view summary;   ///< one line for help
  std::string_view operands;  ///< as in the usage line: `[INPUT...]`
  int min_operands;
  int max_operands;          ///< -1: any number
  std::string_view formats;  ///< words separated by `|`, the first by default
  unsigned groups;
  std::span<const Option> options;  ///< of this command alone
  std::string_view examples;        ///< two lines
  int (*run)(Session&);             ///< returns the exit code
  std::string_view details = {};    ///< what the help says beyond a line
};

/// All commands in the order of the help.
[[nodiscard]] std::span<const Command> commands();
/// All options that `command` accepts, in help's order.
[[nodiscard]] std::vector<Option> options_of(const Command& command);

}  // namespace lockstep::cli
