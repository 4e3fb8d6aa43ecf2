#pragma once
// One cron expression, compiled. Every dialect question (names, steps, L, W,
// #, whether days combine by OR or AND) is folded into bit masks at compile
// time; afterwards all answers are closed-form functions of the masks.

#include <array>
#include <chrono>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/expected.hpp"
#include "base/time.hpp"
#include "cron/dialect.hpp"
#include "cron/zone.hpp"

namespace lockstep {

/// Length of the Gregorian calendar's cycle: 400 years.
inline constexpr std::int64_t kCycleDays = 146'097;
inline constexpr seconds kCycle{kCycleDays * 86'400};

/// Years that a cron may name in its year field (Quartz, EventBridge).
inline constexpr int kFirstYear = 1970;
inline constexpr int kLastYear = 2199;

/// What decides whether a day fires.
enum class DayPattern : std::uint8_t {
  Never,
  Weekday,     ///< the weekday alone, in every month of every year
  DayOfMonth,  ///< month and day, whatever the weekday
  Mixed,       ///< month, day and weekday
  Years        ///< there is a year list
};

/// The set of local civil seconds at which a cron fires, in canonical form:
/// two crons are equal if and only if they fire at the same instants.
/// Product of time-of-day masks, months, day masks and, rarely, years.
struct Cron {
  std::uint64_t second_mask = 0;  ///< bits 0-59; only bit 0 for 5-field crons
  std::uint64_t minute_mask = 0;  ///< bits 0-59
  std::uint32_t hour_mask = 0;    ///< bits 0-23
  std::uint16_t month_mask = 0;   ///< bits 0-11: January is bit 0
  // Derived from the other masks; compile() and intersect() keep them right.
  DayPattern day_pattern = DayPattern::Never;
  std::uint8_t weekday_mask = 0;  ///< of DayPattern::Weekday: bit 0 = Sunday
  /// Bit 7 * leap + w: a year with January 1 on weekday w has a firing day.
  /// Zero with a year list.
  std::uint16_t year_types = 0;
  /// Days of a month of length 28 + i whose first is weekday w (0 = Sunday):
  /// bit d - 1 for day d.
  std::array<std::array<std::uint32_t, 7>, 4> day_mask{};
  /// Bits 0-229: years 1970-2199; all zero means every year.
  std::array<std::uint64_t, 4> year_mask{};

  [[nodiscard]] constexpr bool has_years() const {
    return year_mask != std::array<std::uint64_t, 4>{};
  }
  friend auto operator<=>(const Cron&, const Cron&) = default;
};

/// Why a text is no cron. `offset` and `length` are bytes of that text.
struct CronError {
  std::size_t offset = 0;
  std::size_t length = 0;
  std::string message;  ///< `minute 60 is out of range 0-59`
  std::string hint;     ///< the fix in words, may be empty
};

enum class CronField : std::uint8_t {
  Second,
  Minute,
  Hour,
  DayOfMonth,
  Month,
  DayOfWeek,
  Year
};

/// `*/45` in a text: from first, every `step` up to last.
struct CronStep {
  CronField field;
  std::size_t offset, length;  ///< of the item in the text
  int first, last, step;
};

/// What lint needs to know about the text beside the masks.
struct CronFacts {
  int fields = 5;
  bool is_macro = false;                 ///< `@daily`
  bool day_of_month_restricted = false;  ///< not every day by itself
  bool day_of_week_restricted = false;
  bool days_by_union = false;  ///< both count and combine by OR
  /// The field texts' byte ranges, by CronField; length 0 where absent.
  std::array<std::pair<std::size_t, std::size_t>, 7> field_ranges{};
  std::vector<CronStep> steps;
  /// The day masks that the day-of-month and the day-of-week field alone give.
  std::array<std::array<std::uint32_t, 7>, 4> day_of_month_mask{};
  std::array<std::array<std::uint32_t, 7>, 4> day_of_week_mask{};
  bool hour_is_star = false;                ///< hour field is exactly `*`
  bool minute_or_hour_starts_star = false;  ///< vixie's "wildcard job"
};

struct CompiledCron {
  Cron cron;
  CronFacts facts;
};

/// Parses and validates `text` (blanks around it are ignored). Accepts the
/// dialect's macros; presets such as `daily` are the caller's business.
/// O(length), no allocation but in errors and facts; texts over 1,024 bytes
/// are refused.
[[nodiscard]] Expected<Cron, CronError> compile(std::string_view text,
                                                const Dialect& dialect);
/// The same with what lint wants to know about the text.
[[nodiscard]] Expected<CompiledCron, CronError> compile_with_facts(
    std::string_view text, const Dialect& dialect);

/// True for the texts that mean "no schedule": empty, or `None` in any case
/// with blanks around (Starlake writes it).
[[nodiscard]] bool is_no_schedule(std::string_view text);

/// Canonical text from the masks, or why the dialect cannot say it. Prefers
/// `*`, then `*/n`, ranges and lists, whichever is shortest; numbers only.
[[nodiscard]] Expected<std::string, CronError> print(const Cron& cron,
                                                     const Dialect& dialect);

// ---- Instants. `clock` says how local time maps to UTC; default: UTC. ----

// Far past and far future are fine: years -32,000 to 32,000.

/// Stands for "no tick" where an optional would be returned through memory,
/// which takes longer than to find a tick.
inline constexpr sys_seconds kNoTick = sys_seconds::min();
/// First tick at or after `at`, or kNoTick.
[[nodiscard]] sys_seconds tick_from(const Cron& cron, sys_seconds at,
                                    const Clock& clock = {});
/// Last tick at or before `at`, or kNoTick.
[[nodiscard]] sys_seconds tick_to(const Cron& cron, sys_seconds at,
                                  const Clock& clock = {});

/// First tick at or after `at`; nullopt if the schedule never fires again.
[[nodiscard]] inline std::optional<sys_seconds> next_or_equal(
    const Cron& cron, sys_seconds at, const Clock& clock = {}) {
  const sys_seconds tick = tick_from(cron, at, clock);
  return tick == kNoTick ? std::nullopt : std::optional(tick);
}
/// First tick strictly after `after`.
[[nodiscard]] inline std::optional<sys_seconds> next(const Cron& cron,
                                                     sys_seconds after,
                                                     const Clock& clock = {}) {
  if (after == sys_seconds::max()) return std::nullopt;
  return next_or_equal(cron, after + seconds{1}, clock);
}
/// floor(t) of the design: newest tick at or before `at`.
[[nodiscard]] inline std::optional<sys_seconds> prev_or_equal(
    const Cron& cron, sys_seconds at, const Clock& clock = {}) {
  const sys_seconds tick = tick_to(cron, at, clock);
  return tick == kNoTick ? std::nullopt : std::optional(tick);
}
/// Last tick strictly before `before`.
[[nodiscard]] inline std::optional<sys_seconds> prev(const Cron& cron,
                                                     sys_seconds before,
                                                     const Clock& clock = {}) {
  if (before == sys_seconds::min()) return std::nullopt;
  return prev_or_equal(cron, before - seconds{1}, clock);
}
[[nodiscard]] bool matches(const Cron& cron, sys_seconds at,
                           const Clock& clock = {});
/// Ticks in [from, to); 0 if to <= from. Closed form.
[[nodiscard]] std::int64_t count(const Cron& cron, sys_seconds from,
                                 sys_seconds to, const Clock& clock = {});

/// Half-open interval [start, end).
struct Window {
  sys_seconds start;
  sys_seconds end;
  friend bool operator==(const Window&, const Window&) = default;
};
/// The newest complete data interval at `at`: [prev(floor), floor).
[[nodiscard]] std::optional<Window> window(const Cron& cron, sys_seconds at,
                                           const Clock& clock = {});

// ---- The calendar alone (local time, DST ignored). ----

/// Exact over the 400-year cycle; with a year list over the listed years.
struct Frequency {
  std::int64_t firings = 0;  ///< per cycle (per listed years with a year list)
  bool periodic = true;      ///< false with a year list
  std::optional<seconds> min_gap;  ///< absent if it fires less than twice
  std::optional<seconds> max_gap;
  [[nodiscard]] bool uniform() const { return min_gap && min_gap == max_gap; }
};
[[nodiscard]] Frequency frequency(const Cron& cron);

/// The days of the cycle that fire: is a cron's day set every day, or a
/// function of the weekday alone? Decides the smallest common period.
enum class DayPeriod : std::uint8_t { Day, Week, Cycle, None };
[[nodiscard]] DayPeriod day_period(const Cron& cron);

enum class Relation : std::uint8_t {
  Equal,
  Disjoint,
  Subset,
  Superset,
  Overlap
};
/// The first that holds of equal, disjoint, subset (a in b), superset,
/// overlap; of two crons in one zone.
[[nodiscard]] Relation compare(const Cron& a, const Cron& b);
/// Ticks of both.
[[nodiscard]] Cron intersect(const Cron& a, const Cron& b);

/// Age of `a` at the ticks of `b`: b minus the newest tick of a at or before
/// b. Exact over the cycle. nullopt if one never fires.
struct Age {
  seconds min, max;
  double mean_seconds;
};
[[nodiscard]] std::optional<Age> age(const Cron& a, const Cron& b);

}  // namespace lockstep
