// Lookup by name; one table says which options belong to which environment.
#include "pipeline/options.hpp"

#include <algorithm>
#include <cassert>
#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"

namespace lockstep {
namespace {

/// Options of an environment begin so; what it cannot do without.
struct EnvironmentRow {
  EnvironmentKind kind;
  std::vector<std::string_view> prefixes;
  std::vector<std::string_view> required;
};
const std::vector<EnvironmentRow>& environment_rows() {
  static const std::vector<EnvironmentRow> rows = {
      {EnvironmentKind::Shell, {}, {}},
      {EnvironmentKind::CloudRun, {"cloud_run_"}, {"cloud_run_job_name"}},
      {EnvironmentKind::Dataproc,
       {"dataproc_", "spark_"},
       {"dataproc_project_id", "spark_bucket", "spark_jar_list"}},
      {EnvironmentKind::Fargate,
       {"aws_", "fargate_", "cpu", "memory"},
       {"aws_cluster_name", "aws_task_definition_name",
        "aws_task_definition_container_name", "aws_task_private_subnets",
        "aws_task_security_groups"}}};
  return rows;
}

int to_number(std::string_view text) {
  int value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

const EnvironmentRow& row_of(std::string_view environment) {
  const auto& rows = environment_rows();
  const auto row = std::ranges::find(
      rows, environment, [](const EnvironmentRow& r) { return label(r.kind); });
  assert(row != rows.end());
  return *row;
}

}  // namespace

Options::Options(const PipelineSettings* settings, std::string_view environment)
    : settings_(settings), environment_(environment) {}

std::string Options::text(std::string_view name) const {
  if (name == "environment" && !environment_.empty()) return environment_;
  if (settings_ != nullptr) {
    const auto found = settings_->target.find(name);
    if (found != settings_->target.end()) return found->second.text;
  }
  const TargetOption* const option = find_target_option(name);
  assert(option != nullptr);
  return std::string(option->fallback);
}

bool Options::flag(std::string_view name) const { return text(name) == "true"; }

int Options::number(std::string_view name) const {
  return to_number(text(name));
}

seconds Options::duration(std::string_view name) const {
  return seconds{to_number(text(name))};
}

std::vector<std::string> Options::words(std::string_view name) const {
  std::vector<std::string> result;
  const std::string all = text(name);
  for (std::string_view rest = all; !rest.empty();) {
    const std::size_t end = std::min(rest.find(' '), rest.size());
    if (end > 0) result.emplace_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return result;
}

StringMap Options::entries(std::string_view name) const {
  if (settings_ == nullptr) return {};
  const auto found = settings_->target.find(name);
  return found == settings_->target.end() ? StringMap{} : found->second.entries;
}

bool Options::given(std::string_view name) const {
  return settings_ != nullptr && settings_->target.contains(name);
}

Location Options::where(std::string_view name) const {
  if (settings_ == nullptr) return {};
  const auto found = settings_->target.find(name);
  return found == settings_->target.end() ? settings_->where
                                          : found->second.where;
}

Diagnostic option_error(const Options& options, std::string_view name,
                        std::string message, std::string help) {
  Diagnostic diagnostic;
  diagnostic.rule = "INP002";
  diagnostic.message = fmt::format("{}: {}", name, message);
  diagnostic.where = options.where(name);
  diagnostic.help = std::move(help);
  return diagnostic;
}

Environment environment_of(const Options& options,
                           std::vector<Diagnostic>& diagnostics) {
  const EnvironmentRow& row = row_of(options.text("environment"));
  Environment environment{row.kind, {}, {}};
  if (row.kind == EnvironmentKind::Dataproc) {
    environment.metadata = options.entries("dataproc_cluster_metadata");
  }
  for (const std::string_view name : row.required) {
    if (!options.text(name).empty()) continue;
    diagnostics.push_back(option_error(
        options, name, fmt::format("environment {} needs it", label(row.kind)),
        fmt::format("write \"{}\" into the pipeline's \"target\"", name)));
  }
  for (const TargetOption& option : target_options()) {
    const bool belongs =
        std::ranges::any_of(row.prefixes, [&](std::string_view prefix) {
          return option.name.starts_with(prefix);
        });
    if (belongs && option.type != OptionType::TextMap) {
      environment.options[std::string(option.name)] = options.text(option.name);
    }
  }
  return environment;
}

}  // namespace lockstep
