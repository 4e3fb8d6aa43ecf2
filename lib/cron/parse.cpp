// compile(): blanks split the text into fields, the dialect says which field
// stands where, each field becomes a set of values, and the two day fields
// fold into masks by the dialect's rule. No state outlives a call.

#include <algorithm>
#include <array>
#include <bit>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "cron/calendar.hpp"
#include "cron/cron.hpp"
#include "cron/fields.hpp"

namespace lockstep {
namespace {

constexpr std::size_t kLongestText = 1024;
constexpr std::string_view kBlanks = " \t\n\v\f\r";
constexpr std::size_t kMostFields = 7;

struct Macro {
  std::string_view name, cron;
};
constexpr Macro kMacros[] = {
    {"@yearly", "0 0 1 1 *"},  {"@annually", "0 0 1 1 *"},
    {"@monthly", "0 0 1 * *"}, {"@weekly", "0 0 * * 0"},
    {"@daily", "0 0 * * *"},   {"@midnight", "0 0 * * *"},
    {"@hourly", "0 * * * *"},  {"@quarterly", "0 0 1 */3 *"}};

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

std::string in_code(std::string_view text) {
  return '`' + std::string(text) + '`';
}

/// The text without blanks around it, as a byte range.
struct Range {
  std::size_t begin = 0, end = 0;
};

Range trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return {begin, text.find_last_not_of(kBlanks) + 1};
}

// ---- Macros ----

Expected<std::string_view, CronError> expand_macro(std::string_view text,
                                                   Range range,
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
        "write " + in_code(known ? std::string_view(name) : macro->cron));
  }
  return macro->cron;
}

// ---- Fields ----

struct Split {
  std::array<FieldText, kMostFields> fields{};
  std::size_t count = 0;
};

/// Byte ranges of the blank-separated words; words beyond the last field are
/// counted only.
Split split(std::string_view text) {
  Split words;
  std::size_t at = text.find_first_not_of(kBlanks);
  while (at != std::string_view::npos) {
    const std::size_t end =
        std::min(text.find_first_of(kBlanks, at), text.size());
    if (words.count < kMostFields) words.fields[words.count] = {' ', at, end};
    ++words.count;
    at = text.find_first_not_of(kBlanks, end);
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

/// `5 fields (minute hour ...)` of the dialect's shortest layout, and the
/// other numbers of fields that it takes.
std::string layouts_of(const Dialect& dialect) {
  std::string text = std::string(dialect.engine) + " has ";
  bool first = true;
  for (std::size_t count = 5; count <= kMostFields; ++count) {
    const std::string_view layout = layout_of(dialect, count);
    if (layout.empty()) continue;
    if (!first) {
      text += " or " + std::to_string(count);
      continue;
    }
    first = false;
    text += std::to_string(count) + ": ";
    for (std::size_t i = 0; i < layout.size(); ++i) {
      text += (i == 0 ? "" : ", ") + std::string(field_name(layout[i]));
    }
    text += ';';
  }
  text.erase(text.find(';'), text.ends_with(';') ? 1 : 0);
  return text;
}

/// What is wrong with the text as a whole, before its fields are looked at.
std::optional<CronError> check_text(std::string_view text, Range range) {
  if (text.size() > kLongestText) {
    return error_at(0, text.size(),
                    "the text has " + std::to_string(text.size()) +
                        " bytes; a cron has at most " +
                        std::to_string(kLongestText),
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
  const std::string lower = to_lower(body.substr(0, 8));
  if (lower.starts_with("cron_tz=") || lower.starts_with("tz=")) {
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

CronError wrong_count(std::string_view text, Range range, const Split& words,
                      const Dialect& dialect) {
  for (std::size_t i = 0; i < std::min(words.count, kMostFields); ++i) {
    const FieldText& word = words.fields[i];
    if (text[word.begin] == '#') {
      return error_at(word.begin, range.end, "a comment is not part of a cron",
                      "remove it");
    }
  }
  const std::string given =
      words.count == 1 ? "1 field" : std::to_string(words.count) + " fields";
  return error_at(range.begin, range.end,
                  given + " given; " + layouts_of(dialect), {});
}

// ---- Days ----

bool counts_as_star(const Stars& own, const Stars& other, bool full,
                    const Dialect& dialect) {
  if (full &&
      (dialect.full_days == FullDays::Star ||
       (dialect.full_days == FullDays::StarBesideStar && other.anywhere))) {
    return true;
  }
  switch (dialect.day_rule) {
    case DayRule::EitherUnlessStar:
      return own.exact;
    case DayRule::EitherUnlessStarItem:
      return own.item;
    case DayRule::EitherUnlessStarPrefix:
      return own.prefix;
    case DayRule::Both:
      return true;
  }
  return true;
}

/// Whether both day fields must match.
bool days_by_both(const Fields& fields, const Dialect& dialect) {
  const Stars& month = fields.month_days.stars;
  const Stars& week = fields.week_days.stars;
  return counts_as_star(month, week, fields.month_days.days == 0x7FFF'FFFF,
                        dialect) ||
         counts_as_star(week, month, fields.week_days.days == 0x7F, dialect);
}

std::optional<CronError> check_days(const Fields& fields, const Split& words,
                                    const Dialect& dialect) {
  const MonthDays& month = fields.month_days;
  const WeekDays& week = fields.week_days;
  const auto find = [&](char letter) {
    return *std::ranges::find(words.fields, letter, &FieldText::letter);
  };
  const auto fail = [](const FieldText& field, std::string message,
                       std::string hint) {
    return error_at(field.begin, field.end, std::move(message),
                    std::move(hint));
  };
  const std::string engine(dialect.engine);
  if (dialect.question == Question::Required) {
    const bool both = month.stars.question == week.stars.question;
    if (both) {
      return fail(find('D'),
                  engine +
                      " wants `?` in exactly one of day of month and "
                      "weekday",
                  month.stars.question ? "write `*` in one of them"
                                       : "write `?` in the one that is free");
    }
  }
  if (dialect.special_days_combine) return std::nullopt;
  const bool nearest = month.nearest_weekday != 0;
  const bool nth = week.last != 0 || week.nth != decltype(week.nth){};
  if (nearest && !week.stars.item) {
    return fail(find('D'), engine + " ignores the weekday beside `W`",
                "write `*` as the weekday, or two crons");
  }
  if (nth && !month.stars.item) {
    return fail(find('W'),
                engine + " ignores the day of month beside `#` and `L`",
                "write `*` as the day of month, or two crons");
  }
  return std::nullopt;
}

// ---- Putting it together ----

void fill_facts(CronFacts& facts, const Fields& fields, const Split& words,
                std::string_view text, bool both) {
  facts.fields = static_cast<int>(words.count);
  for (std::size_t i = 0; i < words.count; ++i) {
    const FieldText& field = words.fields[i];
    facts.field_ranges[static_cast<std::size_t>(field_of(field.letter))] = {
        field.begin, field.end - field.begin};
  }
  facts.day_of_month_mask = masks_of(fields.month_days);
  facts.day_of_week_mask = masks_of(fields.week_days);
  facts.day_of_month_restricted = !is_every_day(facts.day_of_month_mask);
  facts.day_of_week_restricted = !is_every_day(facts.day_of_week_mask);
  facts.days_by_union =
      !both && facts.day_of_month_restricted && facts.day_of_week_restricted;
  const auto field_text = [&](CronField field) {
    const auto [begin, length] =
        facts.field_ranges[static_cast<std::size_t>(field)];
    return text.substr(begin, length);
  };
  const std::string_view hour = field_text(CronField::Hour);
  facts.hour_is_star = hour == "*";
  facts.minute_or_hour_starts_star =
      hour.starts_with('*') || field_text(CronField::Minute).starts_with('*');
}

Cron assemble(const Fields& fields, bool both) {
  Cron cron;
  cron.second_mask = fields.seconds[0];
  cron.minute_mask = fields.minutes[0];
  cron.hour_mask = static_cast<std::uint32_t>(fields.hours[0]);
  cron.month_mask = static_cast<std::uint16_t>(fields.months[0]);
  cron.year_mask = fields.years;
  const DayMasks month = masks_of(fields.month_days);
  const DayMasks week = masks_of(fields.week_days);
  for (unsigned index = 0; index < 4; ++index) {
    for (unsigned first = 0; first < 7; ++first) {
      const std::uint32_t a = month[index][first], b = week[index][first];
      cron.day_mask[index][first] = both ? a & b : a | b;
    }
  }
  canonicalize(cron);
  return cron;
}

/// compile without hints that need other dialects.
Expected<Cron, CronError> parse(std::string_view text, const Dialect& dialect,
                                CronFacts* facts) {
  const Range range = trimmed(text);
  if (auto error = check_text(text, range)) {
    return Unexpected{std::move(*error)};
  }
  if (text[range.begin] == '@') {
    const auto expanded = expand_macro(text, range, dialect);
    if (!expanded) return Unexpected{expanded.error()};
    auto cron = parse(*expanded, dialect, facts);
    if (facts != nullptr) {
      facts->is_macro = true;
      facts->field_ranges = {};
      facts->steps.clear();
    }
    return cron;
  }
  Split words = split(text);
  const std::string_view layout = layout_of(dialect, words.count);
  if (layout.empty()) {
    return Unexpected{wrong_count(text, range, words, dialect)};
  }
  Fields fields;
  for (std::size_t i = 0; i < layout.size(); ++i) {
    FieldText& field = words.fields[i];
    field.letter = layout[i];
    if (field.letter == 's') fields.seconds = {};
    if (auto error = read_field(text, field, dialect, fields, facts)) {
      return Unexpected{std::move(*error)};
    }
  }
  if (auto error = check_days(fields, words, dialect)) {
    return Unexpected{std::move(*error)};
  }
  const bool both = days_by_both(fields, dialect);
  if (facts != nullptr) fill_facts(*facts, fields, words, text, both);
  return assemble(fields, both);
}

/// Names the dialects (versions aside) that would take the text.
std::string dialects_hint(std::string_view text) {
  std::vector<std::string> names;
  for (const Dialect& dialect : dialects()) {
    const bool is_version = dialect.name.find('@') != std::string_view::npos;
    if (!is_version && parse(text, dialect, nullptr)) {
      names.push_back(in_code(dialect.name));
    }
  }
  if (names.empty()) return {};
  return "valid in the dialect" + std::string(names.size() > 1 ? "s " : " ") +
         join_words(names);
}

CronError with_hint(CronError error, std::string_view text) {
  if (error.hint.empty() && text.size() <= kLongestText) {
    error.hint = dialects_hint(text);
  }
  return error;
}

}  // namespace

bool is_no_schedule(std::string_view text) {
  const Range range = trimmed(text);
  return range.begin == range.end ||
         to_lower(text.substr(
             range.begin, std::min<std::size_t>(range.end - range.begin, 5))) ==
             "none";
}

Expected<Cron, CronError> compile(std::string_view text,
                                  const Dialect& dialect) {
  auto cron = parse(text, dialect, nullptr);
  if (!cron) return Unexpected{with_hint(cron.error(), text)};
  return cron;
}

Expected<CompiledCron, CronError> compile_with_facts(std::string_view text,
                                                     const Dialect& dialect) {
  CompiledCron compiled;
  auto cron = parse(text, dialect, &compiled.facts);
  if (!cron) return Unexpected{with_hint(cron.error(), text)};
  compiled.cron = *cron;
  return compiled;
}

}  // namespace lockstep
