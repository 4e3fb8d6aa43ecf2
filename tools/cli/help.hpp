#pragma once
// Help texts, made from the table of commands.

#include <string>
#include <string_view>

#include "cli/command.hpp"

namespace lockstep::cli {

/// All commands with their summaries.
[[nodiscard]] std::string overview_help();
/// The commands whose first word is `group`.
[[nodiscard]] std::string group_help(std::string_view group);
/// Usage, options and examples of one command.
[[nodiscard]] std::string command_help(const Command& command);

}  // namespace lockstep::cli
