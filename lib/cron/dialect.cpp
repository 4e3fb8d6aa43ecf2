// The table of dialects. Facts: cronie src/entry.c; croniter's source and
// change log, version by version; robfig/cron parser.go; Quartz
// CronExpression.java; the vendors' pages.

#include "cron/dialect.hpp"

#include <array>
#include <charconv>
#include <string>

#include "base/text.hpp"

namespace lockstep {
namespace {

// croniter 1.0 to 2.0.3, the oldest class; every later one changes a little.
constexpr Dialect kCroniter2{
    .name = "croniter@2.0",
    .summary = "croniter up to 2.0.3: a full day range counts as *",
    .day_rule = DayRule::EitherUnlessStarItem,
    .engine = "croniter up to 2.0.3",
    .five_fields = "mhDMW",
    .six_fields = "mhDMWs",
    .seven_in_long_texts = false,
    .full_days = FullDays::Star,
    .range_ends_on_sunday = true,
    .open_step_to_seven = true,
    .last_day = true,
    .last_day_range = true,
    .last_weekday_of_month = LastWeekday::Prefix,
    .nth_weekday = NthWeekday::Unmixed,
    .special_days_combine = false,
    .macros = Macros::AnyCase,
    .quarterly = true};

constexpr Dialect kCroniter204 = [] {
  Dialect d = kCroniter2;
  d.name = "croniter@2.0.4";
  d.summary = "croniter 2.0.4 and 2.0.5: a full day range is a restriction";
  d.engine = "croniter 2.0.4";
  d.full_days = FullDays::StarBesideStar;
  return d;
}();

constexpr Dialect kCroniter206 = [] {
  Dialect d = kCroniter204;
  d.name = "croniter@2.0.6";
  d.summary = "croniter 2.0.6 and 2.0.7: knows ? in the day fields";
  d.engine = "croniter 2.0.6";
  d.question = Question::DayFields;
  return d;
}();

constexpr Dialect kCroniter3 = [] {
  Dialect d = kCroniter206;
  d.name = "croniter@3.0";
  d.summary = "croniter 3: knows a year field";
  d.engine = "croniter 3";
  d.seven_fields = "mhDMWsY";
  return d;
}();

constexpr Dialect kCroniter4 = [] {
  Dialect d = kCroniter3;
  d.name = "croniter@4.0";
  d.summary = "croniter 4: refuses weekday 7";
  d.engine = "croniter 4";
  d.last_weekday = 6;
  d.equal_range = EqualRange::WholeWeek;
  d.open_step_to_seven = false;
  return d;
}();

constexpr Dialect kCroniter501 = [] {
  Dialect d = kCroniter3;
  d.name = "croniter@5.0.1";
  d.summary = "croniter 5.0.1 to 6.1: ranges wrap, 59/15 is the whole hour";
  d.engine = "croniter 5.0.1";
  d.wrap_range = WrapRange::CyclicUnlessStep;
  d.range_ends_on_sunday = false;
  d.open_step_to_seven = false;
  d.equal_range = EqualRange::WholeField;
  d.open_step = OpenStep::ToMaximumOrWholeField;
  return d;
}();

constexpr Dialect kCroniter62 = [] {
  Dialect d = kCroniter501;
  d.name = "croniter@6.2";
  d.summary = "croniter 6.2: knows 15W";
  d.engine = "croniter 6.2";
  d.nearest_weekday = NearestWeekday::Alone;
  d.nearest_weekday_clamps = true;
  return d;
}();

constexpr Dialect kCroniter63 = [] {
  Dialect d = kCroniter62;
  d.name = "croniter@6.3";
  d.summary = "croniter 6.3: 59/15 is minute 59";
  d.engine = "croniter 6.3";
  d.open_step = OpenStep::ToMaximum;
  return d;
}();

constexpr Dialect kCroniter7 = [] {
  Dialect d = kCroniter63;
  d.name = "croniter@7.0";
  d.summary = "croniter 7: weekday 7 beside seconds and years, too";
  d.engine = "croniter 7";
  d.seven_in_long_texts = true;
  return d;
}();

constexpr Dialect kCroniter = [] {
  Dialect d = kCroniter7;
  d.name = "croniter";
  d.summary = "croniter, newest: Airflow, Starlake, Dagster to 1.12";
  d.engine = "croniter";
  return d;
}();

constexpr Dialect kVixie{.name = "vixie",
                         .summary = "vixie cron as in cronie and Debian cron",
                         .day_rule = DayRule::EitherUnlessStarPrefix,
                         .engine = "vixie cron",
                         .five_fields = "mhDMW",
                         .wrap_range = WrapRange::Empty,
                         .range_ends_on_sunday = true,
                         .open_step = OpenStep::Refused,
                         .macros = Macros::LowerCase};

// Only documented forms; what the page is silent about is refused.
constexpr Dialect kDocumented{.name = "",
                              .summary = "",
                              .day_rule = DayRule::EitherUnlessStar,
                              .engine = "",
                              .five_fields = "mhDMW",
                              .last_weekday = 6,
                              .step_may_exceed_range = false};

constexpr Dialect kQuartz = [] {
  Dialect d = kDocumented;
  d.name = "quartz";
  d.summary = "Quartz: seconds first, 1 is Sunday, one day field is ?";
  d.day_rule = DayRule::Both;
  d.engine = "Quartz";
  d.five_fields = {};
  d.six_fields = "smhDMW";
  d.seven_fields = "smhDMWY";
  d.first_weekday = 1;
  d.last_weekday = 7;
  d.last_year = 2199;
  d.names = Names::ThreeLettersOrMore;
  d.wrap_range = WrapRange::Cyclic;
  d.years_wrap = false;
  d.skips_after_names = true;
  d.zero_step_is_first = true;
  d.empty_items = true;
  d.question = Question::Required;
  d.last_day = true;
  d.last_working_day = true;
  d.last_day_minus = true;
  d.nearest_weekday = NearestWeekday::InLists;
  d.last_weekday_of_month = LastWeekday::Suffix;
  d.bare_last_weekday = true;
  d.last_weekday_alone = true;
  d.nth_weekday = NthWeekday::Alone;
  return d;
}();

constexpr Dialect kKestra = [] {
  Dialect d = kDocumented;
  d.name = "kestra";
  d.summary = "Kestra (cron-utils, UNIX): seconds first if there are six";
  d.engine = "Kestra";
  d.six_fields = "smhDMW";
  d.last_weekday = 7;
  d.sunday_name = SundayName::Last;
  d.open_step_to_seven = true;
  d.unit_step_is_star = true;
  d.macros = Macros::LowerCase;
  return d;
}();

// kubernetes/api: "cannot use TZ or CRON_TZ in schedule".
constexpr Dialect kKubernetes = [] {
  Dialect d = kDocumented;
  d.name = "kubernetes";
  d.summary = "Kubernetes CronJob and Prow (robfig/cron 3)";
  d.day_rule = DayRule::EitherUnlessStarItem;
  d.engine = "Kubernetes";
  d.step_may_exceed_range = true;
  d.empty_items = true;
  d.question = Question::Anywhere;
  d.unit_step_is_star = true;
  d.macros = Macros::LowerCase;
  return d;
}();

// cloud.google.com/scheduler/docs/configuring/cron-job-schedules
constexpr Dialect kCloudScheduler = [] {
  Dialect d = kDocumented;
  d.name = "cloud-scheduler";
  d.summary = "Google Cloud Scheduler, unix-cron format";
  d.engine = "Cloud Scheduler";
  d.last_weekday = 7;
  d.open_step = OpenStep::Refused;
  return d;
}();

// docs.snowflake.com/en/sql-reference/sql/create-task
constexpr Dialect kSnowflake = [] {
  Dialect d = kDocumented;
  d.name = "snowflake";
  d.summary = "Snowflake tasks, USING CRON, without the zone";
  d.engine = "Snowflake";
  d.last_day = true;
  d.last_weekday_of_month = LastWeekday::Suffix;
  return d;
}();

// docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
constexpr Dialect kEventBridge = [] {
  Dialect d = kDocumented;
  d.name = "eventbridge";
  d.summary = "Amazon EventBridge: a year field, one day field is ?";
  d.day_rule = DayRule::Both;
  d.engine = "EventBridge";
  d.five_fields = {};
  d.six_fields = "mhDMWY";
  d.first_weekday = 1;
  d.last_weekday = 7;
  d.last_year = 2199;
  d.question = Question::Required;
  d.last_day = true;
  d.last_working_day = true;
  d.nearest_weekday = NearestWeekday::InLists;
  d.last_weekday_of_month = LastWeekday::Suffix;
  d.nth_weekday = NthWeekday::Alone;
  return d;
}();

constexpr Dialect kGithub = [] {
  Dialect d = kDocumented;
  d.name = "github";
  d.summary = "GitHub Actions (POSIX cron with names)";
  d.engine = "GitHub Actions";
  return d;
}();

constexpr Dialect kPortable = [] {
  Dialect d = kDocumented;
  d.name = "portable";
  d.summary = "what means the same in every dialect of five fields";
  d.engine = "portable cron";
  d.open_step = OpenStep::Refused;
  d.sunday_name = SundayName::NotInRanges;
  d.one_day_field = true;
  return d;
}();

constexpr std::array kDialects{
    kCroniter,       kVixie,       kQuartz,      kKestra,    kKubernetes,
    kCloudScheduler, kSnowflake,   kEventBridge, kGithub,    kPortable,
    kCroniter2,      kCroniter204, kCroniter206, kCroniter3, kCroniter4,
    kCroniter501,    kCroniter62,  kCroniter63,  kCroniter7};

using Version = std::array<int, 3>;

/// `6.2.4`: up to three numbers; nullopt-like {-1} if it is none.
Version parse_version(std::string_view text) {
  Version version{};
  const char* at = text.data();
  const char* const end = at + text.size();
  for (std::size_t i = 0; i < version.size(); ++i) {
    const auto [stop, error] = std::from_chars(at, end, version[i]);
    if (error != std::errc{} || version[i] < 0) return {-1};
    if (stop == end) return version;
    if (*stop != '.') return {-1};
    at = stop + 1;
  }
  return {-1};
}

/// Of the rows `name@version` the newest that is not newer than asked for; the
/// oldest row if all are.
const Dialect* find_version(std::string_view name, std::string_view version) {
  const Version wanted = parse_version(version);
  if (wanted[0] < 0) return nullptr;
  const Dialect* best = nullptr;
  for (const Dialect& dialect : kDialects) {
    const std::size_t at = dialect.name.find('@');
    if (at == std::string_view::npos || dialect.name.substr(0, at) != name) {
      continue;
    }
    const Version row = parse_version(dialect.name.substr(at + 1));
    if (best == nullptr || row <= wanted) best = &dialect;
  }
  return best;
}

}  // namespace

std::span<const Dialect> dialects() { return kDialects; }

const Dialect* find_dialect(std::string_view name) {
  const std::string key = to_lower(trim(name));
  for (const Dialect& dialect : kDialects) {
    if (dialect.name == key) return &dialect;
  }
  const std::size_t at = key.find('@');
  if (at == std::string::npos) return nullptr;
  return find_version(std::string_view(key).substr(0, at),
                      std::string_view(key).substr(at + 1));
}

}  // namespace lockstep
