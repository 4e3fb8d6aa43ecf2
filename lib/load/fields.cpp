// Readers of single values. Each says what is wrong with the quoted value and
// what would be right; none stops the others.
#include "load/fields.hpp"

#include <charconv>
#include <limits>

#include <fmt/format.h>

#include "base/text.hpp"

namespace lockstep {
namespace {

// All of `text` as a number.
template <class T>
std::optional<T> number(std::string_view text) {
  T result{};
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, result);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return result;
}

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

std::string unquote_hint(const Value& value) {
  return value.quoted() ? "write it without quotes" : "";
}

std::optional<int> read_int(FieldReader& reader, const Value& value,
                            const Shape& shape, int min) {
  constexpr int kMax = 1'000'000;
  const auto result = value.is_scalar() && !value.quoted()
                          ? number<int>(value.text())
                          : std::nullopt;
  if (result && *result >= min && *result <= kMax) return result;
  reader.wrong(value, shape,
               number<int>(value.text()) ? unquote_hint(value) : "");
  return std::nullopt;
}

std::optional<double> read_double(FieldReader& reader, const Value& value,
                                  const Shape& shape, double max) {
  const auto result = value.is_scalar() && !value.quoted()
                          ? number<double>(value.text())
                          : std::nullopt;
  if (result && *result >= 0 && *result <= max) return result;
  reader.wrong(value, shape,
               number<double>(value.text()) ? unquote_hint(value) : "");
  return std::nullopt;
}

std::optional<seconds> read_any_duration(FieldReader& reader,
                                         const Value& value,
                                         const Shape& shape) {
  if (!value.is_scalar()) {
    reader.wrong(value, shape);
    return std::nullopt;
  }
  auto duration = parse_duration(value.text());
  if (duration) return *duration;
  reader.error(value.where(), duration.error().message, duration.error().hint);
  return std::nullopt;
}

}  // namespace

void FieldReader::error(const Location& where, std::string message,
                        std::string help) {
  Diagnostic diagnostic;
  diagnostic.rule = "INP002";
  diagnostic.message = field.empty() ? std::move(message)
                                     : fmt::format("{}: {}", field, message);
  diagnostic.where = where;
  diagnostic.help = std::move(help);
  report(std::move(diagnostic));
}

void FieldReader::wrong(const Value& value, const Shape& shape,
                        std::string help) {
  error(value.where(),
        fmt::format("{} is not {}", in_words(value), shape.words),
        std::move(help));
}

void FieldReader::report(Diagnostic diagnostic) {
  if (diagnostic.severity == Severity::Error) ++error_count_;
  context_.diagnostics.push_back(std::move(diagnostic));
}

std::string in_words(const Value& value) {
  switch (value.kind()) {
    case ValueKind::Scalar:
      return quoted(value.text());
    case ValueKind::List:
      return "a list";
    case ValueKind::Map:
      return "a mapping";
    case ValueKind::Null:
      break;
  }
  return "nothing";
}

Diagnostic unknown_key(const Value& key, std::string_view article,
                       std::span<const std::string_view> known) {
  Diagnostic diagnostic;
  diagnostic.rule = "INP003";
  diagnostic.severity = Severity::Warning;
  diagnostic.message = fmt::format("unknown key {} in {}{}", quoted(key.text()),
                                   article, suggestion(key.text(), known));
  diagnostic.where = key.where();
  const std::vector<std::string> words(known.begin(), known.end());
  diagnostic.help = "known keys: " + join_words(words, words.size());
  return diagnostic;
}

std::optional<std::string> read_text(FieldReader& reader, const Value& value) {
  if (value.is_scalar() && !trim(value.text()).empty()) {
    return std::string(value.text());
  }
  reader.wrong(value, kText);
  return std::nullopt;
}

std::optional<Located<std::string>> read_located(FieldReader& reader,
                                                 const Value& value) {
  auto text = read_text(reader, value);
  if (!text) return std::nullopt;
  return Located<std::string>{std::move(*text), value.text_where()};
}

std::optional<Located<std::string>> read_name(FieldReader& reader,
                                              const Value& value) {
  const std::string_view name = value.text();
  if (!value.is_scalar() || name.empty() || trim(name) != name) {
    reader.wrong(value, kName);
    return std::nullopt;
  }
  for (const char c : name) {
    if (!is_control(c)) continue;
    reader.error(value.where(), fmt::format("the name {} holds a control "
                                            "character",
                                            quoted(name)));
    return std::nullopt;
  }
  if (name.size() > reader.limits().name_bytes) {
    Diagnostic diagnostic;
    diagnostic.rule = "INP006";
    diagnostic.message = fmt::format("the name {} is longer than {} bytes",
                                     quoted(name), reader.limits().name_bytes);
    diagnostic.where = value.where();
    diagnostic.help = "--max-name-bytes lifts the limit";
    reader.report(std::move(diagnostic));
    reader.over_limit();
    return std::nullopt;
  }
  return Located<std::string>{std::string(name), value.text_where()};
}

std::optional<bool> read_boolean(FieldReader& reader, const Value& value) {
  const std::string text = to_lower(value.text());
  const bool is_word = text == "true" || text == "false";
  if (is_word && !value.quoted()) return text == "true";
  reader.wrong(value, kBoolean, is_word ? unquote_hint(value) : "");
  return std::nullopt;
}

std::optional<int> read_count(FieldReader& reader, const Value& value) {
  return read_int(reader, value, kCount, 0);
}

std::optional<int> read_positive_count(FieldReader& reader,
                                       const Value& value) {
  return read_int(reader, value, kPositiveCount, 1);
}

std::optional<double> read_rate(FieldReader& reader, const Value& value) {
  return read_double(reader, value, kRate, std::numeric_limits<double>::max());
}

std::optional<double> read_share(FieldReader& reader, const Value& value) {
  return read_double(reader, value, kShare, 1.0);
}

std::optional<seconds> read_duration(FieldReader& reader, const Value& value) {
  const auto duration = read_any_duration(reader, value, kDuration);
  if (!duration || *duration >= seconds{0}) return duration;
  reader.error(value.where(),
               fmt::format("{} is less than 0", quoted(value.text())));
  return std::nullopt;
}

std::optional<seconds> read_positive_duration(FieldReader& reader,
                                              const Value& value) {
  const auto duration = read_any_duration(reader, value, kDuration);
  if (!duration || *duration > seconds{0}) return duration;
  reader.error(value.where(),
               fmt::format("{} is not more than 0", quoted(value.text())));
  return std::nullopt;
}

std::optional<seconds> read_signed_duration(FieldReader& reader,
                                            const Value& value) {
  return read_any_duration(reader, value, kSignedDuration);
}

std::optional<DurationRange> read_duration_range(FieldReader& reader,
                                                 const Value& value) {
  if (value.is_scalar()) {
    const auto duration = read_duration(reader, value);
    if (!duration) return std::nullopt;
    return DurationRange{*duration, *duration};
  }
  if (!value.is_list() || value.size() != 2) {
    reader.wrong(value, kDurationRange);
    return std::nullopt;
  }
  const auto min = read_duration(reader, value.item(0));
  const auto max = read_duration(reader, value.item(1));
  if (!min || !max) return std::nullopt;
  if (*min <= *max) return DurationRange{*min, *max};
  reader.error(value.where(),
               fmt::format("{} is more than {}", quoted(value.item(0).text()),
                           quoted(value.item(1).text())),
               "write the shorter duration first");
  return std::nullopt;
}

std::optional<sys_seconds> read_instant(FieldReader& reader,
                                        const Value& value) {
  if (!value.is_scalar()) {
    reader.wrong(value, kInstant);
    return std::nullopt;
  }
  auto instant = parse_instant(value.text());
  if (instant) return *instant;
  reader.error(value.where(), instant.error().message, instant.error().hint);
  return std::nullopt;
}

std::optional<sys_seconds> read_day(FieldReader& reader, const Value& value) {
  const auto instant =
      value.is_scalar()
          ? parse_instant(value.text())
          : Expected<sys_seconds, TimeError>(Unexpected{TimeError{}});
  if (instant && midnight_of(*instant) == *instant) return *instant;
  reader.wrong(value, kDay);
  return std::nullopt;
}

std::optional<std::vector<Located<std::string>>> read_texts(
    FieldReader& reader, const Value& value) {
  std::vector<Located<std::string>> texts;
  const auto add = [&](const Value& item) {
    if (auto text = read_located(reader, item)) texts.push_back(*text);
  };
  if (value.is_scalar()) {
    add(value);
  } else if (value.is_list()) {
    for (std::size_t i = 0; i < value.size(); ++i) add(value.item(i));
  } else {
    reader.wrong(value, kTexts);
    return std::nullopt;
  }
  return texts;
}

std::optional<std::size_t> read_word(FieldReader& reader, const Value& value,
                                     std::span<const std::string_view> words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (value.is_scalar() && value.text() == words[i]) return i;
  }
  std::string choices;
  for (const std::string_view word : words) {
    choices += choices.empty() ? "" : word == words.back() ? " or " : ", ";
    choices += word;
  }
  reader.error(value.where(),
               fmt::format("{} is not {}{}", in_words(value), choices,
                           suggestion(value.text(), words)));
  return std::nullopt;
}

}  // namespace lockstep
