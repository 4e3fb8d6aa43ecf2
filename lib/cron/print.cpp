// From masks back to text: the shortest list of values, ranges and steps, by
// dynamic programming over the sorted values. Every candidate is compiled
// again and must give the same cron: what is printed is right by construction.

#include "cron/print_parts.hpp"

#include <algorithm>
#include <bit>

#include "base/text.hpp"
#include "cron/describe_parts.hpp"

namespace lockstep {
namespace {

/// Three values may be a range, but only four say that a step is meant.
constexpr std::size_t kShortestRange = 3;
constexpr std::size_t kShortestStep = 4;

/// The shortest list for sorted `values`; of equally short ones that which
/// ends in single values.
std::string list_text(const std::vector<int>& values) {
  std::vector<std::string> best(values.size() + 1);
  for (std::size_t end = 1; end <= values.size(); ++end) {
    const auto offer = [&](std::size_t begin, const std::string& item) {
      const std::string text = begin == 0 ? item : best[begin] + ',' + item;
      if (best[end].empty() || text.size() < best[end].size()) {
        best[end] = text;
      }
    };
    offer(end - 1, std::to_string(values[end - 1]));
    if (end < kShortestRange) continue;
    const int last = values[end - 1];
    const int step = last - values[end - 2];
    const std::size_t least = step == 1 ? kShortestRange : kShortestStep;
    for (std::size_t begin = end - 1;
         begin-- > 0 && values[begin + 1] - values[begin] == step;) {
      if (end - begin >= least) {
        offer(begin, step_text(values[begin], last, step));
      }
    }
  }
  return best.back();
}

/// `*/n` if the values are all that start at `min` and go on to `max` by n.
std::string star_step_text(const std::vector<int>& values, int min, int max) {
  if (values.size() < 2 || values[0] != min) return {};
  const int step = values[1] - min;
  for (std::size_t i = 1; i < values.size(); ++i) {
    if (values[i] - values[i - 1] != step) return {};
  }
  if (values.back() + step <= max) return {};
  return "*/" + std::to_string(step);
}

std::string text_of(const Cron& cron, const DayTexts& days, char letter,
                    const Dialect& dialect) {
  const bool wants_question = dialect.question == Question::Required;
  switch (letter) {
    case 's':
      return field_text(values_of(cron.second_mask, 0), 0, 59);
    case 'm':
      return field_text(values_of(cron.minute_mask, 0), 0, 59);
    case 'h':
      return field_text(values_of(cron.hour_mask, 0), 0, 23);
    case 'D':
      return wants_question && days.month == "*" && days.week != "*"
                 ? "?"
                 : days.month;
    case 'M':
      return field_text(values_of(cron.month_mask, 1), 1, 12);
    case 'W':
      return wants_question && days.week == "*" ? "?" : days.week;
    default:
      break;
  }
  std::vector<int> years;
  for (std::size_t word = 0; word < cron.year_mask.size(); ++word) {
    for (const int year : values_of(cron.year_mask[word],
                                    kFirstYear + static_cast<int>(word) * 64)) {
      years.push_back(year);
    }
  }
  return years.empty() ? "*" : list_text(years);
}

std::string join_fields(const Cron& cron, const DayTexts& days,
                        std::string_view layout, const Dialect& dialect) {
  std::string text;
  for (const char letter : layout) {
    text += (text.empty() ? "" : " ") + text_of(cron, days, letter, dialect);
  }
  return text;
}

bool has(std::string_view layout, char letter) {
  return layout.find(letter) != std::string_view::npos;
}

/// The shortest layout that has the fields the cron needs.
std::string_view layout_for(const Cron& cron, const Dialect& dialect) {
  for (const std::string_view layout :
       {dialect.five_fields, dialect.six_fields, dialect.seven_fields}) {
    const bool seconds = cron.second_mask == 1 || has(layout, 's');
    const bool years = !cron.has_years() || has(layout, 'Y');
    if (!layout.empty() && seconds && years) return layout;
  }
  return {};
}

CronError cannot(const Dialect& dialect, std::string what) {
  return {
      0, 0, std::string(dialect.engine) + " cannot say " + std::move(what), {}};
}

/// 0 without a year list.
int latest_year(const Cron& cron) {
  for (int word = 3; word >= 0; --word) {
    const std::uint64_t bits = cron.year_mask[static_cast<std::size_t>(word)];
    if (bits != 0) return kFirstYear + 64 * word + 63 - std::countl_zero(bits);
  }
  return 0;
}

}  // namespace

std::string step_text(int first, int last, int step) {
  std::string text = std::to_string(first) + '-' + std::to_string(last);
  if (step > 1) text += '/' + std::to_string(step);
  return text;
}

std::string field_text(const std::vector<int>& values, int min, int max,
                       StarStep star_step) {
  const auto size = static_cast<std::size_t>(max - min + 1);
  if (values.size() == size) return "*";
  const std::string list = list_text(values);
  if (star_step == StarStep::Avoided) return list;
  const std::string stepped = star_step_text(values, min, max);
  if (stepped.empty() || stepped.size() > list.size()) return list;
  // `0,45` says better than `*/45` what happens.
  const int step = values[1] - min;
  const bool even = (max - min + 1) % step == 0;
  return stepped.size() < list.size() || even ? stepped : list;
}

std::vector<int> values_of(std::uint64_t bits, int min) {
  std::vector<int> values;
  for (; bits != 0; bits &= bits - 1) {
    values.push_back(min + std::countr_zero(bits));
  }
  return values;
}

Expected<std::string, CronError> print(const Cron& cron,
                                       const Dialect& dialect) {
  if (cron.month_mask == 0) {
    // The 30th of February stands for all that never fires.
    Cron never;
    never.second_mask = never.minute_mask = never.hour_mask = 1;
    never.month_mask = 2;
    return join_fields(never, {"30", "*"}, layout_for(never, dialect), dialect);
  }
  const std::string_view layout = layout_for(cron, dialect);
  if (layout.empty()) {
    const bool years = cron.has_years() && !has(dialect.seven_fields, 'Y') &&
                       !has(dialect.six_fields, 'Y');
    return Unexpected{cannot(dialect, years ? "years" : "seconds")};
  }
  if (latest_year(cron) > dialect.last_year) {
    return Unexpected{
        cannot(dialect, "years after " + std::to_string(dialect.last_year))};
  }
  std::string found;
  offer_days(cron, dialect, [&](const DayTexts& days) {
    // `0 0 31 * *` rather than the months that have a 31st.
    Cron every_month = cron;
    every_month.month_mask = 0xFFF;
    for (const Cron& shown : {every_month, cron}) {
      std::string text = join_fields(shown, days, layout, dialect);
      if (reading_of(text, dialect) != cron) continue;
      found = std::move(text);
      return true;
    }
    return false;
  });
  if (!found.empty()) return found;
  const std::string days = day_phrase(cron);
  CronError error =
      cannot(dialect, quoted(trim(std::string_view(days).substr(1))));
  if (const auto halves = split_days(cron)) {
    const auto month = print(halves->first, dialect);
    const auto week = print(halves->second, dialect);
    if (month && week) {
      error.hint = "write two crons: `" + *month + "` and `" + *week + '`';
    }
  }
  return Unexpected{std::move(error)};
}

}  // namespace lockstep
