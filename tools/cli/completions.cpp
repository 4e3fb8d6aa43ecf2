// `lockstep completions SHELL`: scripts for bash, zsh and fish, made from the
// table of commands.

#include <string>

#include <fmt/format.h>

#include "base/text.hpp"
#include "cli/failure.hpp"
#include "cli/session.hpp"
#include "cli/subcommands.hpp"

namespace lockstep::cli {
namespace {

/// `text|json` as words of a shell: `text json`.
std::string words_of(std::string_view choices) {
  return fmt::format("{}", fmt::join(split_words(choices, '|'), " "));
}

/// In single quotes, for all three shells.
std::string single_quoted(std::string_view text) {
  std::string result = "'";
  for (const char c : text) result += c == '\'' ? "'\\''" : std::string(1, c);
  return result + "'";
}

/// The distinct first words of all commands, with a summary each.
std::vector<std::pair<std::string, std::string>> first_words() {
  std::vector<std::pair<std::string, std::string>> words;
  for (const Command& command : commands()) {
    const std::string_view name = command.name;
    const std::string word(name.substr(0, name.find(' ')));
    if (!words.empty() && words.back().first == word) continue;
    words.emplace_back(word, word == name ? std::string(command.summary)
                                          : word + " expressions");
  }
  return words;
}

/// The second words of the commands that start with `first`.
std::vector<std::string> second_words(std::string_view first) {
  std::vector<std::string> words;
  for (const Command& command : commands()) {
    const std::string_view name = command.name;
    const std::size_t blank = name.find(' ');
    if (blank == std::string_view::npos || name.substr(0, blank) != first) {
      continue;
    }
    words.emplace_back(name.substr(blank + 1));
  }
  return words;
}

/// Fixed words that a command takes as its operand: `bash zsh fish`.
std::string operand_words(const Command& command) {
  const bool fixed = command.operands.find('|') != std::string_view::npos;
  return fixed ? words_of(command.operands) : std::string();
}

std::string option_words(const Command& command) {
  std::string words = "--help";
  for (const Option& option : options_of(command)) {
    words += fmt::format(" --{}", option.name);
  }
  return words;
}

// ---- bash ----

std::string bash_case(const Command& command) {
  std::string text;
  for (const Option& option : options_of(command)) {
    if (option.kind != ValueKind::Choice) continue;
    text += fmt::format(
        "    \"{}:--{}\") COMPREPLY=($(compgen -W '{}' -- \"$current\"));"
        " return ;;\n",
        command.name, option.name, words_of(option.value));
  }
  return text;
}

std::string bash_script() {
  std::string firsts, seconds, choices, options;
  for (const auto& [word, summary] : first_words()) {
    firsts += firsts.empty() ? word : " " + word;
    const std::vector<std::string> more = second_words(word);
    if (more.empty()) continue;
    seconds += fmt::format(
        "  if [[ $command == {0} ]]; then\n"
        "    if (( COMP_CWORD == 2 )); then\n"
        "      COMPREPLY=($(compgen -W '{1}' -- \"$current\")); return\n"
        "    fi\n    command=\"$command ${{COMP_WORDS[2]}}\"\n  fi\n",
        word, fmt::join(more, " "));
  }
  for (const Command& command : commands()) {
    choices += bash_case(command);
    options +=
        fmt::format("    \"{}\") words='{}'; operands='{}' ;;\n", command.name,
                    option_words(command), operand_words(command));
  }
  return fmt::format(
      R"(# bash completion of lockstep
_lockstep() {{
  local current=${{COMP_WORDS[COMP_CWORD]}}
  local previous=${{COMP_WORDS[COMP_CWORD-1]}}
  local command=${{COMP_WORDS[1]}} words='' operands=''
  COMPREPLY=()
  if (( COMP_CWORD == 1 )); then
    COMPREPLY=($(compgen -W '{} --help --version' -- "$current")); return
  fi
{}  case "$command:$previous" in
{}  esac
  case "$command" in
{}  esac
  if [[ $current == -* ]]; then
    COMPREPLY=($(compgen -W "$words" -- "$current"))
  elif [[ -n $operands ]]; then
    COMPREPLY=($(compgen -W "$operands" -- "$current"))
  fi
}}
complete -o default -o bashdefault -F _lockstep lockstep
)",
      firsts, seconds, choices, options);
}

// ---- zsh ----

/// The characters that end a description in _arguments are escaped.
std::string zsh_help(std::string_view help) {
  std::string text;
  for (const char c : help) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') text += '\\';
    text += c;
  }
  return text;
}

std::string zsh_option(const Option& option) {
  std::string action;
  if (option.kind == ValueKind::Choice) {
    action = fmt::format(":value:({})", zsh_help(words_of(option.value)));
  } else if (option.kind == ValueKind::Path) {
    action = ":file:_files";
  } else if (option.kind != ValueKind::Flag) {
    action = fmt::format(":{}:", zsh_help(option.value));
  }
  return single_quoted(fmt::format("{}--{}[{}]{}",
                                   option.kind == ValueKind::List ? "*" : "",
                                   option.name, zsh_help(option.help), action));
}

std::string zsh_command(const Command& command) {
  const std::string fixed = operand_words(command);
  std::string text = fmt::format("    {})\n      _arguments \\\n",
                                 single_quoted(command.name));
  for (const Option& option : options_of(command)) {
    text += fmt::format("        {} \\\n", zsh_option(option));
  }
  return text + fmt::format("        {} ;;\n",
                            fixed.empty()
                                ? "'*:input:_files'"
                                : fmt::format("'1:word:({})'", fixed));
}

std::string zsh_script() {
  std::string firsts, seconds, cases;
  for (const auto& [word, summary] : first_words()) {
    firsts += fmt::format("      {}\n",
                          single_quoted(word + ":" + zsh_help(summary)));
    const std::vector<std::string> more = second_words(word);
    if (more.empty()) continue;
    seconds += fmt::format(
        "  if [[ $command == {0} ]]; then\n"
        "    if (( CURRENT == 3 )); then compadd -- {1}; return; fi\n"
        "    command=\"$command $words[3]\"\n    shift words; (( CURRENT-- ))\n"
        "  fi\n",
        word, fmt::join(more, " "));
  }
  for (const Command& command : commands()) cases += zsh_command(command);
  return fmt::format(
      R"(#compdef lockstep
# zsh completion of lockstep
_lockstep() {{
  local command=$words[2]
  local -a commands
  if (( CURRENT == 2 )); then
    commands=(
{}    )
    _describe command commands
    return
  fi
{}  shift words; (( CURRENT-- ))
  case "$command" in
{}  esac
}}
if [[ $funcstack[1] == _lockstep ]]; then _lockstep "$@"
else compdef _lockstep lockstep; fi
)",
      firsts, seconds, cases);
}

// ---- fish ----

/// The condition under which the words of `command` are offered.
std::string fish_condition(const Command& command) {
  std::string condition;
  for (const std::string& word : split_words(command.name, ' ')) {
    condition += condition.empty() ? "" : "; and ";
    condition += "__fish_seen_subcommand_from " + word;
  }
  return single_quoted(condition);
}

std::string fish_option(const Command& command, const Option& option) {
  std::string line = fmt::format("complete -c lockstep -n {} -l {} -d {}",
                                 fish_condition(command), option.name,
                                 single_quoted(option.help));
  if (option.shortcut != 0) line += fmt::format(" -s {}", option.shortcut);
  if (option.kind == ValueKind::Choice) {
    line += fmt::format(" -xa {}", single_quoted(words_of(option.value)));
  } else if (option.kind == ValueKind::Path) {
    line += " -rF";
  } else if (option.kind != ValueKind::Flag) {
    line += " -x";
  }
  return line + "\n";
}

std::string fish_script() {
  std::string text = "# fish completion of lockstep\n";
  for (const auto& [word, summary] : first_words()) {
    text += fmt::format(
        "complete -c lockstep -n __fish_use_subcommand -xa {} -d {}\n", word,
        single_quoted(summary));
    const std::vector<std::string> more = second_words(word);
    if (more.empty()) continue;
    text += fmt::format(
        "complete -c lockstep -n '__fish_seen_subcommand_from {0}; and not "
        "__fish_seen_subcommand_from {1}' -xa '{1}'\n",
        word, fmt::join(more, " "));
  }
  for (const Command& command : commands()) {
    if (const std::string fixed = operand_words(command); !fixed.empty()) {
      text += fmt::format("complete -c lockstep -n {} -xa {}\n",
                          fish_condition(command), single_quoted(fixed));
    }
    for (const Option& option : options_of(command)) {
      text += fish_option(command, option);
    }
  }
  return text;
}

}  // namespace

int completions_command(Session& session) {
  const std::string& shell = session.arguments().operands().front();
  constexpr std::string_view kShells[] = {"bash", "zsh", "fish"};
  if (shell == "bash") {
    session.output().write(bash_script());
  } else if (shell == "zsh") {
    session.output().write(zsh_script());
  } else if (shell == "fish") {
    session.output().write(fish_script());
  } else {
    throw UsageError(fmt::format("no completions for {}{}: use bash, zsh, fish",
                                 quoted(shell), suggestion(shell, kShells)));
  }
  return kOk;
}

}  // namespace lockstep::cli
