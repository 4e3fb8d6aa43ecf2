// One reader a type of option; the schema's shapes are made of the same rows.
#include "load/target_fields.hpp"

#include <algorithm>
#include <deque>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"

namespace lockstep {
namespace {

constexpr Shape kSeconds{"option_seconds",
                         "a number of seconds, or a duration such as 5m",
                         R"({"type": ["integer", "string"], "minimum": 0})"};
constexpr Shape kFlag{"option_boolean", "true or false",
                      R"({"enum": [true, false, "true", "false"]})"};
constexpr Shape kWords{"option_words", "words, or a list of them",
                       R"({"anyOf": [{"type": ["string", "number"]},
                  {"type": "array", "items": {"type": ["string", "number"]}}]})"};
constexpr Shape kEntries{"option_map",
                         "a mapping of texts, or the text of a JSON object",
                         R"({"anyOf": [{"type": "string"}, {"type": "object",
          "additionalProperties": {"type": ["string", "number", "boolean"]}}]})"};
constexpr Shape kWholeNumber{
    "option_count", "a whole number from 0 to 1000000",
    R"({"type": ["integer", "string"], "minimum": 0, "maximum": 1000000})"};

std::vector<std::string_view> choices_of(const TargetOption& option) {
  std::vector<std::string_view> words;
  for (std::string_view rest = option.choices; !rest.empty();) {
    const std::size_t end = std::min(rest.find('|'), rest.size());
    words.push_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return words;
}

/// `a, b or c`, and the same as a schema.
Shape make_choice_shape(const TargetOption& option) {
  static std::deque<std::string> texts;  // shapes hold views of them
  const auto words = choices_of(option);
  std::string in_words, schema;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool last = i + 1 == words.size();
    in_words += i == 0 ? "" : last ? " or " : ", ";
    in_words += words[i];
    schema += fmt::format("{}\"{}\"", i == 0 ? "" : ", ", words[i]);
  }
  texts.push_back(fmt::format("target_{}", option.name));
  const std::string_view name = texts.back();
  texts.push_back(std::move(in_words));
  const std::string_view spoken = texts.back();
  texts.push_back(fmt::format("{{\"enum\": [{}]}}", schema));
  return Shape{name, spoken, texts.back()};
}

const Shape& shape_of(const TargetOption& option) {
  static const std::vector<Shape> choices = [] {
    std::vector<Shape> shapes;
    for (const TargetOption& row : target_options()) {
      shapes.push_back(row.type == OptionType::Choice ? make_choice_shape(row)
                                                      : kText);
    }
    return shapes;
  }();
  switch (option.type) {
    case OptionType::Count:
      return kWholeNumber;
    case OptionType::Seconds:
      return kSeconds;
    case OptionType::Boolean:
      return kFlag;
    case OptionType::Day:
      return kDay;
    case OptionType::Texts:
      return kWords;
    case OptionType::TextMap:
      return kEntries;
    case OptionType::Choice:
      return choices[static_cast<std::size_t>(&option -
                                              target_options().data())];
    case OptionType::Text:
    case OptionType::Command:
      break;
  }
  return kText;
}

/// Starlake's options are texts, so quotes around a number are no mistake.
std::optional<std::string> read_number(FieldReader& reader, const Value& value,
                                       const Shape& shape) {
  const std::string_view text = value.is_scalar() ? trim(value.text()) : "";
  const bool digits =
      !text.empty() && text.size() <= 7 &&
      std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
  if (digits && std::stoi(std::string(text)) <= 1'000'000) {
    return std::to_string(std::stoi(std::string(text)));
  }
  reader.wrong(value, shape);
  return std::nullopt;
}

std::optional<std::string> read_option_seconds(FieldReader& reader,
                                               const Value& value) {
  const auto duration =
      value.is_scalar() ? parse_duration(value.text())
                        : Expected<seconds, TimeError>(Unexpected{TimeError{}});
  if (duration && duration->count() >= 0) {
    return std::to_string(duration->count());
  }
  reader.wrong(value, kSeconds);
  return std::nullopt;
}

std::optional<std::string> read_flag(FieldReader& reader, const Value& value) {
  const std::string text = value.is_scalar() ? to_lower(value.text()) : "";
  if (text == "true" || text == "false") return text;
  reader.wrong(value, kFlag);
  return std::nullopt;
}

std::optional<std::string> read_option_choice(FieldReader& reader,
                                              const Value& value,
                                              const TargetOption& option) {
  const auto words = choices_of(option);
  const auto index = read_word(reader, value, words);
  if (!index) return std::nullopt;
  return std::string(words[*index]);
}

std::optional<std::string> read_words(FieldReader& reader, const Value& value) {
  const auto texts = read_texts(reader, value);
  if (!texts) return std::nullopt;
  std::string joined;
  for (const Located<std::string>& text : *texts) {
    std::string spaced = text.value;
    std::ranges::replace(spaced, ',', ' ');
    std::ranges::replace(spaced, '\t', ' ');
    for (std::string_view rest = trim(spaced); !rest.empty();) {
      const std::size_t end = std::min(rest.find(' '), rest.size());
      joined += joined.empty() ? "" : " ";
      joined += rest.substr(0, end);
      rest = trim(rest.substr(end));
    }
  }
  return joined;
}

bool read_json_entries(std::string_view text, OptionValue& out) {
  const auto json =
      nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) return false;
  for (const auto& [key, entry] : json.items()) {
    if (entry.is_object() || entry.is_array() || entry.is_null()) return false;
    out.entries[key] =
        entry.is_string() ? entry.get<std::string>() : entry.dump();
  }
  return true;
}

void read_entries(FieldReader& reader, const Value& value, OptionValue& out) {
  if (value.is_scalar()) {
    if (read_json_entries(value.text(), out)) return;
    reader.wrong(value, kEntries);
    return;
  }
  if (!value.is_map()) {
    reader.wrong(value, kEntries);
    return;
  }
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (auto text = read_text(reader, value.value(i))) {
      out.entries[std::string(value.key(i).text())] = std::move(*text);
    }
  }
}

std::optional<std::string> read_by_type(FieldReader& reader, const Value& value,
                                        const TargetOption& option) {
  switch (option.type) {
    case OptionType::Count:
      return read_number(reader, value, kWholeNumber);
    case OptionType::Seconds:
      return read_option_seconds(reader, value);
    case OptionType::Boolean:
      return read_flag(reader, value);
    case OptionType::Choice:
      return read_option_choice(reader, value, option);
    case OptionType::Texts:
      return read_words(reader, value);
    case OptionType::Day:
      if (!read_day(reader, value)) return std::nullopt;
      return std::string(trim(value.text()));
    case OptionType::Text:
    case OptionType::Command:
    case OptionType::TextMap:
      break;
  }
  return read_text(reader, value);
}

/// A key of `target` that is no option: one of Starlake's that lockstep does
/// without, or a slip.
Diagnostic no_option(const Value& key) {
  std::vector<std::string_view> known;
  for (const TargetOption& option : target_options()) {
    known.push_back(option.name);
  }
  Diagnostic diagnostic = unknown_key(key, "a target", known);
  diagnostic.severity = Severity::Error;
  diagnostic.help = "docs/project-file.md lists the options";
  if (const RefusedOption* const refused = find_refused_option(key.text())) {
    diagnostic.message = fmt::format("{} of Starlake is no option of lockstep",
                                     quoted(key.text()));
    diagnostic.help = std::string(refused->instead);
  }
  return diagnostic;
}

}  // namespace

OptionValues read_target_options(FieldReader& reader, const Value& value) {
  OptionValues options;
  const std::string_view outer = reader.field;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const std::string_view key = value.key(i).text();
    if (is_extension(key)) continue;
    const TargetOption* const option = find_target_option(key);
    if (option == nullptr) {
      reader.report(no_option(value.key(i)));
      continue;
    }
    if (value.value(i).is_null()) continue;
    reader.field = option->name;
    OptionValue read;
    read.where = value.value(i).where();
    if (option->type == OptionType::TextMap) {
      read_entries(reader, value.value(i), read);
    } else if (auto text = read_by_type(reader, value.value(i), *option)) {
      read.text = std::move(*text);
    } else {
      continue;
    }
    options[std::string(key)] = std::move(read);
  }
  reader.field = outer;
  return options;
}

MappingDescription target_mapping() {
  static const std::vector<std::string> summaries = [] {
    std::vector<std::string> texts;
    for (const TargetOption& option : target_options()) {
      texts.push_back(option.fallback.empty()
                          ? std::string(option.summary)
                          : fmt::format("{}; default `{}`", option.summary,
                                        option.fallback));
    }
    return texts;
  }();
  MappingDescription mapping{
      "target", "Options of what `lockstep emit` writes.", {}};
  for (std::size_t i = 0; i < summaries.size(); ++i) {
    const TargetOption& option = target_options()[i];
    mapping.fields.push_back(
        {option.name, &shape_of(option), summaries[i], false});
  }
  return mapping;
}

}  // namespace lockstep
