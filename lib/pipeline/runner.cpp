// The three presets; Starlake's has a file of its own.
#include "pipeline/runner.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"

namespace lockstep {
namespace {

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
  Words command = {word("dbt"), word("build"), word("--select"), word(model)};
  if (request.has_window) {
    command.push_back(word("--vars"));
    command.push_back(vars);
  }
  return command;
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
                                 {"table", joined_names(request.tables)}},
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
  register_runner(runners, {"starlake", "starlake load, transform, ...",
                            &starlake_command});
  register_runner(runners, {"dbt", "dbt build --select MODEL", &dbt});
  register_runner(
      runners, {"command", "the command lines of the options", &from_template});
  return runners;
}

Word word(std::string text) { return {{{std::move(text), {}}}}; }

}  // namespace lockstep
