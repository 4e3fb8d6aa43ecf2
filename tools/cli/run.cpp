#include "cli/run.hpp"

#include <new>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/text.hpp"
#include "cli/command.hpp"
#include "cli/failure.hpp"
#include "cli/help.hpp"
#include "cli/session.hpp"

namespace lockstep::cli {
namespace {

int print(const Streams& streams, std::string_view text) {
  Output output(streams.out, "");
  output.write(text);
  return kOk;
}

bool is_help(std::string_view word) { return word == "--help" || word == "-h"; }

std::string version_line() {
  const ToolInfo tool = tool_info();
  return fmt::format("lockstep {} (tzdata {})\n", tool.version, tool.tzdata);
}

/// First word of a two-word command: `cron` of `cron sort`.
std::string_view group_of(const Command& command) {
  const std::size_t blank = command.name.find(' ');
  return blank == std::string_view::npos ? std::string_view()
                                         : command.name.substr(0, blank);
}

bool is_group(std::string_view word) {
  for (const Command& command : commands()) {
    if (!word.empty() && group_of(command) == word) return true;
  }
  return false;
}

const Command* find_command(std::string_view name) {
  for (const Command& command : commands()) {
    if (command.name == name) return &command;
  }
  return nullptr;
}

[[noreturn]] void throw_unknown_command(const std::string& name) {
  std::vector<std::string_view> names;
  for (const Command& command : commands()) {
    names.push_back(command.name);
    const std::string_view group = group_of(command);
    if (!group.empty()) names.push_back(group);
  }
  throw UsageError(fmt::format("unknown command {}{}", quoted(name),
                               suggestion(name, names)));
}

/// Runs `command` with the words after its name.
int run_command(const Command& command, const std::vector<std::string>& words,
                const Streams& streams) {
  for (const std::string& word : words) {
    if (word == "--") break;
    if (is_help(word)) return print(streams, command_help(command));
    if (word == "--version") return print(streams, version_line());
  }
  const Arguments arguments(command, words);
  Session session(arguments, streams);
  const int code = command.run(session);
  session.output().commit();
  return code;
}

int dispatch(std::vector<std::string> words, const Streams& streams) {
  if (words.empty()) {
    throw UsageError("which command? \"lockstep --help\" lists them");
  }
  if (is_help(words[0]) || words[0] == "help") {
    return print(streams, overview_help());
  }
  if (words[0] == "--version" || words[0] == "-V") {
    return print(streams, version_line());
  }
  std::string name = words[0];
  words.erase(words.begin());
  if (is_group(name)) {
    if (words.empty() || is_help(words[0])) {
      return print(streams, group_help(name));
    }
    name += ' ' + words[0];
    words.erase(words.begin());
  }
  const Command* const command = find_command(name);
  if (command == nullptr) throw_unknown_command(name);
  try {
    return run_command(*command, words, streams);
  } catch (const UsageError& error) {
    throw UsageError(fmt::format("{}\ntry \"lockstep {} --help\"", error.what(),
                                 command->name));
  }
}

int complain(const Streams& streams, std::string_view text, int code) {
  static_cast<void>(
      write_all(streams.err, fmt::format("lockstep: {}\n", text)));
  return code;
}

}  // namespace

int run(int argc, const char* const* argv, const Streams& streams) {
  try {
    return dispatch(std::vector<std::string>(argv + (argc > 0), argv + argc),
                    streams);
  } catch (const PipeClosed&) {
    return kPipeClosed;
  } catch (const Stop& stop) {
    return stop.code;
  } catch (const UsageError& error) {
    return complain(streams, error.what(), kWrongUsage);
  } catch (const std::bad_alloc&) {
    return complain(streams, "out of memory", kCouldNotRun);
  } catch (const std::exception& error) {
    return complain(streams, error.what(), kCouldNotRun);
  }
}

}  // namespace lockstep::cli
