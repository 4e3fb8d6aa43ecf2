#include "cli/arguments.hpp"

#include <algorithm>
#include <charconv>

#include <CLI/CLI.hpp>

#include <fmt/format.h>

#include "base/text.hpp"
#include "cli/failure.hpp"

namespace lockstep::cli {
namespace {

std::string dashed(const Option& option) {
  std::string names = "--" + std::string(option.name);
  if (option.shortcut != 0) names += std::string(",-") + option.shortcut;
  return names;
}

/// `unknown option "--formt" of "lockstep derive" (did you mean "--format"?)`
[[noreturn]] void throw_unknown(const Command& command,
                                const std::vector<Option>& options,
                                const std::string& word) {
  std::vector<std::string> names = {"--help"};
  for (const Option& option : options) {
    names.push_back("--" + std::string(option.name));
  }
  const std::vector<std::string_view> views(names.begin(), names.end());
  const std::string name = word.substr(0, word.find('='));
  throw UsageError(fmt::format("unknown option {} of \"lockstep {}\"{}",
                               lockstep::quoted(name), command.name,
                               suggestion(name, views)));
}

/// CLI11 says `--output: 1 required FILE missing`.
[[noreturn]] void throw_missing_value(const std::vector<Option>& options,
                                      std::string_view what) {
  const std::string_view name = what.substr(0, what.find(':'));
  for (const Option& option : options) {
    if (name == "--" + std::string(option.name)) {
      throw UsageError(fmt::format("{} needs {}", name, option.value));
    }
  }
  throw UsageError(std::string(what));
}

void check_choice(const Option& option, const std::string& value) {
  const std::vector<std::string> words = split_words(option.value, '|');
  if (std::find(words.begin(), words.end(), value) != words.end()) return;
  const std::vector<std::string_view> views(words.begin(), words.end());
  throw UsageError(fmt::format(
      "unknown value {} of --{}{}: use {}", lockstep::quoted(value),
      option.name, suggestion(value, views), fmt::join(words, ", ")));
}

void check_time(const Option& option, const TimeError& error) {
  throw UsageError(fmt::format("--{}: {}{}{}", option.name, error.message,
                               error.hint.empty() ? "" : "; ", error.hint));
}

/// `5y`: a year counts 365.25 days, cut to whole days.
std::optional<seconds> parse_years(std::string_view text) {
  int years = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, years);
  if (error != std::errc() || stop + 1 != end || *stop != 'y') return {};
  if (years < 1 || years > 400) return {};
  return seconds{(std::int64_t{years} * 1'461 / 4) * 86'400};
}

std::optional<std::uint64_t> parse_count(std::string_view text) {
  std::uint64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end || value == 0) return {};
  return value;
}

void check_value(const Option& option, const std::string& value) {
  switch (option.kind) {
    case ValueKind::Choice:
      return check_choice(option, value);
    case ValueKind::Instant: {
      if (value == "now" && option.name == "as-of") return;
      const auto instant = parse_instant(value);
      if (!instant) check_time(option, instant.error());
      return;
    }
    case ValueKind::Duration: {
      if (parse_years(value)) return;
      const auto duration = parse_duration(value);
      if (!duration) check_time(option, duration.error());
      if (*duration <= seconds{0}) {
        throw UsageError(fmt::format("--{}: {} is not a positive duration",
                                     option.name, lockstep::quoted(value)));
      }
      return;
    }
    case ValueKind::Count:
      if (parse_count(value)) return;
      throw UsageError(fmt::format("--{}: {} is not a whole number above 0",
                                   option.name, lockstep::quoted(value)));
    case ValueKind::Path:
      if (!value.empty()) return;
      throw UsageError(fmt::format("--{} needs a file name", option.name));
    case ValueKind::Flag:
    case ValueKind::Text:
    case ValueKind::List:
      return;
  }
}

void check_operands(const Command& command,
                    const std::vector<std::string>& operands) {
  const int given = static_cast<int>(operands.size());
  if (given < command.min_operands) {
    throw UsageError(fmt::format("\"lockstep {0}\" needs {1}: lockstep {0} {1}",
                                 command.name, command.operands));
  }
  if (command.max_operands < 0 || given <= command.max_operands) return;
  const std::string& first =
      operands[static_cast<std::size_t>(command.max_operands)];
  throw UsageError(fmt::format("\"lockstep {}\" does not take {}", command.name,
                               lockstep::quoted(first)));
}

}  // namespace

std::vector<std::string> split_words(std::string_view text, char separator) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(separator), text.size());
    const std::string_view word = trim(text.substr(0, end));
    if (!word.empty()) words.emplace_back(word);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

Arguments::Arguments(const Command& command,
                     const std::vector<std::string>& words)
    : command_(&command), options_(options_of(command)) {
  // Operands never pass through CLI11: it splits values such as `[a,b]`.
  const auto mark = std::find(words.begin(), words.end(), "--");
  CLI::App app;
  app.set_help_flag();
  app.allow_extras();
  std::map<std::string_view, bool> flags;
  for (const Option& option : options_) {
    if (option.kind == ValueKind::Flag) {
      app.add_flag(dashed(option), flags[option.name]);
    } else {
      app.add_option(dashed(option), values_[std::string(option.name)])
          ->allow_extra_args(false)
          ->type_name(std::string(option.value));
    }
  }
  try {
    app.parse(std::vector<std::string>(std::make_reverse_iterator(mark),
                                       words.rend()));
  } catch (const CLI::ArgumentMismatch& error) {
    throw_missing_value(options_, error.what());
  } catch (const CLI::ParseError& error) {
    throw UsageError(error.what());
  }
  for (const std::string& word : app.remaining()) {
    if (word.size() > 1 && word.front() == '-') {
      throw_unknown(command, options_, word);
    }
    operands_.push_back(word);
  }
  if (mark != words.end()) {
    operands_.insert(operands_.end(), mark + 1, words.end());
  }
  for (const auto& [name, given] : flags) {
    if (given) values_[std::string(name)] = {""};
  }
  check();
}

void Arguments::check() const {
  for (const Option& option : options_) {
    const auto found = values_.find(option.name);
    if (found == values_.end()) continue;
    if (found->second.size() > 1 && option.kind != ValueKind::List) {
      throw UsageError(fmt::format("--{} is given twice", option.name));
    }
    for (const std::string& value : found->second) check_value(option, value);
  }
  check_operands(*command_, operands_);
}

Arguments Arguments::with_operands(std::vector<std::string> operands) const {
  Arguments other = *this;
  other.operands_ = std::move(operands);
  return other;
}

bool Arguments::has(std::string_view name) const {
  const auto found = values_.find(name);
  return found != values_.end() && !found->second.empty();
}

std::optional<std::string> Arguments::text(std::string_view name) const {
  if (!has(name)) return std::nullopt;
  return values_.find(name)->second.front();
}

std::string Arguments::choice(std::string_view name,
                              std::string_view otherwise) const {
  return text(name).value_or(std::string(otherwise));
}

std::string Arguments::format() const {
  const std::string_view formats = command_->formats;
  return choice("format", formats.substr(0, formats.find('|')));
}

std::vector<std::string> Arguments::list(std::string_view name) const {
  std::vector<std::string> words;
  if (!has(name)) return words;
  for (const std::string& value : values_.find(name)->second) {
    for (std::string& word : split_words(value, ',')) {
      words.push_back(std::move(word));
    }
  }
  return words;
}

std::optional<sys_seconds> Arguments::instant(std::string_view name) const {
  const std::optional<std::string> value = text(name);
  if (!value) return std::nullopt;
  return parse_instant(*value).value();
}

std::optional<seconds> Arguments::duration(std::string_view name) const {
  const std::optional<std::string> value = text(name);
  if (!value) return std::nullopt;
  const std::optional<seconds> years = parse_years(*value);
  return years ? years : parse_duration(*value).value();
}

std::optional<std::uint64_t> Arguments::number(std::string_view name) const {
  const std::optional<std::string> value = text(name);
  return value ? parse_count(*value) : std::nullopt;
}

}  // namespace lockstep::cli
