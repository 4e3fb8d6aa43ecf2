// Unions and intersections of schedules, and the hash of a cron.

#include <concepts>

#include "cron/sets.hpp"

namespace lockstep {
namespace {

/// FNV-1a (Fowler, Noll, Vo), 64 bits.
class Fnv {
 public:
  template <std::unsigned_integral Number>
  void add(Number number) {
    for (std::size_t i = 0; i < sizeof number; ++i) {
      value_ = (value_ ^ (std::uint64_t{number} >> 8 * i & 0xFFU)) *
               0x0000'0100'0000'01B3;
    }
  }
  [[nodiscard]] std::uint64_t value() const { return value_; }

 private:
  std::uint64_t value_ = 0xCBF2'9CE4'8422'2325;
};

}  // namespace

Schedule unite(const Schedule& a, const Schedule& b) {
  Schedule both = a;
  both.crons.insert(both.crons.end(), b.crons.begin(), b.crons.end());
  return reduce(both);
}

std::optional<Schedule> intersect(const Schedule& a, const Schedule& b) {
  Schedule members = a;
  members.crons.insert(members.crons.end(), b.crons.begin(), b.crons.end());
  if (!one_zone(members)) return std::nullopt;
  Schedule both;
  for (const ZonedCron& x : a.crons) {
    for (const ZonedCron& y : b.crons) {
      both.crons.push_back({intersect(x.cron, y.cron), x.clock});
    }
  }
  return reduce(both);
}

std::uint64_t hash(const Cron& cron) {
  Fnv fnv;
  fnv.add(cron.second_mask);
  fnv.add(cron.minute_mask);
  fnv.add(cron.hour_mask);
  fnv.add(cron.month_mask);
  for (const auto& lengths : cron.day_mask) {
    for (const std::uint32_t days : lengths) fnv.add(days);
  }
  for (const std::uint64_t years : cron.year_mask) fnv.add(years);
  return fnv.value();
}

}  // namespace lockstep
