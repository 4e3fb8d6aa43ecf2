#pragma once
// The fields of a cron text as sets of values, and how the two day fields fold
// into the masks of a Cron. Internal to cron/.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "cron/cron.hpp"
#include "cron/dialect.hpp"

namespace lockstep {

/// What a field's text says about stars, for the dialects' day rules.
struct Stars {
  bool exact = false;     ///< the whole field is `*` or `?`
  bool item = false;      ///< one item is `*` or `?`
  bool prefix = false;    ///< starts with `*`
  bool anywhere = false;  ///< contains a `*`
  bool question = false;  ///< the whole field is `?`
};

/// The day-of-month field: bit n - 1 for day n in each.
struct MonthDays {
  std::uint32_t days = 0;
  std::uint32_t nearest_weekday = 0;  ///< nW
  std::uint32_t before_last = 0;      ///< L-n; L itself is n = 0, bit n
  bool last_working_day = false;      ///< LW
  bool clamps = false;  ///< nW of a day that a month lacks: its last day
  Stars stars;
};

/// The weekday field: bit 0 is Sunday.
struct WeekDays {
  std::uint32_t days = 0;
  std::uint32_t last = 0;             ///< 5L
  std::array<std::uint8_t, 7> nth{};  ///< d#n: bit n of nth[d]
  Stars stars;
};

/// A field of plain values, bit v for value v; months from 0, years from
/// kFirstYear.
using ValueSet = std::array<std::uint64_t, 4>;

/// All fields of a text.
struct Fields {
  ValueSet seconds{1};
  ValueSet minutes{}, hours{}, months{}, years{};
  bool no_year = false;  ///< a year field without a value (`,`)
  MonthDays month_days;
  WeekDays week_days;
};

/// Where a field stands in the text.
struct FieldText {
  char letter;  ///< as in Dialect::five_fields
  std::size_t begin, end;
  std::size_t fields = 0;  ///< of the whole text
};

/// Reads one field into `fields`; notes steps in `facts` unless it is null.
/// Nothing if all is well, else what is wrong; an empty hint is for the caller
/// to fill.
[[nodiscard]] std::optional<CronError> read_field(std::string_view text,
                                                  const FieldText& where,
                                                  const Dialect& dialect,
                                                  Fields& fields,
                                                  CronFacts* facts);

/// `minute`, `day of month`: the name of the field `letter` in messages.
[[nodiscard]] std::string_view field_name(char letter);
[[nodiscard]] CronField field_of(char letter);

using DayMasks = std::array<std::array<std::uint32_t, 7>, 4>;

[[nodiscard]] DayMasks masks_of(const MonthDays& days);
[[nodiscard]] DayMasks masks_of(const WeekDays& days);
/// True if every day of every month is in.
[[nodiscard]] bool is_every_day(const DayMasks& masks);

/// Brings a cron into canonical form: no month, year or mask that never
/// fires; all zero if nothing does.
void canonicalize(Cron& cron);

}  // namespace lockstep
