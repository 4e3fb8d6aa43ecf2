// Zones copied once from cctz into flat tables of transitions. cctz itself
// continues a zone's final rule over one cycle of 400 years; the rule is
// periodic in it, so the table's last cycle serves every later one.

#include "cron/zone.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <optional>

#include <cctz/civil_time.h>
#include <cctz/time_zone.h>

#include "base/text.hpp"
#include "cron/calendar.hpp"
#include "cron/zone_names.hpp"
#include "cron/zone_table.hpp"

namespace lockstep {
namespace {

constexpr std::int64_t kCycleSeconds = kCycleDays * kSecondsPerDay;
/// A transition later than this (2300-01-01) comes from a rule for ever.
constexpr std::int64_t kFarFuture = 10'413'792'000;

constexpr std::size_t kLongestName = 64;

using Instant = cctz::time_point<cctz::seconds>;

std::unique_ptr<Zone> copy_zone(std::string_view name,
                                const cctz::time_zone& source) {
  // Before the first transition any instant shows the first offset.
  Instant at{cctz::seconds{-(std::int64_t{1} << 40)}};
  std::int32_t offset = source.lookup(at).offset;
  std::vector<std::int64_t> transitions;
  std::vector<std::int32_t> offsets{offset};
  cctz::time_zone::civil_transition change;
  while (source.next_transition(at, &change)) {
    at = Instant{cctz::seconds{change.from - cctz::civil_second()}} -
         cctz::seconds{offset};
    // Those that only rename the zone or flag it as summer time do not count.
    if (change.to == change.from) continue;
    offset += static_cast<std::int32_t>(change.to - change.from);
    transitions.push_back(at.time_since_epoch().count());
    offsets.push_back(offset);
  }
  const bool repeats = !transitions.empty() && transitions.back() > kFarFuture;
  return std::make_unique<Zone>(std::string(name), transitions, offsets,
                                repeats);
}

/// Names of the form `Area/City_Name-1+2`: nothing that leads out of the zone
/// database or to a file that is no zone of a place (`right/`, `localtime`).
bool is_zone_name(std::string_view name) {
  constexpr std::string_view kLetters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/_+-";
  constexpr std::string_view kNoZones[] = {"Factory", "localtime",
                                           "posixrules"};
  return !name.empty() && name.size() <= kLongestName &&
         name.find_first_not_of(kLetters) == std::string_view::npos &&
         name.front() != '/' && name.back() != '/' &&
         !name.starts_with("right/") && !name.starts_with("posix/") &&
         std::ranges::find(kNoZones, name) == std::end(kNoZones);
}

/// Abbreviations that people write for zones and that name several, or none.
struct Abbreviation {
  std::string_view name, advice;
};
constexpr Abbreviation kAbbreviations[] = {
    {"ACST", "write \"Australia/Adelaide\" or \"Australia/Darwin\""},
    {"AEDT", "write \"Australia/Sydney\""},
    {"AEST", "write \"Australia/Sydney\" or \"Australia/Brisbane\""},
    {"AST", "write \"America/Halifax\" or \"Asia/Riyadh\""},
    {"AWST", "write \"Australia/Perth\""},
    {"BRT", "write \"America/Sao_Paulo\""},
    {"BST", "write \"Europe/London\" or \"Asia/Dhaka\""},
    {"CAT", "write \"Africa/Maputo\""},
    {"CDT", "write \"America/Chicago\" or \"America/Havana\""},
    {"CEST", "write a city such as \"Europe/Paris\""},
    {"CST",
     "write \"America/Chicago\", \"Asia/Shanghai\" or "
     "\"America/Havana\""},
    {"CT", "write \"America/Chicago\""},
    {"EAT", "write \"Africa/Nairobi\""},
    {"EDT", "write \"America/New_York\""},
    {"EEST", "write a city such as \"Europe/Athens\""},
    {"ET", "write \"America/New_York\""},
    {"GST", "write \"Asia/Dubai\""},
    {"HKT", "write \"Asia/Hong_Kong\""},
    {"IST",
     "write \"Asia/Kolkata\", \"Europe/Dublin\" or "
     "\"Asia/Jerusalem\""},
    {"JST", "write \"Asia/Tokyo\""},
    {"KST", "write \"Asia/Seoul\""},
    {"MDT", "write \"America/Denver\""},
    {"MSK", "write \"Europe/Moscow\""},
    {"MT", "write \"America/Denver\""},
    {"NZDT", "write \"Pacific/Auckland\""},
    {"NZST", "write \"Pacific/Auckland\""},
    {"PDT", "write \"America/Los_Angeles\""},
    {"PKT", "write \"Asia/Karachi\""},
    {"PST", "write \"America/Los_Angeles\" or \"Asia/Manila\""},
    {"PT", "write \"America/Los_Angeles\""},
    {"SAST", "write \"Africa/Johannesburg\""},
    {"SGT", "write \"Asia/Singapore\""},
    {"SST", "write \"Pacific/Pago_Pago\" or \"Asia/Singapore\""},
    {"WAT", "write \"Africa/Lagos\""},
    {"WEST", "write a city such as \"Europe/Lisbon\""},
    {"WIB", "write \"Asia/Jakarta\""}};

bool same_in_any_case(std::string_view a, std::string_view b) {
  return a.size() == b.size() && to_lower(a) == to_lower(b);
}

/// `+02:00`, `UTC+2`, `GMT-05`: an offset where a zone is meant.
bool is_offset(std::string_view name) {
  if (name.starts_with("UTC") || name.starts_with("GMT")) name.remove_prefix(3);
  return name.size() >= 2 && (name[0] == '+' || name[0] == '-') &&
         name.find_first_not_of("0123456789:", 1) == std::string_view::npos;
}

/// The zone of the city `name`, else the zone spelled most like it.
std::string_view nearest_zone(std::string_view name) {
  if (name.size() > kLongestName) return {};
  for (const std::string_view zone : zone_names()) {
    const std::size_t city = zone.rfind('/') + 1;  // 0 if there is no slash
    if (city > 0 && same_in_any_case(zone.substr(city), name)) return zone;
  }
  return did_you_mean(name, zone_names());
}

ZoneError explain(std::string_view name) {
  const std::string shown = quoted(name);
  if (trim(name).empty()) {
    return {"empty time zone", "write an IANA name such as \"Europe/Paris\""};
  }
  for (const Abbreviation& abbreviation : kAbbreviations) {
    if (same_in_any_case(abbreviation.name, name)) {
      return {"time zone " + shown + " is an abbreviation, not a zone",
              std::string(abbreviation.advice)};
    }
  }
  if (is_offset(name)) {
    return {"time zone " + shown + " is an offset, not a zone",
            "write the IANA name of a place such as \"Europe/Paris\", or "
            "\"Etc/GMT-2\" for two hours east of UTC"};
  }
  const std::string_view near = nearest_zone(name);
  return {"unknown time zone " + shown,
          near.empty() ? "write an IANA name such as \"Europe/Paris\""
                       : "did you mean " + quoted(near) + "?"};
}

std::string two_digits(std::int64_t value) {
  return (value < 10 ? "0" : "") + std::to_string(value);
}

}  // namespace

Zone::Zone(std::string name, const std::vector<std::int64_t>& transitions,
           const std::vector<std::int32_t>& offsets, bool repeats)
    : name_(std::move(name)), repeats_(repeats) {
  const auto [least, most] = std::ranges::minmax(offsets);
  offset_span_ = most - least;
  for (std::size_t i = 0; i < offsets.size(); ++i) {
    Segment& segment = segments_.emplace_back();
    segment.offset = offsets[i];
    if (i > 0) segment.begin = transitions[i - 1];
    if (i < transitions.size()) segment.end = transitions[i];
  }
  if (transitions.empty()) return;
  const std::int64_t last = segments_.back().begin;
  periodic_from_ = last - (repeats_ ? kCycleSeconds : 0);
  std::uint16_t segment = 1;
  for (std::int64_t at = segments_[1].begin; at <= last; at += kBucket) {
    while (segments_[segment].end <= at) ++segment;
    buckets_.push_back(segment);
  }
}

Segment Zone::segment_at(std::int64_t instant) const {
  if (instant < segments_.front().end) return segments_.front();
  const std::int64_t last = segments_.back().begin;
  std::int64_t shift = 0;
  if (instant >= last) {
    if (!repeats_) return segments_.back();
    shift = ((instant - last) / kCycleSeconds + 1) * kCycleSeconds;
  }
  const std::int64_t at = instant - shift;
  const auto bucket = static_cast<std::uint64_t>(at - segments_[1].begin) /
                      static_cast<std::uint64_t>(kBucket);
  const Segment* segment = &segments_[buckets_[bucket]];
  while (segment->end <= at) ++segment;
  return {segment->begin + shift, segment->end + shift, segment->offset};
}

ZoneTable::ZoneTable() {
  zones_.emplace("UTC",
                 std::make_unique<Zone>("UTC", std::vector<std::int64_t>{},
                                        std::vector<std::int32_t>{0}, false));
}
ZoneTable::~ZoneTable() = default;
ZoneTable::ZoneTable(ZoneTable&&) noexcept = default;
ZoneTable& ZoneTable::operator=(ZoneTable&&) noexcept = default;

const Zone* ZoneTable::utc() const { return zones_.find("UTC")->second.get(); }

Expected<const Zone*, ZoneError> ZoneTable::find(std::string_view name) {
  if (const auto known = zones_.find(name); known != zones_.end()) {
    return known->second.get();
  }
  cctz::time_zone source;
  if (!is_zone_name(name) ||
      !cctz::load_time_zone(std::string(name), &source)) {
    return Unexpected{explain(name)};
  }
  auto zone = copy_zone(name, source);
  return zones_.emplace(std::string(name), std::move(zone)).first->second.get();
}

bool Clock::same_fixed_offset(const Clock& a, const Clock& b) {
  const auto segment = [](const Clock& clock) {
    return clock.zone == nullptr ? Segment{} : clock.zone->segment_at(0);
  };
  const Segment x = segment(a), y = segment(b);
  const auto is_eternal = [](const Segment& s) {
    return s.begin == kAlwaysBefore && s.end == kAlwaysAfter;
  };
  return is_eternal(x) && is_eternal(y) && x.offset == y.offset;
}

const std::string& zone_name(const Zone& zone) { return zone.name(); }

bool is_fixed_offset(const Zone& zone) {
  return zone.segment_at(0).end == kAlwaysAfter;
}

seconds utc_offset(const Zone& zone, sys_seconds instant) {
  return seconds{zone.segment_at(instant.time_since_epoch().count()).offset};
}

std::string format_local(const Zone& zone, sys_seconds instant) {
  const std::int64_t offset = utc_offset(zone, instant).count();
  std::string text = format_instant(instant + seconds{offset});
  text.pop_back();  // the Z
  const std::int64_t size = std::abs(offset);
  text += offset < 0 ? '-' : '+';
  text += two_digits(size / 3600) + ':' + two_digits(size / 60 % 60);
  if (size % 60 != 0) text += ':' + two_digits(size % 60);
  return text;
}

}  // namespace lockstep
