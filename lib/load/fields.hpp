#pragma once
// Field tables: one constexpr row per key of a mapping of lockstep.yaml. The
// same rows read the file, suggest a name for an unknown key, and make the
// JSON Schema and the reference page (schema.cpp).

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/time.hpp"
#include "load/load.hpp"
#include "load/value.hpp"
#include "model/draft.hpp"

namespace lockstep {

/// What a field may hold. `name` is its entry in the schema's $defs.
struct Shape {
  std::string_view name;
  std::string_view words;   ///< `a duration such as 5m`: ends "is not ..."
  std::string_view schema;  ///< JSON; empty where `choices` says it
  std::vector<std::string_view> (*choices)() = nullptr;
};

/// Where diagnostics of the fields of one file go.
class FieldReader {
 public:
  explicit FieldReader(LoadContext& context) : context_(context) {}

  /// INP002 at `where`; the message begins with the field that is being read.
  void error(const Location& where, std::string message, std::string help = {});
  /// INP002: `value` is not what `shape` says.
  void wrong(const Value& value, const Shape& shape, std::string help = {});
  /// Any other finding, as it is.
  void report(Diagnostic diagnostic);

  /// Errors so far: more than before means that something was wrong.
  [[nodiscard]] std::size_t error_count() const { return error_count_; }
  [[nodiscard]] const Limits& limits() const { return context_.limits; }
  void over_limit() { context_.over_limit = true; }

  /// The key whose value is being read.
  std::string_view field;

 private:
  LoadContext& context_;
  std::size_t error_count_ = 0;
};

/// A row: the key and what becomes of its value.
template <class T>
struct Field {
  std::string_view name;
  const Shape* shape;
  std::string_view summary;  ///< one line of the reference page
  void (*read)(FieldReader& reader, const Value& value, T& out);
  bool required = false;
  bool takes_null = false;  ///< else a field without a value says nothing
};

/// A mapping with its rows.
template <class T>
struct Mapping {
  std::string_view name;     ///< its entry in the schema's $defs
  std::string_view article;  ///< `a dataset`: what messages call it
  std::string_view summary;
  std::span<const Field<T>> fields;
};

/// `value` in words: quoted text, `a list`, `a mapping` or `nothing`.
[[nodiscard]] std::string in_words(const Value& value);
/// INP003 with did-you-mean.
[[nodiscard]] Diagnostic unknown_key(const Value& key, std::string_view article,
                                     std::span<const std::string_view> known);
/// Keys that a user may add anywhere, for anchors and notes: `x-...`.
[[nodiscard]] inline bool is_extension(std::string_view key) {
  return key.starts_with("x-");
}

/// Reads a map by its table. Unknown keys are warnings, missing required ones
/// errors; a value that is no map is the caller's business.
template <class T>
void read_fields(FieldReader& reader, const Value& map,
                 const Mapping<T>& mapping, T& out) {
  const std::string_view outer = reader.field;
  std::vector<bool> seen(mapping.fields.size());
  for (std::size_t i = 0; i < map.size(); ++i) {
    const std::string_view key = map.key(i).text();
    if (is_extension(key)) continue;
    std::size_t row = 0;
    while (row < seen.size() && mapping.fields[row].name != key) ++row;
    if (row == seen.size()) {
      std::vector<std::string_view> known;
      for (const Field<T>& field : mapping.fields) known.push_back(field.name);
      reader.report(unknown_key(map.key(i), mapping.article, known));
      continue;
    }
    const Field<T>& field = mapping.fields[row];
    if (map.value(i).is_null() && !field.takes_null) continue;
    seen[row] = true;
    reader.field = field.name;
    field.read(reader, map.value(i), out);
  }
  reader.field = outer;
  for (std::size_t row = 0; row < seen.size(); ++row) {
    if (mapping.fields[row].required && !seen[row]) {
      reader.error(map.where(), std::string(mapping.article) + " needs \"" +
                                    std::string(mapping.fields[row].name) +
                                    "\"");
    }
  }
}

/// A list of mappings, each read by its table; `add` gets each.
template <class T, class Add>
void read_list_of(FieldReader& reader, const Value& value,
                  const Mapping<T>& mapping, const Shape& shape,
                  const Add& add) {
  if (!value.is_list()) {
    reader.wrong(value, shape);
    return;
  }
  const std::string_view field = reader.field;
  for (std::size_t i = 0; i < value.size(); ++i) {
    reader.field = field;
    if (!value.item(i).is_map()) {
      reader.error(
          value.item(i).where(),
          in_words(value.item(i)) + " is not " + std::string(mapping.article),
          "write - {" + std::string(mapping.fields[0].name) + ": ...}");
      continue;
    }
    T item;
    item.where = value.item(i).where();
    read_fields(reader, value.item(i), mapping, item);
    add(std::move(item));
  }
}

// ---- Readers of single values: nothing and a diagnostic if it is wrong. ----

/// A scalar that is no empty text.
[[nodiscard]] std::optional<std::string> read_text(FieldReader& reader,
                                                   const Value& value);
[[nodiscard]] std::optional<Located<std::string>> read_located(
    FieldReader& reader, const Value& value);
/// A dataset's name: limits of inputs.md 5.
[[nodiscard]] std::optional<Located<std::string>> read_name(FieldReader& reader,
                                                            const Value& value);
/// Scalars that are texts in YAML: not `true` where a text in quotes stands.
[[nodiscard]] std::optional<bool> read_boolean(FieldReader& reader,
                                               const Value& value);
[[nodiscard]] std::optional<int> read_count(FieldReader& reader,
                                            const Value& value);
[[nodiscard]] std::optional<int> read_positive_count(FieldReader& reader,
                                                     const Value& value);
[[nodiscard]] std::optional<double> read_rate(FieldReader& reader,
                                              const Value& value);
[[nodiscard]] std::optional<double> read_share(FieldReader& reader,
                                               const Value& value);
[[nodiscard]] std::optional<seconds> read_duration(FieldReader& reader,
                                                   const Value& value);
[[nodiscard]] std::optional<seconds> read_positive_duration(FieldReader& reader,
                                                            const Value& value);
[[nodiscard]] std::optional<seconds> read_signed_duration(FieldReader& reader,
                                                          const Value& value);
/// One duration or `[min, max]`.
[[nodiscard]] std::optional<DurationRange> read_duration_range(
    FieldReader& reader, const Value& value);
[[nodiscard]] std::optional<sys_seconds> read_instant(FieldReader& reader,
                                                      const Value& value);
/// An instant that is a midnight UTC.
[[nodiscard]] std::optional<sys_seconds> read_day(FieldReader& reader,
                                                  const Value& value);
/// A list of texts; one text stands for a list of one.
[[nodiscard]] std::optional<std::vector<Located<std::string>>> read_texts(
    FieldReader& reader, const Value& value);

/// One word of an enumeration.
template <class T>
struct Choice {
  std::string_view word;
  T value;
};

/// The index of the word that `value` is, nothing and INP002 with
/// did-you-mean if it is none.
[[nodiscard]] std::optional<std::size_t> read_word(
    FieldReader& reader, const Value& value,
    std::span<const std::string_view> words);

template <const auto& kChoices>
[[nodiscard]] std::vector<std::string_view> words_of() {
  std::vector<std::string_view> words;
  for (const auto& choice : kChoices) words.push_back(choice.word);
  return words;
}

/// A reader of the enumeration `kChoices`.
template <const auto& kChoices>
[[nodiscard]] auto read_choice(FieldReader& reader, const Value& value)
    -> std::optional<decltype(kChoices[0].value)> {
  const auto index = read_word(reader, value, words_of<kChoices>());
  if (!index) return std::nullopt;
  return kChoices[*index].value;
}

/// The usual row: what `kRead` reads becomes the member.
template <auto kMember, auto kRead, class T>
void set(FieldReader& reader, const Value& value, T& out) {
  if (auto read = kRead(reader, value)) out.*kMember = std::move(*read);
}

// ---- Shapes of the values above. ----

inline constexpr Shape kText{"text", "a text",
                             R"({"type": ["string", "number"]})"};
inline constexpr Shape kName{"name", "a dataset's name",
                             R"({"type": "string", "minLength": 1})"};
inline constexpr Shape kTexts{"texts", "a list of texts",
                              R"({"anyOf": [{"$ref": "#/$defs/text"},
                  {"type": "array", "items": {"$ref": "#/$defs/text"}}]})"};
inline constexpr Shape kBoolean{"boolean", "true or false",
                                R"({"type": "boolean"})"};
inline constexpr Shape kCount{
    "count", "a whole number from 0 to 1000000",
    R"({"type": "integer", "minimum": 0, "maximum": 1000000})"};
inline constexpr Shape kPositiveCount{
    "positive_count", "a whole number from 1 to 1000000",
    R"({"type": "integer", "minimum": 1, "maximum": 1000000})"};
inline constexpr Shape kRate{"rate", "a number of 0 or more",
                             R"({"type": "number", "minimum": 0})"};
inline constexpr Shape kShare{
    "share", "a number from 0 to 1",
    R"({"type": "number", "minimum": 0, "maximum": 1})"};
inline constexpr Shape kDuration{
    "duration", "a duration such as 90s, 5m, 2h, 1d or 1w",
    R"({"type": ["string", "integer"], "minimum": 0,
        "pattern": "^ *[0-9P]"})"};
inline constexpr Shape kSignedDuration{
    "signed_duration", "a duration such as -9h or 1d",
    R"({"type": ["string", "integer"], "pattern": "^ *-?[0-9P]"})"};
inline constexpr Shape kDurationRange{
    "duration_range", "a duration such as 5m, or a range such as [5m, 20m]",
    R"({"anyOf": [{"$ref": "#/$defs/duration"},
                  {"type": "array", "items": {"$ref": "#/$defs/duration"},
                   "minItems": 2, "maxItems": 2}]})"};
inline constexpr Shape kInstant{
    "instant", "an instant such as 2026-01-01 or 2026-01-01T06:00Z",
    R"({"type": "string", "pattern": "^[0-9+-]"})"};
inline constexpr Shape kDay{
    "day", "a day such as 2026-01-01",
    R"({"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"})"};

// ---- Mappings as the schema sees them. ----

struct FieldDescription {
  std::string_view name;
  const Shape* shape;
  std::string_view summary;
  bool required;
};
struct MappingDescription {
  std::string_view name;
  std::string_view summary;
  std::vector<FieldDescription> fields;
};

template <class T>
[[nodiscard]] MappingDescription describe(const Mapping<T>& mapping) {
  MappingDescription description{mapping.name, mapping.summary, {}};
  for (const Field<T>& field : mapping.fields) {
    description.fields.push_back(
        {field.name, field.shape, field.summary, field.required});
  }
  return description;
}

}  // namespace lockstep
