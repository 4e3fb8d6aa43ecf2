// Every unit of a scope, a month or a week, gets a number for what it holds;
// units in the middle of equal rows of numbers are alike.
#include "align/parts.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>

#include "align/memo.hpp"
#include "cron/transitions.hpp"

namespace lockstep {
namespace {

using std::chrono::days;
using std::chrono::year_month;

constexpr days kWeek{7}, kShortestMonth{28};

/// Unit i is [begins[i], begins[i + 1]).
struct Units {
  std::vector<sys_seconds> begins;
  std::vector<std::int64_t> kinds;
};

/// Months are equal if their lengths are, and what else the crons look at.
Units months(const Scope& scope, std::int64_t around, bool name, bool weekday) {
  Units units;
  const std::chrono::months more{around};
  const year_month last = month_of(scope.to) + more;
  for (year_month month = month_of(scope.from) - more; month <= last;
       month += std::chrono::months{1}) {
    units.begins.emplace_back(first_of(month));
    units.kinds.push_back(kind_of(month, name, weekday));
  }
  return units;
}

/// Offsets of the zones in [begin, end): at the begin and from each change on.
MemoKey offsets_in(const std::vector<const Zone*>& zones, sys_seconds begin,
                   sys_seconds end) {
  MemoKey key;
  for (const Zone* zone : zones) {
    key.push_back(utc_offset(*zone, begin).count());
    for (auto at = next_transition(*zone, begin); at && *at < end;
         at = next_transition(*zone, *at)) {
      key.push_back((*at - begin).count());
      key.push_back(utc_offset(*zone, *at).count());
    }
    key.push_back(-1);
  }
  return key;
}

Units weeks(const Scope& scope, std::int64_t around,
            const std::vector<const Zone*>& zones) {
  Units units;
  Memo<std::int64_t> kinds;
  const sys_seconds last = scope.to + around * kWeek;
  for (sys_seconds begin = scope.from - around * kWeek; begin <= last;
       begin += kWeek) {
    const auto [kind, added] =
        kinds.try_emplace(offsets_in(zones, begin, begin + kWeek),
                          static_cast<std::int64_t>(kinds.size()));
    units.begins.push_back(begin);
    units.kinds.push_back(kind->second);
  }
  return units;
}

/// The units of the scope by the rows of `around` kinds on either side. What
/// the scope cuts off at its ends stands alone, and so does its first unit:
/// nothing is known before it.
std::vector<Part> alike(const Scope& scope, const Units& units,
                        std::int64_t around) {
  std::vector<Part> parts;
  Memo<std::size_t> known;
  const auto side = static_cast<std::ptrdiff_t>(around);
  for (std::size_t i = 0; i + 1 < units.begins.size(); ++i) {
    const Part unit{std::max(units.begins[i], scope.from),
                    std::min(units.begins[i + 1], scope.to), 1};
    if (unit.from >= unit.to) continue;
    const bool cut = unit.from != units.begins[i] ||
                     unit.to != units.begins[i + 1] || parts.empty();
    if (!cut) {
      const auto middle = units.kinds.begin() + static_cast<std::ptrdiff_t>(i);
      const auto [found, added] = known.try_emplace(
          MemoKey(middle - side, middle + side + 1), parts.size());
      if (!added) {
        ++parts[found->second].times;
        continue;
      }
    }
    parts.push_back(unit);
  }
  return parts;
}

}  // namespace

seconds memory_of(const Reader& reader, const RunSequence& runs) {
  constexpr int kTicks = 3;
  const auto reach = [](const RunSequence& sequence) {
    const auto gap = greatest_gap(sequence.cadence());
    return int{kTicks} * gap.value_or(kCycle) + sequence.delay();
  };
  const Binding& binding = reader.binding();
  return reach(reader.input()) + reach(runs) + binding.length +
         std::chrono::abs(binding.offset);
}

double walked_share(const Scope& scope, const std::vector<Part>& parts) {
  seconds walked{0};
  for (const Part& part : parts) walked += part.to - part.from;
  return static_cast<double>(walked.count()) /
         static_cast<double>((scope.to - scope.from).count());
}

std::optional<Calendar> PartTable::calendar_of(
    const std::vector<const RunSequence*>& sequences) {
  std::vector<const Cadence*> cadences;
  for (const RunSequence* runs : sequences) {
    if (runs->is_listed()) return std::nullopt;
    cadences.push_back(&runs->cadence());
  }
  return lockstep::calendar_of(cadences);
}

const std::vector<Part>& PartTable::parts_of(
    const Scope& scope, const std::vector<const RunSequence*>& sequences,
    seconds memory) {
  const auto calendar = calendar_of(sequences);
  const bool by_weeks = calendar && !calendar->zones.empty();
  if (!calendar || by_weeks == calendar->dates) return whole(scope);
  const days unit = by_weeks ? kWeek : kShortestMonth;
  const std::int64_t around = memory / unit + 2;
  const seconds shortest = std::max<seconds>(shortest_, 4 * around * unit);
  if (scope.to - scope.from < shortest) return whole(scope);
  const auto [found, added] =
      known_.try_emplace({scope.from, scope.to, around, *calendar});
  if (added) {
    const Units units =
        by_weeks ? weeks(scope, around, calendar->zones)
                 : months(scope, around, calendar->months, calendar->weekdays);
    found->second = alike(scope, units, around);
  }
  return found->second;
}

const std::vector<Part>& PartTable::whole(const Scope& scope) {
  whole_ = {{scope.from, scope.to, 1}};
  return whole_;
}

}  // namespace lockstep
