#include "property/lint/calendar.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

namespace lockstep::test {
namespace {

constexpr std::int64_t kDay = 86'400;

struct Date {
  std::int64_t year;
  int month, day;
};

/// Howard Hinnant's days_to_civil.
Date date_of(std::int64_t days) {
  const std::int64_t z = days + 719'468;
  const std::int64_t era = (z >= 0 ? z : z - 146'096) / 146'097;
  const std::int64_t of_era = z - era * 146'097;
  const std::int64_t year =
      (of_era - of_era / 1460 + of_era / 36'524 - of_era / 146'096) / 365;
  const std::int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
  const auto shifted = static_cast<int>((5 * of_year + 2) / 153);
  const int month = shifted < 10 ? shifted + 3 : shifted - 9;
  return {year + era * 400 + (month <= 2 ? 1 : 0), month,
          static_cast<int>(of_year - (153 * shifted + 2) / 5 + 1)};
}

int weekday_of(std::int64_t days) {
  return static_cast<int>(((days + 4) % 7 + 7) % 7);
}

/// Is summer time in force on the day, at noon? From a Sunday on, up to and
/// without a Sunday.
bool is_summer(Place place, std::int64_t days) {
  if (place == Place::Utc) return false;
  const Date date = date_of(days);
  const int sunday = date.day - weekday_of(days);  // of this week, may be <= 0
  if (place == Place::Paris) {
    // The last Sundays of March and October: on or after the 25th.
    if (date.month == 3) return sunday >= 25;
    if (date.month == 10) return sunday < 25;
    return date.month > 3 && date.month < 10;
  }
  // The second Sunday of March, the first one of November.
  if (date.month == 3) return sunday >= 8;
  if (date.month == 11) return sunday < 1;
  return date.month > 3 && date.month < 11;
}

std::int64_t offset_on(Place place, std::int64_t days) {
  const std::int64_t winter = place == Place::Utc     ? 0
                              : place == Place::Paris ? 3600
                                                      : -5 * 3600;
  return winter + (is_summer(place, days) ? 3600 : 0);
}

bool holds(const std::vector<int>& list, int value) {
  return list.empty() || std::ranges::find(list, value) != list.end();
}

std::string field(const std::vector<int>& list) {
  return list.empty() ? "*" : fmt::format("{}", fmt::join(list, ","));
}

}  // namespace

std::string PlainCron::text() const {
  return fmt::format("{} {} {} * {}", field(minutes), field(hours), field(days),
                     field(weekdays));
}

std::string PlainSchedule::yaml() const {
  std::vector<std::string> texts;
  for (const PlainCron& cron : crons) texts.push_back("'" + cron.text() + "'");
  const char* const zone = place == Place::Utc     ? "UTC"
                           : place == Place::Paris ? "Europe/Paris"
                                                   : "America/New_York";
  return fmt::format("crons: [{}], timezone: {}", fmt::join(texts, ", "), zone);
}

std::vector<std::int64_t> PlainSchedule::ticks(std::int64_t first,
                                               std::int64_t last) const {
  std::set<std::int64_t> result;
  for (std::int64_t day = first; day < last; ++day) {
    for (const PlainCron& cron : crons) {
      if (!holds(cron.days, date_of(day).day) ||
          !holds(cron.weekdays, weekday_of(day))) {
        continue;
      }
      for (int hour = 0; hour < 24; ++hour) {
        if (!holds(cron.hours, hour)) continue;
        for (const int minute : cron.minutes) {
          result.insert(day * kDay + hour * 3600 + minute * 60 -
                        offset_on(place, day));
        }
      }
    }
  }
  return {result.begin(), result.end()};
}

std::int64_t last_midnight(Place place, std::int64_t instant) {
  // The day at the place; no cron of these tests fires within hours of a
  // change of the clocks.
  std::int64_t day = instant / kDay + 1;
  const auto midnight = [&](std::int64_t of) {
    // Clocks change after midnight: the offset of the day before is in force.
    return of * kDay - offset_on(place, of - 1);
  };
  while (midnight(day) > instant) --day;
  return midnight(day);
}

PlainSchedule random_schedule(Random& random, bool zones) {
  static const std::vector<std::vector<int>> minutes = {{0},  {0},  {0},
                                                        {30}, {10}, {0, 30}};
  static const std::vector<std::vector<int>> hours = {
      {4}, {5}, {6}, {8}, {12}, {23}, {6, 18}, {8, 9, 10, 11, 12}};
  static const std::vector<std::vector<int>> early = {
      {0}, {0}, {2}, {}, {}, {0, 6, 12, 18}, {0, 3, 6, 9, 12, 15, 18, 21}};
  static const std::vector<std::vector<int>> weekdays = {
      {}, {}, {}, {}, {1}, {1, 2, 3, 4, 5}, {0, 3}};
  static const std::vector<std::vector<int>> days = {{1}, {15}, {31}, {1, 15}};
  PlainSchedule result;
  if (zones) {
    result.place = pick(
        random, std::vector<Place>{Place::Utc, Place::Paris, Place::NewYork});
  }
  const int size = one_in(random, 6) ? 2 : 1;
  for (int i = 0; i < size; ++i) {
    PlainCron cron;
    cron.minutes = pick(random, minutes);
    cron.hours = result.place == Place::Utc && one_in(random, 2)
                     ? pick(random, early)
                     : pick(random, hours);
    if (one_in(random, 40)) {
      cron.days = pick(random, days);
    } else {
      cron.weekdays = pick(random, weekdays);
    }
    result.crons.push_back(cron);
  }
  return result;
}

}  // namespace lockstep::test
