// `lockstep cron sort`: the total order of schedules by frequency, and
// Starlake's two measures for comparison. Equal values form groups.

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "base/text.hpp"
#include "cli/cron_options.hpp"
#include "cli/failure.hpp"
#include "cli/subcommands.hpp"
#include "cli/table.hpp"
#include "cron/schedule.hpp"
#include "report/json_parts.hpp"

namespace lockstep::cli {
namespace {

enum class MeasureKind : std::uint8_t { Mean, NextGap, Count };

/// One row of the table of measures.
struct Measure {
  std::string_view name;
  MeasureKind kind;
  int days;              ///< of a count
  std::string_view key;  ///< in JSON
  std::string_view title;
};

constexpr Measure kMeasures[] = {
    {"mean", MeasureKind::Mean, 0, "firings_per_cycle", "runs a year"},
    {"next-gap", MeasureKind::NextGap, 0, "next_gap_seconds", "next gap"},
    {"count:day", MeasureKind::Count, 1, "count", "runs in a day"},
    {"count:week", MeasureKind::Count, 7, "count", "runs in a week"},
    {"count:month", MeasureKind::Count, 30, "count", "runs in 30 days"},
    {"count:year", MeasureKind::Count, 365, "count", "runs in 365 days"},
};

struct Sorted {
  const CronItem* item;
  Rank rank;
  Frequency frequency;
  /// What the measure says; absent: it never fires (again).
  std::optional<std::int64_t> value;
};

const Measure& measure_of(const Arguments& arguments) {
  const std::string name = arguments.choice("measure", "mean");
  return *std::find_if(std::begin(kMeasures), std::end(kMeasures),
                       [&](const Measure& m) { return m.name == name; });
}

std::optional<std::int64_t> value_of(const Measure& measure,
                                     const Schedule& schedule,
                                     const Frequency& frequency,
                                     sys_seconds reference) {
  switch (measure.kind) {
    case MeasureKind::Mean:
      return frequency.firings;
    case MeasureKind::NextGap: {
      const std::optional<seconds> gap = next_gap(schedule, reference);
      if (!gap) return std::nullopt;
      return gap->count();
    }
    case MeasureKind::Count:
      return count_after(schedule, reference, measure.days);
  }
  return std::nullopt;
}

/// Most frequent first; Starlake breaks ties by the furthest next tick.
bool comes_before(const Measure& measure, const Sorted& a, const Sorted& b) {
  if (measure.kind != MeasureKind::Mean) {
    if (a.value.has_value() != b.value.has_value()) return a.value.has_value();
    if (a.value != b.value) {
      const bool larger = *a.value > *b.value;
      return measure.kind == MeasureKind::Count ? larger : !larger;
    }
    if (a.rank.next_tick != b.rank.next_tick) {
      return a.rank.next_tick > b.rank.next_tick;
    }
  }
  const std::strong_ordering by_rank = order(a.rank, b.rank);
  if (by_rank != 0) return by_rank < 0;
  return a.item->text < b.item->text;
}

/// The frequency from which `rank` was made; a rank says 0 for no gap.
Frequency frequency_of(const Rank& rank) {
  Frequency found{rank.firings, rank.periodic, {}, {}};
  if (rank.max_gap > seconds{0}) {
    found.min_gap = rank.min_gap;
    found.max_gap = rank.max_gap;
  }
  return found;
}

std::vector<Sorted> sort(const std::vector<const CronItem*>& items,
                         const Measure& measure, const CronReading& reading,
                         sys_seconds reference) {
  std::map<std::string_view, Sorted> distinct;
  for (const CronItem* const item : items) {
    if (distinct.contains(item->text)) continue;
    const Schedule schedule{{{*item->cron, reading.clock}}};
    Rank found = rank(schedule, reference);
    const Frequency facts = frequency_of(found);
    distinct.emplace(item->text,
                     Sorted{item, std::move(found), facts,
                            value_of(measure, schedule, facts, reference)});
  }
  std::vector<Sorted> sorted;
  for (auto& [text, entry] : distinct) sorted.push_back(std::move(entry));
  std::sort(sorted.begin(), sorted.end(),
            [&](const Sorted& a, const Sorted& b) {
              return comes_before(measure, a, b);
            });
  return sorted;
}

bool starts_group(const std::vector<Sorted>& sorted, std::size_t i) {
  return i == 0 || sorted[i - 1].value != sorted[i].value;
}

std::optional<double> mean_interval(const Frequency& frequency) {
  if (!frequency.periodic || frequency.firings == 0) return std::nullopt;
  return static_cast<double>(kCycle.count()) /
         static_cast<double>(frequency.firings);
}

void number_or_null(JsonWriter& json, const auto& value) {
  value ? json.number(*value) : json.null();
}

void gap_or_null(JsonWriter& json, const std::optional<seconds>& gap) {
  gap ? json.number(gap->count()) : json.null();
}

void write_groups(JsonWriter& json, const std::vector<Sorted>& sorted,
                  const Measure& measure) {
  json.key("groups").begin_array();
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    if (starts_group(sorted, i)) {
      json.line().begin_object().key(measure.key);
      number_or_null(json, sorted[i].value);
      json.key("crons").begin_array();
    }
    json.string(sorted[i].item->text);
    if (i + 1 == sorted.size() || starts_group(sorted, i + 1)) {
      json.end_array().end_object();
    }
  }
  json.end_array();
}

void write_row(JsonWriter& json, const Sorted& entry, const Measure& measure) {
  const Frequency& frequency = entry.frequency;
  json.line().begin_object().key("cron").string(entry.item->text);
  json.key("firings_per_cycle").number(frequency.firings);
  json.key("mean_interval_seconds");
  number_or_null(json, mean_interval(frequency));
  json.key("min_gap_seconds");
  gap_or_null(json, frequency.min_gap);
  json.key("max_gap_seconds");
  gap_or_null(json, frequency.max_gap);
  json.key("uniform").boolean(frequency.uniform());
  if (measure.kind != MeasureKind::Mean) {
    json.key(measure.key);
    number_or_null(json, entry.value);
  }
  json.end_object();
}

std::string to_json(const std::vector<Sorted>& sorted, const Measure& measure,
                    sys_seconds reference) {
  JsonWriter json;
  write_head(json, tool_info());
  json.key("measure").string(measure.name);
  json.key("reference").instant(reference);
  write_groups(json, sorted, measure);
  json.key("order").begin_array();
  for (const Sorted& entry : sorted) write_row(json, entry, measure);
  json.end_array().end_object();
  return json.take() + "\n";
}

std::string runs_a_year(const Frequency& frequency) {
  if (!frequency.periodic) {
    return fmt::format("{} in all", frequency.firings);
  }
  return fmt::format("{:.1f}", static_cast<double>(frequency.firings) / 400);
}

std::string gaps(const Frequency& frequency) {
  if (!frequency.min_gap) return frequency.firings == 0 ? "never fires" : "-";
  if (frequency.uniform()) return format_duration(*frequency.min_gap);
  return fmt::format("{} to {}", format_duration(*frequency.min_gap),
                     format_duration(*frequency.max_gap));
}

std::string shown_value(const Measure& measure, const Sorted& entry) {
  if (!entry.value) return "-";
  if (measure.kind == MeasureKind::NextGap) {
    return format_duration(seconds{*entry.value});
  }
  return std::to_string(*entry.value);
}

std::string to_text(const std::vector<Sorted>& sorted, const Measure& measure) {
  const bool by_mean = measure.kind == MeasureKind::Mean;
  Table table({"group", "cron", "runs a year", "gap between runs"});
  if (!by_mean) table.add_column(measure.title);
  std::size_t group = 0;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const Sorted& entry = sorted[i];
    const bool starts = starts_group(sorted, i);
    if (starts) ++group;
    std::vector<std::string> row = {
        starts ? std::to_string(group) : "", entry.item->text,
        runs_a_year(entry.frequency), gaps(entry.frequency)};
    if (!by_mean) row.push_back(shown_value(measure, entry));
    table.add_row(std::move(row));
  }
  return table.text();
}

}  // namespace

int cron_sort_command(Session& session) {
  const CronReading reading = cron_reading(session);
  const std::vector<CronItem> items = read_crons(session, reading);
  std::vector<const CronItem*> good;
  const int code = report_bad_crons(session, items, good);
  const Measure& measure = measure_of(session.arguments());
  const sys_seconds reference = midnight_of(
      session.arguments().instant("reference").value_or(reading.as_of));
  const std::vector<Sorted> sorted = sort(good, measure, reading, reference);
  session.output().write(session.arguments().format() == "json"
                             ? to_json(sorted, measure, reference)
                             : to_text(sorted, measure));
  return code;
}

}  // namespace lockstep::cli
