// Names of zones, what is said of those that are none, and the wall clock.

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "cron/zone.hpp"
#include "cron/zone_names.hpp"

namespace {

std::string failure(std::string_view name) {
  lockstep::ZoneTable zones;
  const auto zone = zones.find(name);
  if (zone) return "a zone";
  return zone.error().message + " (" + zone.error().hint + ')';
}

}  // namespace

TEST_CASE("what is no zone is explained") {
  const std::pair<const char*, const char*> rows[] = {
      {"Europe/Pari",
       "unknown time zone \"Europe/Pari\" (did you mean \"Europe/Paris\"?)"},
      {"europe/paris",
       "unknown time zone \"europe/paris\" (did you mean \"Europe/Paris\"?)"},
      {"New_York",
       "unknown time zone \"New_York\" (did you mean \"America/New_York\"?)"},
      {"IST",
       "time zone \"IST\" is an abbreviation, not a zone (write "
       "\"Asia/Kolkata\", \"Europe/Dublin\" or \"Asia/Jerusalem\")"},
      {"pst",
       "time zone \"pst\" is an abbreviation, not a zone (write "
       "\"America/Los_Angeles\" or \"Asia/Manila\")"},
      {"+02:00",
       "time zone \"+02:00\" is an offset, not a zone (write the IANA name of "
       "a place such as \"Europe/Paris\", or \"Etc/GMT-2\" for two hours east "
       "of UTC)"},
      {"UTC+2",
       "time zone \"UTC+2\" is an offset, not a zone (write the IANA name of a "
       "place such as \"Europe/Paris\", or \"Etc/GMT-2\" for two hours east of "
       "UTC)"},
      {"", "empty time zone (write an IANA name such as \"Europe/Paris\")"},
      {"../../etc/passwd",
       "unknown time zone \"../../etc/passwd\" (write an IANA name such as "
       "\"Europe/Paris\")"},
      {"/usr/share/zoneinfo/Europe/Paris",
       "unknown time zone \"/usr/share/zoneinfo/Europe/Paris\" (write an IANA "
       "name such as \"Europe/Paris\")"},
      {"localtime",
       "unknown time zone \"localtime\" (write an IANA name such as "
       "\"Europe/Paris\")"},
  };
  for (const auto& [name, message] : rows) CHECK(failure(name) == message);
  CHECK(failure(std::string(1'000'000, 'A')) != "a zone");
}

TEST_CASE("UTC needs no zone database and zones keep their place") {
  lockstep::ZoneTable zones;
  const lockstep::Zone* utc = *zones.find("UTC");
  CHECK(utc == zones.utc());
  CHECK(lockstep::zone_name(*utc) == "UTC");
  CHECK(lockstep::is_fixed_offset(*utc));
  lockstep::ZoneTable moved = std::move(zones);
  CHECK(moved.utc() == utc);
  CHECK(lockstep::Clock{} == lockstep::Clock{utc});
}

TEST_CASE("the wall clock of zones") {
  lockstep::ZoneTable zones;
  const auto local = [&](const char* zone, const char* instant) {
    return lockstep::format_local(**zones.find(zone),
                                  *lockstep::parse_instant(instant));
  };
  CHECK(local("UTC", "2024-01-01") == "2024-01-01T00:00:00+00:00");
  if (!zones.find("Europe/Paris")) {
    MESSAGE("SKIPPED: the machine has no zone database");
    return;
  }
  CHECK(local("Europe/Paris", "2024-03-31T00:59:59Z") ==
        "2024-03-31T01:59:59+01:00");
  CHECK(local("Europe/Paris", "2024-03-31T01:00:00Z") ==
        "2024-03-31T03:00:00+02:00");
  CHECK(local("America/New_York", "2024-01-01T00:00:00Z") ==
        "2023-12-31T19:00:00-05:00");
  CHECK(local("Australia/Lord_Howe", "9024-07-01T00:00:00Z") ==
        "9024-07-01T10:30:00+10:30");
  CHECK(local("America/New_York", "1880-01-01T00:00:00Z") ==
        "1879-12-31T19:03:58-04:56:02");
  CHECK(lockstep::is_fixed_offset(**zones.find("Etc/GMT+5")));
  CHECK_FALSE(lockstep::is_fixed_offset(**zones.find("Europe/Paris")));
}

TEST_CASE("names for did-you-mean are sorted and complete enough") {
  const auto names = lockstep::zone_names();
  CHECK(std::ranges::is_sorted(names));
  CHECK(names.size() > 500);
}
