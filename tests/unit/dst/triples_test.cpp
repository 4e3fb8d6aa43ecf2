// The calls in croniter's own tests that are in a zone, under the policy
// `croniter`.

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <memory>
#include <span>

#include <nlohmann/json.hpp>

#include "cron/policy.hpp"
#include "support/paths.hpp"

namespace {

using lockstep::seconds;
using lockstep::sys_seconds;

std::vector<nlohmann::json> zoned_rows() {
  const auto path =
      lockstep::test::data_dir() / "cron/croniter_triples.jsonl.gz";
  const std::string command = "gzip -dc '" + path.string() + "' 2>/dev/null";
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"),
                                                   pclose);
  std::vector<nlohmann::json> rows;
  std::string line;
  for (int c = 0; pipe && c != EOF;) {
    c = std::fgetc(pipe.get());
    if (c != '\n' && c != EOF) {
      line += static_cast<char>(c);
    } else if (!line.empty()) {
      auto row = nlohmann::json::parse(line);
      if (!row[2].is_null()) rows.push_back(std::move(row));
      line.clear();
    }
  }
  return rows;
}

/// `tzfile('/usr/share/zoneinfo/Europe/London')` is Europe/London.
std::string zone_of(std::string name) {
  const std::string folder = "zoneinfo/";
  const std::size_t at = name.find(folder);
  if (at == std::string::npos) return name;
  name.erase(0, at + folder.size());
  return name.substr(0, name.find('\''));
}

std::string answer(const nlohmann::json& row, const lockstep::Zone& zone) {
  const auto compiled = compile_with_facts(row[0].get<std::string>(),
                                           *lockstep::find_dialect("croniter"));
  if (!compiled) return "refused";
  const auto clock = clock_of(&zone, *lockstep::find_policy("croniter"),
                              compiled->cron, compiled->facts);
  const double given = row[1].get<double>();
  const double floor = std::floor(given);
  const sys_seconds start{seconds{static_cast<std::int64_t>(floor)}};
  const bool backwards = row[3].get<bool>();
  const auto tick = !backwards ? next(compiled->cron, start, clock)
                    : floor == given
                        ? prev(compiled->cron, start, clock)
                        : prev_or_equal(compiled->cron, start, clock);
  return tick ? std::to_string(tick->time_since_epoch().count()) : "none";
}

}  // namespace

TEST_CASE("croniter's own tests in zones") {
  const auto rows = zoned_rows();
  lockstep::ZoneTable zones;
  if (rows.empty() || !zones.find("Europe/Athens")) {
    MESSAGE("SKIPPED: no calls of croniter's tests, or no zone database");
    return;
  }
  CHECK(rows.size() == 80);
  for (const auto& row : rows) {
    const auto zone = zones.find(zone_of(row[2].get<std::string>()));
    REQUIRE(zone.has_value());
    CAPTURE(row.dump());
    const std::string theirs = row[4].is_string()
                                   ? row[4].get<std::string>()
                                   : std::to_string(row[4].get<std::int64_t>());
    CHECK(answer(row, **zone) == theirs);
  }
}
