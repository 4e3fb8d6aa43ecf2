// Instants and durations: texts both ways.

#include "base/time.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <cstdio>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

namespace lockstep {
namespace {

std::string shown(const Expected<sys_seconds, TimeError>& result) {
  return result ? format_instant(*result) : result.error().message;
}
std::string shown(const Expected<seconds, TimeError>& result) {
  return result ? std::to_string(result->count()) : result.error().message;
}

TEST_CASE("instants are printed in UTC") {
  const std::pair<std::int64_t, std::string_view> rows[] = {
      {0, "1970-01-01T00:00:00Z"},
      {-1, "1969-12-31T23:59:59Z"},
      {1'704'067'200, "2024-01-01T00:00:00Z"},
      {1'709'210'096, "2024-02-29T12:34:56Z"},
      {253'402'300'799, "9999-12-31T23:59:59Z"},
      {253'402'300'800, "+10000-01-01T00:00:00Z"},
      {-62'167'219'200, "0000-01-01T00:00:00Z"},
      {-62'167'219'201, "-0001-12-31T23:59:59Z"},
  };
  for (const auto& [count, text] : rows) {
    CHECK(format_instant(sys_seconds{seconds{count}}) == text);
  }
}

TEST_CASE("instants are read") {
  const std::pair<std::string_view, std::string_view> rows[] = {
      {"2024-01-01", "2024-01-01T00:00:00Z"},
      {" 2024-02-29 ", "2024-02-29T00:00:00Z"},
      {"2024-01-01T06:30", "2024-01-01T06:30:00Z"},
      {"2024-01-01 06:30:05", "2024-01-01T06:30:05Z"},
      {"2024-01-01T06:30:05Z", "2024-01-01T06:30:05Z"},
      {"2024-01-01t06:30z", "2024-01-01T06:30:00Z"},
      {"2024-01-01T06:30+02:00", "2024-01-01T04:30:00Z"},
      {"2024-01-01T00:30:00+0545", "2023-12-31T18:45:00Z"},
      {"2023-12-31T19:30:00-0500", "2024-01-01T00:30:00Z"},
      {"2000-02-29", "2000-02-29T00:00:00Z"},
      {"9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"},
      {"0000-01-01", "0000-01-01T00:00:00Z"},
      {"-0001-12-31", "-0001-12-31T00:00:00Z"},
      {"+2024-01-01", "2024-01-01T00:00:00Z"},
      {"", R"("" is not an instant)"},
      {"now", R"("now" is not an instant)"},
      {"2024-1-1", R"("2024-1-1" is not an instant)"},
      {"20240101", R"("20240101" is not an instant)"},
      {"2024-01-01T", R"("2024-01-01T" is not an instant)"},
      {"2024-01-01T06", R"("2024-01-01T06" is not an instant)"},
      {"2024-01-01T06:30:", R"("2024-01-01T06:30:" is not an instant)"},
      {"2024-01-01T06:30+02", R"("2024-01-01T06:30+02" is not an instant)"},
      {"2024-01-01Z", R"("2024-01-01Z" is not an instant)"},
      {"2024-01-01T06:30ZZ",
       R"("2024-01-01T06:30ZZ" is not an instant: "Z" follows it)"},
      {"2024-13-01",
       R"("2024-13-01" is not an instant: month 13 is out of range 1-12)"},
      {"2024-01-00",
       R"("2024-01-00" is not an instant: day 0 is out of range 1-31)"},
      {"2023-02-29",
       R"("2023-02-29" is not an instant: month 2 of 2023 has 28 days)"},
      {"1900-02-29",
       R"("1900-02-29" is not an instant: month 2 of 1900 has 28 days)"},
      {"2024-01-01T24:00",
       R"("2024-01-01T24:00" is not an instant: hour 24 is out of range 0-23)"},
      {"2024-01-01T06:60",
       R"("2024-01-01T06:60" is not an instant: minute 60 is out of range 0-59)"},
      {"2024-01-01T06:30:60",
       R"("2024-01-01T06:30:60" is not an instant: second 60 is out of range 0-59)"},
      {"2024-01-01T06:30+24:00",
       R"("2024-01-01T06:30+24:00" is not an instant: offset hour 24 is out of range 0-23)"},
  };
  for (const auto& [text, expected] : rows) {
    CHECK(shown(parse_instant(text)) == expected);
  }
  CHECK(parse_instant("x").error().hint ==
        "write 2024-01-31, 2024-01-31T06:30Z or 2024-01-31T06:30:00+02:00");
}

TEST_CASE("every day of 800 years survives printing and reading") {
  // The calendar written out again: month lengths and the leap year rule.
  std::int64_t day = -135'140;  // 1600-01-01
  for (int year = 1600; year < 2400; ++year) {
    const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    const int lengths[] = {
        31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    for (int month = 1; month <= 12; ++month) {
      for (int date = 1; date <= lengths[month - 1]; ++date, ++day) {
        char text[32];
        std::snprintf(text, sizeof text, "%04d-%02d-%02dT00:00:00Z", year,
                      month, date);
        const sys_seconds instant{seconds{day * 86'400}};
        REQUIRE(format_instant(instant) == text);
        REQUIRE(*parse_instant(text) == instant);
      }
    }
  }
}

TEST_CASE("durations are read") {
  const std::pair<std::string_view, std::string_view> rows[] = {
      {"90s", "90"},
      {"5m", "300"},
      {"2h", "7200"},
      {"1d", "86400"},
      {"1w", "604800"},
      {"1h30m", "5400"},
      {"1w 2d 3h 4m 5s", "788645"},
      {" 1h  30m ", "5400"},
      {"-9h", "-32400"},
      {"0", "0"},
      {"3600", "3600"},
      {"-3600", "-3600"},
      {"0s", "0"},
      {"36525d", "3155760000"},
      {"3155760000", "3155760000"},
      {"P2W", "1209600"},
      {"P1DT6H", "108000"},
      {"PT1H30M", "5400"},
      {"PT1M", "60"},
      {"-PT5S", "-5"},
      {"", R"("" is not a duration: no number)"},
      {"-", R"("-" is not a duration: no number)"},
      {"h", R"("h" is not a duration: no number before "h")"},
      {"5x", R"("5x" is not a duration: unknown unit "x")"},
      {"10min", R"("10min" is not a duration: unknown unit "min")"},
      {"2 hours", R"("2 hours" is not a duration: a number has no unit)"},
      {"1H", R"("1H" is not a duration: unknown unit "H")"},
      {"1h30", R"("1h30" is not a duration: a number has no unit)"},
      {"1.5h", R"("1.5h" is not a duration: only whole numbers)"},
      {"PT1.5S", R"("PT1.5S" is not a duration: only whole numbers)"},
      {"30m1h",
       R"("30m1h" is not a duration: units go from large to small, each once)"},
      {"1h1h",
       R"("1h1h" is not a duration: units go from large to small, each once)"},
      {"PT5S3H",
       R"("PT5S3H" is not a duration: units go from large to small, each once)"},
      {"1y",
       R"("1y" is not a duration: months and years have no fixed length)"},
      {"P1M",
       R"("P1M" is not a duration: months and years have no fixed length)"},
      {"P", R"("P" is not a duration: nothing after P)"},
      {"P1DT", R"("P1DT" is not a duration: nothing after T)"},
      {"PTT1S", R"("PTT1S" is not a duration: no number before "T1S")"},
      {"P1d", R"("P1d" is not a duration: unknown unit "d")"},
      {"5T", R"("5T" is not a duration: unknown unit "T")"},
      {"--5s", R"("--5s" is not a duration: no number before "-5s")"},
      {"101y",
       R"("101y" is not a duration: months and years have no fixed length)"},
      {"36526d", R"("36526d" is not a duration of at most 100 years)"},
      {"36525d1s", R"("36525d1s" is not a duration of at most 100 years)"},
      {"99999999999999999999w",
       R"("99999999999999999999w" is not a duration of at most 100 years)"},
      {"99999999999999999999",
       R"("99999999999999999999" is not a duration of at most 100 years)"},
  };
  for (const auto& [text, expected] : rows) {
    CHECK(shown(parse_duration(text)) == expected);
  }
  CHECK(parse_duration("5x").error().hint ==
        "write 90s, 5m, 2h, 1d, 1w, a sum such as 1h30m, PT1H30M, or a number "
        "of seconds");
}

TEST_CASE("durations are printed exactly") {
  const std::pair<std::int64_t, std::string_view> rows[] = {
      {0, "0s"},
      {45 * 60, "45m"},
      {5400, "1h 30m"},
      {2 * 86'400 + 3 * 3600 + 5, "2d 3h 5s"},
      {14 * 86'400, "14d"},
      {-5400, "-1h 30m"},
      {86'399, "23h 59m 59s"},
      {std::numeric_limits<std::int64_t>::max(), "106751991167300d 15h 30m 7s"},
      {std::numeric_limits<std::int64_t>::min(),
       "-106751991167300d 15h 30m 8s"},
  };
  for (const auto& [count, text] : rows) {
    CHECK(format_duration(seconds{count}) == text);
  }
  for (std::int64_t count = -200'000; count < 200'000; count += 7) {
    REQUIRE(*parse_duration(format_duration(seconds{count})) == seconds{count});
  }
}

TEST_CASE("midnight rounds down") {
  const auto midnight = [](std::int64_t count) {
    return midnight_of(sys_seconds{seconds{count}}).time_since_epoch().count();
  };
  CHECK(midnight(0) == 0);
  CHECK(midnight(86'399) == 0);
  CHECK(midnight(86'400) == 86'400);
  CHECK(midnight(-1) == -86'400);
  CHECK(midnight(-86'400) == -86'400);
}

}  // namespace
}  // namespace lockstep
