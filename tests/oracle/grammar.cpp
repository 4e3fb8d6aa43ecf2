#include "grammar.hpp"

#include <algorithm>
#include <iterator>
#include <vector>

namespace oracle {
namespace {

using lockstep::LastWeekday;
using lockstep::NearestWeekday;
using lockstep::NthWeekday;
using lockstep::Question;
using lockstep::WrapRange;

constexpr std::string_view kMonths[] = {"jan", "FEB", "Mar", "APR",
                                        "may", "JUN", "JUL", "AUG",
                                        "sep", "OCT", "NOV", "DEC"};
constexpr std::string_view kWeekdays[] = {"SUN", "MON", "tue", "WED",
                                          "Thu", "FRI", "SAT"};
constexpr std::string_view kLongMonths[] = {
    "January", "FEBRUARY", "march",     "April",   "May",      "JUNE",
    "July",    "august",   "September", "October", "NOVEMBER", "December"};
constexpr std::string_view kLongWeekdays[] = {
    "sunday",   "MONDAY", "Tuesday", "Wednesday",
    "thursday", "Friday", "SATURDAY"};
constexpr std::string_view kMacros[] = {
    "@hourly",   "@daily",    "@midnight",  "@weekly", "@monthly",
    "@yearly",   "@annually", "@quarterly", "@DAILY",  "@Hourly",
    "@every 5m", "@reboot",   "@weekdays"};
constexpr std::string_view kSlips = "*,-/?LW#015789 @~H+.";

}  // namespace

Grammar::Grammar(const lockstep::Dialect& dialect, std::uint64_t seed,
                 GrammarOptions options)
    : dialect_(dialect), options_(options), random_(seed) {}

int Grammar::below(int bound) {
  return static_cast<int>(random_() % static_cast<std::uint64_t>(bound));
}

bool Grammar::use(bool known, int once_in_if_known) {
  if (known) return once_in(once_in_if_known);
  return options_.near_misses && once_in(once_in_if_known * 25);
}

Grammar::Range Grammar::range_of(char letter) const {
  switch (letter) {
    case 'h':
      return {0, 23};
    case 'D':
      return {1, 31};
    case 'M':
      return {1, 12};
    case 'W':
      return {dialect_.first_weekday, dialect_.last_weekday};
    case 'Y':
      return {2024, 2036};
    default:
      return {0, 59};
  }
}

int Grammar::number(char letter) {
  const auto [low, high] = range_of(letter);
  if (options_.near_misses && once_in(120)) {
    return once_in(2) ? high + 1 + below(3) : std::max(low - 1, 0);
  }
  return low + below(high - low + 1);
}

std::string Grammar::name(char letter) {
  std::string text(letter == 'M' ? kMonths[below(12)] : kWeekdays[below(7)]);
  if (use(dialect_.names == lockstep::Names::ThreeLettersOrMore, 8)) {
    return std::string(letter == 'M' ? kLongMonths[below(12)]
                                     : kLongWeekdays[below(7)]);
  }
  return text;
}

std::string Grammar::value(char letter) {
  if ((letter == 'M' || letter == 'W') && once_in(4)) return name(letter);
  const std::string digits = std::to_string(number(letter));
  return once_in(12) ? '0' + digits : digits;
}

std::string Grammar::step(char letter) {
  const auto [low, high] = range_of(letter);
  const int width = high - low + 1;
  if (use(dialect_.zero_step_is_first, 60)) return "0";
  if (use(dialect_.step_may_exceed_range, 15)) {
    return std::to_string(width + below(40));
  }
  return std::to_string(1 + below(once_in(3) ? width : std::min(width, 8)));
}

std::string Grammar::range(char letter) {
  if ((letter == 'M' || letter == 'W') && once_in(3)) {
    int low = below(letter == 'M' ? 12 : 7), high = below(low + 1);
    if (!use(dialect_.wrap_range != WrapRange::Refused, 4)) {
      std::swap(low, high);
    }
    const auto* const names = letter == 'M' ? kMonths : kWeekdays;
    return std::string(names[low]) + '-' + std::string(names[high]);
  }
  int low = number(letter), high = number(letter);
  const bool wraps = use(dialect_.wrap_range != WrapRange::Refused, 3);
  if (wraps ? low < high : low > high) std::swap(low, high);
  if (once_in(25)) high = low;
  return std::to_string(low) + '-' + std::to_string(high);
}

std::string Grammar::month_day() {
  const std::string day = std::to_string(number('D'));
  if (use(dialect_.last_day, 12)) return "L";
  if (use(dialect_.last_day_range, 30)) return day + "-L";
  if (use(dialect_.last_working_day, 12)) return "LW";
  if (use(dialect_.last_day_minus, 12)) return "L-" + day;
  if (use(dialect_.nearest_weekday != NearestWeekday::Refused, 12)) {
    return day + (once_in(4) ? "w" : "W");
  }
  if (use(dialect_.nearest_weekday == NearestWeekday::Alone, 40)) {
    return 'W' + day;
  }
  return {};
}

std::string Grammar::weekday() {
  if (use(dialect_.bare_last_weekday, 15)) return "L";
  const auto last = dialect_.last_weekday_of_month;
  if (use(last == LastWeekday::Prefix, 12)) return 'L' + value('W');
  if (use(last == LastWeekday::Suffix, 12)) return value('W') + 'L';
  if (use(dialect_.nth_weekday != NthWeekday::Refused, 8)) {
    const std::string days = once_in(8) ? range('W') : value('W');
    const bool wrong = options_.near_misses && once_in(40);
    return days + '#' + std::to_string(wrong ? 6 * below(2) : 1 + below(5));
  }
  return {};
}

std::string Grammar::item(char letter) {
  std::string special;
  if (letter == 'D') special = month_day();
  if (letter == 'W') special = weekday();
  if (!special.empty()) return special;
  if (use(dialect_.empty_items, 60)) return {};
  if (use(false, 10)) return once_in(2) ? "R" : "H";
  if (use(dialect_.question == Question::Anywhere, 25)) return "?";
  switch (below(8)) {
    case 0:
      return "*";
    case 1:
    case 2:
      return "*/" + step(letter);
    case 3:
      return range(letter);
    case 4:
      return range(letter) + '/' + step(letter);
    case 5:
      if (use(dialect_.open_step != lockstep::OpenStep::Refused, 2)) {
        return std::to_string(number(letter)) + '/' + step(letter);
      }
      [[fallthrough]];
    default:
      return value(letter);
  }
}

std::string Grammar::field(char letter) {
  const bool days = letter == 'D' || letter == 'W';
  if (letter == 's' ? once_in(4) : once_in(3)) return "*";
  if (days && use(dialect_.question == Question::DayFields, 8)) return "?";
  std::string text = item(letter);
  while (once_in(4)) text += ',' + item(letter);
  return text;
}

std::string_view Grammar::layout() {
  std::vector<std::string_view> layouts;
  for (const auto fields : {dialect_.five_fields, dialect_.five_fields,
                            dialect_.six_fields, dialect_.seven_fields}) {
    if (!fields.empty()) layouts.push_back(fields);
  }
  if (options_.near_misses && once_in(60))
    return once_in(2) ? "mhDM" : "smhDMWY";
  return layouts[static_cast<std::size_t>(
      below(static_cast<int>(layouts.size())))];
}

std::string Grammar::macro() {
  return std::string(kMacros[below(static_cast<int>(std::size(kMacros)))]);
}

/// One character more, less or other.
void Grammar::slip(std::string& text) {
  const auto at =
      static_cast<std::size_t>(below(static_cast<int>(text.size())));
  const char c =
      kSlips[static_cast<std::size_t>(below(static_cast<int>(kSlips.size())))];
  switch (below(3)) {
    case 0:
      text.erase(at, 1);
      break;
    case 1:
      text[at] = c;
      break;
    default:
      text.insert(at, 1, c);
  }
}

std::string Grammar::text() {
  if (options_.near_misses && once_in(60)) return macro();
  const std::string_view letters = layout();
  const int free =
      dialect_.question == Question::Required && !once_in(25) ? below(2) : 2;
  std::string text;
  for (const char letter : letters) {
    if (!text.empty()) text += once_in(200) ? "\t " : " ";
    const bool question = free < 2 && letter == "DW"[free];
    text += question ? "?" : field(letter);
    if (dialect_.one_day_field && letter == 'D' && text.back() != '*') {
      // The rest must not restrict the weekday.
      return text + ' ' + field('M') + " *";
    }
  }
  if (options_.near_misses && once_in(15)) slip(text);
  return text;
}

}  // namespace oracle
