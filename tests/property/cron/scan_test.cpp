// Every expression of a small grammar, each minute of nine weeks: next, prev,
// matches and count against a plain scan.

#include <doctest/doctest.h>

#include "property/cron/oracle.hpp"

namespace {

using lockstep::seconds;
using lockstep::sys_seconds;
using oracle::Field;
using oracle::Kind;

constexpr std::int64_t kBegin = 1'703'462'400;  // 2023-12-25
constexpr int kMinutes = 63 * 24 * 60;          // to 2024-02-26

const std::vector<Field> kMinuteFields = {
    {{Kind::Star}},
    {{Kind::Value, 0}},
    {{Kind::Star, 0, 0, 25}, {Kind::Value, 59}},
    {{Kind::Range, 58, 1, 1}}};
const std::vector<Field> kHourFields = {{{Kind::Star}},
                                        {{Kind::Value, 0}},
                                        {{Kind::Star, 0, 0, 7}},
                                        {{Kind::Range, 22, 2, 3}}};
const std::vector<Field> kDayFields = {
    {{Kind::Star}}, {{Kind::Value, 31}},  {{Kind::Star, 0, 0, 10}},
    {{Kind::Last}}, {{Kind::Nearest, 1}}, {{Kind::Value, 1}, {Kind::Star}}};
const std::vector<Field> kMonthFields = {
    {{Kind::Star}}, {{Kind::Value, 2}}, {{Kind::Range, 11, 1, 2}}};
const std::vector<Field> kWeekdayFields = {
    {{Kind::Star}},
    {{Kind::Range, 1, 5, 1}},
    {{Kind::Star, 0, 0, 3}},
    {{Kind::LastWeekday, 5}},
    {{Kind::NthWeekday, 1, 2}, {Kind::Value, 0}}};

std::optional<sys_seconds> instant(int minute) {
  if (minute < 0) return std::nullopt;
  return sys_seconds{seconds{kBegin + std::int64_t{minute} * 60}};
}

/// Beyond the scanned weeks nothing is known.
std::optional<sys_seconds> within(std::optional<sys_seconds> tick) {
  if (!tick || *tick < *instant(0) || *tick >= *instant(kMinutes)) {
    return std::nullopt;
  }
  return tick;
}

std::vector<bool> scan(const oracle::Expression& expression) {
  std::vector<bool> fires(kMinutes);
  std::vector<bool> time(1440);
  for (int minute = 0; minute < 1440; ++minute) {
    time[static_cast<std::size_t>(minute)] =
        expression.matches_time(minute * 60);
  }
  for (int day = 0; day < kMinutes / 1440; ++day) {
    const std::chrono::sys_days date{std::chrono::days{kBegin / 86'400 + day}};
    if (!expression.matches_day(date)) continue;
    for (int minute = 0; minute < 1440; ++minute) {
      fires[static_cast<std::size_t>(day * 1440 + minute)] =
          time[static_cast<std::size_t>(minute)];
    }
  }
  return fires;
}

/// The number of disagreements: one CHECK for each of millions would be slow.
int disagreements(const lockstep::Cron& cron, const std::vector<bool>& fires) {
  int wrong = 0, last = -1, upcoming = -1;
  std::vector<int> next_at(kMinutes + 1, -1);
  for (int minute = kMinutes - 1; minute >= 0; --minute) {
    next_at[static_cast<std::size_t>(minute)] = upcoming;
    if (fires[static_cast<std::size_t>(minute)]) upcoming = minute;
  }
  std::int64_t ticks = 0;
  for (int minute = 0; minute < kMinutes; ++minute) {
    const auto index = static_cast<std::size_t>(minute);
    const bool beside = fires[index] || (minute > 0 && fires[index - 1]);
    if (beside || minute % 97 == 0) {
      const sys_seconds at = *instant(minute);
      wrong += within(next(cron, at)) != instant(next_at[index]);
      wrong += within(prev(cron, at)) != instant(last);
      wrong += matches(cron, at) != fires[index];
      wrong += count(cron, *instant(0), at) != ticks;
    }
    if (fires[index]) {
      last = minute;
      ++ticks;
    }
  }
  return wrong;
}

}  // namespace

TEST_CASE("a small grammar, exhaustively, against a scan by minutes") {
  int expressions = 0;
  for (std::size_t i = 0;; ++i) {
    std::size_t rest = i;
    const auto choose = [&](const std::vector<Field>& fields) {
      const Field& field = fields[rest % fields.size()];
      rest /= fields.size();
      return field;
    };
    oracle::Expression expression;
    expression.minute = choose(kMinuteFields);
    expression.hour = choose(kHourFields);
    expression.day = choose(kDayFields);
    expression.month = choose(kMonthFields);
    expression.weekday = choose(kWeekdayFields);
    constexpr lockstep::DayRule kRules[] = {
        lockstep::DayRule::EitherUnlessStar,
        lockstep::DayRule::EitherUnlessStarItem,
        lockstep::DayRule::EitherUnlessStarPrefix, lockstep::DayRule::Both};
    if (rest != 0) break;
    expression.rule = kRules[i / 5 % 4];  // 5 shares no factor with 4
    const auto cron = lockstep::compile(expression.text(),
                                        oracle::everything(expression.rule));
    REQUIRE(cron.has_value());
    CHECK_MESSAGE(disagreements(*cron, scan(expression)) == 0,
                  expression.text());
    ++expressions;
  }
  CHECK(expressions == 4 * 4 * 6 * 3 * 5);
}
