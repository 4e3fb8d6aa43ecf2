// Interning by hash of the masks or ticks, then equality. The explicit ticks
// of one set come in one form: one shortest period that starts at the
// reference midnight.
#include "align/cadence_table.hpp"

#include <algorithm>

namespace lockstep {
namespace {

constexpr double kDaysPerYear = 365.2425;
constexpr std::int64_t kCycleYears = 400;

std::size_t mix(std::size_t hash, std::uint64_t value) {
  // The 64-bit step of FNV-1a on words instead of bytes.
  return static_cast<std::size_t>((hash ^ value) * 0x100000001b3ULL);
}

std::size_t hash_of(const Schedule& schedule) {
  std::size_t hash = 0xcbf29ce484222325ULL;
  for (const ZonedCron& member : schedule.crons) {
    hash = mix(hash, member.cron.second_mask);
    hash = mix(hash, member.cron.minute_mask);
    hash = mix(hash, member.cron.hour_mask);
    hash = mix(hash, member.cron.month_mask);
    for (const auto& months : member.cron.day_mask) {
      for (const std::uint32_t days : months) hash = mix(hash, days);
    }
    hash ^= hash >> 29;
  }
  return hash;
}

std::size_t hash_of(const Cadence& cadence) {
  std::size_t hash = cadence.ticks.size();
  for (const sys_seconds tick : cadence.ticks) {
    hash =
        mix(hash, static_cast<std::uint64_t>(tick.time_since_epoch().count()));
  }
  return hash;
}

bool equal(const Cadence& a, const Cadence& b) {
  return a.exact == b.exact && a.schedule == b.schedule &&
         a.repeats == b.repeats && a.start == b.start && a.end == b.end &&
         a.ticks == b.ticks;
}

/// True if the ticks of [0, period) are `parts` copies of the first part.
bool repeats_in_parts(const Cadence& cadence, std::int64_t parts) {
  const std::size_t total = cadence.ticks.size();
  const auto copies = static_cast<std::size_t>(parts);
  if (total % copies != 0) return false;
  const std::size_t size = total / copies;
  const seconds length = (cadence.end - cadence.start) / parts;
  for (std::size_t i = size; i < total; ++i) {
    if (cadence.ticks[i] - cadence.ticks[i - size] != length) return false;
  }
  return true;
}

/// Moves every tick into [reference, reference + period).
void move_to_reference(Cadence& cadence, sys_seconds reference) {
  const seconds period = cadence.end - cadence.start;
  for (sys_seconds& tick : cadence.ticks) {
    seconds into = (tick - reference) % period;
    if (into < seconds{0}) into += period;
    tick = reference + into;
  }
  std::sort(cadence.ticks.begin(), cadence.ticks.end());
  cadence.start = reference;
  cadence.end = reference + period;
}

/// Divides the period by each prime for which the ticks allow it.
void shorten_period(Cadence& cadence) {
  std::int64_t rest = (cadence.end - cadence.start) / std::chrono::days{1};
  for (std::int64_t prime = 2; rest > 1; ++prime) {
    if (prime * prime > rest) prime = rest;
    for (; rest % prime == 0; rest /= prime) {
      if (!repeats_in_parts(cadence, prime)) continue;
      cadence.end = cadence.start + (cadence.end - cadence.start) / prime;
      cadence.ticks.resize(cadence.ticks.size() /
                           static_cast<std::size_t>(prime));
    }
  }
}

Rank rank_of_ticks(const Cadence& cadence, Rate rate) {
  Rank rank;
  rank.fires = !cadence.ticks.empty();
  rank.periodic = true;
  rank.firings = rate.firings * kCycleDays / rate.days;
  seconds min_gap = cadence.end - cadence.start, max_gap{0};
  const auto widen = [&](seconds gap) {
    min_gap = std::min(min_gap, gap);
    max_gap = std::max(max_gap, gap);
  };
  for (std::size_t i = 1; i < cadence.ticks.size(); ++i) {
    widen(cadence.ticks[i] - cadence.ticks[i - 1]);
  }
  if (cadence.repeats && rank.fires) {
    widen(cadence.ticks.front() - cadence.ticks.back() +
          (cadence.end - cadence.start));
  }
  rank.min_gap = min_gap;
  rank.max_gap = max_gap;
  return rank;
}

CadenceFacts facts_of(const Cadence& cadence, sys_seconds as_of,
                      sys_seconds reference) {
  CadenceFacts facts;
  if (cadence.exact) {
    facts.rank = rank(cadence.schedule, reference);
    facts.rate = {facts.rank.firings, kCycleDays};
  } else {
    facts.rate = {static_cast<std::int64_t>(cadence.ticks.size()),
                  (cadence.end - cadence.start) / std::chrono::days{1}};
    facts.rank = rank_of_ticks(cadence, facts.rate);
    if (const auto tick = next(cadence, reference)) {
      facts.rank.next_tick = *tick - reference;
    }
  }
  facts.period = period_days(cadence);
  facts.newest = prev_or_equal(cadence, as_of);
  if (facts.newest) {
    facts.preceding = prev_or_equal(cadence, *facts.newest - seconds{1});
  }
  return facts;
}

double runs_per_year(const Cadence& cadence, const CadenceFacts& facts,
                     sys_seconds reference, seconds horizon) {
  if (cadence.exact && facts.rank.fires && !facts.rank.periodic) {
    const auto runs = count(cadence.schedule, reference, reference + horizon);
    return static_cast<double>(runs) * kDaysPerYear /
           std::chrono::duration<double, std::chrono::days::period>(horizon)
               .count();
  }
  if (cadence.exact) {
    return static_cast<double>(facts.rate.firings) / kCycleYears;
  }
  return static_cast<double>(facts.rate.firings) * kDaysPerYear /
         static_cast<double>(facts.rate.days);
}

}  // namespace

CadenceTable::CadenceTable(sys_seconds as_of, seconds horizon)
    : as_of_(as_of),
      reference_(midnight_of(as_of)),
      horizon_(std::max(std::chrono::floor<std::chrono::days>(horizon),
                        std::chrono::days{1})) {}

CadenceId CadenceTable::intern(const Schedule& schedule) {
  Cadence cadence;
  cadence.schedule = schedule;
  return add(std::move(cadence), hash_of(schedule));
}

CadenceId CadenceTable::intern_explicit(Cadence cadence) {
  if (cadence.repeats) {
    move_to_reference(cadence, reference_);
    shorten_period(cadence);
  }
  const std::size_t hash = hash_of(cadence);
  return add(std::move(cadence), hash);
}

CadenceId CadenceTable::add(Cadence cadence, std::size_t hash) {
  const auto [first, last] = by_hash_.equal_range(hash);
  for (auto entry = first; entry != last; ++entry) {
    if (equal(cadences_[entry->second.index()], cadence)) return entry->second;
  }
  const CadenceId id(cadences_.size());
  facts_.push_back(facts_of(cadence, as_of_, reference_));
  cadence.runs_per_year =
      runs_per_year(cadence, facts_.back(), reference_, horizon_);
  cadences_.push_back(std::move(cadence));
  by_hash_.emplace(hash, id);
  return id;
}

std::strong_ordering CadenceTable::by_frequency(CadenceId a,
                                                CadenceId b) const {
  if (a == b) return std::strong_ordering::equal;
  const CadenceFacts& x = facts(a);
  const CadenceFacts& y = facts(b);
  if (x.rank.fires != y.rank.fires) return y.rank.fires <=> x.rank.fires;
  if (x.rank.periodic != y.rank.periodic) {
    return y.rank.periodic <=> x.rank.periodic;
  }
  // Cross-multiplied; at most 1.3e10 firings times 1.5e6 days fit in 63 bits.
  return y.rate.firings * x.rate.days <=> x.rate.firings * y.rate.days;
}

std::strong_ordering CadenceTable::by_order(CadenceId a, CadenceId b) const {
  const auto frequency = by_frequency(a, b);
  if (frequency != 0) return frequency;
  return order(facts(a).rank, facts(b).rank);
}

const std::optional<Age>& CadenceTable::elapsed_age_at(CadenceId a,
                                                       CadenceId b) {
  const auto [entry, added] = elapsed_ages_.try_emplace({a, b});
  if (added) {
    entry->second = elapsed_age((*this)[a], (*this)[b], reference_, horizon_);
  }
  return entry->second;
}

const std::optional<Age>& CadenceTable::local_age_at(CadenceId a, CadenceId b) {
  const auto [entry, added] = local_ages_.try_emplace({a, b});
  if (added) {
    entry->second =
        age((*this)[a].schedule, (*this)[b].schedule, reference_, horizon_);
  }
  return entry->second;
}

bool CadenceTable::contains(CadenceId b, CadenceId a) {
  if (a == b) return true;
  const Cadence& inner = (*this)[a];
  const Cadence& outer = (*this)[b];
  if (!inner.exact || !outer.exact) return false;
  if (!fires(inner) || !fires(outer)) return !fires(inner);
  if (!share_clock(inner, outer)) return false;
  const auto [entry, added] = contains_.try_emplace({a, b});
  if (added) {
    const Relation relation =
        compare(inner.schedule, outer.schedule, reference_, horizon_);
    entry->second = relation == Relation::Equal || relation == Relation::Subset;
  }
  return entry->second;
}

}  // namespace lockstep
