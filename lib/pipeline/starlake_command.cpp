// Starlake's command line: the flags of its own orchestration libraries
// (starlake-orchestration 0.5.7), in their order.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"
#include "pipeline/runner.hpp"

namespace lockstep {
namespace {

Word when(Placeholder placeholder) { return {{{"", placeholder}}}; }

/// The pairs of `--options`: a later value of a key replaces the earlier one in
/// its place, as Starlake's libraries do it.
class KeyValues {
 public:
  void add(const std::string& key, Word entry) {
    const auto found = std::ranges::find(
        pairs_, key, [](const auto& pair) -> auto& { return pair.first; });
    if (found != pairs_.end()) {
      found->second = std::move(entry);
    } else {
      pairs_.emplace_back(key, std::move(entry));
    }
  }
  /// Pairs `k=v,l=w`; what is none stays as it is.
  void add_all(std::string_view text) {
    while (!text.empty()) {
      const std::size_t end = std::min(text.find(','), text.size());
      const std::string_view part = trim(text.substr(0, end));
      const std::size_t equals = std::min(part.find('='), part.size());
      const bool pair = equals < part.size();
      if (!part.empty()) {
        add(std::string(part.substr(0, equals)),
            word(pair ? std::string(part.substr(equals + 1)) : std::string()));
        if (!pair) bare_.emplace_back(part);
      }
      text.remove_prefix(std::min(end + 1, text.size()));
    }
  }
  [[nodiscard]] Word joined() const {
    Word result;
    const auto literal = [&](const std::string& text) {
      if (result.pieces.empty() || result.pieces.back().value) {
        result.pieces.push_back({});
      }
      result.pieces.back().text += text;
    };
    for (const auto& [key, entry] : pairs_) {
      literal((result.pieces.empty() ? "" : ",") + key);
      if (std::ranges::find(bare_, key) != bare_.end()) continue;
      literal("=");
      for (const Piece& piece : entry.pieces) {
        if (piece.value) {
          result.pieces.push_back(piece);
        } else {
          literal(piece.text);
        }
      }
    }
    return result;
  }

 private:
  std::vector<std::pair<std::string, Word>> pairs_;
  std::vector<std::string> bare_;  ///< keys without a value
};

/// Starlake puts the ends of the interval into SQL as they are, so the quotes
/// are part of them.
Word quoted_value(Placeholder placeholder) {
  return {{{"'", {}}, {"", placeholder}, {"'", {}}}};
}

/// The environment first, then what the kind of the task adds.
Word starlake_options(const CommandRequest& request, const Options& options) {
  KeyValues pairs;
  for (const auto& [key, entry] : options.entries("sl_env_var")) {
    pairs.add(key, word(entry));
  }
  if (request.kind == TaskKind::Preload || request.kind == TaskKind::Import) {
    pairs.add_all("SL_RUN_MODE=main,SL_LOG_LEVEL=info");
  }
  if (request.kind == TaskKind::Transform) {
    if (request.has_window) {
      pairs.add("sl_data_interval_start",
                quoted_value(Placeholder::WindowStart));
      pairs.add("sl_data_interval_end", quoted_value(Placeholder::WindowEnd));
    }
    const StringMap jobs = options.entries("jobs");
    const auto job = jobs.find(request.name);
    if (job != jobs.end()) pairs.add_all(job->second);
  }
  return pairs.joined();
}

/// The values that stand for themselves in the path of an ack file.
StringMap ack_values(const CommandRequest& request, const Options& options) {
  StringMap values = options.entries("sl_env_var");
  values["domain"] = request.domain;
  const auto root = values.find("SL_ROOT");
  if (!values.contains("SL_DATASETS") && root != values.end()) {
    values["SL_DATASETS"] = root->second + "/datasets";
  }
  return values;
}

Word ack_file(const CommandRequest& request, const Options& options,
              std::vector<Diagnostic>& diagnostics) {
  std::vector<std::string> unknown;
  // One word whatever is in it.
  const std::string path = "\"" + options.text("global_ack_file_path") + "\"";
  Words parsed = parse_command(path, ack_values(request, options), unknown);
  if (!unknown.empty()) {
    diagnostics.push_back(option_error(
        options, "global_ack_file_path",
        fmt::format("nothing is known of {{{{{}}}}}", unknown.front()),
        "give it in sl_env_var; {{domain}} and {{date}} are known"));
  }
  return parsed.empty() ? Word{} : std::move(parsed.front());
}

Words starlake_preload(const CommandRequest& request, const Options& options,
                       std::vector<Diagnostic>& diagnostics) {
  const std::string strategy = options.text("pre_load_strategy");
  Words command = {word("preload"),
                   word("--domain"),
                   word(request.domain),
                   word("--tables"),
                   word(joined_names(request.tables)),
                   word("--strategy"),
                   word(strategy)};
  if (strategy == "ack") {
    command.push_back(word("--globalAckFilePath"));
    command.push_back(ack_file(request, options, diagnostics));
  }
  return command;
}

Words starlake_arguments(const CommandRequest& request, const Options& options,
                         std::vector<Diagnostic>& diagnostics) {
  switch (request.kind) {
    case TaskKind::Preload:
      return starlake_preload(request, options, diagnostics);
    case TaskKind::Import:
      return {word("stage"), word("--domains"), word(request.domain),
              word("--tables"), word(joined_names(request.tables))};
    case TaskKind::Load:
      return {word("load"),
              word("--scheduledDate"),
              when(Placeholder::Tick),
              word("--domains"),
              word(request.domain),
              word("--tables"),
              word(joined_names(request.tables))};
    case TaskKind::Transform:
      return {word("transform"), word("--scheduledDate"),
              when(Placeholder::Tick), word("--name"), word(request.name)};
    default:
      return {};
  }
}

}  // namespace

std::string joined_names(const std::vector<std::string>& names) {
  return fmt::format("{}", fmt::join(names, ","));
}

Words starlake_command(const CommandRequest& request, const Options& options,
                       std::vector<Diagnostic>& diagnostics) {
  Words command = starlake_arguments(request, options, diagnostics);
  if (command.empty()) return command;
  // dataproc and the containers begin with the arguments.
  if (options.text("environment") == "shell") {
    command.insert(command.begin(), word(options.text("SL_STARLAKE_PATH")));
  }
  Word key_values = starlake_options(request, options);
  if (key_values.pieces.empty()) return command;
  // Starlake names the file behind the options.
  const auto file = std::ranges::find(command, word("--globalAckFilePath"));
  command.insert(file, {word("--options"), std::move(key_values)});
  return command;
}

}  // namespace lockstep
