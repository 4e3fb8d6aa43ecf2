// One table a mapping, from the innermost to the top, each behind the readers
// of the fields that one row cannot say. Datasets, lint and suppressions have
// files of their own.
#include "load/project_fields.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"
#include "load/dataset_fields.hpp"
#include "load/lint_fields.hpp"
#include "load/named.hpp"
#include "load/schedule_fields.hpp"
#include "load/target_fields.hpp"

namespace lockstep {
namespace {

using TextPairs = std::vector<std::pair<std::string, std::string>>;

/// A map from any text to a scalar.
constexpr Shape kTextMap{
    "text_map", "a mapping of texts",
    R"({"type": "object", "additionalProperties": {"type": ["string", "number", "boolean"]}})"};

std::optional<TextPairs> read_text_map(FieldReader& reader,
                                       const Value& value) {
  if (!value.is_map()) {
    reader.wrong(value, kTextMap);
    return std::nullopt;
  }
  TextPairs pairs;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (auto text = read_text(reader, value.value(i))) {
      pairs.emplace_back(value.key(i).text(), std::move(*text));
    }
  }
  return pairs;
}

// ---- include ----

constexpr Field<DraftInclude> kIncludeFields[] = {
    {"path", &kText, "a path or glob, relative to this file",
     &set<&DraftInclude::pattern, &read_located, DraftInclude>,
     /*required=*/true},
    {"format", &kText, "the format, if it cannot be told from the content",
     &set<&DraftInclude::format, &read_text, DraftInclude>},
    {"schedules", &kTextMap,
     "schedules by selector, such as `tag:hourly: hourly`",
     &set<&DraftInclude::schedules, &read_text_map, DraftInclude>},
};
constexpr Mapping<DraftInclude> kIncludeMapping{
    "include_item", "an include",
    "Other inputs of the project. A path alone stands for `{path: ...}`.",
    kIncludeFields};

constexpr Shape kIncludes{"includes", "a path, or a list of paths and mappings",
                          R"({"anyOf": [{"$ref": "#/$defs/text"},
                  {"type": "array",
                   "items": {"anyOf": [{"$ref": "#/$defs/text"},
                                       {"$ref": "#/$defs/include_item"}]}}]})"};

void read_include(FieldReader& reader, const Value& value, Draft& draft) {
  DraftInclude include;
  if (value.is_map()) {
    read_fields(reader, value, kIncludeMapping, include);
  } else if (auto pattern = read_located(reader, value)) {
    include.pattern = std::move(*pattern);
  }
  if (include.pattern.value.empty()) return;
  draft.includes.push_back(std::move(include));
}

void read_includes(FieldReader& reader, const Value& value, Draft& draft) {
  if (!value.is_list()) {
    read_include(reader, value, draft);
    return;
  }
  const std::string_view field = reader.field;
  for (std::size_t i = 0; i < value.size(); ++i) {
    reader.field = field;
    read_include(reader, value.item(i), draft);
  }
}

// ---- defaults ----

constexpr Choice<TriggerMode> kDefaultTriggers[] = {
    {"aligned", TriggerMode::Aligned},
    {"all", TriggerMode::All},
    {"any", TriggerMode::Any},
    {"none", TriggerMode::None}};
constexpr Shape kDefaultTrigger{"default_trigger", "aligned, all, any or none",
                                "", &words_of<kDefaultTriggers>};

// An expression names the inputs of one dataset, so it is no default.
void read_default_trigger(FieldReader& reader, const Value& value,
                          DraftSettings& settings) {
  if (read_choice<kDefaultTriggers>(reader, value)) {
    settings.default_trigger = read_trigger(reader, value);
  }
}

constexpr Field<DraftSettings> kDefaultFields[] = {
    {"duration", &kDurationRange, "of datasets that declare none; built in: 0s",
     &set<&DraftSettings::default_duration, &read_duration_range,
          DraftSettings>},
    {"retries", &kCount, "how often a failed run is tried again",
     &set<&DraftSettings::default_retries, &read_count, DraftSettings>},
    {"retry_delay", &kDuration, "between two tries",
     &set<&DraftSettings::default_retry_delay, &read_duration, DraftSettings>},
    {"trigger", &kDefaultTrigger,
     "what starts jobs without a cron; built in: aligned",
     &read_default_trigger},
    {"read", &kReadShape, "how inputs are read; built in: latest",
     &set<&DraftSettings::default_read, &read_read_mode, DraftSettings>},
};
constexpr Mapping<DraftSettings> kDefaultMapping{
    "defaults", "defaults", "Values of datasets that declare none.",
    kDefaultFields};

// ---- exposures ----

constexpr Field<DraftExposure> kExposureFields[] = {
    {"name", &kName, "its name, where exposures are a list",
     [](FieldReader&, const Value&, DraftExposure&) {}},
    {"reads", &kTexts, "the datasets that it shows",
     &set<&DraftExposure::reads, &read_texts, DraftExposure>,
     /*required=*/true},
    {"freshness", &kPromise, "what its readers may rely on",
     &set<&DraftExposure::promise, &read_promise, DraftExposure>},
};
constexpr Mapping<DraftExposure> kExposureMapping{
    "exposure", "an exposure",
    "A leaf of the lineage with readers: a dashboard, an export.",
    kExposureFields};

constexpr Shape kExposures{
    "exposures", "a mapping by name, or a list of mappings with a name",
    R"({"anyOf": [
         {"type": "object",
          "additionalProperties": {"$ref": "#/$defs/exposure"}},
         {"type": "array",
          "items": {"$ref": "#/$defs/exposure", "required": ["name"]}}]})"};
constexpr Shape kExposureShape{"exposure", "a mapping such as {reads: [a.b]}",
                               ""};

void read_exposures(FieldReader& reader, const Value& value, Draft& draft) {
  if (!value.is_map() && !value.is_list()) {
    reader.wrong(value, kExposures);
    return;
  }
  for_each_named(reader, value, "exposure",
                 [&](const Located<std::string>& name, const Value& body) {
                   if (!body.is_map()) {
                     reader.wrong(body, kExposureShape);
                     return;
                   }
                   DraftExposure exposure;
                   read_fields(reader, body, kExposureMapping, exposure);
                   exposure.name = name;
                   draft.exposures.push_back(std::move(exposure));
                 });
}

// ---- pipelines ----

// `name` is a template; an unknown placeholder would end up in file names.
void read_pipeline_name(FieldReader& reader, const Value& value,
                        PipelineSettings& pipeline) {
  constexpr std::string_view kPlaceholders[] = {"domain", "table", "name",
                                                "schedule", "tag"};
  const auto text = read_text(reader, value);
  if (!text) return;
  pipeline.name = *text;
  const std::string_view name = pipeline.name;
  for (std::size_t open = name.find("{{"); open != std::string_view::npos;
       open = name.find("{{", open + 2)) {
    const std::size_t close = name.find("}}", open);
    const std::string_view word = trim(name.substr(
        open + 2, close == std::string_view::npos ? close : close - open - 2));
    const bool known =
        std::ranges::find(kPlaceholders, word) != std::end(kPlaceholders);
    if (known && close != std::string_view::npos) continue;
    reader.error(value.where(),
                 fmt::format("{} is no placeholder{}", quoted(word),
                             suggestion(word, kPlaceholders)),
                 "known are {{domain}}, {{table}}, {{name}}, {{schedule}} and "
                 "{{tag}}");
  }
}

constexpr Shape kTarget{"target", "a mapping of options", ""};

void read_target(FieldReader& reader, const Value& value,
                 PipelineSettings& pipeline) {
  if (!value.is_map()) {
    reader.wrong(value, kTarget);
    return;
  }
  pipeline.target = read_target_options(reader, value);
}

constexpr Field<PipelineSettings> kPipelineFields[] = {
    {"name", &kText,
     "a template; jobs with equal names form one pipeline: `{{domain}}`, "
     "`{{table}}`, `{{name}}`, `{{schedule}}`, `{{tag}}`",
     &read_pipeline_name, /*required=*/true},
    {"select", &kTexts, "names and globs of the datasets that it holds",
     &set<&PipelineSettings::select, &read_texts, PipelineSettings>},
    {"target", &kTarget, "options of what is written, such as `environment`",
     &read_target},
};
constexpr Mapping<PipelineSettings> kPipelineMapping{
    "pipeline", "a pipeline", "How jobs are grouped into emitted files.",
    kPipelineFields};
constexpr Shape kPipelines{
    "pipelines", "a list of pipelines",
    R"({"type": "array", "items": {"$ref": "#/$defs/pipeline"}})"};

// ---- top ----

/// What the top mapping fills.
struct ProjectFields {
  Draft& draft;
  DraftSettings settings;
};

constexpr Shape kVersion{"version", "1", R"({"const": 1})"};
constexpr Shape kPresets{
    "presets", "a mapping such as {daily: \"0 0 * * *\"}",
    R"({"type": "object", "additionalProperties": {"type": "string"}})"};
constexpr Shape kDefaults{"defaults", "a mapping such as {duration: 5m}", ""};
constexpr Shape kDialect{"dialect", "a cron dialect such as croniter",
                         R"({"type": "string", "minLength": 1})"};

void read_version(FieldReader& reader, const Value& value, ProjectFields&) {
  if (value.is_scalar() && value.text() == "1") return;
  reader.wrong(value, kVersion, "this version of lockstep reads version: 1");
}

void read_presets(FieldReader& reader, const Value& value, ProjectFields& out) {
  if (!value.is_map()) {
    reader.wrong(value, kPresets);
    return;
  }
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (auto cron = read_located(reader, value.value(i))) {
      out.settings.presets.emplace_back(value.key(i).text(), std::move(*cron));
    }
  }
}

template <auto kMember, auto kRead>
void set_setting(FieldReader& reader, const Value& value, ProjectFields& out) {
  out.settings.*kMember = kRead(reader, value);
}

template <auto kRead>
void read_into_draft(FieldReader& reader, const Value& value,
                     ProjectFields& out) {
  kRead(reader, value, out.draft);
}

void read_defaults(FieldReader& reader, const Value& value,
                   ProjectFields& out) {
  if (value.is_map()) {
    read_fields(reader, value, kDefaultMapping, out.settings);
  } else {
    reader.wrong(value, kDefaults);
  }
}

void read_pipelines(FieldReader& reader, const Value& value,
                    ProjectFields& out) {
  read_list_of(reader, value, kPipelineMapping, kPipelines,
               [&](PipelineSettings pipeline) {
                 out.settings.pipelines.push_back(std::move(pipeline));
               });
}

void read_lint_settings(FieldReader& reader, const Value& value,
                        ProjectFields& out) {
  read_lint(reader, value, out.settings.lint);
}

void read_all_suppressions(FieldReader& reader, const Value& value,
                           ProjectFields& out) {
  out.settings.suppressions = read_suppressions(reader, value);
}

constexpr Field<ProjectFields> kProjectFields[] = {
    {"version", &kVersion, "the version of this format", &read_version,
     /*required=*/true},
    {"name", &kText, "what reports call the project",
     &set_setting<&DraftSettings::name, &read_text>},
    {"timezone", &kZone, "the zone of every cron that names none; default UTC",
     &set_setting<&DraftSettings::timezone, &read_located>},
    {"dialect", &kDialect, "how crons are read; default croniter",
     &set_setting<&DraftSettings::dialect, &read_located>},
    {"run_label", &kRunLabelShape,
     "what an `offset` counts between; default tick",
     &set_setting<&DraftSettings::run_label, &read_run_label>},
    {"as_of", &kInstant, "the instant that results are for; default 2024-01-01",
     &set_setting<&DraftSettings::as_of, &read_instant>},
    {"presets", &kPresets,
     "names of crons, over hourly, daily, weekly, monthly and yearly",
     &read_presets},
    {"include", &kIncludes, "the other inputs of the project",
     &read_into_draft<&read_includes>},
    {"defaults", &kDefaults, "values of datasets that declare none",
     &read_defaults},
    {"datasets", &kDatasetMap, "the datasets by name",
     &read_into_draft<&read_datasets>},
    {"exposures", &kExposures, "dashboards, exports: leaves with a promise",
     &read_into_draft<&read_exposures>},
    {"pipelines", &kPipelines, "how jobs are grouped into emitted files",
     &read_pipelines},
    {"lint", &kLint, "what is checked", &read_lint_settings},
    {"suppress", &kSuppressions, "findings that are right as they are",
     &read_all_suppressions},
};
constexpr Mapping<ProjectFields> kProjectMapping{
    "project", "a project file", "The top of lockstep.yaml.", kProjectFields};

}  // namespace

void read_project(FieldReader& reader, const Value& root, Draft& draft) {
  ProjectFields fields{draft, {}};
  read_fields(reader, root, kProjectMapping, fields);
  fields.settings.where = root.where();
  draft.settings = std::move(fields.settings);
}

bool is_project_key(std::string_view key) {
  return std::ranges::any_of(
      kProjectFields,
      [&](const Field<ProjectFields>& field) { return field.name == key; });
}

std::vector<MappingDescription> project_mappings() {
  std::vector<MappingDescription> mappings{describe(kProjectMapping),
                                           describe(kDefaultMapping),
                                           describe(kIncludeMapping)};
  for (MappingDescription& mapping : dataset_mappings()) {
    mappings.push_back(std::move(mapping));
  }
  mappings.push_back(describe(kExposureMapping));
  mappings.push_back(describe(kPipelineMapping));
  mappings.push_back(target_mapping());
  for (MappingDescription& mapping : lint_mappings()) {
    mappings.push_back(std::move(mapping));
  }
  return mappings;
}

}  // namespace lockstep
