// The time of day in words. Few times are listed; one minute of many hours is
// a series of times; an even step of minutes has windows; all else is said
// unit by unit: "at seconds ... of minutes ... of hours ...".

#include <bit>

#include "cron/describe_parts.hpp"
#include "cron/print_parts.hpp"

namespace lockstep {
namespace {

constexpr std::uint64_t kAllMinutes = (std::uint64_t{1} << 60U) - 1U;
constexpr std::uint32_t kAllHours = 0xFF'FFFF;
/// So many times are shorter as a list than as a rule.
constexpr std::size_t kMostTimes = 4;
/// So many stretches of hours are windows; more are a list of hours.
constexpr std::size_t kMostWindows = 3;
/// So many hours in a row are a range.
constexpr std::size_t kShortestHourRange = 4;

std::string two_digits(int number) {
  return (number < 10 ? "0" : "") + std::to_string(number);
}

/// The masks as lists.
struct Clockwork {
  std::vector<int> hours, minutes, seconds;
  bool every_hour, every_minute;
  bool whole_minutes;  ///< only at second 0

  explicit Clockwork(const Cron& cron)
      : hours(values_of(cron.hour_mask, 0)),
        minutes(values_of(cron.minute_mask, 0)),
        seconds(values_of(cron.second_mask, 0)),
        every_hour(cron.hour_mask == kAllHours),
        every_minute(cron.minute_mask == kAllMinutes),
        whole_minutes(cron.second_mask == 1) {}

  [[nodiscard]] std::string time(int hour, int minute, int second) const {
    const std::string text = two_digits(hour) + ':' + two_digits(minute);
    return whole_minutes ? text : text + ':' + two_digits(second);
  }
  /// Of the one minute and second.
  [[nodiscard]] std::string time(int hour) const {
    return time(hour, minutes.front(), seconds.front());
  }
};

/// The step of values that go round 60 evenly from 0 on, else 0.
int even_step(const std::vector<int>& values) {
  const int step = 60 / static_cast<int>(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] != static_cast<int>(i) * step) return 0;
  }
  return values.size() > 1 && step * static_cast<int>(values.size()) == 60
             ? step
             : 0;
}

/// `Every minute`, `Every 15 minutes`.
std::string every(int step, const std::string& unit) {
  if (step == 1) return "Every " + unit;
  return "Every " + std::to_string(step) + ' ' + unit + 's';
}

/// `minute 5`, `minutes 0 and 45`, `every 7th minute from 0 to 56`.
std::string units(const std::vector<int>& values, const std::string& unit,
                  std::size_t all) {
  if (values.size() == all) return "every " + unit;
  const auto word = [](int value) { return std::to_string(value); };
  if (const int step = long_step(values)) {
    return "every " + ordinal(step) + ' ' + unit + " from " +
           word(values.front()) + " to " + word(values.back());
  }
  return unit + (values.size() == 1 ? " " : "s ") + number_list(values, word);
}

std::string hours_of(const Clockwork& clock) {
  const std::string text = units(clock.hours, "hour", 24);
  return text.starts_with("hours ") ? "the " + text : text;
}

/// Few times, one by one.
std::string time_list(const Clockwork& clock) {
  std::vector<std::string> times;
  for (const int hour : clock.hours) {
    for (const int minute : clock.minutes) {
      for (const int second : clock.seconds) {
        times.push_back(clock.time(hour, minute, second));
      }
    }
  }
  return "At " + all_words(times);
}

/// One minute of several hours.
std::string hour_series(const Clockwork& clock) {
  const auto span = [&](const std::vector<int>& hours) {
    return "from " + clock.time(hours.front()) + " to " +
           clock.time(hours.back());
  };
  if (const int step = long_step(clock.hours)) {
    return every(step, "hour") + ' ' + span(clock.hours);
  }
  std::vector<std::string> spans, singles;
  for (const std::vector<int>& run : runs_of(clock.hours)) {
    if (run.size() >= kShortestHourRange) {
      spans.push_back(span(run));
      continue;
    }
    for (const int hour : run) singles.push_back(clock.time(hour));
  }
  if (spans.empty()) return time_list(clock);
  const std::string text = "Every hour " + all_words(spans);
  return singles.empty() ? text : text + " and at " + all_words(singles);
}

/// Whole minutes by an even step.
std::string minute_series(const Clockwork& clock, int step) {
  const std::string text = every(step, "minute");
  if (clock.every_hour) return text;
  const auto runs = runs_of(clock.hours);
  if (runs.size() > kMostWindows) return text + " of " + hours_of(clock);
  std::vector<std::string> spans;
  for (const std::vector<int>& run : runs) {
    spans.push_back("from " + clock.time(run.front(), 0, 0) + " to " +
                    clock.time(run.back(), 60 - step, 0));
  }
  return text + ' ' + all_words(spans);
}

/// What is neither few times nor a plain series.
std::string by_units(const Clockwork& clock) {
  const std::string hours = " of " + hours_of(clock);
  const std::string minutes = units(clock.minutes, "minute", 60);
  if (clock.whole_minutes) return "At " + minutes + hours;
  const int step = even_step(clock.seconds);
  const std::string start = step > 0
                                ? every(step, "second")
                                : "At " + units(clock.seconds, "second", 60);
  if (!clock.every_minute || !clock.every_hour) {
    return start + " of " + minutes +
           (clock.every_hour && clock.every_minute ? std::string() : hours);
  }
  return step > 0 ? start : start + " of every minute";
}

}  // namespace

std::string time_phrase(const Cron& cron) {
  const Clockwork clock(cron);
  const bool one_minute =
      clock.minutes.size() == 1 && clock.seconds.size() == 1;
  if (one_minute && !clock.every_hour) return hour_series(clock);
  const std::size_t times =
      clock.hours.size() * clock.minutes.size() * clock.seconds.size();
  if (times <= kMostTimes) return time_list(clock);
  if (clock.whole_minutes) {
    if (clock.every_hour && cron.minute_mask == 1) {
      return "Every hour, on the hour";
    }
    if (const int step = even_step(clock.minutes)) {
      return minute_series(clock, step);
    }
  }
  return by_units(clock);
}

}  // namespace lockstep
