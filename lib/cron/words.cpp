// Words, macros and whole-text checks. Blanks are what any engine takes for
// one; a line break inside a cron is a blank.

#include "cron/words.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "cron/field_reader.hpp"
#include "cron/print_parts.hpp"

namespace lockstep {
namespace {

constexpr std::string_view kBlanks = " \t\n\v\f\r";

constexpr bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

struct Macro {
  std::string_view name, cron;
};
constexpr Macro kMacros[] = {
    {"@yearly", "0 0 1 1 *"},  {"@annually", "0 0 1 1 *"},
    {"@monthly", "0 0 1 * *"}, {"@weekly", "0 0 * * 0"},
    {"@daily", "0 0 * * *"},   {"@midnight", "0 0 * * *"},
    {"@hourly", "0 * * * *"},  {"@quarterly", "0 0 1 */3 *"}};

/// Macros have five fields, which not every dialect takes.
std::string cron_of(const Macro& macro, const Dialect& dialect) {
  const std::string text(macro.cron);
  if (!dialect.five_fields.empty()) return text;
  const auto meant = reading_of(text, dialects().front());
  const auto printed = print(*meant, dialect);
  return printed ? *printed : text;
}

/// Words that some engines take for a cron and that name no set of instants.
struct Refusal {
  std::string_view name, reason;
};
constexpr Refusal kRefusals[] = {
    {"@once", "runs once, when it is deployed: not a schedule"},
    {"@continuous", "starts again whenever it ends: not a schedule"},
    {"@reboot", "runs when a machine starts: not a schedule"},
    {"@every", "counts from the start of a process, not from a date"}};

CronError error_at(std::size_t begin, std::size_t end, std::string message,
                   std::string hint) {
  return {begin, end - begin, std::move(message), std::move(hint)};
}

/// `vixie cron has 5: minute, hour, ...` of the dialect's shortest layout, and
/// the other numbers of fields that it takes.
std::string layouts_of(const Dialect& dialect) {
  std::string text = std::string(dialect.engine) + " has ";
  const char* separator = nullptr;
  for (std::size_t count = 5; count <= kMostFields; ++count) {
    const std::string_view layout = layout_of(dialect, count);
    if (layout.empty()) continue;
    if (separator != nullptr) {
      text += separator + std::to_string(count);
      separator = " or ";
      continue;
    }
    text += std::to_string(count) + ": ";
    for (const char letter : layout) {
      text += std::string(field_name(letter)) + ", ";
    }
    text.resize(text.size() - 2);
    separator = "; or ";
  }
  return text;
}

/// crontab(5) has no comments behind a schedule, other formats have none.
std::optional<CronError> check_comment(std::string_view text, TextRange range,
                                       const CronWords& words) {
  for (std::size_t i = 0; i < std::min(words.count, kMostFields); ++i) {
    const std::size_t begin = words.fields[i].begin;
    if (text[begin] == '#') {
      return error_at(begin, range.end, "a comment is not part of a cron",
                      "remove it");
    }
  }
  return std::nullopt;
}

CronError wrong_count(TextRange range, const CronWords& words,
                      const Dialect& dialect) {
  const std::string given =
      words.count == 1 ? "1 field" : std::to_string(words.count) + " fields";
  return error_at(range.begin, range.end,
                  given + " given; " + layouts_of(dialect), {});
}

}  // namespace

TextRange trimmed_range(std::string_view text) {
  TextRange range{0, text.size()};
  while (range.end > 0 && is_blank(text[range.end - 1])) --range.end;
  if (range.end == 0) return {};
  while (is_blank(text[range.begin])) ++range.begin;
  return range;
}

CronWords split_words(std::string_view text) {
  CronWords words;
  for (std::size_t at = 0; at < text.size();) {
    if (is_blank(text[at])) {
      ++at;
      continue;
    }
    const std::size_t begin = at;
    while (at < text.size() && !is_blank(text[at])) ++at;
    if (words.count < kMostFields) words.fields[words.count] = {' ', begin, at};
    ++words.count;
  }
  return words;
}

std::string_view layout_of(const Dialect& dialect, std::size_t fields) {
  switch (fields) {
    case 5:
      return dialect.five_fields;
    case 6:
      return dialect.six_fields;
    case 7:
      return dialect.seven_fields;
    default:
      return {};
  }
}

bool is_no_schedule(std::string_view text) {
  const auto [begin, end] = trimmed_range(text);
  return begin == end || equals(text.substr(begin, end - begin), "NONE");
}

std::optional<CronError> check_text(std::string_view text, TextRange range) {
  if (text.size() > kLongestCronText) {
    return error_at(0, text.size(),
                    "the text has " + std::to_string(text.size()) +
                        " bytes; a cron has at most " +
                        std::to_string(kLongestCronText),
                    {});
  }
  const std::string_view body =
      text.substr(range.begin, range.end - range.begin);
  if (is_no_schedule(body)) {
    return error_at(range.begin, range.end, "no schedule where a cron is meant",
                    "write a cron such as `0 0 * * *`");
  }
  if (const std::size_t bar = body.find('|'); bar != std::string_view::npos) {
    return error_at(range.begin + bar, range.begin + bar + 1,
                    "two crons in one text",
                    "write them as a list: `crons: [..., ...]`");
  }
  if (equals(body.substr(0, 8), "CRON_TZ=") ||
      equals(body.substr(0, 3), "TZ=")) {
    const std::size_t blank =
        std::min(body.find_first_of(kBlanks), body.size());
    const std::size_t equals = body.find('=');
    return error_at(
        range.begin, range.begin + blank, "a time zone is not part of a cron",
        "write it beside the cron: `timezone: " +
            std::string(body.substr(equals + 1, blank - equals - 1)) + '`');
  }
  if (body.front() == '"' || body.front() == '\'' || body.front() == '`') {
    return error_at(range.begin, range.begin + 1,
                    "quotes are not part of a cron", "remove them");
  }
  return std::nullopt;
}

std::optional<CronError> check_words(std::string_view text, TextRange range,
                                     const CronWords& words,
                                     const Dialect& dialect) {
  if (auto comment = check_comment(text, range, words)) return comment;
  if (!layout_of(dialect, words.count).empty()) return std::nullopt;
  return wrong_count(range, words, dialect);
}

Expected<std::string_view, CronError> expand_macro(std::string_view text,
                                                   TextRange range,
                                                   const Dialect& dialect) {
  const std::string_view written =
      text.substr(range.begin, range.end - range.begin);
  const std::string name = to_lower(written);
  const std::string_view word =
      std::string_view(name).substr(0, name.find_first_of(kBlanks));
  const auto fail = [&](std::string message, std::string hint) {
    return Unexpected{
        error_at(range.begin, range.end, std::move(message), std::move(hint))};
  };
  for (const Refusal& refusal : kRefusals) {
    if (refusal.name == word) {
      return fail(quoted(written) + ' ' + std::string(refusal.reason),
                  "write a cron, or leave the schedule out");
    }
  }
  const auto* const macro = std::ranges::find(kMacros, name, &Macro::name);
  if (macro == std::end(kMacros)) {
    std::vector<std::string_view> names;
    for (const Macro& each : kMacros) names.push_back(each.name);
    const std::string_view near = did_you_mean(name, names);
    return fail("unknown macro " + quoted(written),
                near.empty() ? "write a cron such as `0 0 * * *`"
                             : "did you mean " + in_code(near) + "?");
  }
  const bool known = dialect.macros != Macros::Refused &&
                     (macro->name != "@quarterly" || dialect.quarterly);
  if (!known || (dialect.macros == Macros::LowerCase && written != name)) {
    return fail(
        quoted(written) + " is not valid in " + std::string(dialect.engine),
        "write " + in_code(known ? name : cron_of(*macro, dialect)));
  }
  return macro->cron;
}

}  // namespace lockstep
