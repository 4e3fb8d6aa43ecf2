// The three presets. Starlake's flags are those of its own orchestration
// libraries (starlake-orchestration 0.5.7), in their order.
#include "pipeline/runner.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"

namespace lockstep {
namespace {

Word value(Placeholder placeholder) { return {{{"", placeholder}}}; }

std::string joined(const std::vector<std::string>& texts) {
  return fmt::format("{}", fmt::join(texts, ","));
}

/// `k=v,sl_data_interval_start='...',...`: Starlake puts these values into SQL
/// as they are, so the quotes are part of them.
Word starlake_options(const CommandRequest& request, const Options& options) {
  Word result;
  std::string text;
  for (const auto& [key, entry] : options.entries("sl_env_var")) {
    text += (text.empty() ? "" : ",") + key + "=" + entry;
  }
  if (request.kind == TaskKind::Transform) {
    text += text.empty() ? "" : ",";
    result.pieces = {{text + "sl_data_interval_start='", {}},
                     {"", Placeholder::WindowStart},
                     {"',sl_data_interval_end='", {}},
                     {"", Placeholder::WindowEnd},
                     {"'", {}}};
  } else if (!text.empty()) {
    result.pieces = {{text, {}}};
  }
  return result;
}

constexpr std::string_view kQuietMode = "SL_RUN_MODE=main,SL_LOG_LEVEL=info";

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
                   word(joined(request.tables)),
                   word("--strategy"),
                   word(strategy),
                   word("--options"),
                   word(std::string(kQuietMode))};
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
      return {word("stage"),
              word("--domains"),
              word(request.domain),
              word("--tables"),
              word(joined(request.tables)),
              word("--options"),
              word(std::string(kQuietMode))};
    case TaskKind::Load:
      return {word("load"),
              word("--scheduledDate"),
              value(Placeholder::Tick),
              word("--domains"),
              word(request.domain),
              word("--tables"),
              word(joined(request.tables))};
    case TaskKind::Transform:
      return {word("transform"), word("--scheduledDate"),
              value(Placeholder::Tick), word("--name"), word(request.name)};
    default:
      return {};
  }
}

Words starlake(const CommandRequest& request, const Options& options,
               std::vector<Diagnostic>& diagnostics) {
  Words command = starlake_arguments(request, options, diagnostics);
  if (command.empty()) return command;
  // dataproc and the containers begin with the arguments.
  if (options.text("environment") == "shell") {
    command.insert(command.begin(), word(options.text("SL_STARLAKE_PATH")));
  }
  const bool runs =
      request.kind == TaskKind::Load || request.kind == TaskKind::Transform;
  Word key_values = starlake_options(request, options);
  if (runs && !key_values.pieces.empty()) {
    command.push_back(word("--options"));
    command.push_back(std::move(key_values));
  }
  return command;
}

Words dbt(const CommandRequest& request, const Options&,
          std::vector<Diagnostic>&) {
  if (request.kind != TaskKind::Load && request.kind != TaskKind::Transform) {
    return {};
  }
  const Word vars{{{"{\"window_start\": \"", {}},
                   {"", Placeholder::WindowStart},
                   {"\", \"window_end\": \"", {}},
                   {"", Placeholder::WindowEnd},
                   {"\"}", {}}}};
  const std::string model = request.name.substr(request.name.rfind('.') + 1);
  return {word("dbt"), word("build"),  word("--select"),
          word(model), word("--vars"), vars};
}

std::string_view option_of(TaskKind kind) {
  switch (kind) {
    case TaskKind::Load:
      return "load_command";
    case TaskKind::Transform:
      return "transform_command";
    case TaskKind::Import:
      return "import_command";
    case TaskKind::Preload:
      return "preload_command";
    default:
      return {};
  }
}

Words from_template(const CommandRequest& request, const Options& options,
                    std::vector<Diagnostic>& diagnostics) {
  const std::string_view option = option_of(request.kind);
  if (option.empty()) return {};
  const std::string line = options.text(option);
  if (trim(line).empty()) {
    diagnostics.push_back(option_error(
        options, option, "runner command needs it",
        "write a command line, such as \"run {{name}} {{window_start}}\""));
    return {};
  }
  std::vector<std::string> unknown;
  Words command = parse_command(line,
                                {{"name", request.name},
                                 {"domain", request.domain},
                                 {"table", joined(request.tables)}},
                                unknown);
  constexpr std::string_view kKnown[] = {
      "name", "domain", "table", "window_start", "window_end", "tick", "date"};
  for (const std::string& name : unknown) {
    diagnostics.push_back(option_error(
        options, option,
        fmt::format("{} is no placeholder{}", quoted(name),
                    suggestion(name, kKnown)),
        "known are {{name}}, {{domain}}, {{table}}, "
        "{{window_start}}, {{window_end}}, {{tick}} and {{date}}"));
  }
  return command;
}

}  // namespace

const Runner* Runners::find(std::string_view name) const {
  const auto found = std::ranges::find(
      runners_, name, [](const Runner& r) { return std::string_view(r.name); });
  return found == runners_.end() ? nullptr : &*found;
}

void register_runner(Runners& runners, Runner runner) {
  auto& rows = runners.runners_;
  const auto place =
      std::ranges::lower_bound(rows, runner.name, {}, &Runner::name);
  if (place != rows.end() && place->name == runner.name) {
    *place = std::move(runner);
  } else {
    rows.insert(place, std::move(runner));
  }
}

Runners built_in_runners() {
  Runners runners;
  register_runner(runners,
                  {"starlake", "starlake load, transform, ...", &starlake});
  register_runner(runners, {"dbt", "dbt build --select MODEL", &dbt});
  register_runner(
      runners, {"command", "the command lines of the options", &from_template});
  return runners;
}

Word word(std::string text) { return {{{std::move(text), {}}}}; }

}  // namespace lockstep
