// The sentence: when on a day, on which days, in which years.

#include "cron/describe.hpp"

#include <algorithm>

#include "cron/describe_parts.hpp"
#include "cron/print_parts.hpp"

namespace lockstep {
namespace {

constexpr std::uint32_t kAllHours = 0xFF'FFFF;

std::string year_phrase(const Cron& cron) {
  std::vector<int> years;
  for (std::size_t word = 0; word < cron.year_mask.size(); ++word) {
    const int first = kFirstYear + static_cast<int>(word) * 64;
    const std::vector<int> found = values_of(cron.year_mask[word], first);
    years.insert(years.end(), found.begin(), found.end());
  }
  if (years.empty()) return {};
  if (const int step = long_step(years)) {
    return ", in every " + ordinal(step) + " year from " +
           std::to_string(years.front()) + " to " +
           std::to_string(years.back());
  }
  const std::string list =
      number_list(years, [](int year) { return std::to_string(year); });
  return (years.size() == 1 ? ", in " : ", in the years ") + list;
}

}  // namespace

std::string all_words(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? " and " : ", ";
    text += words[i];
  }
  return text;
}

std::string ordinal(int number) {
  const int ten = number / 10 % 10, one = number % 10;
  const char* const ending = ten == 1   ? "th"
                             : one == 1 ? "st"
                             : one == 2 ? "nd"
                             : one == 3 ? "rd"
                                        : "th";
  return std::to_string(number) + ending;
}

std::vector<std::vector<int>> runs_of(const std::vector<int>& values) {
  std::vector<std::vector<int>> runs;
  for (const int value : values) {
    if (runs.empty() || runs.back().back() + 1 != value) runs.emplace_back();
    runs.back().push_back(value);
  }
  return runs;
}

std::vector<std::string> number_items(const std::vector<int>& values,
                                      const NumberWord& word) {
  std::vector<std::string> items;
  for (const std::vector<int>& run : runs_of(values)) {
    if (run.size() >= 3) {
      items.push_back(word(run.front()) + " to " + word(run.back()));
      continue;
    }
    for (const int value : run) items.push_back(word(value));
  }
  return items;
}

std::string number_list(const std::vector<int>& values,
                        const NumberWord& word) {
  return all_words(number_items(values, word));
}

int long_step(const std::vector<int>& values) {
  if (values.size() < 5) return 0;
  const int step = values[1] - values[0];
  for (std::size_t i = 1; i < values.size(); ++i) {
    if (values[i] - values[i - 1] != step) return 0;
  }
  return step > 1 ? step : 0;
}

std::string describe(const Cron& cron) {
  if (cron.month_mask == 0) return "Never.";
  std::string text = time_phrase(cron);
  std::string days = day_phrase(cron);
  const bool every_day = days.empty() || days.starts_with(" in ");
  if (every_day && cron.hour_mask != kAllHours) text += " every day";
  // `Every 15 minutes from 09:00 to 17:45, from Monday to Friday`
  const bool comma =
      days.starts_with(" from ") && text.find(" from ") != std::string::npos;
  const bool hour = text == "Every hour, on the hour" && !days.empty();
  if (comma || (hour && days.front() == ' ')) text += ',';
  return text + days + year_phrase(cron) + '.';
}

}  // namespace lockstep
