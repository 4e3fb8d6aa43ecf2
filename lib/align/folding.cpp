// Rows of neighbours are numbered by doubling their width (Karp, Miller,
// Rosenberg 1972): a row is a pair of shorter rows.
#include "align/folding.hpp"

#include <algorithm>
#include <bit>
#include <unordered_map>

namespace lockstep {
namespace {

using std::chrono::days;

constexpr days kShortestMonth{28};

/// The cycle has no end: row i may go on with month 0.
using Rows = std::vector<std::uint64_t>;

std::int64_t floor_div(std::int64_t a, std::int64_t b) {
  const std::int64_t quotient = a / b;
  return quotient - (a % b < 0 ? 1 : 0);
}

std::size_t in_cycle(std::int64_t month) {
  return static_cast<std::size_t>(month - floor_div(month, kMonths) * kMonths);
}

/// Row i becomes that of i and of `distance` months later, numbered anew.
Rows joined(const Rows& rows, std::int64_t distance) {
  std::unordered_map<std::uint64_t, std::uint64_t> numbers;
  Rows result;
  for (std::int64_t i = 0; i < kMonths; ++i) {
    const std::uint64_t pair = rows[in_cycle(i)] * (kMonths + kMonthKinds) +
                               rows[in_cycle(i + distance)];
    result.push_back(numbers.try_emplace(pair, numbers.size()).first->second);
  }
  return result;
}

/// Equal numbers: months that are alike.
Rows kinds_of(std::chrono::year_month first, const Likeness& likeness) {
  Rows rows;
  for (std::int64_t i = 0; i < kMonths; ++i) {
    rows.push_back(static_cast<std::uint64_t>(kind_of(
        first + std::chrono::months{i}, likeness.names, likeness.weekdays)));
  }
  const std::int64_t width = likeness.behind + 1 + likeness.ahead;
  std::int64_t known = 1;
  for (; 2 * known <= width; known *= 2) rows = joined(rows, known);
  rows = joined(rows, width - known);
  std::rotate(rows.begin(), rows.end() - likeness.behind, rows.end());
  return rows;
}

std::int64_t power_of_two(std::int64_t months) {
  return static_cast<std::int64_t>(
      std::bit_ceil(static_cast<std::uint64_t>(months)));
}

}  // namespace

std::optional<Likeness> both(const std::optional<Likeness>& a,
                             const std::optional<Likeness>& b) {
  if (!a || !b) return std::nullopt;
  return Likeness{a->names || b->names, a->weekdays || b->weekdays,
                  std::max(a->behind, b->behind), std::max(a->ahead, b->ahead)};
}

std::int64_t months_in(seconds reach) {
  return (reach + days{1}) / kShortestMonth + 1;
}

std::optional<Likeness> likeness_of(const RunSequence& runs) {
  if (runs.is_listed() || !runs.period()) return std::nullopt;
  const Cadence* cadence = &runs.cadence();
  const auto calendar = calendar_of({&cadence, 1});
  if (!calendar) return std::nullopt;
  return Likeness{.names = calendar->months, .weekdays = calendar->weekdays};
}

std::vector<Part> months_of(const Scope& scope) {
  std::vector<Part> parts;
  for (sys_seconds from = scope.from; from < scope.to;) {
    const auto next = lockstep::month_of(from) + std::chrono::months{1};
    const sys_seconds to = std::min<sys_seconds>(first_of(next), scope.to);
    parts.push_back({from, to, 1});
    from = to;
  }
  return parts;
}

Folding::Folding(sys_seconds reference, const Likeness& likeness)
    : likeness_(likeness) {
  const auto first = lockstep::month_of(reference) + std::chrono::months{1};
  begin_ = first_of(first);
  for (std::int64_t i = 0; i < kMonths; ++i) {
    const days day = first_of(first + std::chrono::months{i}) - first_of(first);
    days_.push_back(static_cast<std::int32_t>(day.count()));
  }
  constexpr std::uint16_t kNone = 0xffff;
  std::vector<std::uint16_t> known(kMonths, kNone);
  const Rows kinds = kinds_of(first, likeness);
  for (std::int64_t i = 0; i < kMonths; ++i) {
    std::uint16_t& index = known[kinds[in_cycle(i)]];
    if (index == kNone) {
      index = static_cast<std::uint16_t>(representatives_.size());
      representatives_.push_back({i, 0, begin_of(i), begin_of(i + 1)});
    }
    ++representatives_[index].times;
    representative_.push_back(index);
  }
}

std::size_t Folding::representative_of(std::int64_t month) const {
  return representative_[in_cycle(month)];
}

sys_seconds Folding::begin_of(std::int64_t month) const {
  return begin_ + floor_div(month, kMonths) * kCycle +
         days{days_[in_cycle(month)]};
}

std::int64_t Folding::month_of(sys_seconds at) const {
  const std::int64_t all_days = std::chrono::floor<days>(at - begin_).count();
  const std::int64_t cycles = floor_div(all_days, kCycleDays);
  const std::int64_t day = all_days - cycles * kCycleDays;
  // No begin is a week from where months of mean length would put it.
  auto month = static_cast<std::size_t>(
      std::min((day + 7) * kMonths / kCycleDays, kMonths - 1));
  while (days_[month] > day) --month;
  return cycles * kMonths + static_cast<std::int64_t>(month);
}

std::vector<Part> Folding::parts_of(const Scope& scope) const {
  std::vector<Part> parts = {{scope.from, begin_, 1}};
  const std::size_t last = representative_of(kMonths - 1);
  for (std::size_t i = 0; i < representatives_.size(); ++i) {
    const Representative& month = representatives_[i];
    const std::int64_t whole = month.times - (i == last ? 1 : 0);
    if (whole > 0) parts.push_back({month.from, month.to, whole});
  }
  parts.push_back({begin_of(kMonths - 1), scope.to, 1});
  return parts;
}

const Folding* FoldingTable::folding_of(Likeness likeness) {
  likeness.behind = power_of_two(likeness.behind);
  likeness.ahead = power_of_two(likeness.ahead);
  if (likeness.behind > most_behind_) return nullptr;
  const auto found = foldings_.find(likeness);
  if (found != foldings_.end()) return &found->second;
  return &foldings_.emplace(likeness, Folding(reference_, likeness))
              .first->second;
}

}  // namespace lockstep
