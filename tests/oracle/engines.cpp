#include "engines.hpp"

#include <array>

namespace oracle {
namespace {

using lockstep::Dialect;
using lockstep::find_dialect;

/// Healthchecks' engine: vixie's day rule, Quartz' special days.
Dialect cronsim() {
  Dialect d = *find_dialect("vixie");
  d.name = "cronsim";
  d.engine = "cronsim";
  d.six_fields = "smhDMW";
  d.wrap_range = lockstep::WrapRange::Refused;
  d.range_ends_on_sunday = false;
  d.open_step = lockstep::OpenStep::ToMaximum;
  d.open_step_to_seven = true;
  d.last_day = true;
  d.last_working_day = true;
  d.last_weekday_of_month = lockstep::LastWeekday::Suffix;
  d.nth_weekday = lockstep::NthWeekday::Mixed;
  d.macros = lockstep::Macros::Refused;
  return d;
}

/// The crate croner, after the draft standard OCPS.
Dialect croner() {
  Dialect d = *find_dialect("vixie");
  d.name = "croner";
  d.engine = "croner";
  d.day_rule = lockstep::DayRule::EitherUnlessStar;
  d.six_fields = "smhDMW";
  d.seven_fields = "smhDMWY";
  d.wrap_range = lockstep::WrapRange::Refused;
  d.range_ends_on_sunday = false;
  d.question = lockstep::Question::DayFields;
  d.last_day = true;
  d.last_working_day = true;
  d.nearest_weekday = lockstep::NearestWeekday::InLists;
  d.last_weekday_of_month = lockstep::LastWeekday::Suffix;
  d.nth_weekday = lockstep::NthWeekday::Mixed;
  d.macros = lockstep::Macros::AnyCase;
  return d;
}

/// The crate cron: Quartz' fields and weekdays without its special days.
Dialect cron_crate() {
  Dialect d = *find_dialect("quartz");
  d.name = "cron";
  d.engine = "the crate cron";
  d.question = lockstep::Question::DayFields;
  d.wrap_range = lockstep::WrapRange::Refused;
  d.zero_step_is_first = false;
  d.empty_items = false;
  d.last_day = false;
  d.last_working_day = false;
  d.last_day_minus = false;
  d.nearest_weekday = lockstep::NearestWeekday::Refused;
  d.last_weekday_of_month = lockstep::LastWeekday::Refused;
  d.bare_last_weekday = false;
  d.nth_weekday = lockstep::NthWeekday::Refused;
  d.skips_after_names = false;
  return d;
}

Engine croniter(std::string_view name, std::string_view command,
                std::string_view dialect, std::string_view policy = {}) {
  return {name, command, *find_dialect(dialect), 50, 9'999, {}, policy};
}

}  // namespace

std::span<const Engine> engines() {
  static const std::array kEngines{
      croniter("croniter-2.0.3", "croniter 2.0.3", "croniter@2.0.3"),
      croniter("croniter-2.0.5", "croniter 2.0.5", "croniter@2.0.5"),
      croniter("croniter-2.0.7", "croniter 2.0.7", "croniter@2.0.7"),
      croniter("croniter-3.0.4", "croniter 3.0.4", "croniter@3.0.4"),
      croniter("croniter-4.0.0", "croniter 4.0.0", "croniter@4.0.0"),
      croniter("croniter-5.0.1", "croniter 5.0.1", "croniter@5.0.1"),
      croniter("croniter-6.0.0", "croniter 6.0.0", "croniter@6.0.0"),
      croniter("croniter-6.2.4", "croniter 6.2.4", "croniter@6.2.4"),
      croniter("croniter-7.0.0", "croniter 7.0.0", "croniter", "croniter"),
      Engine{"cronsim", "cronsim 2.8", cronsim(), 50, 9'999, {}, "vixie"},
      Engine{"robfig",
             "robfig",
             *find_dialect("kubernetes"),
             5,
             9'999,
             {},
             "kubernetes"},
      Engine{"croner", "croner", croner(), 5'000},
      Engine{"cron-crate", "cron", cron_crate(), 5'000, 2'101},
      Engine{"cron-utils",
             "cron-utils",
             *find_dialect("kestra"),
             100,
             9'999,
             {},
             "kestra"},
      Engine{"quartz",
             "quartz",
             *find_dialect("quartz"),
             5'000,
             2'999,
             {},
             "quartz"},
      Engine{"systemd",
             "systemd",
             *find_dialect("portable"),
             5'000,
             2'200,
             {.near_misses = false},
             "systemd"}};
  return kEngines;
}

std::string_view name_of(Difference difference) {
  switch (difference) {
    case Difference::WeRefuse:
      return "only lockstep refuses";
    case Difference::TheyRefuse:
      return "only the engine refuses";
    case Difference::OtherTicks:
      return "other ticks";
  }
  return {};
}

std::span<const Known> known_differences() {
  using enum Difference;
  static constexpr std::array kKnown{
      Known{"croniter.*", TheyRefuse, "^@quarterly",
            "Airflow's preset, which croniter itself does not know"},
      Known{"croniter.*", WeRefuse, "is chosen by the engine",
            "`R` is a new random value at each parse"},
      Known{"croniter-[5-7].*", WeRefuse, "step over the wrapped range",
            "after the wrap the step starts anew, in some versions at another "
            "value"},
      Known{"croniter.*", WeRefuse, "ignores the (weekday|day of month) beside",
            "one of two restricted day fields is dropped"},
      Known{"croniter.*", WeRefuse, "mixes weekdays with weekdays of the month",
            "a full list such as `*/1,L5` drops the other item"},
      Known{"croniter.*", WeRefuse,
            "(year \\d+|month 0|day of month 0) is out of range",
            "the end of a wrapped range may lie below the field's minimum; "
            "with six fields day 0 is day 1 (up to 6.2)"},
      Known{R"(croniter-(?!6\.2).*)", OtherTicks, R"((^| )(\S*,)?L(,\S*)? )",
            "a list of 30 days and `L` counts as `*`"},
      Known{R"(croniter-[2-6]\.0.*)", OtherTicks,
            R"(-0[23]-\d\dT[^\n]*\n    engine:)",
            "a day that February lacks moves into March and passes its first "
            "days"},
      Known{"croniter-[23].*", WeRefuse, "weekday 7 is out of range",
            "with seconds or a year, 7 is no day and never comes"},
      Known{"croniter-[23].*", OtherTicks, R"(^(\S+\s+){4}\S*/\d\S*\s+\S)",
            "with seconds or a year, steps of weekdays count 7 as one more"},
      Known{"croniter-[23].*", OtherTicks, "engine: +never",
            "a day that none of the months has hides the weekday beside it"},
      Known{"croniter-4.*", OtherTicks, R"([ ,](6/\d|(\w+)-\2[/#]\d|\d-0/\d))",
            "a step on one weekday goes round the week from there"},
      Known{
          "cronsim", OtherTicks, R"((^|[ ,-])(\w+)-\2/\d)",
          "a range of one value with a step, `2-2/4`, runs on to the maximum"},
      Known{"cronsim", TheyRefuse, R"([a-z]{3}L|-\w+#)",
            "names before `L` and ranges before `#` are refused"},
      Known{"cronsim", TheyRefuse, "lockstep: never",
            "dates that no month has are refused"},
      Known{"robfig", WeRefuse, R"(\+\d)", "`+4` is a number to Go"},
      Known{"robfig", WeRefuse, R"([*?]-)",
            "what follows the dash of `*-3` is ignored"},
      Known{"robfig", WeRefuse, "@every", "counts from the start of a process"},
      Known{"cron-crate", WeRefuse, "^@",
            "macros; a dialect of ours has them only with five fields"},
      Known{"cron-crate", WeRefuse, "fields given|is not a|empty item",
            "fields need no blank between them, and blanks may stand inside"},
      Known{"cron-crate", WeRefuse, "stands alone", "`?` may stand in lists"},
      Known{"cron-crate", TheyRefuse, "is not a valid",
            "names are three letters or whole words"},
      Known{"cron-utils", WeRefuse, R"((^|[ ,])/\d)",
            "`/8` without a start is `*/8`"},
      Known{"cron-utils", WeRefuse, R"(\+\d)", "`+4` is a number to Java"},
      Known{"cron-utils", OtherTicks, R"((^|[ ,])7/\d)",
            "`7/2` is `0/2`: 7 is made 0 before the step"},
      Known{"cron-utils", TheyRefuse, "Period 0 not in range",
            "weekday step 7 is mapped to 0 as if it were Sunday"},
      Known{"quartz", WeRefuse, "`#` stands alone",
            "of a list with `#` only one item is heeded"},
      Known{"quartz", WeRefuse, "ignores the step after names",
            "`MON-FRI/2` is `MON-FRI`"},
      Known{"quartz", WeRefuse, R"([a-z]{3}(#|L)|-\w+#)",
            "what follows the third letter of a name is skipped, and ranges "
            "before `#` are mis-read"},
      Known{"quartz", WeRefuse, "is out of range",
            "ends of ranges, weekdays before `#` and years are not checked"},
      Known{"quartz", TheyRefuse, "with other days of the month",
            "`L` in a list of days of the month came with 2.4"},
      Known{"quartz", TheyRefuse, "NoSuchElement",
            "a field without a value fails only when it is asked"},
      Known{"quartz", WeRefuse, "step \\d+ is larger",
            "a step after a range may be of any size"},
      Known{"quartz", WeRefuse, "is not a |chosen by the engine",
            "characters that it does not expect are skipped"},
      Known{"quartz", OtherTicks, R"(,\S*\d+W|\d+W\S*,)",
            "`W` in a list with other days applies to the first of them"},
      Known{"cron-utils", OtherTicks,
            R"(^\S+ 1\S* \S+ \S+ \S+ America[^\n]*\n +after 2024-11)",
            "after days without a tick the first time of a repeated hour is "
            "passed over, if the day begins with it"},
      Known{"croniter-7.*|cronsim|robfig|cron-utils", OtherTicks,
            "Australia/Lord_Howe",
            "a change of the clocks by half an hour is taken for one of an "
            "hour, and ticks of the other half are lost"},
      Known{"systemd", WeRefuse, "", "not portable, so nothing to convert"},
      Known{"croner", WeRefuse, "empty item|`L` is not",
            "empty items of names and a bare `L` are accepted and never match"},
      Known{"croner", WeRefuse, R"(-\w+#)",
            "ranges of numbers before `#`, which here only names may have"},
      Known{"croner", WeRefuse, "is out of range", "any year from 1 to 5000"},
      Known{"croner", WeRefuse, R"(\?/|\w-SUN/\d)",
            "`?/27` is `*/27`, `FRI-SUN/2` ends on 7"},
      Known{"croner", WeRefuse, "is not a (day of month|weekday)",
            "names are replaced wherever they stand, `WL` is `L`"},
      Known{"croner", TheyRefuse, "^@midnight", "has no `@midnight`"},
      Known{"croner", OtherTicks, R"((\S+\s+){6}\S*/\d)",
            "steps of years count from year 1"},
      Known{"croner", OtherTicks, "SUN-SUN", "`SUN-SUN` is the whole week"},
      Known{"croner", TheyRefuse, "Invalid number",
            "a star stands alone in its field"},
  };
  return kKnown;
}

}  // namespace oracle
