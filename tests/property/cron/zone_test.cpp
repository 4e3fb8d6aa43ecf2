// Zones: our tables against cctz, for every zone of the machine; ticks of the
// wall clock against a scan by minutes across gaps and folds.

#include <doctest/doctest.h>

#include <cctz/civil_time.h>
#include <cctz/time_zone.h>
#include <algorithm>

#include "cron/schedule.hpp"
#include "cron/zone_names.hpp"
#include "property/cron/oracle.hpp"

namespace {

using lockstep::Cron;
using lockstep::seconds;
using lockstep::sys_seconds;

constexpr std::int64_t kFrom1902 = -2'145'916'800;
constexpr std::int64_t kFrom2037 = 2'114'380'800;
constexpr std::int64_t kTo2490 = 16'409'865'600;
constexpr std::int64_t kCycle = 146'097LL * 86'400;

sys_seconds at(std::int64_t t) { return sys_seconds{seconds{t}}; }

std::int64_t offset_by_cctz(const cctz::time_zone& zone, std::int64_t t) {
  return zone.lookup(cctz::time_point<cctz::seconds>(cctz::seconds(t))).offset;
}

/// Instants of the zone's changes from 1902 on, by cctz.
std::vector<std::int64_t> changes_of(const cctz::time_zone& zone) {
  std::vector<std::int64_t> found;
  cctz::time_point<cctz::seconds> t{cctz::seconds(kFrom1902)};
  cctz::time_zone::civil_transition change;
  while (zone.next_transition(t, &change)) {
    const auto lookup = zone.lookup(change.to);
    t = lookup.kind == cctz::time_zone::civil_lookup::UNIQUE
            ? cctz::convert(change.to, zone)
            : lookup.trans;
    found.push_back(t.time_since_epoch().count());
  }
  return found;
}

/// Before, at and after every gap and fold, and between.
int wrong_offsets(const lockstep::Zone& ours, const cctz::time_zone& theirs) {
  int wrong = 0;
  const auto check = [&](std::int64_t t) {
    wrong += utc_offset(ours, at(t)).count() != offset_by_cctz(theirs, t);
  };
  for (const std::int64_t change : changes_of(theirs)) {
    for (const std::int64_t d : {-1, 0, 1}) check(change + d);
    // cctz lists one cycle of the last rule; the next one begins before 2490.
    if (change < kFrom2037) continue;
    for (const std::int64_t d : {-1, 0, 1}) check(change + kCycle + d);
  }
  for (std::int64_t t = kFrom1902; t < kTo2490; t += 86'400 * 397) check(t);
  // Beyond, the last rule repeats; cctz shifts by cycles as well.
  for (std::int64_t t = kTo2490; t < kTo2490 + 5 * kCycle; t += kCycle / 50) {
    check(t);
  }
  return wrong;
}

Cron compiled(const char* text) {
  const auto cron =
      lockstep::compile(text, *lockstep::find_dialect("croniter"));
  REQUIRE(cron.has_value());
  return *cron;
}

/// Every instant of [from, to) at which the zone's clock shows a local tick,
/// by the plain matcher and cctz.
std::vector<std::int64_t> scan(const Cron& cron, const cctz::time_zone& zone,
                               std::int64_t from, std::int64_t to) {
  std::vector<std::int64_t> ticks;
  for (std::int64_t t = from; t < to; t += 60) {
    if (matches(cron, at(t + offset_by_cctz(zone, t)))) ticks.push_back(t);
  }
  return ticks;
}

void check_ticks(const Cron& cron, const lockstep::Clock& clock,
                 const std::vector<std::int64_t>& ticks, std::int64_t from,
                 std::int64_t to) {
  int wrong = 0;
  for (std::size_t i = 0; i + 1 < ticks.size(); ++i) {
    wrong += next(cron, at(ticks[i]), clock) != at(ticks[i + 1]);
    wrong += prev(cron, at(ticks[i + 1]), clock) != at(ticks[i]);
    wrong += next(cron, at(ticks[i + 1] - 1), clock) != at(ticks[i + 1]);
    wrong += prev_or_equal(cron, at(ticks[i]), clock) != at(ticks[i]);
    wrong += !matches(cron, at(ticks[i]), clock);
  }
  CHECK(wrong == 0);
  for (std::int64_t start = from; start < to; start += 86'400 * 5 + 1800) {
    const auto expected = std::ranges::lower_bound(ticks, to) -
                          std::ranges::lower_bound(ticks, start);
    CHECK(count(cron, at(start), at(to), clock) == expected);
  }
}

}  // namespace

TEST_CASE("offsets equal cctz's in every zone of the machine") {
  lockstep::ZoneTable zones;
  int checked = 0;
  for (const std::string_view name : lockstep::zone_names()) {
    cctz::time_zone theirs;
    if (!cctz::load_time_zone(std::string(name), &theirs)) continue;
    const auto ours = zones.find(name);
    REQUIRE_MESSAGE(ours.has_value(), name);
    CHECK_MESSAGE(wrong_offsets(**ours, theirs) == 0, name);
    ++checked;
  }
  if (checked == 0) MESSAGE("SKIPPED: the machine has no zone database");
}

TEST_CASE("ticks across gaps and folds equal a scan of the wall clock") {
  struct Row {
    const char* zone;
    std::int64_t from, to;  ///< round numbers of UTC days
  };
  constexpr std::int64_t kDay = 86'400;
  const Row rows[] = {
      {"America/New_York", 19'780 * kDay, 20'050 * kDay},     // 2024
      {"Europe/Paris", 19'780 * kDay, 20'050 * kDay},         // 2024
      {"Australia/Lord_Howe", 19'780 * kDay, 20'050 * kDay},  // half an hour
      {"America/Sao_Paulo", 17'800 * kDay, 18'000 * kDay},    // at midnight
      {"Pacific/Apia", 15'330 * kDay, 15'350 * kDay},         // a day skipped
      {"Africa/Casablanca", 19'780 * kDay, 19'850 * kDay},    // Ramadan
      {"Europe/Paris", 400'000 * kDay, 400'200 * kDay},       // year 3065
  };
  const char* const texts[] = {"* * * * *",      "30 2 * * *",    "0 */2 * * *",
                               "*/20 1,2 * * *", "0 0 * * *",     "15 23 * * 0",
                               "30 0 L * *",     "30 2 25-31 3 *"};
  lockstep::ZoneTable zones;
  for (const Row& row : rows) {
    cctz::time_zone theirs;
    if (!cctz::load_time_zone(row.zone, &theirs)) {
      MESSAGE("SKIPPED: no zone ", row.zone);
      continue;
    }
    const lockstep::Clock clock{*zones.find(row.zone)};
    for (const char* text : texts) {
      CAPTURE(row.zone);
      CAPTURE(text);
      const Cron cron = compiled(text);
      check_ticks(cron, clock, scan(cron, theirs, row.from, row.to), row.from,
                  row.to);
    }
  }
}

TEST_CASE("a cron that only a gap would show never fires") {
  lockstep::ZoneTable zones;
  const auto paris = zones.find("Europe/Paris");
  if (!paris) {
    MESSAGE("SKIPPED: the machine has no zone database");
    return;
  }
  // 02:30 on the last Sunday of March does not exist under today's rule.
  const Cron cron = compiled("30 2 * 3 L0");
  const lockstep::Clock clock{*paris};
  CHECK_FALSE(next(cron, at(1'704'067'200), clock).has_value());
  CHECK(count(cron, at(1'704'067'200), at(1'704'067'200 + kCycle), clock) == 0);
  // Before the European rule of 1981 it did: last in 1974.
  CHECK(prev(cron, at(1'704'067'200), clock).has_value());
}
