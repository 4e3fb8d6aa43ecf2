#include "property/alignment/scan.hpp"

#include <chrono>
#include <sstream>

namespace lockstep::test {
namespace {

namespace chr = std::chrono;

constexpr chr::sys_days kOrigin = chr::January / 1 / 2024;

int floor_div(int a, int b) { return a / b - (a % b < 0 ? 1 : 0); }

/// A day as the fields of a cron see it.
struct Day {
  int month, day, weekday, length;
};

Day day_at(int days) {
  const chr::sys_days at = kOrigin + chr::days{days};
  const chr::year_month_day date(at);
  const chr::year_month_day last(date.year() / date.month() / chr::last);
  return {static_cast<int>(static_cast<unsigned>(date.month())),
          static_cast<int>(static_cast<unsigned>(date.day())),
          static_cast<int>(chr::weekday(at).c_encoding()),
          static_cast<int>(static_cast<unsigned>(last.day()))};
}

/// `*`, `5`, `1-5`, `*/n` and `a-b/n`; `least` is the first value of the field.
bool item_matches(const std::string& item, int value, int least) {
  const auto slash = item.find('/'), dash = item.find('-');
  const int step =
      slash == std::string::npos ? 1 : std::stoi(item.substr(slash + 1));
  if (item[0] == '*') return (value - least) % step == 0;
  const int from = std::stoi(item);
  const int to =
      dash == std::string::npos ? from : std::stoi(item.substr(dash + 1));
  return value >= from && value <= to && (value - from) % step == 0;
}

template <class Matches>
bool any_item(const std::string& field, const Matches& matches) {
  std::istringstream items(field);
  for (std::string item; std::getline(items, item, ',');) {
    if (matches(item)) return true;
  }
  return false;
}

bool field_matches(const std::string& field, int value, int least) {
  return any_item(field, [&](const std::string& item) {
    return item_matches(item, value, least);
  });
}

bool month_day_matches(const std::string& field, const Day& day) {
  return any_item(field, [&](const std::string& item) {
    return item == "L" ? day.day == day.length : item_matches(item, day.day, 1);
  });
}

bool weekday_matches(const std::string& field, const Day& day) {
  return any_item(field, [&](const std::string& item) {
    if (item[0] == 'L') {
      return day.weekday == item[1] - '0' && day.day + 7 > day.length;
    }
    if (item.size() == 3 && item[1] == '#') {
      return day.weekday == item[0] - '0' && (day.day + 6) / 7 == item[2] - '0';
    }
    return item_matches(item, day.weekday, 0);
  });
}

class Fields {
 public:
  std::string minute, hour, day, month, weekday;

  explicit Fields(const std::string& cron) {
    std::istringstream(cron) >> minute >> hour >> day >> month >> weekday;
  }
  /// Equal days are asked about once.
  [[nodiscard]] bool match_day(int days) {
    const Day at = day_at(days);
    auto& seen = seen_[static_cast<std::size_t>(
        (((at.length - 28) * 31 + at.day - 1) * 7 + at.weekday) * 12 +
        at.month - 1)];
    if (seen == 0) seen = match(at) ? 1 : 2;
    return seen == 1;
  }

 private:
  [[nodiscard]] bool match(const Day& at) const {
    if (!field_matches(month, at.month, 1)) return false;
    const bool of_month = month_day_matches(day, at);
    const bool of_week = weekday_matches(weekday, at);
    return day == "*" || weekday == "*" ? of_month && of_week
                                        : of_month || of_week;
  }

  std::vector<char> seen_ = std::vector<char>(4 * 31 * 7 * 12);
};

/// The n-th Sunday of a month, or the last one (n = 0), at a minute of it.
int sunday(int year, unsigned month, unsigned n, int minute) {
  const chr::year_month in = chr::year(year) / chr::month(month);
  const chr::sys_days day = n == 0 ? chr::sys_days(in / chr::Sunday[chr::last])
                                   : chr::sys_days(in / chr::Sunday[n]);
  return static_cast<int>((day - kOrigin).count()) * kMinutesADay + minute;
}

/// Minutes east of UTC by the rules since 2007.
int offset_at(const std::string& zone, int minute) {
  if (zone.empty()) return 0;
  const int days = floor_div(minute, kMinutesADay);
  const int year =
      static_cast<int>(chr::year_month_day(kOrigin + chr::days{days}).year());
  if (zone == "Europe/Paris") {
    const bool summer =
        minute >= sunday(year, 3, 0, 60) && minute < sunday(year, 10, 0, 60);
    return summer ? 120 : 60;
  }
  const bool summer =
      minute >= sunday(year, 3, 2, 420) && minute < sunday(year, 11, 1, 360);
  return summer ? -240 : -300;
}

std::vector<int> values(const std::string& field, int count) {
  std::vector<int> matching;
  for (int value = 0; value < count; ++value) {
    if (field_matches(field, value, 0)) matching.push_back(value);
  }
  return matching;
}

}  // namespace

std::string zone_of(const std::string& cron) {
  std::istringstream words(cron);
  std::string word;
  for (int field = 0; field < 6; ++field) {
    word.clear();
    words >> word;
  }
  return word;
}

std::vector<int> scan(const std::string& cron, int from, int to) {
  Fields fields(cron);
  const std::string zone = zone_of(cron);
  const std::vector<int> minutes = values(fields.minute, 60);
  const std::vector<int> hours = values(fields.hour, 24);
  std::vector<bool> at_hour(24);
  for (const int hour : hours) at_hour[static_cast<std::size_t>(hour)] = true;
  std::vector<int> ticks;
  const int begin = floor_div(from, kMinutesADay);
  for (int day = begin; day * kMinutesADay < to; ++day) {
    // Both zones are less than a day from UTC and change on the hour.
    const bool today = fields.match_day(day);
    const bool before = zone.empty() ? today : fields.match_day(day - 1);
    const bool after = zone.empty() ? today : fields.match_day(day + 1);
    if (!today && !before && !after) continue;
    for (int hour = 0; hour < 24; ++hour) {
      const int start = day * kMinutesADay + hour * 60;
      const int local = start + offset_at(zone, start);
      const int local_day = floor_div(local, kMinutesADay);
      const bool matching =
          local_day == day ? today : (local_day < day ? before : after);
      const int clock = (local - local_day * kMinutesADay) / 60;
      if (!matching || !at_hour[static_cast<std::size_t>(clock)]) continue;
      for (const int minute : minutes) {
        const int at = start + minute;
        if (at >= from && at < to) ticks.push_back(at);
      }
    }
  }
  return ticks;
}

}  // namespace lockstep::test
