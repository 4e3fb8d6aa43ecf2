// A command line into words: one pass, one state (the open quote).
#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.hpp"
#include "pipeline/runner.hpp"

namespace lockstep {
namespace {

std::optional<Placeholder> placeholder_of(std::string_view name) {
  if (name == "window_start") return Placeholder::WindowStart;
  if (name == "window_end") return Placeholder::WindowEnd;
  if (name == "tick") return Placeholder::Tick;
  if (name == "date") return Placeholder::TickDate;
  return std::nullopt;
}

class CommandParser {
 public:
  CommandParser(const StringMap& values, std::vector<std::string>& unknown)
      : values_(values), unknown_(unknown) {}

  Words run(std::string_view line) {
    char quote = 0;
    while (!line.empty()) {
      const char c = line[0];
      if (line.starts_with("{{")) {
        line.remove_prefix(expression(line));
        continue;
      }
      line.remove_prefix(1);
      if (c == quote) {
        quote = 0;
      } else if (quote == 0 && (c == '"' || c == '\'')) {
        quote = c;
        open_ = true;
      } else if (quote == 0 && (c == ' ' || c == '\t' || c == '\n')) {
        close();
      } else {
        literal(std::string_view(&c, 1));
      }
    }
    close();
    return std::move(command_);
  }

 private:
  void literal(std::string_view text) {
    open_ = true;
    if (word_.pieces.empty() || word_.pieces.back().value) {
      word_.pieces.push_back({});
    }
    word_.pieces.back().text += text;
  }

  /// Reads `{{ name }}`; returns the number of bytes.
  std::size_t expression(std::string_view line) {
    const std::size_t end = std::min(line.find("}}"), line.size());
    const std::string name(trim(line.substr(2, end - 2)));
    const auto known = values_.find(name);
    if (const auto placeholder = placeholder_of(name)) {
      open_ = true;
      word_.pieces.push_back({"", placeholder});
    } else if (known != values_.end()) {
      literal(known->second);
    } else {
      unknown_.push_back(name);
    }
    return std::min(end + 2, line.size());
  }

  void close() {
    if (open_) command_.push_back(std::move(word_));
    word_ = {};
    open_ = false;
  }

  const StringMap& values_;
  std::vector<std::string>& unknown_;
  Words command_;
  Word word_;
  bool open_ = false;  ///< a word has begun, perhaps an empty one
};

}  // namespace

Words parse_command(std::string_view line, const StringMap& values,
                    std::vector<std::string>& unknown) {
  return CommandParser(values, unknown).run(line);
}

}  // namespace lockstep
