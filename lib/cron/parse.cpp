// compile(): the text is split into fields, each field becomes a set of values,
// and the two day fields fold into masks by the dialect's rule. No state
// outlives a call.

#include <algorithm>
#include <array>
#include <bit>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "cron/calendar.hpp"
#include "cron/cron.hpp"
#include "cron/field_reader.hpp"
#include "cron/print_parts.hpp"
#include "cron/words.hpp"

namespace lockstep {
namespace {

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

/// croniter counts the members of the list and takes `L` for one of them.
bool is_full(const MonthDays& month) {
  return std::popcount(month.days) + static_cast<int>(month.before_last & 1U) ==
         31;
}

/// Whether both day fields must match.
bool days_by_both(const Fields& fields, const Dialect& dialect) {
  const Stars& month = fields.month_days.stars;
  const Stars& week = fields.week_days.stars;
  return counts_as_star(month, week, is_full(fields.month_days), dialect) ||
         counts_as_star(week, month, fields.week_days.days == 0x7F, dialect);
}

std::optional<CronError> check_days(const Fields& fields,
                                    const CronWords& words,
                                    const Dialect& dialect) {
  const MonthDays& month = fields.month_days;
  const WeekDays& week = fields.week_days;
  const auto find = [&](char letter) {
    return *std::ranges::find(words.fields, letter, &FieldText::letter);
  };
  const auto fail = [](const FieldText& field, std::string message,
                       std::string hint) {
    return CronError{field.begin, field.end - field.begin, std::move(message),
                     std::move(hint)};
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
  const bool two_fields = !month.stars.exact && !week.stars.exact;
  if (dialect.one_day_field && two_fields) {
    return fail(find('W'),
                "engines combine a day of month and a weekday in different "
                "ways",
                "write `*` in one of them, or two crons");
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

void fill_facts(CronFacts& facts, const Fields& fields, const CronWords& words,
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
  if (fields.no_year) return cron;
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
  const TextRange range = trimmed_range(text);
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
  CronWords words = split_words(text);
  if (auto error = check_words(text, range, words, dialect)) {
    return Unexpected{std::move(*error)};
  }
  const std::string_view layout = layout_of(dialect, words.count);
  Fields fields;
  for (std::size_t i = 0; i < layout.size(); ++i) {
    FieldText& field = words.fields[i];
    field.letter = layout[i];
    field.fields = words.count;
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

/// What the first dialect that takes the text means by it, in this one; else
/// which dialects (versions aside) take it.
std::string hint_of_others(std::string_view text, const Dialect& dialect) {
  std::vector<std::string> names;
  for (const Dialect& other : dialects()) {
    if (other.name.find('@') != std::string_view::npos) continue;
    const auto meant = reading_of(text, other);
    if (!meant) continue;
    names.push_back(in_code(other.name));
    if (names.size() > 1) continue;
    if (const auto printed = print(*meant, dialect)) {
      return "write " + in_code(*printed) + " for what " + names.front() +
             " means by it";
    }
  }
  if (names.empty()) return {};
  return "valid in the dialect" + std::string(names.size() > 1 ? "s " : " ") +
         join_words(names);
}

CronError with_hint(CronError error, std::string_view text,
                    const Dialect& dialect) {
  if (error.hint.empty() && text.size() <= kLongestCronText) {
    error.hint = hint_of_others(text, dialect);
  }
  return error;
}

}  // namespace

std::optional<Cron> reading_of(std::string_view text, const Dialect& dialect) {
  auto cron = parse(text, dialect, nullptr);
  if (!cron) return std::nullopt;
  return *cron;
}

Expected<Cron, CronError> compile(std::string_view text,
                                  const Dialect& dialect) {
  auto cron = parse(text, dialect, nullptr);
  if (!cron) return Unexpected{with_hint(cron.error(), text, dialect)};
  return cron;
}

Expected<CompiledCron, CronError> compile_with_facts(std::string_view text,
                                                     const Dialect& dialect) {
  CompiledCron compiled;
  auto cron = parse(text, dialect, &compiled.facts);
  if (!cron) return Unexpected{with_hint(cron.error(), text, dialect)};
  compiled.cron = *cron;
  return compiled;
}

}  // namespace lockstep
