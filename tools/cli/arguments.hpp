#pragma once
// The command line after parsing: checked values by option name. CLI11 splits
// the words; what a value may be is checked here, from the command's row.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "cli/command.hpp"

namespace lockstep::cli {

/// Values of one invocation. An option that the command does not have counts
/// as not given.
class Arguments {
 public:
  /// `words` are those after the command's name. Throws UsageError.
  Arguments(const Command& command, const std::vector<std::string>& words);

  [[nodiscard]] const Command& command() const { return *command_; }
  [[nodiscard]] const std::vector<std::string>& operands() const {
    return operands_;
  }
  /// The same options with other operands.
  [[nodiscard]] Arguments with_operands(
      std::vector<std::string> operands) const;
  /// True if the option was given.
  [[nodiscard]] bool has(std::string_view name) const;
  [[nodiscard]] std::optional<std::string> text(std::string_view name) const;
  /// The chosen word; `otherwise` if the option was not given.
  [[nodiscard]] std::string choice(std::string_view name,
                                   std::string_view otherwise) const;
  /// The output format, by default the first of the command.
  [[nodiscard]] std::string format() const;
  /// All words of a list option.
  [[nodiscard]] std::vector<std::string> list(std::string_view name) const;
  [[nodiscard]] std::optional<sys_seconds> instant(std::string_view name) const;
  [[nodiscard]] std::optional<seconds> duration(std::string_view name) const;
  [[nodiscard]] std::optional<std::uint64_t> number(
      std::string_view name) const;

 private:
  void check() const;

  const Command* command_;
  std::vector<Option> options_;
  std::vector<std::string> operands_;
  std::map<std::string, std::vector<std::string>, std::less<>> values_;
};

/// The words of `text` between `separator`s, blanks trimmed, empty ones gone.
[[nodiscard]] std::vector<std::string> split_words(std::string_view text,
                                                   char separator);

}  // namespace lockstep::cli
