#pragma once
// The cron dialects as one table: each row says what an engine accepts and how
// it reads it, so that one parser serves all (design: the feature matrix).

#include <cstdint>
#include <span>
#include <string_view>

namespace lockstep {

/// How the day-of-month and day-of-week fields combine.
enum class DayRule : std::uint8_t {
  EitherUnlessStar,        ///< OR unless one field is exactly `*` (or `?`)
  EitherUnlessStarItem,    ///< OR unless one field has an item `*` (or `?`)
  EitherUnlessStarPrefix,  ///< OR unless one field starts with `*` (vixie)
  Both,                    ///< always AND
};

/// What a full list of days (`1-31`, `*/1`) means to the day rule.
enum class FullDays : std::uint8_t {
  Restricted,      ///< a restriction like any other
  Star,            ///< the same as `*`
  StarBesideStar,  ///< `*` if the other day field contains a star
};

/// A range whose end is before its start, `22-2`.
enum class WrapRange : std::uint8_t {
  Refused,
  Cyclic,            ///< goes on at the field's minimum
  CyclicUnlessStep,  ///< so, but with a step only where all readings agree
  Empty,             ///< accepted, names no value (cronie)
};

/// A range of one value, `5-5`.
enum class EqualRange : std::uint8_t {
  Value,
  WholeWeek,  ///< `*` in the weekday
  WholeField  ///< `*` ("Jan-Jan is the cycle")
};

/// A start with a step and no end, `5/15`.
enum class OpenStep : std::uint8_t {
  Refused,
  ToMaximum,             ///< 5-59/15
  ToMaximumOrWholeField  ///< so, but `59/15` is the whole field by 15
};

/// Where `?` may stand for `*`.
enum class Question : std::uint8_t {
  Refused,
  DayFields,
  Required,  ///< in exactly one of the day fields
  Anywhere   ///< as an item of any field, `?/5` too
};

/// `15W`: the weekday (Monday to Friday) nearest to the 15th in its month.
enum class NearestWeekday : std::uint8_t {
  Refused,
  Alone,   ///< the field's only item; `W15` too
  InLists  ///< `1W,15W`
};

/// The last given weekday of a month.
enum class LastWeekday : std::uint8_t {
  Refused,
  Prefix,  ///< `L5`
  Suffix,  ///< `5L`, `FRIL`
};

/// `5#3`: the third Friday of a month.
enum class NthWeekday : std::uint8_t {
  Refused,
  Unmixed,  ///< lists of them, but no plain weekday beside them
  Mixed,    ///< `5#3,1`
  Alone     ///< the field's only item
};

enum class Names : std::uint8_t { Refused, ThreeLetters, ThreeLettersOrMore };

/// Where `SUN` stands in a range of weekdays.
enum class SundayName : std::uint8_t {
  First,       ///< `SUN-TUE` is 0-2
  Last,        ///< `FRI-SUN` is 5-7, `SUN-TUE` runs backwards
  NotInRanges  ///< engines differ
};

/// `@daily` and its like.
enum class Macros : std::uint8_t { Refused, LowerCase, AnyCase };

/// One engine's reading of cron texts. Rows are added, never special cases.
struct Dialect {
  std::string_view name;     ///< as users write it: "croniter", "vixie"
  std::string_view summary;  ///< one line for help and docs
  DayRule day_rule;
  std::string_view engine;  ///< as messages say it: "vixie cron"
  /// The fields of a text of five, six and seven, a letter each: s m h seconds
  /// to hours, D M W Y day of month, month, weekday, year. Empty: refused.
  std::string_view five_fields = {}, six_fields = {}, seven_fields = {};
  int first_weekday = 0;  ///< the number of Sunday
  int last_weekday = 7;   ///< 7 (and first_weekday + 7) is Sunday again
  bool seven_in_long_texts = true;  ///< so in texts of more than five fields
  int last_year = 2099;
  Names names = Names::ThreeLetters;
  SundayName sunday_name = SundayName::First;
  FullDays full_days = FullDays::Restricted;
  WrapRange wrap_range = WrapRange::Refused;
  bool years_wrap = true;  ///< `2036-2028`, where other ranges do
  /// `FRI-0` ends on the Sunday after, although other ranges do not wrap.
  bool range_ends_on_sunday = false;
  OpenStep open_step = OpenStep::ToMaximum;
  bool open_step_to_seven = false;  ///< weekday `4/3` is 4 and 7
  EqualRange equal_range = EqualRange::Value;
  /// What follows the third letter of a name does not count: `MON-FRI/2`,
  /// `FRIDAY#3`. Such texts are refused.
  bool skips_after_names = false;
  bool step_may_exceed_range = true;  ///< `*/90` is the first value
  bool zero_step_is_first = false;    ///< `5/0` is 5, `*/0` is `*`
  bool empty_items = false;           ///< `0,,5`
  Question question = Question::Refused;
  bool last_day = false;          ///< `L` in the day of month
  bool last_day_range = false;    ///< `15-L`
  bool last_working_day = false;  ///< `LW`
  bool last_day_minus = false;    ///< `L-3`
  NearestWeekday nearest_weekday = NearestWeekday::Refused;
  bool nearest_weekday_clamps = false;  ///< `31W` in a shorter month: its end
  LastWeekday last_weekday_of_month = LastWeekday::Refused;
  bool bare_last_weekday = false;   ///< `L` in the weekday is Saturday
  bool last_weekday_alone = false;  ///< `6L`: the only item of its field
  NthWeekday nth_weekday = NthWeekday::Refused;
  /// `#` and `W` may stand beside a restriction of the other day field.
  bool special_days_combine = true;
  bool unit_step_is_star = false;  ///< `*/1` is `*` to the day rule
  bool one_day_field = false;      ///< only one of the day fields may restrict
  Macros macros = Macros::Refused;
  bool quarterly = false;  ///< `@quarterly` (Airflow)
};

/// All dialects in the order in which help lists them; the first is the
/// default (croniter, newest).
[[nodiscard]] std::span<const Dialect> dialects();

/// Finds a dialect by name in any case (`croniter`, `croniter@2.0.4`), nullptr
/// if unknown. A version between two rows is that of the earlier row.
[[nodiscard]] const Dialect* find_dialect(std::string_view name);

}  // namespace lockstep
