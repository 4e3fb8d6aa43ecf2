#include "property/dst/engines.hpp"

#include <cctz/civil_time.h>
#include <algorithm>
#include <chrono>

namespace engines {
namespace {

constexpr std::int64_t kDay = 1440;
/// So that a year of runs stays small.
constexpr auto kMostRunsOfDay = 150;

std::int64_t floor_day(std::int64_t minute) {
  return minute >= 0 ? minute / kDay : -((-minute + kDay - 1) / kDay);
}

cctz::civil_minute civil(std::int64_t local) {
  return cctz::civil_minute(1970, 1, 1) + local;
}

cctz::time_zone::civil_lookup look_up(const Span& span, std::int64_t local) {
  return span.zone.lookup(cctz::civil_second(civil(local)));
}

std::int64_t minute_of(cctz::time_point<cctz::seconds> instant) {
  return instant.time_since_epoch().count() / 60;
}

using Runs = std::vector<std::int64_t>;
using Kind = cctz::time_zone::civil_lookup::civil_kind;

Runs wall(const Plain& cron, const Span& span) {
  Runs found;
  for (std::int64_t m = span.from; m < span.to; ++m) {
    if (cron.at_minute(span.local(m))) found.push_back(m);
  }
  return found;
}

/// Of two passes only one.
Runs one_pass(const Plain& cron, const Span& span, bool second) {
  Runs found;
  for (const std::int64_t m : wall(cron, span)) {
    const auto lookup = look_up(span, span.local(m));
    if (lookup.kind == Kind::REPEATED &&
        minute_of(second ? lookup.post : lookup.pre) != m) {
      continue;
    }
    found.push_back(m);
  }
  return found;
}

/// Every local time in turn: where does it run?
Runs by_local_time(const Plain& cron, const Span& span, bool wild,
                   bool second_pass_only) {
  Runs found;
  const auto add = [&](cctz::time_point<cctz::seconds> t) {
    const std::int64_t m = minute_of(t);
    if (m >= span.from && m < span.to) found.push_back(m);
  };
  const std::int64_t end = span.to + 2 * kDay;
  for (std::int64_t l = cron.after(span.from - 2 * kDay); l < end;
       l = cron.after(l)) {
    const auto lookup = look_up(span, l);
    if (lookup.kind == Kind::UNIQUE) add(lookup.trans);
    if (lookup.kind == Kind::SKIPPED && !wild) add(lookup.trans);
    if (lookup.kind == Kind::REPEATED) {
      if (wild || !second_pass_only) add(lookup.pre);
      add(lookup.post);
    }
  }
  std::ranges::sort(found);
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

/// The main loop of cronie's daemon.
Runs vixie(const Plain& cron, const Span& span) {
  Runs found;
  const bool wild = cron.starts_star;
  std::int64_t virtual_time = span.local(span.from) - 1;
  for (std::int64_t m = span.from; m < span.to; ++m) {
    const std::int64_t running = span.local(m);
    const std::int64_t late = running - virtual_time;
    bool run = cron.at_minute(running) && (wild || late > 0 || late < -180);
    if (late > 1 && late <= 180 && !wild) {
      for (std::int64_t l = virtual_time + 1; l < running; ++l) {
        run = run || cron.at_minute(l);
      }
    }
    if (late > 0 || late < -180) virtual_time = running;
    if (run) found.push_back(m);
  }
  return found;
}

/// Airflow's CronMixin._get_next(), run by run.
Runs airflow(const Plain& cron, const Span& span) {
  Runs found;
  // Long before: the elapsed branch remembers an old offset from run to run.
  std::int64_t at = span.from - (cron.hours_are_full ? 500 : 3) * kDay;
  const auto offset = [&](std::int64_t m) {
    return span.zone
               .lookup(cctz::time_point<cctz::seconds>(cctz::seconds(m * 60)))
               .offset /
           60;
  };
  while (at < span.to) {
    const std::int64_t naive = at + offset(at);
    const std::int64_t scheduled = cron.after(naive);
    if (cron.hours_are_full) {
      at += scheduled - naive;
    } else {
      const auto lookup = look_up(span, scheduled);
      // Skipped: the old offset, so later by the gap. Repeated: fold = 1.
      at = minute_of(lookup.kind == Kind::SKIPPED ? lookup.pre : lookup.post);
    }
    if (at >= span.from && at < span.to) found.push_back(at);
  }
  return found;
}

/// cron-utils' nextExecution(), issue 446 included.
Runs kestra(const Plain& cron, const Span& span) {
  const Runs all = wall(cron, span);
  Runs found;
  for (std::size_t i = 0; i < all.size();) {
    found.push_back(all[i]);
    std::size_t next = i + 1;
    if (next + 1 < all.size()) {
      const std::int64_t before = span.local(all[i]) - all[i];
      const std::int64_t after = span.local(all[next]) - all[next];
      if (after < before && (all[next + 1] - all[next]) / 60 > 1) {
        while (next < all.size() && all[next] <= all[i] + 60) ++next;
      }
    }
    i = next;
  }
  return found;
}

}  // namespace

bool Plain::on_day(std::int64_t day) const {
  const std::chrono::sys_days date{std::chrono::days{day}};
  const std::chrono::year_month_day parts{date};
  return days[static_cast<unsigned>(parts.day())] &&
         months[static_cast<unsigned>(parts.month())] &&
         weekdays[std::chrono::weekday(date).c_encoding()];
}

bool Plain::at_minute(std::int64_t local) const {
  const std::int64_t day = floor_day(local);
  const auto time = static_cast<std::size_t>(local - day * kDay);
  return hours[time / 60] && minutes[time % 60] && on_day(day);
}

std::int64_t Plain::after(std::int64_t local) const {
  for (++local;;) {
    const std::int64_t day = floor_day(local);
    if (!on_day(day)) {
      local = (day + 1) * kDay;
    } else if (!hours[static_cast<std::size_t>(local - day * kDay) / 60]) {
      local += 60 - (local - day * kDay) % 60;
    } else if (!at_minute(local)) {
      ++local;
    } else {
      return local;
    }
  }
}

Span::Span(const std::string& name, std::int64_t first, std::int64_t end)
    : from(first), to(end) {
  cctz::load_time_zone(name, &zone);
  for (std::int64_t m = from; m < to; ++m) {
    const cctz::time_point<cctz::seconds> t{cctz::seconds(m * 60)};
    offsets.push_back(zone.lookup(t).offset / 60);
  }
}

std::int64_t Span::local(std::int64_t minute) const {
  return minute + offsets[static_cast<std::size_t>(minute - from)];
}

Runs runs(const std::string& policy, const Plain& cron, const Span& span) {
  if (policy == "wall" || policy == "kubernetes") return wall(cron, span);
  if (policy == "quartz") return one_pass(cron, span, true);
  if (policy == "systemd" || policy == "eventbridge") {
    return one_pass(cron, span, false);
  }
  if (policy == "croniter") {
    return by_local_time(cron, span, cron.hours_are_full, false);
  }
  if (policy == "dagster") {
    return by_local_time(cron, span, cron.hour_is_star, true);
  }
  if (policy == "vixie") return vixie(cron, span);
  if (policy == "airflow") return airflow(cron, span);
  if (policy == "kestra") return kestra(cron, span);
  return {};
}

// ---- Random crons ----

namespace {

int pick(std::mt19937& random, int most) {
  return static_cast<int>(random() % static_cast<unsigned>(most));
}

/// One field of [first, end) as text; its values go to `set`.
std::string random_field(std::mt19937& random, int first, int end,
                         std::vector<bool>& set, int kind) {
  const int size = end - first;
  set.assign(static_cast<std::size_t>(end), false);
  const auto add = [&](int value) {
    set[static_cast<std::size_t>(value)] = true;
  };
  if (kind == 0) {
    for (int v = first; v < end; ++v) add(v);
    return "*";
  }
  if (kind == 1) {
    const int step = 1 + pick(random, size);
    for (int v = first; v < end; v += step) add(v);
    return "*/" + std::to_string(step);
  }
  if (kind == 2) {
    const int a = first + pick(random, size - 1);
    const int b = a + 1 + pick(random, end - a - 1);
    for (int v = a; v <= b; ++v) add(v);
    return std::to_string(a) + "-" + std::to_string(b);
  }
  std::string text;
  for (int i = 1 + pick(random, 3); i > 0; --i) {
    const int v = first + pick(random, size);
    add(v);
    text += (text.empty() ? "" : ",") + std::to_string(v);
  }
  return text;
}

/// Mostly the hours around the changes of clocks.
std::string random_hours(std::mt19937& random, std::vector<bool>& set) {
  const int kind = pick(random, 8);
  if (kind < 4) return random_field(random, 0, 24, set, kind);
  if (kind == 4) {
    set.assign(24, true);
    return "0-23";
  }
  set.assign(24, false);
  std::string text;
  constexpr int kHours[] = {0, 1, 2, 3, 4, 23};
  for (int i = 1 + pick(random, 3); i > 0; --i) {
    const int hour = kHours[pick(random, 6)];
    set[static_cast<std::size_t>(hour)] = true;
    text += (text.empty() ? "" : ",") + std::to_string(hour);
  }
  return text;
}

void fill(std::mt19937& random, Plain& cron) {
  const std::string minute =
      random_field(random, 0, 60, cron.minutes, pick(random, 8) / 2);
  const std::string hour = random_hours(random, cron.hours);
  const bool by_day = pick(random, 5) == 0;
  const bool by_weekday = !by_day && pick(random, 4) == 0;
  const std::string day =
      random_field(random, 1, 29, cron.days, by_day ? 2 + pick(random, 2) : 0);
  if (!by_day) cron.days.assign(32, true);
  cron.days.resize(32);
  const std::string month =
      random_field(random, 1, 13, cron.months, pick(random, 6) == 0 ? 3 : 0);
  const std::string weekday =
      random_field(random, 0, 7, cron.weekdays, by_weekday ? 3 : 0);
  cron.text = minute + " " + hour + " " + day + " " + month + " " + weekday;
  cron.hour_is_star = hour == "*";
  cron.starts_star = minute.front() == '*' || hour.front() == '*';
  cron.hours_are_full =
      std::ranges::all_of(cron.hours, [](bool value) { return value; });
}

}  // namespace

Plain random_plain(std::mt19937& random) {
  Plain cron;
  do {
    fill(random, cron);
  } while (std::ranges::count(cron.minutes, true) *
               std::ranges::count(cron.hours, true) >
           kMostRunsOfDay);
  return cron;
}

}  // namespace engines
