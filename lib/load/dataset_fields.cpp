// Tables first, then what cannot be said in one row: fields that exclude each
// other, and short forms.
#include "load/dataset_fields.hpp"

#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"
#include "load/named.hpp"
#include "load/schedule_fields.hpp"

namespace lockstep {

// ---- Shapes ----

constexpr Shape kTriggerShape{
    "trigger",
    "aligned, all, any, none or an expression such as \"a & (b | c)\"",
    R"({"type": "string", "minLength": 1})"};
constexpr Shape kDatasetMap{
    "datasets", "a mapping by name, or a list of mappings with a name",
    R"({"anyOf": [
         {"type": "object",
          "additionalProperties": {"anyOf": [{"$ref": "#/$defs/dataset"},
                                             {"type": "null"}]}},
         {"type": "array",
          "items": {"$ref": "#/$defs/dataset", "required": ["name"]}}]})"};

namespace {

constexpr Shape kInputs{"inputs", "a list of names and mappings",
                        R"({"anyOf": [{"$ref": "#/$defs/name"},
                  {"type": "array",
                   "items": {"anyOf": [{"$ref": "#/$defs/name"},
                                       {"$ref": "#/$defs/input"}]}}]})"};
constexpr Shape kWindowShape{
    "window", "previous, {length: 1d} or {lookback: 3d}",
    R"({"anyOf": [{"enum": ["previous"]}, {"$ref": "#/$defs/window_rule"}]})"};

constexpr Choice<Read> kReads[] = {
    {"latest", Read::Latest}, {"same", Read::Same}, {"window", Read::Window}};
constexpr Choice<Guard> kGuards[] = {{"sensor", Guard::Sensor},
                                     {"none", Guard::None}};
constexpr Choice<RunLabel> kRunLabels[] = {
    {"tick", RunLabel::Tick}, {"interval_start", RunLabel::IntervalStart}};
constexpr Shape kGuardShape{"guard", "sensor or none", "", &words_of<kGuards>};

}  // namespace

constexpr Shape kReadShape{"read", "latest, same or window", "",
                           &words_of<kReads>};
constexpr Shape kRunLabelShape{"run_label", "tick or interval_start", "",
                               &words_of<kRunLabels>};

std::optional<Read> read_read_mode(FieldReader& reader, const Value& value) {
  return read_choice<kReads>(reader, value);
}

std::optional<RunLabel> read_run_label(FieldReader& reader,
                                       const Value& value) {
  return read_choice<kRunLabels>(reader, value);
}

namespace {

// ---- window ----

/// Keeps where the fields stand that exclude each other.
struct WindowFields {
  std::optional<seconds> length, lookback;
};

constexpr Field<WindowFields> kWindowFields[] = {
    {"length", &kDuration, "[tick - length, tick)",
     &set<&WindowFields::length, &read_positive_duration, WindowFields>},
    {"lookback", &kDuration, "[previous tick - lookback, tick)",
     &set<&WindowFields::lookback, &read_positive_duration, WindowFields>},
};
constexpr Mapping<WindowFields> kWindowMapping{
    "window_rule", "a window",
    "The data that a run covers, if not [previous tick, tick).", kWindowFields};

std::optional<WindowRule> read_window(FieldReader& reader, const Value& value) {
  WindowRule rule;
  rule.declared = true;
  rule.where = value.where();
  if (value.is_scalar() && value.text() == "previous") return rule;
  if (!value.is_map()) {
    reader.wrong(value, kWindowShape);
    return std::nullopt;
  }
  WindowFields fields;
  const std::string_view field = reader.field;
  read_fields(reader, value, kWindowMapping, fields);
  reader.field = field;
  if (fields.length && fields.lookback) {
    reader.error(value.where(), "both length and lookback are given",
                 "keep one");
    return std::nullopt;
  }
  if (!fields.length && !fields.lookback) {
    if (value.size() == 0) reader.wrong(value, kWindowShape);
    return std::nullopt;
  }
  rule.kind = fields.length ? WindowKind::Length : WindowKind::Lookback;
  rule.length = fields.length ? *fields.length : *fields.lookback;
  return rule;
}

// ---- inputs ----

struct InputFields {
  DraftInput input;
  Location read_where;
};

void read_input_name(FieldReader& reader, const Value& value,
                     InputFields& out) {
  if (auto name = read_name(reader, value)) {
    out.input.dataset = std::move(*name);
  }
}

void read_input_read(FieldReader& reader, const Value& value,
                     InputFields& out) {
  out.input.read = read_read_mode(reader, value);
  out.read_where = value.where();
}

template <auto kMember, auto kRead>
void set_input(FieldReader& reader, const Value& value, InputFields& out) {
  out.input.*kMember = kRead(reader, value);
}

std::optional<Guard> read_guard(FieldReader& reader, const Value& value) {
  return read_choice<kGuards>(reader, value);
}

constexpr Field<InputFields> kInputFields[] = {
    {"dataset", &kName, "the dataset that is read", &read_input_name,
     /*required=*/true},
    {"read", &kReadShape,
     "`latest`: what a query gives; `same`: the run with the same label plus "
     "`offset`; `window`: the runs in the window of the reader's run",
     &read_input_read},
    {"offset", &kSignedDuration,
     "between the labels of the two runs (minus Airflow's execution_delta); "
     "implies `read: same`",
     &set_input<&DraftInput::offset, &read_signed_duration>},
    {"optional", &kBoolean,
     "holds up and starts no `aligned` or `all` sensor; with a cron `read` and "
     "`guard` decide",
     &set_input<&DraftInput::optional, &read_boolean>},
    {"timeout", &kDuration, "a run that waits longer does not happen",
     &set_input<&DraftInput::timeout, &read_duration>},
    {"guard", &kGuardShape,
     "`sensor`: wait for the needed run; `none`: read what is there; default: "
     "by `read` and by what starts the job",
     &set_input<&DraftInput::guard, &read_guard>},
};
constexpr Mapping<InputFields> kInputMapping{
    "input", "an input",
    "A dataset that is read, and which of its runs. A name alone stands for "
    "`{dataset: name}`.",
    kInputFields};

std::optional<DraftInput> read_input(FieldReader& reader, const Value& value) {
  InputFields fields;
  if (value.is_map()) {
    read_fields(reader, value, kInputMapping, fields);
  } else {
    read_input_name(reader, value, fields);
  }
  DraftInput& input = fields.input;
  if (input.offset && input.read && *input.read != Read::Same) {
    reader.error(fields.read_where,
                 "an offset counts between single runs, so it needs read: same",
                 "remove the offset, or write read: same");
    input.offset.reset();
  }
  if (input.offset) input.read = Read::Same;
  if (input.dataset.value.empty()) return std::nullopt;
  return input;
}

std::optional<std::vector<DraftInput>> read_inputs(FieldReader& reader,
                                                   const Value& value) {
  const std::string_view field = reader.field;
  std::vector<DraftInput> inputs;
  const auto add = [&](const Value& item) {
    reader.field = field;
    auto input = read_input(reader, item);
    if (input) inputs.push_back(std::move(*input));
  };
  if (value.is_list()) {
    for (std::size_t i = 0; i < value.size(); ++i) add(value.item(i));
  } else if (value.is_scalar()) {
    add(value);
  } else {
    reader.wrong(value, kInputs, "write - name, or - {dataset: name, ...}");
    return std::nullopt;
  }
  return inputs;
}

// ---- dataset ----

struct DatasetFields {
  DraftDataset dataset;
  std::string_view crons_field;
  Location crons_where;
  Location name_where;
};

void read_dataset_crons(FieldReader& reader, const Value& value,
                        DatasetFields& out) {
  if (!out.crons_field.empty()) {
    Diagnostic diagnostic;
    diagnostic.rule = "INP004";
    diagnostic.message = fmt::format("\"{}\" says the same as \"{}\"",
                                     reader.field, out.crons_field);
    diagnostic.where = value.where();
    diagnostic.notes.push_back({"first given here", out.crons_where});
    diagnostic.help = "keep one of the two; the first is used";
    reader.report(std::move(diagnostic));
    return;
  }
  out.crons_field = reader.field;
  out.crons_where = value.where();
  auto crons = read_crons(reader, value);
  if (!crons) return;
  out.dataset.crons = std::move(*crons);
  out.dataset.crons_declared = true;
}

void read_dataset_name(FieldReader&, const Value& value, DatasetFields& out) {
  out.name_where = value.where();
}

void read_dataset_tags(FieldReader& reader, const Value& value,
                       DatasetFields& out) {
  const auto texts = read_texts(reader, value);
  if (!texts) return;
  for (const auto& text : *texts) out.dataset.tags.push_back(text.value);
}

void read_dataset_inputs(FieldReader& reader, const Value& value,
                         DatasetFields& out) {
  if (auto inputs = read_inputs(reader, value)) {
    out.dataset.inputs = std::move(*inputs);
  }
}

template <auto kMember, auto kRead>
void set_dataset(FieldReader& reader, const Value& value, DatasetFields& out) {
  out.dataset.*kMember = kRead(reader, value);
}

constexpr std::string_view kCronSummary =
    "when it runs: a cron, the name of a preset, or a union of these; `None` "
    "or nothing: no schedule";

constexpr Field<DatasetFields> kDatasetFields[] = {
    {"name", &kName, "its name, where datasets are a list", &read_dataset_name},
    {"cron", &kCrons, kCronSummary, &read_dataset_crons, false,
     /*takes_null=*/true},
    {"schedule", &kCrons, "the same as `cron`", &read_dataset_crons, false,
     /*takes_null=*/true},
    {"crons", &kCrons, "the same as `cron`", &read_dataset_crons, false,
     /*takes_null=*/true},
    {"timezone", &kZone, "the zone of its crons and deadlines",
     &set_dataset<&DraftDataset::timezone, &read_located>},
    {"duration", &kDurationRange, "how long a run takes",
     &set_dataset<&DraftDataset::duration, &read_duration_range>},
    {"retries", &kCount, "how often a failed run is tried again",
     &set_dataset<&DraftDataset::retries, &read_count>},
    {"retry_delay", &kDuration, "between two tries",
     &set_dataset<&DraftDataset::retry_delay, &read_duration>},
    {"inputs", &kInputs,
     "what it reads; adds to lineage from elsewhere, or annotates it",
     &read_dataset_inputs},
    {"trigger", &kTriggerShape,
     "what starts it if it has no cron: `aligned` to its most frequent input, "
     "`all`, `any`, an expression over inputs, or `none`",
     &set_dataset<&DraftDataset::trigger, &read_trigger>},
    {"freshness", &kPromise, "what its readers may rely on",
     &set_dataset<&DraftDataset::promise, &read_promise>},
    {"window", &kWindowShape, "the data that a run covers",
     &set_dataset<&DraftDataset::window, &read_window>},
    {"concurrency", &kPositiveCount, "how many of its runs may overlap",
     &set_dataset<&DraftDataset::concurrency, &read_positive_count>},
    {"atomic", &kBoolean, "readers never see a half-written table",
     &set_dataset<&DraftDataset::atomic, &read_boolean>},
    {"run_label", &kRunLabelShape,
     "what an `offset` counts between: ticks, or the ticks before them",
     &set_dataset<&DraftDataset::run_label, &read_run_label>},
    {"tags", &kTexts, "words to group and select by", &read_dataset_tags},
};
constexpr Mapping<DatasetFields> kDatasetMapping{
    "dataset", "a dataset", "A table, view or file set, and what produces it.",
    kDatasetFields};

constexpr Shape kDatasetShape{"dataset",
                              "a mapping such as {cron: \"0 * * * *\"}", ""};

DraftDataset read_dataset(FieldReader& reader, const Located<std::string>& name,
                          const Value& body, bool in_list) {
  DatasetFields fields;
  if (body.is_map()) {
    read_fields(reader, body, kDatasetMapping, fields);
  } else if (!body.is_null()) {
    reader.wrong(body, kDatasetShape);
  }
  if (!in_list && fields.name_where.valid()) {
    reader.error(
        fields.name_where,
        fmt::format("the key {} is the name already", quoted(name.value)),
        "remove \"name\"");
  }
  fields.dataset.name = name.value;
  fields.dataset.where = name.where;
  return std::move(fields.dataset);
}

}  // namespace

std::optional<Located<std::string>> read_trigger(FieldReader& reader,
                                                 const Value& value) {
  if (value.is_scalar() && !trim(value.text()).empty()) {
    return Located<std::string>{std::string(value.text()), value.text_where()};
  }
  reader.wrong(value, kTriggerShape);
  return std::nullopt;
}

void read_datasets(FieldReader& reader, const Value& value, Draft& out) {
  if (!value.is_map() && !value.is_list()) {
    reader.wrong(value, kDatasetMap);
    return;
  }
  out.datasets.reserve(out.datasets.size() + value.size());
  for_each_named(reader, value, "dataset",
                 [&](const Located<std::string>& name, const Value& body) {
                   out.datasets.push_back(
                       read_dataset(reader, name, body, value.is_list()));
                 });
}

std::vector<MappingDescription> dataset_mappings() {
  std::vector<MappingDescription> mappings{describe(kDatasetMapping)};
  for (MappingDescription& mapping : schedule_mappings()) {
    mappings.push_back(std::move(mapping));
  }
  mappings.push_back(describe(kInputMapping));
  mappings.push_back(describe(kWindowMapping));
  return mappings;
}

}  // namespace lockstep
